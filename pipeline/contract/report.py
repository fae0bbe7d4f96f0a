"""The validation report, from the table `checks`: JSON, one page that needs nothing else, a few lines of text.

The page is that of a release, or, with parts about its articles and events, that of a batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pyarrow as pa

from pipeline.contract.arrow import to_records
from pipeline.contract.charts import bars
from pipeline.contract.spec import default_spec
from pipeline.records import Check

_TEMPLATE = "report.html.jinja"
#: A check that stops the release comes before one that stops rows, and that before a remark.
_ORDER = ("T", "E", "W")
#: Example rows of a check that are told.
MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page before the checks: a heading, a sentence, a table."""

    title: str
    told: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts over releases or batches, oldest first; drawn when there are two or more.

    Attributes:
        title: Heading.
        of: What a row is: "Release".
        figures: Title and key of each count; a chart is drawn of each.
        rows: The counts by key, and `name`.
    """

    title: str
    of: str
    figures: tuple[tuple[str, str], ...]
    rows: Sequence[Mapping[str, Any]]


def over_releases(rows: Sequence[Mapping[str, Any]]) -> Trend:
    """The trend over releases up to this one: `name`, `published`, `held` and `failed` (events, held ones, checks)."""
    figures = (("Published events", "published"), ("Held events", "held"), ("Failed checks", "failed"))
    return Trend("Against earlier releases", "Release", figures, rows)


def words_by_id(events: Iterable[Mapping[str, Any]], rejects: Iterable[Mapping[str, Any]] = ()) -> dict[str, str]:
    """A line about each event, by its id; of one that a rule refused (rows of `rejects`), with which values."""
    refused = {row["key"]: f"refused: {row['detail']}" for row in rejects if row["stage"] == "validate"}
    return refused | {row["event_id_cnty"]: row_words(row) for row in events}


def row_words(event: Mapping[str, Any]) -> str:
    """One line about an event, from its columns; what is not known is left out."""
    where = ", ".join(str(event[name]) for name in ("location", "country") if event.get(name))
    sides = " / ".join(str(event[name]) for name in ("actor1", "actor2") if event.get(name))
    dead = "" if event.get("fatalities") is None else f"{event['fatalities']} dead"
    day = str(event["event_date"]) if event.get("event_date") else ""
    return "; ".join(part for part in (day, event.get("sub_event_type"), where, sides, dead) if part)


def as_json(checks: pa.Table) -> str:
    """Everything known of every check, with what Great Expectations answered; ends with a line feed."""
    rows = _rows(checks)
    document = {
        "schema_version": default_spec().version,
        "summary": _summary(rows),
        "checks": [
            {
                "check_id": row.check_id,
                "severity": row.severity,
                "description": row.description,
                "is_passed": row.is_passed,
                "rows_checked": row.rows_checked,
                "rows_failed": row.rows_failed,
                "examples": list(row.examples),
                "great_expectations": json.loads(row.result) if row.result else None,
            }
            for row in rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def shown(checks: pa.Table) -> list[dict[str, Any]]:
    """The checks as a page lists them: those that failed first, the gravest of them first."""
    rows = sorted(_rows(checks), key=lambda row: (row.is_passed, _ORDER.index(row.severity), row.check_id))
    return [
        {
            "id": row.check_id,
            "severity": row.severity,
            "demands": row.description,
            "checked": row.rows_checked,
            "failed": row.rows_failed,
            "isPassed": row.is_passed,
            "examples": list(row.examples),
        }
        for row in rows
    ]


def as_html(
    checks: pa.Table,
    *,
    title: str,
    parts: Sequence[Part] = (),
    trend: Trend | None = None,
    rows: Mapping[str, str] | None = None,
    explorer: str | None = None,
) -> str:
    """One page with the failed checks first; style included, nothing is loaded.

    Args:
        checks: Table `checks`.
        title: What was checked, such as "Release 2024.02.09".
        parts: What stands before the checks.
        trend: Counts up to now.
        rows: A line about each event that a check names, by id; those without one are named by id alone.
        explorer: Address of the page that shows the events, relative to this one; None when there is none.
    """
    from jinja2 import Environment

    found = _rows(checks)
    source = resources.files("pipeline.contract").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    # Values come from articles: without autoescape, jinja2 would let them write into the page.
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    ordered = sorted(found, key=lambda row: (row.is_passed, _ORDER.index(row.severity), row.check_id))
    severities = {row.code: row for row in default_spec().codes("severity")}
    told = rows or {}
    entries: list[dict[str, Any]] = [
        {
            "check": row,
            "severity": severities[row.severity],
            "values": _values(row),
            "examples": [(event, told.get(event, "")) for event in row.examples[:MOST_ROWS]],
        }
        for row in ordered
    ]
    shown = trend if trend and len(trend.rows) > 1 else None
    page = template.render(
        title=title, summary=_summary(found), parts=parts, trend=shown, explorer=explorer,
        failed=[entry for entry in entries if not entry["check"].is_passed],
        passed=[entry for entry in entries if entry["check"].is_passed],
        charts=[bars(name, [(row["name"], int(row[key])) for row in shown.rows]) for name, key in shown.figures]
        if shown else [],
    )  # fmt: skip
    return page + "\n"


def as_text(checks: pa.Table) -> str:
    """The number of checks passed and failed, and a line for each that failed."""
    rows = _rows(checks)
    summary = _summary(rows)
    lines = [f"{summary['passed']} checks passed, {summary['failed']} failed"]
    for row in rows:
        if not row.is_passed:
            some = f", such as {', '.join(row.examples[:3])}" if row.examples else ""
            count = f"{row.rows_failed} of {row.rows_checked} rows failed"
            lines.append(f"{row.check_id} ({row.severity}) {row.description} {count}{some}")
    return "\n".join(lines) + "\n"


def _rows(checks: pa.Table) -> list[Check]:
    rows: list[Check] = to_records(checks, "checks")
    return sorted(rows, key=lambda row: row.check_id)


def _summary(rows: Sequence[Check]) -> dict[str, Any]:
    failed = [row for row in rows if not row.is_passed]
    return {
        "passed": len(rows) - len(failed),
        "failed": len(failed),
        "stops_release": any(row.severity == "T" for row in failed),
        "failed_checks": [row.check_id for row in failed],
    }


def _values(row: Check) -> list[str]:
    """A few of the values that failed a check."""
    answers = json.loads(row.result) if row.result else {}
    found = [
        f"{result['kwargs'].get('column') or ', '.join(_columns(result['kwargs']))}: {_words(value)}"
        for results in answers.values()
        for result in results
        for value in result["result"]["partial_unexpected_list"]
    ]
    return list(dict.fromkeys(found))[:5]


def _words(value: Any) -> str:
    """A value that failed, or the values of several columns."""
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _columns(parameters: dict[str, Any]) -> list[str]:
    columns = parameters.get("column_list") or [parameters.get("column_A"), parameters.get("column_B")]
    return [str(name) for name in columns]
