"""What a noun names, and which words stand before it and behind it, as the rules of triggers ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.arguments import prepositional
from pipeline.extract.nouns import PERSONAL, categories, lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONCRETE = frozenset({"building", "vehicle"})


def has(token: Token, wanted: frozenset[str]) -> bool:
    """Does a noun have one of these categories, or is it one of these words?"""
    return (
        lemma(token) in wanted
        or not wanted.isdisjoint(categories(token))
        or ("unknown_person" in wanted and "unknown" in categories(token))
    )


def any_has(tokens: Sequence[Token], wanted: frozenset[str]) -> bool:
    """Has one of these nouns one of these categories, or is it one of these words?"""
    return any(has(token, wanted) for token in tokens)


def none_has(tokens: Sequence[Token], unwanted: frozenset[str]) -> bool:
    """No token is of these categories; a worker may be an object of price, but is a person, and so is whoever stands
    beside a thing; a market is a matter of prices, and a building."""
    named = PERSONAL & unwanted
    if any(lemma(token) in unwanted for token in tokens if categories(token) & PERSONAL):
        return False  # "bodies"
    if not named and any(categories(token) & PERSONAL for token in tokens):
        return True
    concrete = unwanted - {"abstract"}
    return not any(
        has(token, concrete if categories(token) & _CONCRETE else unwanted)
        and (named or not categories(token) & PERSONAL)
        for token in tokens
    )


def has_before(token: Token, words: frozenset[str]) -> bool:
    """Does one of these words, or a part of one with hyphens, stand before a noun as its modifier, or next to it?"""
    for child in token.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss", "advmod", "npadvmod", "nsubj", "dep"):
            spelled = {
                child.lower_,
                lemma(child),
                *(
                    inner.lower_
                    for inner in child.lefts
                    if inner.dep_ in ("compound", "amod", "nmod", "npadvmod", "advmod")
                ),
            }
            spelled |= {part for word in tuple(spelled) for part in word.split("-")}
            if not spelled.isdisjoint(words):
                return True
    return token.i > token.sent.start and token.nbor(-1).lower_ in words


def is_of(token: Token, wanted: frozenset[str]) -> bool | None:
    """Whether the of-phrase of a noun is one of these; None when it has none."""
    found = [noun for _, noun in prepositional(token, {"of", "over"})]
    return any_has(found, wanted) if found else None
