"""What people protest about: "protested against the killing of a cleric", "the killing sparked riots"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.earlier_clauses import is_hours_after
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

_GATHERINGS = frozenset({"demonstration", "march", "protest", "rally", "riot"})
#: What people do about an earlier deed.
_PROTESTS = _GATHERINGS | {"demonstrate"}
_CROWDS = frozenset({"crowd", "demonstrator", "mob", "protester", "protestor", "rioter"})
_ARMED = frozenset({"armed_group", "force", "gang"})
#: What crowds do in the street.
_STREET_VERBS = word_set("street_verbs")
#: What people do, or leave undone, who protest without coming together.
STAYING_AWAY = word_set("staying_away")
#: What leads to what people protest about.
ABOUT = frozenset({"about", "against", "over"})
_AFTER = frozenset({"after", "because"})
#: Verbs of what makes people protest, and what they do then.
_SPARKING_VERBS = word_set("sparking_verbs")
_SPARKED = _GATHERINGS | {"unrest"}


def is_in_protest(noun: Token) -> bool:
    """ "Resigned in protest", "boycotted courts to protest": why somebody does what he does, and no gathering."""
    if noun.dep_ in ("advcl", "xcomp") and noun.lower_ == "protest" and lemma(noun.head) in STAYING_AWAY:
        return any(child.dep_ == "aux" and child.lower_ == "to" for child in noun.lefts)
    is_bare = noun.lower_ == "protest" and noun.dep_ == "pobj" and not any(noun.lefts)
    return is_bare and noun.head.lower_ == "in"


def is_what_a_protest_is_about(token: Token) -> bool:
    """ "Protested against the killing of a cleric", "rioted after police shot a student": whom it befell is no one of
    the crowd, or the clause would not be cut off (`barriers.is_barrier`)."""
    head = token.head
    if token.dep_ == "prep" and any(c.dep_ == "nsubj" and lemma(c) in _PROTESTS for c in head.lefts):
        return token.lower_ in ABOUT | _AFTER | {"following"}  # "protests broke out after the killing of a cleric"
    if token.dep_ == "advcl" and (_has_crowd(head) or _are_people_in_the_street(head)):
        # "Rioters set cars ablaze after two boys were electrocuted"
        return any(c.dep_ == "mark" and c.lower_ == "after" and not is_hours_after(c) for c in token.lefts)
    # "Held a march in Lahore against the arrest of a colleague".
    is_held = token.dep_ == "prep" and any(c.dep_ == "dobj" and lemma(c) in _PROTESTS for c in head.rights)
    if lemma(head) not in _PROTESTS and not is_held:
        return False
    if token.dep_ == "prep":
        return token.lower_ in ABOUT
    return token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _AFTER for c in token.lefts)


def is_of_those_for_whom_others_march(clause: Token) -> bool:
    """ "Relatives of students who disappeared marched": what befell those for whom somebody is in the street."""
    noun = clause.head
    if clause.dep_ not in ("acl", "relcl") or noun.dep_ != "pobj" or noun.head.lower_ != "of":
        return False
    people = noun.head.head
    return people.dep_ == "nsubj" and lemma(people.head) in _PROTESTS | _STREET_VERBS


def _has_crowd(verb: Token) -> bool:
    return any(child.dep_ == "nsubj" and lemma(child) in _CROWDS for child in verb.lefts)


def _are_people_in_the_street(verb: Token) -> bool:
    """ "Residents blocked a road", "and burned tyres": people who bear no arms, and what crowds do."""
    if lemma(verb) not in _STREET_VERBS:
        return False
    first = verb
    while first.dep_ == "conj" and first.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in first.lefts):
        first = first.head
    people = [child for child in first.lefts if child.dep_ == "nsubj"]
    return bool(people) and all(_are_unarmed(noun) for noun in people)


def _are_unarmed(noun: Token) -> bool:
    kinds = categories(noun)
    return "mob" in kinds or (noun.tag_ == "NNS" and "person" in kinds and kinds.isdisjoint(_ARMED))


def sparked_a_protest(token: Token) -> bool:
    """Is a word, or the "by" above it, what people protest about: "the protests were triggered by the death of a
    student", "the killing sparked riots"?"""
    verb = token.head
    if lemma(verb) not in _SPARKING_VERBS:
        return False
    if token.dep_ == "agent":
        return any(child.dep_ == "nsubjpass" and lemma(child) in _SPARKED for child in verb.lefts)
    return token.dep_ == "nsubj" and any(c.dep_ == "dobj" and lemma(c) in _SPARKED for c in verb.rights)
