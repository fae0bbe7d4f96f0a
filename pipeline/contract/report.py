"""The validation report, from the table `checks`: JSON, one page that needs nothing else, a few lines of text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import pyarrow as pa

from pipeline.contract.arrow import to_records
from pipeline.contract.spec import default_spec
from pipeline.records import Check

_TEMPLATE = "report.html.jinja"
#: A check that stops the release comes before one that stops rows, and that before a remark.
_ORDER = ("T", "E", "W")
#: Charts over releases: title and what is drawn; width and height in pixels.
_CHARTS = (("Published events", "published"), ("Held events", "held"), ("Failed checks", "failed"))
_WIDTH, _HEIGHT = 240, 48


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
    checks: pa.Table, *, title: str, history: Sequence[Mapping[str, Any]] = (), explorer: str | None = None
) -> str:
    """One page with the failed checks first; style included, nothing is loaded.

    Args:
        checks: Table `checks`.
        title: What was checked, such as "Release 2024.02.09".
        history: Releases up to this one, oldest first: `name`, `published`, `held` and `failed` (events, held events,
            failed checks). Drawn when there are two or more.
        explorer: Address of the page that shows the events, relative to this one; None when there is none.
    """
    from jinja2 import Environment

    rows = _rows(checks)
    source = resources.files("pipeline.contract").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    # Values come from articles: without autoescape, jinja2 would let them write into the page.
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    ordered = sorted(rows, key=lambda row: (row.is_passed, _ORDER.index(row.severity), row.check_id))
    severities = {row.code: row for row in default_spec().codes("severity")}
    checks_shown = [{"check": row, "severity": severities[row.severity], "values": _values(row)} for row in ordered]
    charts = [_chart(title_, key, history) for title_, key in _CHARTS] if len(history) > 1 else []
    return (
        template.render(
            title=title, summary=_summary(rows), checks=checks_shown, charts=charts, history=history, explorer=explorer
        )
        + "\n"
    )


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


def _chart(title: str, key: str, history: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A small bar chart: bars as left edge and height in pixels, each with its words."""
    values = [int(row[key]) for row in history]
    top = max([*values, 1])
    step = _WIDTH / len(values)
    bars = [
        {
            "x": round(number * step, 2),
            "width": round(max(step - 2, 1), 2),
            "height": round(_HEIGHT * value / top, 2),
            "words": f"{row['name']}: {value:,}",
        }
        for number, (row, value) in enumerate(zip(history, values, strict=True))
    ]
    words = f"{title}: {values[0]:,} in release {history[0]['name']}, {values[-1]:,} in {history[-1]['name']}"
    return {"title": title, "bars": bars, "words": words, "last": values[-1], "width": _WIDTH, "height": _HEIGHT}


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
        f"{result['kwargs'].get('column') or ', '.join(_columns(result['kwargs']))}: {value}"
        for results in answers.values()
        for result in results
        for value in result["result"]["partial_unexpected_list"]
    ]
    return list(dict.fromkeys(found))[:5]


def _columns(parameters: dict[str, Any]) -> list[str]:
    columns = parameters.get("column_list") or [parameters.get("column_A"), parameters.get("column_B")]
    return [str(name) for name in columns]
