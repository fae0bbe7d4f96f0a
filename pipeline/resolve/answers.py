"""Forces that answer an attack: whom they strike are those who attacked, and it is not they who began."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.event_classes import FIGHT
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import quoted
from pipeline.records import Casualty, Mention, Participant
from pipeline.resolve.camps import are_attackers
from pipeline.resolve.sides import Party
from pipeline.resolve.told import FORCES_AND_POLICE, Event
from pipeline.resolve.word_sets import word_set

#: Last words for those who attacked, and for members of armed groups.
_ARMED = word_set("attackers") | word_set("group_members") | {"abductor", "kidnapper", "robber", "suspect"}
#: Whom a bare number counts behind one of these words: "troops gave chase and killed six".
_ANSWERS = re.compile(
    r"\b(?:(?:chas|pursu)(?:ed|ing)|(?:gave|giving|in) (?:chase|pursuit)|(?:hunt|track)(?:ed|ing)(?: \w+)? down|"
    r"(?:return(?:ed|ing)|open(?:ed|ing)) fire|(?:fought|fighting|fired|firing|hit|hitting|shot|shooting) back|"
    r"counter-?attack(?:ed|ing)|retaliat(?:ed|ing)|respond(?:ed|ing)|repel(?:led|ling)|repuls(?:ed|ing))\b",
    re.I,
)
#: Last words for those who answer: forces, and guards of whatever was attacked.
_FORCES = FORCES_AND_POLICE | word_set("state_members")
#: Rules of an attack with a vehicle, whose driver is the attacker.
_RAMMED = frozenset({"attack.drive_into_people", "attack.ram_people"})
_FIRED_BACK = frozenset({"clash.fire_back", "shell.fire_back"})
#: Classes of what is done to forces by whoever it is.
_ATTACKS = frozenset({"ambush", "attack", "bomb", "mine", "suicide_bomb"})
#: Classes of a raid in which people are struck: "shot dead three of the suspects and arrested six".
_FATAL = frozenset({"kill", "shoot"})
_OF_THEM = re.compile(r"(?:(?P<number>[\w-]+) of )?(?:he|her|him|she|them|the (?P<who>\w+))", re.I)
#: Bare words that mean those who were told before.
_POINTING = re.compile(r"(?:\bthe (?:man|men|pair)|^both(?: dead)?|^(?:he|her|him|she))$")
#: Words behind "of the" that point back to those who attacked.
_THEY = frozenset({"them", "men", *_ARMED, *(f"{word}s" for word in _ARMED)})


def answering(mentions: Sequence[Mention]) -> frozenset[str]:
    """Ids of the mentions in which forces strike those who attacked before: "gunmen raided a village ... Soldiers
    pursued the attackers and killed six of them"."""
    of_others = [index for index, mention in enumerate(mentions) if _is_of_others(mention)]
    if not of_others:
        return frozenset()
    # "Forces killed 15 insurgents ... As they came near, insurgents opened fire": it was they who came for these.
    began = mentions[: of_others[0]]
    are_attacked = not any(_is_of_forces(mention) or _strikes_attackers(mention) for mention in began)
    doers = doers_in(mentions)
    return frozenset(
        mention.mention_id
        for index, mention in enumerate(mentions)
        if _is_of_forces(mention)
        and ("arrest" not in mention.trigger_classes or not _FATAL.isdisjoint(mention.trigger_classes))
        and (
            _strikes_the_attacker(mention)
            or (are_attacked and of_others[0] < index and _strikes_attackers(mention, mentions[index - 1]))
            or (are_attacked and of_others[0] < index and _strikes_doers(mention, doers))
        )
    )


def without_those_who_answered(
    event: Event, agents: list[Party], targets: list[Party]
) -> tuple[list[Party], list[Party]]:
    """The sides without forces that only struck those who attacked, and without these: "a man stabbed two women ...
    Officers shot the attacker in the leg". Forces that were attacked themselves stay struck."""
    mentions = [told.mention for told in event.told]
    agents = _without_those_who_fired_back(mentions, agents, targets)
    agents, targets = _as_first_told(agents, targets)
    agents = _without_rescuers(event, agents)
    agents = _without_those_who_stopped(mentions, agents)
    answers = answering(mentions)
    if event.classes & FIGHT or not answers:
        return agents, targets
    acting = {p.start for m in mentions if m.mention_id in answers for p in m.agents}
    struck = {p.start for m in mentions if m.mention_id in answers for p in _those_answered(m)}
    answered = [p for p in agents if p.participant.start in acting and p.side.inter in actor_types.OF_STATES]
    others = [party for party in agents if party not in answered]
    left = [party for party in targets if party.participant.start not in struck]
    if answered and not others and left:  # "a mine hit a convoy. Troops killed five of the attackers": these laid it
        others = [party for party in targets if party not in left]
    return others or agents, left


