"""Small articles of our own and what a careful human would code from each: `tests/golden/<case>/`.

How `expect.yaml` is read stands in `tests/golden/README.md`. All cases are coded in one batch, because loading the
language model costs more than reading them.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.coding import differences, plain

CASES = Path(__file__).resolve().parent / "golden"
NAMES = sorted(folder.name for folder in CASES.iterdir() if (folder / "expect.yaml").is_file())


def expectation(case: str) -> dict[str, Any]:
    """The `expect.yaml` of a case."""
    loaded: dict[str, Any] = yaml.safe_load((CASES / case / "expect.yaml").read_text(encoding="utf-8"))
    return loaded


def article_line(case: str) -> dict[str, Any]:
    """The article of a case as `casus code` takes it."""
    expected = expectation(case)
    line = {"id": case, "text": (CASES / case / "article.txt").read_text(encoding="utf-8")}
    for name in ("title", "published", "source", "url", "language"):
        if name in expected:
            line[name] = plain(expected[name])
    return line


@pytest.fixture(scope="session")
def coded() -> dict[str, dict[str, Any]]:
    """The answer of `casus code` for every case, by name."""
    from pipeline.commands.coding import code

    lines = [json.dumps(article_line(name)).encode() for name in NAMES]
    return {answer.body["id"]: answer.body for answer in code(lines)}


#: Cases that the rules do not code as a human would yet, one name a line; a case that starts to pass must leave the
#: list (strict).
OPEN = frozenset((CASES / "open.txt").read_text(encoding="utf-8").split())
_OPEN = pytest.mark.xfail(
    raises=AssertionError, strict=True, reason="listed in open.txt: not coded as a human would yet"
)


@pytest.mark.integration
@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize("case", [pytest.param(name, marks=_OPEN) if name in OPEN else name for name in NAMES])
def test_article_is_coded_as_a_human_would(case: str, coded: Mapping[str, Mapping[str, Any]]) -> None:
    expected = expectation(case)
    problems = list(differences(expected, coded[case]))
    assert not problems, "\n".join([f"{case}: {expected['why']}", *(f"  - {problem}" for problem in problems)])


_EVENT = {
    "status": "published", "reasons": [], "sub_event_type": "Attack", "event_date": "2024-02-07", "actor1": "Taliban",
    "actor2": "Civilians (Afghanistan)", "location": "Ghazni", "fatalities": 3,
}  # fmt: skip
_HELD = _EVENT | {"status": "held", "reasons": ["GEO_COUNTRY_ONLY", "NOT_POLITICAL"], "location": None}


@pytest.mark.parametrize(
    ("expected", "answer", "problem"),
    [
        pytest.param(
            {"events": [{"event_date": datetime.date(2024, 2, 7), "actor1": "Tal*", "fatalities": [2, 3]}]},
            {"status": "coded", "reasons": [], "events": [_EVENT]}, "", id="pattern, choice and day fit",
        ),
        pytest.param(
            {"events": [{"reasons": ["NOT_POLITICAL"], "location": None}]},
            {"status": "coded", "reasons": [], "events": [_HELD]}, "", id="some of the reasons and a null fit",
        ),
        pytest.param(
            {"events": [{"fatalities": 4}]},
            {"status": "coded", "reasons": [], "events": [_EVENT]}, "fatalities is 3, not 4", id="other value",
        ),
        pytest.param(
            {"events": []},
            {"status": "coded", "reasons": [], "events": [_EVENT]}, "nobody would code it", id="invented event",
        ),
        pytest.param(
            {"events": [{"absent": True, "actor1": "Taliban"}]},
            {"status": "coded", "reasons": [], "events": [_HELD]}, "must not be there", id="absent event is there",
        ),
        pytest.param(
            {"events": [{"sub_event_type": "Attack"}, {"sub_event_type": "Attack"}]},
            {"status": "coded", "reasons": [], "events": [_EVENT]}, "no other event", id="one event for two",
        ),
        pytest.param(
            {"events": [], "counts": {"held": 0}},
            {"status": "coded", "reasons": [], "events": [_HELD]}, "1 held, not 0", id="other count",
        ),
        pytest.param(
            {"status": "off_topic", "events": []},
            {"status": "coded", "reasons": [], "events": []}, "is coded", id="other status of the article",
        ),
        pytest.param(
            {"events": [{"sub_event_type": "Attack"}, {"fatalities": 3}]},
            {"status": "coded", "reasons": [], "events": [_EVENT, _EVENT | {"sub_event_type": "Grenade"}]}, "",
            id="a choice that leaves an event for each",
        ),
    ],
)  # fmt: skip
def test_differences_are_found_and_told(expected: dict[str, Any], answer: dict[str, Any], problem: str) -> None:
    told = list(differences(expected, answer))
    assert bool(told) == bool(problem)
    assert problem in " ".join(told)


def test_there_are_cases() -> None:
    assert len(NAMES) >= 30


#: Rules that find what evidence is made of and are named by none, and those for what only the model of wordings may
#: decide (`tests/unit/test_deadly_types.py`).
_WITHOUT_A_CASE = {
    "extract.agent.v1", "extract.patient.v1", "resolve.places.v1",
    "classify.killed_protester.v1",
}  # fmt: skip


@pytest.mark.integration
@pytest.mark.xdist_group("golden")
def test_every_rule_that_gives_a_value_is_reached_by_a_case(coded: Mapping[str, Mapping[str, Any]]) -> None:
    source = Path(__file__).resolve().parent.parent / "pipeline"
    rule = re.compile(r'"((?:extract|resolve|classify)\.[a-z_.]+\.v\d+)"')
    known = {name for path in source.rglob("*.py") for name in rule.findall(path.read_text(encoding="utf-8"))}
    named = {one["rule"] for answer in coded.values() for event in answer["events"] for one in event["evidence"]}
    assert known - named == _WITHOUT_A_CASE
