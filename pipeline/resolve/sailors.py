"""Sailors: men of a navy where the article speaks of one, crew of a merchant ship where it speaks of that."""

from __future__ import annotations

import re

from pipeline.reference import countries
from pipeline.resolve.word_sets import word_set

_SAILORS = word_set("sailors")
#: Words of navies and their ships, and of other ships and what befalls them.
_NAVAL, _MERCHANT = word_set("naval_words"), word_set("merchant_words")
#: A warship and the word that says whose it is.
_SHIP = re.compile(rf"\b([A-Z][\w.]+) (?:(?!and\b)[\w-]+ ){{0,2}}?(?i:{'|'.join(sorted(_NAVAL))})\b")
_WORD = re.compile(r"[^\W\d_]+")


def of_a_navy(phrase: str, text: str) -> str:
    """A phrase for sailors as one for soldiers, where they are of a navy; any other phrase as it is.

    They are where the article names a warship or a navy, or says whose sailors they are and names no other ship.
    "Six sailors", of a U.S. destroyer -> "Six U.S. soldiers".

    Args:
        phrase: Words for somebody.
        text: The article.
    """
    words = phrase.split()
    if not words or words[-1].lower() not in _SAILORS:
        return phrase
    told = {word.lower() for word in _WORD.findall(text)}
    is_nations = countries.find_country(" ".join(words[:-1])) is not None
    if _NAVAL.isdisjoint(told) and not (is_nations and _MERCHANT.isdisjoint(told)):
        return phrase
    owners = () if is_nations else (found[1] for found in _SHIP.finditer(text))
    owner = next((word for word in owners if countries.find_country(word) is not None), None)
    is_one = words[-1].lower() in ("sailor", "seaman")
    return " ".join([*words[:-1], *([owner] if owner else []), "soldier" if is_one else "soldiers"])
