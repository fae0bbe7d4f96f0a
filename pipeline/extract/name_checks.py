"""What is no name of a place, and where a name begins and ends."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.extract.place_contexts import (
    DIRECTIONS,
    FEATURE_BEFORE,
    FEATURES,
)
from pipeline.extract.time_patterns import short_weekdays, time_words
from pipeline.extract.word_sets import word_set
from pipeline.reference.countries import demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from pipeline.reference.gazetteer import Gazetteer

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Longest name looked up, in words.
MAX_WORDS = 4
#: Letters of "Friday": shorter words are abbreviations, which begin names as well ("Sun City").
_SHORTEST_WEEKDAY = 6
TITLES = word_set("titles")
#: A part of a town, or of a year.
_QUARTER = "quarter"


@lru_cache(maxsize=1)
def stop_names() -> frozenset[str]:
    """Names of places that are far more often other words (`patterns/toponym_stop.txt`), or short forms of weekdays."""
    lines = (
        resources.files("pipeline.extract")
        .joinpath("patterns/toponym_stop.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return frozenset(line for line in lines if line) | short_weekdays().keys()


_PEOPLE_AFTER = word_set("people_after")


def without_weekday(doc: Doc, start: int, end: int) -> int:
    """End of a name without the day that stands behind it: "in the city of Kirkuk Friday", "of Baghdad April 20"."""
    is_month = doc[end - 1].lower_ in time_words()["month"] and end < len(doc) and doc[end].is_digit
    if end - start > 1 and is_month:
        return end - 1
    last = doc[end - 1].lower_
    is_whole = len(last) >= _SHORTEST_WEEKDAY or last.endswith(".")
    if end - start > 1 and is_whole and last in time_words()["weekday"]:
        return end - 1
    return end


def is_no_time(ent: Span) -> bool:
    """A name that the model took for a day: "In Turbat, militants stopped a bus"."""
    word = ent[0].lower_
    return (
        ent.label_ in ("DATE", "TIME")
        and len(ent) == 1
        and ent[0].pos_ == "PROPN"
        and word.isalpha()
        and not any(word in words for words in time_words().values())
    )


def is_part_of_town(ent: Span) -> bool:
    """A quarter of a town that the model took for a time: "the Karachi quarter of Orangi", and no December quarter."""
    if ent.label_ not in ("DATE", "TIME") or not any(token.lower_ == _QUARTER for token in ent[1:]):
        return False
    words = [token for token in ent if token.lower_ != _QUARTER]
    is_time = any(token.like_num or any(token.lower_ in known for known in time_words().values()) for token in words)
    return not is_time and any(token.text[:1].isupper() and token.is_alpha for token in words)


def time_begins(ent: Span) -> int:
    """Index of the first word of a time that the model gave with the name before it: "at [Odesa overnight]"."""
    first = int(ent.start)
    while first < ent.end - 1 and ent.label_ in ("DATE", "TIME") and ent.doc[first].pos_ == "PROPN":
        word = ent.doc[first].lower_
        if not word.isalpha() or any(word in words for words in time_words().values()):
            break
        first += 1
    return first


def modifies_people(doc: Doc, end: int) -> bool:
    """Is the word after a name one for people of a place or their things: "a Coral Gables man", "Tucson police"?"""
    return end < len(doc) and (doc[end].lower_ in _PEOPLE_AFTER or doc[end].text == "'s")


def is_no_name(name: str) -> bool:
    return name.lower() in demonyms() or name.lower() in stop_names()


def is_common(span: Span) -> bool:
    return span.text.lower() in stop_names() or span[0].lower_ in ("this", "that", "the", "his", "her", "its", "their")


def trimmed(ent: Span) -> tuple[int, int]:
    """Without article, possessive, punctuation, and without the word for the kind of place in front ("the city of")."""
    start, end = ent.start, ent.end
    while start < end and (
        ent.doc[start].lower_ in ("the", "of") or ent.doc[start].is_punct or ent.doc[start].is_space
    ):
        start += 1
    while end > start and (
        ent.doc[end - 1].text in ("'s", "'")
        or ent.doc[end - 1].is_punct
        and not ent.doc[end - 1].text.endswith(".")
        or ent.doc[end - 1].is_space
    ):
        end -= 1
    end = without_weekday(ent.doc, start, end)
    while end - start > 1 and ent.doc[end - 1].lower_ in FEATURES and ent.doc[end - 1].text[:1].islower():
        end -= 1
    if end - start > 2 and ent.doc[start].lower_ in FEATURE_BEFORE and ent.doc[start + 1].lower_ == "of":
        start += 2
    return start, end


def is_time_or_common(span: Span) -> bool:
    return (
        span.text.lower() in stop_names()
        or not any(c.isalpha() for c in span.text)
        or (span.text.islower() and (span.root.pos_ != "PROPN" or not span.doc.text.islower()))
    )


def longest_known(doc: Doc, start: int, taken: set[int], known: Gazetteer) -> int | None:
    """End of the longest name of the gazetteer that begins at a word; names of one word need a hint beside them."""
    limit = start
    while (
        limit < len(doc)
        and limit - start < MAX_WORDS
        and limit not in taken
        and (
            doc[limit].text[:1].isupper()
            or doc[limit].lower_ in ("de", "la", "el", "los", "las", "del", "al", "-", "e", "da", "do", "dos", "of")
        )
        and not doc[limit].is_space
    ):
        limit += 1
    for end in range(limit, start, -1):
        if doc[end - 1].lower_ in ("of", "de", "-", "la", "el", "del", "al"):
            continue
        text = doc[start:end].text
        if text.lower() in stop_names() or text not in known:
            continue
        if end - start > 1 or _has_hint(doc, start, end, known):
            return end
        return None
    return None


def _has_hint(doc: Doc, start: int, end: int, known: Gazetteer) -> bool:
    before = doc[start - 1].lower_ if start else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if (
        before in TITLES
        or (end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper())
        or (start and doc[start - 1].pos_ == "PROPN" and before not in FEATURE_BEFORE)
    ):
        return False
    if (
        before in ("in", "at", "near", "off", "from", "outside", "around", "between", "through", "toward", "towards")
        or after in FEATURES
    ):
        return True
    if (
        before == "of"
        and start > 1
        and (doc[start - 2].lower_ in FEATURE_BEFORE or doc[start - 2].lower_ in DIRECTIONS)
    ):
        return True
    if before in ("and", ",") and start > 1 and doc[start - 2].ent_type_ in PLACE_LABELS:
        return True
    return any(place.feature == "country" or place.population > 300_000 for place in known.lookup(doc[start:end].text))
