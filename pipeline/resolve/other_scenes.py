"""What tells two events of an article apart: another day or another place."""

from __future__ import annotations

import re

from pipeline.language.quotes import quoted
from pipeline.records import Mention
from pipeline.resolve.differing import (
    DIRECTION_KM,
    DISTRICT_KM,
    apart_km,
    days_differ,
    is_fine,
    is_quarter_of,
    length,
    places_differ,
)
from pipeline.resolve.locations import Location
from pipeline.resolve.told import FORCES, HARM, VAGUE_VICTIMS, Event, Told, family, points_back
from pipeline.resolve.word_sets import word_set

#: A place "near" a town is no farther off (km); chosen by hand.
_NEAR_KM = 75.0
#: "A man wounded in Monday's bombing died".
_STRUCK_DIED = re.compile(
    r"\b(?:hurt|injured|shot|wounded) (?:during|in) [^.;]{1,80}? (?:has |have |had |later |since )*(?:died|succumbed)\b"
)
#: Words of a death that follows an event some days later.
_DEATHBED = word_set("deathbed")
#: A rule of words for those who are brought to a hospital, and classes of what had become of them.
_TO_HOSPITAL = "injure.to_hospital"
_HURT = word_set("hurt_classes")
#: Words for people or things told before: "the gunmen", "two of the villagers", "they"; a name is none: "the Taliban".
_POINTS_BACK = re.compile(
    r"\b(?i:the|this|that|these|those|its|their|his|her) (?![A-Z])|^(?i:they|them|he|him|she|her|it)$"
)
#: "The head of a village": told for the first time, whatever its article.
_OF_SOMETHING = re.compile(r"^the (?:[\w-]+ ){1,3}of an? .*", re.I)
_MORE_THAN = re.compile(r"\bmore than\b")
#: Rules of those who lead somebody away.
_LED_AWAY = frozenset({"abduct.take_away", "abduct.lead_off"})


def is_other_scene(event: Event, told: Told) -> bool:
    """True for a mention of another day or another place than an event."""
    if died_later(told):
        return False  # when and where somebody died of his wounds is not when and where he was struck
    if told.day is not None and event.day is not None and days_differ(event.day, told.day):
        return True
    if told.place is None or _is_headlined(event, told):
        return False
    if _tells_how_far(event, told) or _is_closer(event, told):
        return False
    return (
        _is_beside_a_village(event, told)
        or _is_in_another_town(event, told)
        or any(places_differ(place, told.place) for place in event.places)
        or _is_within_days(event, told)
        or any(_are_two_deeds(before, told) for before in event.told)
    )


def _tells_how_far(event: Event, told: Told) -> bool:
    """True for "the attack took place 400 km north of the capital", after an attack in a town: where the town lies."""
    mention, place = told.mention, told.place
    is_bare = told.day is None and not told.agents and told.killed is None
    is_off = place is not None and place.geo_resolution == "near_settlement" and is_bare
    is_told = any(before.geo_resolution not in ("country", None) for before in event.places)
    return is_off and is_told and points_back(mention)


def was_brought(mention: Mention) -> bool:
    """True for "the wounded were taken to a hospital in the capital": where they were brought is not where it was."""
    return _TO_HOSPITAL in mention.trigger_rules and set(mention.trigger_classes) <= _HURT


def is_led_away(event: Event, told: Told) -> bool:
    """True for one whom forces have just taken: "soldiers detained a recruiter ... Soldiers led the recruiter away"."""
    mention = told.mention
    is_taking = set(mention.trigger_classes) <= {"abduct", "arrest"} and bool(told.agents & FORCES)
    if not is_taking or _LED_AWAY.isdisjoint(mention.trigger_rules) or "arrest" not in event.classes:
        return False
    if mention.is_new or (told.day is not None and event.day is not None and days_differ(event.day, told.day)):
        return False
    return any((told.victims - VAGUE_VICTIMS) & before.victims for before in event.told if before is not told)


def died_later(told: Told) -> bool:
    """True for the death of somebody struck before: "he died in hospital on Tuesday", "of their wounds", "a man wounded
    in the attack died"."""
    mention = told.mention
    is_death = mention.trigger_class == "die" and set(mention.trigger_classes) <= {"die", "injure", "toll"}
    of_struck = _STRUCK_DIED.search(quoted(mention.evidence, "event")) is not None
    return is_death and not mention.is_nominal and (of_struck or bool(_DEATHBED & set(mention.words)))


def _is_headlined(event: Event, told: Told) -> bool:
    """True for what a headline tells with the same number of dead, a little way off: "35 killed at Moscow airport"."""
    headlined = [before for before in event.told if before.mention.in_headline]
    own = told.place
    if own is None or told.killed is None or len(headlined) < len(event.told):
        return False
    return any(before.killed == told.killed and before.place and _is_round(before.place, own) for before in headlined)


