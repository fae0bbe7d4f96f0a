"""Runs of words that may be one name, and the words that join them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipeline.reference.gazetteer import Gazetteer

#: The Arabic article, which names keep in small letters: "al-Bayda".
ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "er", "es", "et", "ez"})
_ARTICLE_NAME = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ed|er|es|et|ez)[-'][A-Z]")
_JOINING = frozenset(
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "al",
        "du",
        "des",
        "da",
        "do",
        "dos",
        "wa",
        "e",
        "y",
        "-",
        "'",
        "en",
        "upon",
        "sur",
    }
)
#: The mark of an owner.
OWNERS_MARKS = frozenset({"'s", "\u2019s"})
#: Words that "of" joins to the rest of a name: "the Gulf of Aden".
_WATERS = frozenset({"Bay", "Gulf", "Horn", "Sea", "Strait", "Straits"})
#: Hyphens and words in the tail of the longest hyphenated name: "Saint-Michel-de-l'Attalaye", with a token each.
_HYPHENATED_TOKENS = 8
#: Parts of speech of words that begin a sentence with a capital and no name.
_NO_NAME = frozenset({"DET", "ADP", "PRON", "CCONJ", "SCONJ", "ADV", "VERB", "AUX", "NUM"})
#: What joins two words of a Persian name.
EZAFE = frozenset({"e", "ye", "i", "yi"})


def runs_of(doc: Doc, known: Gazetteer) -> list[tuple[int, int]]:
    """Runs of capitalised words, joined by small words of names, hyphens, and "and" in the name of one division."""
    out, tokens = [], list(doc)
    i = 0
    while i < len(tokens):
        if (
            tokens[i].lower_ in ARTICLES
            and i + 2 < len(tokens)
            and tokens[i + 1].text == "-"
            and tokens[i + 2].text[:1].isupper()
        ):
            end = i + 3
        elif is_name_word(tokens[i]):
            end = i + 1
        else:
            i += 1
            continue
        while end < len(tokens):
            if is_name_word(tokens[end]):
                end += 1
            elif (
                tokens[end].lower_ in ARTICLES
                and end + 2 < len(tokens)
                and tokens[end + 1].text == "-"
                and is_name_word(tokens[end + 2])
            ):
                end += 3
            elif tokens[end].lower_ == "and" and _is_double(doc, i, end, known):
                end += 2
            elif (joined := end_of_ezafe(doc, end) or _hyphenated(doc, i, end, known)) is not None:
                end = joined
            elif tokens[end].lower_ in ARTICLES and doc[i : end + 2].text in known:
                end += 2  # "Salah ad Din"; not "Hamdan at Taji"
            elif tokens[end].text in OWNERS_MARKS and doc[end - 1 : end + 2].text in known:
                end += 2  # "Cox's Bazar"
            elif _joins(tokens[end]) and end + 1 < len(tokens) and is_name_word(tokens[end + 1]):
                end += 2
            elif (
                tokens[end].lower_ == "of"
                and tokens[end - 1].text in _WATERS
                and end + 1 < len(tokens)
                and is_name_word(tokens[end + 1])
            ):
                end += 2
            elif (
                tokens[end].lower_ in ("de", "del")
                and end + 2 < len(tokens)
                and tokens[end + 1].lower_ in ("la", "las", "los")
                and is_name_word(tokens[end + 2])
            ):
                end += 3
            else:
                break
        out.append((i, end))
        i = end
    return out


def _joins(token: Token) -> bool:
    """Is a small word one that stands inside names, and no mark of whose something is: "Athens' Exarchia district"?"""
    return token.lower_ in _JOINING and token.tag_ != "POS"


def list_mark(doc: Doc, at: int, step: int) -> int | None:
    """Where the item before (-1) or behind (1) ends or begins, across the comma or "and" beside a token; or None."""
    mark = at + step
    found = False
    while 0 <= mark < len(doc) and doc[mark].lower_ in (",", "and"):
        found, mark = True, mark + step
    if not found:
        return None
    return mark + 1 if step < 0 else mark


def end_of_ezafe(doc: Doc, at: int) -> int | None:
    """End of the word that the Persian -e or -ye at a token joins to the name before: "Sar-e Pul", "Darah-ye Pech"."""
    if at + 2 >= len(doc) or doc[at].text != "-" or doc[at + 1].text not in EZAFE or doc[at - 1].whitespace_:
        return None
    after = at + 3 if at + 3 < len(doc) and doc[at + 2].text == "-" else at + 2
    return after + 1 if is_name_word(doc[after]) else None


def _is_double(doc: Doc, start: int, at: int, known: Gazetteer) -> bool:
    """Is the "and" at a token part of the name of one country or division: "Jammu and Kashmir"?"""
    if at + 1 >= len(doc) or not is_name_word(doc[at + 1]):
        return False
    found = known.lookup(doc[start : at + 2].text)
    return any(place.is_main and place.feature in ("country", "admin1") for place in found)


def _hyphenated(doc: Doc, start: int, at: int, known: Gazetteer) -> int | None:
    """End of the name that hyphens and small words from a token on join to the word before: "Port-au-Prince"; also of a
    known name that ends in small letters: "Ra-ngae"."""
    end, last = at, min(len(doc), at + _HYPHENATED_TOKENS)
    while end + 1 < last and doc[end].text == "-" and not doc[end - 1].whitespace_ and not doc[end].whitespace_:
        end += 2
        if doc[end - 1].text[:1].isupper():
            return end
    return end if end > at and doc[start:end].text in known else None


def is_name_word(token: Token) -> bool:
    text = token.text
    if not text[:1].isupper():
        return _ARTICLE_NAME.match(text) is not None
    return not (token.is_sent_start and token.pos_ in _NO_NAME)
