"""Points of evidence that two reports tell one event, and what they were given for.

At 0 and above a pair counts as one event. The points are weights of evidence in the sense of Fellegi and Sunter (1969):
about one point for each factor e by which an agreement is likelier in two reports of one event than in two reports of
different ones. A value that one of the two does not have says nothing: 0 points. Points are whole thousandths, so that
sums do not depend on the order of adding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

#: One point.
POINT = 1000
#: The column of event_members and merge_proposals for each part of a score.
COLUMNS = {
    "text": "text_points",
    "names": "name_points",
    "day": "day_points",
    "place": "place_points",
    "type": "type_points",
    "actors": "actor_points",
    "persons": "person_points",
    "deaths": "death_points",
    "standing": "standing_points",
}


@dataclass(frozen=True, slots=True)
class Score:
    """Points for a pair, in thousandths, and for what they were given."""

    text: int
    names: int
    day: int
    place: int
    type: int
    actors: int
    persons: int
    deaths: int
    standing: int

    @property
    def total(self) -> int:
        """All parts together: at 0 and above the two tell one event."""
        sides = self.actors + self.persons + self.deaths + self.standing
        return self.text + self.names + self.day + self.place + self.type + sides

    def columns(self) -> dict[str, int]:
        """The parts by the columns they stand in."""
        return {column: getattr(self, part) for part, column in COLUMNS.items()}


def mean(scores: Sequence[Score]) -> Score:
    """The mean of each part of some scores, at least one, rounded down to a thousandth."""
    parts = {part.name: sum(getattr(one, part.name) for one in scores) // len(scores) for part in fields(Score)}
    return Score(**parts)


def thousandths(value: float) -> int:
    """Points as a score holds them."""
    return round(value * POINT)


def line(points: tuple[tuple[float, float], ...], x: float) -> float:
    """The height at `x` of straight lines between points; that of the last point beyond it."""
    for (left, low), (right, high) in pairwise(points):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return points[-1][1]


def step(steps: tuple[tuple[float, float], ...], value: float) -> float:
    """The points of the first step that `value` does not pass."""
    return next(points for limit, points in steps if value <= limit)
