"""The validation report, from the table `checks`: JSON, one page that needs nothing else, a few lines of text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import pyarrow as pa

from pipeline.contract.arrow import to_records
from pipeline.contract.spec import default_spec
from pipeline.records import Check

_TEMPLATE = "report.html.jinja"
#: A check that stops the release comes before one that stops rows, and that before a remark.
_ORDER = ("T", "E", "W")


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


def as_html(checks: pa.Table, *, title: str) -> str:
    """One page with the failed checks first; style included, nothing is loaded.

    Args:
        checks: Table `checks`.
        title: What was checked, such as "Release 2024.02.09".
    """
    from jinja2 import Environment

    rows = _rows(checks)
    source = resources.files("pipeline.contract").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    # Values come from articles: without autoescape, jinja2 would let them write into the page.
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    shown = sorted(rows, key=lambda row: (row.is_passed, _ORDER.index(row.severity), row.check_id))
    severities = {row.code: row for row in default_spec().codes("severity")}
    checks_shown = [{"check": row, "severity": severities[row.severity], "values": _values(row)} for row in shown]
    return template.render(title=title, summary=_summary(rows), checks=checks_shown) + "\n"


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
        f"{result['kwargs'].get('column') or ', '.join(_columns(result['kwargs']))}: {value}"
        for results in answers.values()
        for result in results
        for value in result["result"]["partial_unexpected_list"]
    ]
    return list(dict.fromkeys(found))[:5]


def _columns(parameters: dict[str, Any]) -> list[str]:
    columns = parameters.get("column_list") or [parameters.get("column_A"), parameters.get("column_B")]
    return [str(name) for name in columns]
