"""What shows that a sentence tells one deed, and what leaves that open: days, numbers and places, or bare plurals."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.relations import SUBJECTS
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Tags of what is told as past.
PAST = frozenset({"VBD", "VBN"})
#: How people come to die of what befell them, and of what.
DYING, WOUNDS = frozenset({"die", "succumb"}), frozenset({"burn", "injury", "wound"})
_UP_TO_NOW = frozenset({"has", "have"})
_AT = frozenset({"around", "at", "in", "near"})
_QUANTIFIERS = word_set("quantifiers")
_STRIKING_VERBS = word_set("striking_verbs")
#: How a sentence of running text ends.
_STOPS = frozenset(".!\"'\u201d")


def is_of_one_deed(word: Token) -> bool:
    """A day, a number, a named place: "have attacked villages in Plateau state"."""
    is_place = word.dep_ == "prep" and word.lower_ in _AT and any(c.pos_ == "PROPN" for c in word.subtree)
    return word.ent_type_ in ("DATE", "TIME") or word.pos_ == "NUM" or is_place


def is_dated(verb: Token) -> bool:
    """A day hangs on a verb itself, and not on a clause beside it."""
    return any(
        word.ent_type_ in ("DATE", "TIME")
        for child in verb.children
        if child.pos_ not in ("VERB", "AUX")
        for word in child.subtree
    )


def begins_with_not_only(verb: Token) -> bool:
    """ "Not only have priests been murdered, but": what everybody knows, before the news."""
    words = [word.lower_ for word in verb.doc[verb.left_edge.i : verb.i]]
    return ("not", "only") in pairwise(words)


def is_perfect(verb: Token) -> bool:
    """ "Has attacked", "have been attacked": what holds up to now, on a day or over years."""
    return verb.tag_ == "VBN" and any(child.dep_ == "aux" and child.lower_ in _UP_TO_NOW for child in verb.lefts)


def is_pluperfect(verb: Token) -> bool:
    """ "Who had killed a soldier": what was before another thing."""
    return any(child.dep_ == "aux" and child.lower_ == "had" for child in verb.children)


def is_bare(noun: Token) -> bool:
    """A plural that nothing numbers, owns or points at: "civilians"."""
    return noun.tag_ == "NNS" and not any(
        child.dep_ in ("nummod", "poss", "det") or child.lower_ in _QUANTIFIERS for child in noun.children
    )


def is_numbered(noun: Token) -> bool:
    """A number hangs on a noun: "seven farmers"."""
    return any(child.dep_ == "nummod" for child in noun.children)


def counts_its_own(noun: Token) -> bool:
    """ "the deaths of seven farmers": a number in the of-phrase makes a plural one incident."""
    return any(
        is_numbered(inner)
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for inner in child.children
    )


def took_place_somewhere(noun: Token) -> bool:
    """ "Similar rallies took place in Valencia and Maracaibo": told of two towns as what went on there."""
    verb = noun.head
    is_held = noun.dep_ in SUBJECTS and (verb.tag_ == "VBD" or any(c.lower_ == "were" for c in verb.children))
    return is_held and any(
        place.ent_type_ == "GPE" or place.pos_ == "PROPN"
        for prep in verb.children
        if prep.lower_ in ("at", "in", "near")
        for place in prep.children
    )


def strikes_on_a_day(noun: Token) -> bool:
    """ "A series of bombings ripped through the city on Tuesday": what it did, and when.

    The parser takes the verb for a participle that hangs on the noun as often as not.
    """
    deeds = [child for child in noun.children if child.dep_ in ("acl", "relcl")]
    deeds += [noun.head] if noun.dep_ in SUBJECTS else []
    return any(deed.tag_ in PAST and lemma(deed) in _STRIKING_VERBS and is_dated(deed) for deed in deeds)


def ends_as_text(token: Token) -> bool:
    """The sentence of a word ends as running text does, and a headline does not."""
    return token.sent.text.rstrip()[-1:] in _STOPS
