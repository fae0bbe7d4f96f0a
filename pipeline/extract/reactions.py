"""Deeds that are told only as what somebody far from them condemns, mourns or answers for: "Peru condemned the killing
of its consul". Where he says so is not where it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.draft import Draft
from pipeline.extract.nouns import lemma
from pipeline.extract.relations import SUBJECTS, subject_and_carrier
from pipeline.extract.word_sets import word_set
from pipeline.language.speakers import BODIES, STATESMEN

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What is done about a deed by those far from it, and what they may do besides.
_ANSWERING = word_set("voicing_verbs") | frozenset({"accuse", "blame", "demand", "denounce", "investigate"})


def is_spoken_of(draft: Draft) -> bool:
    """Does the sentence of a mention tell it only as what a country, its leaders or a body of countries answer?"""
    below = draft.head.token
    for above in below.ancestors:
        is_answer = above.pos_ == "VERB" and lemma(above) in _ANSWERING and below.dep_ not in SUBJECTS
        if is_answer and _speaks_for_a_country(subject_and_carrier(above)[0]):
            return True
        below = above
    return False


def _speaks_for_a_country(subject: Token | None) -> bool:
    if subject is None:
        return False
    nouns = [subject, *subject.lefts, *(child for child in subject.children if child.dep_ == "appos")]
    words = {noun.lower_ for noun in nouns}
    if subject.ent_type_ == "GPE" or not STATESMEN.isdisjoint(words):
        return True
    return any(noun.ent_type_ == "ORG" for noun in nouns) and not BODIES.isdisjoint(words)
