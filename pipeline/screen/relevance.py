"""Is an article about conflict? Words of conflict (`language/conflict_words.txt`) and a small
linear model (`relevance.npz`).

The model is a logistic regression over hashed words and word pairs, trained by `benchmarks/training/relevance.py`; what
it was trained on and how well it does is in `relevance.meta.yaml`. The words of conflict count beside it with a fixed
weight, so that an article of a kind that the model has never seen is not refused as long as it talks of violence or
protest. Violence without a political side, such as a robbery, is relevant here: classify holds it back.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from math import exp, sqrt
from typing import Any
from zlib import crc32

import numpy as np

from pipeline.language.conflict_words import conflict_words_in, lower_words

#: Size of the table of weights.
BUCKETS = 1 << 17
#: Words from the start that are looked at: news says in its lead what it is about.
LOOKED_AT = 600
#: What one word of conflict adds to the log odds, and how many different ones are counted. Of 0, 0.5, 0.8 and 1.2
#: the last kept most reports from sources left out of the training, for the same share of ordinary news.
WORD_WEIGHT, MOST_WORDS = 1.2, 6
#: From this relevance an article is read; log odds of -2.5. See relevance.meta.yaml.
THRESHOLD = 0.076
#: A text of fewer words gives the model too little to go by; it is read from this relevance on (log odds of -4).
SHORT, SHORT_THRESHOLD = 60, 0.018


def words_of(text: str) -> list[str]:
    """The words of a text that are looked at, lower case."""
    return lower_words(text)[:LOOKED_AT]


def features(words: list[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Buckets of words and word pairs, (n,), each once, sorted."""
    found = {crc32(word.encode()) % BUCKETS for word in words}
    found |= {crc32(f"{a} {b}".encode()) % BUCKETS for a, b in zip(words, words[1:], strict=False)}
    return np.array(sorted(found), dtype=np.int64)


def conflict_words(words: list[str]) -> int:
    """How many different words and word pairs of conflict there are, at most MOST_WORDS."""
    return min(MOST_WORDS, len(conflict_words_in(words)))


def relevance(text: str) -> float:
    """How surely a text is about violence, protest or armed groups, 0..1; 0 for a text without words."""
    words = words_of(text)
    if not words:
        return 0.0
    weights, bias = _model()
    found = features(words)
    odds = float(weights[found].sum()) / sqrt(len(found)) + bias + WORD_WEIGHT * conflict_words(words)
    return round(squash(odds), 4)


def is_relevant(text: str, score: float) -> bool:
    """Whether an article of this relevance is read."""
    return score >= (SHORT_THRESHOLD if len(words_of(text)) < SHORT else THRESHOLD)


def squash(value: float) -> float:
    """The logistic function."""
    return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, value))))


@lru_cache(maxsize=1)
def _model() -> tuple[np.ndarray[Any, np.dtype[np.float64]], float]:
    with resources.files("pipeline.screen").joinpath("relevance.npz").open("rb") as file:
        data = np.load(file)
        return data["weights"].astype(np.float64), float(data["bias"])
