"""Whom forces met before they killed some: "soldiers encountered rebels, killing four" kills four of the rebels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import noun_phrase, objects, own_subjects, prepositional, subjects
from pipeline.extract.nouns import categories, lemma
from pipeline.extract.word_sets import word_set
from pipeline.reference.actors import actor_category, name_spans

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Verbs of coming upon an enemy or going after him, which harm nobody by themselves.
_MEETING = word_set("meeting_verbs")
#: Verbs of bringing to nothing what an enemy tries, and what he tries.
_FOILING = frozenset("foil frustrate halt prevent stop thwart".split())
_ATTEMPTS = frozenset("advance ambush assault attack attempt bid incursion infiltration raid".split())
#: Counts that stand without a noun.
_SO_MANY = frozenset({"all", "dozens", "many", "scores", "several", "some"})
_ARMED = frozenset({"armed_group", "communal", "external", "gang", "police", "state"})


def enemies_met(verb: Token, patients: Sequence[Token]) -> list[Token]:
    """Those whom the verb above a verb of killing says its doers met, where the killing only counts its dead.

    "Troops came into contact with militants, killing four", "police foiled an attack by rebels and killed two": the
    militants, the rebels. Who are called something themselves ("killing four farmers") are not taken for them.
    """
    if not patients or any(not _is_bare_count(noun) for noun in patients):
        return []
    first = verb
    while first.dep_ == "conj" and first.head.tag_ == "VBG" and not own_subjects(first):
        first = first.head  # "killing four and wounding six"
    above = first.head
    is_result = first.dep_ == "advcl" and first.tag_ == "VBG"
    is_next = first.dep_ == "conj" and first.tag_ == above.tag_
    if above == first or above.pos_ != "VERB" or own_subjects(first) or not (is_result or is_next):
        return []
    found = [noun for noun in _met(above) if _is_armed(noun)]
    return found if any(_is_armed(noun) or "aircraft" in categories(noun) for noun in subjects(above)) else []


def _met(verb: Token) -> Iterator[Token]:
    """Those whom a verb says its subjects met, or whose attempt they foiled."""
    name = lemma(verb)
    if name in _MEETING:
        yield from objects(verb)
    elif name in _FOILING:
        for tried in objects(verb):
            if lemma(tried) in _ATTEMPTS:
                yield from (noun for _, noun in prepositional(tried, {"by", "of"}))
                yield from (word for word in tried.lefts if word.dep_ in ("compound", "poss", "nmod"))
    elif name == "catch":
        if any(child.lower_ == "up" for child in verb.children):
            yield from (noun for _, noun in prepositional(verb, {"with"}))
    elif name == "come":
        for word, noun in prepositional(verb, {"into", "across", "upon"}):
            if word != "into":
                yield noun
            elif noun.lower_ == "contact":
                yield from (met for of in (noun, verb) for _, met in prepositional(of, {"with"}))


def _is_bare_count(noun: Token) -> bool:
    is_count = noun.pos_ == "NUM" or noun.lower_ in _SO_MANY
    return is_count and not any(child.dep_ == "prep" and child.lower_ == "of" for child in noun.children)


def _is_armed(noun: Token) -> bool:
    """Do words name fighters or forces: "rebels", "Boko Haram", "about 20 bandits"?"""
    if "force" in categories(noun) and "organization" not in categories(noun):
        return True
    if noun.lower_ in ("gang", "group") and any(child.lower_ == "the" for child in noun.lefts):
        return True  # who was told before
    return actor_category(noun.text) in _ARMED or bool(name_spans(noun_phrase(noun).text))
