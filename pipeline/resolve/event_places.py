"""The place of an event: the most specific one that its mentions name, else one told nearby."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.language.quotes import quote
from pipeline.records import Evidence, PlaceName, Reading
from pipeline.resolve.context import Context
from pipeline.resolve.join import Event
from pipeline.resolve.locations import Location, code_location, country_only
from pipeline.resolve.place_ranker import kilometres
from pipeline.resolve.places import ResolvedPlace, countries_of_groups

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
#: What makes a name that of the country on the other side: "the Chadian border", "the border with Chad" is a relation.
_BORDER = re.compile(r"\W{0,2}\s?(?:border|frontier)")
#: An article is about a country that has more than this share of what tells countries.
_MAIN_SHARE = 0.5
#: Of two names of one place, the one in no list that it stands for: "the Bel Air neighbourhood of Port-au-Prince".
_WITHIN_BONUS = 0.05
_AREA = re.compile(r"\s+(?:areas?|countryside|environs|surroundings)\b")
#: How far something lies off, and code points before a name within which that stands.
_DISTANCE = re.compile(r"\b(?:km|kilomet(?:er|re)s?|miles?)\b", re.I)
_DISTANCE_LENGTH = 50
#: Relations of a place to what happens there.
_AT = frozenset({"in", "near", "direction", "between"})
#: Flags of an event whose own place is in no list, so that the one it lies in stands for it: other places, quarters.
_NOT_LISTED = {False: "GEO_PARENT_FALLBACK", True: "GEO_NEIGHBOURHOOD_NOT_IN_GAZETTEER"}
#: So many names of a country tell that a text is about it.
_SEVERAL = 2
#: "South of the city" says little of a place farther off (km).
_DIRECTION_KM = 200.0
#: Where people went to gives way to the division where something happened.
_GOAL_SPECIFICITY = 2.5
#: A part of a city lies this near its middle (km).
_CITY_KM = 25.0
#: A town that only tells a direction gives way to every other town and district, not to a province.
_DIRECTION_SPECIFICITY = 4.2


def find_place(
    context: Context, event: Event, evidence: list[Evidence], flags: list[str], reasons: list[str]
) -> tuple[Location | None, str | None]:
    """The place of an event and the words for it: the most specific one its mentions name, else that of the event told
    before."""
    reading = context.reading
    refs: list[int] = []
    for told in event.told:
        refs.extend(index for index in told.mention.place_refs if index not in refs)
    found = best_location(reading, context.places, refs)
    if found is not None:
        location, index = found
        if location.iso3 is None:  # a sea or lake: the country that the text speaks of
            location = replace(location, iso3=_home(context))
        name = reading.place_names[index]
        evidence.append(quote(reading.text, "location", name.start, name.end, "resolve.place.v1"))
        flags.extend(location.flags)
        first = event.told[0].mention
        is_sum = (first.incident_count or 0) > 1  # of several incidents: the place of one of them is not its place
        if first.realis in ("asserted", "attempted") and not is_sum:
            # What sums up a division is of more than the town of one of its events.
            told_in = event.sentences if location.geo_resolution == "country" else (first.sentence,)
            closer = _closer(reading, context.places, location, name, told_in)
            if closer is not None:
                flags.append("PLACE_INHERITED")
                context.locations.append((event.sentences, closer[0]))
                return closer[0], reading.place_names[closer[1]].text
        named = {loc.iso3 for ref in refs if (loc := _location(reading, context.places, ref)) is not None and loc.iso3}
        if location.geo_resolution == "country":
            if len(named) > 1 or is_sum:
                reasons.append("AGGREGATE_MULTI_LOCATION")
            reasons.extend(r for r in location.reasons if r not in reasons)
        elif not event.is_background:
            context.locations.append((event.sentences, location))
        return location, name.text
    first = event.told[0].mention
    asserted = first.realis in ("asserted", "attempted")
    home = _home(context) if asserted else None
    told_here = [item for item in context.locations if home is None or item[1].iso3 in (home, None)]
    if asserted and told_here and not first.is_background:
        _, location = min(told_here, key=lambda item: min(abs(s - first.sentence) for s in item[0]))
        flags.append("PLACE_INHERITED")
        return location, None
    if asserted:
        votes: dict[int, int] = {}
        for index, name in enumerate(reading.place_names):
            place = context.places[index]
            if (
                name.kind in ("place", "capital")
                and name.relation != "dateline"
                and place is not None
                and (home is None or place.iso3 in (home, None))
            ):
                votes[index] = abs(name.sentence - first.sentence)
        near = sorted(votes, key=lambda i: (votes[i], i))[:4]
        found = best_location(reading, context.places, [i for i in near if votes[i] <= 2]) or best_location(
            reading, context.places, near
        )
        if found is None:
            datelines = [
                index
                for index, (name, place) in enumerate(zip(reading.place_names, context.places, strict=True))
                if name.relation == "dateline" and place is not None and home in (None, place.iso3)
            ]
            found = best_location(reading, context.places, datelines)
        if found is not None:
            location, index = found
            name = reading.place_names[index]
            flags.append("PLACE_INHERITED")
            evidence.append(quote(reading.text, "location", name.start, name.end, "resolve.place_nearby.v1"))
            reasons.extend(location.reasons)
            return location, name.text
        office = _office(context, home)
        if office is not None:
            location, name = office
            flags.append("PLACE_INHERITED")
            evidence.append(quote(reading.text, "location", name.start, name.end, "resolve.office.v1"))
            return location, name.text
        # Nationalities and the names of organisations tell the country at most, and so do the groups that fight in one
        # alone.
        speaker = next(
            ((n, p) for n, p in _speakers(context) if n.kind in ("demonym", "organisation") and home in (None, p.iso3)),
            None,
        )
        if speaker is not None:
            name, place = speaker
            evidence.append(quote(reading.text, "country", name.start, name.end, f"resolve.{name.kind}.v1"))
            reasons.append("GEO_COUNTRY_ONLY")
            return country_only(place.iso3), None
        if home is None:
            homes = countries_of_groups(reading.text)
            home = max(sorted(homes), key=lambda country: homes[country]) if homes else None
        if home is not None:
            reasons.append("GEO_COUNTRY_ONLY")
            return country_only(home), None
    reasons.append("GEO_UNRESOLVED")
    return None, None


def _office(context: Context, home: str | None) -> tuple[Location, PlaceName] | None:
    """The division whose office or force a text names, where it names no place: "the Ogun State Vigilante Service"."""
    for name, place in zip(context.reading.place_names, context.places, strict=True):
        if (
            name.kind == "organisation"
            and place is not None
            and place.is_supported
            and place.feature in ("admin1", "admin2")
            and home in (None, place.iso3)
        ):
            return code_location(place, "in", name.feature, None), name
    return None


def _speakers(context: Context) -> list[tuple[PlaceName, ResolvedPlace]]:
    """The names that tell which country a text is about: not those beyond a border, and not where it was written."""
    text = context.reading.text
    return [
        (name, place)
        for name, place in zip(context.reading.place_names, context.places, strict=True)
        if place is not None
        and place.iso3 is not None
        and place.is_supported
        and name.relation not in ("from", "to", "border", "dateline")
        and not _BORDER.match(text, name.end)
    ]


def _home(context: Context) -> str | None:
    """The country that an article speaks of most, where it does so more than of all others; groups count as their own
    country, a dateline once."""
    told: Counter[str] = Counter(place.iso3 for _, place in _speakers(context) if place.iso3 is not None)
    told.update(countries_of_groups(context.reading.text))
    told.update(
        {
            place.iso3
            for name, place in zip(context.reading.place_names, context.places, strict=True)
            if name.relation == "dateline" and place is not None and place.iso3 is not None
        }
    )
    if not told:
        return None
    country = max(sorted(told), key=lambda iso3: told[iso3])
    return country if told[country] > _MAIN_SHARE * told.total() else None


def best_location(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]
) -> tuple[Location, int] | None:
    """The most specific place among those named, the first among equals, and its index."""
    best: tuple[float, int, Location, int] | None = None
    left_out = _strangers(reading, places, refs) | _outers_of(reading, places, refs)
    for order, index in enumerate(refs):
        location = _location(reading, places, index)
        if location is None or index in left_out:
            continue
        relation = reading.place_names[index].relation
        place = places[index]
        kind = "region" if place is not None and place.feature == "region" else location.geo_resolution or "country"
        weight = _SPECIFICITY.get(kind, 1) - (3.5 if relation in ("from", "to", "dateline") else 0.0)
        if relation == "to":
            weight = min(weight, _GOAL_SPECIFICITY)
        if relation == "direction":
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


def _district_instead(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int], near: Location, near_index: int
) -> tuple[Location, int]:
    """The district that something happened in, where the town that it is told to be near lies in another one."""
    if _AREA.match(reading.text, reading.place_names[near_index].end):
        return near, near_index  # "in the Mir Ali area" is no distance from a town
    for index in refs:
        location = _location(reading, places, index)
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
        if reading.place_names[index].relation not in ("from", "to") and _location(reading, places, index) is not None
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
            if city.population > part.population and apart <= _CITY_KM:
                yield other


def _strangers(reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]) -> frozenset[int]:
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


def _location(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> Location | None:
    """The location of a place name; of the place that it is said to lie in, where it is in no list."""
    name, place = reading.place_names[index], places[index]
    parent = _outer(reading, places, index)
    if place is None or not place.is_supported:
        if parent is None or parent.feature == "country" or not parent.is_supported or name.relation in ("from", "to"):
            return None
        is_quarter = name.feature == "neighbourhood" or (
            parent.feature == "city" and (name.feature == "district" or bool(_AREA.match(reading.text, name.end)))
        )
        location = code_location(parent, "in" if is_quarter else "near", None, None)
        return replace(location, flags=(*location.flags, _NOT_LISTED[is_quarter]))
    if place.iso3 is None and place.feature != "sea":
        return None
    return code_location(place, name.relation, name.feature, parent)


def _outer(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> ResolvedPlace | None:
    """The nearest resolved place that a name is said to lie in: "X village in Y district of Z province"."""
    return next((places[outer] for outer in _chain(reading, index) if places[outer] is not None), None)


def _chain(reading: Reading, index: int) -> list[int]:
    """The names that a name is said to lie in, the narrowest first."""
    chain: list[int] = []
    current = reading.place_names[index].parent
    while current is not None and current not in (index, *chain):
        chain.append(current)
        current = reading.place_names[current].parent
    return chain


def _closer(
    reading: Reading, places: Sequence[ResolvedPlace | None], found: Location, told: PlaceName, told_in: Sequence[int]
) -> tuple[Location, int] | None:
    """A place that the sentences beside an event name as its scene, where its own names no more than the country or
    division, or a town that the scene lies in some direction of, without saying how far."""
    relation = told.relation
    if relation == "direction" and _DISTANCE.search(reading.text, max(0, told.start - _DISTANCE_LENGTH), told.start):
        return None
    if found.geo_resolution not in ("country", "admin1") and relation != "direction":
        return None
    apart = [min(abs(name.sentence - sentence) for sentence in told_in) for name in reading.place_names]
    refs = [
        index
        for index, name in enumerate(reading.place_names)
        if name.kind in ("place", "capital")
        and apart[index] <= 1
        and (name.relation in _AT or (name.feature is not None and name.relation not in ("from", "to")))
        and (place := places[index]) is not None
        and _is_within(place, found, relation)
    ]
    refs.sort(key=lambda index: (apart[index], index))
    return best_location(reading, places, refs)


def _is_within(place: ResolvedPlace, found: Location, relation: str) -> bool:
    """Can a place be the scene that words as wide as a country, a division or "south of a town" leave open?"""
    if place.iso3 != found.iso3 or place.feature in ("country", "region"):
        return False
    if found.geo_resolution == "country":
        return True
    if place.feature in ("admin1", "feature"):
        return False
    if found.geo_resolution == "admin1":
        return place.admin1 == found.admin1
    far = kilometres(place.latitude, place.longitude, found.latitude or 0.0, found.longitude or 0.0)
    return relation == "direction" and far <= _DIRECTION_KM
