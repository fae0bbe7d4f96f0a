"""The golden cases themselves: complete, readable, and in the words of the schemas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "golden"
CODES = ROOT / "schemas" / "codes"
NAMES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
TOP = {"why", "published", "title", "source", "url", "language", "status", "events", "counts"}
#: Columns of an event whose values come from a closed list, with the list.
CLOSED = {
    "attribution": "attribution",
    "civilian_targeting": "civilian_targeting",
    "date_basis": "date_basis",
    "disorder_type": "disorder_type",
    "event_type": "event_type",
    "geo_resolution": "geo_resolution",
    "inter1": "inter",
    "inter2": "inter",
    "interaction": "interaction",
    "qa_flags": "qa_flag",
    "reasons": "quarantine_reason",
    "sub_event_type": "sub_event_type",
}
#: Reasons that no single short article can be made to give; see tests/golden/README.md.
WITHOUT_CASE = {"DUPLICATE_OF", "LOW_CONFIDENCE"}


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a code list."""
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def case(name: str) -> dict[str, Any]:
    """The expectation of a case."""
    loaded: dict[str, Any] = yaml.safe_load((CASES / name / "expect.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def columns() -> frozenset[str]:
    """The fields that the schemas have."""
    fields = yaml.safe_load((ROOT / "schemas" / "fields.yaml").read_text(encoding="utf-8"))
    return frozenset(fields.get("fields", fields))


def values_of(field: str) -> Iterator[str]:
    """Every value that some case expects in a field."""
    for name in NAMES:
        for event in case(name)["events"]:
            value = event.get(field)
            if value is not None:
                yield from value if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", NAMES)
def test_case_is_complete(name: str) -> None:
    expected = case(name)
    article = (CASES / name / "article.txt").read_text(encoding="utf-8")
    assert {path.name for path in (CASES / name).iterdir()} == {"article.txt", "expect.yaml"}
    assert re.fullmatch(r"(sub|reason|hard|actor|toll|date|place|several|form)(-[a-z0-9]+)+", name)
    assert set(expected) <= TOP, f"unknown keys: {set(expected) - TOP}"
    assert isinstance(expected["why"], str)
    assert expected["why"].endswith(".")
    assert "\n" not in expected["why"].strip()
    assert len(article.split()) >= 8
    assert article.endswith("\n")
    assert isinstance(expected["events"], list)


@pytest.mark.parametrize("name", NAMES)
def test_case_speaks_the_words_of_the_schemas(name: str) -> None:
    for event in case(name)["events"]:
        assert set(event) - {"absent", "status", "reasons"} <= columns()
        for field, code_list in CLOSED.items():
            known = {row["code"] for row in rows(code_list)} | {row["label"] for row in rows(code_list)}
            value = event.get(field)
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    assert one.rstrip("*") in known, f"{field}: {one!r} is not in schemas/codes/{code_list}.csv"


def test_every_sub_event_type_has_a_case() -> None:
    assert {row["code"] for row in rows("sub_event_type")} <= set(values_of("sub_event_type"))


def test_every_reason_has_a_case() -> None:
    codes = {row["code"] for row in rows("quarantine_reason")}
    nothing_to_code = {"NO_VIOLENCE_NO_DEMONSTRATION"}  # such a mention becomes no event: the case expects none
    assert codes - WITHOUT_CASE - nothing_to_code <= set(values_of("reasons"))
    assert case("reason-no-violence-no-demonstration")["events"] == []


def test_there_are_enough_cases() -> None:
    assert len(NAMES) >= 60
