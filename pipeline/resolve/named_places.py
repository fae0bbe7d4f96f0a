"""The place that some names of an article tell: the most specific one, and what each lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.records import Reading
from pipeline.reference.distances import kilometres
from pipeline.resolve.locations import NOT_LISTED, Location, code_location
from pipeline.resolve.places import ResolvedPlace

#: How specific a place is: the most specific one named for an event is its place.
_SPECIFICITY = {
    "neighbourhood": 8,
    "settlement": 7,
    "near_settlement": 6.5,
    "city": 7,
    "feature": 5,
    "border_area": 4,
    "admin2": 4.5,
    "sea": 4,
    "region": 3,
    "admin1": 3,
    "country": 1,
}
#: Of two names of one place, the one in no list that it stands for: "the Bel Air neighbourhood of Port-au-Prince".
_WITHIN_BONUS = 0.05
_AREA = re.compile(r"\s+(?:areas?|countryside|environs|surroundings)\b")
#: So many names of a country tell that a text is about it.
_SEVERAL = 2
#: By how much where something came from, went to or was written of is less its place than where it is said to be.
_WAY = 3.5
#: Where people went to gives way to the division where something happened.
_GOAL_SPECIFICITY = 2.5
#: A part of a city lies this near its middle (km); chosen by hand.
CITY_KM = 25.0
#: What stands between the towns that a road joins.
_ROAD_JOINT = re.compile(r"\s*[-\u2013]\s*|\s+(?:and|to)\s+")
#: A town that only tells a direction or a road gives way to every other town and district, not to a province.
_DIRECTION_SPECIFICITY = 4.2


def is_known(place: ResolvedPlace | None) -> bool:
    return place is not None and place.is_supported


def best_location(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]
) -> tuple[Location, int] | None:
    """The most specific place among those named, the first among equals, and its index."""
    best: tuple[float, int, Location, int] | None = None
    left_out = strangers(reading, places, refs) | _outers_of(reading, places, refs)
    for order, index in enumerate(refs):
        location = location_of(reading, places, index)
        if location is None or index in left_out:
            continue
        relation = reading.place_names[index].relation
        place = places[index]
        kind = "region" if place is not None and place.feature == "region" else location.geo_resolution or "country"
        weight = _SPECIFICITY.get(kind, 1) - (_WAY if relation in ("from", "to", "dateline") else 0.0)
        if relation == "to":
            weight = min(weight, _GOAL_SPECIFICITY)
        if relation == "direction" or _is_end_of_road(reading, index):
            weight = min(weight, _DIRECTION_SPECIFICITY)
        if location.geo_resolution == "country" and relation in ("from", "to", "border", "near"):
            continue  # what is near a country is not in it
        if (place is None or not place.is_supported) and kind != "admin1":
            weight += _WITHIN_BONUS
        if best is None or weight > best[0]:
            best = (weight, -order, location, index)
    if best is not None and best[2].geo_resolution == "near_settlement":
        others = [index for index in refs if index not in left_out]
        return _district_instead(reading, places, others, best[2], best[3])
    return None if best is None else (best[2], best[3])


def _is_end_of_road(reading: Reading, index: int) -> bool:
    """Is a town told to say which road is meant: "along the Kabul - Kandahar highway"?"""
    names = reading.place_names
    if names[index].feature == "road":
        return True
    if index + 1 == len(names) or names[index + 1].feature != "road":
        return False
    return _ROAD_JOINT.fullmatch(reading.text, names[index].end, names[index + 1].start) is not None


def _district_instead(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int], near: Location, near_index: int
) -> tuple[Location, int]:
    """The district that something happened in, where the town that it is told to be near lies in another one."""
    if _AREA.match(reading.text, reading.place_names[near_index].end):
        return near, near_index  # "in the Mir Ali area" is no distance from a town
    for index in refs:
        location = location_of(reading, places, index)
        if (
            location is not None
            and location.geo_resolution == "admin2"
            and reading.place_names[index].relation == "in"
            and location.admin1 == near.admin1
            and location.admin2 != near.admin2
        ):
            return location, index
    return near, near_index


def _outers_of(reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]) -> frozenset[int]:
    """Those of some names that others of them are said to lie in: of "the village of X in Y district", Y."""
    return frozenset(
        outer
        for index in refs
        if reading.place_names[index].relation not in ("from", "to") and location_of(reading, places, index) is not None
        for outer in (*_chain(reading, index), *_cities_around(reading, places, refs, index))
        if not _are_divisions(places[index], places[outer])
    )


def _are_divisions(place: ResolvedPlace | None, outer: ResolvedPlace | None) -> bool:
    """Are two places first-order divisions, of which none lies in the other: "in Kandahar, Helmand"?"""
    return place is not None and outer is not None and place.feature == outer.feature == "admin1"


def _cities_around(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int], index: int
) -> Iterator[int]:
    """Those of some names whose town is around what the words call a part: "in Berlin ... in the Mitte district"."""
    part = places[index]
    if (
        part is None
        or part.feature != "city"
        or reading.place_names[index].feature not in ("neighbourhood", "district")
    ):
        return
    for other in refs:
        city = places[other]
        if city is not None and city.feature == "city" and city.admin1 == part.admin1:
            apart = kilometres(city.latitude, city.longitude, part.latitude, part.longitude)
            if city.population > part.population and apart <= CITY_KM:
                yield other


def strangers(reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]) -> frozenset[int]:
    """Those of some names, but not of countries, whose country no other name of the text lies in, where that of others
    has several names."""
    names: dict[str, set[str]] = {}
    for name, place in zip(reading.place_names, places, strict=True):
        if place is not None and place.iso3 is not None:
            names.setdefault(place.iso3, set()).add(name.text.casefold())
    countries = {index: place.iso3 for index in refs if (place := places[index]) is not None and place.iso3 is not None}
    if all(len(names[country]) < _SEVERAL for country in countries.values()):
        return frozenset()
    return frozenset(
        index
        for index, country in countries.items()
        if len(names[country]) == 1 and (place := places[index]) is not None and place.feature != "country"
    )


def location_of(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> Location | None:
    """The location of a place name; of the place that it is said to lie in, where it is in no list."""
    name, place = reading.place_names[index], places[index]
    parent = outer_place(reading, places, index)
    if place is None or not place.is_supported:
        if parent is None or parent.feature == "country" or name.relation in ("from", "to"):
            return None
        is_quarter = name.feature == "neighbourhood" or (
            parent.feature == "city" and (name.feature == "district" or bool(_AREA.match(reading.text, name.end)))
        )
        location = code_location(parent, "in" if is_quarter else "near", None, None)
        if is_quarter and parent.feature == "city":
            quarter = f"{location.location} - {name.text}"
            location = replace(location, location=quarter, geo_resolution="neighbourhood")
        return replace(location, flags=(*location.flags, NOT_LISTED[is_quarter]))
    if place.iso3 is None and place.feature != "sea":
        return None
    return code_location(place, name.relation, name.feature, parent)


def outer_place(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> ResolvedPlace | None:
    """The nearest known place that a name is said to lie in: "X village in Y district of Z province"."""
    return next((places[outer] for outer in _chain(reading, index) if is_known(places[outer])), None)


def _chain(reading: Reading, index: int) -> list[int]:
    """The names that a name is said to lie in, the narrowest first."""
    chain: list[int] = []
    current = reading.place_names[index].parent
    while current is not None and current not in (index, *chain):
        chain.append(current)
        current = reading.place_names[current].parent
    return chain
