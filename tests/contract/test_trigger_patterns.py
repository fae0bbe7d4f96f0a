"""Every line of the trigger rules finds its own sentence and leaves the other alone."""

from __future__ import annotations

import ast
import json
import re
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
    return {trigger.kind for hits in triggers.find_triggers(doc).standing.values() for trigger in hits}


def _rules_found(sentence: str) -> set[str]:
    doc, _ = read(sentence)
    return {trigger.rule for hits in triggers.find_triggers(doc).standing.values() for trigger in hits}


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


def test_rules_that_other_modules_single_out_exist() -> None:
    ids = {rule["id"] for rule in RULES}
    rule_id = re.compile(rf"(?:{'|'.join(sorted({name.partition('.')[0] for name in ids}))})\.[a-z_]+")
    package = Path(triggers.__file__).parents[1]
    words: set[str] = set()
    for stage in ("extract", "resolve", "classify"):
        for path in (package / stage).rglob("*.py"):
            strings = (
                node.value
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant)
            )
            words.update(word for value in strings if isinstance(value, str) for word in value.split())
        for path in (package / stage).rglob("word_sets.csv"):
            words.update(path.read_text(encoding="utf-8").replace(",", " ").split())
    named = {word for word in words if rule_id.fullmatch(word)}
    assert len(named) > 20
    assert named - ids == {"attack.try_to_take"}  # what mood.py makes of a rule of territory
