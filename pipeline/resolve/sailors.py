"""Sailors: men of a navy where the article speaks of one, crew of a merchant ship where it speaks of that."""

from __future__ import annotations

import re

from pipeline.reference import countries
from pipeline.resolve.word_sets import word_set

_SAILORS = word_set("sailors")
#: Words of navies and their ships, of other ships and what befalls them, and of any ship.
_NAVAL, _MERCHANT, _OF_ANY_SHIP = word_set("naval_words"), word_set("merchant_words"), word_set("ship_words")
#: A warship and the word that says whose it is.
_SHIP = re.compile(rf"\b([A-Z][\w.]+) (?:(?!and\b)[a-z-]+ ){{0,2}}?(?i:{'|'.join(sorted(_NAVAL))})\b")
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"\u201c])")


def of_a_navy(phrase: str, text: str) -> str:
    """A phrase for sailors as one for soldiers, where they are of a navy; any other phrase as it is.

    They are where the article names a warship or a navy, and their sentence not only a tanker; or where it says whose
    sailors they are and names no other ship. "Six sailors", of a U.S. destroyer -> "Six U.S. soldiers"; where it names
    warships of several countries nobody knows of which: "Six foreign soldiers".

    Args:
        phrase: Words for somebody.
        text: The article.
    """
    words = phrase.split()
    if not words or words[-1].lower() not in _SAILORS:
        return phrase
    told = _words(text)
    is_nations = countries.find_country(" ".join(words[:-1])) is not None
    if _NAVAL.isdisjoint(told):
        is_navy = is_nations and told.isdisjoint(_MERCHANT | _OF_ANY_SHIP)
    else:
        is_navy = not _are_of_merchants(phrase, text)
    if not is_navy:
        return phrase
    owners = {} if is_nations else _owners(text)
    owner = [next(iter(owners.values())) if len(owners) == 1 else "foreign"] if owners else []
    is_one = words[-1].lower() in ("sailor", "seaman")
    return " ".join([*words[:-1], *owner, "soldier" if is_one else "soldiers"])


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _are_of_merchants(phrase: str, text: str) -> bool:
    """Does each sentence with these words for sailors tell of a merchant ship, and of no navy?"""
    told = [_words(sentence) for sentence in _END.split(text) if phrase in " ".join(sentence.split())]
    return bool(told) and all(not _MERCHANT.isdisjoint(said) and _NAVAL.isdisjoint(said) for said in told)


def _owners(text: str) -> dict[str, str]:
    """The countries whose warships a text names (alpha-3), each with the word that says so."""
    found = ((countries.find_country(ship[1]), ship[1]) for ship in _SHIP.finditer(text))
    return {country: word for country, word in found if country is not None}
