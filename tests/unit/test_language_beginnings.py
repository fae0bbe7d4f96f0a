"""A match is found wherever there is one, though it is tried at few places only."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.time_patterns import time_patterns, time_words
from pipeline.language.beginnings import LENGTH, can_begin


@pytest.mark.parametrize(
    ("expression", "begins", "does_not"),
    [
        ("May|June", ["May ", "MAY", "june"], ["Mar", "x"]),
        ("colou?rs?", ["colo", "Color"], ["cold", "co"]),
        (r"\d+(?:st|nd)", ["1st", "20nd", "1234"], ["st", "first"]),
        (r"(?:the )?(?:last|next) week", ["the ", "last", "next"], ["then", "week", "lass"]),
        ("[ap]m", ["am", "PM"], ["im", "apm"]),
        (r"(?:ab){2,3}c", ["abab"], ["abc", "ab"]),
        ("(?=x)x.y", ["xqy", "x"], ["qxy"]),
        (r"[^\S\n]x", [" x", "\tx"], ["x"]),
        (r"\w+ago", ["anything", "x"], []),
    ],
)
def test_beginning_of_a_match_is_told_from_others(expression: str, begins: list[str], does_not: list[str]) -> None:
    is_one = can_begin(re.compile(expression, re.IGNORECASE))
    assert [text for text in begins if not is_one(text[:LENGTH])] == []
    assert [text for text in does_not if is_one(text[:LENGTH])] == []


def test_what_is_beyond_ascii_is_left_to_the_expression() -> None:
    is_one = can_begin(re.compile("kilo", re.IGNORECASE))
    assert is_one("\u212ailo")  # the sign of kelvin, which `re` takes for a k
    assert not is_one("milo")


WORDS = [word for words in time_words().values() for word in words]
PIECES = st.sampled_from(
    [*WORDS, "the", "a", "of", "in", "12", "2021", "3rd", "last", "ago", "two", "mid-", "'", "\u2019"]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(PIECES, st.sampled_from([" ", ", ", "\n", "-", "", ". "])), max_size=12), st.text(max_size=10)
)
def test_time_expressions_are_found_as_if_tried_everywhere(pieces: list[tuple[str, str]], noise: str) -> None:
    text = noise + "".join(word + after for word, after in pieces)
    patterns = time_patterns()
    position = 0
    while True:
        found, expected = patterns.search(text, position), patterns.expression.search(text, position)
        assert (found and found.span(), found and found.lastgroup) == (
            expected and expected.span(),
            expected and expected.lastgroup,
        )
        if expected is None:
            break
        position = max(expected.end(), expected.start() + 1)
