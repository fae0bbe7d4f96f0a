"""Whose a post is that no words give to anybody: who attacks "a checkpoint" attacks those on duty there."""

from __future__ import annotations

import re

from pipeline.contract import actor_types
from pipeline.language.numbers import parse_number
from pipeline.records import Mention, Participant
from pipeline.reference import actors as actor_table
from pipeline.resolve.other_kinds import ATTACKERS
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.told import FORCES, VAGUE_VICTIMS
from pipeline.resolve.word_sets import word_set

#: What only armed people hold, and what they hold where the word before says so.
_GUARDED = word_set("guarded_places")
_POST = re.compile(
    r"\b(?:(?:border|control|defen[cs]e|frontier|guard|guard[- ]?duty|lookout|observation|security|sentry)[- ]posts?"
    r"|(?:an?|another|its|one|several|the|their|two|three) posts?)$"
)
_THEIR_CAMP = re.compile(r"(?:its|their) (?:\w+ )?(?:camp|compound|headquarters|quarters)")
#: Those struck at a post who are of those on duty there.
_ON_DUTY = frozenset({"guard", "sentry"})
_PRISONS = frozenset({"jail", "prison"})
#: Words behind a post that say whose it is.
_HELD_BY = re.compile(r",? (?:\w+ ){0,2}(?:by|belonging to|of)\b")
#: What leads to where something was that is struck: "a bus at a checkpoint".
_WHERE = re.compile(r"\b(?:at|beside|by|near|outside) (?:an?|the) (?:[\w-]+ ){0,2}$")


def is_garrison(setting: Setting, mention: Mention, participant: Participant) -> bool:
    """Is a thing that a mention tells to be struck a post of armed people whose owner nobody names: "a checkpoint", "a
    border post"?"""
    words = (participant.phrase or participant.text).lower()
    is_post = not _GUARDED.isdisjoint(words.split()[-1:]) or _POST.search(words) is not None
    if participant.kind != "physical" or not (is_post or _is_camp_of_forces(setting, mention, participant)):
        return False
    is_scene = _WHERE.search(setting.context.reading.text, 0, participant.start) is not None
    return not (is_scene and any(other.start < participant.start for other in mention.targets))


def _is_camp_of_forces(setting: Setting, mention: Mention, participant: Participant) -> bool:
    """ "Soldiers were missing after gunmen attacked their camp": where forces live that the sentence tells before."""
    reading = setting.context.reading
    before = reading.text[reading.sentences[mention.sentence].start : participant.start].lower()
    if _THEIR_CAMP.fullmatch((participant.phrase or participant.text).lower()) is None:
        return False
    words = re.findall(r"\w+", before)
    forces = [at for at, word in enumerate(words) if word.rstrip("s") in FORCES]
    # "Soldiers said displaced people died after gunmen attacked their camp": that of the people.
    return bool(forces) and not any(_are_civilians(word) for word in words[forces[-1] + 1 :])


def _are_civilians(word: str) -> bool:
    role = actor_table.role_of(word)
    return word in VAGUE_VICTIMS or (role is not None and role.category == "civilian")


def garrison(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """Those on duty at a post: forces that strike the attackers, else the forces of the country, and where forces
    attack it, whoever fights them. None where words behind say whose it is, where nobody is told to attack, or where
    others than the attackers are named as struck.

    "Gunmen attacked a checkpoint" -> the military forces of the country; "the army attacked a checkpoint" -> an
    unidentified armed group.
    """
    if _HELD_BY.match(setting.context.reading.text, participant.end):
        return None
    told = setting.event.told
    doers = {word for one in told for word in one.agents}
    victims = {word for one in told for word in one.victims - VAGUE_VICTIMS if parse_number(word) is None}
    if not doers or victims - doers - ATTACKERS - _ON_DUTY:
        return None
    agents = [(one, setting.actor(agent.phrase or agent.text)) for one in told for agent in one.mention.agents]
    forces = [(one, actor) for one, actor in agents if actor is not None and actor.inter in actor_types.OF_STATES]
    struck = doers | ATTACKERS | VAGUE_VICTIMS
    for one, actor in forces:
        if one.victims and one.victims <= struck and participant not in one.mention.targets:
            return actor  # "gunmen attacked a base. Soldiers killed three of the attackers"
    guards = "prison guards" if participant.text.lower().split()[-1] in _PRISONS else "security forces"
    return setting.actor("armed group" if doers <= FORCES or forces else guards)
