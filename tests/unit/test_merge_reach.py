"""Merging what changed gives what merging everything gives, and reads no more than it can touch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import contract, job
from pipeline.contract.parts import parts as parts_of
from pipeline.job import merging
from pipeline.merge import STAGE
from pipeline.records import CodedEvent, Correction, Screened
from pipeline.runner import run_stage
from tests.unit.coded_rows import RUN, coded, held, merge_inputs, records, screened

STATE = ("coded_events", "screened")
PLACES = (
    ("Iraq", "Baghdad", "Baghdad", 33.3406, 44.4009),
    ("Iraq", "Nineveh", "Mosul", 36.335, 43.1189),
    ("Iraq", "Nineveh", "Tal Afar", 36.379, 42.448),
    ("Syria", "Aleppo", "Aleppo", 36.2012, 37.1612),
    ("Iraq", None, None, None, None),
    (None, None, None, None, None),
)
WORDS = (
    "alder birch cedar elm fir hazel larch yew basalt chalk flint granite marble slate tuff ambush convoy harbour "
    "depot trenches artillery spokesman warehouse bakery"
).split()
NAMES = ("yusuf barakzai", "orla maguire", "tesfaye gebremariam")


class Tables:
    """Stands in for the writer of a store: gives rows of the wanted parts only, and remembers how many it gave."""

    def __init__(self) -> None:
        self.tables: dict[str, pa.Table] = {}
        self.given: Counter[str] = Counter()

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        batch: str | None = None,
        parts: Iterable[str] | None = None,
        where: Any = None,
    ) -> pa.Table:
        table = self.tables.get(name, contract.empty(name))
        if parts is not None:
            table = table.filter(pa.compute.is_in(parts_of(name, table), pa.array(sorted(set(parts)), pa.string())))
        if where is not None:
            table = table.filter(where)
        self.given[name] += table.num_rows
        return table.select(list(columns)) if columns is not None else table

    def find(self, name: str, where: pa.compute.Expression, *, columns: Sequence[str] | None = None) -> pa.Table:
        return self.read(name, where=where, columns=columns)

    def parts_with(self, name: str, column: str, words: Iterable[str]) -> set[str]:
        table = self.tables.get(name, contract.empty(name))
        is_one = pa.compute.is_in(table[column], pa.array(sorted(words), pa.string()))
        return set(parts_of(name, table.filter(is_one)).to_pylist())

    def put(self, name: str, table: pa.Table) -> None:
        contract.check(name, table)
        self.tables[name] = table

    def put_parts(self, name: str, parts: Iterable[str], table: pa.Table, *, there: pa.Table | None = None) -> None:
        wanted = pa.array(sorted(set(parts)), pa.string())
        assert pa.compute.all(pa.compute.is_in(parts_of(name, table), wanted), min_count=0).as_py()
        old = self.tables.get(name, contract.empty(name))
        stays = old.filter(pa.compute.invert(pa.compute.is_in(parts_of(name, old), wanted)))
        self.put(
            name, pa.concat_tables([stays, table]).sort_by([(key, "ascending") for key in contract.table(name).key])
        )

    def append(self, name: str, table: pa.Table) -> None:
        self.put(name, pa.concat_tables([self.tables.get(name, contract.empty(name)), table]))

    def replace_where(
        self, name: str, table: pa.Table, gone: pa.compute.Expression, *, within: Collection[str] | None = None
    ) -> None:
        stays = self.tables.get(name, contract.empty(name)).filter(~pa.compute.coalesce(gone, pa.compute.scalar(False)))
        self.put(name, contract.in_order(name, pa.concat_tables([stays, table])))

    def decide(self, *decisions: Correction) -> None:
        self.append("corrections", contract.from_records("corrections", decisions))

    def take(self, news: Mapping[str, tuple[Screened, list[CodedEvent]] | None]) -> None:
        """Put articles in the place of what was known of them, or take them away, and mark what changed."""
        writer: Any = self
        before = job.told_of(writer, list(news))
        for name, index in (("screened", 0), ("coded_events", 1)):
            told = [news[article] for article in sorted(news)]
            rows = [article[index] for article in told if article is not None]
            new = contract.from_records(name, rows if index == 0 else [event for events in rows for event in events])
            old = self.tables.get(name, contract.empty(name))
            gone = pa.compute.is_in(old["article_id"], pa.array(sorted(news)))
            self.put(
                name, pa.concat_tables([old.filter(pa.compute.invert(gone)), new]).sort_by(contract.table(name).key[0])
            )
        job.mark_changed(writer, before, job.told_of(writer, list(news)))

    def merge(self) -> None:
        writer: Any = self
        job.merge_changed(writer, RUN)


def article(number: int, variant: int, start: date = date(2024, 1, 20)) -> tuple[Screened, list[CodedEvent]]:
    """An article as it came out, or in a later wording."""
    chance = random.Random(100 * number + variant)
    name = f"a{number:02}"
    if chance.random() < 0.15 and number:
        return screened(name, duplicate_of=f"a{chance.randrange(number):02}"), []
    published = None if chance.random() < 0.1 else start + timedelta(chance.choice((0, 0, 1, 3, 20, 200)))
    story = chance.choice((WORDS[:10], WORDS[8:18], WORDS[14:]))
    terms = tuple(sorted({*chance.sample(story, 7), *chance.sample(NAMES, chance.randrange(2))}))
    events = []
    for index in range(chance.choice((0, 1, 1, 1, 2, 3))):
        country, admin1, location, latitude, longitude = chance.choice(PLACES)
        day = chance.choice((None, *(start - timedelta(n) for n in (0, 0, 1, 1, 2, 40))))
        made = coded if day and location and chance.random() < 0.8 else held
        changes: dict[str, Any] = {
            "country": country, "admin1": admin1, "location": location, "latitude": latitude, "longitude": longitude,
            "event_date": day, "time_precision": None if day is None else chance.choice((1, 1, 1, 2)),
            "published": published, "terms": terms, "fatalities": chance.choice((0, 1, 3, 5)),
            "sub_event_type": chance.choice(("Air/drone strike", "Armed clash", "Peaceful protest", None)
                                            if made is held else ("Air/drone strike", "Armed clash")),
            "confidence": chance.choice((0.5, 0.8)), "publisher": chance.choice(("Courier", "Herald", None)),
        }  # fmt: skip
        if country is None or location is None:
            changes |= {"geo_precision": None, "geo_resolution": None}
        events.append(made(name, index, **changes))
    return screened(name, published=published, text=f"{number} {variant}"), events


def content(tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """What a merge made, without ids and what only tells of the runs it went through."""
    members = {
        row.event_id_cnty: frozenset(one.coded_id for one in row.members) for row in records(tables, "draft_events")
    }
    events = [replace(row, event_id_cnty="", timestamp=0, revision=1) for row in records(tables, "draft_events")]

    def bare(name: str, *columns: str) -> list[Any]:
        rows = [row | {column: members[row[column]] for column in columns} for row in tables[name].to_pylist()]
        return sorted(map(str, ({**row, **{c: sorted(row[c]) for c in columns}} for row in rows)))

    proposals = {frozenset((members[row.event_id_cnty], members[row.other_event_id])): row.points
                 for row in records(tables, "merge_proposals")}  # fmt: skip
    return {
        "draft_events": sorted(events, key=lambda row: row.members[0].coded_id),
        "merge_proposals": proposals,
    } | {
        name: bare(name, "event_id_cnty") for name in ("event_members", "event_sources", "lookup_words", "lookup_days")
    }


def whole(tables: Tables) -> dict[str, pa.Table]:
    """Everything merged at once."""
    told = contract.to_records(tables.read("screened"), "screened")
    inputs = merge_inputs(contract.to_records(tables.read("coded_events"), "coded_events"),
                          {"corrections": tables.read("corrections")}, articles=told)  # fmt: skip
    return dict(run_stage(STAGE, inputs, RUN).tables)


def assert_same(tables: Tables) -> None:
    made = content({name: tables.read(name) for name in STAGE.writes})
    wanted = content(whole(tables))
    for name, rows in wanted.items():
        assert made[name] == rows, name


CHANGES = st.lists(
    st.dictionaries(st.integers(0, 17), st.one_of(st.integers(0, 3), st.none()), min_size=1, max_size=8),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@example([{1: None, 2: None, 15: 0, 0: 2}, {17: 2}])  # a proposal with an event of another country, beside an older one
@given(CHANGES)
def test_any_order_batching_repetition_change_and_withdrawal_end_as_if_merged_at_once(
    changes: list[dict[int, Any]],
) -> None:
    tables = Tables()
    ever: set[str] = set()
    for batch in changes:
        tables.take({f"a{n:02}": None if variant is None else article(n, variant) for n, variant in batch.items()})
        tables.merge()
        now = {row.event_id_cnty for row in records(tables.tables, "draft_events")}
        gone = [row.event_id_cnty for row in records(tables.tables, "deletions")]
        assert ever <= now | set(gone)
        assert not now & set(gone)
        assert len(gone) == len(set(gone))
        ever |= now
    assert_same(tables)


def test_as_many_rows_are_read_whatever_the_length_of_the_dataset() -> None:
    read = []
    for years in (12, 24):
        tables = Tables()
        tables.take({f"a{n:02}": article(n, 0, date(2000 + n, 1, 20)) for n in range(years)})
        tables.merge()
        new = coded("b", event_date=date(2006, 1, 20), published=date(2006, 1, 21), terms=tuple(sorted(NAMES)))
        tables.take({"b": (screened("b", published=new.published), [new])})
        tables.given.clear()
        tables.merge()
        read.append([tables.given[name] for name in ("coded_events", "screened", "lookup_words", "lookup_days")])
        assert_same(tables)
    assert read[0] == read[1]


def decision(number: int, action: str, *ids: str, **changes: Any) -> Correction:
    values = {"event_id_cnty": "IRQ1", "reviewer": "R", "decided_on": date(2024, 3, 1), "reason": "known", **changes}
    return Correction(number=number, action=action, coded_ids=ids, **values)


def test_decisions_of_reviewers_hold_whatever_comes_after_them() -> None:
    tables = Tables()
    tables.take({"a": (screened("a"), [coded("a")]), "b": (screened("b"), [coded("b")])})
    tables.merge()
    tables.decide(decision(1, "split", "b#0"))
    tables.merge()
    assert tables.tables["draft_events"].num_rows == 2
    tables.take({"c": (screened("c"), [coded("c")]), "d": (screened("d"), [coded("d", location="Abu Ghraib")])})
    tables.merge()
    assert_same(tables)
    tables.decide(decision(2, "merge", "b#0", other_coded_ids=("d#0",), other_event_id="IRQ2"))
    tables.take({"a": None})
    tables.merge()
    assert_same(tables)


def test_all_is_merged_again_when_the_rules_are_others() -> None:
    tables = Tables()
    tables.take({name: (screened(name), [coded(name)]) for name in ("a", "b", "c")})
    tables.merge()
    old = tables.tables["event_numbers"]
    other = pa.array(["0" * 16] * old.num_rows)
    tables.put("event_numbers", old.set_column(2, old.schema.field(2), other))
    tables.merge()
    assert tables.tables["event_numbers"].equals(old)
    assert [len(row.members) for row in records(tables.tables, "draft_events")] == [3]


def test_many_changed_articles_are_merged_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MERGED_ARTICLES", 3)
    tables = Tables()
    tables.take({f"a{n:02}": article(n, 0) for n in range(14)})
    tables.merge()
    assert_same(tables)
    tables.take({f"a{n:02}": article(n, 1) for n in range(0, 14, 2)})
    tables.merge()
    assert_same(tables)


def test_an_event_that_loses_one_of_its_articles_says_which() -> None:
    tables = Tables()
    tables.take({"a": (screened("a"), [coded("a")]), "b": (screened("b"), [coded("b", fatalities=2)])})
    tables.merge()
    tables.take({"b": None})
    tables.merge()
    (event,) = records(tables.tables, "draft_events")
    assert (event.revision, event.fatalities) == (2, 3)
    changed = [row for row in records(tables.tables, "revisions") if row.revision == 2]
    assert {(row.reason, row.because_article_id) for row in changed} == {("ARTICLE_WITHDRAWN", "b")}
