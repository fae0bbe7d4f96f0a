"""When what an article tells next belongs to an event before it: of one search, support in a fight, its dead."""

from __future__ import annotations

import re

from pipeline.language.event_classes import FIGHT
from pipeline.resolve.told import FORCES, OPERATION_SENTENCES, Event, Told, delivery, family

#: Where the words for those from whom something is taken end.
_NEXT_CLAUSE = re.compile(r"[,.;:]|\b(?:after|and|as|by|in|near|that|when|where|which|while)\b")
#: Who was told before.
_THEY = frozenset({"they", "who"})
#: Those of forces who do away with what these have found.
SAPPERS = frozenset({"engineer", "expert", "sapper", "technician"})
#: How support comes to those who fight, and classes of a fight on the ground.
_SUPPORT = frozenset({"air", "shelling"})
_FOUGHT = FIGHT | {"attack", "shoot"}


def is_of_one_search(event: Event, told: Told) -> bool:
    """May what was found and who was taken be of one search, or of one raid: "police detained a man ... They also
    seized two rifles", "three rifles were found"?"""
    classes = event.classes | set(told.mention.trigger_classes)
    acted = {agent for before in event.told for agent in before.agents}
    if "disrupt" not in classes or _are_from_forces(told):
        return False
    if told.agents & FORCES:
        return bool(acted & FORCES) or (not acted and "arrest" in event.classes)
    by_forces = "arrest" in classes or bool(acted & FORCES)
    return by_forces and (not told.agents or told.agents <= _THEY | SAPPERS) or shares_agents(event, told)


def _are_from_forces(told: Told) -> bool:
    """ "Ten rifles were seized from the soldiers": what others took from forces."""
    behind = told.sentence_text[told.mention.trigger.end - told.sentence_start :].lower().partition(" from ")[2]
    whose = _NEXT_CLAUSE.split(behind, maxsplit=1)[0]
    return not FORCES.isdisjoint(word.rstrip("s") for word in re.findall(r"\w+", whose))


def is_support(event: Event, told: Told) -> bool:
    """Is it a blow from afar that forces called into the fight of an event: "came under fire and called for air
    support. Jets struck the positions"?"""
    is_bare = told.day is None and told.place is None and not told.mention.is_new
    is_blow = told.is_called_in and bool(delivery(told.mention)) and delivery(told.mention) <= _SUPPORT
    is_near = told.mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    return is_bare and is_blow and is_near and not event.classes.isdisjoint(_FOUGHT)


#: Days within which the dead of a deed are counted.
_COUNTING_DAYS = 4


def are_its_dead(event: Event, told: Told) -> bool:
    """ "Gunmen raided a village on Saturday. Residents counted 14 bodies on Sunday": the dead of what is told just
    before, in which nobody is counted yet."""
    is_count = set(told.mention.trigger_rules) == {"die.body"} and bool(told.killed) and told.place is None
    is_next = 0 <= told.mention.sentence - event.told[-1].mention.sentence <= 1
    is_open = (
        event.is_news and family(event.told[0].mention) == "violence" and all(t.killed is None for t in event.told)
    )
    if not (is_count and is_next and is_open) or told.mention.is_new:
        return False
    if told.day is None or event.day is None or told.day.date_start is None or event.day.date_start is None:
        return True
    return 0 <= (told.day.date_start - event.day.date_start).days <= _COUNTING_DAYS


def shares_agents(event: Event, told: Told) -> bool:
    return any(told.agents & before.agents for before in event.told)