def _without_rescuers(event: Event, agents: list[Party]) -> list[Party]:
    """Those who act without the forces that came for captives: "gunmen took 170 people hostage, before special forces
    stormed the building"."""
    acting = [p for told in event.told if "abduct" in told.mention.trigger_classes for p in told.mention.agents]
    first = min((p.start for p in acting if not _names_forces(p.text)), default=None)
    captors = [party for party in agents if party.side.inter not in actor_types.OF_STATES]
    if first is None or not captors:
        return agents
    return [party for party in agents if party in captors or party.participant.start < first]


def _without_those_who_stopped(mentions: Sequence[Mention], agents: list[Party]) -> list[Party]:
    """Those who act without the forces that shot one of them: "police shot dead a man who had attacked passers-by"."""
    struck = {
        agent.start
        for mention in mentions
        for agent in mention.agents
        if any(c.start <= agent.start < c.end for c in mention.casualties) and _names_forces(mention.agents[0].text)
    }
    left = [p for p in agents if p.participant.start in struck and p.side.inter == actor_types.CIVILIANS]
    others = [p for p in agents if p not in left]
    return left if left and all(p.side.inter in actor_types.OF_STATES for p in others) else agents


def _without_those_who_fired_back(
    mentions: Sequence[Mention], agents: list[Party], targets: list[Party]
) -> list[Party]:
    """Those who act without those struck whose guns answered, at nobody who is told: "rebels shelled an outpost of the
    army. Its artillery fired back"."""
    answered = {
        agent.start
        for mention in mentions
        if _FIRED_BACK.intersection(mention.trigger_rules) and not mention.targets
        for agent in mention.agents
    }
    struck = {party.side.name for party in targets}
    left = [p for p in agents if not (p.participant.start in answered and p.side.name in struck)]
    return left or agents


def _as_first_told(agents: list[Party], targets: list[Party]) -> tuple[list[Party], list[Party]]:
    """The sides without those who struck back: "the Syrian army shelled a Turkish post. Turkish guns hit three Syrian
    positions": the army began it."""
    acting = {party.side.name: party.participant.start for party in agents}
    struck = {party.side.name: party.participant.start for party in targets}
    names = sorted(acting, key=lambda name: acting[name])
    are_states = all(party.side.inter in actor_types.OF_STATES for party in agents)
    if len(names) != 2 or not are_states or struck.get(names[1], acting[names[1]]) >= acting[names[1]]:
        return agents, targets
    began = [party for party in agents if party.side.name == names[0]]
    return began, [party for party in targets if party.side.name != names[0] or struck[names[0]] < acting[names[0]]]


def _those_answered(mention: Mention) -> list[Participant]:
    """Those whom forces strike in an answer: the attackers where the words say so, else all."""
    attackers = [target for target in mention.targets if _are_the_attackers(target.phrase or target.text)]
    return attackers or list(mention.targets)


def with_those_who_fell(mention: Mention, answers: frozenset[str], doers: frozenset[int]) -> Mention:
    """A mention whose "six of them" are of those who attacked, where forces kill them in answer.

    Args:
        mention: The mention.
        answers: Ids of the mentions of its event in which forces answer (`answering`).
        doers: Where the words for those who did something in the event begin (`doers_in`).
    """
    if mention.mention_id not in answers:
        return mention

    def meant(casualty: Casualty) -> Casualty:
        of_them = _OF_THEM.fullmatch(casualty.text)
        is_number = parse_number(casualty.group_text or casualty.text) is not None
        is_armed = of_them is not None and (of_them["who"] or "them").casefold() in (*_THEY, "driver")
        # "A gunman killed four people before being shot dead by guards".
        is_doer = not doers.isdisjoint(range(casualty.group_start or 0, casualty.group_end or 0))
        if casualty.effect != "killed" or not (is_armed or is_number or is_doer):
            return casualty
        number = (of_them["number"] or "") if of_them else "" if is_doer else casualty.text
        return replace(casualty, group_text=f"{number} of the attackers".strip())

    found = tuple(meant(casualty) for casualty in mention.casualties)
    return mention if found == mention.casualties else replace(mention, casualties=found)


