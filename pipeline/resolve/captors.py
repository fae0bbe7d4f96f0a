"""Who had taken people, where an article only says who let them go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence
from pipeline.reference.actors import categories
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, find_parties

#: Sentences between a kidnapping and the release of those taken that are told together.
_NEAR = 2


def find_captor(setting: Setting, agents: Sequence[Party], evidence: list[Evidence]) -> ActorSide | None:
    """The group that lets those go who were kidnapped by nobody who is named: "two engineers who were kidnapped on
    Monday were freed by the ELN"; forces that free captives took none of them."""
    event, text = setting.event, setting.context.reading.text
    if agents or "abduct" not in event.classes:
        return None
    found: dict[str, ActorSide] = {}
    for other in setting.context.events:
        is_near = any(abs(one - two) <= _NEAR for one in event.sentences for two in other.sentences)
        if other is event or "release" not in other.classes or not is_near:
            continue
        for party in find_parties(Setting(setting.context, other, setting.country, setting.day), "agent"):
            if party.side.category not in categories.MEMBER_GROUPS or not party.side.is_known:
                return None
            found.setdefault(party.side.name, party.side)
    if len(found) != 1:
        return None
    side = replace(next(iter(found.values())), rule="resolve.actor_captor.v1")
    evidence.append(quote(text, "actor1", side.start, side.end, side.rule))
    return side
