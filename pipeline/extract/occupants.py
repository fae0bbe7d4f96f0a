"""Those in a vehicle or a building that somebody strikes or takes, and those whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import in_order, objects, prepositional
from pipeline.extract.nouns import PERSONAL, categories, lemma, may_act

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What a vehicle or a house does with those in it.
_CARRYING = frozenset("carry transport hold house bring take".split())
#: What those do to a place whose it is.
_HOLDING = frozenset("control hold man occupy run staff".split())
#: What is done for a post by those whose it is; a school may be guarded too.
_GUARDING = frozenset("defend guard protect set".split())
_POSTS = frozenset({"base", "checkpoint"})
#: Adjectives that say whose a vehicle or a base is.
_OF_AN_ARMY = frozenset({"military", "paramilitary"})


def occupants(patients: Sequence[Token]) -> list[Token]:
    """Those in a vehicle or building that is struck ("a car carrying a commander"), and those whose place or thing is
    ("areas held by the rebels", "the army's headquarters", "a police station")."""
    holders = [
        holder
        for patient in patients
        for child in patient.children
        if child.dep_ == "acl" and lemma(child) in (_HOLDING | _GUARDING if categories(patient) & _POSTS else _HOLDING)
        for _, holder in prepositional(child, {"by"})
        if may_act(holder)
    ]
    owners = [
        owner
        for patient in patients
        if categories(patient) & {"base", "building", "place", "vehicle"}
        for owner in patient.lefts
        if (owner.dep_ in ("poss", "compound") and categories(owner) & {"force"} and owner.lower_ != "patrol")
        or (owner.lower_ in _OF_AN_ARMY and owner.dep_ == "amod")
        or (_is_nationality(owner) and "base" in categories(patient))  # "a British base"
    ]
    of_forces = [
        owner
        for patient in patients
        if categories(patient) & {"base", "vehicle"}
        for _, owner in prepositional(patient, {"of"})
        if "force" in categories(owner)  # "a truck of the army"
    ]
    return [*_carried(patients), *holders, *owners, *of_forces]


def aboard(verb: Token, patients: Sequence[Token]) -> list[Token]:
    """Those in a vehicle that is taken: "seized a bus with 23 passengers", whatever the parser hangs them on."""
    if not any("vehicle" in categories(patient) for patient in patients):
        return []
    beside = [noun for _, noun in prepositional(verb, {"with"}) if "person" in categories(noun)]
    return in_order([*(noun for noun in _carried(patients) if categories(noun) & PERSONAL), *beside])


def _carried(patients: Iterable[Token]) -> list[Token]:
    """Those in a vehicle or a building: "a car carrying a commander", "a bus with 23 passengers"."""
    things = [patient for patient in patients if categories(patient) & {"vehicle", "building"}]
    found = [
        occupant
        for thing in things
        for child in thing.children
        if child.dep_ in ("acl", "relcl") and lemma(child) in _CARRYING
        for occupant in objects(child)
    ]
    return found + [
        occupant
        for thing in things
        if "vehicle" in categories(thing)
        for _, occupant in prepositional(thing, {"with"})
        if categories(occupant) & PERSONAL
    ]


def _is_nationality(word: Token) -> bool:
    """ "British", which the model takes for a country now and then."""
    is_adjective = word.pos_ == "ADJ" and word.dep_ == "amod"
    return bool(word.ent_type_ == "NORP" or (word.ent_type_ == "GPE" and is_adjective))
