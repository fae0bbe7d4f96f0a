"""Whose operation does what is told: the police, in "a police raid left four dead"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import in_order, is_passive, noun_modifiers, prepositional
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What forces carry out, and forces that stand before it: "a police raid".
_OPERATIONS = word_set("force_operations")
_CARRYING_OUT = frozenset({"carry", "conduct", "launch", "mount"})
_OPERATORS = frozenset({"army", "government", "marine", "military", "navy", "police", "regime"})
#: Words of a force that is of no one country, and weapons of strikes that are no labour dispute.
_OF_OTHERS = frozenset({"allied", "american", "coalition", "nato", "u.s.", "us"})
_STRIKING = frozenset({"air", "drone", "missile", "rocket"})
#: Forces that stop work.
_STOPPING_WORK = frozenset({"government", "police"})
#: What kills in an operation besides those who carry it out, and whom it is to free.
_OTHER_CAUSES = frozenset({"accident", "crash", "free", "hostages", "rescue", "stampede"})


def operator_of(noun: Token) -> Token | None:
    """The force whose operation a noun tells: the police, in "a police raid", "an army drone strike", "a raid by
    police"; None for other nouns, and for strikes of those who stop work."""
    if lemma(noun) not in _OPERATIONS:
        return None
    before = [word for modifier in noun_modifiers(noun) for word in (modifier, *modifier.lefts)]
    words = {word.lower_ for word in before}
    first = next((word for word in before if word.lower_ in _OPERATORS), None)
    found = _operator_behind(noun) if first is None else first
    is_labour = lemma(noun) == "strike" and words.isdisjoint(_STRIKING)
    if found is None or words & _OF_OTHERS or (is_labour and found.lower_ in _STOPPING_WORK):
        return None
    if first is not None and any(word.ent_type_ in ("GPE", "NORP", "ORG") and word != first for word in before):
        return None  # "an Israeli military strike": whose military it is stands before it
    return found


def operators_of(verb: Token, acting: list[Token], patients: Sequence[Token]) -> list[Token]:
    """Those who act, the force whose operation does it for the operation: "a police raid left four dead", "four were
    killed in an army operation". Who falls in the operation of his own force fell to others."""
    if any(categories(patient) & {"captive", "force"} and not _is_of_a_group(patient) for patient in patients):
        return acting
    if any(word.lower_ in _OTHER_CAUSES for word in verb.subtree):  # "killed in a stampede during a police raid"
        return acting
    found = in_order([*(force for noun in acting if (force := operator_of(noun)) is not None)])
    others = [noun for noun in acting if operator_of(noun) is None]
    if found or others or not is_passive(verb):
        return [*found, *others]
    within = [operator_of(noun) for _, noun in prepositional(verb, {"in", "during"})]
    return [force for force in within if force is not None]


def _operator_behind(noun: Token) -> Token | None:
    """The force that an operation is said to be by: "a raid by the Indian army", "a raid carried out by police"."""
    for child in noun.rights if noun.tag_ == "NN" else ():
        by = child if child.dep_ in ("agent", "prep") and child.lower_ == "by" else None
        if child.dep_ == "acl" and lemma(child) in _CARRYING_OUT:
            by = next((inner for inner in child.rights if inner.dep_ == "agent"), None)
        found = next((inner for inner in by.rights if inner.dep_ == "pobj"), None) if by is not None else None
        if found is not None and "force" in categories(found):
            return found
    return None


def _is_of_a_group(noun: Token) -> bool:
    """ "Rebels", "militants": nobody of the force whose operation it is."""
    return actor_category(noun.text) == "armed_group"
