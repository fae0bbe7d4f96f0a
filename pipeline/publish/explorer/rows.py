"""The events as the page reads them: a few columns of all of them, and all about each in parts that are loaded late.

Row: place of an event in the order of the page, newest day first. Both tables of a release, published and held
events, are one list here.

    names        what the numbers of `events/N` stand for, each list sorted; 0 stands for null, 1 for the first entry
    events/N     columns of `EVENTS_A_FILE` rows; numbers only
    details/N    everything about `DETAILS_A_FILE` rows: all columns, articles, evidence with its sentence, revisions
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.publish.explorer.scripts import utf16

#: Rows of one file of columns: 100,000 events are four files, and the page can show a part while the rest comes.
EVENTS_A_FILE = 25_000
#: Rows of one file of details: about 300 kB, a moment from disk and a second on a slow line.
DETAILS_A_FILE = 100
#: Code points of a sentence shown on each side of its marked words. Some "sentences" are whole lists or captions.
AROUND = 300

#: What makes two events have the same place.
_PLACE = ("country", "admin1", "location", "latitude", "longitude", "geo_precision", "geo_resolution")
#: A column of the release that has a number of its own for "no value"; deaths 0 is a value.
NO_NUMBER = -1
#: Confidence is given in parts of this: as exactly as `classify` writes it, so that no filter lets in what is below it.
CONFIDENCE_PARTS = 10_000
EPOCH = date(1970, 1, 1)
NO_DAY = -1_000_000
#: Changes against the release before, as numbers of the column `change`.
UNCHANGED, NEW, CHANGED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Rows:
    """All events in the order of the page.

    Attributes:
        columns: Values by column of `held_events`; status and reasons of published events are "published" and [].
        count: How many there are.
    """

    columns: Mapping[str, list[Any]]
    count: int


def all_rows(published: pa.Table, held: pa.Table) -> Rows:
    """Published and held events as one list, newest day first, those without a day last."""
    columns: dict[str, list[Any]] = {}
    for name in contract.table("held_events").column_names:
        if name in published.column_names:
            first = published[name].to_pylist()
        else:
            first = ["published" if name == "status" else []] * published.num_rows
        columns[name] = first + held[name].to_pylist()
    days, ids = columns["event_date"], columns["event_id_cnty"]
    order = sorted(range(len(ids)), key=lambda row: (-(days[row] or date.min).toordinal(), id_parts(ids[row])))
    return Rows({name: [values[row] for row in order] for name, values in columns.items()}, len(order))


def id_parts(event_id: str) -> tuple[str, int]:
    """Country and number of an id."""
    letters = event_id.rstrip("0123456789")
    return letters, int(event_id[len(letters) :] or 0)


def names_and_events(
    rows: Rows, sources: Mapping[str, int], changes: Mapping[str, int]
) -> tuple[dict[str, Any], list[dict[str, list[int]]]]:
    """The lists of names, and the columns of numbers in parts.

    Args:
        rows: All events.
        sources: How many articles tell an event, by id.
        changes: `NEW` or `CHANGED`, by id; others are unchanged.
    """
    of = rows.columns
    ids = [id_parts(event_id) for event_id in of["event_id_cnty"]]
    prefixes, prefix = _numbered(letters for letters, _ in ids)
    types, type_ = _numbered(of["sub_event_type"])
    actors, actor = _numbered(of["actor1"] + of["actor2"])
    reasons, reason = _numbered(tuple(found) for found in of["reasons"])
    where = list(zip(*(of[name] for name in _PLACE), strict=True))
    countries, country = _numbered(of["country"])
    regions, region = _numbered(of["admin1"])
    places = sorted(set(where), key=lambda place: [(value is None, value) for value in place])
    place_numbers = {place: number for number, place in enumerate(places)}
    names = {
        "prefixes": prefixes,
        "types": types,
        "actors": actors,
        "reasons": reasons,
        "countries": countries,
        "regions": regions,
        "places": {
            "country": [country[place[0]] for place in places],
            "region": [region[place[1]] for place in places],
            "name": [place[2] or "" for place in places],
            "latitude": [place[3] for place in places],
            "longitude": [place[4] for place in places],
            "precision": [place[5] or 0 for place in places],
            "resolution": [place[6] or "" for place in places],
        },
    }
    numbers = {
        "prefix": [prefix[letters] for letters, _ in ids],
        "number": [number for _, number in ids],
        "day": [NO_DAY if day is None else (day - EPOCH).days for day in of["event_date"]],
        "dayPrecision": [value or 0 for value in of["time_precision"]],
        "type": [type_[value] for value in of["sub_event_type"]],
        "actor1": [actor[value] for value in of["actor1"]],
        "actor2": [actor[value] for value in of["actor2"]],
        "place": [place_numbers[value] for value in where],
        "deaths": [NO_NUMBER if value is None else value for value in of["fatalities"]],
        "confidence": [round(value * CONFIDENCE_PARTS) for value in of["confidence"]],
        "reason": [reason[tuple(found)] if status != "published" else 0 for found, status in _held(of)],
        "sources": [sources.get(event_id, 0) for event_id in of["event_id_cnty"]],
        "change": [changes.get(event_id, UNCHANGED) for event_id in of["event_id_cnty"]],
    }
    parts = [
        {name: values[start : start + EVENTS_A_FILE] for name, values in numbers.items()}
        for start in range(0, rows.count, EVENTS_A_FILE)
    ]
    return names, parts


def _held(of: Mapping[str, list[Any]]) -> Iterable[tuple[list[str], str]]:
    return zip(of["reasons"], of["status"], strict=True)


def _numbered(values: Iterable[Any]) -> tuple[list[Any], dict[Any, int]]:
    """The values without null, sorted, and the number of each: 0 for null, 1 for the first."""
    known = sorted({value for value in values if value is not None})
    return known, {None: 0, **{value: number for number, value in enumerate(known, start=1)}}


class Articles:
    """The sentences of the articles, as they are written."""

    def __init__(self, readings: pa.Table) -> None:
        readings = readings.combine_chunks()
        self._row = {article: row for row, article in enumerate(readings["article_id"].to_pylist())}
        self._texts = pc.coalesce(readings["written"], readings["text"])
        sentences = (
            readings["sentences"].chunk(0)
            if readings.num_rows
            else pa.array([], contract.arrow_schema("readings").field("sentences").type)
        )
        self._bounds = sentences.offsets.to_numpy()
        self._starts = sentences.values.field("start").to_numpy()
        self._ends = sentences.values.field("end").to_numpy()
        self._last: tuple[str, str] = ("", "")

    def around(self, article: str, start: int, end: int, quote: str) -> tuple[str, int, int]:
        """The sentence of some words and where they stand in it.

        Args:
            article: Id of the article; of one that was not kept, the quote itself is the sentence.
            start, end: Offsets into the cleaned text, end exclusive.
            quote: The words as the evidence has them.

        Returns:
            The sentence, shortened to `AROUND` on each side, and the offsets of the words in it, in code points.
        """
        row = self._row.get(article)
        if row is None:
            return quote, 0, len(quote)
        if self._last[0] != article:
            self._last = (article, self._texts[row].as_py())
        text = self._last[1]
        if not 0 <= start < end <= len(text):
            return quote, 0, len(quote)
        end = start + len(text[start:end].rstrip()) or end
        low, high = self._bounds[row], self._bounds[row + 1]
        first = int(np.searchsorted(self._starts[low:high], start, side="right")) - 1
        last = int(np.searchsorted(self._ends[low:high], end, side="left"))
        opening = int(self._starts[low + first]) if first >= 0 else start
        closing = int(self._ends[low + last]) if last < high - low else end
        opening, before = (start - AROUND, "… ") if start - opening > AROUND else (opening, "")
        closing, after = (end + AROUND, " …") if closing - end > AROUND else (closing, "")
        closing = max(end, opening + len(text[opening:closing].rstrip()))  # a sentence has the empty lines after it
        shown = f"{before}{text[opening:closing]}{after}"
        return shown, start - opening + len(before), end - opening + len(before)


def details(
    rows: Rows, event_sources: pa.Table, evidence: pa.Table, revisions: pa.Table, articles: Articles
) -> Iterator[dict[str, Any]]:
    """Everything about the events, a part at a time.

    Yields:
        columns     names of the columns, and `rows`: their values, one list a row
        sources     of each row, its articles
        evidence    of each row, [column, article, sentence, start, end, rule]: the sentence is a number in
                    `sentences`, start and end are where its words stand there, in UTF-16 units
        revisions   of each row, its changes
    """
    told = _by_event(event_sources, ("article_id", "publisher", "url", "published", "source_scale", "score"))
    seen = _by_event(evidence, ("field", "article_id", "start", "end", "quote", "rule"))
    changed = _by_event(
        revisions, ("revision", "changed_at", "field", "old_value", "new_value", "because_article_id", "reason")
    )
    columns = list(rows.columns)
    for first in range(0, rows.count, DETAILS_A_FILE):
        part = range(first, min(first + DETAILS_A_FILE, rows.count))
        ids = [rows.columns["event_id_cnty"][row] for row in part]
        sentences: dict[str, int] = {}
        yield {
            "columns": columns,
            "rows": [[_plain(rows.columns[name][row]) for name in columns] for row in part],
            "sources": [[[_plain(value) for value in source] for source in told(event)] for event in ids],
            "evidence": [_passages(seen(event), articles, sentences) for event in ids],
            "sentences": list(sentences),
            "revisions": [[[_plain(value) for value in change] for change in changed(event)] for event in ids],
        }


def _passages(found: Iterable[tuple[Any, ...]], articles: Articles, sentences: dict[str, int]) -> list[list[Any]]:
    rows = []
    for column, article, start, end, quote, rule in sorted(found, key=lambda row: (row[1], row[2], row[3], row[0])):
        sentence, begins, stops = articles.around(article, start, end, quote)
        number = sentences.setdefault(sentence, len(sentences))
        rows.append([column, article, number, utf16(sentence, begins), utf16(sentence, stops), rule])
    return rows


def _by_event(table: pa.Table, names: Sequence[str]) -> Any:
    """A function that gives the rows of an event, each as a tuple of some columns."""
    where: dict[str, list[int]] = defaultdict(list)
    for row, event_id in enumerate(table["event_id_cnty"].to_pylist()):
        where[event_id].append(row)
    columns = [table[name].to_pylist() for name in names]

    def rows_of(event_id: str) -> list[tuple[Any, ...]]:
        return [tuple(column[row] for column in columns) for row in where.get(event_id, ())]

    return rows_of


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value
