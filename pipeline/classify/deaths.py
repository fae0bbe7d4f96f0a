"""The deaths of an event, by who died, with a number where the article says "several"."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.classify.actors import Cast
from pipeline.contract import derive
from pipeline.records import Candidate

#: Deaths coded for "several": 10 in battles and explosions of a country-year of high intensity, else 3 (codebook;
#: intensity.csv).
FEW, MANY = 3, 10
_UNCOUNTED = frozenset({"FATALITIES_UNKNOWN_PLURAL", "FATALITY_UPPER_BOUND_ONLY"})


@dataclass(frozen=True, slots=True)
class Deaths:
    """Persons who died in one event.

    Attributes:
        best, low, high: How many; 0 when none are reported.
        is_told: True when the article says how many, were it only "several"; else 0 means that it says nothing.
    """

    best: int
    low: int
    high: int
    is_told: bool


def deaths_of(candidate: Candidate, sub: str) -> Deaths:
    """The deaths of a candidate of sub-event `sub`."""
    is_plural = not _UNCOUNTED.isdisjoint(candidate.flags)
    several = unknown_plural(candidate, derive.event_type(sub)) if is_plural else 0
    return Deaths(
        best=(candidate.fatalities or 0) + several,
        low=(candidate.fatalities_low or 0) + several,
        high=(candidate.fatalities_high or 0) + several,
        is_told=candidate.fatalities is not None or is_plural,
    )


def unknown_plural(candidate: Candidate, event_type: str) -> int:
    """Deaths to code for "several" (3 or 10)."""
    year = candidate.event_date.year if candidate.event_date else None
    spans = _high_intensity().get(candidate.country or "", ())
    intense = year is not None and any(first <= year <= last for first, last in spans)
    return MANY if intense and event_type in ("Battles", "Explosions/Remote violence") else FEW


@lru_cache(maxsize=1)
def _high_intensity() -> dict[str, tuple[tuple[int, int], ...]]:
    out: dict[str, list[tuple[int, int]]] = {}
    with resources.files("pipeline.classify").joinpath("intensity.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.setdefault(row["country"], []).append((int(row["first_year"]), int(row["last_year"] or 9999)))
    return {country: tuple(spans) for country, spans in out.items()}


def by_column(candidate: Candidate, cast: Cast) -> tuple[int, int]:
    """Deaths of actor1 and of actor2: those of the sides, which change places with them."""
    ones, twos = candidate.fatalities_side1 or 0, candidate.fatalities_side2 or 0
    is_swapped = (
        cast.actor1 is not None
        and cast.actor1 in {s.name for s in candidate.side2}
        and cast.actor1 not in {s.name for s in candidate.side1}
    )
    return (twos, ones) if is_swapped else (ones, twos)
