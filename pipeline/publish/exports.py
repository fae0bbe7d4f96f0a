"""Other shapes of a release, for programs that expect them."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import contract
from pipeline.publish import releases

#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def acled_csv(release: Path) -> str:
    """The events as the 31 columns of an ACLED-shaped export: CSV in UTF-8, days in ISO, an empty cell is null.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are never changed.
    """
    columns = contract.table("acled_events").column_names
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in releases.read(release, "release_events").select(columns).to_pylist():
        writer.writerow([_cell(row[column]) for column in columns])
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
