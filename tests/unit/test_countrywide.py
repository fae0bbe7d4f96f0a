"""Figures of a whole country belong to no town."""

from __future__ import annotations

import pytest

from pipeline.resolve.countrywide import is_countrywide
from tests.unit.told_rows import figure, reading, told


def _is_countrywide(text: str, people: str, *, in_headline: bool = False, low: int | None = 11) -> bool:
    start = text.index(people)
    dead = figure(low, None, start=start, end=start + len(people))
    return is_countrywide(
        reading(text, in_headline=in_headline), told(casualties=(dead,), in_headline=in_headline), None
    )


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Some 11 people were killed across the country on Wednesday.", "11 people"),
        ("A nationwide day of protests left 11 people dead.", "11 people"),
        ("Some 11 people were killed across Egypt, most of them in Cairo.", "11 people"),
        ("Police shot three in Cairo and 11 people died in other towns.", "11 people"),
    ],
)
def test_the_dead_of_a_country(text: str, people: str) -> None:
    assert _is_countrywide(text, people)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Some 11 people were killed across the river on Wednesday.", "11 people"),
        ("Some 11 people were killed in Cairo on Wednesday.", "11 people"),
    ],
)
def test_the_dead_of_a_place(text: str, people: str) -> None:
    assert not _is_countrywide(text, people)


def test_a_headline_that_lists_countries() -> None:
    assert _is_countrywide("Raids in Colombia and Ecuador kill 11", "11", in_headline=True)
    assert not _is_countrywide("Raids in Colombia and Ecuador kill 11", "11")
    assert not _is_countrywide("Raids in Leticia and Manta kill 11", "11", in_headline=True)


def test_who_is_not_counted_is_nowhere() -> None:
    assert not _is_countrywide("People were killed across the country on Wednesday.", "People", low=None)
