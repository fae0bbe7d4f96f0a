"""Which pairs of reports are worth comparing: those whose articles share rare words, or that name one day and area.

A pair is found by what the two reports hold and by nothing else, so that it does not matter what else was loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from pipeline.merge.similarity import Report

#: Terms of an article that it is looked up by, the heaviest first.
LOOKUP_TERMS = 24
#: Cosine that the look-up terms alone must come to. On gun-violence news, 2013-2017, this finds 99 % and 95 % of the
#: pairs of one incident that came out in four months, and finding all changes the outcome by less than 0.1 points of
#: B3 F1.
LOOKUP_COSINE = 0.05
#: The same where both days are exactly known and not the same: without much in common in words, such a pair cannot
#: score 0.
OTHER_DAY_COSINE = 0.1
#: The same for the main events of two articles, whatever their countries and days: one may have been misread.
STORY_COSINE = 0.08
#: Days between two publications, at most.
PUBLICATION_DAYS = 120
#: Days between two events that are compared for their place and day alone; one more than sources differ by.
EVENT_DAYS = 2


def pairs(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes into `reports`, smaller one first, each once and sorted.

    Args:
        reports: What is compared, in the order of coded_id.
    """
    found = set(_by_words(reports))
    found.update(_by_day_and_area(reports))
    yield from sorted(found)


def lookup_terms(terms: Mapping[str, float]) -> list[str]:
    """The heaviest terms of an article, in alphabetical order; ties for the last place by the alphabet."""
    return sorted(sorted(terms, key=lambda term: (-terms[term], term))[:LOOKUP_TERMS])


def _by_words(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs whose articles share rare words, came out near each other and name no two different countries."""
    of_article: dict[str, list[int]] = defaultdict(list)
    for index, report in enumerate(reports):
        of_article[report.article_id].append(index)
    # In the order of publication, so that what came out near an article stands near it. The undated come first.
    articles = sorted(of_article, key=lambda name: (reports[of_article[name][0]].published or 0, name))
    shown = [reports[of_article[name][0]] for name in articles]
    days = np.array([report.published or 0 for report in shown], dtype=np.int64)
    undated = int(np.searchsorted(days, 1))
    known = _Index([lookup_terms(report.terms) for report in shown], [report.terms for report in shown])
    for number, name in enumerate(articles):
        last = np.searchsorted(days, days[number] + PUBLICATION_DAYS, side="right") if number >= undated else len(days)
        for other, cosine in known.like(number, int(last)):
            for one in of_article[name]:
                for two in of_article[articles[other]]:
                    if _is_worth_it(reports[one], reports[two], cosine):
                        yield min(one, two), max(one, two)


class _Index:
    """Which articles hold a term, and with which weight. A class because it holds what it has built."""

    def __init__(self, lookups: Sequence[Sequence[str]], weights: Sequence[Mapping[str, float]]) -> None:
        self._lookups, self._weights = lookups, weights
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, terms in enumerate(lookups):
            for term in terms:
                numbers[term].append(number)
        self._numbers = {term: np.array(found, dtype=np.int64) for term, found in numbers.items()}
        self._held = {term: np.array([weights[number][term] for number in found]) for term, found in numbers.items()}

    def like(self, number: int, last: int) -> list[tuple[int, float]]:
        """Articles after `number` and before `last` that share look-up terms with it, ascending, and their cosines."""
        found, points = [], []
        for term in self._lookups[number]:
            numbers = self._numbers[term]
            start, end = np.searchsorted(numbers, (number + 1, last))
            if start < end:
                found.append(numbers[start:end])
                points.append(self._held[term][start:end] * self._weights[number][term])
        if not found:
            return []
        candidates, place = np.unique(np.concatenate(found), return_inverse=True)
        cosines = np.bincount(place, weights=np.concatenate(points))
        enough = cosines >= LOOKUP_COSINE
        return list(zip(candidates[enough].tolist(), cosines[enough].tolist(), strict=True))


def _is_worth_it(one: Report, other: Report, cosine: float) -> bool:
    if one.is_main and other.is_main:
        return cosine >= STORY_COSINE
    if one.country != other.country and one.country is not None and other.country is not None:
        return False
    if not one.is_day_exact or not other.is_day_exact or one.first_day == other.first_day:
        return True
    return cosine >= OTHER_DAY_COSINE


def _by_day_and_area(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs of exactly dated reports of one first-order division, a few days apart at most."""
    blocks: dict[tuple[str, str | None], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, report in enumerate(reports):
        if report.country is not None and report.first_day is not None and report.first_day == report.last_day:
            blocks[report.country, report.admin1][report.first_day].append(index)
    for days in blocks.values():
        for day, indexes in days.items():
            yield from combinations(indexes, 2)
            for later in range(day + 1, day + 1 + EVENT_DAYS):
                for one in indexes:
                    for two in days.get(later, ()):
                        yield min(one, two), max(one, two)
