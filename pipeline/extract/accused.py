"""Who is held to have done a deed: "was charged with murder", "arrested in connection with the shooting"."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs by which somebody is held to have done what follows, and those that need words for the deed as its reason.
_ACCUSING = word_set("accusing_verbs")
_TAKING = word_set("taking_verbs")
_OF_THE_DEED = frozenset({"for", "in", "on", "over", "with", "of"})
#: Words for deeds of violence in charges, and for those who did one.
_DEEDS = word_set("deeds")
_DOERS = word_set("doers")
_STRUCK = frozenset({"dobj", "nsubjpass"})
#: Words above a name in which it is told what it is accused of: "X, Y and Z were charged".
_MOST_ABOVE = 4


def is_accused(noun: Token) -> bool:
    """True for somebody who, the article says, is charged with, sought or named for a deed of violence."""
    word = noun
    for _ in range(_MOST_ABOVE):
        if _is_named_doer(word) or _has_charge(word):
            return True
        if word.dep_ not in ("conj", "appos"):
            return False
        word = word.head
    return False


def _has_charge(noun: Token) -> bool:
    clauses = [child for child in noun.children if child.dep_ in ("acl", "relcl")]
    if noun.dep_ in _STRUCK:
        clauses.append(noun.head)
        clauses += [verb for verb in noun.head.conjuncts if not any(c.dep_ == "nsubj" for c in verb.children)]
    return any(_charges(verb) for verb in clauses)


def _charges(verb: Token) -> bool:
    """Does a verb say of what deed its object is held to be the doer?"""
    word = lemma(verb)
    if word not in _ACCUSING and word not in _TAKING:
        return False
    reasons = [child for child in verb.children if child.dep_ == "prep" and child.lower_ in _OF_THE_DEED]
    return any(
        below.lower_ in _DEEDS or lemma(below) in _DEEDS for reason in reasons for below in islice(reason.subtree, 20)
    )


def _is_named_doer(noun: Token) -> bool:
    """ "the suspect, Ali Khan", "the gunman was identified as Ali Khan"."""
    if noun.dep_ == "appos" and lemma(noun.head) in _DOERS:
        return True
    if any(child.dep_ in ("compound", "appos") and lemma(child) in _DOERS for child in noun.children):
        return True
    if noun.dep_ != "pobj" or noun.head.lower_ != "as" or lemma(noun.head.head) not in ("identify", "name"):
        return False
    verb = noun.head.head
    whom = [verb.head] if verb.dep_ == "acl" else [c for c in verb.children if c.dep_ in _STRUCK]
    return any(lemma(one) in _DOERS for one in whom)
