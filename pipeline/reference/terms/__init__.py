"""How rare words are in news: in how many of a fixed set of articles each stands.

The set is fixed so that what two reports are to each other never depends on what else was loaded that day.
Names of countries, nationalities, armed groups and heads of government say where and in which war, but not which event:
they count for less. Rebuild: `python -m pipeline.reference.terms.build ARTICLES.jsonl`, and edit the .meta.yaml.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import ReferenceDataError
from pipeline.reference import actors, countries
from pipeline.reference.terms.words import words

PATH = Path(__file__).with_name("document_frequencies.csv")
#: The row that holds the number of articles counted.
TOTAL = "*"
#: A word in none of the articles counts as being in half an article.
UNSEEN = 0.5
#: Share of its rarity that a word of context keeps. At 0.5 pairs of reports of one war that tell of different events
#: and have a cosine above 0.3 become a third (MUC-4: 348 to 131); reports of gun violence are told apart as before.
CONTEXT_SHARE = 0.5


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """Natural logarithm of (articles counted + 1) / (articles with the term): 0 is everywhere, about 6.7 is in none.

    Args:
        term: A word in small letters, or two with a space between them.
    """
    found = _rarities().get(term, _rarities()[TOTAL])
    return found * CONTEXT_SHARE if _is_context(term) else found


def _is_context(term: str) -> bool:
    """Whether every word of a term is one of the names of context."""
    return all(word in _context_words() for word in term.split(" "))


@cache
def _context_words() -> frozenset[str]:
    """The words of the names of countries, nationalities, leaders and named groups."""
    names = [*countries.country_names(), *countries.demonyms()]
    for actor in actors.table():
        names += [actor.name, *actor.aliases]
    with resources.files("pipeline.reference").joinpath("leader_names.csv").open(encoding="utf-8") as lines:
        names += [row["name"] for row in csv.DictReader(lines)]
    return frozenset(word for name in names for word in words(name, has_case=False))


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
