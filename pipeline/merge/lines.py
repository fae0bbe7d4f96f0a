"""Merge the answers of `casus code`: JSON lines of articles in, JSON lines of events out.

Of an article the keys `published`, `publisher`, `url` and `terms` are used where they are known; `terms` left out are
made of `text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pipeline.contract import derive
from pipeline.language.terms import content_terms
from pipeline.merge import history, identity
from pipeline.merge.merged import merge_reports
from pipeline.records import (
    CodedEvent,
    DraftEvent,
    Evidence,
    Participant,
)


def merge_lines(articles: Iterable[Mapping[str, Any]], *, at: datetime | None = None) -> list[dict[str, Any]]:
    """Merge the answers of `casus code` into events, in the form of `casus merge`.

    Args:
        articles: One answer an article; those without events are passed over. An article that stands there twice
            counts once.
        at: Instant for the column timestamp; if None, 00:00 UTC of the day after the last publication, and null if
            no article is dated.

    Returns:
        One event each, ordered by id.
    """
    by_id: dict[str, Mapping[str, Any]] = {}
    for line in articles:
        known = by_id.get(line["id"])
        if line.get("events") and (known is None or _canonical(line) > _canonical(known)):
            by_id[line["id"]] = line
    lines = {name: by_id[name] for name in sorted(by_id)}
    merged = merge_reports(coded for line in lines.values() for coded in _coded(line))
    nothing = identity.Known(event_of={}, published=frozenset(), used=frozenset())
    ids = identity.identify([one.claim() for one in merged], nothing).ids
    at = at or _after(coded.published for one in merged for coded in one.reports)
    rows = []
    for event_id, one in sorted(zip(ids, merged, strict=True), key=lambda pair: identity.id_order(pair[0])):
        told = [
            {
                "id": coded.article_id,
                "event": coded.event_index,
                "source": coded.source,
                "published": coded.published.isoformat() if coded.published else None,
                "score": points,
            }
            for coded, points in zip(one.reports, one.scores, strict=True)
        ]
        values = {"event_id_cnty": event_id, **one.values, "timestamp": history.seconds(at) if at else None}
        columns = [field.name for field in fields(DraftEvent) if field.name not in ("members", "revision")]
        rows.append({name: _plain(values[name]) for name in columns} | {"articles": told})
    return rows


_DATES = frozenset({"event_date", "date_start", "date_end", "published"})
_LISTS = frozenset({"reasons", "qa_flags", "evidence", "participants", "terms"})


def _coded(line: Mapping[str, Any]) -> Iterable[CodedEvent]:
    """The events of an answer of `casus code`."""
    published = line.get("published")
    terms = line.get("terms")
    if terms is None:
        terms = content_terms(line.get("text") or "")
    columns = [field.name for field in fields(CodedEvent) if field.name not in _LISTS]
    for index, event in enumerate(line["events"]):
        values: dict[str, Any] = {name: event.get(name) for name in columns}
        values |= {name: date.fromisoformat(values[name][:10]) for name in _DATES if values[name]}
        yield CodedEvent(**{
            **values,
            "coded_id": f"{line['id']}#{index}",
            "article_id": line["id"],
            "event_index": index,
            "status": event["status"],
            "confidence": event.get("confidence") or 0.0,
            "is_background": bool(event.get("is_background")),
            "reasons": tuple(event.get("reasons") or ()),
            "qa_flags": tuple(event.get("qa_flags") or ()),
            "participants": tuple(_record(Participant, entry) for entry in event.get("participants") or ()),
            "evidence": tuple(_record(Evidence, entry) for entry in event.get("evidence") or ()),
            "terms": tuple(terms),
            "published": date.fromisoformat(published[:10]) if published else None,
            "publisher": line.get("publisher") or _publisher(event.get("source")),
            "url": line.get("url"),
            "batch": "lines",
        })  # fmt: skip


def _record(kind: type[Any], entry: Mapping[str, Any]) -> Any:
    return kind(**{field.name: entry.get(field.name) for field in fields(kind)})


def _publisher(source: str | None) -> str | None:
    return source if source and source != derive.UNDISCLOSED_SOURCE else None


def _after(days: Iterable[date | None]) -> datetime | None:
    last = max((day for day in days if day is not None), default=None)
    return datetime.combine(last + timedelta(days=1), time(), UTC) if last else None


def _canonical(line: Mapping[str, Any]) -> str:
    return json.dumps(line, sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
