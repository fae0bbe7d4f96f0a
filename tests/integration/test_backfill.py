"""Past days taken in side by side and out of order end in the dataset of day by day; once more they change nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import job
from pipeline.store import Store

pytestmark = [pytest.mark.integration, pytest.mark.slow]

FIRST, DAYS = date(2024, 2, 5), 9
PLACES = ("Mosul, Iraq", "Nairobi, Kenya", "Maiduguri, Nigeria")
#: What a task of the backfill does: take in the file of a day, at the end of that day.
TAKE_IN = """
import sys
from pipeline import job
from pipeline.store import Store
for file, at in zip(sys.argv[2::2], sys.argv[3::2], strict=True):
    job.take_in(Store(sys.argv[1]), job.sources(file), job.run_at(job.instant(at)))
"""


@pytest.fixture
def days(tmp_path: Path) -> list[tuple[str, str]]:
    """Files of articles with the logical times of their runs; each incident is told on two days, with another toll."""
    found = []
    for number in range(DAYS):
        day, told = FIRST + timedelta(number), FIRST + timedelta(number // 2 * 2)
        text = (
            f"A roadside bomb killed {number + 3} soldiers near {PLACES[number // 2 % 3]}, on {told:%A}, the army said."
        )
        path = tmp_path / f"{day}.jsonl"
        path.write_text(json.dumps({"id": f"a{number}", "text": text, "published": str(day)}) + "\n")
        found.append((str(path), str(day + timedelta(1))))
    return found


def take_in(data: Path, days: list[tuple[str, str]]) -> subprocess.Popen[bytes]:
    told = [word for day in days for word in day]
    return subprocess.Popen([sys.executable, "-c", TAKE_IN, data, *told], env={**os.environ, "OMP_NUM_THREADS": "1"})


def read(store: Store, batches: list[str]) -> None:
    """What follows the taking in, up to the merged events."""
    for chunk in job.plan(store, "run", batches):
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "run"):
        job.code_chunk(store, chunk, workers=0)
    job.collect(store, "run")
    job.merge(store)


def facts(data: Path) -> dict[str, list[dict[str, Any]]]:
    """What a dataset says, but for when and in how many steps it came to say so."""
    names = ("articles", "coded_events", "draft_events", "event_sources", "event_members")
    found = {name: Store(data).read(name).to_pylist() for name in names}
    for row in found["draft_events"]:
        del row["timestamp"], row["revision"]
    return found


def test_days_side_by_side_end_in_the_dataset_of_day_by_day(days: list[tuple[str, str]], tmp_path: Path) -> None:
    by_day, at_once = tmp_path / "by-day", tmp_path / "at-once"
    for file, at in days:
        intake = job.take_in(Store(by_day), job.sources(file), job.run_at(job.instant(at)))
        read(Store(by_day), list(intake.batches))
    backwards = days[::-1]
    tasks = [take_in(at_once, backwards[number::3]) for number in range(3)]
    assert [task.wait() for task in tasks] == [0, 0, 0]
    read(Store(at_once), [])  # they were left unread
    assert len(Store(at_once).batches()) == DAYS
    found = facts(at_once)
    assert found == facts(by_day)
    assert 0 < len(found["draft_events"]) < DAYS

    assert take_in(at_once, backwards).wait() == 0
    read(Store(at_once), Store(at_once).batches())
    assert facts(at_once) == found
