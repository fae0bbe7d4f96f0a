"""The program: its help, its exit status, its one-line errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli

COMMANDS = (
    "code", "clean", "screen", "geoparse", "timetag", "merge", "run", "explain", "gazetteer", "sources", "release",
)  # fmt: skip


@pytest.fixture
def casus() -> CliRunner:
    """Runs `casus` in this process."""
    return CliRunner()


def test_help_lists_every_command_under_a_heading(casus: CliRunner) -> None:
    shown = casus.invoke(cli, ["--help"])
    assert shown.exit_code == 0
    listed = [line.split()[0] for line in shown.output.splitlines() if line.startswith("  ") and line.strip()]
    assert set(COMMANDS) <= set(listed)
    assert "More:" not in shown.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_reads_well(casus: CliRunner, command: str) -> None:
    shown = casus.invoke(cli, [command, "--help"])
    assert shown.exit_code == 0
    assert max(len(line) for line in shown.output.splitlines()) <= 100
    assert not [line for line in shown.output.splitlines() if line.rstrip().endswith("...") and "Usage" not in line]


def test_version_is_told(casus: CliRunner) -> None:
    assert casus.invoke(cli, ["--version"]).output.startswith("casus, version ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["code"], "Missing argument 'ARTICLES'"),
        (["code", "missing.jsonl"], "missing.jsonl: cannot be opened: no such file or directory."),
        (["code", "."], ".: is a folder; give a file of JSON Lines."),
        (["code", "--workers", "0", "-"], "0 is not in the range x>=1"),
        (["code", "--workers", "many", "-"], "'many' is not a valid integer"),
        (["nonsense"], "No such command 'nonsense'"),
        (["run"], "Missing option '-d'"),
        (["run", "-d", "data", "--at", "yesterday"], "'yesterday' is no ISO day or instant"),
        (["merge", "missing.jsonl"], "missing.jsonl: cannot be opened"),
        (["release", "show", "missing"], "missing: neither a release nor the folder of a dataset"),
        (["gazetteer", "build", "--geonames", "missing"], "missing: no such folder"),
        (["explain", "missing.txt"], "missing.txt: cannot be read"),
        (["explain", "missing.jsonl"], "missing.jsonl: cannot be opened"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_unusable_arguments_end_with_status_2_and_one_clear_line(
    casus: CliRunner, arguments: list[str], message: str
) -> None:
    with casus.isolated_filesystem():
        shown = casus.invoke(cli, arguments)
    assert shown.exit_code == 2
    assert message in shown.output
    assert "Traceback" not in shown.output


def test_a_setting_from_the_environment_counts_and_is_checked(casus: CliRunner) -> None:
    shown = casus.invoke(cli, ["code", "-"], env={"CASUS_CODE_WORKERS": "many"})
    assert shown.exit_code == 2
    assert "'many' is not a valid integer" in shown.output


def test_output_that_cannot_be_written_is_told_before_the_work(casus: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n")
    shown = casus.invoke(cli, ["timetag", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "no" / "out.jsonl")])
    assert shown.exit_code == 2
    assert "cannot be written: no such file or directory" in shown.output
