"""Copies are found across all known articles, of which only those that have a key in common are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline import contract
from pipeline.records import Document
from pipeline.screen import known
from pipeline.screen.copies import MAX_COMPARED, find_copies, index_articles
from pipeline.screen.known import Met, index_with_known, keys_of
from pipeline.store import Store
from tests.unit.test_copies import REPORT, document

OTHER = " ".join(f"word{number}" for number in range(60))


def of_batch(batch: str, *documents: Document) -> list[Document]:
    return [replace(one, batch=batch) for one in documents]


class Known:
    """A store with some documents in it, and what was read of them."""

    def __init__(self, folder: Path, *documents: Document) -> None:
        self.store, self.read_ids = Store(folder), list[str]()
        table = contract.from_records("documents", list(documents))
        ids = [one.article_id for one in documents]
        with self.store.writing("test") as writer:
            writer.replace("documents", table, "article_id", ids)
            writer.replace("article_keys", keys_of(table), "article_id", ids)

    def read(self, batch: str, ids: pa.Array) -> pa.Table:
        self.read_ids += ids.to_pylist()
        return self.store.read("documents", batch=batch, where=pc.field("article_id").isin(ids))

    def met(self, *documents: Document) -> Met:
        table = contract.from_records("documents", list(documents))
        return index_with_known([table], keys_of(table), self.store.scan("article_keys"), self.read)

    def index(self, *documents: Document) -> pa.Table:
        return self.met(*documents).index


def test_copy_of_a_known_article_is_found_and_no_other_text_is_read(tmp_path: Path) -> None:
    there = Known(
        tmp_path,
        *of_batch("one", document("a", REPORT, published=date(2024, 2, 8)), document("b", OTHER)),
        *of_batch("two", document("c", OTHER + " and more of other things")),
    )
    new = document("z", REPORT + " More was not known.", published=date(2024, 3, 1))
    assert find_copies([new], there.index(new))["z"][0] == "a"
    assert there.read_ids == ["a"]


def test_answers_are_those_of_an_index_of_everything(tmp_path: Path) -> None:
    old = of_batch("one", document("a", REPORT), document("b", OTHER), document("c", "Two were killed."))
    new = [document("d", REPORT), document("e", OTHER + " at last"), document("f", "Two were killed.")]
    everything = index_articles(contract.from_records("documents", [*old, *new]), contract.empty("article_index"))
    found = find_copies(new, Known(tmp_path, *old).index(*new))
    assert found == find_copies(new, everything)
    assert set(found) == {"d", "e", "f"}


def test_known_copy_of_an_original_that_comes_later_is_told(tmp_path: Path) -> None:
    later = document("a", REPORT + " More was not known.", published=date(2024, 3, 1))
    there = Known(tmp_path, *of_batch("one", later, document("b", OTHER)))
    (late,) = there.met(document("z", REPORT, published=date(2024, 2, 8))).late
    assert late.column("article_id").to_pylist() == ["a"]
    assert there.met(document("z", REPORT, published=date(2024, 3, 8))).late == ()


def test_article_that_is_read_again_is_no_copy_of_what_it_was(tmp_path: Path) -> None:
    there = Known(tmp_path, *of_batch("one", document("a", REPORT)))
    again = document("a", REPORT + " More was not known.")
    assert find_copies([again], there.index(again)) == {}
    assert there.read_ids == []


def test_of_a_text_on_many_sites_the_first_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_MOST_PAIRS", 50)
    days = [date(2024, 1, 1 + number % 28) for number in range(MAX_COMPARED + 50)]
    copies = [document(f"site{number:03}", REPORT, published=day) for number, day in enumerate(days)]
    there = Known(tmp_path, *of_batch("one", *copies))
    new = document("late", REPORT, published=date(2024, 3, 1))
    assert find_copies([new], there.index(new)) == {"late": ("site000", 1.0)}
    assert len(there.read_ids) == MAX_COMPARED


def test_nothing_known_and_nothing_new(tmp_path: Path) -> None:
    empty = Known(tmp_path)
    assert empty.index().num_rows == 0
    assert empty.index(document("a", REPORT), document("b", OTHER)).num_rows == 0
