"""Whether the words around a trigger are those that its rule asks for (the keys of a rule: `triggers.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.extract.noun_conditions import fits_noun
from pipeline.extract.nouns import PERSONAL, categories
from pipeline.extract.verb_conditions import fits_verb
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Relations of an adjective by which it may be said of somebody.
_PREDICATED = frozenset(
    ["ROOT", "acl", "acomp", "advcl", "appos", "attr", "ccomp", "conj", "dep", "dobj", "nsubj", "oprd", "xcomp"]
)
_PREDICATING = word_set("predicating_words")
#: Those by which it is said of people that hang on it, where the parser has no verb; and how many words are looked at.
_BEHIND_PEOPLE = frozenset({"ROOT", "acl", "appos", "conj", "dep", "dobj"})
_MOST_BEFORE = 3


def fits(rule: Mapping[str, Any], token: Token) -> bool:
    """True if everything that the rule asks of the words around the trigger holds (other triggers apart)."""
    if rule["pos"] == "VERB":
        return fits_verb(rule, token)
    if rule["pos"] == "ADJ":
        return _is_predicated(token)
    return fits_noun(rule, token)


def _is_predicated(token: Token) -> bool:
    """Is an adjective said of somebody: "left dead", "eight children were among 11 dead"?"""
    verb = token.head
    if token.dep_ == "pobj":  # "eight children were among 11 dead", "resulted in three dead", "ended with three dead"
        is_outcome = verb.lower_ == "with" or (verb.lower_ == "in" and verb.head.lemma_ == "result")
        return (verb.lower_ == "among" or is_outcome) and any(child.dep_ == "nummod" for child in token.children)
    if token.dep_ == "amod":
        return bool(token.head.i < token.i and categories(token.head) & PERSONAL)
    if token.dep_ not in _PREDICATED:
        return False
    people = (left for left in list(token.lefts)[:_MOST_BEFORE] if left.pos_ in ("NOUN", "NUM", "PROPN"))
    is_behind_people = token.dep_ in _BEHIND_PEOPLE and any(categories(left) & PERSONAL for left in people)
    return is_behind_people or verb.lemma_ in _PREDICATING
