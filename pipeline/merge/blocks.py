"""Which pairs of reports are worth comparing: those whose articles share rare words or a name, or that name one day and
area.

A pair is found by what the two reports hold and by nothing else, so that it does not matter what else was loaded; and
the two lie near each other in time, so that what there is to compare does not grow with the length of the dataset. A
report that neither says when it came out nor when its event was is looked up by nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from typing import Any

import numpy as np

from pipeline.merge.reports import Report

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
#: Days between two publications, at most; where one is not known, the day of the event stands for it.
PUBLICATION_DAYS = 120
#: The same for the main events of two articles that share a name: a trial comes months after the attack. On the same
#: news B3 F1 is 92.3 without, 95.4 and 93.2 (two parts) with a year, 95.7 and 93.6 with two years or three.
NAME_DAYS = 730
#: Days between two events that are compared for their place and day alone; one more than sources differ by.
EVENT_DAYS = 2

#: Weights are whole ten-thousandths, so that sums do not depend on the order of adding.
WEIGHT_UNIT = 10_000

#: The event that each report stays in, None where that is open.
Settled = Sequence[str | None]
Integers = np.ndarray[Any, np.dtype[np.int64]]


def pairs(reports: Sequence[Report], settled: Settled = ()) -> Iterator[tuple[int, int]]:
    """Pairs of indexes into `reports`, smaller one first, each once and sorted.

    Args:
        reports: What is compared, in the order of coded_id.
        settled: The event that each report stays in, None where that is open; nothing where all is open. Pairs of two
            such events are left out.
    """
    is_open = [index for index in range(len(reports)) if not settled or settled[index] is None]
    found = set(_by_words(reports, is_open))
    found.update(_by_names(reports, settled))
    found.update(_by_day_and_area(reports, settled))
    if settled:
        found.update(_within(reports, settled))
    yield from sorted(found)


def is_pair(one: Report, other: Report) -> bool:
    """Are two reports a pair that is worth comparing?"""
    names = set(one.names) & set(other.names) if None not in (one.looked_up_on, other.looked_up_on) else set()
    if names and abs((one.looked_up_on or 0) - (other.looked_up_on or 0)) <= NAME_DAYS:
        return True
    days = single_day(one), single_day(other)
    if days[0] is not None and days[1] is not None and abs(days[0] - days[1]) <= EVENT_DAYS:
        if (one.country, one.admin1) == (other.country, other.admin1):
            return True
    return _is_pair_by_words(one, other)


def _is_pair_by_words(one: Report, other: Report) -> bool:
    if one.looked_up_on is None or other.looked_up_on is None or not one.terms or not other.terms:
        return False
    if abs(one.looked_up_on - other.looked_up_on) > PUBLICATION_DAYS:
        return False
    own, theirs = (dict(zip(*lookup_words(report.terms), strict=True)) for report in (one, other))
    cosine, unit = sum(weight * theirs.get(word, 0) for word, weight in own.items()), WEIGHT_UNIT**2
    if cosine < LOOKUP_COSINE * unit:
        return False
    if one.is_main and other.is_main:
        return cosine >= STORY_COSINE * unit
    if one.country and other.country and one.country != other.country:
        return False
    first, second = exact_day(one), exact_day(other)
    return not first or not second or first == second or cosine >= OTHER_DAY_COSINE * unit


def _within(reports: Sequence[Report], settled: Settled) -> Iterator[tuple[int, int]]:
    """Pairs within the settled events."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(settled):
        if event is not None:
            members[event].append(index)
    for indexes in members.values():
        yield from ((a, b) for a, b in combinations(indexes, 2) if is_pair(reports[a], reports[b]))


def _are_apart(one: int, other: int, settled: Settled) -> bool:
    """Do two reports stay in the events that they are in?"""
    return bool(settled) and settled[one] is not None and settled[other] is not None


