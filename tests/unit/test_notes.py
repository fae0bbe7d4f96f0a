"""The column notes, made of fields."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.language.notes import day_words, write

DAY = date(2024, 2, 7)


@pytest.mark.parametrize(
    ("precision", "basis", "start", "end", "words"),
    [
        pytest.param(1, "relative", DAY, DAY, "On 7 February 2024", id="day-known"),
        pytest.param(2, "publication", DAY, DAY, "Around 7 February 2024 (as reported)", id="day-of-report"),
        pytest.param(2, "relative", date(2024, 2, 5), date(2024, 2, 11), "Around 7 February 2024 (week of)", id="week"),
        pytest.param(
            3, "relative", date(2024, 2, 1), date(2024, 2, 29), "Around 7 February 2024 (month of)", id="month"
        ),
        pytest.param(
            2,
            "relative",
            date(2024, 2, 6),
            date(2024, 2, 8),
            "Around 7 February 2024 (between 6 February - 8 February)",
            id="range",
        ),
    ],
)
def test_opening_says_how_exactly_the_day_is_known(
    precision: int, basis: str, start: date, end: date, words: str
) -> None:
    assert day_words(DAY, precision, basis, start, end) == words


def test_notes_are_made_of_fields() -> None:
    text = write(
        day=DAY,
        precision=1,
        basis="relative",
        start=DAY,
        end=DAY,
        sub="Attack",
        actor1="Unidentified Armed Group (Nigeria)",
        actor2="Civilians (Nigeria)",
        location="Kano",
        admin1="Kano",
        fatalities=2,
        injured=1,
        attribution="stated",
        coded_to=None,
    )
    assert (
        text == "On 7 February 2024, Unidentified Armed Group (Nigeria) attacked Civilians (Nigeria) in Kano (Kano). "
        "2 fatalities. 1 injured."
    )


def test_strategic_development_has_a_prefix() -> None:
    text = write(
        day=DAY,
        precision=1,
        basis="relative",
        start=DAY,
        end=DAY,
        sub="Disrupted weapons use",
        actor1="Police Forces of Iraq (2022-)",
        actor2=None,
        location="Baghdad",
        admin1="Baghdad",
        fatalities=0,
        injured=None,
        attribution="stated",
        coded_to=None,
    )
    assert text.startswith("Interception: On 7 February 2024, ")
