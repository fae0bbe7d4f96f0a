"""When two places or two days cannot be one."""

from __future__ import annotations

from pipeline.reference.distances import kilometres
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.locations import Location

#: Points of places farther apart than this are different places; chosen by hand.
MAX_KM = 40.0
#: A town farther than this from the middle or the seat of a district is not of it: so near are 98.9 % of the 208,342
#: towns of the gazetteer whose district is known (2026-11-28).
DISTRICT_KM = 100.0
#: "South of Baghdad" says little of a place farther off (km); chosen by hand: for the closer place of an event before
#: 200 gives the same, the texts tell none between 100 and 200.
DIRECTION_KM = 100.0
#: What is farther than this is not of a valley, an island or a lake whose division is not known; chosen by hand.
FEATURE_KM = 150.0


def apart_km(one: Location, other: Location) -> float | None:
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def is_fine(place: Location) -> bool:
    return place.geo_resolution in ("neighbourhood", "city", "settlement", "near_settlement", "feature")


def is_quarter_of(one: Location, other: Location) -> bool:
    """Is a place a quarter or suburb of a city ("City - Quarter")?"""
    return one.geo_resolution == "neighbourhood" and (one.location or "").startswith(f"{other.location} - ")


def _may_reach(one: Location, other: Location) -> bool:
    """Can a place be of a valley, an island or a lake: of the same division, or nobody knows of which?"""
    if one.admin1 and other.admin1:
        return one.admin1 == other.admin1
    apart = apart_km(one, other)
    return apart is not None and apart <= FEATURE_KM


def places_differ(one: Location, other: Location) -> bool:
    """True if two places cannot be one: another country, another division, or two points far apart."""
    if one.iso3 and other.iso3 and one.iso3 != other.iso3:
        return True
    if is_quarter_of(one, other) or is_quarter_of(other, one):
        return False  # suburbs lie in another division than their city now and then
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        return True
    if "feature" in (one.geo_resolution, other.geo_resolution) and _may_reach(one, other):
        return False
    if is_fine(one) and is_fine(other) and one.location != other.location:
        distance = apart_km(one, other)
        return distance is not None and distance > MAX_KM
    districts = [one.geo_resolution, other.geo_resolution].count("admin2")
    if districts == 2:
        return one.location != other.location
    if districts and (is_fine(one) or is_fine(other)):
        distance = apart_km(one, other)
        return distance is not None and distance > DISTRICT_KM
    return False


#: Days of what is known to a week, less one: Monday is none of "last week", however near Sunday is.
_MOST_OF_A_WEEK = 5


def days_differ(one: EventDay, other: EventDay) -> bool:
    """True if two days cannot be one: their ranges do not meet (a day of grace where one is not exact, but no week)."""
    if one.date_start is None or other.date_start is None or one.date_end is None or other.date_end is None:
        return False
    ends = (one.likely_end or one.date_end, other.likely_end or other.date_end)
    gap = max((other.date_start - ends[0]).days, (one.date_start - ends[1]).days)
    is_rough = one.time_precision != 1 or other.time_precision != 1
    grace = 1 if is_rough and max(length(one), length(other)) < _MOST_OF_A_WEEK else 0
    return gap > grace


def length(day: EventDay) -> int:
    """Days from the first to the last that a day can be; 0 where it is known."""
    return (day.date_end - day.date_start).days if day.date_start is not None and day.date_end is not None else 0
