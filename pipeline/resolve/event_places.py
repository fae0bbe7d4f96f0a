"""The place of an event: the most specific one that its mentions name, else one told nearby."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.language.quotes import quote
from pipeline.records import Evidence, Mention, PlaceName, Reading
from pipeline.resolve.context import Context
from pipeline.resolve.locations import Location, code_location, country_only
from pipeline.resolve.place_ranker import kilometres
from pipeline.resolve.places import ResolvedPlace, countries_of_groups
from pipeline.resolve.told import Event, days_differ
from pipeline.resolve.word_sets import word_set

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
#: Of the names nearest to an event that names no place, so many are asked, those this many sentences off before others.
_NEAREST_NAMES, _NEAREST_SENTENCES = 4, 2
_INSTITUTIONS, _OPENERS = word_set("national_institutions"), word_set("scene_openers")
#: An institution that stands in the capital, as where something happens: "storm Kenya's parliament".
_INSTITUTION = re.compile(
    rf"\b(?:{'|'.join(sorted(_OPENERS))})\s+(?:the\s+)?(?:[\w-]+(?:['’]s)?\s+){{0,2}}"
    rf"(?:{'|'.join(sorted(_INSTITUTIONS))})\b",
    re.I,
)
#: So many names of a country tell that a text is about it.
_SEVERAL = 2
#: So many incidents in one figure happened in more than one place.
_MANY = 10
_DIVISIONS = frozenset({"admin1", "admin2"})
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
    before, else one told nearby. What names a place in no list, or a border, has that scene and takes none from others.
    """
    reading = context.reading
    first = event.told[0].mention
    refs: list[int] = []
    for told in event.told:
        refs.extend(index for index in told.mention.place_refs if index not in refs)
    found = best_location(reading, context.places, refs)
    is_asserted = first.realis in ("asserted", "attempted")
    is_wide = found is None or found[0].geo_resolution == "country"
    unknown = _unknown_scene(reading, context.places, _lead_refs(event))
    home = _home(context)
    taken = None
    if is_asserted and is_wide:
        taken = _at_institution(context, event) or (_position(context, event, home) if unknown is not None else None)
    if found is not None and taken is None:
        found = _within_scene(context, event, found)
        return _named(context, event, refs, found, evidence, flags, reasons)
    if not is_asserted:
        reasons.append("GEO_UNRESOLVED")
        return None, None
    is_of_many = (first.incident_count or 0) >= _MANY  # "dozens of strikes": not all of them where another event was
    if taken is None and unknown is None and not is_of_many:
        taken = _of_other_event(context, first, home) or _told_nearby(context, first, home)
    taken = taken or _office(context, home)
    if taken is not None:
        location, name, rule = taken
        flags.append("PLACE_INHERITED")
        reasons.extend(location.reasons)
        if name is None:
            return location, None
        evidence.append(quote(reading.text, "location", name.start, name.end, rule))
        return location, name.text
    country = _country_of(context, unknown, home, evidence)
    reasons.append("GEO_UNRESOLVED" if country is None else "GEO_COUNTRY_ONLY")
    return (None if country is None else country_only(country)), None


def _named(
    context: Context,
    event: Event,
    refs: Sequence[int],
    found: tuple[Location, int],
    evidence: list[Evidence],
    flags: list[str],
    reasons: list[str],
) -> tuple[Location, str]:
    """The place that the mentions of an event name, or a closer one inside it that the sentences beside them name."""
    reading, places = context.reading, context.places
    location, index = found
    if location.iso3 is None:  # a sea or lake: the country that the text speaks of
        location = replace(location, iso3=_home(context))
    name = reading.place_names[index]
    evidence.append(quote(reading.text, "location", name.start, name.end, "resolve.place.v1"))
    flags.extend(location.flags)
    first = event.told[0].mention
    is_sum = (first.incident_count or 0) > 1  # of several incidents: the place of one of them is not its place
    if (
        first.realis in ("asserted", "attempted")
        and not is_sum
        and _unknown_scene(reading, places, _lead_refs(event)) is None
    ):
        # What sums up a division is of more than the town of one of its events.
        told_in = event.sentences if location.geo_resolution == "country" else (first.sentence,)
        is_off = name.relation == "direction"
        elsewhere = _refs_of_others(context, event) if is_off else _refs_of_other_days(context, event)
        closer = _closer(reading, places, location, name, told_in, elsewhere)
        if closer is not None:
            flags.append("PLACE_INHERITED")
            context.locations.append((event.sentences, closer[0]))
            return closer[0], reading.place_names[closer[1]].text
    named = {loc.iso3 for ref in refs if (loc := _location(reading, places, ref)) is not None and loc.iso3}
    if location.geo_resolution == "country":
        if len(named) > 1 or is_sum:
            reasons.append("AGGREGATE_MULTI_LOCATION")
        reasons.extend(r for r in location.reasons if r not in reasons)
    elif not event.is_background:
        context.locations.append((event.sentences, location))
    return location, name.text


