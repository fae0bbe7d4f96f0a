"""The records of steps: what they say, and that leaving one harms nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipeline import run_log
from pipeline.errors import SettingError, StoreError
from pipeline.location import Folder
from pipeline.run_log import Record, Work, recorded, records
from pipeline.store import Store


@recorded("merge", lambda made: Work(rows_in=made, kept=made - 1, refused=1, reasons={"EXACT": 1}))
def merge(store: Store, rows: int) -> int:
    """A step."""
    if rows == 0:
        raise SettingError("there is nothing to merge.")
    if rows < 0:
        raise ValueError("a\nbug")
    return rows


def test_a_step_leaves_a_record_and_gives_back_what_it_made(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert merge(store, 5) == 5
    (record,) = records(store)
    assert (record.step, record.outcome, record.error) == ("merge", "done", None)
    assert record.work == Work(rows_in=5, kept=4, refused=1, reasons={"EXACT": 1})
    assert record.seconds >= 0 and record.models[0].startswith("en-core-web-sm")


@pytest.mark.parametrize(
    ("rows", "error", "said"),
    [(0, SettingError, "there is nothing to merge."), (-1, ValueError, "ValueError: a bug")],
    ids=["foreseen", "bug"],
)
def test_a_step_that_fails_leaves_why(tmp_path: Path, rows: int, error: type[Exception], said: str) -> None:
    store = Store(tmp_path)
    with pytest.raises(error):
        merge(store, rows)
    (record,) = records(store)
    assert (record.outcome, record.error, record.work) == ("failed", said, Work())


def test_a_record_that_cannot_be_left_fails_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise StoreError("no space left on the disk.")

    monkeypatch.setattr(Folder, "write", refuse)
    assert merge(Store(tmp_path), 5) == 5


def test_records_are_queried_with_sql(tmp_path: Path) -> None:
    for rows in (5, 7):
        merge(Store(tmp_path), rows)
    query = f"SELECT step, sum(rows_in) FROM read_json('{tmp_path}/runs/*/*.json', union_by_name = true) GROUP BY step"
    assert duckdb.sql(query).fetchall() == [("merge", 12)]


def test_records_come_in_order_and_a_damaged_one_is_passed_over(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for rows in (5, 6, 7):
        merge(store, rows)
    (tmp_path / "runs/2024-02-09").mkdir()
    (tmp_path / "runs/2024-02-09/20240209T000000-merge-0.json").write_text(json.dumps({"step": "merge"}))
    assert [record.work.rows_in for record in records(store)] == [5, 6, 7]
    assert [record.work.rows_in for record in records(store, newest=2)] == [6, 7]


def record(step: str, at: str = "2024-02-09T00:00:00", work: Work | None = None) -> Record:
    """A record."""
    return Record(step, at, 1.0, "host", 1, run_log.DONE, None, "1", None, (), work or Work())


def test_the_newest_run_begins_with_its_first_steps() -> None:
    steps = ("take_in", "merge", "take_in", "take_in", "clean", "merge")
    found = run_log.newest_run([record(step) for step in steps], "take_in")
    assert [one.step for one in found] == ["take_in", "take_in", "clean", "merge"]
    assert run_log.newest_run([record("merge")], "take_in") == [record("merge")]
    assert run_log.newest_run([], "take_in") == []
