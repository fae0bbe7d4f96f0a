"""Fit the model of `pipeline/classify/article_words.py`, for `verifier.py`: does an article tell of an incident?

An article is told when a coder wrote an incident down that it tells. Words count only where news writes them small, and
in so many articles: a name must not decide whether something happened. Logistic regression with a quadratic penalty,
solved in the dual by Newton's method in a fixed number of steps.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from pipeline.classify.article_words import BIAS, Weight

#: Chosen by cross-validation on the training part of muc4; a third or three times as much differ by less than 0.002 in
#: the area under the verifier's curve, as do 4 articles instead of 10.
PENALTY = 0.1
MIN_ARTICLES = 10
NEWTON_STEPS = 12
FOLDS = 5
SMALL_WORDS = Path("pipeline/extract/patterns/small_words.txt")


@dataclass(frozen=True)
class Article:
    """An article: its id, told (1) or not (0) or its set does not say (None), what it weighs, its words."""

    identity: str
    told: int | None
    weight: float
    words: frozenset[str]


def _rows(articles: Sequence[Article]) -> tuple[list[str], Any, Any]:
    """Words that are weighed, sorted; their rarity; (n_articles, n_words) rows of length one."""
    small = frozenset(SMALL_WORDS.read_text("utf-8").split())
    seen = Counter(word for article in articles for word in article.words & small)
    names = sorted(word for word, times in seen.items() if times >= MIN_ARTICLES)
    rarity = np.array([round(log(len(articles) / seen[name]), 3) for name in names])
    column = {name: index for index, name in enumerate(names)}
    rows = np.zeros((len(articles), len(names)))
    for index, article in enumerate(articles):
        here = [column[word] for word in article.words if word in column]
        rows[index, here] = rarity[here]
    return names, rarity, rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _solve(kernel: Any, told: Any, weight: Any) -> tuple[Any, float]:
    """Coefficients of the articles, and the bias."""
    alpha, bias = np.zeros(len(told)), 0.0
    for _ in range(NEWTON_STEPS):
        value = kernel @ alpha + bias
        guess = 1 / (1 + np.exp(-np.clip(value, -30, 30)))
        curve = np.maximum(weight * guess * (1 - guess), 1e-6)
        target = value + weight * (told - guess) / curve
        both = np.linalg.solve(kernel + np.diag(PENALTY / curve), np.stack([target, np.ones(len(told))], 1))
        bias = float(both[:, 0].sum() / both[:, 1].sum())
        alpha = both[:, 0] - bias * both[:, 1]
    return alpha, bias


def crossed(articles: Sequence[Article]) -> list[float]:
    """The odds of each article by a model that has not seen it (natural logarithm)."""
    _, _, rows = _rows(articles)
    kernel = rows @ rows.T
    is_known = np.array([article.told is not None for article in articles])
    told = np.array([article.told or 0 for article in articles], dtype=float)
    weight = np.array([article.weight for article in articles])
    fold = np.array([crc32(article.identity.encode()) % FOLDS for article in articles])
    out = np.zeros(len(articles))
    for k in range(FOLDS):
        train, test = np.flatnonzero((fold != k) & is_known), np.flatnonzero(fold == k)
        alpha, bias = _solve(kernel[np.ix_(train, train)], told[train], weight[train])
        out[test] = kernel[np.ix_(test, train)] @ alpha + bias
    return [float(value) for value in out]


def fit(articles: Sequence[Article]) -> dict[str, Weight]:
    """The weight of each word, and the bias."""
    articles = [article for article in articles if article.told is not None]
    names, rarity, rows = _rows(articles)
    told = np.array([article.told for article in articles], dtype=float)
    alpha, bias = _solve(rows @ rows.T, told, np.array([article.weight for article in articles]))
    found = {name: Weight(float(r), float(w)) for name, r, w in zip(names, rarity, rows.T @ alpha, strict=True)}
    return {BIAS: Weight(0.0, bias), **found}


def write(weights: Mapping[str, Weight], path: Path) -> None:
    """Write what `pipeline/classify/article_words.py` reads. A word of no weight still counts in the length."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("word", "rarity", "weight"))
        writer.writerows((word, one.rarity, round(one.weight, 3)) for word, one in sorted(weights.items()))
