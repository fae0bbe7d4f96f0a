"""The place of an event whose own words tell none: that of another event, of the names nearby, of an office."""

from __future__ import annotations

import re

from pipeline.language.quotes import quote
from pipeline.records import Evidence, Mention, PlaceName, Reading
from pipeline.resolve.article_country import told_most
from pipeline.resolve.capitals import is_in_capital
from pipeline.resolve.context import Context
from pipeline.resolve.datelines import country_of_sides, is_told_by_a_body, is_written_there
from pipeline.resolve.home_country import countries_written_in, home_country, speakers
from pipeline.resolve.leads import begins_paragraph
from pipeline.resolve.locations import Location, code_location
from pipeline.resolve.named_places import best_location, outer_place
from pipeline.resolve.place_scene import SCENES, countries_of_groups, is_voice
from pipeline.resolve.told import Event
from pipeline.resolve.travellers import is_traveller
from pipeline.resolve.word_sets import word_set

#: Of the names nearest to an event that names no place, so many are asked, those this many sentences off before others.
_NEAREST_NAMES, _NEAREST_SENTENCES = 4, 2
_NATIONAL_INSTITUTIONS, _OPENERS = word_set("national_institutions"), word_set("scene_openers")
#: An institution that stands in the capital, as where something happens: "storm Kenya's parliament".
_INSTITUTION = re.compile(
    rf"\b(?:{'|'.join(sorted(_OPENERS))})\s+(?:the\s+)?"
    r"(?:(?:compound|entrance|gates?|grounds|steps)\s+(?:of|to)\s+)?(?:the\s+)?"
    r"(?:[\w-]+(?:['’]s)?\s+){0,2}"
    rf"(?:{'|'.join(sorted(_NATIONAL_INSTITUTIONS))})\b",
    re.I,
)
#: A city that is said to be one of a country, and not which: "a mosque of north Nigeria's biggest city".
_CITY = re.compile(
    r"['\u2019]s (?:[\w-]+ ){0,2}?(?:biggest|largest|main|most populous) (?:[\w-]+ )?(?:city|port|town)\b", re.I
)
#: Words for a place of learning, and how one that bears the name of its town is told; code points looked at.
_LEARNING = r"(?:Academy|College|High School|Institute|Polytechnic|School|University)"
_CAMPUS = 40
_AT = re.compile(r"\b(?:at|from|in|inside|near|of|outside) (?:the )?$")
_SCHOOL_OF = re.compile(rf"\b(?:at|from|in|inside|near|of|outside) (?:the )?(?:\w+ )?{_LEARNING} of $")
_SCHOOL = re.compile(rf" (?:(?:State|Technical) )?{_LEARNING}\b")
_DIVISIONS = frozenset({"admin1", "admin2"})
#: Whose division it is where he tells of it, and the code points in which it stands: "the governor of Lviv region".
_OFFICES = word_set("speaking_offices")
_OFFICE_OF = re.compile(rf"\b(?:{'|'.join(sorted(_OFFICES))}) (?:in|of) (?:the )?$", re.I)
_OFFICE_LENGTH = 40


def refs_of_others(context: Context, event: Event) -> frozenset[int]:
    """The place names that mentions of other events have."""
    own = {told.mention.mention_id for told in event.told}
    return frozenset(ref for m in context.mentions if m.mention_id not in own for ref in m.place_refs)


#: A place that an event takes from elsewhere in the text: the location, the name that tells it, the rule.
Taken = tuple[Location, PlaceName | None, str]


def of_position(context: Context, event: Event, home: str | None) -> Taken | None:
    """What the sentences beside an event say of the position of its scene, which is in no list: a town that it is near,
    a division; nothing that other events name."""
    reading, places = context.reading, context.places
    of_others = refs_of_others(context, event)
    refs = [
        index
        for index, (name, place) in enumerate(zip(reading.place_names, places, strict=True))
        if name.kind == "place"
        and index not in of_others
        and place is not None
        and home in (None, place.iso3)
        and min(abs(name.sentence - sentence) for sentence in event.sentences) <= 1
        and (
            name.relation in ("near", "direction")
            or (
                place.feature in _DIVISIONS
                and (
                    name.relation == "in" or _OFFICE_OF.search(reading.text[: name.start][-_OFFICE_LENGTH:]) is not None
                )
            )
        )
    ]
    found = best_location(reading, places, refs)
    if found is None or found[0].geo_resolution == "country":
        return None
    return found[0], reading.place_names[found[1]], "resolve.position.v1"


