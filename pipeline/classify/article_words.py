"""Do the words of an article tell of an incident, or of violence in general? (`article_words.csv`)

Whether a coder writes an event down shows not only in how the event itself is told: an editorial, a speech or a history
names the same deeds in other company than a report does. The model is a logistic regression over the different words of
an article that news writes small; each counts by its rarity among the articles, and all of a text have length one.
It is trained with the verifier, which hears it (`benchmarks/training/verifier.py`); its card is `verifier.meta.yaml`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from math import sqrt
from typing import NamedTuple

_WORD = re.compile(r"[a-z]+")
#: What an editor puts in: "[Text]", "[as heard]".
_PUT_IN = re.compile(r"\[[^\]\n]*\]")
#: The odds, natural logarithm, of which the signs say whether those of an article are above.
EDGES = (-1.5, -0.8, -0.4, 0.0, 0.4, 0.8, 1.5)
BIAS = "<bias>"


class Weight(NamedTuple):
    """What a word says.

    Attributes:
        rarity: Logarithm of how many articles there are for one that has it.
        weight: What it adds to the odds, natural logarithm, in a text of length one.
    """

    rarity: float
    weight: float


def words_of(text: str) -> frozenset[str]:
    """The different words of a text, in small letters, without what an editor put in."""
    return frozenset(_WORD.findall(_PUT_IN.sub(" ", text).lower()))


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Weight]:
    with resources.files("pipeline.classify").joinpath("article_words.csv").open(encoding="utf-8") as lines:
        return {row["word"]: Weight(float(row["rarity"]), float(row["weight"])) for row in csv.DictReader(lines)}


def odds(words: Iterable[str], weights: Mapping[str, Weight]) -> float:
    """How likely words are those of a report of an incident: natural logarithm of the odds."""
    known = [weights[word] for word in sorted(words) if word in weights]  # sorted: sums in another order differ
    length = sqrt(sum(word.rarity**2 for word in known))
    return weights[BIAS].weight + sum(word.rarity * word.weight for word in known) / (length or 1.0)


def signs_of_odds(value: float) -> frozenset[str]:
    """Signs for the verifier: one for each edge that the odds lie above."""
    return frozenset(f"article>{edge}" for edge in EDGES if value > edge)


@lru_cache(maxsize=8)
def article_signs(text: str | None) -> frozenset[str]:
    """Signs of the words of a whole article; those of even odds where it is not at hand."""
    return signs_of_odds(0.0 if text is None else odds(words_of(text), _weights()))
