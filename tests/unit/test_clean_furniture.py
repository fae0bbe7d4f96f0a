"""Furniture rules, line by line."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from pipeline import contract
from pipeline.clean.furniture import Stripped, rule_of, strip_furniture

LINES = resources.files("pipeline.clean").joinpath("furniture.jsonl").read_text(encoding="utf-8").splitlines()
RULES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rule_matches_its_line_and_leaves_prose(rule: dict[str, str]) -> None:
    assert rule_of(rule["match"]) is not None, "the line it is for"
    assert rule_of(rule["no_match"]) is None, "a line of an article"


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rule_is_the_one_that_takes_its_line(rule: dict[str, str]) -> None:
    assert rule_of(rule["match"]) == rule["id"]


def test_rules_are_sorted_and_of_known_kinds() -> None:
    ids = [rule["id"] for rule in RULES]
    assert ids == sorted(set(ids))
    assert {rule["furniture"] for rule in RULES} <= {row.code for row in contract.codes("furniture")}


def test_a_rule_takes_the_whole_line_and_nothing_else() -> None:
    text = (
        "Soldiers fired at the crowd.\n\nLeave a Reply\n\nYour email address will not be published.\n\nTwo people died."
    )
    assert strip_furniture(text) == Stripped(
        "Soldiers fired at the crowd.\n\nTwo people died.",
        ("comment.email", "comment.form"),
        (),
    )


def test_prose_stays_as_it_is() -> None:
    text = "The rebels cut the road.\n\n“Leave or die,” they told us.\nNobody left."
    assert strip_furniture(text) == Stripped(text, (), ())


def test_curly_apostrophes_are_read_like_straight_ones() -> None:
    assert rule_of("Don’t have an account?") == "login.account"