def told_just_before(context: Context, event: Event, home: str | None) -> Taken | None:
    """The scene and day that a paragraph begins with, and no event has: "On Monday they blocked the road near A. They
    took 13 hostages", where an earlier paragraph tells of a bomb in B."""
    reading, places = context.reading, context.places
    before = event.told[0].mention.sentence - 1
    if event.is_background or before < 0 or any(before in other.sentences for other in context.events):
        return None
    start, end = reading.sentences[before].start, reading.sentences[before + 1].start
    has_day = any(time.sentence == before for time in reading.time_expressions)
    if not begins_paragraph(reading, before) or not has_day or "\n" in reading.text[start:end].rstrip():
        return None  # "The president, speaking in the capital, condemned it": no scene
    refs = [
        index
        for index, name in enumerate(reading.place_names)
        if name.sentence == before
        and name.kind == "place"
        and name.relation in SCENES
        and (place := places[index]) is not None
        and home in (None, place.iso3)
    ]
    found = best_location(reading, places, refs)
    if found is None or found[0].geo_resolution == "country":
        return None
    return found[0], reading.place_names[found[1]], "resolve.place_nearby.v1"


def of_other_event(context: Context, first: Mention, home: str | None) -> Taken | None:
    """The place of the event told nearest, in the country that the text is about."""
    told = [
        (sentences, location)
        for sentences, location in context.locations
        if (home is None or location.iso3 in (home, None))
        and all(context.may_share(sentence, first.sentence) for sentence in sentences)
    ]
    if not told or first.is_background:
        return None
    _, location = min(told, key=lambda item: min(abs(s - first.sentence) for s in item[0]))
    return location, None, "resolve.place.v1"


def told_nearby(context: Context, event: Event, home: str | None) -> Taken | None:
    """The place that the sentences nearest name."""
    reading, places = context.reading, context.places
    votes = {
        index: abs(name.sentence - event.told[0].mention.sentence)
        for index, name in _names_at_home(context, event, home)
        if name.kind in ("place", "capital")
        and name.relation not in ("dateline", "to")
        and not is_voice(name)
        and name.sentence not in context.of_burials
    }
    near = sorted(votes, key=lambda i: (votes[i], i))[:_NEAREST_NAMES]
    found = best_location(reading, places, [i for i in near if votes[i] <= _NEAREST_SENTENCES]) or best_location(
        reading, places, near
    )
    return None if found is None else (found[0], reading.place_names[found[1]], "resolve.place_nearby.v1")


def at_dateline(context: Context, event: Event, home: str | None) -> Taken | None:
    """Where the text was written, unless others only speak of it there."""
    reading, places = context.reading, context.places
    datelines = [
        index
        for index, name in _names_at_home(context, event, home)
        if name.relation == "dateline"
        and (place := places[index]) is not None
        and is_written_there(context, event, place)
    ]
    found = best_location(reading, places, datelines)
    return None if found is None else (found[0], reading.place_names[found[1]], "resolve.place_nearby.v1")


def _names_at_home(context: Context, event: Event, home: str | None) -> list[tuple[int, PlaceName]]:
    """The resolved names of the strand and report that tell an event, those of the country that the text is about."""
    first = event.told[0].mention
    return [
        (index, name)
        for index, (name, place) in enumerate(zip(context.reading.place_names, context.places, strict=True))
        if place is not None
        and (home is None or place.iso3 in (home, None))
        and context.may_share(name.sentence, first.sentence)
    ]


#: What stands before a country in whose waters something happens.
_OFF_THE_COAST = re.compile(r"\boff (?:(?:the )?(?:[\w-]+ )?coasts? of )?$", re.I)


