"""Two schedulers on one dataset: the one that began first is told, and nothing that it took in is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import job
from pipeline.errors import StoreClosed
from pipeline.store import Store

pytestmark = [pytest.mark.integration, pytest.mark.faults]

TEXT = "The museum of {place} opens a new room on Sunday, its director said, with paintings of the sea and of ships."


def take_in(store: Store, folder: Path, day: str, place: str) -> list[str]:
    """An article of a day; gives the names of its batches."""
    path = folder / f"{day}.jsonl"
    path.write_text(json.dumps({"id": place, "text": TEXT.format(place=place), "published": day}) + "\n")
    return list(job.take_in(store, job.sources(str(path)), job.run_at(job.instant(day))).batches)


@pytest.mark.parametrize("has_own_folder", [False, True], ids=["one work folder", "a work folder each"])
def test_the_first_of_two_runs_is_told_and_the_second_reads_its_articles(has_own_folder: bool, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = Store(data, work=tmp_path / "first")
    second = Store(data, work=tmp_path / ("second" if has_own_folder else "first"))
    cleaning = job.plan(first, "airflow-a", take_in(first, tmp_path, "2024-02-08", "Leeds"))
    for chunk in job.plan(second, "airflow-b", take_in(second, tmp_path, "2024-02-09", "Porto")):
        job.clean_chunk(second, chunk, workers=0)
    for step in (
        lambda: job.clean_chunk(first, cleaning[0], workers=0),
        lambda: job.index(first, "airflow-a"),
        lambda: job.collect(first, "airflow-a"),
    ):
        with pytest.raises(StoreClosed, match=r"run airflow-b has begun to read articles since airflow-a did"):
            step()
    for chunk in job.index(second, "airflow-b"):
        job.code_chunk(second, chunk, workers=0)
    job.collect(second, "airflow-b")
    assert Store(data).read("documents").column("article_id").to_pylist() == ["Leeds", "Porto"]
    assert job.left_unread(Store(data)) == set()
