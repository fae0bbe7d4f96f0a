"""Whether an event of which no place is told happened where its article was written, and if not, in which country.

"NAIROBI -- Kenya's government condemned an attack on a Somali army base": what a government, or a body of countries,
answers or tells of happened in Nairobi only if something else says so.
"""

from __future__ import annotations

import re

from pipeline.language.speakers import BODIES, STATESMEN
from pipeline.records import Mention, Participant
from pipeline.resolve.context import Context
from pipeline.resolve.told import Event
from pipeline.resolve.travellers import is_traveller
from pipeline.resolve.word_sets import word_set

#: Kinds of participants that stay in their country, as people do not: forces, offices, buildings.
_SETTLED = frozenset({"organization", "physical"})
#: Last words for those who fight in a country, of which people speak as of its own: "Congolese rebels".
_FIGHTERS = word_set("group_members") | word_set("armed_members")
#: What stands in another country than its own.
_ABROAD = re.compile(r"\b(?:consulates?|embass(?:y|ies)|missions?|ships?|tankers?|vessels?|peacekeepers?)\b", re.I)
_WORD = re.compile(r"[\w.-]+")


def is_written_there(context: Context, event: Event, iso3: str | None) -> bool:
    """Can an event of which no place is told be where its article was written, in the country `iso3`?"""
    mentions = [told.mention for told in event.told]
    if all("SPOKEN_OF" in mention.flags for mention in mentions):
        return False
    if iso3 is None or not all(_is_said_by_statesmen(mention) for mention in mentions):
        return True
    return country_of_sides(context, event, iso3) in (None, iso3)


def country_of_sides(context: Context, event: Event, written: str) -> str | None:
    """The one country of the buildings of an event, else of its forces, fighters and offices, by the nationality in
    their names, where its article was written in the country `written`."""
    datelines = frozenset({written})
    for kinds in (frozenset({"physical"}), _SETTLED):
        found = {
            place.iso3
            for told in event.told
            for participant in (*told.mention.agents, *told.mention.targets)
            if _is_settled(participant, kinds)
            for name, place in zip(context.reading.place_names, context.places, strict=True)
            if place is not None and place.iso3 is not None and name.relation != "voice"
            if participant.start <= name.start and name.end <= _end(participant)
            if not is_traveller(context, name, place.iso3, datelines)
        }
        if len(found) == 1:
            return found.pop()
    return None


def _is_settled(participant: Participant, kinds: frozenset[str]) -> bool:
    words = participant.text.lower().split()
    is_fighter = bool(words) and (words[-1] in _FIGHTERS or words[-1].removesuffix("s") in _FIGHTERS)
    return (is_fighter or participant.kind in kinds) and _ABROAD.search(participant.text) is None


def _end(participant: Participant) -> int:
    return participant.start + len(participant.phrase or participant.text)


def _is_said_by_statesmen(mention: Mention) -> bool:
    if mention.attribution_text is None:
        return False
    return not (STATESMEN | BODIES).isdisjoint(_WORD.findall(mention.attribution_text.text.lower()))
