"""Whether an event of which no place is told happened where its article was written, and if not, in which country.

"NAIROBI -- Kenya's government condemned an attack on a Somali army base": what a government, or a body of countries,
answers or tells of happened in Nairobi only if something else says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.speakers import BODIES, STATESMEN
from pipeline.records import Mention, Participant
from pipeline.reference import actors as actor_table
from pipeline.reference.countries import demonyms
from pipeline.resolve.capitals import is_in_capital
from pipeline.resolve.context import Context
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.told import Event
from pipeline.resolve.travellers import are_sent, is_traveller
from pipeline.resolve.word_sets import word_set

#: Kinds of participants that stay in their country, as people do not: forces, offices, buildings.
_SETTLED = frozenset({"organization", "physical"})
#: Last words for those who fight in a country, of which people speak as of its own: "Congolese rebels".
_FIGHTERS = word_set("group_members") | word_set("armed_members")
#: What stands in another country than its own.
_ABROAD = re.compile(r"\b(?:consulates?|embass(?:y|ies)|missions?|ships?|tankers?|vessels?|peacekeepers?)\b", re.I)
_WORD = re.compile(r"[\w.-]+")
#: Classes of what strikes far from those who fire it.
_FROM_AFAR = frozenset({"air_strike", "shelling"})
#: Words for those of such a body who are where it happened.
_ON_THE_SPOT = frozenset({"contingent", "force", "mission", "peacekeepers", "peacekeeping", "troops"})
#: Those whose office is of a country or a town: "the prime minister's office", "the mayor's office".
_OFFICERS = STATESMEN | {"attorney", "governor", "mayor", "police", "prosecutor", "sheriff"}
#: Words for those who speak in a capital of what happens in all the country.
_NATIONAL = STATESMEN | word_set("armies")


def is_written_there(context: Context, event: Event, written: ResolvedPlace) -> bool:
    """Can an event of which no place is told be where its article was written?

    It cannot where others only answer it there, where a body of countries tells of it, where a government or an army
    does so in the capital, or where all whom it is told of, and by, belong to another country.
    """
    mentions = [told.mention for told in event.told]
    if all("SPOKEN_OF" in mention.flags for mention in mentions):
        return False
    if is_told_by_a_body(mentions):
        return False
    if is_in_capital(written, context.report.day) and all(_is_said_by(mention, _NATIONAL) for mention in mentions):
        return False
    if _is_aimed_elsewhere(context, event, written):
        return False
    countries = _countries_around(context, mentions, written)
    return not countries or written.iso3 in countries


def _is_aimed_elsewhere(context: Context, event: Event, written: ResolvedPlace) -> bool:
    """Is something fired from afar at a town that is named, known or not: "launched two drones toward Eilat"?"""
    refs = {ref for told in event.told for ref in told.mention.place_refs}
    return bool(event.classes & _FROM_AFAR) and any(
        context.reading.place_names[ref].relation == "to"
        and ((place := context.places[ref]) is None or place.iso3 != written.iso3)
        for ref in refs
    )


def _of_forces(text: str) -> list[str]:
    """The countries by which a known force is called, which are no names of places then: "Syrian government forces"."""
    words = text.lower().split()
    return [demonyms()[word] for word in words if word in demonyms()] if actor_table.name_spans(text) else []


def is_told_by_a_body(mentions: Sequence[Mention]) -> bool:
    """Does only a body tell of it that speaks of what happens in other countries than its own, and is not on a mission
    there?"""
    return all(
        _is_said_by(mention, BODIES) and not _is_said_by(mention, _ON_THE_SPOT | _OFFICERS) for mention in mentions
    )


def _countries_around(context: Context, mentions: Sequence[Mention], written: ResolvedPlace) -> set[str]:
    """Countries in the names of those who act, suffer and tell of it, but for those who are abroad as well."""
    datelines = frozenset({written.iso3}) if written.iso3 is not None else frozenset()
    spans = [(p.start, _end(p)) for m in mentions for p in (*m.agents, *m.targets, *m.others)]
    spans += [(m.attribution_text.start, m.attribution_text.end) for m in mentions if m.attribution_text is not None]
    return {
        place.iso3
        for name, place in zip(context.reading.place_names, context.places, strict=True)
        if place is not None and place.iso3 is not None and name.relation not in ("dateline", "voice")
        if any(start <= name.start and name.end <= end for start, end in spans)
        if not is_traveller(context.reading.text, context.report.day, name, place.iso3, datelines)
    } | {
        iso3
        for start, end in spans
        if _ABROAD.search(context.reading.text, start, end) is None
        for iso3 in _of_forces(context.reading.text[start:end])
        if not are_sent(context.report.day, iso3, datelines)
    }


def country_of_sides(context: Context, event: Event, home: str) -> str | None:
    """The one country of the buildings of an event, else of its forces, fighters and offices, by the nationality in
    their names; troops and travellers tell none in an article about the country `home`."""
    datelines = frozenset({home})
    for kinds in (frozenset({"physical"}), _SETTLED):
        settled = [
            participant
            for told in event.told
            for participant in (*told.mention.agents, *told.mention.targets)
            if _is_settled(participant, kinds)
        ]
        found = {
            place.iso3
            for participant in settled
            for name, place in zip(context.reading.place_names, context.places, strict=True)
            if place is not None and place.iso3 is not None and name.relation != "voice"
            if participant.start <= name.start and name.end <= _end(participant)
            if participant.kind == "physical"
            or not is_traveller(context.reading.text, context.report.day, name, place.iso3, datelines)
        }
        # "The headquarters of the Salvadoran Workers Union": the nationality in a name is no name of a place.
        words = {word for p in settled if p.kind == "physical" for word in _WORD.findall(p.text.lower())}
        found |= {demonyms()[word] for word in words if word in demonyms()}
        if len(found) == 1:
            return found.pop()
    return None


def _is_settled(participant: Participant, kinds: frozenset[str]) -> bool:
    words = participant.text.lower().split()
    is_fighter = bool(words) and (words[-1] in _FIGHTERS or words[-1].removesuffix("s") in _FIGHTERS)
    return (is_fighter or participant.kind in kinds) and _ABROAD.search(participant.text) is None


def _end(participant: Participant) -> int:
    return participant.start + len(participant.phrase or participant.text)


def _is_said_by(mention: Mention, words: frozenset[str]) -> bool:
    if mention.attribution_text is None:
        return False
    return not words.isdisjoint(_WORD.findall(mention.attribution_text.text.lower()))
