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
_ARMED = word_set("attackers") | word_set("group_members") | {"abductor", "kidnapper", "robber"}
#: Whom a bare number counts behind one of these words: "troops gave chase and killed six".
_ANSWERS = re.compile(
    r"\b(?:(?:chas|pursu)(?:ed|ing)|(?:gave|giving|in) (?:chase|pursuit)|(?:hunt|track)(?:ed|ing)(?: \w+)? down|"
    r"(?:return(?:ed|ing)|open(?:ed|ing)) fire|(?:fought|fighting|fired|firing|hit|hitting|shot|shooting) back|"
    r"counter-?attack(?:ed|ing)|retaliat(?:ed|ing)|respond(?:ed|ing)|repel(?:led|ling)|repuls(?:ed|ing))\b",
    re.I,
)
#: Last words for those who answer: forces, and guards of whatever was attacked.
_FORCES = FORCES_AND_POLICE | word_set("state_members")
_OF_THEM = re.compile(r"(?:(?P<number>[\w-]+) of )?(?:him|them|the (?P<who>\w+))", re.I)
#: Bare words that mean those who were told before.
_POINTING = re.compile(r"(?:\bthe (?:man|men|pair)|^both(?: dead)?|^him)$")
#: Words behind "of the" that point back to those who attacked.
_THEY = frozenset({"them", "men", *_ARMED, *(f"{word}s" for word in _ARMED)})


def answering(mentions: Sequence[Mention]) -> frozenset[str]:
    """Ids of the mentions in which forces strike those who attacked before: "gunmen raided a village ... Soldiers
    pursued the attackers and killed six of them"."""
    of_others = [index for index, mention in enumerate(mentions) if mention.agents and not _is_of_forces(mention)]
    if not of_others:
        return frozenset()
    # "Forces killed 15 insurgents ... As they came near, insurgents opened fire": it was they who came for these.
    began = mentions[: of_others[0]]
    are_attacked = not any(_is_of_forces(mention) or _strikes_attackers(mention) for mention in began)
    return frozenset(
        mention.mention_id
        for index, mention in enumerate(mentions)
        if _is_of_forces(mention)
        and "arrest" not in mention.trigger_classes
        and (_strikes_the_attacker(mention) or (are_attacked and of_others[0] < index and _strikes_attackers(mention)))
    )


def without_those_who_answered(
    event: Event, agents: list[Party], targets: list[Party]
) -> tuple[list[Party], list[Party]]:
    """The sides without forces that only struck those who attacked, and without these: "a man stabbed two women ...
    Officers shot the attacker in the leg". Forces that were attacked themselves stay struck."""
    mentions = [told.mention for told in event.told]
    answers = answering(mentions)
    if event.classes & FIGHT or not answers:
        return agents, targets
    acting = {p.start for m in mentions if m.mention_id in answers for p in m.agents}
    struck = {p.start for m in mentions if m.mention_id in answers for p in _those_answered(m)}
    answered = [p for p in agents if p.participant.start in acting and p.side.inter in actor_types.OF_STATES]
    others = [party for party in agents if party not in answered]
    left = [party for party in targets if party.participant.start not in struck]
    return others or agents, left


def _those_answered(mention: Mention) -> list[Participant]:
    """Those whom forces strike in an answer: the attackers where the words say so, else all."""
    attackers = [target for target in mention.targets if are_attackers(target.phrase or target.text)]
    return attackers or list(mention.targets)


def with_those_who_fell(mention: Mention, answers: frozenset[str]) -> Mention:
    """A mention whose "six of them" are of those who attacked, where forces kill them in answer.

    Args:
        mention: The mention.
        answers: Ids of the mentions of its event in which forces answer (`answering`).
    """
    if mention.mention_id not in answers:
        return mention

    def meant(casualty: Casualty) -> Casualty:
        of_them = _OF_THEM.fullmatch(casualty.text)
        is_number = parse_number(casualty.group_text or casualty.text) is not None
        is_armed = of_them is not None and (of_them["who"] or "them").casefold() in _THEY
        if casualty.effect != "killed" or not (is_armed or is_number):
            return casualty
        number = (of_them["number"] or "") if of_them else casualty.text
        return replace(casualty, group_text=f"{number} of the attackers".strip())

    found = tuple(meant(casualty) for casualty in mention.casualties)
    return mention if found == mention.casualties else replace(mention, casualties=found)


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


def _strikes_attackers(mention: Mention) -> bool:
    """Is somebody whom a mention tells to be struck an attacker by name, or are all "militants", "the men", "one of
    them", or a number behind a word of an answer? Forces who fell with them aside."""
    struck = [t for t in mention.targets if t.kind == "individual" and not _names_forces(t.text)]
    may_be_bare = _ANSWERS.search(quoted(mention.evidence, "event")) is not None
    # "Commandos killed all four attackers after a siege in which 26 guests died": these fell to others.
    if any(are_attackers(target.phrase or target.text) for target in struck):
        return True
    return bool(struck) and all(_is_attacker(target, may_be_bare=may_be_bare) for target in struck)


def _is_attacker(target: Participant, *, may_be_bare: bool) -> bool:
    words = (target.phrase or target.text).lower()
    head = words.split()[-1]
    if head in _ARMED or head.rstrip("s") in _ARMED or _POINTING.search(words) is not None:
        return True
    return may_be_bare and (head == "them" or parse_number(words) is not None)
