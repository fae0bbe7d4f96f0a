"""Every line of the trigger rules finds its own sentence and leaves the other alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.extract import triggers
from pipeline.extract.reading import read

RULES = [
    json.loads(line)
    for line in (Path(triggers.__file__).parent / "patterns/triggers.jsonl").read_text(encoding="utf-8").splitlines()
]


def _found(sentence: str) -> set[str]:
    doc, _ = read(sentence)
    return {trigger.kind for hits in triggers.find_triggers(doc).values() for trigger in hits}


def _rules_found(sentence: str) -> set[str]:
    doc, _ = read(sentence)
    return {trigger.rule for hits in triggers.find_triggers(doc).values() for trigger in hits}


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rule_finds_its_own_sentence(rule: dict[str, str]) -> None:
    assert rule["class"] in _found(rule["match"])


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rule_leaves_the_other_sentence_alone(rule: dict[str, str]) -> None:
    assert rule["id"] not in _rules_found(rule["no_match"])


def test_rule_ids_are_unique() -> None:
    ids = [rule["id"] for rule in RULES]
    assert len(ids) > 100
    assert len(ids) == len(set(ids))
