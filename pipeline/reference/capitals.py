"""Towns that are, or were, meant by the capital of a country, where the gazetteer has another as its seat."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib import resources


@cache
def _towns() -> dict[str, tuple[str, date | None]]:
    text = resources.files("pipeline.reference").joinpath("capitals.csv").read_text(encoding="utf-8")
    return {
        row["iso3"]: (row["town"], date.fromisoformat(row["last_day"]) if row["last_day"] else None)
        for row in csv.DictReader(text.splitlines())
    }


def other_capital(iso3: str, day: date | None) -> str | None:
    """The town that was meant by the capital of a country (alpha-3) on a day, where the gazetteer has another.

    Of an unknown day only one that still is. `capitals.csv` has them, its card their sources.
    """
    town, last_day = _towns().get(iso3, (None, None))
    if town is None or (last_day is not None and (day is None or day > last_day)):
        return None
    return town
