"""Small articles of our own and what a careful human would code from each: `tests/golden/<case>/`.

How `expect.yaml` is read stands in `tests/golden/README.md`. All cases are coded in one batch, because loading the
language model costs more than reading them.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).resolve().parent / "golden"
NAMES = sorted(folder.name for folder in CASES.iterdir() if (folder / "expect.yaml").is_file())
#: Lists of an event of which `expect.yaml` names only the members that must be there.
_SETS = frozenset({"reasons", "qa_flags"})


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
            line[name] = _plain(expected[name])
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
_OPEN = pytest.mark.xfail(strict=True, reason="open: event coding, issue 4")


@pytest.mark.integration
@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize("case", [pytest.param(name, marks=_OPEN) if name in OPEN else name for name in NAMES])
def test_article_is_coded_as_a_human_would(case: str, coded: Mapping[str, Mapping[str, Any]]) -> None:
    expected = expectation(case)
    problems = list(differences(expected, coded[case]))
    assert not problems, "\n".join([f"{case}: {expected['why']}", *(f"  - {problem}" for problem in problems)])


def differences(expected: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an answer, one sentence each; nothing when it is as expected.

    Args:
        expected: A loaded `expect.yaml`.
        answer: What `casus code` answered.
    """
    wanted_status = expected.get("status", "coded")
    if not _fits(wanted_status, answer["status"]):
        yield f"the article is {answer['status']} ({', '.join(answer['reasons'])}), not {wanted_status}"
        return
    events = list(answer.get("events", ()))
    wanted = [_with_status(event) for event in expected["events"] if not event.get("absent")]
    pairs = _pairs(wanted, events)
    for number, event in enumerate(wanted):
        if number not in pairs:
            yield _closest(event, [found for index, found in enumerate(events) if index not in pairs.values()])
    rest = [found for index, found in enumerate(events) if index not in pairs.values()]
    for event in expected["events"]:
        if event.get("absent"):
            fields = {name: value for name, value in event.items() if name != "absent"}
            for found in rest:
                if not _mismatches(fields, found):
                    yield f"must not be there: {_told(found)}"
    surplus = [found for found in rest if found["status"] == "published"]
    if len(wanted) == len(pairs):
        for found in surplus:
            yield f"published, but nobody would code it: {_told(found)}"
    for status, count in expected.get("counts", {}).items():
        found_count = sum(found["status"] == status for found in events)
        if found_count != count:
            told = "; ".join(_told(found) for found in events if found["status"] == status)
            yield f"{found_count} {status}, not {count}: {told or 'none'}"


def _with_status(event: Mapping[str, Any]) -> dict[str, Any]:
    """An expected event with its status: held when it gives reasons, else published."""
    return {"status": "held" if event.get("reasons") else "published", **event}


def _pairs(wanted: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """As many expected events as possible, each with an event of its own that fits: index to index."""
    fits = [[n for n, found in enumerate(events) if not _mismatches(event, found)] for event in wanted]
    owner: dict[int, int] = {}

    def place(number: int, tried: set[int]) -> bool:
        for n in fits[number]:
            if n not in tried:
                tried.add(n)
                if n not in owner or place(owner[n], tried):
                    owner[n] = number
                    return True
        return False

    for number in range(len(wanted)):
        place(number, set())
    return {number: n for n, number in owner.items()}


def _closest(event: Mapping[str, Any], rest: Sequence[Mapping[str, Any]]) -> str:
    label = f"{event['status']} {event.get('sub_event_type') or 'event'}"
    if not rest:
        return f"missing: {label}; no other event was found"
    nearest = min(rest, key=lambda found: len(_mismatches(event, found)))
    return f"missing: {label}; nearest ({_told(nearest)}): {'; '.join(_mismatches(event, nearest))}"


def _mismatches(fields: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """The fields in which an event is not as expected, with both values."""
    out = []
    for name, value in fields.items():
        actual = found.get(name)
        good = set(value) <= set(actual or ()) if name in _SETS else _fits(_plain(value), actual)
        if not good:
            out.append(f"{name} is {actual!r}, not {_plain(value)!r}")
    return out


def _fits(value: Any, actual: Any) -> bool:
    if isinstance(value, list):
        return any(_fits(one, actual) for one in value)
    if isinstance(value, str) and "*" in value:
        return isinstance(actual, str) and fnmatchcase(actual, value)
    return bool(value == actual)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def _told(event: Mapping[str, Any]) -> str:
    parts = [event.get(name) for name in ("event_date", "sub_event_type", "actor1", "actor2", "location", "fatalities")]
    reasons = f" [{', '.join(event['reasons'])}]" if event.get("reasons") else ""
    return " | ".join("-" if part is None else str(part) for part in parts) + reasons


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
