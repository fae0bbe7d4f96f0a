"""Other shapes of a release, for programs that expect them."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.publish import releases
from pipeline.publish.ucdp import ucdp_events

#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def acled_csv(release: Path) -> str:
    """The events as the 31 columns of an ACLED-shaped export: CSV in UTF-8, days in ISO, an empty cell is null.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are never changed.
    """
    columns = contract.table("acled_events").column_names
    return _csv(releases.read(release, "release_events").select(columns))


def ucdp_csv(release: Path) -> str:
    """The events that UCDP would have, as the 49 columns of UCDP GED; as `acled_csv` otherwise."""
    return _csv(ucdp_events(release))


def _csv(table: pa.Table) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_cell(value) for value in row.values()])
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
