"""No article raises, whatever stands in it: it is coded or refused, and always answered."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.commands.coding import code

pytestmark = pytest.mark.integration

#: Words that lead into every branch of the reading, to be thrown together without sense.
WORDS = (
    "gunmen rebels killed wounded kidnapped 12 99999999999 2.5 million dozens of people soldiers army Taliban FARC "
    "near in Mosul Iraq on Monday yesterday last week bomb exploded protesters marched police fired ( ) ' . , ; - -- "
    "the a by who was were had been not no at least between and or 0 -3 1/2 30 February 31 1999-13-45 at 25:61 GMT"
).split()


def answered(text: str) -> dict[str, object]:
    (answer,) = code([json.dumps({"id": "odd", "text": text, "published": "2024-02-08"}).encode()])
    return answer.body


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Gunmen killed 120 million people in Paris, France, on Monday, police said.", id="no toll"),
        pytest.param("An attack in Mosul, Iraq, wounded 99999999999 people on Monday.", id="more than a column holds"),
        pytest.param("The army carried out 99999999999 strikes in Mosul, Iraq, on Monday.", id="count of incidents"),
        pytest.param("Rebels attacked Mosul on 31 February 2023, killing 3 people in Iraq.", id="no such day"),
        pytest.param("Gunmen killed " + "and ".join(["three people "] * 200) + "in Mosul.", id="endless list"),
        pytest.param("(" * 500 + "Gunmen killed two people in Mosul, Iraq, on Monday" + ")" * 500, id="brackets"),
    ],
)
def test_numbers_and_days_that_cannot_be_do_not_cost_the_article(text: str) -> None:
    body = answered(text)
    assert "READING_FAILED" not in body["reasons"]
    for event in body.get("events", ()):  # type: ignore[attr-defined]
        assert (event["fatalities"] or 0) <= 1_000_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=60))
def test_words_without_sense_are_answered(words: list[str]) -> None:
    assert "READING_FAILED" not in answered(" ".join(words))["reasons"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.text(max_size=80))
def test_any_characters_are_answered(noise: str) -> None:
    body = answered(f"Gunmen killed two {noise} people in Mosul, Iraq, on {noise} Monday. {noise}")
    assert "READING_FAILED" not in body["reasons"]
