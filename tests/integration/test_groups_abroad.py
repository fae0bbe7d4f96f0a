"""A name that no list has for the country of an event is that of the one group abroad that bears it, or of none."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.integration

MET = "The National Liberation Army signed a ceasefire agreement with a rival in Havana on Friday."


@pytest.mark.parametrize(
    ("about", "actor"),
    [
        pytest.param("Colombia had asked for the talks.", "ELN: National Liberation Army", id="one"),
        pytest.param("Colombia and Macedonia had asked for the talks.", "National Liberation Army", id="two"),
        pytest.param("Norway had asked for the talks.", "National Liberation Army", id="none"),
    ],
)
def test_a_group_abroad_is_named_where_only_one_can_be_meant(about: str, actor: str) -> None:
    from pipeline.commands.coding import code

    line = {"id": "a", "text": f"{MET} {about}", "published": "2001-05-16"}
    (answer,) = code([json.dumps(line).encode()])
    (event,) = answer.body["events"]
    assert event["actor1"] == actor