def lookup_words(terms: Mapping[str, float]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hashes of the heaviest terms of an article, ascending, and their weights; ties for the last by the alphabet."""
    heaviest = sorted(terms, key=lambda term: (-terms[term], term))[:LOOKUP_TERMS]
    words = sorted((_hash(term), round(terms[term] * WEIGHT_UNIT)) for term in heaviest)
    return tuple(word for word, _ in words), tuple(weight for _, weight in words)


def name_hashes(report: Report) -> tuple[int, ...]:
    """Hashes of the names by which a report is looked up, ascending; none for one that is looked up on no day."""
    return tuple(sorted(map(_hash, report.names))) if report.looked_up_on is not None else ()


@lru_cache(maxsize=1 << 18)
def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little", signed=True)


def exact_day(report: Report) -> int | None:
    """The day of its event, where it is exactly known."""
    return report.first_day if report.is_day_exact else None


def single_day(report: Report) -> int | None:
    """The one day of an event that is looked up by day and area; None for one that is not."""
    is_one = report.country is not None and report.first_day == report.last_day
    return report.first_day if is_one else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a report decides whether it is compared with one that shares words.

    Attributes:
        is_main: Whether it is what its article is about.
        country: Where it places its event.
        exact_day: As `exact_day` gives it.
    """

    is_main: bool
    country: str | None
    exact_day: int | None


def asked(report: Report) -> Asked:
    """What of a report decides whether it is compared."""
    return Asked(report.is_main, report.country, exact_day(report))


@dataclass(frozen=True, slots=True)
class Lookup:
    """Reports as columns, to be looked up by words. Reports of one article and day share their words.

    Attributes:
        texts: (reports,) the text of each: an index into `days`, ascending.
        is_main: (reports,) whether it is what its article is about.
        countries: (reports,) objects: names, empty where there is none.
        exact_days: (reports,) 0 where there is none.
        days: (texts,) the day that each is looked up on.
        owners: (words,) the text that each word stands in.
        hashes, weights: (words,) as `lookup_words` gives them.
    """

    texts: Integers
    is_main: np.ndarray[Any, np.dtype[np.bool_]]
    countries: np.ndarray[Any, np.dtype[np.object_]]
    exact_days: Integers
    days: Integers
    owners: Integers
    hashes: Integers
    weights: Integers


class Words:
    """Reports by the words that they are looked up by. A class because it holds what it has built."""

    def __init__(self, known: Lookup) -> None:
        self._known = known
        self._order = np.argsort(known.days, kind="stable")
        self._days = known.days[self._order]
        place = np.empty(len(self._days), np.int64)
        place[self._order] = np.arange(len(place))
        owners = place[known.owners]
        by_word = np.lexsort((owners, known.hashes))
        self._hashes, self._owners, self._weights = known.hashes[by_word], owners[by_word], known.weights[by_word]
        self._first = np.searchsorted(known.texts, np.arange(len(place)))
        self._last = np.searchsorted(known.texts, np.arange(len(place)), side="right")

    def like(
        self, words: tuple[Sequence[int], Sequence[int]], day: int, reports: Sequence[Asked]
    ) -> Iterator[tuple[int, int]]:
        """What the reports of a text are compared with, by its words.

        Args:
            words: As `lookup_words` gives them.
            day: The day that the text is looked up on.
            reports: Its reports.

        Yields:
            An index into `reports`, and one into the reports that are known; those of the text itself among them.
        """
        texts, cosines = self._texts(np.array(words[0], np.int64), words[1], day)
        if not len(texts):
            return
        counts = self._last[texts] - self._first[texts]
        cosines = np.repeat(cosines, counts)
        starts = np.repeat(self._first[texts] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        others = starts + np.arange(len(starts))
        for index, one in enumerate(reports):
            yield from ((index, other) for other in others[self._is_worth_it(one, others, cosines)].tolist())

    def _texts(self, hashes: Integers, weights: Sequence[int], day: int) -> tuple[Integers, Integers]:
        """Texts of about a day that share enough words, and their cosines in units of `WEIGHT_UNIT` squared."""
        first, last = np.searchsorted(self._days, (day - PUBLICATION_DAYS, day + PUBLICATION_DAYS + 1))
        starts = np.searchsorted(self._hashes, hashes, side="left").tolist()
        ends = np.searchsorted(self._hashes, hashes, side="right").tolist()
        found, points = [], []
        for start, end, weight in zip(starts, ends, weights, strict=True):
            if start < end:
                owners = self._owners[start:end]
                low, high = np.searchsorted(owners, (first, last))
                found.append(owners[low:high])
                points.append(self._weights[start + low : start + high] * weight)
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        candidates, position = np.unique(np.concatenate(found), return_inverse=True)
        cosines = np.bincount(position, weights=np.concatenate(points)).astype(np.int64)  # exact below 2**53
        enough = cosines >= LOOKUP_COSINE * WEIGHT_UNIT**2
        return self._order[candidates[enough]], cosines[enough]

    def _is_worth_it(self, one: Asked, others: Integers, cosines: Integers) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether a report is compared with each of some others, whose texts have these cosines with its own."""
        unit = WEIGHT_UNIT**2
        found = np.ones(len(others), np.bool_)
        if one.country is not None:
            countries = self._known.countries[others]
            found &= (countries == one.country) | (countries == "")
        if one.exact_day is not None:
            days = self._known.exact_days[others]
            found &= (days == 0) | (days == one.exact_day) | (cosines >= OTHER_DAY_COSINE * unit)
        if one.is_main:
            found = np.where(self._known.is_main[others], cosines >= STORY_COSINE * unit, found)
        return found


def _by_words(reports: Sequence[Report], asking_for: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pairs of some reports with all whose articles share rare words, came out near each other and name no two
    different countries."""
    wanted = frozenset(asking_for)
    texts: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, report in enumerate(reports):
        if report.looked_up_on is not None and report.terms:
            texts[report.article_id, report.looked_up_on].append(index)
    members = list(texts.values())
    words = [lookup_words(reports[indexes[0]].terms) for indexes in members]
    asking = [[asked(reports[index]) for index in indexes] for indexes in members]
    known = Words(lookup(words, [day for _, day in texts], asking))
    places = [index for indexes in members for index in indexes]
    for (_, day), indexes, own in zip(texts, members, words, strict=True):
        given = [index for index in indexes if index in wanted]
        for one, other in known.like(own, day, [asked(reports[index]) for index in given]) if given else ():
            if given[one] != places[other]:
                yield min(given[one], places[other]), max(given[one], places[other])


def _by_names(reports: Sequence[Report], settled: Settled) -> Iterator[tuple[int, int]]:
    """Pairs of main events whose articles share a name and came out within two years."""
    told: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, report in enumerate(reports):
        for name in name_hashes(report):
            told[name].append((report.looked_up_on or 0, index))
    for ones in told.values():
        ones.sort()
        first = 0
        for last, (day, index) in enumerate(ones):
            while day - ones[first][0] > NAME_DAYS:
                first += 1
            for _, other in ones[first:last]:
                if not _are_apart(index, other, settled):
                    yield min(index, other), max(index, other)


def lookup(
    words: Sequence[tuple[Sequence[int], Sequence[int]]], days: Sequence[int], reports: Sequence[Sequence[Asked]]
) -> Lookup:
    """Texts as columns, from the words, the day and the reports of each."""
    told = [one for asking in reports for one in asking]
    countries = np.empty(len(told), np.object_)
    countries[:] = [one.country or "" for one in told]
    return Lookup(
        texts=np.repeat(np.arange(len(reports)), [len(asking) for asking in reports]),
        is_main=np.array([one.is_main for one in told], np.bool_),
        countries=countries,
        exact_days=np.array([one.exact_day or 0 for one in told], np.int64),
        days=np.array(days, np.int64),
        owners=np.repeat(np.arange(len(words)), [len(hashes) for hashes, _ in words]),
        hashes=np.array([value for hashes, _ in words for value in hashes], np.int64),
        weights=np.array([value for _, weights in words for value in weights], np.int64),
    )


def _by_day_and_area(reports: Sequence[Report], settled: Settled) -> Iterator[tuple[int, int]]:
    """Pairs of exactly dated reports of one first-order division, a few days apart at most."""
    blocks: dict[tuple[str | None, str | None], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, report in enumerate(reports):
        day = single_day(report)
        if day is not None:
            blocks[report.country, report.admin1][day].append(index)
    for days in blocks.values():
        for day, indexes in days.items():
            yield from ((one, two) for one, two in combinations(indexes, 2) if not _are_apart(one, two, settled))
            for later in range(day + 1, day + 1 + EVENT_DAYS):
                for one in indexes:
                    for two in days.get(later, ()):
                        if not _are_apart(one, two, settled):
                            yield min(one, two), max(one, two)
