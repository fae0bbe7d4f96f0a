"""The tags of an event: facts that no column has, in the words of `codes/tag.csv`."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pipeline.contract import derive
from pipeline.language.quotes import quoted
from pipeline.language.word_sets import word_set
from pipeline.records import Candidate

_VIOLENCE = frozenset({"Violence against civilians", "Explosions/Remote violence", "Riots"})
#: Another crowd against the one that is told, and not "no counter-protest was held".
_COUNTER_CROWDS = word_set("pipeline.classify", "counter_crowds")
_COUNTERED = re.compile(
    r"(?<!\bno )(?<!\bany )(?<!\bwithout )(?<!\bbanned )(?<!\bwithout a )(?<!\bbanned a )"
    rf"\b(?:{'|'.join(sorted(_COUNTER_CROWDS))})"
)
_LOCAL_OFFICES = word_set("pipeline.classify", "local_offices")
#: Such an office, and not what belongs to its holder.
_HELD = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_LOCAL_OFFICES)))})(?![\w'’-])")
_FORMER = word_set("pipeline.classify", "former_words")
_WOMEN = word_set("pipeline.classify", "women")
_GIRLS = word_set("pipeline.classify", "girls")
_SORCERY = word_set("pipeline.classify", "sorcery_words")
#: What follows says more of a person than who he is: "mayor of a town where bandits ...".
_FURTHER = re.compile(r"\s+(?:of|in|at|from|for|near|who|whose|that|accused|and)\b|[,;:(]", re.I)
_WORD = re.compile(r"[\w-]+(?:['’]s?\b)?")


def tags(candidate: Candidate, sub: str) -> str | None:
    """All tags, joined as the column has them, the crowd size first as `merge` writes it; None where there is none."""
    event_type = derive.event_type(sub)
    told = quoted(candidate.evidence, "event")
    found: list[str] = []
    if event_type in derive.CROWD_TYPES:
        found.append(f"crowd size={candidate.crowd_size or 'no report'}")
        if is_countered(candidate):
            found.append("counter-demonstration")
    struck = [_who(one.phrase or one.text) for one in candidate.participants if one.role == "victim"]
    if event_type in _VIOLENCE and any(_is_local_official(words) for words in struck):
        found.append("local administrators")
    if "sexual" in candidate.trigger_classes:
        found.append("sexual violence")
    if event_type in _VIOLENCE and (category := _women_targeted(struck, told)):
        found.append(f"women targeted: {category}")
    return "; ".join(found) or None


def is_countered(candidate: Candidate) -> bool:
    """Do the words of a demonstration tell of another one against it, "a counter-protest"?"""
    return _COUNTERED.search(quoted(candidate.evidence, "event")) is not None


def _who(phrase: str) -> list[str]:
    """The words that say who somebody is, in small letters; those of a genitive keep its mark."""
    said = _FURTHER.split(phrase, maxsplit=1)[0]
    return [match.group().lower() for match in _WORD.finditer(said)]


def _is_local_official(words: list[str]) -> bool:
    """An office of a town, district or province, now held: neither "former mayor" nor "the mayor's driver"."""
    told = " ".join(words)
    return (
        _HELD.search(told) is not None
        and not set(words) & _FORMER
        and not any(re.search(r"['’]", word) for word in words)
    )


def _women_targeted(struck: Sequence[list[str]], told: str) -> str | None:
    """As what women were the target (codes/women_targeted.csv); None where men were too, or no words say it."""
    if not struck or not all(set(words) & (_WOMEN | _GIRLS) for words in struck):
        return None
    if any(word in told for word in _SORCERY):
        return "women accused of witchcraft/sorcery"
    words = {word for who in struck for word in who}
    if category := next((category for category, part in _parts() if part in words), None):
        return category
    return None if words & _WOMEN else "girls"


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    """(category, word) of `women_targeted.csv`: what makes a woman a target of that category."""
    with resources.files("pipeline.classify").joinpath("women_targeted.csv").open(encoding="utf-8") as lines:
        return tuple((row["category"], row["word"]) for row in csv.DictReader(lines))
