"""How large a crowd is, in the words of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract import casualties
from pipeline.extract.draft import Draft
from pipeline.extract.nouns import lemma
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Words for the size of a crowd that stand beside it or above it, and those that stand beside "crowd" or "gathering".
_SIZES = word_set("crowd_sizes")
_ADJECTIVES = word_set("crowd_adjectives")
#: Numbers that are counted by others: "tens of thousands".
_THOUSANDS = frozenset({"millions", "thousands"})
_OF_THOUSANDS, _TENS_OF = frozenset({"of millions", "of thousands"}), frozenset({"hundreds of", "tens of"})


def crowd_size(draft: Draft) -> str | None:
    """The size of a crowd in the article's words ("around 3,000", "dozens", "large"), None when it is not told."""
    if draft.crowd is None:
        return None
    head = draft.crowd
    count = casualties.count_people(head)
    if count.low is not None and (
        head.pos_ == "NUM" or any(child.dep_ in ("nummod", "quantmod") for child in head.lefts) or count.low > 2
    ):
        words = text_of(head.doc)[count.start : count.end]
        number = [child for child in head.lefts if child.dep_ == "nummod"]
        if number:
            words = text_of(head.doc)[count.start : number[-1].idx + len(number[-1])]
        elif " of " in words:
            words = _number_of(words)
        return " ".join(words.split()).lower()[:60]
    for token in [*head.lefts, *head.ancestors]:
        if token.lower_ in _SIZES:
            return "large" if token.lower_ in ("huge", "big", "mass") else _with_tens(token)
        if token.pos_ == "NOUN" and lemma(token) in ("gathering", "crowd", "group"):
            for child in token.lefts:
                if child.lower_ in _ADJECTIVES:
                    return "large" if child.lower_ in ("huge", "big") else child.lower_
    return None


def _number_of(words: str) -> str:
    """The number before "of" those who came: "tens of thousands", of "tens of thousands of people"."""
    first, *rest = words.split(" of ")
    is_of_numbers = bool(rest) and rest[0].split()[0].lower() in _THOUSANDS
    return f"{first} of {rest[0].split()[0]}" if is_of_numbers else first


def _with_tens(number: Token) -> str:
    """A number with the number that it counts: "tens of thousands", not "tens"."""
    doc, at = number.doc, number.i
    if doc[at + 1 : at + 3].text.lower() in _OF_THOUSANDS:
        return str(doc[at : at + 3].text.lower())
    before = doc[max(0, at - 2) : at].text.lower()
    return f"{before} {number.lower_}" if before in _TENS_OF else str(number.lower_)
