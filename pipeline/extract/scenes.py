"""Where and when a clause says that something happens, apart from the clauses around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.time_patterns import time_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_SETTING = frozenset({"GPE", "LOC", "FAC", "DATE", "TIME"})
#: What leads to a place: prepositions, and nouns before "of".
_AT = frozenset({"across", "at", "in", "near", "outside"})
_KINDS_OF_PLACE = frozenset("city district neighborhood neighbourhood province region suburb town village".split())
#: Words of a time that is a length and no day: "in the past 24 hours".
_LOOKING_BACK = frozenset({"last", "past", "previous"})


def settings(words: Iterable[Token]) -> set[str]:
    """What words tell: where, when, both or nothing."""
    return {"when" if t.ent_type_ in ("DATE", "TIME") else "where" for t in words if _is_setting(t)}


def have_own_scenes(verb: Token, before: Token) -> bool:
    """Do two verbs of one doer each tell where: "killed two in Quetta and later attacked a bank in Turbat"?"""
    compared = {t for word in verb.subtree if word.lower_ in ("since", "than") for t in word.subtree}
    inside = set(verb.subtree) - compared
    own, first = (
        {t.lower_ for t in words if is_scene(t)}
        for words in (inside, [t for t in before.subtree if t not in inside and t.i < verb.i])
    )
    return bool(own and first and own.isdisjoint(first))


def is_scene(token: Token) -> bool:
    """Is a word the name of a place that a preposition of place leads to: "in Quetta", "in Kulgam district"?"""
    if token.dep_ == "compound" and lemma(token.head) in _KINDS_OF_PLACE:
        return _is_led_to(token.head) and token.pos_ == "PROPN"
    if token.pos_ == "PROPN" and token.dep_ == "pobj" and token.head.lower_ == "of":
        return lemma(token.head.head) in _KINDS_OF_PLACE  # "shelled the suburb of Harasta"
    is_led = _is_led_to(token) and token.pos_ == "PROPN" and token.ent_type_ not in ("NORP", "PERSON")
    return is_led and not any(token.lower_ in words for words in time_words().values())


def is_fronted_place(word: Token, subject: Token) -> bool:
    """A place that a clause begins with: "in Concepcion some 2,000 people marched"."""
    is_place = any(t.text[:1].isupper() and t.ent_type_ not in ("DATE", "TIME") for t in word.children)
    return word.dep_ == "prep" and word.lower_ in _AT and word.i < subject.left_edge.i and is_place


def tells_what_went_on_there(verb: Token) -> bool:
    """Does a clause with "where" tell, without a time of its own, what went on at the place that something happened?"""
    is_where = any(child.lower_ == "where" for child in verb.lefts)
    leading = verb.head.head.head.head if verb.head.head.lower_ == "of" else verb.head.head
    return (
        is_where
        and verb.tag_ == "VBD"
        and verb.head.dep_ == "pobj"
        and leading.lower_ in _AT
        and not any(t.ent_type_ in ("DATE", "TIME") or t.lower_ in ("earlier", "once") for t in verb.subtree)
    )


def _is_setting(token: Token) -> bool:
    """Does a word say where or when: a place or a day that the parser knows, or a name after "in", "at", "town of"?"""
    if token.ent_type_ in _SETTING:
        around = (token, *token.lefts, *token.head.lefts)
        return all(word.lower_ not in _LOOKING_BACK for word in around)
    if token.dep_ != "pobj" or token.ent_type_ == "NORP":
        return False
    how = token.head
    if lemma(token) in _KINDS_OF_PLACE and any(child.lower_ == "same" for child in token.lefts):
        return how.lower_ in _AT  # "in the same town"
    if lemma(token) in _KINDS_OF_PLACE and any(child.pos_ == "PROPN" for child in token.lefts):
        return how.lower_ in _AT  # "in the Gao region"
    if token.pos_ != "PROPN":
        return False
    is_person = token.ent_type_ == "PERSON"
    return (how.lower_ in _AT and not is_person) or (how.lower_ == "of" and lemma(how.head) in _KINDS_OF_PLACE)


def _is_led_to(noun: Token) -> bool:
    return noun.dep_ == "pobj" and noun.head.lower_ in _AT and noun.head.dep_ == "prep"
