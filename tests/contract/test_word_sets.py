"""The named sets of words: sorted, without repetition, and each asked for by the stage that keeps it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

#: File -> where its readers lie.
FILES = {
    "pipeline/classify/contexts.csv": "pipeline/classify",
    "pipeline/classify/word_sets.csv": "pipeline/classify",
    "pipeline/extract/patterns/word_sets.csv": "pipeline/extract",
    "pipeline/language/word_sets.csv": "pipeline/language",
    "pipeline/reference/actors/word_sets.csv": "pipeline",
    "pipeline/resolve/word_sets.csv": "pipeline/resolve",
}


@pytest.mark.parametrize(("path", "readers"), FILES.items(), ids=FILES)
def test_every_set_is_sorted_and_read(root: Path, path: str, readers: str) -> None:
    _, *rows = csv.reader((root / path).read_text(encoding="utf-8").splitlines())
    assert rows == sorted(rows)
    assert len(rows) == len(set(map(tuple, rows))) > 0
    code = "".join(module.read_text(encoding="utf-8") for module in sorted((root / readers).rglob("*.py")))
    assert [name for name in sorted({name for name, _ in rows}) if f'"{name}"' not in code] == []
