"""Named sets of words, kept as data beside the stage that uses them."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def _sets(package: str, path: str) -> dict[str, frozenset[str]]:
    text = resources.files(package).joinpath(path).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["word_set"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}


def word_set(package: str, name: str, path: str = "word_sets.csv") -> frozenset[str]:
    """The words of one set.

    Args:
        package: Where the file lies, e.g. "pipeline.resolve".
        name: The set, e.g. "anaphoric".
        path: The file inside the package, with columns `word_set` and `word`.

    Raises:
        KeyError: If the file has no such set.
    """
    return _sets(package, path)[name]
