"""Whose soldiers killed fighters, where an army tells of the dead and of nobody who killed them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side
from pipeline.resolve.speaking_forces import army_telling
from pipeline.resolve.word_sets import word_set

#: Classes of what soldiers do to fighters by hand.
_BY_HAND = frozenset(
    {"ambush", "attack", "clash", "destroy", "die", "injure", "kill", "shoot", "toll", "arrest", "abduct"}
)
#: What leads to those with whom somebody fought.
_OPPOSED = re.compile(r"\b(?:against|between|by|with)(?: (?:[\w-]+ )?)$")
#: Words of a fight among groups, or of fighters who fell to themselves.
_AMONG_THEMSELVES = word_set("among_themselves")


def find_telling_army(
    setting: Setting, agents: Sequence[Party], targets: Sequence[Party], evidence: list[Evidence]
) -> ActorSide | None:
    """The army that tells how many fighters were killed, and nobody by whom: "the Nigerian army said 12 Boko Haram
    fighters were killed". Those fell to it, unless the words tell of rivals or of a bomb."""
    event = setting.event
    is_by_hand = "kill" in event.classes and event.classes <= _BY_HAND
    are_fighters = bool(targets) and all(party.side.category == "armed_group" for party in targets)
    if agents or event.is_background or not (is_by_hand and are_fighters):
        return None
    if any(not _AMONG_THEMSELVES.isdisjoint(told.mention.words) for told in event.told):
        return None
    found = army_telling(setting)
    if found is None or _is_with_others(setting, targets):
        return None
    army, start, end = found
    text = setting.context.reading.text
    side = as_side(replace(army, rule="resolve.actor_speaker.v1"), text[start:end], start, end)
    evidence.append(quote(text, "actor1", side.start, side.end, side.rule))
    return side


def _is_with_others(setting: Setting, targets: Sequence[Party]) -> bool:
    """ "The army said five fighters of X were killed in a fight with Hezbollah": another group fought."""
    text, struck = setting.context.reading.text, {party.side.name for party in targets}
    if any(party.side.is_generic for party in targets) or len(struck) > 1:
        return len(struck) > 1
    sentences = [setting.context.reading.sentences[number] for number in setting.event.sentences]
    opposed = [
        setting.actor(text[start:end])
        for start, end, _ in setting.context.named
        if any(s.start <= start < s.end for s in sentences) and _OPPOSED.search(text[:start]) is not None
    ]
    return any(one is not None and one.category == "armed_group" and one.name not in struck for one in opposed)
