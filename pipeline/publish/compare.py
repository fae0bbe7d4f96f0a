"""Our events against another coder's: which are the same, which only one of the two has, and how well they agree.

Two events may be the same when they lie at most `Limits.days` and `Limits.km` apart and their types do not exclude each
other. Each event has at most one partner; of all ways to pair them the one with the highest total agreement is taken.
Only events in the days and countries that both files cover are compared; how many lie outside is told.

The other file is CSV in the shape of an ACLED export or of UCDP GED (`pipeline.publish.incidents`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.contract import derive
from pipeline.publish.incidents import Incident, of_file, of_release, without_brackets
from pipeline.reference.distances import kilometres

#: What a day, a distance, a type and the actors of two events count for in their agreement; together 1.
DAY, DISTANCE, TYPE, ACTORS = 0.3, 0.3, 0.2, 0.2
#: Agreement of type where the two have different but compatible ones.
OTHER_TYPE = 0.3
_WORD = re.compile(r"\w{3,}")
_STRATEGIC = "Strategic developments"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far apart two events may be.

    Attributes:
        days: Days between them; 0 is the same day.
        km: Kilometres between their points.
    """

    days: int = 2
    km: float = 50.0

    def __str__(self) -> str:
        return f"at most {self.days} days and {self.km:g} km apart"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events that are taken for the same.

    Attributes:
        ours, theirs: The events.
        agreement: 0 to 1.
        days: Days between them.
        km: Kilometres between them.
    """

    ours: Incident
    theirs: Incident
    agreement: float
    days: int
    km: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing.

    Attributes:
        shape: One of `incidents.SHAPES`.
        limits: How far apart two events might be.
        matched: The pairs, by our id.
        only_ours, only_theirs: Events without a partner.
        outside_ours, outside_theirs: Events outside the days and countries that both cover.
        unusable: Rows of the other file that could not be used, with the reason.
    """

    shape: str
    limits: Limits
    matched: tuple[Pair, ...]
    only_ours: tuple[Incident, ...]
    only_theirs: tuple[Incident, ...]
    outside_ours: int
    outside_theirs: int
    unusable: tuple[str, ...]

    def figures(self) -> dict[str, float | int | None]:
        """The figures, by name; None where nothing was there to measure. Shares are 0 to 1."""
        ours, theirs = len(self.matched) + len(self.only_ours), len(self.matched) + len(self.only_theirs)
        pairs = self.matched
        deaths = [(pair.ours.deaths, pair.theirs.deaths) for pair in pairs]
        return {
            "matched": len(pairs),
            "only_ours": len(self.only_ours),
            "only_theirs": len(self.only_theirs),
            "share_of_ours_matched": _share(len(pairs), ours),
            "share_of_theirs_matched": _share(len(pairs), theirs),
            "type_kappa": kappa([kinds for kinds, count in self.types() for _ in range(count)]),
            "same_day": _share(sum(pair.days == 0 for pair in pairs), len(pairs)),
            "median_km": round(median(pair.km for pair in pairs), 1) if pairs else None,
            "deaths_same": _share(sum(one == other for one, other in deaths), len(pairs)),
            "deaths_mean_difference": _mean([abs(one - other) for one, other in deaths]),
            "deaths_ours": sum(one for one, _ in deaths),
            "deaths_theirs": sum(other for _, other in deaths),
        }

    def types(self) -> list[tuple[tuple[str, str], int]]:
        """How many pairs have each two types, ours first; the most frequent first, those without a type left out."""
        counts = Counter((p.ours.kind, p.theirs.kind) for p in self.matched if p.ours.kind and p.theirs.kind)
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def compare(release: Path, theirs: Path, limits: Limits = Limits()) -> Comparison:
    """Compare the events of a release with a file.

    Raises:
        SettingError: If the file cannot be used.
    """
    other, shape, unusable = of_file(theirs)
    own = of_release(release, shape)
    inside_own, inside_other = _common(own, other)
    pairs = _assigned(inside_own, inside_other, limits)
    taken = {pair.ours.id for pair in pairs}, {pair.theirs.id for pair in pairs}
    return Comparison(
        shape=shape,
        limits=limits,
        matched=tuple(sorted(pairs, key=lambda pair: pair.ours.id)),
        only_ours=tuple(one for one in inside_own if one.id not in taken[0]),
        only_theirs=tuple(one for one in inside_other if one.id not in taken[1]),
        outside_ours=len(own) - len(inside_own),
        outside_theirs=len(other) - len(inside_other),
        unusable=tuple(unusable),
    )


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    """Cohen's kappa of two codings; None without pairs, 1 when both give one and the same value throughout."""
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    counts = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(counts[0][value] * counts[1][value] for value in counts[0]) / len(pairs) ** 2
    return 1.0 if chance == 1 else round((agreed - chance) / (1 - chance), 4)


