"""Regimes: who was in office when, which gives the years in the names of a state's forces."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from datetime import date
from functools import lru_cache
from importlib import resources

from pipeline.reference import countries

_TITLE = re.compile(r"(?:President|Prime Minister|Premier|Chancellor|General|Gen\.)", re.I)


@lru_cache(maxsize=1)
def _regimes() -> dict[str, tuple[tuple[date, ...], tuple[date | None, ...]]]:
    table: dict[str, list[tuple[date, date | None]]] = {}
    with resources.files(__package__).joinpath("leaders.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            table.setdefault(row["iso3"], []).append(
                (date.fromisoformat(row["from_date"]), date.fromisoformat(row["to_date"]) if row["to_date"] else None)
            )
    return {
        iso3: (tuple(a for a, _ in sorted(spans)), tuple(b for _, b in sorted(spans, key=lambda s: s[0])))
        for iso3, spans in table.items()
    }


@lru_cache(maxsize=1)
def _leaders() -> tuple[tuple[str, re.Pattern[str], str, date], ...]:
    """Leaders who held office once: name in small letters, pattern of title and name, country, first day."""
    out = []
    with resources.files(__package__).joinpath("leader_names.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pattern = rf"{_TITLE.pattern}\s+(?:\w+\s+)?{re.escape(row['name'])}\b"
            out.append(
                (row["name"].lower(), re.compile(pattern, re.I), row["iso3"], date.fromisoformat(row["from_date"]))
            )
    return tuple(out)


def regimes_named(text: str) -> dict[str, date]:
    """Country -> first day of the regime whose leader a text names with the title of the office, where it names one
    only.

    What stands in for the day of an event when the text has none: "President Joe Biden" fixes the regime, not the day.
    """
    if not _TITLE.search(text):
        return {}
    found: dict[str, set[date]] = {}
    lowered = text.lower()
    for name, pattern, iso3, start in _leaders():
        if name not in lowered:  # far cheaper than the pattern, and true of nearly all
            continue
        match = pattern.search(text)
        if match and not re.search(
            r"(?:former|ex-|late|then-?)\s*$", text[max(0, match.start() - 8) : match.start()], re.I
        ):
            found.setdefault(iso3, set()).add(start)
    return {iso3: next(iter(days)) for iso3, days in found.items() if len(days) == 1}


def regime_years(iso3: str, day: date | None) -> str:
    """Years of the regime in office on a day, as they stand in names: "(2021-2025)", "(2022-)"; "" when they are not
    known."""
    spans = _regimes().get(iso3)
    if spans is None or day is None:
        return ""
    position = bisect_right(spans[0], day) - 1
    if position < 0:
        return ""
    start, end = spans[0][position], spans[1][position]
    return f" ({start.year}-{end.year if end else ''})"


def state_actor(kind: str, iso3: str, day: date | None) -> str:
    """The name of a state's forces: "Military Forces of the United States (2021-2025)"."""
    return f"{kind} {countries.name_in_text(iso3)}{regime_years(iso3, day)}"
