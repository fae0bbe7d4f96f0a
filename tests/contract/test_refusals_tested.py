"""Each reason for refusing something is one that a test brings about: it stands in a test beside what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
CODES = TESTS.parent / "schemas" / "codes" / "reject_reason.csv"
REASONS = [row["code"] for row in csv.DictReader(CODES.open(encoding="utf-8"))]


@pytest.fixture(scope="module")
def written() -> str:
    """All tests and golden expectations as one text."""
    files = sorted([*TESTS.rglob("test_*.py"), *TESTS.rglob("expect.yaml")])
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("reason", REASONS)
def test_a_test_names_the_reason(reason: str, written: str) -> None:
    assert reason in written
