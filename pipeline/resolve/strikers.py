"""Whose aircraft struck, where an event does not say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence
from pipeline.reference.actors import categories
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side, find_parties
from pipeline.resolve.speaking_forces import announcing_army
from pipeline.resolve.stretches import happened_abroad
from pipeline.resolve.told import Event, Told, points_back
from pipeline.resolve.word_sets import word_set

#: Aircraft that only states fly.
_MANNED = word_set("manned_aircraft")
#: What adds to what was told before; and what stands between commas.
_ALSO, _CLAUSE = re.compile(r"\balso\b", re.I), re.compile(r"[^,;:]+")


def find_striker(setting: Setting, agents: Sequence[Party], evidence: list[Evidence]) -> ActorSide | None:
    """Whose aircraft struck, where an event does not say so and all air strikes told before it in that country, or in
    any where it goes on from those, are of one state: "Israeli strikes killed nine in the south. ... On Tuesday a
    strike on a car killed two"."""
    event, text = setting.event, setting.context.reading.text
    if agents or event.is_background or "air_strike" not in event.classes:
        return None
    if (army := _announced(setting, evidence)) is not None:
        return army
    found: dict[str, ActorSide] = {}
    is_wherever = _goes_on(event)
    for other in setting.context.events:
        is_before = other.told[0].mention.sentence <= event.told[0].mention.sentence
        if other is event or other.is_background or not is_before or "air_strike" not in other.classes:
            continue
        if happened_abroad(other, setting.country) and not is_wherever:
            continue
        parties = find_parties(Setting(setting.context, other, setting.country, setting.day), "agent")
        if not parties:
            continue
        if len(parties) > 1 or parties[0].side.inter not in actor_types.OF_STATES:
            return None
        found.setdefault(parties[0].side.name, parties[0].side)
    if not found:
        return _only_air_force(setting, evidence)
    if len(found) != 1:
        return None
    side = replace(next(iter(found.values())), rule="resolve.actor_same_strikes.v1")
    evidence.append(quote(text, "actor1", side.start, side.end, side.rule))
    return side


def _goes_on(event: Event) -> bool:
    """Is an event told as a part of what was told before: "the strikes hit the city of A", "strikes also hit B"?"""
    return any(points_back(told.mention) or _is_told_with_also(told) for told in event.told)


def _is_told_with_also(told: Told) -> bool:
    """Not where only another clause says so: "an air strike killed two, said a ministry, which also closed schools"."""
    at = told.mention.trigger.start - told.sentence_start
    clauses = _CLAUSE.finditer(told.sentence_text)
    return any(_ALSO.search(clause[0]) for clause in clauses if clause.start() <= at < clause.end())


def _announced(setting: Setting, evidence: list[Evidence]) -> ActorSide | None:
    """The foreign army that tells how many members of an armed group strikes killed, and whose strikes they are
    therefore: "the Turkish military said that 12 militants were killed in air strikes" in Iraq. One that tells of
    strikes at home may tell of an ally's."""
    found = announcing_army(setting)
    struck = [party.side for party in find_parties(setting, "target")]
    if found is None or not struck or any(side.category not in categories.ARMED_GROUPS for side in struck):
        return None
    army, start, end = found
    if setting.country is not None and army.iso3 == setting.country:
        return None
    text = setting.context.reading.text
    side = as_side(replace(army, rule="resolve.actor_speaker.v1"), text[start:end], start, end)
    evidence.append(quote(text, "actor1", side.start, side.end, side.rule))
    return side


def _only_air_force(setting: Setting, evidence: list[Evidence]) -> ActorSide | None:
    """The army of the country, where manned aircraft struck people there who are no forces, and of all forces of states
    that the news names there is that army, and none of another state: "junta troops ... Aircraft bombed the town"."""
    event, text = setting.event, setting.context.reading.text
    crafts = {w.text.lower().split()[-1] for told in event.told for w in told.mention.weapons}
    if setting.country is None or not crafts & _MANNED:
        return None
    armies: dict[str, ActorSide] = {}
    states: set[str] = set()
    for other in setting.context.events:
        if other.is_background or happened_abroad(other, setting.country):
            continue
        for role in ("agent", "target"):
            for party in find_parties(Setting(setting.context, other, setting.country, setting.day), role):
                if party.side.inter in actor_types.OF_STATES or party.side.category == "external":
                    if other is event:
                        return None
                    states.add(party.side.iso3 or "")
                    if party.side.category == "state":
                        armies.setdefault(party.side.iso3 or "", party.side)
    if states != {setting.country} or setting.country not in armies:
        return None
    side = replace(armies[setting.country], rule="resolve.actor_only_air_force.v1")
    evidence.append(quote(text, "actor1", side.start, side.end, side.rule))
    return side
