"""Which clauses tell what had happened before: "two weeks after gunmen seized the school"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.extract.nouns import lemma
from pipeline.extract.relations import SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Spans of time between two things, and those within a day.
_LONG = frozenset({"day", "month", "week", "year"})
_SHORT = frozenset({"hour", "minute"})
_BEFORE = "casus.told_before"
#: Words between a superlative and the "since" of what it is compared with, at most.
_COMPARING = 6


def is_long_after(verb: Token) -> bool:
    """ "Two weeks after gunmen seized the school", "a week before": so long a time lies between two clauses that they
    tell two things."""
    marks = [child for child in verb.children if child.dep_ == "mark"]
    return bool(marks) and (is_days_after(marks[0]) or (is_hours_after(marks[0]) and _has_other_doers(verb)))


def told_before(token: Token) -> set[int]:
    """Words below one that tell what had happened long before: "which came two weeks after troops took Falluja".

    Found once a token.
    """
    known: dict[int, set[int]] = token.doc.user_data.setdefault(_BEFORE, {})
    found = known.get(token.i)
    if found is None:
        clauses = [word for word in token.subtree if word.dep_ == "advcl" and word != token and is_long_after(word)]
        found = known[token.i] = {word.i for clause in clauses for word in clause.subtree}
    return found


def is_of_the_last_one(word: Token) -> bool:
    """ "The deadliest since an assault in August, with officials reporting 150 killed at the time": a clause about the
    deed with which another is compared."""
    if word.dep_ != "prep" or word.lower_ != "with" or word.head.pos_ != "VERB":
        return False
    since = [one.i for one in word.sent if one.lower_ == "since" and one.dep_ == "prep" and one.i < word.i]
    best = [one.i for one in word.sent if one.tag_ in ("JJS", "RBS")]
    is_compared = any(0 < at - most <= _COMPARING for at in since for most in best)
    words = [one.lower_ for one in word.subtree]
    return is_compared and any(words[at : at + 3] == ["at", "the", "time"] for at in range(len(words)))


def is_hours_after(word: Token) -> bool:
    """ "Hours after a bombing": on the same day."""
    return bool(word.lower_ == "after" and word.i > word.sent.start and lemma(word.nbor(-1)) in _SHORT)


def is_days_after(word: Token) -> bool:
    """ "Five days after", "a week before": not "days after", nor "hours after"."""
    time = word.nbor(-1) if word.lower_ in ("after", "before") and word.i > word.sent.start else None
    return time is not None and lemma(time) in _LONG and time.dep_ in ("npadvmod", "dobj", "pobj")


def _has_other_doers(verb: Token) -> bool:
    """Do others act in a clause than above it: "settlers burned houses, hours after a gunman shot two"?"""
    main = verb.head
    while main.dep_ in ("advcl", "conj") and main.tag_ == "VBG" and not any(c.dep_ in SUBJECTS for c in main.children):
        main = main.head  # "opened fire, killing two, hours after a bomb killed one"
    own, above = (
        next((c for c in v.children if c.dep_ == "nsubj" and c.pos_ in ("NOUN", "PROPN")), None) for v in (verb, main)
    )
    return own is not None and above is not None and own.lower_ != above.lower_
