"""One key for the many spellings of a place name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

_APOSTROPHES = re.compile(r"['’‘ʼʿʾ`´\u02bb\u02bc\u02be\u02bf.]")
_SEPARATORS = re.compile(r"[\s\-–_/,]+")
#: The Arabic article in its assimilated forms; before a hyphen only, where other languages have words like them.
_ARTICLE = re.compile(r"\b(?:al|el|ul|ad|ar|as|ash|at|az|an|ed|er|es|esh|ez|et|en|il)-(?=\w)")
_START_ARTICLE = re.compile(r"^(?:al|el) (?=\w{3})")
_SAINT = re.compile(r"\b(?:st|ste|saint|sainte)\b")
_MOUNT = re.compile(r"\b(?:mt|mount)\b")


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """The key of a name: no case, diacritics, apostrophes, points; hyphens are blanks; the Arabic article is one word.

    "Deir ez-Zor" and "Deir al-Zour" stay two names (their vowels differ): the gazetteer lists both.
    """
    text = unicodedata.normalize("NFKD", name).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = _APOSTROPHES.sub("", text)
    text = _ARTICLE.sub("al ", text)
    text = _SEPARATORS.sub(" ", text).strip()
    text = _START_ARTICLE.sub("al ", text)
    text = _SAINT.sub("saint", text)
    return _MOUNT.sub("mount", text)


_DIGRAPHS = (
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("sh", "s"),
    ("ch", "s"),
    ("ph", "f"),
    ("q", "k"),
    ("c", "k"),
)
_VOWELS = re.compile(r"(?<=.)[aeiouywv]")
_DOUBLES = re.compile(r"(.)\1+")
#: Consonants that a name needs for its loose key to say anything.
MIN_CONSONANTS = 3


@lru_cache(maxsize=65_536)
def loose_key(name: str) -> str:
    """The consonants of a name, as far as transliterations agree on them: "Baqouba" and "Baquba" have one; empty for a
    short name."""
    text = key(name)
    text = text.removeprefix("al ").replace(" al ", "").replace(" ", "")
    for written, meant in _DIGRAPHS:
        text = text.replace(written, meant)
    text = _VOWELS.sub("", _DOUBLES.sub(r"\1", text).rstrip("h"))
    if text[:1] in ("e", "i", "o", "u"):
        text = "a" + text[1:]
    return text if len(text) >= MIN_CONSONANTS else ""


def digest(name_key: str) -> int:
    """A 64-bit number for a key, the same in every process and on every machine."""
    return int.from_bytes(blake2b(name_key.encode("utf-8"), digest_size=8).digest(), "big")
