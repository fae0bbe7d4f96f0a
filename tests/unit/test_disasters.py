"""What a disaster did is no event of conflict, wherever in the sentence the disaster stands."""

from __future__ import annotations

import json

import pytest

from pipeline.commands.coding import code


def _subs(text: str) -> list[str]:
    line = json.dumps({"id": "a", "text": text, "published": "2020-10-10"}).encode()
    (answer,) = code([line])
    return [event["sub_event_type"] for event in answer.body["events"]]


@pytest.mark.parametrize(
    "text",
    [
        "A landslide buried a village near Cali on Monday and 20 people were killed, the mayor said.",
        "An earthquake destroyed much of the town and nearly 300 people were killed in San Salvador on Friday.",
    ],
)
def test_the_dead_of_a_disaster_are_no_attack(text: str) -> None:
    assert _subs(text) == []


def test_gunmen_kill_in_a_storm_too() -> None:
    text = "Gunmen killed four farmers near Cali on Monday during a storm, the police said."
    assert _subs(text) == ["Attack"]
