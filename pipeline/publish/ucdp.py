"""A release in the shape of UCDP GED: 49 columns, one row an event with a death between organised actors or against
civilians.

What is not exported: demonstrations and strategic developments, events without a death, and events with a side that
UCDP would not take for an organised, identified actor (unidentified groups, crowds, private firms, sole perpetrators).
Rules: CODING_RULES 6.2 and 6.3. Ids of UCDP's own conflicts, dyads and actors are null: we do not know them.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import derive
from pipeline.publish import releases
from pipeline.records import UcdpEvent

CODE_STATUS = "machine coded"
CIVILIANS = "Civilians"
VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
INCIDENT, AGGREGATE = 1, 2
#: Days from the first to the last day, up to which date_prec is 1, 2, 3, 4; more is 5.
DATE_PREC = ((0, 1), (5, 2), (6, 3), (30, 4))
LONGEST = 5
#: Room for the numbers of one country in the id.
ID_STEP = 1_000_000

_ARMED_GROUPS = ("Rebel group", "Political militia", "Identity militia")


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides as UCDP has them.

    Attributes:
        violence: 1 state-based, 2 non-state, 3 one-sided.
        side_a, side_b: Their names.
        is_swapped: Whether side a is actor2.
    """

    violence: int
    side_a: str
    side_b: str
    is_swapped: bool


def ucdp_events(release: Path) -> pa.Table:
    """The events of a release that UCDP would have, as table `ucdp_events`."""
    sources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in releases.read(release, "event_sources").to_pylist():
        sources[row["event_id_cnty"]].append(row)
    rows = []
    for event in releases.read(release, "release_events").to_pylist():
        sides = sides_of(event)
        deadliest = max(event["fatalities"], event["fatalities_high"] or 0)
        if sides is not None and deadliest and event["event_type"] in VIOLENT:
            rows.append(_row(event, sides, sources[event["event_id_cnty"]]))
    return contract.from_records("ucdp_events", sorted(rows, key=lambda row: row.id))


def sides_of(event: Mapping[str, Any]) -> Sides | None:
    """The sides of an event; None when UCDP would not take both for actors."""
    states = [_government(event["actor1"]), _government(event["actor2"])]
    groups = [_group(event["actor1"], event["inter1"]), _group(event["actor2"], event["inter2"])]
    first = states[0] or groups[0]
    if first is not None and event["inter2"] == "Civilians":
        return Sides(ONE_SIDED, first, CIVILIANS, is_swapped=False)
    second = states[1] or groups[1]
    if first is None or second is None:
        return None
    if states[0] is None and states[1] is not None:
        return Sides(STATE_BASED, second, first, is_swapped=True)
    return Sides(STATE_BASED if states[0] else NON_STATE, first, second, is_swapped=False)


def _government(actor: str | None) -> str | None:
    match = derive.STATE.match(actor or "")
    return f"Government of {match['home']}" if match else None


def _group(actor: str | None, inter: str | None) -> str | None:
    """A named armed group; None for any other actor."""
    if actor is None or inter not in _ARMED_GROUPS or actor.startswith("Unidentified"):
        return None
    return None if derive.fixed_inter(actor) is not None else actor


def _row(event: Mapping[str, Any], sides: Sides, sources: Sequence[Mapping[str, Any]]) -> UcdpEvent:
    best = event["fatalities"]
    deaths = _deaths(event, sides, best)
    publishers = sorted({row["publisher"] for row in sources if row["publisher"]})
    days = sorted({row["published"] for row in sources if row["published"]})
    told = [f"{row['publisher'] or 'unknown'}, {row['published'] or 'no date'}" for row in sources]
    return UcdpEvent(
        id=_number(event["event_id_cnty"]),
        relid=event["event_id_cnty"],
        year=event["date_start"].year,
        code_status=CODE_STATUS,
        type_of_violence=sides.violence,
        dyad_name=f"{sides.side_a} - {sides.side_b}",
        side_a=sides.side_a,
        side_b=sides.side_b,
        number_of_sources=len(sources) or -1,
        source_article="; ".join(told) or None,
        source_office="; ".join(publishers) or None,
        source_date="; ".join(day.isoformat() for day in days) or None,
        where_prec=_where_prec(event["geo_resolution"]),
        where_coordinates=event["location"],
        where_description=event["reported_place"],
        adm_1=event["admin1"],
        adm_2=event["admin2"],
        latitude=event["latitude"],
        longitude=event["longitude"],
        geom_wkt=f"POINT ({event['longitude']} {event['latitude']})",
        priogrid_gid=priogrid(event["latitude"], event["longitude"]),
        country=event["country"],
        region=region(event["country"]),
        event_clarity=AGGREGATE if event["reported_incident_count"] else INCIDENT,
        date_prec=date_prec(event["date_start"], event["date_end"]),
        date_start=event["date_start"],
        date_end=event["date_end"],
        deaths_a=deaths[0],
        deaths_b=deaths[1],
        deaths_civilians=deaths[2],
        deaths_unknown=best - sum(deaths),
        best=best,
        high=best if event["fatalities_high"] is None else event["fatalities_high"],
        low=best if event["fatalities_low"] is None else event["fatalities_low"],
    )


def _deaths(event: Mapping[str, Any], sides: Sides, best: int) -> tuple[int, int, int]:
    """Deaths of side a, side b and civilians; all 0, so unknown, where they come to more than the total."""
    one, two = event["fatalities_actor1"] or 0, event["fatalities_actor2"] or 0
    civilians = event["fatalities_civilians"] or 0
    if sides.violence == ONE_SIDED:
        one, two, civilians = 0, 0, max(civilians, two)
    elif sides.is_swapped:
        one, two = two, one
    return (one, two, civilians) if one + two + civilians <= best else (0, 0, 0)


def priogrid(latitude: float, longitude: float) -> int:
    """The cell of PRIO-GRID that holds a point, in degrees."""
    return math.floor((latitude + 90) * 2) * 720 + math.floor((longitude + 180) * 2) + 1


def date_prec(first: date, last: date) -> int:
    """How exactly a day is known, by the number of days it may have been."""
    return next((code for days, code in DATE_PREC if (last - first).days <= days), LONGEST)


def region(country: str) -> str:
    """The region that a country is in for UCDP."""
    return _regions().get(country) or _regions()[derive.region(country)]


@cache
def _regions() -> dict[str, str]:
    """UCDP's region by country, where it has one of its own, and by region of codes/region.csv."""
    with resources.files("pipeline.publish").joinpath("ucdp_regions.csv").open(encoding="utf-8") as lines:
        return {row["name"]: row["ucdp_region"] for row in csv.DictReader(lines)}


@cache
def _where_prec(resolution: str) -> int:
    return next(int(row["ucdp_where_prec"]) for row in contract.codes("geo_resolution") if row.code == resolution)


def _number(event_id: str) -> int:
    return derive.iso(event_id[:3]) * ID_STEP + int(event_id[3:])
