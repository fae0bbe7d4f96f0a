"""The words that tell one story from another: what reports are compared by.

Rare words and names weigh most: two reports that share the name of a victim and of a street tell the same story, two
that share "police" and "killed" need not. How rare a word is stands in `reference/terms`, and never depends on the
batch.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from pipeline.reference.terms import rarity
from pipeline.reference.terms.words import words

#: Different terms kept an article. On news of 400 words, 80 do as well as all (B3 F1 within 0.3 points of each other).
MAX_TERMS = 80
#: A term is repeated in the list as often as in the text, up to this; more says nothing new.
MAX_REPEATS = 12
#: Words of lower rarity stand in more than one article of eight and tell nothing apart.
MIN_RARITY = 2.0
#: Below this share of small letters the text is in capitals, and a capital letter is no sign of a name.
MIN_SMALL_LETTERS = 0.6


def content_terms(text: str) -> tuple[str, ...]:
    """The terms that mark a text: rare words, numbers, and neighbouring capitalised words as names ("pierce county").

    Returns:
        At most `MAX_TERMS` different terms in small letters, sorted; each stands there as often as in the text, up to
        `MAX_REPEATS` times. Empty when the text has no word that is rare enough.
    """
    counts: Counter[str] = Counter()
    for term in words(text, has_case=_has_case(text)):
        first, _, second = term.partition(" ")
        if rarity(first) >= MIN_RARITY and (not second or rarity(second) >= MIN_RARITY):
            counts[term] += 1
    marked = sorted(counts, key=lambda term: (-weight(term, counts[term]), term))[:MAX_TERMS]
    return tuple(term for term in sorted(marked) for _ in range(min(counts[term], MAX_REPEATS)))


def content_weights(terms: Iterable[str]) -> dict[str, float]:
    """How much each of the `content_terms` of a text marks it, by term in alphabetical order."""
    return {term: weight(term, count) for term, count in sorted(Counter(terms).items())}


def weight(term: str, count: int) -> float:
    """How much a term marks a text in which it stands `count` times, at least once: a little more when repeated."""
    return (1 + math.log(min(count, MAX_REPEATS))) * rarity(term)


def _has_case(text: str) -> bool:
    small = sum(map(str.islower, text))
    capital = sum(map(str.isupper, text))
    return small >= MIN_SMALL_LETTERS * (small + capital)
