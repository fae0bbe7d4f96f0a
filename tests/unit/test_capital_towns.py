"""The towns from which countries are run."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.reference import gazetteer
from pipeline.resolve.capitals import capital_of, is_capital, is_in_capital
from pipeline.resolve.places import ResolvedPlace, resolve_places
from tests.unit.told_rows import article, place_names


@pytest.mark.parametrize(
    ("iso3", "day", "town"),
    [
        ("KEN", None, "Nairobi"),
        ("BOL", None, "La Paz"),
        ("BDI", date(2015, 5, 1), "Bujumbura"),
        ("BDI", date(2020, 5, 1), "Gitega"),
    ],
)
def test_the_capital_of_a_day(iso3: str, day: date | None, town: str) -> None:
    capital = capital_of(gazetteer.load(), iso3, day)
    assert capital is not None
    assert capital.name == town


def _city(name: str, iso3: str) -> bool:
    known = gazetteer.load()
    towns = [place for place in known.lookup(name) if place.iso3 == iso3 and place.feature == "city"]
    return is_capital(known, max(towns, key=lambda place: place.population))


def test_a_former_capital_and_a_large_part_of_one_are_capitals() -> None:
    assert [_city("Nairobi", "KEN"), _city("Yangon", "MMR"), _city("Delhi", "IND")] == [True] * 3
    assert not _city("Mombasa", "KEN")


def _resolved(name: str) -> ResolvedPlace:
    text = article((f"Two died in {name}.",))
    (place,) = resolve_places(text.text, place_names(text, (name, "in")))
    assert place is not None
    return place


def test_a_place_lies_in_a_capital_on_a_day() -> None:
    assert is_in_capital(_resolved("Bujumbura"), date(2015, 5, 1))
    assert not is_in_capital(_resolved("Bujumbura"), date(2020, 5, 1))
    assert is_in_capital(_resolved("Hamar Weyne"), None)
    assert not is_in_capital(_resolved("Africa"), None)