def _within_scene(context: Context, event: Event, found: tuple[Location, int]) -> tuple[Location, int]:
    """The most specific place of an event, or the division that its mentions tell first, where that place lies
    elsewhere: "attacked a village in Bukkuyum ... weeks after others were seized at Talata Mafara"."""
    scene: tuple[Location, int] | None = None
    for told in event.told:
        own = best_location(context.reading, context.places, told.mention.place_refs)
        if own is not None and own[0].geo_resolution != "country" and (scene is None or _lies_in(own[0], scene[0])):
            scene = own
    if scene is None or scene[0].geo_resolution not in ("admin1", "admin2") or _lies_in(found[0], scene[0]):
        return found
    return scene


def _lies_in(inner: Location, outer: Location) -> bool:
    """Does a place lie in a division, as far as is known: a town near the seat of a district may belong to it?"""
    if inner.iso3 != outer.iso3 or (inner.admin1 and outer.admin1 and inner.admin1 != outer.admin1):
        return False
    if outer.geo_resolution == "admin1" or inner.admin2 == outer.admin2:
        return True
    apart = kilometres(inner.latitude or 0.0, inner.longitude or 0.0, outer.latitude or 0.0, outer.longitude or 0.0)
    return apart <= _CITY_KM


def _refs_of_others(context: Context, event: Event) -> frozenset[int]:
    """The place names that mentions of other events have."""
    own = {told.mention.mention_id for told in event.told}
    return frozenset(ref for m in context.mentions if m.mention_id not in own for ref in m.place_refs)


def _refs_of_other_days(context: Context, event: Event) -> frozenset[int]:
    """The place names of events of other days."""
    others = [
        o
        for o in context.events
        if (o.day is not None and event.day is not None and days_differ(o.day, event.day))
        or (o is not event and o.told[0].mention.time_scope == "counted")  # "two days after gangs raided a jail in ..."
    ]
    own = {ref for told in event.told for ref in told.mention.place_refs}
    return frozenset(ref for other in others for told in other.told for ref in told.mention.place_refs) - own


#: A place that an event takes from elsewhere in the text: the location, the name that tells it, the rule.
Taken = tuple[Location, PlaceName | None, str]


def _lead_refs(event: Event) -> list[int]:
    """The place names of the mentions that tell an event first: those of the headline, and the next one."""
    refs: list[int] = []
    for told in event.told:
        refs.extend(told.mention.place_refs)
        if not told.mention.in_headline:
            break
    return refs


def _unknown_scene(reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]) -> int | None:
    """The name that says where something happened without telling a known place: a village in no list, a border."""
    return next(
        (
            index
            for index in refs
            if (name := reading.place_names[index]).kind == "place"
            and ((location := _location(reading, places, index)) is None or location.geo_resolution == "country")
            and (name.relation == "border" or (not _is_known(places[index]) and _is_scene(name)))
        ),
        None,
    )


def _is_known(place: ResolvedPlace | None) -> bool:
    return place is not None and place.is_supported


def _is_scene(name: PlaceName) -> bool:
    """Do the words around a name say that something is or happens there?"""
    return name.relation in _AT or (name.feature is not None and name.relation not in ("from", "to"))


def _position(context: Context, event: Event, home: str | None) -> Taken | None:
    """What the sentences beside an event say of the position of its scene, which is in no list: a town that it is near,
    a division; nothing that other events name."""
    reading, places = context.reading, context.places
    of_others = _refs_of_others(context, event)
    refs = [
        index
        for index, (name, place) in enumerate(zip(reading.place_names, places, strict=True))
        if name.kind == "place"
        and index not in of_others
        and place is not None
        and home in (None, place.iso3)
        and min(abs(name.sentence - sentence) for sentence in event.sentences) <= 1
        and (name.relation in ("near", "direction") or (name.relation == "in" and place.feature in _DIVISIONS))
    ]
    found = best_location(reading, places, refs)
    if found is None or found[0].geo_resolution == "country":
        return None
    return found[0], reading.place_names[found[1]], "resolve.position.v1"


