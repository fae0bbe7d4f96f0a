"""Is an article about conflict? A small linear model over hashed words and word pairs (`relevance.npz`, `relevance.meta.yaml`)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from math import exp, sqrt
from typing import Any
from zlib import crc32

import numpy as np

#: Size of the table of weights.
BUCKETS = 1 << 17
#: Words from the start that are looked at: news says in its lead what it is about, round-ups do not.
LOOKED_AT = 600
#: From this relevance an article is read. Chosen on the training half for recall; figures in relevance.meta.yaml.
THRESHOLD = 0.15
_WORD = re.compile(r"[a-z']+")


def features(text: str) -> np.ndarray:
    """Buckets of the words and word pairs of a text, (n,) int64, each once, sorted."""
    words = _WORD.findall(text.lower())[:LOOKED_AT]
    found = {crc32(word.encode()) % BUCKETS for word in words}
    found |= {crc32(f"{a} {b}".encode()) % BUCKETS for a, b in zip(words, words[1:], strict=False)}
    return np.array(sorted(found), dtype=np.int64)


def squash(value: float) -> float:
    """The logistic function."""
    return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, value))))


@lru_cache(maxsize=1)
def _model() -> tuple[Any, float]:
    with resources.files("pipeline.screen").joinpath("relevance.npz").open("rb") as file:
        data = np.load(file)
        return data["weights"].astype(np.float64), float(data["bias"])


def relevance(text: str) -> float:
    """How surely a text is about violence, protest or armed groups, 0..1; 0 for a text without words."""
    found = features(text)
    if not len(found):
        return 0.0
    weights, bias = _model()
    return round(squash(float(weights[found].sum()) / sqrt(len(found)) + bias), 4)
