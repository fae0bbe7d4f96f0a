"""In which words a person or a group stands among the participants of an event (`casus code`)."""

from __future__ import annotations

import json

import pytest

from pipeline.commands.coding import code


def _named(text: str, *, kind: str) -> set[str]:
    (answer,) = code([json.dumps({"id": "a", "text": text, "published": "2024-05-14"}).encode()])
    return {one["text"] for event in answer.body["events"] for one in event["participants"] if one["kind"] == kind}


@pytest.mark.integration
@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param(
            "Paz Rivas was shot dead as he left his house in Quetzaltenango, Guatemala, on Monday. Gunmen killed Jose "
            "Antonio Paz Rivas, a councillor, in front of his family, police said.",
            "individual", "Jose Antonio Paz Rivas", id="the full name, told later",
        ),
        pytest.param(
            "Gunmen killed Newsman Emilio Duarte and two guards in Arauca, Colombia, on Monday, police said.",
            "individual", "Emilio Duarte", id="a name without the trade before it",
        ),
        pytest.param(
            "Guerrillas of the National Liberation Army (ELN) killed four farmers in Arauca, Colombia, on Monday, "
            "police said.",
            "organization", "National Liberation Army", id="a group without its acronym",
        ),
    ],
)  # fmt: skip
def test_participants_bear_their_names(text: str, kind: str, expected: str) -> None:
    assert expected in _named(text, kind=kind)


@pytest.mark.integration
def test_no_participant_begins_inside_a_name() -> None:
    text = "Shining Path members killed three peasants near Ayacucho, Peru, on Monday, police said."
    people = _named(text, kind="individual")
    assert people
    assert not any("Path" in words for words in people)