def _of_other_event(context: Context, first: Mention, home: str | None) -> Taken | None:
    """The place of the event told nearest, in the country that the text is about."""
    told = [
        (sentences, location)
        for sentences, location in context.locations
        if (home is None or location.iso3 in (home, None))
        and any(context.in_one_report(sentence, first.sentence) for sentence in sentences)
    ]
    if not told or first.is_background:
        return None
    _, location = min(told, key=lambda item: min(abs(s - first.sentence) for s in item[0]))
    return location, None, "resolve.place.v1"


def _told_nearby(context: Context, first: Mention, home: str | None) -> Taken | None:
    """The place that the sentences nearest name, else that of the dateline."""
    reading, places = context.reading, context.places
    votes: dict[int, int] = {}
    datelines: list[int] = []
    for index, name in enumerate(reading.place_names):
        place = places[index]
        if place is None or (home is not None and place.iso3 not in (home, None)):
            continue
        if not context.in_one_report(name.sentence, first.sentence):
            continue
        if name.relation == "dateline":
            datelines.append(index)
        elif name.kind in ("place", "capital") and name.relation != "to":
            votes[index] = abs(name.sentence - first.sentence)
    near = sorted(votes, key=lambda i: (votes[i], i))[:_NEAREST_NAMES]
    found = (
        best_location(reading, places, [i for i in near if votes[i] <= _NEAREST_SENTENCES])
        or best_location(reading, places, near)
        or best_location(reading, places, datelines)
    )
    return None if found is None else (found[0], reading.place_names[found[1]], "resolve.place_nearby.v1")


def _country_of(context: Context, unknown: int | None, home: str | None, evidence: list[Evidence]) -> str | None:
    """The country of an event of which no more is known: the one that an unlisted place is said to lie in, else the one
    of a nationality or an organisation, which tell the country at most, as do groups that fight in one alone."""
    reading = context.reading
    outer = None if unknown is None else _outer(reading, context.places, unknown)
    if outer is not None and outer.iso3 is not None:
        return outer.iso3
    for name, place in _speakers(context):
        if name.kind in ("demonym", "organisation") and home in (None, place.iso3):
            evidence.append(quote(reading.text, "country", name.start, name.end, f"resolve.{name.kind}.v1"))
            return place.iso3
    if home is not None:
        return home
    homes = countries_of_groups(reading.text)
    return max(sorted(homes), key=lambda country: homes[country]) if homes else None


def _at_institution(context: Context, event: Event) -> Taken | None:
    """The capital, where an event is told to be at an institution of the country and the text was written there: "storm
    Kenya's parliament", with the dateline of Nairobi."""
    reading, places = context.reading, context.places
    told = [reading.sentences[index] for index in event.sentences]
    if not any(_INSTITUTION.search(reading.text, sentence.start, sentence.end) for sentence in told):
        return None
    seats = {(place.iso3, place.seat) for place in places if place is not None and place.feature == "country"}
    for name, place in zip(reading.place_names, places, strict=True):
        if name.relation == "dateline" and place is not None and (place.iso3, place.name) in seats:
            return code_location(place, "in", None, None), name, "resolve.institution.v1"
    return None


def _office(context: Context, home: str | None) -> Taken | None:
    """The division whose office or force a text names, where it names no place: "the Ogun State Vigilante Service"."""
    for name, place in zip(context.reading.place_names, context.places, strict=True):
        if (
            name.kind == "organisation"
            and place is not None
            and place.is_supported
            and place.feature in ("admin1", "admin2")
            and home in (None, place.iso3)
        ):
            return code_location(place, "in", name.feature, None), name, "resolve.office.v1"
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
        if parent is None or parent.feature == "country" or name.relation in ("from", "to"):
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
    """The nearest known place that a name is said to lie in: "X village in Y district of Z province"."""
    return next((places[outer] for outer in _chain(reading, index) if _is_known(places[outer])), None)


def _chain(reading: Reading, index: int) -> list[int]:
    """The names that a name is said to lie in, the narrowest first."""
    chain: list[int] = []
    current = reading.place_names[index].parent
    while current is not None and current not in (index, *chain):
        chain.append(current)
        current = reading.place_names[current].parent
    return chain


def _closer(
    reading: Reading,
    places: Sequence[ResolvedPlace | None],
    found: Location,
    told: PlaceName,
    told_in: Sequence[int],
    elsewhere: frozenset[int],
) -> tuple[Location, int] | None:
    """A place that the sentences beside an event name as its scene, where its own names no more than the country or
    division, or a town that the scene lies in some direction of, without saying how far; none of `elsewhere`."""
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
        and index not in elsewhere
        and _is_scene(name)
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
