"""Words as news and dictionaries write them: with small letters, with a capital, or in capitals throughout."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from pipeline.extract.nouns import lexicon, verb_forms
from pipeline.extract.word_sets import word_set

SMALL_WORDS = word_set("small_words")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:\.[^\W\d_]+)*")


@lru_cache(maxsize=1)
def name_forms() -> dict[str, str]:
    """Word in small letters -> how news writes it inside a sentence ("title" or "upper")."""
    lines = (
        resources.files("pipeline.extract").joinpath("patterns/capitals.tsv").read_text(encoding="utf-8").splitlines()
    )
    return dict(line.split("\t") for line in lines[1:])


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """Words of the model's own dictionary (WordNet's), in small letters, inflected exceptions included."""
    from pipeline.extract.reading import load_nlp

    lookups = load_nlp().get_pipe("lemmatizer").lookups
    words: set[str] = set()
    for kind in ("noun", "verb", "adj", "adv"):
        words.update(lookups.get_table("lemma_index").get(kind, ()))
        words.update(lookups.get_table("lemma_exc").get(kind, {}))
    return frozenset(words)


@lru_cache(maxsize=1)
def news_words() -> frozenset[str]:
    """Words that news writes small, so that they are no names."""
    return frozenset(
        resources.files("pipeline.extract").joinpath("patterns/small_words.txt").read_text("utf-8").split()
    )


@lru_cache(maxsize=1)
def capital_words() -> dict[str, str]:
    """Words that the dictionary writes with capital letters only, by their small form: "Salvadoran", "OAS"."""
    path = resources.files("pipeline.extract").joinpath("patterns/capital_words.txt")
    return {word.lower(): word for word in path.read_text("utf-8").split()}


_ENDINGS = (
    ("men", "man"),
    ("ies", "y"),
    ("ied", "y"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
    ("er", "e"),
    ("er", ""),
    ("ers", ""),
    ("ers", "e"),
    ("ly", ""),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ness", ""),
    ("al", ""),
)
_SHORTEST_BEFORE_AL = 4
_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")
#: Endings of words that are no names, however rare ("submachinegun", "narcoterrorist").
COMMON_ENDINGS = re.compile(
    r"(?:ive|ion|ism|ist|gun|ing|ed|ly|ous|al|ment|ness|ity|ish|able|ible|ary|ory|ure|er|or|ant|ent|ship|man|men|ful)s?$"
)


def _is_inflected(word: str, words: frozenset[str]) -> bool:
    """True if `word` is a plain inflection of one of `words`."""
    for ending, instead in _ENDINGS:
        if not word.endswith(ending) or len(word) <= len(ending) + 2:
            continue
        stem = word[: -len(ending)] + instead
        if ending == "al" and len(stem) < _SHORTEST_BEFORE_AL:
            continue  # "Kidal" is of no kid
        if ending == "es" and not instead and not stem.endswith(_SIBILANTS):
            continue
        doubled = ending in ("ed", "ing", "er") and len(stem) > 3 and stem[-1] == stem[-2]
        if stem in words or (doubled and stem[:-1] in words):
            return True
    return False


#: What stands before a word of the dictionary in one that it lacks: "antiterrorist", "narcotrafficker".
_PREFIXES = re.compile(r"(?:anti|counter|narco|non|ultra)(?=[a-z]{5})")


def is_dictionary_word(word: str) -> bool:
    """True if `word` (small letters), or what it is an inflection of, stands in the dictionary, with or without its
    prefix, or in our own rules of events and lists of nouns."""
    base = _PREFIXES.sub("", word, count=1) if _PREFIXES.match(word) else word
    return (
        word in SMALL_WORDS
        or word in _dictionary()
        or word in verb_forms()
        or word in lexicon()
        or _is_inflected(word, _dictionary())
        or (base != word and (base in _dictionary() or _is_inflected(base, _dictionary())))
    )


def is_usual(word: str) -> bool:
    """True if news writes `word`, or what it is an inflection of, small."""
    return word in SMALL_WORDS or word in news_words() or _is_inflected(word, news_words())


def lower(text: str) -> str:
    """Small letters, without changing the length (a few letters have small forms of two code points)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def title_case(word: str) -> str:
    """A word with a capital at its head and behind its hyphens and apostrophes: "O'Neill", "Al-Masri", "Iran's"."""
    return (
        re.sub(
            r"(^|['’.-])([^\W\d_])",
            lambda m: m.group(1) + (m.group(2).upper() if len(m.group(2).upper()) == 1 else m.group(2)),
            lower(word),
        )
        .replace("'S", "'s")
        .replace("’S", "’s")
    )