def _is_closer(event: Event, told: Told) -> bool:
    """True for the place of "the blast" of which the sentence before says only that it was "south of Baghdad"; or that
    it was "near" a town, if no others were struck."""
    mention, last, own = told.mention, event.told[-1].mention, told.place
    is_it = points_back(mention) and family(mention) == family(last)
    if own is None or not is_it or told.killed is not None or mention.sentence - last.sentence != 1:
        return False
    return bool(event.places) and all(
        before.place.geo_resolution == "near_settlement"
        and before.place.iso3 == own.iso3
        and _is_within(before.place, own, DIRECTION_KM if before.is_somewhere else _NEAR_KM)
        and (before.is_somewhere or not _strike_others(before, told))
        for before in event.told
        if before.place is not None
    )


def _strike_others(one: Told, other: Told) -> bool:
    """Do two mentions tell people struck who are not the same: "three soldiers", and "five shoppers"?"""
    first, second = (t.victims - VAGUE_VICTIMS for t in (one, other))
    return bool(first and second) and first.isdisjoint(second)


def _is_within(one: Location, other: Location, most_km: float) -> bool:
    apart = apart_km(one, other)
    return apart is not None and apart <= most_km


def _is_round(one: Location, other: Location) -> bool:
    apart = apart_km(one, other)
    return one.iso3 == other.iso3 and apart is not None and apart <= DISTRICT_KM


def _is_beside_a_village(event: Event, told: Told) -> bool:
    """True for what another town saw on another day, or is told as new, where an event was in a village in no list:
    "gunmen killed four in A. On the same day a car hit a mine near B"."""
    if told.place is None or not is_fine(told.place) or any(is_fine(place) for place in event.places):
        return False
    days = [(day.date_start, day.date_end) for day in (event.day, told.day) if day is not None]
    is_other_day = len(days) > 1 and days[0] != days[1]
    is_apart = told.mention.is_new or is_other_day or _is_told_afresh(event, told)
    return any(t.unlisted for t in event.told) and is_apart


def _is_in_another_town(event: Event, told: Told) -> bool:
    """True for a deed told afresh, or for more dead, in a town that lies near the one of an event: "a mine killed four
    in A. In B, gunmen shot a mayor", "shelling killed three in A. Two more people died in B"."""
    place = told.place
    if place is None or not is_fine(place) or told.mention.sentence == event.told[-1].mention.sentence:
        return False
    others = [other for other in event.places if is_fine(other)]
    are_others = len(others) == len(event.places) and all(
        other.location != place.location and not is_quarter_of(other, place) and not is_quarter_of(place, other)
        for other in others
    )
    if not others or not are_others or place.geo_resolution == "near_settlement":
        return False
    return are_more(told.mention) or _is_told_afresh(event, told)


def are_more(mention: Mention) -> bool:
    """ "Two more people died": beside those told before."""
    dead = [c for c in mention.casualties if c.effect == "killed"]
    return any("more" in _MORE_THAN.sub("", (c.group_text or c.text).lower()).split() for c in dead)


def _is_told_afresh(event: Event, told: Told) -> bool:
    """True for a deed in another town of which nothing points back to what was told: "gunmen killed four people in the
    village of A. In B, gunmen abducted a priest".

    The village may lie beside that town, so what is told of "the gunmen", of as many dead, or only of what became of
    people, stays with it.
    """
    if all(before.mention.in_headline for before in event.told):
        return False
    if told.killed is not None and any(before.killed == told.killed for before in event.told):
        return False
    return is_told_afresh(told)


def is_told_afresh(told: Told) -> bool:
    """True for a deed of which nothing points back to what was told, and that is more than what became of people."""
    mention = told.mention
    classes = set(mention.trigger_classes)
    if mention.is_definite or mention.in_headline:
        return False
    if (classes <= HARM and not told.agents) or classes <= {"arrest"}:
        return False
    ones = [_OF_SOMETHING.sub("", one.phrase or one.text) for one in (*mention.agents, *mention.targets)]
    return not any(_POINTS_BACK.search(words) for words in ones)


def _are_two_deeds(one: Told, other: Told) -> bool:
    """True for two deeds that one sentence tells side by side, each with its town: "blew up a bridge near A and
    ambushed a patrol in B"; the towns may be near each other."""
    first, second = one.mention, other.mention
    if first.sentence != second.sentence or first.is_nominal or second.is_nominal or second.is_definite:
        return False
    if one.place is None or other.place is None or not (is_fine(one.place) and is_fine(other.place)):
        return False
    is_of_other = is_quarter_of(one.place, other.place) or is_quarter_of(other.place, one.place)
    acts = [set(mention.trigger_classes) - HARM for mention in (first, second)]
    return (
        all(acts)
        and acts[0].isdisjoint(acts[1])
        and one.place.location != other.place.location
        and not is_of_other
        and one.agents == other.agents != frozenset()
    )


def _is_within_days(event: Event, told: Told) -> bool:
    """True for an incident of one day in another town, told beside what several days took in one: "left 30 dead between
    Tuesday and Friday ... On Thursday police killed two in the suburb"."""
    place = told.place
    if event.day is None or told.day is None or place is None or not is_fine(place):
        return False
    if (length(event.day) > 0) == (length(told.day) > 0):
        return False
    others = [other for other in event.places if is_fine(other)]
    return bool(others) and all(
        other.location != place.location and not is_quarter_of(other, place) and not is_quarter_of(place, other)
        for other in others
    )
