"""Is one incident told, or several at once: "85 strikes", "killed in separate raids"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extract.nouns import categories, lemma
from pipeline.extract.word_sets import word_set
from pipeline.language.numbers import parse_number, parse_quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What is carried out, one time or several, and words for several of them.
_OPERATIONS = word_set("operations")
_APART = word_set("apart")
_SERIES = frozenset({"series", "spate", "string", "wave"})
#: "The 2013 bombings": a year counts none.
_YEAR = re.compile(r"(?:19|20)\d\d")
#: More incidents than any article counts of one kind; a larger number is a slip, and no column could hold it.
MAX_INCIDENTS = 1_000_000


def counted(trigger: Token) -> int | None:
    """The number in "85 strikes", when the thing counted is the event itself; None when there is none."""
    if trigger.pos_ not in ("NOUN", "PROPN") or "person" in categories(trigger):
        return None
    for child in trigger.children:
        if child.dep_ == "nummod" and _YEAR.fullmatch(child.text) is None:
            value = parse_number(child.text)
            if value is not None and 1 < value <= MAX_INCIDENTS:
                return value
    if trigger.dep_ == "pobj" and trigger.head.lower_ == "of":  # "dozens of strikes"
        told = parse_quantity(trigger.head.head.text)
        return told.low if told is not None and (told.low or 0) > 1 else None
    return None


def has_several(trigger: Token) -> bool:
    """True for the sum of several occasions: "killed in separate raids", "detained during three operations"."""
    verbs = [trigger]
    while verbs[-1].dep_ == "conj" and verbs[-1].head.pos_ == "VERB":
        verbs.append(verbs[-1].head)
    objects = [child for verb in verbs for child in verb.children if child.dep_ == "dobj"]
    return any(
        child.dep_ == "pobj"
        and (_is_series(child) or (lemma(child) in _OPERATIONS and child.tag_ == "NNS" and _is_several(child)))
        for part in (*verbs, *objects)
        for prep in part.children
        if prep.dep_ == "prep" and prep.lower_ in ("during", "in", "throughout")
        for child in prep.children
    )


def _is_series(noun: Token) -> bool:
    """ "A series of attacks", "a wave of raids"."""
    counted = (inner for prep in noun.children if prep.lower_ == "of" for inner in prep.children)
    return lemma(noun) in _SERIES and any(lemma(inner) in _OPERATIONS for inner in counted)


def _is_several(noun: Token) -> bool:
    """True for "three raids", "separate raids", "raids in Khost and Zabul"."""
    is_numbered = any(
        child.lower_ in _APART or (child.dep_ == "nummod" and (parse_number(child.text) or 0) > 1)
        for child in noun.children
    )
    return is_numbered or any(
        place.ent_type_ == "GPE" and any(other.dep_ == "conj" and other.ent_type_ == "GPE" for other in place.children)
        for prep in noun.children
        if prep.lower_ == "in"
        for place in prep.children
    )
