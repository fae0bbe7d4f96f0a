"""Publishers: where outlets are at home and how far they reach."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.reference import countries

#: Scale of an outlet that is not in the table and whose name tells nothing: most outlets are national ones.
DEFAULT_SCALE = "National"
#: Scale when the article names no publisher.
UNKNOWN_SCALE = "Other"
_LOCAL_WORDS = frozenset(
    "local city county district province regional village town tribune courier gazette herald".split()
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet of `publishers.csv`.

    Attributes:
        home: Country, alpha-3; None for outlets without one.
        scale: Its reach (codes/source_scale.csv).
    """

    name: str
    home: str | None
    scale: str


@lru_cache(maxsize=1)
def _table() -> dict[str, Publisher]:
    out: dict[str, Publisher] = {}
    with resources.files("pipeline.reference").joinpath("publishers.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            publisher = Publisher(row["name"], row["home_iso3"] or None, row["scale"])
            for name in (row["name"], *row["aliases"].split("|")):
                if name:
                    out[name.lower()] = publisher
    return out


def home(publisher: str | None) -> str | None:
    """Home country of an outlet, alpha-3, from the table or its name ("Kenya Daily"); None when it is not known."""
    if not publisher:
        return None
    known = _table().get(publisher.strip().lower())
    return known.home if known is not None else countries.find_country(publisher)


def source_scale(publisher: str | None, country: str | None) -> str:
    """Reach of an outlet relative to the country of an event (coding rules 1.6).

    Args:
        publisher: Name of the outlet; None when the article names none.
        country: Country of the event, alpha-3, or None.

    Returns:
        One scale: International and Other stay what they are; a national outlet abroad is International; an outlet that
        is not in the table is National, or Subnational when its name says so.
    """
    if not publisher:
        return UNKNOWN_SCALE
    known = _table().get(publisher.strip().lower())
    if known is None:
        words = set(publisher.lower().split())
        origin = countries.find_country(publisher)
        if origin is not None and country is not None and origin != country:
            return "International"
        return "Subnational" if words & _LOCAL_WORDS else DEFAULT_SCALE
    if known.scale == "National" and country is not None and known.home is not None and known.home != country:
        return "International"
    return known.scale