def doers_in(mentions: Sequence[Mention]) -> frozenset[int]:
    """Where the words for those who did something in an event begin, in code points; forces aside."""
    return frozenset(a.start for m in mentions for a in m.agents if not _names_forces(a.text))


def _is_of_others(mention: Mention) -> bool:
    """Is it a deed of others than forces: of those named, or an attack on forces of which nobody says whose it is?"""
    if mention.agents:
        return not _is_of_forces(mention)
    is_attack = not _ATTACKS.isdisjoint(mention.trigger_classes)
    return is_attack and any(_names_forces(target.text) for target in mention.targets)


def _is_of_forces(mention: Mention) -> bool:
    return bool(mention.agents) and all(_names_forces(agent.text) for agent in mention.agents)


def _names_forces(words: str) -> bool:
    """Do words name forces, by the last of them: "two policemen"?"""
    head = words.lower().split()[-1]
    return not _FORCES.isdisjoint((head, head.rstrip("s"), f"{head}s"))


def _strikes_the_attacker(mention: Mention) -> bool:
    """Is all that is struck "the attacker", wherever the article tells it?"""
    struck = [(target.phrase or target.text).lower() for target in mention.targets if target.kind == "individual"]
    return bool(struck) and all(words.startswith("the ") and are_attackers(words) for words in struck)


def _strikes_attackers(mention: Mention, before: Mention | None = None) -> bool:
    """Is somebody whom a mention tells to be struck an attacker by name, or are all "militants", "the men", "one of
    them", or a number behind a word of an answer, or behind one that tells forces alone to be attacked (`before`:
    "rebels fired at the patrol. The soldiers threw a grenade, killing two")? Forces who fell with them aside."""
    struck = [t for t in mention.targets if t.kind == "individual" and not _names_forces(t.text)]
    may_be_bare = _ANSWERS.search(quoted(mention.evidence, "event")) is not None or (
        before is not None
        and bool(before.agents and before.targets)
        and not _is_of_forces(before)
        and all(_names_forces(target.text) for target in before.targets)
    )
    if before is not None and _RAMMED.intersection(before.trigger_rules):
        return bool(struck) and all(_is_driver(target, before) for target in struck)
    # "Commandos killed all four attackers after a siege in which 26 guests died": these fell to others.
    if any(_are_the_attackers(target.phrase or target.text) for target in struck):
        return True
    return bool(struck) and all(_is_attacker(target, may_be_bare=may_be_bare) for target in struck)


def _strikes_doers(mention: Mention, doers: frozenset[int]) -> bool:
    """Are all people whom a mention tells to be struck those who did something before, told in one word: "a man stabbed
    two soldiers before being shot dead"?"""
    struck = [target for target in mention.targets if target.kind == "individual"]
    return bool(struck) and all(target.start in doers for target in struck)


def _is_driver(target: Participant, before: Mention) -> bool:
    """ "The driver", or "the man" and "him" where no man was struck by the one who drove."""
    words = (target.phrase or target.text).lower()
    are_men_struck = any(struck.text.lower() in ("man", "men") for struck in before.targets)
    return words == "the driver" or (_POINTING.search(words) is not None and not are_men_struck)


def _are_the_attackers(words: str) -> bool:
    """ "The attackers", "three of the suspects": those who are sought for the attack told before."""
    return are_attackers(words) or words.lower().endswith("the suspects")


def _is_attacker(target: Participant, *, may_be_bare: bool) -> bool:
    words = (target.phrase or target.text).lower()
    head = words.split()[-1]
    if head in _ARMED or head.rstrip("s") in _ARMED or _POINTING.search(words) is not None:
        return True
    return may_be_bare and (head == "them" or parse_number(words.removesuffix(" others")) is not None)
