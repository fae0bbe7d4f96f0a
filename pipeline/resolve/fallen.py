"""Those of whom forces say that they gave their lives: whoever bears a rank among them is of the forces."""

from __future__ import annotations

from pipeline.contract import actor_types
from pipeline.records import Participant
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side
from pipeline.resolve.told import HONOURING
from pipeline.resolve.word_sets import word_set

#: First words of soldiers and policemen with a rank: "Captain Ali", "Lance Naik Khan".
_RANKS = word_set("ranks")


def with_fallen(setting: Setting, targets: list[Party]) -> list[Party]:
    """Those struck, without anybody of rank who gave his life where his forces stand among them; else he stands for the
    forces of the country: "Captain Hassan embraced martyrdom" is no civilian."""
    honoured = {
        target.start
        for told in setting.event.told
        if HONOURING.intersection(told.mention.trigger_rules)
        for target in told.mention.targets
        if _bears_a_rank(target)
    }
    others = [party for party in targets if party.participant.start not in honoured]
    if len(others) == len(targets) or any(party.side.inter in actor_types.OF_STATES for party in others):
        return others
    return [_of_forces(setting, party) if party not in others else party for party in targets]


def _bears_a_rank(participant: Participant) -> bool:
    words = (participant.phrase or participant.text).split()
    return bool(words) and words[0].lower().rstrip(".") in _RANKS


def _of_forces(setting: Setting, party: Party) -> Party:
    forces = setting.actor("soldiers")
    if forces is None or party.side.inter in actor_types.OF_STATES:
        return party
    words = party.participant
    return Party(as_side(forces, words.text, words.start, words.end), words)
