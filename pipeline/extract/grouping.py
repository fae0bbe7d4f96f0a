"""Which triggers of a sentence tell one event, and which words belong to it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from pipeline.extract.arguments import SPEECH_VERBS, in_order
from pipeline.extract.barriers import Heads, heads_of, is_barrier
from pipeline.extract.earlier_clauses import is_long_after
from pipeline.extract.nouns import lemma
from pipeline.extract.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token


def group_triggers(triggers: Sequence[Trigger]) -> list[list[Trigger]]:
    """Group the triggers of one sentence into events: those that hang together without a barrier between them."""
    kinds = heads_of(triggers)
    groups: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        token = trigger.token
        while token.head != token and not is_barrier(token, kinds.every, kinds):
            token = token.head
        groups.setdefault(token.i, []).append(trigger)
    return [members for _, members in sorted(groups.items())]


def scope(members: Sequence[Trigger], kinds: Heads) -> frozenset[int]:
    """Words that belong to the mention: the subtrees of its clause, without the clauses behind barriers.

    Args:
        members: Its triggers.
        kinds: Those of the article.
    """
    heads = frozenset(m.token.i for m in members)
    others = kinds.every - heads
    tops = []
    for member in members:
        token = member.token
        while token.head != token and not is_barrier(token, heads, kinds):
            token = token.head
        tops.append(token)
    inside: set[int] = set()

    def walk(token: Token) -> None:
        inside.add(token.i)
        for child in token.children:
            may_be_apart = (
                child.dep_ == "conj" or (child.dep_ == "advcl" and is_long_after(child)) or _is_above(child, others)
            )
            if may_be_apart and is_barrier(child, heads, kinds):
                continue
            if (
                child.dep_ in ("parataxis", "ccomp", "advcl")
                and child.i not in heads
                and lemma(child) in SPEECH_VERBS
                and not _is_above(child, heads)
            ):
                continue
            walk(child)

    for top in in_order(tops):
        walk(top)
    return frozenset(inside)


def _is_above(token: Token, words: Set[int]) -> bool:
    """Is a token one of some words, or does one of them hang on it?"""
    first, last = token.left_edge.i, token.right_edge.i
    return any(first <= i <= last for i in words) and any(inner.i in words for inner in token.subtree)
