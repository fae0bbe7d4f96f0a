"""Which reports are one event: agglomeration by average agreement, a function of the set of reports.

What articles are about is joined first, and their other events after it, so that a side event never takes the place of
the story. Two clusters become one while the mean score over all their pairs is 0 or more, the best pair of clusters
first, ties by the smallest member. No cluster holds two events of one article. Whatever the order, batching or
repetition of the input, the outcome is the same. Clusters that were left apart stay as they are, whatever else comes or
goes, until something that agrees with one of their reports takes part in another cluster than before: what joined
within them did so in an order of its own. `pipeline/merge/reach.py` rests on that.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from pipeline.merge import blocks
from pipeline.merge.points import POINT, Score, mean
from pipeline.merge.reports import Report, may_be_one
from pipeline.merge.similarity import score

#: Points by the two coded_id, the smaller first.
Points = dict[tuple[str, str], int]

#: Mean score of two clusters that stay apart but are shown to a reviewer.
PROPOSAL = -2 * POINT


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one event.

    Attributes:
        members: Indexes into the reports, ascending.
        agreement: Mean score of each member with the others, in the same order; None when alone.
    """

    members: tuple[int, ...]
    agreement: tuple[Score | None, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two clusters that nearly became one.

    Attributes:
        one, other: Indexes into the clusters, the smaller first.
        score: Mean over all pairs of their reports.
    """

    one: int
    other: int
    score: Score


@dataclass(frozen=True, slots=True)
class Clustering:
    """What became of the reports.

    Attributes:
        clusters: Every report in exactly one, ordered by their smallest member.
        near: Pairs of clusters that nearly became one, sorted.
    """

    clusters: tuple[Cluster, ...]
    near: tuple[Near, ...]


def cluster(reports: Sequence[Report], settled: blocks.Settled = ()) -> Clustering:
    """Group reports into events.

    Args:
        reports: In the order of coded_id, each once.
        settled: The event that each report was in when it was last compared with all, None where it or its event is
            new or has changed; nothing where all are. Of two events that stay as they were it is not told whether they
            nearly became one.
    """
    known: Points = {}
    groups = groups_of(reports, known, settled)
    while opened := _opened(groups, settled):
        settled = [None if event in opened else event for event in settled]
        groups = groups_of(reports, known, settled)
    scored, pair_score = _scored(reports, known, settled)
    near = _near(groups, {pair: points for pair, points in scored.items() if points >= PROPOSAL}, reports, pair_score)
    return Clustering(tuple(grouped(group, reports) for group in groups), near)


def _opened(groups: Iterable[tuple[int, ...]], settled: blocks.Settled) -> set[str]:
    """The settled events that did not come out as they were."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, event in enumerate(settled):
        if event is not None:
            members[event].append(index)
    made = set(groups)
    return {event for event, indexes in members.items() if tuple(indexes) not in made}


def groups_of(reports: Sequence[Report], known: Points, settled: blocks.Settled) -> list[tuple[int, ...]]:
    """Members of every cluster, where nothing is new between the events that some reports are settled in.

    Args:
        reports: In the order of coded_id, each once.
        known: Points of pairs that were scored before; those that are scored now are added.
        settled: The event that each report is in, None where that is open. An event whose reports do not come out as
            one cluster is not settled; while all do, the clusters are those of `cluster`.
    """
    scored, pair_score = _scored(reports, known, settled)
    return _Agglomeration(reports, pair_score, (pair for pair, points in scored.items() if points >= 0)).run()


def _scored(
    reports: Sequence[Report], known: Points, settled: blocks.Settled = ()
) -> tuple[dict[tuple[int, int], int], Callable[[int, int], int]]:
    """The points of the pairs that are worth comparing, and of any pair."""

    def pair_score(one: int, other: int) -> int:
        return total(reports[one], reports[other], known)

    pairs = blocks.pairs(reports, settled)
    return {(a, b): pair_score(a, b) for a, b in pairs if may_be_one(reports[a], reports[b])}, pair_score


def total(one: Report, other: Report, known: Points) -> int:
    """The score of a pair, worked out once."""
    key = (one.coded_id, other.coded_id) if one.coded_id < other.coded_id else (other.coded_id, one.coded_id)
    if key not in known:
        known[key] = score(one, other).total
    return known[key]


class _Agglomeration:
    """Clusters in the making. A class because the heap, the neighbours and the sums change together."""

    def __init__(
        self,
        reports: Sequence[Report],
        pair_score: Callable[[int, int], int],
        strong: Iterable[tuple[int, int]],
    ) -> None:
        self._pair_score = pair_score
        self._members: dict[int, tuple[int, ...]] = {index: (index,) for index in range(len(reports))}
        self._articles: dict[int, frozenset[str]] = {
            index: frozenset((report.article_id,)) for index, report in enumerate(reports)
        }
        self._sums: dict[int, dict[int, int]] = defaultdict(dict)
        self._heap: list[tuple[float, int, int, int, int]] = []
        self._strong = sorted(strong)
        self._is_main = [report.is_main for report in reports]
        self._next_name = len(reports)  # a cluster that grows gets a new name: what stands in the heap of it is void

    def run(self) -> list[tuple[int, ...]]:
        """Members of every cluster, ascending, ordered by the smallest."""
        self._join_all([(one, other) for one, other in self._strong if self._is_main[one] and self._is_main[other]])
        self._join_all(self._strong)
        return sorted(tuple(sorted(members)) for members in self._members.values())

    def _join_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Join the clusters that hold such pairs of reports, the best first, until none is left to join."""
        name_of = {member: name for name, members in self._members.items() for member in members}
        for one, other in sorted({(name_of[one], name_of[other]) for one, other in pairs}):
            if one != other:
                self._sum(one, other)
                self._offer(one, other)
        while self._heap:
            *_, one, other = heapq.heappop(self._heap)
            if one in self._members and other in self._members:
                self._join(one, other)

    def _join(self, one: int, other: int) -> None:
        joined, self._next_name = self._next_name, self._next_name + 1
        neighbours = (self._sums[one].keys() | self._sums[other].keys()) & self._members.keys() - {one, other}
        for third in neighbours:
            total = self._sum(one, third) + self._sum(other, third)
            self._sums[joined][third] = self._sums[third][joined] = total
        self._members[joined] = self._members.pop(one) + self._members.pop(other)
        self._articles[joined] = self._articles.pop(one) | self._articles.pop(other)
        for third in neighbours:
            self._offer(joined, third)

    def _sum(self, one: int, other: int) -> int:
        """Scores of all pairs between two clusters, added up."""
        if other not in self._sums[one]:
            total = sum(self._pair_score(a, b) for a in self._members[one] for b in self._members[other])
            self._sums[one][other] = self._sums[other][one] = total
        return self._sums[one][other]

    def _offer(self, one: int, other: int) -> None:
        """Put a pair of clusters on the heap if they may become one."""
        if self._articles[one] & self._articles[other]:
            return
        mean = self._sums[one][other] / (len(self._members[one]) * len(self._members[other]))
        if mean >= 0:
            first, second = sorted((min(self._members[one]), min(self._members[other])))
            heapq.heappush(self._heap, (-mean, first, second, one, other))


def grouped(members: Sequence[int], reports: Sequence[Report]) -> Cluster:
    """A cluster of some reports, with their agreement."""
    ordered = tuple(sorted(members))
    with_others: dict[int, list[Score]] = {member: [] for member in ordered}
    for one, other in combinations(ordered, 2):
        agreed = score(reports[one], reports[other])
        with_others[one].append(agreed)
        with_others[other].append(agreed)
    return Cluster(ordered, tuple(mean(scores) if scores else None for scores in with_others.values()))


def _near(
    groups: Sequence[tuple[int, ...]],
    scored: Iterable[tuple[int, int]],
    reports: Sequence[Report],
    pair_score: Callable[[int, int], int],
) -> tuple[Near, ...]:
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    near = []
    for one, other in sorted({tuple(sorted((group_of[a], group_of[b]))) for a, b in scored}):
        articles = [{reports[member].article_id for member in groups[number]} for number in (one, other)]
        if one == other or articles[0] & articles[1]:
            continue
        pairs = list(product(groups[one], groups[other]))
        if sum(pair_score(a, b) for a, b in pairs) // len(pairs) >= PROPOSAL:
            near.append(Near(one, other, mean([score(reports[a], reports[b]) for a, b in pairs])))
    return tuple(near)
