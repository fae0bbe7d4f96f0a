"""Rows to start from: a published event that keeps every rule, to be changed in one place by a test."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract

GOOD_EVENT: dict[str, Any] = {
    "event_id_cnty": "IRQ1",
    "event_date": date(2024, 2, 7),
    "year": 2024,
    "time_precision": 1,
    "disorder_type": "Political violence",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of the United States (2021-2025)",
    "inter1": "External/Other forces",
    "actor2": "Kataib Hezbollah",
    "inter2": "Political militia",
    "interaction": "Political militia-External/Other forces",
    "iso": 368,
    "region": "Middle East",
    "country": "Iraq",
    "admin1": "Baghdad",
    "location": "Baghdad - Mashtal",
    "latitude": 33.3406,
    "longitude": 44.4009,
    "geo_precision": 1,
    "source": "Shafaq Wire",
    "source_scale": "National",
    "notes": "On 7 February 2024, Military Forces of the United States struck Kataib Hezbollah in Mashtal (Baghdad).",
    "fatalities": 3,
    "timestamp": 1707436800,
    "date_start": date(2024, 2, 7),
    "date_end": date(2024, 2, 7),
    "date_basis": "relative",
    "geo_resolution": "city",
    "is_background": False,
    "status": "published",
    "confidence": 0.8,
    "revision": 1,
}


def rows_of(table: str, rows: list[dict[str, Any]], spec: contract.Spec | None = None) -> pa.Table:
    """A table from partial rows: columns left out are null, or empty lists."""
    schema = contract.arrow_schema(table, spec=spec)
    full = [
        {field.name: row.get(field.name, [] if pa.types.is_list(field.type) else None) for field in schema}
        for row in rows
    ]
    return pa.Table.from_pylist(full, schema=schema)


@pytest.fixture(name="rows_of")
def rows_of_fixture() -> Callable[..., pa.Table]:
    """`rows_of(table, rows, spec=None)`."""
    return rows_of


@pytest.fixture
def good_event() -> dict[str, Any]:
    """A published event that keeps every rule, as a partial row."""
    return dict(GOOD_EVENT)


@pytest.fixture
def drafts() -> Callable[..., pa.Table]:
    """Makes a table `draft_events`: one row for each set of changes to the good event, ids IRQ1, IRQ2, ..."""

    def make(*changes: dict[str, Any]) -> pa.Table:
        rows = [
            GOOD_EVENT | {"event_id_cnty": f"IRQ{number}"} | change for number, change in enumerate(changes, start=1)
        ]
        return rows_of("draft_events", rows)

    return make
