"""`casus completion`: a real shell completes with what it prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli

REPOSITORY = Path(__file__).parents[2]
#: Completes the words given, as pressing the key does, and prints what bash would offer.
PRESSED = """
eval "$(casus completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_casus_completion casus
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("casus", "sta"), ["status"]),
        (("casus", "release", ""), ["show", "verify"]),
        (("casus", "export", "--format", "acl"), ["acled-csv"]),
        (("casus", "status", "--js"), ["--json"]),
    ],
    ids=["command", "command of a group", "value", "option"],
)
def test_bash_completes(words: tuple[str, ...], offered: list[str], tmp_path: Path) -> None:
    program = tmp_path / "casus"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    surroundings = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        ["bash", "--norc", "-c", PRESSED, "bash", *words], env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == offered, done.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_a_script_of_their_own(shell: str) -> None:
    shown = CliRunner().invoke(cli, ["completion", shell])
    assert shown.exit_code == 0
    assert f"_CASUS_COMPLETE={shell}_complete" in shown.stdout
