"""Coded events made by hand, for the tests of merge, validate and publish. Every default is a valid published row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import derive
from pipeline.records import ChangedArticle, CodedEvent, Evidence, Screened
from pipeline.stage import Run

AT = datetime(2024, 2, 12, tzinfo=UTC)
RUN = Run(run_id="test", at=AT, batch="test")
MONTHS = (
    "January February March April May June July August September October November December"
).split()  # fmt: skip


def coded(article_id: str, index: int = 0, **changes: Any) -> CodedEvent:
    """A drone strike in Baghdad on 7 February 2024, published, with some columns changed."""
    values: dict[str, Any] = {
        "coded_id": f"{article_id}#{index}",
        "article_id": article_id,
        "event_index": index,
        "status": "published",
        "confidence": 0.8,
        "event_date": date(2024, 2, 7),
        "time_precision": 1,
        "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of the United States (2021-2025)",
        "inter1": "External/Other forces",
        "actor2": "Kataib Hezbollah",
        "inter2": "Political militia",
        "country": "Iraq",
        "admin1": "Baghdad",
        "location": "Baghdad",
        "latitude": 33.3406,
        "longitude": 44.4009,
        "geo_precision": 1,
        "geo_resolution": "city",
        "source": f"Courier {article_id}",
        "source_scale": "National",
        "fatalities": 3,
        "date_basis": "explicit",
        "attribution": "stated",
        "is_background": False,
        "terms": ("baghdad", "drone", "hezbollah", "kataib", "kataib hezbollah", "militia", "strike"),
        "published": date(2024, 2, 8),
        "publisher": f"Courier {article_id}",
        "batch": "test",
        "evidence": (Evidence(field="fatalities", start=0, end=5, quote="three", rule="tolls.number"),),
    } | changes
    day, sub = values["event_date"], values["sub_event_type"]
    if day is not None:
        values.setdefault("year", day.year)
        values.setdefault("date_start", day)
        values.setdefault("date_end", day)
    if sub is not None:
        values.setdefault("event_type", derive.event_type(sub))
        values.setdefault("disorder_type", derive.disorder_type(sub))
        values.setdefault("civilian_targeting", derive.civilian_targeting(sub, values["actor2"]))
    if values["country"] is not None:
        values.setdefault("iso", derive.iso(values["country"]))
        values.setdefault("region", derive.region(values["country"]))
    if values["inter1"] is not None:
        second = derive.inter_code(values["inter2"]) if values["inter2"] else None
        values.setdefault("interaction", derive.interaction(derive.inter_code(values["inter1"]), second)[1])
    for column in ("fatalities_low", "fatalities_high", "fatalities_unknown"):
        values.setdefault(column, values["fatalities"])
    if values["status"] == "published":
        word = "On" if values["time_precision"] == 1 else "Around"
        how = "" if values["time_precision"] == 1 else " (as reported)"
        opening = f"{word} {day.day} {MONTHS[day.month - 1]} {day.year}{how}"
        values.setdefault("notes", f"{opening}, {values['actor1']} acted in {values['location']}.")
    return CodedEvent(**values)


def held(
    article_id: str, index: int = 0, *, reasons: tuple[str, ...] = ("DATE_UNRESOLVED",), **changes: Any
) -> CodedEvent:
    """The same, held back."""
    return coded(article_id, index, status="held", reasons=reasons, **changes)


def screened(article_id: str, *, duplicate_of: str | None = None, text: str | None = None, **changes: Any) -> Screened:
    """The screened row of an article."""
    text = text or f"Text of {article_id}."
    values: dict[str, Any] = {
        "article_id": article_id,
        "sha256": sha256(text.encode()).hexdigest(),
        "text": text,
        "body_start": 0,
        "published": date(2024, 2, 8),
        "published_basis": "given",
        "publisher": f"Courier {article_id}",
        "source_name": "own",
        "is_boilerplate_only": False,
        "language": "en",
        "language_confidence": 1.0,
        "relevance": 1.0,
        "is_relevant": True,
        "duplicate_of": duplicate_of,
        "similarity": 0.95 if duplicate_of else 0.0,
        "batch": "test",
    }
    return Screened(**(values | changes))


def merge_inputs(
    events: Iterable[CodedEvent],
    before: Mapping[str, pa.Table] | None = None,
    *,
    copies: Iterable[Screened] = (),
    articles: Iterable[Screened] = (),
) -> dict[str, pa.Table]:
    """What the stage merge reads: these events, their articles, and the tables that an earlier merge left."""
    events = list(events)
    rows = {
        row.article_id: row
        for row in (*(screened(name) for name in {e.article_id for e in events}), *copies, *articles)
    }
    before = before or {}
    state = ("event_members", "draft_events", "event_sources", "event_numbers", "corrections")
    changed = [ChangedArticle(article_id=name, months=()) for name in sorted({event.article_id for event in events})]
    return {
        "coded_events": contract.from_records("coded_events", events),
        "told_articles": contract.from_records("told_articles", [rows[name] for name in sorted(rows)]),
        "changed_articles": contract.from_records("changed_articles", changed),
        **{name: before.get(name, contract.empty(name)) for name in state},
    }


def records(tables: Mapping[str, pa.Table], name: str) -> list[Any]:
    """The rows of one table of a result, as records."""
    return contract.to_records(tables[name], name)