def _common(ours: Sequence[Incident], theirs: Sequence[Incident]) -> tuple[list[Incident], list[Incident]]:
    """The events in the days and countries that both cover."""
    countries = {one.country for one in ours} & {one.country for one in theirs}
    if not countries:
        return [], []
    first = max(min(one.first for one in ours), min(one.first for one in theirs))
    last = min(max(one.last for one in ours), max(one.last for one in theirs))

    def inside(one: Incident) -> bool:
        return one.country in countries and one.last >= first and one.first <= last

    return [one for one in ours if inside(one)], [one for one in theirs if inside(one)]


def _assigned(ours: Sequence[Incident], theirs: Sequence[Incident], limits: Limits) -> list[Pair]:
    """The pairs of the best one-to-one assignment, found in each connected part of the possible pairs."""
    possible = {(pair.ours.id, pair.theirs.id): pair for pair in _possible(ours, theirs, limits)}
    part_of: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while part_of.setdefault(node, node) != node:
            part_of[node] = part_of[part_of[node]]
            node = part_of[node]
        return node

    for one, other in possible:
        part_of[root(("theirs", other))] = root(("ours", one))
    parts: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for (one, _), pair in possible.items():
        parts[root(("ours", one))].append(pair)
    return [pair for part in parts.values() for pair in _best(part)]


def _best(part: Sequence[Pair]) -> Iterator[Pair]:
    if len(part) == 1:
        yield part[0]
        return
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows = {name: n for n, name in enumerate(sorted({pair.ours.id for pair in part}))}
    columns = {name: n for n, name in enumerate(sorted({pair.theirs.id for pair in part}))}
    weights = np.zeros((len(rows), len(columns)))
    found = {}
    for pair in part:
        place = rows[pair.ours.id], columns[pair.theirs.id]
        weights[place] = pair.agreement
        found[place] = pair
    for place in zip(*(axis.tolist() for axis in linear_sum_assignment(weights, maximize=True)), strict=True):
        if place in found:  # a place without a pair only fills the square
            yield found[place]


def _possible(ours: Sequence[Incident], theirs: Sequence[Incident], limits: Limits) -> Iterator[Pair]:
    by_day: dict[int, list[Incident]] = defaultdict(list)
    for other in theirs:
        for day in range(other.first.toordinal(), min(other.last.toordinal(), other.first.toordinal() + 366) + 1):
            by_day[day].append(other)
    for one in ours:
        near: dict[str, Incident] = {}
        for day in range(one.first.toordinal() - limits.days, one.last.toordinal() + limits.days + 1):
            near.update((other.id, other) for other in by_day.get(day, ()))
        for other in near.values():
            pair = _pair(one, other, limits)
            if pair is not None:
                yield pair


def _pair(one: Incident, other: Incident, limits: Limits) -> Pair | None:
    days = max(0, (max(one.first, other.first) - min(one.last, other.last)).days)
    km = kilometres(*one.point, *other.point)
    if days > limits.days or km > limits.km or _excluded(one.kind, other.kind):
        return None
    kinds = 1.0 if one.kind == other.kind else OTHER_TYPE
    agreement = (
        DAY * (1 - days / (limits.days + 1))
        + DISTANCE * (1 - km / (limits.km + 1))
        + TYPE * kinds
        + ACTORS * _actors(one.actors, other.actors)
    )
    return Pair(one, other, round(agreement, 4), days, round(km, 1))


def _excluded(one: str | None, other: str | None) -> bool:
    """Whether two types cannot be of one event: a demonstration and an attack, a treaty and a battle."""
    if one is None or other is None:
        return False
    return (one in derive.CROWD_TYPES) != (other in derive.CROWD_TYPES) or (one == _STRATEGIC) != (other == _STRATEGIC)


def _actors(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of the shorter list of names that the other has too, without years and places in brackets."""
    words = [
        {word for name in names for word in _WORD.findall(without_brackets(name).lower())} for names in (one, other)
    ]
    less = min(map(len, words))
    return len(words[0] & words[1]) / less if less else 0.0


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
