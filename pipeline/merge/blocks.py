"""Which pairs of reports are worth comparing: those whose articles share rare words, or that name one day and area.

A pair is found by what the two reports hold and by nothing else, so that it does not matter what else was loaded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipeline.merge.similarity import Report

#: Terms of an article that it is looked up by, the heaviest first, and how many of them two articles must share.
#: On gun-violence news they find 99 % and 95 % of the pairs of one incident that came out in four months,
#: and twice as many look-up terms change nothing in the outcome.
LOOKUP_TERMS, SHARED_TERMS = 24, 2
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


def _by_words(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs whose articles share rare words and came out near each other."""
    of_article: dict[str, list[int]] = defaultdict(list)
    for index, report in enumerate(reports):
        of_article[report.article_id].append(index)
    articles = {article: reports[indexes[0]] for article, indexes in of_article.items()}
    postings: dict[str, list[str]] = defaultdict(list)
    for article, report in articles.items():
        for term in lookup_terms(report.terms):
            postings[term].append(article)
    for article, report in articles.items():
        shared: Counter[str] = Counter()
        for term in lookup_terms(report.terms):
            shared.update(postings[term])
        for other, count in shared.items():
            if other > article and count >= SHARED_TERMS and _out_together(report, articles[other]):
                for one in of_article[article]:
                    for two in of_article[other]:
                        yield min(one, two), max(one, two)


def lookup_terms(terms: Mapping[str, float]) -> list[str]:
    """The heaviest terms of an article; ties by the alphabet."""
    return sorted(terms, key=lambda term: (-terms[term], term))[:LOOKUP_TERMS]


def _out_together(one: Report, other: Report) -> bool:
    if one.published is None or other.published is None:
        return True
    return abs(one.published - other.published) <= PUBLICATION_DAYS


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
