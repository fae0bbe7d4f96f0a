"""How rare words are in news: in how many of a fixed set of articles each stands.

The set is fixed so that what two reports are to each other never depends on what else was loaded that day.
Rebuild: `python -m pipeline.reference.terms.build ARTICLES.jsonl`, and edit the .meta.yaml.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import ReferenceDataError

PATH = Path(__file__).with_name("document_frequencies.csv")
#: The row that holds the number of articles counted.
TOTAL = "*"
#: A word in none of the articles counts as being in half an article.
UNSEEN = 0.5


def rarity(term: str) -> float:
    """Natural logarithm of (articles counted + 1) / (articles with the term): 0 is everywhere, about 6.7 is in none.

    Args:
        term: A word in small letters, or two with a space between them.
    """
    return _rarities().get(term, _rarities()[TOTAL])


@cache
def _rarities() -> Mapping[str, float]:
    """Rarity by term; under `TOTAL` that of a term in none of the articles."""
    try:
        with PATH.open(encoding="utf-8", newline="") as lines:
            counts = {row["term"]: int(row["articles"]) for row in csv.DictReader(lines)}
        total = counts.pop(TOTAL)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ReferenceDataError(f"{PATH.name}: cannot be read ({error}). Restore it, or rebuild it.") from error
    found = {term: math.log((total + 1) / (count + UNSEEN)) for term, count in counts.items()}
    found[TOTAL] = math.log((total + 1) / UNSEEN)
    return MappingProxyType(found)
