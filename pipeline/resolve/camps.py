"""Which side each party stands on, where the words put two camps on one, or one camp on both."""

from __future__ import annotations

from collections.abc import Container, Sequence

from pipeline.contract import actor_types
from pipeline.language.event_classes import FIGHT
from pipeline.reference.actors import categories
from pipeline.resolve.sides import Party, are_officers
from pipeline.resolve.told import Event
from pipeline.resolve.word_sets import word_set

#: What became of those who lost: they are the others of those who act beside them.
_FELL = frozenset({"killed", "injured", "captured"})
#: Words that only say that somebody attacked: "the attackers" are those who did what is told.
_ATTACKERS = word_set("attackers")
#: Classes of what crowds do to others: "the attackers" are of the crowd.
_BY_CROWDS = frozenset({"lynch", "riot"})
#: Last words for groups that may be of the army's side.
_MAY_BE_ALLIED = frozenset({"militia", "militiaman", "militiamen", "militias", "vigilante", "vigilantes"})
#: What forces carry out, and classes of what they do and what comes of it where nothing is fired from afar.
_RAIDS = word_set("raids")
_ON_FOOT = frozenset({"attack", "die", "injure", "kill", "shoot"})
_BY_HAND = _ON_FOOT | {"arrest", "toll"}


def sort_camps(event: Event, agents: Sequence[Party], targets: Sequence[Party]) -> tuple[list[Party], list[Party]]:
    """Those who act and those who are struck, each camp on its own side.

    "Troops killed six gunmen who had opened fire": the gunmen act too, and are the other side. "Five of the attackers
    were killed": they are no party beside the group that attacked.
    """
    targets = _without_own_officers(agents, targets)
    fell = {
        start
        for told in event.told
        for casualty in told.mention.casualties
        if casualty.effect in _FELL and casualty.group_start is not None
        for start in range(casualty.group_start, casualty.group_end or 0)
    }
    forces = {party.participant.start for party in agents if party.side.inter in actor_types.OF_STATES}
    to_forces = {
        casualty.group_end
        for told in event.told
        if any(agent.start in forces for agent in told.mention.agents)
        for casualty in told.mention.casualties
    }
    beaten = [p for p in targets if p.participant.start in fell and p.side.category in categories.ARMED_GROUPS]
    # Who acts first, and no forces with him: "gunmen kidnapped a bishop ... Police killed one of the kidnappers".
    first = next((told.mention.agents for told in event.told if told.mention.agents), ())
    are_alone = not any(agent.start in forces for agent in first)
    began = {party.side.name for party in agents if are_alone and party.participant in first}
    groups = {party.side.name for party in beaten if party.participant.end in to_forces} - began
    fallen = [party for party in agents if _fell_to_others(party, agents, fell, groups)]
    acting = [party for party in agents if party not in fallen]
    names = {party.side.name for party in agents}
    targets = [party for party in targets if party.side.name not in names or party.side.inter == actor_types.CIVILIANS]
    named = {party.side.name for party in fallen}
    struck = [*fallen, *(party for party in targets if party.side.name not in named)]
    # "A man stabbed a soldier. The attacker was shot": he struck, whoever he is.
    is_by_one = len(acting) == 1 and acting[0].side.inter == actor_types.CIVILIANS and acting[0].participant.count == 1
    is_by_group = any(party.side.category in categories.ARMED_GROUPS for party in acting)
    if event.classes & _BY_CROWDS or is_by_group or is_by_one:
        struck = [*fallen, *without_attackers([party for party in struck if party not in fallen])]
    return _opposed(event, acting, struck, fell)


def _without_own_officers(agents: Sequence[Party], targets: Sequence[Party]) -> Sequence[Party]:
    """Those struck without the officers who fell beside an armed group to soldiers, and are of those soldiers: "a raid
    by special forces in which an officer and seven militants died"."""
    are_soldiers = any(party.side.category == "state" for party in agents)
    has_group = any(party.side.category in categories.ARMED_GROUPS for party in targets)
    return [p for p in targets if not are_officers(p)] if are_soldiers and has_group else targets


