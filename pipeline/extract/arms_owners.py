"""Whose the arms were that somebody found: "22 rifles hidden by the front"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import by_phrase, is_passive, noun_phrase, own_subjects, prepositional
from pipeline.extract.nouns import lemma, may_act
from pipeline.reference.actors import actor_category, name_spans

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What people do with arms of theirs, and the words that lead to them; who stole arms took another's.
_OWNING = frozenset("abandon bury hide keep lay leave plant set stash store use".split())

_SENDING = frozenset({"fire", "launch", "send"})


def owners_of_arms(arms: Sequence[Token]) -> list[Token]:
    """Those who a participle behind arms says sent them, and the armed groups that it says hid, used or owned them:
    "drones launched by Russia", "rifles belonging to the rebels".

    Forces that found arms stolen from an army found nobody's.
    """
    things = list(arms)
    for thing in things:  # "a cache of rifles and rounds of ammunition": the list grows as it is read
        things += [inner for _, inner in prepositional(thing, {"of"}) if inner not in things]
    found, senders = [], []
    for participle in (child for noun in things for child in noun.rights if child.dep_ in ("acl", "relcl")):
        if lemma(participle) in _OWNING:
            found += [noun for _, noun in prepositional(participle, {"by"})]
        elif lemma(participle) in _SENDING:
            senders += by_phrase(participle) if is_passive(participle) else own_subjects(participle)
        elif lemma(participle) == "belong":
            found += [noun for _, noun in prepositional(participle, {"to"})]
    return [*(noun for noun in found if _is_group(noun)), *(noun for noun in senders if may_act(noun))]


def _is_group(noun: Token) -> bool:
    return bool(name_spans(noun_phrase(noun).text)) or actor_category(noun.text) == "armed_group"