def country_of(
    context: Context, event: Event, unknown: int | None, home: str | None, evidence: list[Evidence]
) -> str | None:
    """The country of an event of which no more is known: the one that an unlisted place is said to lie in, that of its
    forces and buildings where others speak of it abroad, else the one of the nationalities and organisations in its
    sentences, of the scenes in these, or of the nationalities elsewhere, which tell the country at most; else that of
    the article, else the one in which most of its groups fight alone."""
    reading, first = context.reading, event.told[0].mention.sentence
    outer = None if unknown is None else outer_place(reading, context.places, unknown)
    if outer is not None and outer.iso3 is not None:
        return outer.iso3
    if home is not None and any("SPOKEN_OF" in told.mention.flags for told in event.told):
        home = country_of_sides(context, event, home) or home
    if is_told_by_a_body([told.mention for told in event.told]):
        home = home_country(context, first, with_datelines=False)
    datelines = countries_written_in(context, first)
    told = speakers(context, first)
    day = context.report.day
    settled = [one for one in told if not is_traveller(reading.text, day, one[0], one[1].iso3, datelines)]
    of_nations = [
        (name, place)
        for name, place in settled or (told if home is None else ())
        if name.kind in ("demonym", "organisation") and home in (None, place.iso3)
    ]
    beside = [one for one in of_nations if one[0].sentence in event.sentences]
    # "US and British planes launched strikes a day after others in Yemen": those who act abroad tell nothing there.
    scenes = [one for one in told if one[0].sentence in event.sentences and one[0].relation in SCENES]
    for names in (beside, scenes, of_nations):
        if len({place.iso3 for _, place in names}) == 1:
            name, place = names[0]
            evidence.append(quote(reading.text, "country", name.start, name.end, f"resolve.{name.kind}.v1"))
            return place.iso3
    if home is not None:
        return home
    return told_most(countries_of_groups(context.text_of_strand(first)))


def waters_of(context: Context, event: Event) -> tuple[PlaceName, str] | None:
    """The country off whose coast something happened: "a Spanish trawler was seized 300 miles off Somalia"."""
    reading = context.reading
    for index in (ref for told in event.told for ref in told.mention.place_refs):
        name, place = reading.place_names[index], context.places[index]
        is_off = _OFF_THE_COAST.search(reading.text, 0, name.start) is not None
        if place is not None and place.feature == "country" and place.iso3 is not None and is_off:
            return name, place.iso3
    return None


def at_institution(context: Context, event: Event) -> Taken | None:
    """The capital, where an event is told to be at an institution of the country and the text was written there: "storm
    Kenya's parliament", with the dateline of Nairobi; the town where it was written, if the largest is told
    ("a mosque of north Nigeria's biggest city")."""
    reading, places = context.reading, context.places
    named = {place.iso3 for place in places if place is not None and place.feature == "country"}
    written = [
        (name, place)
        for name, place in zip(reading.place_names, places, strict=True)
        if name.relation == "dateline" and place is not None and place.iso3 in named and place.feature != "country"
    ]
    for words in (_CITY, _INSTITUTION):
        if not any(words.search(reading.text, *_span(reading, sentence)) for sentence in event.sentences):
            continue
        for name, place in written:
            if words is _CITY or is_in_capital(place, context.report.day):
                return code_location(place, "in", None, None), name, "resolve.institution.v1"
    return None


def at_campus(context: Context, event: Event) -> Taken | None:
    """The town whose name a university or school bears, at which or by whose students an event is told to be: "students
    at the University of Dhaka hurled bricks"."""
    reading, places = context.reading, context.places
    for name, place in zip(reading.place_names, places, strict=True):
        is_there = name.sentence in event.sentences and name.kind in ("organisation", "place")
        if not is_there or place is None or place.feature in ("country", "admin1"):
            continue
        before, behind = reading.text[max(0, name.start - _CAMPUS) : name.start], reading.text[name.end :][:_CAMPUS]
        if _SCHOOL_OF.search(before) or (_AT.search(before) and _SCHOOL.match(behind)):
            return code_location(place, "in", None, None), name, "resolve.campus.v1"
    return None


def _span(reading: Reading, sentence: int) -> tuple[int, int]:
    return reading.sentences[sentence].start, reading.sentences[sentence].end


def of_office(context: Context, home: str | None) -> Taken | None:
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
