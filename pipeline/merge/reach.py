"""What new, changed and withdrawn articles can reach, so that merge need not look at the whole dataset.

reach(read, changed) -> Reach

Events are kept as they are until something touches them. Touched are first the events that tell, or told, a changed
article, and its new reports: the core. Around it lie the events with a report that agrees with one of the core so far
that the two could become one, or a proposal. Core and surroundings are clustered together, without comparing events of
the surroundings with each other: they did not join before, and nothing of theirs is new. Where an event of the
surroundings does not come out as it was, it joins the core, and its own surroundings are looked at as well, until all
come out as they were. Then all other events would too, because of how clusters are made (`pipeline/merge/clusters.py`):
two of them that did not join before meet nothing new. So the outcome is that of clustering everything, and the work
follows from how much is told of the same things at the same time and not from how much there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.contract.parts import month, parts_of_ids
from pipeline.merge import blocks, clusters
from pipeline.merge.reports import Report, main_events, may_be_one, report, unit_vector
from pipeline.records import ChangedArticle, Correction, Participant, ToldArticle

#: Columns of coded events that say which of an article is the main one, and those that are compared.
_MAIN_COLUMNS = ("status", "confidence", "event_index")
_COMPARED_COLUMNS = (
    "coded_id", "article_id", "reasons", "published", "date_start", "date_end", "event_date", "time_precision",
    "country", "admin1", "location", "latitude", "longitude", "geo_resolution", "reported_place", "sub_event_type",
    "event_type", "disorder_type", "actor1", "actor2", "participants", "fatalities", "injured", "weapon",
    "is_background", "terms",
)  # fmt: skip
#: Days are counted from 0001-01-01 in reports, and from here in tables.
_EPOCH = date(1970, 1, 1).toordinal()
#: More than any day's number.
_PAST_DAYS = date.max.toordinal() + 1
_SHORTEST_MONTH = 28
#: What is said of a report that is looked up, and what it is looked up by.
_NOTED_COLUMNS = ("coded_id", "article_id", "event_id_cnty", "is_main", "month")
_WORD_COLUMNS = (*_NOTED_COLUMNS, "looked_up_on", "exact_day", "country", "word_hashes", "word_weights")
_NAME_COLUMNS = (*_NOTED_COLUMNS, "looked_up_on", "name_hashes")
_TOLD_COLUMNS = tuple(field.name for field in fields(ToldArticle))


class Read(Protocol):
    """Reads some rows of a table of the store, opening only some parts of it."""

    def __call__(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        parts: Iterable[str] | None = None,
        where: pc.Expression | None = None,
    ) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """What is to be merged anew.

    Attributes:
        tables: What the stage merge reads.
        articles: The changed articles that are in it; at least those that were asked for.
        core: Ids of the events that may change.
        around: Ids of events that were only compared and stay as they are.
        coded_ids: Coded events that the core has or had.
        months: Parts of the tables by month in which something of the core stands.
    """

    tables: dict[str, pa.Table]
    articles: frozenset[str]
    core: frozenset[str]
    around: frozenset[str]
    coded_ids: frozenset[str]
    months: frozenset[str]


def reach(read: Read, changed: Iterable[ChangedArticle], waiting: Iterable[ChangedArticle] = ()) -> Reach:
    """Find what some changed articles can reach.

    Args:
        read: Reads the tables.
        changed: The articles.
        waiting: More changed articles, whose turn comes later, unless an event tells them too.
    """
    found = _Reach(read, [*changed], [*waiting])
    found.take_decisions()
    while found.grow():
        pass
    return found.result()


class _Reach:
    """The core and its surroundings in the making. A class because what is known of them grows together."""

    def __init__(self, read: Read, changed: Sequence[ChangedArticle], waiting: Sequence[ChangedArticle]) -> None:
        self._read = read
        self._waiting = {row.article_id: row for row in (*changed, *waiting)}
        self._taken: dict[str, ChangedArticle] = {}
        self._months: set[str] = set()
        self._core: set[str] = set()
        self._around: set[str] = set()
        self._members: dict[str, list[str]] = {}
        self._fresh: set[str] = set()
        self._place: dict[str, str] = {}
        self._main: set[str] = set()
        self._article_of: dict[str, str] = {}
        self._event_of: dict[str, str] = {}
        self._reports: dict[str, Report] = {}
        self._vectors: dict[str, dict[str, float]] = {}
        self._searched: set[str] = set()
        self._points: clusters.Points = {}
        self._decisions: list[Correction] = contract.to_records(read("corrections"), "corrections")
        self._event_of_decided = self._decided_events()
        self._take([row.article_id for row in changed])

    def _decided_events(self) -> dict[str, str]:
        """The events that coded events which reviewers decided about are part of."""
        named = sorted({name for one in self._decisions for name in _named(one)})
        if not named:
            return {}
        rows = self._read("event_members", columns=("coded_id", "event_id_cnty"), where=_is_in("coded_id", named))
        return dict(zip(rows["coded_id"].to_pylist(), rows["event_id_cnty"].to_pylist(), strict=True))

    def take_decisions(self) -> None:
        """Put the events into the core that a new decision is about."""
        if self._decisions:
            known = set(self._read("correction_outcomes", columns=("number",))["number"].to_pylist())
            self._touch(
                self._event_of_decided[name]
                for one in self._decisions
                if one.number not in known
                for name in _named(one)
                if name in self._event_of_decided
            )

    def grow(self) -> bool:
        """Look at the surroundings of what is new in the core, and cluster; True if the core grew by it."""
        self._search([name for name in self._in_core() if name not in self._searched])
        before = len(self._core)
        self._load(self._together())
        together = [name for name in self._together() if name in self._reports]
        around = {name: event for event in self._around for name in self._in([event])}
        settled = [around.get(name) for name in together]
        found = clusters.groups_of([self._reports[name] for name in together], self._points, settled)
        made = {frozenset(together[index] for index in members) for members in found}
        self._touch(name for name in sorted(self._around) if frozenset(self._members[name]) not in made)
        return len(self._core) > before or any(name not in self._searched for name in self._in_core())

    def result(self) -> Reach:
        """The tables of the core and its surroundings."""
        events = sorted(self._core | self._around)
        inside = {"parts": parts_of_ids(events).to_pylist(), "where": _is_in("event_id_cnty", events)}
        tables = {name: self._read(name, **inside) for name in ("event_members", "draft_events", "event_sources")}
        together = self._together()
        homes = {self._place[name] for name in together}
        tables["coded_events"] = self._read("coded_events", parts=homes, where=_is_in("coded_id", together))
        sources = tables["event_sources"]
        articles = {*self._taken, *(self._article_of[name] for name in together), *sources["article_id"].to_pylist()}
        homes |= {month(day) for day in sources["published"].unique().to_pylist()} | self._months
        # Copies too that wait: their turn has no coded event by which their original would be found.
        late = _is_in("article_id", self._waiting) & ~pc.field("duplicate_of").is_null()
        homes |= {one for row in self._waiting.values() for one in row.months}
        ours = _is_in("article_id", articles) | late
        told = self._read("screened", columns=_TOLD_COLUMNS, parts=homes, where=ours)
        tables["told_articles"] = told.cast(contract.arrow_schema("told_articles"))
        changed = [self._taken[name] for name in sorted(self._taken)]
        tables["changed_articles"] = contract.from_records("changed_articles", changed)
        tables["event_numbers"] = self._read("event_numbers")
        coded_ids = frozenset({*self._fresh, *(name for event in self._core for name in self._members[event])})
        seen = set(self._read("correction_outcomes", columns=("number",))["number"].to_pylist())
        decided = [one for one in self._decisions if one.number not in seen or not coded_ids.isdisjoint(_named(one))]
        tables["corrections"] = contract.from_records("corrections", decided)
        days = [day for name in self._in_core() if (day := blocks.single_day(self._reports[name])) is not None]
        months = self._months | {self._place[name] for name in self._in_core()}
        return Reach(
            tables=tables,
            articles=frozenset(self._taken),
            core=frozenset(self._core),
            around=frozenset(self._around),
            coded_ids=coded_ids,
            months=frozenset(months | {month(date.fromordinal(day)) for day in days}),
        )

    def _in_core(self) -> list[str]:
        """The coded events of the core, changed ones as they are now."""
        return sorted({*self._fresh, *self._in(self._core)})

    def _together(self) -> list[str]:
        """The coded events of the core and its surroundings."""
        return sorted({*self._in_core(), *self._in(self._around)})

    def _in(self, events: Iterable[str]) -> Iterator[str]:
        """The unchanged coded events of some events."""
        for event in events:
            yield from (name for name in self._members[event] if self._article_of[name] not in self._taken)

    def _take(self, articles: Collection[str]) -> None:
        """Put changed articles into the core, with the events that told them."""
        new = [self._waiting.pop(name) for name in articles if name in self._waiting]
        if not new:
            return
        self._taken |= {row.article_id: row for row in new}
        months = {one for row in new for one in row.months}
        self._months |= months
        of_them = {"parts": months, "where": _is_in("article_id", [row.article_id for row in new])}
        rows = self._read("coded_events", columns=(*_COMPARED_COLUMNS, *_MAIN_COLUMNS), **of_them).to_pylist()
        told: list[Any] = [SimpleNamespace(**row) for row in rows]
        self._main |= main_events(told)
        for row in rows:
            self._fresh.add(row["coded_id"])
            self._place[row["coded_id"]] = month(row["published"] or row["event_date"])
            self._compare(row)
        old = self._read("lookup_words", columns=("coded_id", "event_id_cnty"), **of_them)
        self._touch([*old["event_id_cnty"].to_pylist(), *self._decided_with(row["coded_id"] for row in rows)])

    def _touch(self, events: Iterable[str]) -> None:
        """Put events into the core, and what reviewers decided about together with them."""
        new = {*events} - self._core
        while new:
            self._core |= new
            self._around -= new
            self._know(new)
            decided = (name for name, event in self._event_of_decided.items() if event in new)
            new = self._decided_with(decided) - self._core

    def _decided_with(self, names: Iterable[str]) -> set[str]:
        """The events that a decision was about which was also about one of some coded events."""
        given = {*names}
        linked = (name for one in self._decisions if not given.isdisjoint(_named(one)) for name in _named(one))
        return {self._event_of_decided[name] for name in linked if name in self._event_of_decided}

    def _know(self, events: Collection[str]) -> None:
        """Read the members of events."""
        wanted = sorted({*events} - self._members.keys())
        if not wanted:
            return
        rows = self._read(
            "event_members", parts=parts_of_ids(wanted).to_pylist(), where=_is_in("event_id_cnty", wanted)
        )
        self._members |= {event: [] for event in wanted}
        late, regrouped = set(), set()
        for row in contract.to_records(rows, "event_members"):
            self._members[row.event_id_cnty].append(row.coded_id)
            self._article_of.setdefault(row.coded_id, row.article_id)
            if row.article_id in self._taken:
                continue
            self._place[row.coded_id] = row.month
            self._main |= {row.coded_id} if row.is_main else set()
            if row.article_id in self._waiting:
                late.add(row.article_id)
            if row.article_id in self._waiting or row.is_regrouped:
                regrouped.add(row.event_id_cnty)
        self._take(sorted(late))
        self._touch(regrouped)

    def _load(self, names: Iterable[str]) -> None:
        """Read what is compared of coded events."""
        wanted = sorted({*names} - self._reports.keys())
        if wanted:
            homes = {self._place[name] for name in wanted}
            rows = self._read("coded_events", columns=_COMPARED_COLUMNS, parts=homes, where=_is_in("coded_id", wanted))
            for row in rows.to_pylist():
                self._compare(row)

    def _compare(self, row: Mapping[str, Any]) -> None:
        told: Any = SimpleNamespace(**row)
        told.reasons = tuple(row["reasons"])
        told.participants = tuple(Participant(**entry) for entry in row["participants"])
        if told.article_id not in self._vectors:
            self._vectors[told.article_id] = unit_vector(told.terms)
        self._article_of[told.coded_id] = told.article_id
        self._reports[told.coded_id] = report(told, self._vectors[told.article_id], is_main=told.coded_id in self._main)

    def _search(self, names: Sequence[str]) -> None:
        """Find the surroundings of coded events of the core."""
        self._load(names)
        self._searched.update(names)
        reports = [self._reports[name] for name in names if name in self._reports]
        candidates = {*self._by_words(reports), *self._by_names(reports), *self._by_day_and_area(reports)}
        self._load(other for _, other in candidates)
        found = {
            self._event_of[other]
            for one, other in candidates
            if other in self._reports
            and may_be_one(self._reports[one], self._reports[other])
            and clusters.total(self._reports[one], self._reports[other], self._points) >= clusters.PROPOSAL
        }
        self._around |= found - self._core
        self._know(found)

    def _by_words(self, reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
        """Pairs of coded_id of what is looked up by words, a report of the core first."""
        texts: dict[tuple[str, int], list[Report]] = defaultdict(list)
        for one in reports:
            if one.looked_up_on is not None and one.terms:
                texts[one.article_id, one.looked_up_on].append(one)
        months = {
            one for _, day in texts for one in _months(day - blocks.PUBLICATION_DAYS, day + blocks.PUBLICATION_DAYS)
        }
        rows = self._unchanged(self._read("lookup_words", columns=_WORD_COLUMNS, parts=months))
        if not texts or not rows.num_rows:
            return
        words = {article: blocks.lookup_words(told[0].terms) for article, told in texts.items()}
        rows, columns = _lookup(rows, {value for hashes, _ in words.values() for value in hashes})
        known, names = blocks.Words(columns), self._noted(rows)
        for (article, day), told in texts.items():
            for index, other in known.like(words[article, day], day, [blocks.asked(one) for one in told]):
                yield told[index].coded_id, names(other)

    def _by_names(self, reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
        """The same of what is looked up by names."""
        asking: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for one in reports:
            for name in blocks.name_hashes(one):
                asking[name].append((one.coded_id, one.looked_up_on or 0))
        if not asking:
            return
        days = [day for told in asking.values() for _, day in told]
        months = {month for day in {*days} for month in _months(day - blocks.NAME_DAYS, day + blocks.NAME_DAYS)}
        rows = self._unchanged(self._read("lookup_words", columns=_NAME_COLUMNS, parts=months))
        hashes = rows["name_hashes"].combine_chunks()
        is_asked = pc.is_in(hashes.flatten(), pa.array(sorted(asking), pa.int64()))
        rows = rows.take(pc.list_parent_indices(hashes).filter(is_asked))
        names = self._noted(rows)
        shared = hashes.flatten().filter(is_asked).to_pylist()
        for other, (name, day) in enumerate(zip(shared, _ordinals(rows["looked_up_on"]).tolist(), strict=True)):
            for coded_id, own in asking[name]:
                if abs(own - day) <= blocks.NAME_DAYS:
                    yield coded_id, names(other)

    def _by_day_and_area(self, reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
        """The same of what is looked up by day and area."""
        asking: dict[tuple[str | None, str | None, int], list[str]] = defaultdict(list)
        for one in reports:
            day = blocks.single_day(one)
            if day is not None:
                for near in range(day - blocks.EVENT_DAYS, day + blocks.EVENT_DAYS + 1):
                    asking[one.country, one.admin1, near].append(one.coded_id)
        days = pa.array(sorted({date.fromordinal(day) for _, _, day in asking if _is_day(day)}), pa.date32())
        countries = {country for country, _, _ in asking if country is not None}
        rows = self._read(
            "lookup_days",
            parts={month(day) for day in days.to_pylist()},
            where=pc.field("event_date").isin(days) & _is_in("country", countries),
        )
        rows = self._unchanged(rows)
        names = self._noted(rows)
        areas = zip(*(rows[name].to_pylist() for name in ("country", "admin1", "event_date")), strict=True)
        for other, (country, admin1, day) in enumerate(areas):
            for name in asking.get((country, admin1, day.toordinal()), ()):
                yield name, names(other)

    def _unchanged(self, rows: pa.Table) -> pa.Table:
        """The rows of articles that have not changed: the others are no longer what stands there."""
        changed = pa.array([*self._taken, *self._waiting], pa.string())
        return rows.filter(pc.invert(pc.is_in(rows["article_id"], changed))).combine_chunks()

    def _noted(self, rows: pa.Table) -> Callable[[int], str]:
        """A function that gives the coded_id of a row, and remembers what the row says of it."""
        columns = [rows[name].to_pylist() for name in ("coded_id", "event_id_cnty", "month", "is_main")]

        def name(index: int) -> str:
            coded_id, event, place, is_main = (column[index] for column in columns)
            if coded_id not in self._event_of:
                self._event_of[coded_id], self._place[coded_id] = event, place
                self._main |= {coded_id} if is_main else set()
            return str(coded_id)

        return name


def _lookup(rows: pa.Table, wanted: Iterable[int]) -> tuple[pa.Table, blocks.Lookup]:
    """Rows of `lookup_words` in the order of their texts, and as columns; of their words only the wanted ones."""
    days = _ordinals(rows["looked_up_on"])
    articles = rows["article_id"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    # Reports of one article and day have the same words: those of the first are taken.
    keys = articles * _PAST_DAYS + days
    _, first, texts = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(texts, kind="stable")
    hashes, weights = (rows[name].combine_chunks().take(pa.array(first)) for name in ("word_hashes", "word_weights"))
    owners = np.repeat(np.arange(len(first)), pc.list_value_length(hashes).to_numpy())
    given = hashes.flatten()
    kept = pc.is_in(given, pa.array(sorted(set(wanted)), pa.int64())).to_numpy(zero_copy_only=False)
    rows = rows.take(pa.array(order))
    return rows, blocks.Lookup(
        texts=texts[order],
        is_main=rows["is_main"].to_numpy().astype(np.bool_),
        countries=np.array(pc.fill_null(rows["country"], "").to_pylist(), np.object_),
        exact_days=_ordinals(rows["exact_day"]),
        days=days[first],
        owners=owners[kept],
        hashes=given.to_numpy()[kept],
        weights=weights.flatten().to_numpy()[kept].astype(np.int64),
    )


def _ordinals(days: pa.ChunkedArray) -> blocks.Integers:
    """Days as they are counted in reports; 0 for null."""
    counted: np.ndarray[Any, Any] = pc.fill_null(pc.add(pc.cast(days, pa.int32()), _EPOCH), 0).to_numpy()
    return counted.astype(np.int64)


def _months(first: int, last: int) -> Iterator[str]:
    """The months between two days, both included."""
    for day in {*range(first, last, _SHORTEST_MONTH), last}:
        if _is_day(day):
            yield month(date.fromordinal(day))


def _is_day(ordinal: int) -> bool:
    return date.min.toordinal() <= ordinal <= date.max.toordinal()


def _named(one: Correction) -> tuple[str, ...]:
    return (*one.coded_ids, *one.other_coded_ids)


def _is_in(column: str, values: Iterable[str]) -> pc.Expression:
    return pc.field(column).isin(pa.array(sorted(set(values)), pa.string()))
