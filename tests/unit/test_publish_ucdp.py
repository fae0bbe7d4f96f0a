"""The UCDP-GED-shaped export."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import contract
from pipeline.publish import ucdp
from pipeline.publish.exports import ucdp_csv
from pipeline.publish.run import publish
from tests.unit.coded_rows import RUN, coded
from tests.unit.test_publish import FACTS, read_only, store

UNITED_STATES = "Military Forces of the United States (2021-2025)"
ACTORS = {
    "state and group": ({}, (1, "Government of United States", "Kataib Hezbollah", False)),
    "group and state": (
        {
            "actor1": "Kataib Hezbollah",
            "inter1": "Political militia",
            "actor2": UNITED_STATES,
            "inter2": "External/Other forces",
        },
        (1, "Government of United States", "Kataib Hezbollah", True),
    ),
    "two groups": (
        {"actor1": "Islamic State", "inter1": "Rebel group"},
        (2, "Islamic State", "Kataib Hezbollah", False),
    ),
    "state and civilians": (
        {"actor2": "Civilians (Iraq)", "inter2": "Civilians"},
        (3, "Government of United States", "Civilians", False),
    ),
    "unidentified group": ({"actor1": "Unidentified Armed Group (Iraq)", "inter1": "Political militia"}, None),
    "nobody known": ({"actor2": None, "inter2": None}, None),
    "crowd": ({"actor2": "Rioters (Iraq)", "inter2": "Rioters"}, None),
}


@pytest.mark.parametrize(("changes", "expected"), ACTORS.values(), ids=ACTORS)
def test_sides(changes: dict[str, Any], expected: tuple[int, str, str, bool] | None) -> None:
    event = coded("a", **changes)
    found = ucdp.sides_of({name: getattr(event, name) for name in ("actor1", "inter1", "actor2", "inter2")})
    assert found == (None if expected is None else ucdp.Sides(*expected))


def release(tmp_path: Path, *changes: dict[str, Any]) -> Path:
    events = [
        coded(f"a{n}", **({"location": f"Town {n}", "latitude": 30.5 + n, "terms": (f"town{n}",)} | change))
        for n, change in enumerate(changes)
    ]
    return publish(read_only(store(events)), RUN, tmp_path, facts=FACTS).path


def test_deaths_go_to_their_sides_and_always_come_to_the_best_figure(tmp_path: Path) -> None:
    swapped = ACTORS["group and state"][0] | {"fatalities_actor1": 2, "fatalities_actor2": 1, "fatalities_unknown": 0}
    civilians = ACTORS["state and civilians"][0] | {"fatalities_actor2": 2, "fatalities_unknown": 1}
    too_many = {"fatalities_actor1": 2, "fatalities_actor2": 2}
    table = ucdp.ucdp_events(release(tmp_path, swapped, civilians, too_many))
    contract.check("ucdp_events", table)
    rows = table.to_pylist()
    columns = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    assert [tuple(row[column] for column in columns) for row in rows] == [(1, 2, 0, 0), (0, 0, 2, 1), (0, 0, 0, 3)]
    assert all(row["best"] == sum(row[column] for column in columns) for row in rows)


def test_a_row_says_where_when_and_from_whom(tmp_path: Path) -> None:
    (row,) = ucdp.ucdp_events(release(tmp_path, {"latitude": 33.3406, "location": "Baghdad"})).to_pylist()
    assert (row["relid"], row["id"]) == ("IRQ1", 368_000_001)
    assert row["dyad_name"] == "Government of United States - Kataib Hezbollah"
    assert row["geom_wkt"] == "POINT (44.4009 33.3406)"
    assert (row["where_prec"], row["region"], row["date_prec"], row["event_clarity"]) == (1, "Middle East", 1, 1)
    assert (row["number_of_sources"], row["source_office"], row["source_date"]) == (1, "Courier a0", "2024-02-08")


def test_events_without_deaths_and_of_other_kinds_are_left_out(tmp_path: Path) -> None:
    protest = {
        "sub_event_type": "Excessive force against protesters", "actor1": "Protesters (Iraq)", "inter1": "Protesters",
        "actor2": "Police Forces of Iraq (2022-)", "inter2": "State forces", "tags": "crowd size=no report",
    }  # fmt: skip
    assert ucdp.ucdp_events(release(tmp_path, {"fatalities": 0}, protest)).num_rows == 0


@pytest.mark.parametrize(("days", "code"), [(0, 1), (1, 2), (5, 2), (6, 3), (7, 4), (30, 4), (31, 5)])
def test_date_prec(days: int, code: int) -> None:
    assert ucdp.date_prec(date(2024, 2, 1), date(2024, 2, 1) + timedelta(days)) == code


def test_every_country_has_a_region() -> None:
    regions = {row.code for row in contract.codes("ucdp_region")}
    countries = [row.label for row in contract.codes("country")]
    assert {ucdp.region(name) for name in countries} <= regions
    assert [ucdp.region(name) for name in ("Egypt", "Georgia", "Turkey", "Mexico")] == [
        "Middle East", "Europe", "Middle East", "Americas",
    ]  # fmt: skip


def test_points_on_the_grid() -> None:
    assert ucdp.priogrid(-90.0, -180.0) == 1
    assert ucdp.priogrid(33.3406, 44.4009) == 246 * 720 + 448 + 1


def test_the_csv_has_49_columns(tmp_path: Path) -> None:
    rows = list(csv.reader(ucdp_csv(release(tmp_path, {}))))
    assert len(rows[0]) == 49
    assert len(rows) == 2