def in_turns(event: Event, agents: list[Party], targets: list[Party]) -> tuple[list[Party], list[Party]]:
    """The sides of a fight in which each acts in a sentence of its own: "A helicopter attacked rebels. Fighters of the
    K. I. A. shot back and killed six soldiers"."""
    forces = [party for party in agents if party.side.inter in actor_types.OF_STATES]
    groups = [party for party in agents if party.side.category in categories.ARMED_GROUPS and not party.side.is_generic]
    struck = {party.side.name for party in targets}
    are_struck = bool(forces) and all(party.side.name in struck for party in forces)
    if not (event.classes & FIGHT and groups and are_struck and len(forces) + len(groups) == len(agents)):
        return agents, targets
    if any(_act_together(event, force, group) for force in forces for group in groups):
        return agents, targets
    others = [p for p in targets if not (p.side.is_generic and p.side.category in categories.ARMED_GROUPS)]
    return forces, [*groups, *(party for party in others if party.side.name not in {g.side.name for g in groups})]


def _act_together(event: Event, one: Party, other: Party) -> bool:
    """Do two parties act in one mention?"""
    return any(one.participant in t.mention.agents and other.participant in t.mention.agents for t in event.told)


def _opposed(
    event: Event, acting: list[Party], struck: list[Party], fell: Container[int]
) -> tuple[list[Party], list[Party]]:
    """The two camps of a fight: "three militants were killed in an encounter with the army" names no one who acts, nor
    does "seven militants and a soldier died in a raid"."""
    forces = [party for party in struck if party.side.inter in actor_types.OF_STATES]
    did = {agent.start for told in event.told for agent in told.mention.agents}
    # "Soldiers came under fire. They detained three gunmen": those struck act as well.
    is_raid = _is_raid(event) or any(party.participant.start in did for party in forces)
    is_raid = is_raid or _met_fire(event) or _fell_together(event, struck, fell)
    if acting or not (is_raid or event.classes & FIGHT):
        return acting, struck
    groups = [party for party in struck if party.side.category in categories.ARMED_GROUPS]
    if not (forces and groups) or (not is_raid and all(party.participant.start in fell for party in forces)):
        return acting, struck
    return forces, [party for party in struck if party not in forces]


def _met_fire(event: Event) -> bool:
    """ "Two gunmen died when police came to arrest them and were met with gunfire": these act."""
    return any("shoot.met_with_fire" in told.mention.trigger_rules for told in event.told)


def _fell_together(event: Event, struck: Sequence[Party], fell: Container[int]) -> bool:
    """ "Two soldiers and twelve rebels were killed", by hand and by nobody who is told: by each other."""
    groups = [party for party in struck if party.side.category in categories.ARMED_GROUPS]
    both = [party for party in struck if party in groups or party.side.inter in actor_types.OF_STATES]
    are_foes = all(_MAY_BE_ALLIED.isdisjoint(party.words.lower().split()) for party in groups)
    return are_foes and event.classes <= _BY_HAND and all(party.participant.start in fell for party in both)


def _is_raid(event: Event) -> bool:
    """Is an event told as what forces carry out on foot: a raid, an operation?"""
    return event.classes <= _ON_FOOT and any(not _RAIDS.isdisjoint(told.mention.words) for told in event.told)


def without_attackers(targets: Sequence[Party]) -> list[Party]:
    """Those struck without "the attackers", who are of the group that attacked."""
    return [party for party in targets if not _is_attacker(party)]


def _fell_to_others(party: Party, agents: Sequence[Party], fell: Container[int], groups: Container[str | None]) -> bool:
    """True for an armed group whose men the article counts among the harmed, beside forces that it does not."""
    is_hurt = party.participant.start in fell or party.side.name in groups
    if not is_hurt or party.side.category not in categories.ARMED_GROUPS:
        return False
    return any(other.side.inter in actor_types.OF_STATES and other.participant.start not in fell for other in agents)


def _is_attacker(party: Party) -> bool:
    return party.side.is_generic and are_attackers(party.words)


def are_attackers(words: str) -> bool:
    """True for words that only say that somebody attacked: "three of the assailants"."""
    return not _ATTACKERS.isdisjoint(words.lower().split()[-1:])
