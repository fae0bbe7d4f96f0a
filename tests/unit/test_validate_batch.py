"""What is new, held against what was there before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline import contract
from pipeline.contract import report
from pipeline.records import Check, DraftEvent
from pipeline.validate.batch import FEWEST_BATCH, FEWEST_HISTORY, checks
from tests.unit.coded_rows import coded
from tests.unit.test_validate import drafts

(ROW,) = drafts(coded("a"))


def rows(number: int, timestamp: int, **changes: Any) -> list[DraftEvent]:
    """Events of different days."""
    return [
        replace(
            ROW,
            event_id_cnty=f"IRQ{timestamp}{n}",
            timestamp=timestamp,
            event_date=date(2020, 1, 1) + timedelta(n),
            **changes,
        )
        for n in range(number)
    ]


def found(events: list[DraftEvent]) -> dict[str, Check]:
    return {check.check_id: check for check in checks(contract.from_records("draft_events", events))}


HISTORY = rows(FEWEST_HISTORY, 1)


def test_more_of_the_same_passes_every_check() -> None:
    new = [replace(row, event_date=row.event_date + timedelta(900)) for row in rows(FEWEST_BATCH, 2) if row.event_date]
    assert all(check.is_passed and check.severity == "W" for check in found([*HISTORY, *new]).values())


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("H01", {"civilian_targeting": "Civilian targeting"}, "civilian_targeting"),
        ("H02", {"geo_precision": 3}, "geo_precision"),
        ("H03", {"event_type": "Battles"}, "Battles: 0% of the rows before, 100% now"),
        ("H04", {"country": "Syria"}, "Syria"),
        ("H05", {"actor1": "Front of Ten", "actor2": "Army of Nine"}, "Army of Nine"),
        ("H06", {"fatalities": 400}, "400 in Iraq, before at most 3"),
    ],
)
def test_a_drift_is_told_with_its_values(name: str, changes: dict[str, Any], told: str) -> None:
    history = HISTORY if name != "H01" else rows(FEWEST_HISTORY, 1, civilian_targeting=None)
    check = found([*history, *rows(FEWEST_BATCH, 2, **changes)])[name]
    assert not check.is_passed
    assert check.result is not None and told in check.result
    table = contract.from_records("checks", [check])
    assert told in report.as_html(table, title="x")


def test_rows_that_say_the_same_are_told() -> None:
    check = found([ROW, replace(ROW, event_id_cnty="IRQ2")])["H07"]
    assert check.examples == ("IRQ1", "IRQ2")


def test_a_place_in_another_country_is_told() -> None:
    tehran = {"location": "Tehran", "latitude": 35.6944, "longitude": 51.4215}
    check = found([ROW, replace(ROW, event_id_cnty="IRQ2", **tehran)])["H08"]
    assert (check.severity, check.rows_checked, check.examples) == ("W", 2, ("IRQ2",))
    assert check.result is not None and "Tehran (35.6944, 51.4215): in Iran, not Iraq" in check.result


def test_a_place_at_sea_or_without_coordinates_is_in_no_other_country() -> None:
    at_sea, nowhere = {"latitude": 28.9, "longitude": 49.9}, {"latitude": None, "longitude": None}
    events = [replace(ROW, event_id_cnty="IRQ2", **at_sea), replace(ROW, event_id_cnty="IRQ3", **nowhere)]
    assert found(events)["H08"].is_passed


def test_too_little_to_tell_anything_passes_and_says_that_no_row_was_looked_at() -> None:
    told = found([*HISTORY, *rows(FEWEST_BATCH - 1, 2, event_type="Battles")])
    assert (told["H03"].is_passed, told["H03"].rows_checked) == (True, 0)
    assert all(check.is_passed for check in found([]).values())
