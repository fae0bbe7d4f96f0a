"""Other shapes of a release, for programs that expect them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract.spec import TableSpec
from pipeline.publish import releases
from pipeline.publish.ucdp import ucdp_events

_PART_ROWS = 10_000
#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def acled_csv(release: Path) -> Iterator[str]:
    """The events as the 31 columns of an ACLED-shaped export: lines of CSV, days in ISO, an empty cell is null.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are never changed.
    """
    columns = contract.table("acled_events").column_names
    return _csv(releases.read(release, "release_events").select(columns))


def ucdp_csv(release: Path) -> Iterator[str]:
    """The events that UCDP would have, as the 49 columns of UCDP GED; as `acled_csv` otherwise."""
    return _csv(ucdp_events(release))


def geojson(release: Path) -> Iterator[str]:
    """The lines of one GeoJSON FeatureCollection (RFC 7946) of the events, a point each; the rest are properties."""
    return _features(releases.read(release, "release_events"))


#: Formats that are text, line by line, by the name that they are asked for with.
TEXT_FORMATS: Mapping[str, Callable[[Path], Iterable[str]]] = MappingProxyType(
    {"acled-csv": acled_csv, "ucdp-ged-csv": ucdp_csv, "geojson": geojson}
)


def sqlite(release: Path, target: Path) -> None:
    """Every table of a release as a table of an SQLite file, and what each column means in the table `columns`.

    Days and instants are ISO text, lists are JSON, true and false are 1 and 0.

    Args:
        release: Folder of the release.
        target: The file to write; it must not be there.
    """
    connection = sqlite3.connect(target)
    try:
        with connection:
            connection.execute('CREATE TABLE "columns" ("table" TEXT, "column" TEXT, "unit" TEXT, "description" TEXT)')
            for table in contract.default_spec().tables.values():
                if table.release is not None:
                    _fill(connection, table, releases.read(release, table.name))
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, table: TableSpec, rows: pa.Table) -> None:
    columns = ", ".join(
        f'"{column.name}" {_sqlite_type(rows.schema.field(column.name).type)}{"" if column.nullable else " NOT NULL"}'
        for column in table.columns
    )
    key = ", ".join(f'"{name}"' for name in table.key)
    connection.execute(f'CREATE TABLE "{table.release}" ({columns}{f", PRIMARY KEY ({key})" if key else ""})')
    marks = ", ".join("?" * len(table.columns))
    values = ([_sqlite_value(value) for value in row.values()] for row in _rows(rows))
    connection.executemany(f'INSERT INTO "{table.release}" VALUES ({marks})', values)
    connection.executemany(
        'INSERT INTO "columns" VALUES (?, ?, ?, ?)',
        [(table.release, column.name, column.field.unit, column.field.description) for column in table.columns],
    )


def _sqlite_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _sqlite_value(value: Any) -> Any:
    value = _plain(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _plain(value: Any) -> Any:
    """A value as JSON has it; lists hold nothing but text."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows, a part at a time: as Python has them, a million events do not fit into the memory."""
    for part in table.to_batches(max_chunksize=_PART_ROWS):
        yield from part.to_pylist()


def _features(events: pa.Table) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": ['
    waiting = None
    for row in _rows(events):
        if waiting is not None:
            yield f"{waiting},"
        point = {"type": "Point", "coordinates": [row.pop("longitude"), row.pop("latitude")]}
        properties = {name: _plain(value) for name, value in row.items()}
        feature = {"type": "Feature", "id": row["event_id_cnty"], "geometry": point, "properties": properties}
        waiting = json.dumps(feature, ensure_ascii=False, allow_nan=False)
    yield from [] if waiting is None else [waiting]
    yield "]}"


def cell(value: Any) -> Any:
    """A value as a cell of CSV: none is empty, a day is ISO, what a spreadsheet would run as a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(table: pa.Table) -> Iterator[str]:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="")
    writer.writerow(table.column_names)
    yield stream.getvalue()
    for row in _rows(table):
        stream.seek(stream.truncate(0))
        writer.writerow([cell(value) for value in row.values()])
        yield stream.getvalue()
