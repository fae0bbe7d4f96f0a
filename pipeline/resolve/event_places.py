"""The place of an event: the most specific one that its mentions name, else one told nearby."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.quotes import quote
from pipeline.records import Evidence, Mention, PlaceName, Reading
from pipeline.reference.distances import kilometres
from pipeline.resolve.context import Context
from pipeline.resolve.differing import DIRECTION_KM, days_differ
from pipeline.resolve.home_country import home_country
from pipeline.resolve.inherited_places import (
    Taken,
    at_campus,
    at_dateline,
    at_institution,
    country_of,
    of_office,
    of_other_event,
    of_position,
    refs_of_others,
    told_just_before,
    told_nearby,
    waters_of,
)
from pipeline.resolve.locations import Location, country_only
from pipeline.resolve.named_places import CITY_KM, best_location, is_known, location_of
from pipeline.resolve.other_scenes import died_later, is_led_away, was_brought
from pipeline.resolve.place_scene import SCENES
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.told import Event, sums_up

#: How far something lies off, and code points before a name within which that stands.
_DISTANCE = re.compile(r"\b(?:km|kilomet(?:er|re)s?|miles?)\b", re.I)
_DISTANCE_LENGTH = 50
#: So many incidents in one figure happened in more than one place; chosen by hand.
_MANY = 10
#: A town of a region without borders, as Darfur or Puntland, lies no further from its middle (km); chosen by hand.
_REGION_KM = 250.0


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
        # "Died in a hospital in Kaduna", "was led away to a base in Gao".
        is_elsewhere = died_later(told) or was_brought(told.mention) or is_led_away(event, told)
        if told is event.told[0] or not is_elsewhere:
            refs.extend(index for index in told.mention.place_refs if index not in refs)
    found = best_location(reading, context.places, refs)
    is_asserted = first.realis in ("asserted", "attempted")
    is_wide = found is None or found[0].geo_resolution == "country"
    unknown = _unknown_scene(reading, context.places, _lead_refs(event))
    home = home_country(context, first.sentence)
    taken = None
    if is_asserted and is_wide:
        taken = at_institution(context, event) or at_campus(context, event)
        taken = taken or (of_position(context, event, home) if unknown is not None else None)
    if found is not None and taken is None:
        found = _within_scene(context, event, found)
        return _named(context, event, refs, found, evidence, flags, reasons)
    if is_asserted and taken is None and (waters := waters_of(context, event)) is not None:
        coast, iso3 = waters
        evidence.append(quote(reading.text, "country", coast.start, coast.end, "resolve.waters.v1"))
        reasons.append("GEO_COUNTRY_ONLY")
        return country_only(iso3), None
    if not is_asserted:
        # What is threatened or planned has no place of its own, and no other country than the article.
        reasons.append("GEO_UNRESOLVED" if home is None else "GEO_COUNTRY_ONLY")
        return (None if home is None else country_only(home)), None
    is_of_many = (first.incident_count or 0) >= _MANY  # "dozens of strikes": not all of them where another event was
    # "In revenge for the killing of its leader in March": anywhere; where people are arrested over it, it mostly was.
    is_occasion = event.is_background and first.is_nominal and not _is_why_people_were_taken(context, first)
    if taken is None and unknown is None and not is_of_many and not is_occasion:
        taken = (
            told_just_before(context, event, home)
            or of_other_event(context, first, home)
            or told_nearby(context, event, home)
            or _of_office_or_dateline(context, event, home)
        )
    taken = taken or of_office(context, home)
    if taken is not None:
        location, name, rule = taken
        flags.append("PLACE_INHERITED")
        reasons.extend(location.reasons)
        if name is None:
            return location, None
        evidence.append(quote(reading.text, "location", name.start, name.end, rule))
        return location, name.text
    country = country_of(context, event, unknown, home, evidence)
    reasons.append("GEO_UNRESOLVED" if country is None else "GEO_COUNTRY_ONLY")
    return (None if country is None else country_only(country)), None


def _is_why_people_were_taken(context: Context, deed: Mention) -> bool:
    """ "Five were detained in Lahore after the killing of a cleric"."""
    beside = (other for other in context.mentions if other.sentence == deed.sentence and other is not deed)
    return any(set(other.trigger_classes) == {"arrest"} for other in beside)


def _of_office_or_dateline(context: Context, event: Event, home: str | None) -> Taken | None:
    """The division of whose force or office a text tells, or the town in it where the text was written; that of any
    town only where no such division is told."""
    office, written = of_office(context, home), at_dateline(context, event, home)
    if office is None or (written is not None and _lies_in(written[0], office[0])):
        return written
    return office


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
        location = replace(location, iso3=home_country(context, event.told[0].mention.sentence))
    name = reading.place_names[index]
    evidence.append(quote(reading.text, "location", name.start, name.end, "resolve.place.v1"))
    flags.extend(location.flags)
    first = event.told[0].mention
    is_sum = sums_up(event)  # of several incidents: the place of one of them is not its place
    if (
        first.realis in ("asserted", "attempted")
        and not is_sum
        and _unknown_scene(reading, places, _lead_refs(event)) is None
    ):
        # What sums up a division is of more than the town of one of its events.
        told_in = event.sentences if location.geo_resolution == "country" else (first.sentence,)
        is_off = name.relation == "direction"
        elsewhere = refs_of_others(context, event) if is_off else _refs_of_other_days(context, event)
        closer = _closer(reading, places, location, name, told_in, elsewhere)
        if closer is not None:
            flags.append("PLACE_INHERITED")
            context.locations.append((event.sentences, closer[0]))
            return closer[0], reading.place_names[closer[1]].text
    named = {loc.iso3 for ref in refs if (loc := location_of(reading, places, ref)) is not None and loc.iso3}
    if location.geo_resolution == "country":
        if len(named) > 1 or is_sum:
            reasons.append("AGGREGATE_MULTI_LOCATION")
        reasons.extend(r for r in location.reasons if r not in reasons)
    elif not event.is_background and first.realis in ("asserted", "attempted"):
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
    return apart <= CITY_KM


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
            and ((location := location_of(reading, places, index)) is None or location.geo_resolution == "country")
            and (name.relation == "border" or (not is_known(places[index]) and _is_scene(name)))
        ),
        None,
    )


def _is_scene(name: PlaceName) -> bool:
    """Do the words around a name say that something is or happens there?"""
    return name.relation in SCENES or (name.feature is not None and name.relation not in ("from", "to"))


def _closer(
    reading: Reading,
    places: Sequence[ResolvedPlace | None],
    found: Location,
    told: PlaceName,
    told_in: Sequence[int],
    elsewhere: frozenset[int],
) -> tuple[Location, int] | None:
    """A place that the sentences beside an event name as its scene, where its own names no more than the country,
    region or division, or a town that the scene lies in some direction of, without saying how far; none of
    `elsewhere`."""
    relation = told.relation
    if relation == "direction" and _DISTANCE.search(reading.text, max(0, told.start - _DISTANCE_LENGTH), told.start):
        return None
    if found.geo_resolution not in ("country", "admin1", "feature") and relation != "direction":
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
    if found.geo_resolution == "feature":
        return far <= _REGION_KM
    return relation == "direction" and far <= DIRECTION_KM
