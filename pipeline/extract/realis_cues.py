"""The words that say how an event is told (`patterns/realis_cues.csv`)."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

#: Cue -> the code of codes/realis.csv that it leads to; what "historical", "accused" and the rest say is asked in
#: `realis.py`.
CODES = {
    "future": "future",
    "hypothetical": "hypothetical",
    "threat": "threat",
    "rumour": "rumour",
    "negated": "negated",
    "declaration": "declaration",
    "exercise": "hypothetical",
    "fiction": "hypothetical",
    "attempted": "attempted",
    "failed": "negated",
    "life": "pattern",
}


@lru_cache(maxsize=1)
def cues() -> dict[str, str]:
    """Lemma of a cue -> what it makes of the event that depends on it."""
    with resources.files("pipeline.extract").joinpath("patterns/realis_cues.csv").open(encoding="utf-8") as lines:
        return {row["cue"]: row["realis"] for row in csv.DictReader(lines)}
