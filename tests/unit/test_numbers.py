"""How English says how many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.numbers import find_quantities, parse_number, parse_quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("1,200", 1200), ("twenty-one", 21), ("two hundred and fifty", 250), ("1.5 million", 1_500_000), ("a dozen", 12), ("half a million", 500_000), ("three thousand", 3000), ("several", None), ("", None), ("a", None), ("1.5", None)],
)
def test_number_words_have_values(text: str, value: int | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high", "quantifier"),
    [
        ("at least 12", 12, None, "at_least"), ("more than thirty", 30, None, "at_least"), ("between 5 and 7", 5, 7, "range"), ("16 to 25", 16, 25, "range"), ("16-25", 16, 25, "range"),
        ("dozens of", 12, None, "at_least"), ("scores", 20, None, "at_least"), ("several", None, None, "unknown_plural"), ("up to 40", None, 40, "at_most"), ("about 15", 15, 15, "about"),
        ("both", 2, 2, "exact"), ("all three", 3, 3, "exact"), ("no", 0, 0, "exact"), ("some 200", 200, 200, "about"), ("a couple of", 2, 2, "exact"), ("tens of thousands", 10, None, "at_least"),
    ],
)  # fmt: skip
def test_words_of_degree_make_bounds(text: str, low: int | None, high: int | None, quantifier: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.quantifier) == (low, high, quantifier)


def test_quantities_of_a_sentence_stand_in_text_order() -> None:
    text = "At least 12 soldiers died and 30 were hurt."
    assert [text[start:end] for start, end, _ in find_quantities(text)] == ["At least 12", "30"]


@given(st.text(max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_number(text)
    parse_quantity(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in find_quantities(text))
