"""Who and what was struck, as keys that two tellings of one event share.

Nobody is killed twice, and a named house is seldom blown up twice in one article: what makes a key is a name, for words
that fit anybody ("three people", "a building") say nothing of whether two tellings are of one event.
"""

from __future__ import annotations

import re

from pipeline.language.numbers import parse_number
from pipeline.records import Mention, Participant

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FILLERS = frozenset("a an the of at least about some several his her their its this that these those".split())


def persons(mention: Mention) -> frozenset[str]:
    """Names of the persons struck, in small letters."""
    return frozenset(
        " ".join(_words(p))
        for p in mention.cast
        if p.role in ("victim", "target") and p.kind == "individual" and _is_named(p)
    )


def things(mention: Mention) -> frozenset[str]:
    """Words for the buildings and vehicles struck that have a name, in small letters."""
    return frozenset(
        " ".join(words)
        for p in mention.cast
        if p.role == "target" and p.kind == "physical" and len(words := _words(p)) > 1 and _capitals(p) & set(words)
    )


def _words(participant: Participant) -> tuple[str, ...]:
    found = (word for word in _WORD.findall(participant.text.lower()) if word not in _FILLERS)
    return tuple(word for word in found if parse_number(word) is None)


def _capitals(participant: Participant) -> set[str]:
    """Words that the article writes with a capital; `phrase` has its case even where the article is all in capitals."""
    return {word.lower() for word in _WORD.findall(participant.phrase or "") if word[0].isupper()}


def _is_named(participant: Participant) -> bool:
    words = _words(participant)
    return bool(words) and (
        participant.canonical is not None
        or (participant.count == 1 and len(words) > 1 and _capitals(participant) >= set(words))
    )
