"""A match is found wherever there is one, though it is tried at few places only."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.time_patterns import compiled, time_patterns, time_words
from pipeline.language.beginnings import LENGTH, beginnings, finder


def can_begin(expression: str) -> Callable[[str], bool]:
    """Whether a match of an expression can begin with some characters."""
    table = dict.fromkeys(beginnings(re.compile(expression, re.IGNORECASE)), [0])
    may_match = finder(table, 1)
    return lambda characters: may_match(characters) == (0,)


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
    is_one = can_begin(expression)
    assert [text for text in begins if not is_one(text[:LENGTH])] == []
    assert [text for text in does_not if is_one(text[:LENGTH])] == []


def test_what_is_beyond_ascii_is_left_to_the_expression() -> None:
    is_one = can_begin("kilo")
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
    everywhere = [(pattern, compiled(pattern)) for pattern in patterns.patterns]
    position = 0
    for place in re.finditer(r"(?<![\w-])(?=\S)", text):
        if place.start() < position:
            continue
        tried = ((expression.match(text, place.start()), pattern) for pattern, expression in everywhere)
        expected = next(((match, pattern) for match, pattern in tried if match), None)
        if expected is None:
            continue
        found = patterns.search(text, position)
        assert found is not None
        assert (found[0].span(), found[1]) == (expected[0].span(), expected[1])
        position = max(found[0].end(), found[0].start() + 1)
    assert patterns.search(text, position) is None
