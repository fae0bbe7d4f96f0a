"""Words of conflict, protest and armed groups: `conflict_words.txt`, where a star stands for any ending."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_WORD = re.compile(r"[a-z']+")


def lower_words(text: str) -> list[str]:
    """The words of a text in lower case, as `conflict_words_in` takes them."""
    return _WORD.findall(text.lower())


def conflict_words_in(words: Sequence[str]) -> set[str]:
    """The different words of conflict, and pairs of neighbouring words, among words in lower case."""
    pairs = {f"{first} {second}" for first, second in zip(words, words[1:], strict=False)}
    return {word for word in words if _is_conflict_word(word)} | (pairs & _lexicon().pairs)


@lru_cache(maxsize=1 << 16)
def _is_conflict_word(word: str) -> bool:
    return word in _lexicon().words or word.startswith(_lexicon().stems)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Whole words, beginnings of words, pairs of words."""

    words: frozenset[str]
    stems: tuple[str, ...]
    pairs: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    lines = resources.files("pipeline.language").joinpath("conflict_words.txt").read_text(encoding="utf-8").splitlines()
    stems = tuple(line[:-1] for line in lines if line.endswith("*"))
    pairs = frozenset(line for line in lines if " " in line)
    return _Lexicon(frozenset(lines) - pairs, stems, pairs)
