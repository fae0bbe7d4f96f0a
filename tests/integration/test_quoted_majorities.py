"""What most or some of those struck were is quoted with the words that say it."""

from __future__ import annotations

import json

import pytest


@pytest.mark.integration
@pytest.mark.parametrize(
    ("text", "actor", "quotes"),
    [
        pytest.param(
            "A car bomb killed 14 people, most of them soldiers, in Kano, Nigeria, on Monday.",
            "Military Forces of Nigeria (2015-2023)",
            ["people, most of them soldiers"],
            id="right behind",
        ),
        pytest.param(
            "A car bomb killed 14 people in Kano, Nigeria, on Monday. Most of the dead were policemen.",
            "Police Forces of Nigeria (2015-2023)",
            ["people", "Most of the dead were policemen"],
            id="in the next sentence",
        ),
        pytest.param(
            "Gunmen shot dead eight people in Kano, Nigeria, on Monday. Among the dead was a priest.",
            "Civilians (Nigeria)",
            ["people", "Among the dead was a priest"],
            id="some of them",
        ),
        pytest.param(
            "Gunmen shot dead eight people in Kano, Nigeria, on Monday. They fled.",
            "Civilians (Nigeria)",
            ["people"],
            id="nobody says",
        ),
    ],
)
def test_words_that_say_what_the_dead_were_support_the_actor(text: str, actor: str, quotes: list[str]) -> None:
    from pipeline.commands.coding import code

    (answer,) = code([json.dumps({"id": "a", "text": text, "published": "2023-05-11"}).encode()])
    (event,) = answer.body["events"]
    assert event["actor2"] == actor
    assert [one["quote"] for one in event["evidence"] if one["field"] == "actor2"] == quotes


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Soldiers killed nine people, among them four militants, in a raid near Kano, Nigeria, on Monday.",
            id="some",
        ),
        pytest.param("A car bomb killed nine people, most of them soldiers, in Kano, Nigeria, on Monday.", id="most"),
    ],
)
def test_dead_of_whom_only_some_are_said_to_be_of_a_side_are_of_no_side(text: str) -> None:
    from pipeline.commands.coding import code

    (answer,) = code([json.dumps({"id": "a", "text": text, "published": "2023-05-11"}).encode()])
    (event,) = answer.body["events"]
    sides = ("fatalities_actor1", "fatalities_actor2", "fatalities_civilians", "fatalities_unknown")
    assert [event[column] for column in ("fatalities", *sides)] == [9, 0, 0, 0, 9]
