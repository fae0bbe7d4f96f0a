"""What an article tells again of an event, or tells beside it without a day, a place or a toll of its own.

Such a row is no event that a coder would write down beside the other: arms that the attackers carried off, the police
who drove the crowd apart, "they came at night and took them away". It is held.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.classify.typed import Typed
from pipeline.contract import derive
from pipeline.language.word_sets import word_set
from pipeline.records import Reading

#: Why such a row is held (codes/reject_reason.csv).
REASON = "LOW_CONFIDENCE"
_DATED_BY_OTHERS = frozenset({"DATE_INHERITED", "DATE_OF_REPORT"})
#: Rules of arms that are taken or found, and of what is fired and does not arrive.
_TAKEN_ARMS = word_set("pipeline.classify", "taken_arms_rules")
#: Types of what a crowd does with violence, and classes of what is done to drive one apart.
_OF_CROWDS = frozenset({"Excessive force against protesters", "Mob violence", "Violent demonstration"})
_DRIVING_APART = frozenset({"arrest", "beat", "disperse", "shoot"})
#: Types of fights, and classes of what people flee.
_FOUGHT = word_set("pipeline.classify", "fought_types")
_FLED = frozenset({"air_strike", "clash", "displace", "shelling"})
_CUSTODY = word_set("pipeline.classify", "custody_words")
_TAKING = frozenset({"Abduction/forced disappearance", "Arrests"})
_PRONOUN = re.compile(r"(?:he|her|him|she|them|they|us|we)\b", re.I)
#: One of several that were counted before.
_ONE_OF_THEM = re.compile(r"\W*(?:the (?:first|other|second|third)|one)\b(?! (?:day|of (?:the )?\d|time))", re.I)


def is_echo(typed: Typed, others: Sequence[Typed], reading: Reading | None) -> bool:
    """Is a candidate only told beside another that is told before it?

    Args:
        typed: The candidate.
        others: The other candidates of the article.
        reading: The article; None where it is not at hand.
    """
    if _is_flight(typed, others):
        return True
    if not _has_nothing_of_its_own(typed):
        return False
    beside = [other for other in others if _stands_before(other, typed)]
    return any(ask(typed, beside) for ask in _ECHOES) or _is_one_of_them(typed, beside, reading)


def _has_nothing_of_its_own(typed: Typed) -> bool:
    """No day and place, nobody hurt, and no headline."""
    candidate = typed.candidate
    flags = set(candidate.flags)
    is_told = candidate.in_headline or candidate.fatalities or candidate.injured
    return "PLACE_INHERITED" in flags and bool(flags & _DATED_BY_OTHERS) and not is_told


def _stands_before(other: Typed, typed: Typed) -> bool:
    """Is another event told as having happened, in an earlier sentence or the same one?"""
    first, own = (min((m.sentence for m in one.mentions), default=0) for one in (other, typed))
    return other.candidate.realis in ("asserted", "attempted") and first <= own


def _is_of_arms(typed: Typed, beside: Sequence[Typed]) -> bool:
    """ "The group said it had seized weapons", "the army intercepted 60 rockets", after the attack."""
    candidate = typed.candidate
    is_taken = set(candidate.trigger_classes) == {"disrupt"} and set(candidate.trigger_rules) <= _TAKEN_ARMS
    return is_taken and any(other.sub in _FOUGHT for other in beside)


def _is_of_the_crowd(typed: Typed, beside: Sequence[Typed]) -> bool:
    """ "Police fired tear gas to disperse the crowd", "police arrested 12 people", "protesters waved flags", beside
    what that crowd did."""
    classes = set(typed.candidate.trigger_classes)
    is_overhead = classes == {"shoot"} and not {"air", "crowd", "heads"}.isdisjoint(typed.candidate.words)
    is_driven = ("disperse" in classes and classes <= _DRIVING_APART) or is_overhead
    is_driven = is_driven or classes == {"arrest"}
    is_there = set(typed.candidate.trigger_rules) == {"protest.people"}
    return (is_driven or is_there) and any(other.sub in _OF_CROWDS for other in beside)


def _is_fled(typed: Typed, beside: Sequence[Typed]) -> bool:
    """ "Residents have fled the bombardment": why they fled, after the attack."""
    classes = set(typed.candidate.trigger_classes)
    is_it = all(mention.is_definite and mention.is_nominal for mention in typed.mentions)
    is_fled = classes <= _FLED and "displace" in classes | {m.trigger_class for m in typed.mentions}
    return is_it and is_fled and any(other.sub in _FOUGHT for other in beside)


def _is_flight(typed: Typed, others: Sequence[Typed]) -> bool:
    """ "Villagers fled their homes after raiders attacked": what an attack of the same sentence brought about, without
    a day of its own."""
    is_fled = set(typed.candidate.trigger_classes) == {"displace"}
    if not is_fled or _DATED_BY_OTHERS.isdisjoint(typed.candidate.flags):
        return False
    sentences = {mention.sentence for mention in typed.mentions}
    return any(
        other.sub in _FOUGHT
        and other.candidate.realis == "asserted"
        and any(m.sentence in sentences for m in other.mentions)
        for other in others
    )


def _is_of_the_taken(typed: Typed, beside: Sequence[Typed]) -> bool:
    """ "They came at night and took them away", "the detainees were beaten in custody", after an arrest."""
    struck = [p for m in typed.mentions for p in m.targets]
    is_told_before = bool(struck) and all(_PRONOUN.match(p.phrase or p.text) for p in struck)
    is_taken = typed.sub == "Abduction/forced disappearance" and is_told_before
    is_in_custody = typed.sub == "Attack" and not _CUSTODY.isdisjoint(typed.candidate.words)
    return (is_taken or is_in_custody) and any(other.sub in _TAKING for other in beside)


def _is_spilled(typed: Typed, beside: Sequence[Typed]) -> bool:
    """ "Shells landed across the border", and nobody says who fired them, after a fight."""
    candidate = typed.candidate
    is_bare = set(candidate.trigger_classes) == {"shelling"} and not any(m.agents for m in typed.mentions)
    return is_bare and any(other.sub == "Armed clash" for other in beside)


_ECHOES = (_is_of_arms, _is_of_the_crowd, _is_fled, _is_of_the_taken, _is_spilled)


def _is_one_of_them(typed: Typed, beside: Sequence[Typed], reading: Reading | None) -> bool:
    """ "The second went off among the onlookers", after "two bombs exploded"; not "one attacker abducted a doctor"."""
    kind = derive.event_type(typed.sub)
    counted = [other for other in beside if (other.candidate.incident_count or 0) > 1]
    if reading is None or not any(derive.event_type(other.sub) == kind for other in counted):
        return False
    sentences = [reading.sentences[mention.sentence] for mention in typed.mentions]
    return all(_ONE_OF_THEM.match(reading.text, sentence.start, sentence.end) for sentence in sentences)
