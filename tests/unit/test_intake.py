"""What sources bring comes in parts, so that it may be larger than the memory, and in all as if it came at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import contract, job
from pipeline.ingest import intake
from pipeline.ingest.lines import read_lines
from pipeline.stage import Result, Run
from pipeline.store import Store
from pipeline.store.reading import Reader

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")


def lines(*articles: dict[str, Any]) -> list[bytes]:
    return [json.dumps({"text": "Two died.", **row}).encode() for row in articles]


def parts(*articles: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    """Ids taken in and reasons of refusals, of each part."""
    made: list[Result] = list(intake.Intake(RUN).parts(read_lines(lines(*articles), "a.jsonl", RUN)))
    return [
        (part.kept["articles"].column("article_id").to_pylist(), part.rejected.column("reason").to_pylist())
        for part in made
    ]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PART_ARTICLES", 2)
    monkeypatch.setattr("pipeline.job.intake.BATCH_ARTICLES", 2)


def test_part_is_full_by_its_articles() -> None:
    assert parts({"id": "a"}, {"id": "b"}, {"id": "c"}) == [(["a", "b"], []), (["c"], [])]


def test_part_is_full_by_the_bytes_of_its_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PART_BYTES", 100)
    found = parts({"id": "a", "text": "a" * 100}, {"id": "b"}, {"id": "c"})
    assert found == [(["a"], []), (["b", "c"], []), ([], [])]


def test_nothing_is_one_empty_part() -> None:
    assert parts() == [([], [])]


def test_id_that_stands_in_an_earlier_part_is_refused() -> None:
    assert parts({"id": "a"}, {"id": "b"}, {"id": "a"})[1] == ([], ["REPEATED_ID"])


def test_what_was_withdrawn_in_an_earlier_part_is_not_taken_in() -> None:
    found = parts({"id": "a", "withdrawn": True}, {"id": "b"}, {"id": "a"}, {"id": "c"})
    assert [ids for ids, _ in found] == [["b"], ["c"], []]


def taken_in(folder: Path, *articles: dict[str, Any], day: str = "2024-02-09") -> dict[str, str]:
    """Take articles in; batch by id of all that the dataset holds then."""
    path = folder / "a.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines(*articles)))
    store = Store(folder / "data")
    job.take_in(store, job.sources(str(path)), job.run_at(job.instant(day)))
    table = store.read("articles")
    contract.check("articles", table)
    return dict(zip(table.column("article_id").to_pylist(), table.column("batch").to_pylist(), strict=True))


def test_batch_that_is_full_is_followed_by_others(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d", "e"]
    first = {"a": "2024-02-09", "b": "2024-02-09", "c": "2024-02-09.1", "d": "2024-02-09.1", "e": "2024-02-09.2"}
    assert taken_in(tmp_path, *({"id": name} for name in names)) == first
    assert taken_in(tmp_path, {"id": "f"}) == {**first, "f": "2024-02-09.2"}


def test_parts_share_a_batch_until_it_is_full_by_its_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.job.intake.BATCH_ARTICLES", 100)
    monkeypatch.setattr("pipeline.job.intake.BATCH_BYTES", 40)
    rows = [{"id": name, "text": "Two died."} for name in "abcdefgh"]
    batches = ["2024-02-09"] * 6 + ["2024-02-09.1"] * 2
    assert taken_in(tmp_path, *rows) == dict(zip("abcdefgh", batches, strict=True))


def test_withdrawal_after_the_part_with_its_article_takes_it_away(tmp_path: Path) -> None:
    rows = [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "a", "withdrawn": True}]
    assert set(taken_in(tmp_path, *rows)) == {"b", "c"}


def test_article_that_comes_again_is_noted_and_otherwise_stays_as_it_is(tmp_path: Path) -> None:
    taken_in(tmp_path, {"id": "a"}, {"id": "b"}, day="2024-02-09")
    taken_in(tmp_path, {"id": "a"}, day="2024-02-11")
    taken_in(tmp_path, {"id": "a"}, day="2024-02-10")
    store = Store(tmp_path / "data")
    seen = {row["article_id"]: row["last_seen_at"].day for row in store.read("sightings").to_pylist()}
    assert seen == {"a": 11, "b": 9}
    assert {row["first_seen_at"].day for row in store.read("articles").to_pylist()} == {9}


def test_dataset_is_asked_once_however_many_parts_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    scan = Reader.scan

    def counted(self: Reader, name: str, **given: Any) -> Iterator[Any]:
        asked.append(name)
        return scan(self, name, **given)

    monkeypatch.setattr(Reader, "scan", counted)
    rows = [{"id": f"{number}"} for number in range(20)]
    taken_in(tmp_path, *rows[:4])
    of_two_parts, asked[:] = sorted(asked), []
    taken_in(tmp_path, *rows[4:], day="2024-02-10")
    assert sorted(asked) == of_two_parts


def test_work_over_several_batches_is_laid_out_and_collected(tmp_path: Path) -> None:
    taken_in(tmp_path, *({"id": name, "text": f"Soldiers killed two in {name}."} for name in "abcde"))
    store = Store(tmp_path / "data")
    chunks = job.plan(store, "work", [], size=3)
    assert [(chunk.first, chunk.count) for chunk in chunks] == [(0, 3), (3, 2)]
    for chunk in chunks:
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "work"):
        job.code_chunk(store, chunk, workers=0)
    job.collect(store, "work")
    assert store.read("documents").column("article_id").to_pylist() == list("abcde")
    assert store.read("article_keys").column("article_id").to_pylist() == list("abcde")
    assert job.left_unread(store) == set()


def read_all(store: Store) -> None:
    """Read what is waiting, up to the store."""
    for chunk in job.plan(store, "work", []):
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "work"):
        job.code_chunk(store, chunk, workers=0)


@pytest.mark.parametrize(
    "article",
    [
        {"text": "Soldiers killed two in Mosul."},
        {"text": "\ufeffSoldiers killed two.\r\nIn Mosul."},
        {"text": None, "html": "<html><body><nav>Home</nav><p>Soldiers killed two in Mosul, Iraq.</p></body></html>"},
    ],
    ids=["text", "text that cleaning changes", "page"],
)
def test_article_is_read_once_and_again_when_it_has_changed(tmp_path: Path, article: dict[str, Any]) -> None:
    taken_in(tmp_path, {"id": "a", **article})
    store = Store(tmp_path / "data")
    read_all(store)
    job.collect(store, "work")
    assert job.left_unread(store) == set()
    taken_in(tmp_path, {"id": "a", **article, "published": "2024-02-08"})
    assert job.left_unread(Store(tmp_path / "data")) == {"2024-02-09"}


def test_article_that_changed_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    taken_in(tmp_path, {"id": "a"}, {"id": "b", "text": "Three died."})
    store = Store(tmp_path / "data")
    read_all(store)
    taken_in(tmp_path, {"id": "a", "text": "Four died."})
    job.collect(Store(tmp_path / "data"), "work")
    assert Store(tmp_path / "data").read("documents").column("article_id").to_pylist() == ["b"]
    assert job.left_unread(Store(tmp_path / "data")) == {"2024-02-09.1"}
