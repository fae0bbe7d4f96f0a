"""What is new, held against what was there before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pipeline import contract
from pipeline.contract import report
from pipeline.records import Check, DraftEvent
from pipeline.validate.batch import FEWEST_BATCH, FEWEST_HISTORY, FEWEST_RUNS, checks
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
    return {check.check_id: check for check in checks(contract.from_records("draft_events", events))[0]}


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


@pytest.mark.parametrize(
    ("usual", "now", "told"),
    [
        (20, 61, "Iraq: 61 rows, in a usual run 20"),
        (20, 6, "Iraq: 6 rows, in a usual run 20"),
        (0, 20, "Iraq: 20 rows, in a usual run 0"),
        (20, 60, None),
        (20, 7, None),
        (19, 1, None),
        (2, 19, None),
    ],
)
def test_many_more_or_fewer_events_of_a_country_than_in_a_usual_run_are_told(
    usual: int, now: int, told: str | None
) -> None:
    runs = [*range(1, FEWEST_RUNS + 1)]
    others = [
        row for run in [*runs, FEWEST_RUNS + 1] for row in rows(1, 100 + run, country="Syria", event_type="Battles")
    ]
    history = [
        replace(row, event_id_cnty=f"IRQ{run}{n}") for run in runs for n, row in enumerate(rows(usual, 100 + run))
    ]
    check = found([*others, *history, *rows(now, 101 + FEWEST_RUNS)])["H09"]
    assert check.is_passed == (told is None)
    assert check.rows_checked == now + 1
    if told is not None:
        assert check.result is not None and told in check.result
        assert check.rows_failed >= now


def test_what_a_usual_run_is_takes_some_runs() -> None:
    events = [row for run in range(1, FEWEST_RUNS + 1) for row in rows(20 if run < FEWEST_RUNS else 200, run)]
    assert (found(events)["H09"].is_passed, found(events)["H09"].rows_checked) == (True, 0)


def test_too_little_to_tell_anything_passes_and_says_that_no_row_was_looked_at() -> None:
    told = found([*HISTORY, *rows(FEWEST_BATCH - 1, 2, event_type="Battles")])
    assert (told["H03"].is_passed, told["H03"].rows_checked) == (True, 0)
    assert all(check.is_passed for check in found([]).values())
