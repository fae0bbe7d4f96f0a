"""The first page of the explorer: what is new, how much there is, of what, how good; and what every column means."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import catalogue, report
from pipeline.contract.examples import examples
from pipeline.errors import ReleaseError
from pipeline.publish import diff, releases
from pipeline.publish.explorer.rows import CHANGED, NEW, Rows

#: Earlier releases that the charts show, at most.
HISTORY = 40
#: Ids of one kind of change that are named; the table has all of them.
MOST_NAMED = 12
#: Confidence is shown in steps of a tenth.
_STEPS = 10
#: Code lists that are shown value by value are those of closed columns with a definition for each.
_NO_MEANING = frozenset({"actor_name", "country", "region"})


def overview(
    name: str,
    before: Path | None,
    rows: Rows,
    shown: Mapping[str, pa.Table],
    checks: pa.Table,
    found: Sequence[diff.TableDiff],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """What the first page shows.

    Args:
        name: Name of the release.
        before: The release before; None when this is the first.
        rows: All events.
        shown: The tables of the release.
        checks: Table `checks`.
        found: What is different from the release before.
        facts: What made the release, to be shown as it is.
    """
    of = rows.columns
    is_published = [status == "published" for status in of["status"]]

    def counted(column: str, *, published: bool = True) -> list[list[Any]]:
        pairs = Counter(value for value, is_in in zip(of[column], is_published, strict=True) if is_in is published)
        return [[value, count] for value, count in sorted(pairs.items(), key=lambda pair: (-pair[1], str(pair[0])))]

    days = [day for day, is_in in zip(of["event_date"], is_published, strict=True) if is_in]
    reports = Counter(shown["event_sources"]["event_id_cnty"].to_pylist())
    published_ids = [event for event, is_in in zip(of["event_id_cnty"], is_published, strict=True) if is_in]
    return {
        "name": name,
        "previous": before.name if before else None,
        "about": catalogue.about().description,
        "facts": dict(facts),
        "counts": {
            "published": len(published_ids),
            "held": rows.count - len(published_ids),
            "deaths": sum(value or 0 for value, is_in in zip(of["fatalities"], is_published, strict=True) if is_in),
            "articles": len(set(shown["event_sources"]["article_id"].to_pylist())),
            "countries": len({value for value, is_in in zip(of["country"], is_published, strict=True) if is_in}),
        },
        "days": [min(days).isoformat(), max(days).isoformat()] if days else None,
        "new": _news(found) if before else None,
        "months": _months(of, is_published),
        "countries": _countries(of, is_published),
        "types": counted("sub_event_type"),
        "dayPrecision": counted("time_precision"),
        "placePrecision": counted("geo_precision"),
        "attribution": _attribution(of, is_published),
        "confidence": _confidence(of, is_published),
        "sources": sorted(Counter(min(reports.get(event, 0), 4) for event in published_ids).items()),
        "flags": _items(flags for flags, is_in in zip(of["qa_flags"], is_published, strict=True) if is_in),
        "reasons": _items(found for found, is_in in zip(of["reasons"], is_published, strict=True) if not is_in),
        "refused": _refused(shown["rejects"]),
        "checks": report.shown(checks),
    }


def changes(found: Sequence[diff.TableDiff], *, is_first: bool) -> dict[str, int]:
    """`NEW` or `CHANGED` for the events that are; none where every event is new because nothing was before."""
    if is_first:
        return {}
    marks: dict[str, int] = {}
    for one in found:
        marks |= dict.fromkeys(one.added, NEW) | dict.fromkeys(one.changed, CHANGED)
    return marks


def history(folder: Path, name: str, counts: Mapping[str, int], checks: pa.Table) -> list[dict[str, Any]]:
    """This release and those before it, oldest first: events, held events, failed checks.

    One that cannot be read is left out: it is no reason to keep back a new one.
    """
    told = []
    for release in releases.listed(folder)[-HISTORY:]:
        try:
            tables = releases.manifest(release)["tables"]
            failed = json.loads((release / "validation/report.json").read_text("utf-8"))["summary"]["failed"]
            told.append(
                {"name": release.name, "published": tables["events"], "held": tables["candidates"], "failed": failed}
            )
        except (ReleaseError, OSError, ValueError, KeyError, TypeError):
            continue
    failed = sum(not row["isPassed"] for row in report.shown(checks))
    return [*told, {"name": name, "published": counts["published"], "held": counts["held"], "failed": failed}]


def meanings() -> dict[str, Any]:
    """What the columns mean, in the words of `schemas/`, and the codes of those that have some.

    `book` is the list of the codebook that explains the codes of a column.
    """
    spec = contract.default_spec()
    books = {column: found.codes for found in examples(spec) for column in found.columns}
    columns = {}
    codes: dict[str, dict[str, list[str]]] = {}  # label, definition, code in the list
    for column in spec.table("held_events").columns:
        field = column.field
        entry: dict[str, Any] = {"means": field.description}
        if field.unit:
            entry["unit"] = field.unit
        if field.guideline:
            entry["decided"] = field.guideline
        if field.codes and field.codes[0] not in _NO_MEANING:
            name, key = field.codes
            entry["codes"] = name
            entry["book"] = books.get(column.name, name)
            codes[name] = {row[key]: [row.label, row.definition, row.code] for row in spec.codes(name) if row[key]}
        columns[column.name] = entry
    for name in ("reject_reason", "revision_reason", "deletion_reason", "severity", "stage"):
        codes[name] = {row.code: [row.label, row.definition] for row in spec.codes(name)}
    groups = {row.label: row.parent for row in spec.codes("sub_event_type")}
    own = len(spec.table("acled_events").column_names)
    return {
        "columns": columns,
        "codes": codes,
        "types": groups,
        "leading": list(spec.table("release_events").column_names[:own]),
    }


def _news(found: Sequence[diff.TableDiff]) -> list[dict[str, Any]]:
    return [
        {
            "table": one.table,
            "before": one.rows_before,
            "now": one.rows_after,
            **{
                kind: {"count": len(ids), "ids": list(ids[:MOST_NAMED])}
                for kind, ids in (("added", one.added), ("removed", one.removed), ("changed", tuple(one.changed)))
            },
            "columns": sorted(one.columns.items(), key=lambda pair: (-pair[1], pair[0])),
        }
        for one in found
    ]


def _months(of: Mapping[str, list[Any]], is_published: Sequence[bool]) -> list[list[Any]]:
    """[month, events, deaths], in order, those with events."""
    events: Counter[str] = Counter()
    deaths: Counter[str] = Counter()
    for day, toll, is_in in zip(of["event_date"], of["fatalities"], is_published, strict=True):
        if is_in:
            events[f"{day:%Y-%m}"] += 1
            deaths[f"{day:%Y-%m}"] += toll or 0
    return [[month, count, deaths[month]] for month, count in sorted(events.items())]


def _countries(of: Mapping[str, list[Any]], is_published: Sequence[bool]) -> list[list[Any]]:
    """[country, events, deaths, held events], the most events first; null for held events without a country."""
    counts: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    for country, toll, is_in in zip(of["country"], of["fatalities"], is_published, strict=True):
        row = counts[country]
        if is_in:
            row[0] += 1
            row[1] += toll or 0
        else:
            row[2] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1][0], -pair[1][2], pair[0] or ""))
    return [[name, *row] for name, row in ordered]


def _attribution(of: Mapping[str, list[Any]], is_published: Sequence[bool]) -> list[list[Any]]:
    """[code, events], the most first; whom the article quotes, after the code, is left out."""
    pairs = Counter(
        (value or "").partition(":")[0] for value, is_in in zip(of["attribution"], is_published, strict=True) if is_in
    )
    return [[code, count] for code, count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))]


def _confidence(of: Mapping[str, list[Any]], is_published: Sequence[bool]) -> list[int]:
    """Published events by tenths of confidence; 1.0 counts with the last tenth."""
    steps = [0] * _STEPS
    for value, is_in in zip(of["confidence"], is_published, strict=True):
        if is_in:
            steps[min(int(value * _STEPS), _STEPS - 1)] += 1
    return steps


def _items(lists: Iterable[Iterable[str]]) -> list[list[Any]]:
    pairs = Counter(item for items in lists for item in items)
    return [[value, count] for value, count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))]


def _refused(rejects: pa.Table) -> list[list[Any]]:
    """[stage, reason, rows], the most first."""
    pairs = Counter(zip(rejects["stage"].to_pylist(), rejects["reason"].to_pylist(), strict=True))
    return [[*key, count] for key, count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))]
