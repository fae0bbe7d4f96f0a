"""How many a sentence counts as killed, injured or captured, read by the real model."""

from __future__ import annotations

import pytest

from pipeline.extract import barriers, grouping, mentions
from pipeline.extract.reading import read
from pipeline.extract.triggers import find_triggers

Counted = list[tuple[str, int | None]]


def _counts(sentence: str, effect: str) -> Counted:
    """Words for and lowest number of each group counted, each once."""
    doc, _ = read(sentence)
    triggers = find_triggers(doc).standing
    heads = barriers.heads_of(trigger for found in triggers.values() for trigger in found)
    out: dict[int, tuple[str, int | None]] = {}
    for number in sorted(triggers):
        for members in grouping.group_triggers(triggers[number]):
            for _, harmed, count in mentions.build(doc, number, members, heads).counts:
                if harmed == effect:
                    out[count.start] = (doc.text[count.start : count.end], count.low)
    return [out[start] for start in sorted(out)]


@pytest.mark.parametrize(
    ("sentence", "effect", "counted"),
    [
        pytest.param(
            "Nine people were killed and 40 others wounded in the blast.", "injured", [("40 others", 40)], id="gapped"
        ),
        pytest.param(
            "Two clerks of the Water Board (WB) in the old town were shot dead and another was hurt in the attack.",
            "killed",
            [("Two clerks", 2)],
            id="long-subject",
        ),
        pytest.param(
            "Gunmen killed a farmer, his brother, his wife and two children.",
            "killed",
            [("a farmer", 1), ("his brother", 1), ("his wife", 1), ("two children", 2)],
            id="relatives",
        ),
        pytest.param(
            "Twelve people, including three nurses and a doctor, were killed when a shell hit the clinic.",
            "killed",
            [("Twelve people", 12)],
            id="including",
        ),
        pytest.param(
            "The explosion killed him, three of his sons and a driver.",
            "killed",
            [("him", 1), ("three of his sons", 3), ("a driver", 1)],
            id="of-his-sons",
        ),
        pytest.param(
            "Rebels killed two traders, police and residents said.", "killed", [("two traders", 2)], id="speaker"
        ),
        pytest.param(
            "Troops captured a rebel leader and several other fighters.",
            "captured",
            [("a rebel leader", 1), ("several other fighters", None)],
            id="several-others",
        ),
        pytest.param("Twenty soldiers were killed or wounded.", "killed", [], id="killed-or-wounded"),
        pytest.param("The raid left five villagers dead.", "killed", [("five villagers", 5)], id="left-dead"),
        pytest.param("9 killed, 17 wounded in market blast", "injured", [("17", 17)], id="headline"),
        pytest.param(
            "Four people died, three of them children, in the attack.", "killed", [("Four people", 4)], id="of-them"
        ),
        pytest.param("A total of 16 men were detained.", "captured", [("A total of 16 men", 16)], id="a-total-of"),
        pytest.param("An 11-year-old boy was killed.", "killed", [("An 11-year-old boy", 1)], id="an-age-is-no-number"),
    ],
)
def test_sentence_counts(sentence: str, effect: str, counted: Counted) -> None:
    found = [entry for entry in _counts(sentence, effect) if entry[1] is not None or counted]
    assert found == counted
