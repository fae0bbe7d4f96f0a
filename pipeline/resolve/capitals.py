"""The towns from which countries are run, of a day or of any."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.reference import gazetteer
from pipeline.reference.capitals import other_capital
from pipeline.reference.distances import kilometres
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.resolve.place_candidates import country_name
from pipeline.resolve.place_scene import KNOWN_POPULATION

if TYPE_CHECKING:
    from pipeline.resolve.places import ResolvedPlace

#: A place so near the middle of a capital is of it (km); chosen by hand.
_CAPITAL_KM = 25.0


def capital_of(known: Gazetteer, iso3: str, day: date | None = None) -> Place | None:
    """The town from which a country is run, or was on a day."""
    rows = (place for place in known.lookup(country_name(iso3)) if place.feature == "country" and place.iso3 == iso3)
    row = next(rows, None)
    seat = other_capital(iso3, day) or (row.seat if row is not None else "")
    towns = [p for p in known.lookup(seat) if p.iso3 == iso3 and p.feature == "city"] if seat else []
    return max(towns, key=lambda place: (place.population, -place.index), default=None)


def is_capital(known: Gazetteer, place: Place) -> bool:
    """Is a place the town from which its country is run, or was, or a large part of it: New Delhi, Yangon?"""
    if place.feature != "city" or place.population < KNOWN_POPULATION:
        return False
    capitals = (capital_of(known, place.iso3, day) for day in (None, date.min))
    return any(capital is not None and _is_of(capital, place.latitude, place.longitude) for capital in capitals)


def is_in_capital(place: ResolvedPlace, day: date | None) -> bool:
    """Does a place lie in the town from which its country is run, on a day?"""
    capital = None if place.iso3 is None else _capital_on(place.iso3, day)
    return capital is not None and _is_of(capital, place.latitude, place.longitude)


@lru_cache(maxsize=512)
def _capital_on(iso3: str, day: date | None) -> Place | None:
    return capital_of(gazetteer.load(), iso3, day)


def _is_of(capital: Place, latitude: float, longitude: float) -> bool:
    return kilometres(latitude, longitude, capital.latitude, capital.longitude) <= _CAPITAL_KM
