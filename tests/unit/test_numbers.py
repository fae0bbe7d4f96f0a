"""How English says how many."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.numbers import find_quantities, parse_number, parse_quantity, quantity_at


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("1,200", 1200), ("1.200", 1200), ("12,345,678", 12_345_678), ("zero", 0), ("twenty-one", 21),
        ("fourty", 40), ("two hundred and fifty", 250), ("three hundred fifty-two", 352), ("hundred", 100),
        ("1.5 million", 1_500_000), ("2.5 bn", 2_500_000_000), ("a dozen", 12), ("half a dozen", 6), ("two dozen", 24),
        ("half a million", 500_000), ("three thousand", 3000), ("two hundred and fifty thousand", 250_000),
        ("one million two hundred thousand", 1_200_000), ("a thousand and one", 1001), ("TWENTY", 20),
    ],
)  # fmt: skip
def test_number_words_and_figures_have_values(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["several", "", "a", "1.5", "2½", "twenty-first", "five six", "1,20", "ten or so", "nineteen ninety", "the"]
)
def test_what_is_no_plain_whole_number_has_no_value(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high", "quantifier"),
    [
        ("at least 12", 12, None, "at_least"), ("more than thirty", 30, None, "at_least"),
        ("no fewer than two soldiers", 2, None, "at_least"), ("30 or more", 30, None, "at_least"),
        ("12+", 12, None, "at_least"), (">12", 12, None, "at_least"), ("as few as 3", 3, None, "at_least"),
        ("between 5 and 7", 5, 7, "range"), ("16 to 25", 16, 25, "range"), ("16-25", 16, 25, "range"),
        ("five or six", 5, 6, "range"), ("10 to 15 thousand", 10_000, 15_000, "range"), ("2-3 dozen", 24, 36, "range"),
        ("7 or 5", 7, 7, "exact"),
        ("dozens of", 12, None, "at_least"), ("a few dozen", 12, None, "at_least"), ("scores", 20, None, "at_least"),
        ("tens", 10, None, "at_least"), ("hundreds", 100, None, "at_least"), ("several hundred", 100, None, "at_least"),
        ("tens of thousands", 10_000, None, "at_least"), ("up to 40", None, 40, "at_most"),
        ("as many as 50", None, 50, "at_most"), ("fewer than ten", None, 10, "at_most"),
        ("about 15", 15, 15, "about"), ("30-odd", 30, 30, "about"), ("nearly two dozen", 24, 24, "about"),
        ("some 200", 200, 200, "about"),
        ("several", None, None, "unknown_plural"), ("some people", None, None, "unknown_plural"),
        ("an unknown number of", None, None, "unknown_plural"), ("a handful of", None, None, "unknown_plural"),
        ("unknown", None, None, "unknown"),
        ("both", 2, 2, "exact"), ("all three", 3, 3, "exact"), ("a couple of", 2, 2, "exact"),
        ("a pair", 2, 2, "exact"), ("no", 0, 0, "exact"),
        ("none", 0, 0, "exact"), ("zero", 0, 0, "exact"), ("not a single", 0, 0, "exact"),
    ],
)  # fmt: skip
def test_words_of_degree_make_bounds(text: str, low: int | None, high: int | None, quantifier: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.quantifier) == (low, high, quantifier)


@pytest.mark.parametrize("text", ["", "soldier", "the road", "a man"])
def test_words_without_number_are_no_quantity(text: str) -> None:
    assert parse_quantity(text) is None


def test_quantities_of_a_sentence_stand_in_text_order() -> None:
    text = "At least 12 soldiers died, 30 were hurt, and between 5 and 7, or dozens, fled; no one of two dozen stayed."
    found = [text[start:end] for start, end, _ in find_quantities(text)]
    assert found == ["At least 12", "30", "between 5 and 7", "dozens", "no one", "two dozen"]


def test_names_money_shares_ordinals_and_clocks_are_no_quantities() -> None:
    assert list(find_quantities("The F-16 came at 12:30 on the 21st, for $40 and 12% or 9 percent, the second.")) == []


def test_number_words_are_sorted_and_unique() -> None:
    lines = resources.files("pipeline.language").joinpath("number_words.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines))
    assert rows[1:] == sorted(rows[1:])
    assert len({(words, kind) for words, kind, _ in rows}) == len(rows)


@given(st.text(max_size=80) | st.text(alphabet="0123456789.,-–½ andtoofhubi", max_size=40))
def test_no_text_makes_it_raise(text: str) -> None:
    parse_number(text)
    parse_quantity(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in find_quantities(text))


def test_at_least_belongs_to_the_number_after_it() -> None:
    found = [(quantity.phrase, quantity.low) for _, _, quantity in find_quantities("In 2019 at least four people")]
    assert found == [("2019", 2019), ("at least four", 4)]


def test_a_quantity_is_read_where_it_begins() -> None:
    text = "killed at least 12 people"
    found = quantity_at(text, 7)
    assert found is not None
    assert (text[7 : found[0]], found[1].low, found[1].quantifier) == ("at least 12", 12, "at_least")
    assert quantity_at(text, 0) is None
