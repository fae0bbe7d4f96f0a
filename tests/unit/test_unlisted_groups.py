"""Armed groups that no table knows: whom their members strike, and what is no such thing."""

from __future__ import annotations

import pytest

from pipeline.resolve.unlisted_groups import unlisted_groups


@pytest.mark.parametrize(
    "text",
    [
        "Members of the Red Heron group attacked villagers on Monday.",
        "Fighters from the Red Heron faction fired rockets at a depot.",
        "Gunmen of the Red Heron movement killed a miller.",
    ],
)
def test_who_strikes_somebody_is_an_armed_group(text: str) -> None:
    assert [text[start:end] for start, end in unlisted_groups(text, [])] == ["Red Heron"]


@pytest.mark.parametrize(
    "text",
    [
        "Members of the Green Heron movement arrested on Friday were freed.",
        "Members of the Green Heron movement killed near the lake were buried.",
        "Members of the Green Heron group gathered in the square.",
        "Members of the Green Heron group killed Monday were teachers.",
    ],
)
def test_whom_others_struck_is_none(text: str) -> None:
    assert unlisted_groups(text, []) == []


def test_a_name_that_is_known_already_is_none() -> None:
    text = "Members of the Red Heron group attacked villagers."
    start = text.index("Red Heron")
    assert unlisted_groups(text, [(start, start + 9)]) == []
