"""Names of divisions without the word for their kind."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

#: What is left of such a name without its kind is no name: "Northern Province", "Free State".
_NO_NAMES = frozenset(
    "Capital Central Coast East Eastern Federal Free Lake North Northeastern Northern Northwestern South Southeastern "
    "Southern Southwestern West Western Upper Lower Middle".split()
)


def bare_name(name: str, kind: str = "") -> str:
    """The name of a division without the word for its kind: "Basra Governorate" -> "Basra".

    Args:
        name: The name as the source gives it.
        kind: The word for it that the source names, beside those of `division_kinds.csv`.
    """
    for word in (*_kinds(), kind):
        rest = name
        if word and name.endswith(" " + word):
            rest = name[: -len(word) - 1]
        elif word and name.startswith(word + " "):
            rest = name[len(word) + 1 :]
        if rest != name:
            return name if rest in _NO_NAMES else rest
    return name


@lru_cache(maxsize=1)
def _kinds() -> tuple[str, ...]:
    """Words for kinds of divisions, the longest first: "Province of" before "Province"."""
    with Path(__file__).with_name("division_kinds.csv").open(encoding="utf-8") as lines:
        return tuple(sorted((row["kind"] for row in csv.DictReader(lines)), key=lambda kind: (-len(kind), kind)))
