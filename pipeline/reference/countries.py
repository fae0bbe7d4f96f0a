"""Countries: nationality words, and the name that stands after "of" in an actor's name."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from pipeline.contract import derive


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Nationality word in small letters -> alpha-3 code ("nigerian" -> "NGA")."""
    with resources.files("pipeline.reference").joinpath("demonyms.csv").open(encoding="utf-8") as lines:
        return {row["demonym"]: row["iso3"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Name or abbreviation of a country in small letters -> alpha-3 code ("the us" is "us")."""
    from pipeline import contract

    out = {row.label.lower(): row.code for row in contract.codes("country")}
    with resources.files("pipeline.reference.gazetteer").joinpath("country_names.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.setdefault(row["name"].lower(), row["iso3"])
    return out


def label(iso3: str) -> str:
    """The name of a country as it stands in the column `country` and in brackets after generic actors."""
    return derive.country_row(iso3).label


def name_in_text(iso3: str) -> str:
    """The name as it stands after "of": "the United States"."""
    return derive.country_row(iso3)["name_in_text"] or label(iso3)


def find_country(words: str) -> str | None:
    """The country that a phrase names first, by name or nationality ("US Marines"); None when it names none."""
    tokens = [
        token.strip(".,'’()\"") if token.lower() not in ("u.s.", "u.k.", "u.n.") else token
        for token in words.replace("'s", " ").replace("-", " ").split()
    ]
    for size in (4, 3, 2, 1):
        for start in range(len(tokens) - size + 1):
            part = " ".join(tokens[start : start + size])
            lowered = part.lower()
            if size == 1 and lowered == "us" and part != "US":
                continue
            if size == 1 and not part[:1].isupper():
                continue
            found = demonyms().get(lowered) or country_names().get(lowered)
            if found:
                return found
    return None


_COUNTED = frozenset(
    "a an one another two three four five six seven eight nine ten several some many dozens both other unarmed".split()
)


def is_people(words: str) -> bool:
    """True for a nationality that stands for its people: "nine Palestinians", "an American"; "the Chinese" may be the
    state."""
    tokens = [token.strip(".,'’()\"") for token in words.split()]
    last = tokens[-1].lower() if tokens else ""
    if last not in demonyms() or not tokens[-1][:1].isupper():
        return False
    if last.endswith("s") and last[:-1] in demonyms():
        return True
    return any(token.lower() in _COUNTED or token.isdigit() for token in tokens[:-1])


#: Words in small letters inside a person's name, what ends one, and its longest in words.
_PARTICLES = frozenset("al bin da de del della di dos du el la le van von".split())
_BEHIND_A_NAME = re.compile(r",\s*| (?=(?:an?|the) )")
_NAME_WORDS = 5


def without_personal_name(words: str) -> str:
    """The words behind the name of somebody whose given name is that of a country, else all of them: of "Chad Miller, a
    shopkeeper" "a shopkeeper", of "Georgia Brown" none, of "Chad's army" all."""
    name, *behind = _BEHIND_A_NAME.split(words, maxsplit=1)
    return "".join(behind) if _is_personal_name(name.split()) else words


def _is_personal_name(tokens: Sequence[str]) -> bool:
    """Is a country the given name of somebody: "Chad Miller", "Israel de la Cruz"?"""
    if not 1 < len(tokens) <= _NAME_WORDS or tokens[0].lower() not in country_names():
        return False
    if not all(token[:1].isupper() and not token.isupper() for token in (tokens[0], tokens[-1])):
        return False
    longer = (joint.join(tokens[:size]).lower() for size in range(2, len(tokens) + 1) for joint in " -")
    is_of_country = tokens[-1].lower() in country_names() or not country_names().keys().isdisjoint(longer)
    return not is_of_country and all(t[:1].isupper() or t.lower() in _PARTICLES for t in tokens[1:-1])


def ends_in_demonym(words: str) -> bool:
    """True for words whose last is a nationality that may be an adjective: "a combined Afghan"."""
    tokens = words.split()
    return bool(tokens) and tokens[-1].strip(".,'’()\"").lower() in demonyms()
