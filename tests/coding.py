"""Compare what casus coded with what a human would: shared by the golden cases and the sample articles."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

#: Lists of an event of which the expectation names only the members that must be there.
_SETS = frozenset({"reasons", "qa_flags"})


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
        good = set(value) <= set(actual or ()) if name in _SETS else _fits(plain(value), actual)
        if not good:
            out.append(f"{name} is {actual!r}, not {plain(value)!r}")
    return out


def _fits(value: Any, actual: Any) -> bool:
    if isinstance(value, list):
        return any(_fits(one, actual) for one in value)
    if isinstance(value, str) and "*" in value:
        return isinstance(actual, str) and fnmatchcase(actual, value)
    return bool(value == actual)


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def _told(event: Mapping[str, Any]) -> str:
    parts = [event.get(name) for name in ("event_date", "sub_event_type", "actor1", "actor2", "location", "fatalities")]
    reasons = f" [{', '.join(event['reasons'])}]" if event.get("reasons") else ""
    return " | ".join("-" if part is None else str(part) for part in parts) + reasons
