"""`casus status`: how a dataset stands, in one screen."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipeline import contract
from pipeline.commands.run import counted
from pipeline.publish.run import publish
from pipeline.records import Correction, CorrectionOutcome
from pipeline.store import Store
from tests.unit.coded_rows import RUN, coded, held
from tests.unit.test_dataset_commands import FACTS, WORDS, casus, tables


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A dataset of one release, with a held event and a correction that no longer applies."""
    made = tables([coded("a", terms=WORDS), held("h", location=None, latitude=None, longitude=None, admin1=None)])
    correction = Correction(
        number=1,
        event_id_cnty="IRQ9",
        other_event_id=None,
        action="accept",
        field=None,
        new_value=None,
        reviewer="R. Reader",
        decided_on=date(2024, 2, 12),
        reason="Read again",
    )
    outcome = CorrectionOutcome(number=1, is_applied=False, event_id_cnty=None, detail="no event has this id")
    with Store(tmp_path).writing("test") as writer:
        for name in ("events", "event_sources", "event_members", "coded_events", "revisions", "deletions", "checks"):
            writer.put(name, made[name])
        writer.put("corrections", contract.from_records("corrections", [correction]))
        writer.put("correction_outcomes", contract.from_records("correction_outcomes", [outcome]))
        with writer.publishing() as folder:
            writer.publish(folder / publish(made, RUN, folder, facts=FACTS).name)
    return tmp_path


def test_one_screen_says_what_is_released_and_what_waits(data: Path) -> None:
    shown = casus("status", "-d", data)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert len(lines) <= 26, "no screen"
    assert lines[0] == f"dataset   {data}"
    assert "releases  1" in lines
    assert any(line.startswith("  2024.02.12 1 published, 1 held; ") for line in lines)
    assert (
        "waits     1 held events, 0 merge proposals (casus review export), 1 corrections that no longer apply" in lines
    )
    assert "  correction 1, accept IRQ9, no longer applies: no event has this id" in lines
    assert "at work   nobody" in lines
    assert any(line.startswith("made by   casus 0.1.0, schema ") for line in lines)


def test_json_says_all_of_it(data: Path) -> None:
    told = json.loads(casus("status", "-d", data, "--json").stdout)
    assert told["states"][-1]["release"] == told["releases"][-1]["name"] == "2024.02.12"
    assert told["contents"]["held"] == told["waiting"]["held"] == 1
    assert told["contents"]["published"] == {"Explosions/Remote violence": 1}
    assert told["at_work"] == told["work_folders"] == []


def test_asking_changes_nothing(data: Path) -> None:
    def files() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in data.rglob("*"))

    before = files()
    assert casus("status", "-d", data).exit_code == 0
    assert files() == before


def test_a_run_at_work_is_told(data: Path) -> None:
    store = Store(data)
    with store.exclusive("casus run"):
        store.work("run")
        lines = casus("status", "-d", data).stdout.splitlines()
        store.drop_work("run")
    assert any(line.startswith("at work   casus run (process ") for line in lines)
    assert "half done run run" in lines


def test_a_run_that_was_killed_is_told(data: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    told = {"pid": ended.pid, "purpose": "casus run"}
    (data / "store/RUN.json").write_text(json.dumps(told), encoding="utf-8")
    Store(data).work("run")
    lines = casus("status", "-d", data).stdout.splitlines()
    assert f"ended     casus run (process {ended.pid}) did not come to its end; run again, nothing is lost" in lines
    assert "half done run run; it may be run again at any time" in lines


@pytest.mark.parametrize("damage", ["", "[]", '{"checks": 1}'])
def test_a_damaged_report_is_told_and_ends_nothing(damage: str, data: Path) -> None:
    report = data / "releases/2024.02.12/validation/report.json"
    report.chmod(0o644)
    report.write_text(damage, encoding="utf-8")
    shown = casus("status", "-d", data)
    assert shown.exit_code == 0, shown.output
    assert "its report cannot be read; look with casus release verify" in shown.stdout


def test_no_dataset_is_one_clear_line(tmp_path: Path) -> None:
    shown = casus("status", "-d", tmp_path / "none")
    assert shown.exit_code == 2
    assert shown.stderr.count("\n") == 1 and "is no dataset" in shown.stderr
    assert not (tmp_path / "none").exists()


def test_an_empty_store_counts_nothing(tmp_path: Path) -> None:
    found = counted(Store(tmp_path))
    assert (found.articles, found.coded, sum(found.published.values()), found.held) == (0, 0, 0, 0)
