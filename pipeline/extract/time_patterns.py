"""The patterns of time expressions, read from `patterns/times.jsonl` and `patterns/time_words.csv`.

A line of `times.jsonl` is a fragment (`fragment`, `pattern`), to be used by name in what follows, or a pattern: `id`,
`kind` (which reader of `time_meanings.py` says what it means), `pattern`, and a sentence it must find `text` in
(`match`) and one in which it must find nothing (`no_match`). The first pattern that fits at a place wins, so the more
specific stand first. The language of a pattern is that of `re`, without regard to case, and besides:
    {name}      a fragment, or any word of a class of `time_words.csv`; a word that ends in a stop may lack it
    (?<name>..) a group whose words the reader is given; {=name} is what that group found
    a blank     blanks, and at most one end of line
    '           either apostrophe
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipeline.language.beginnings import LENGTH, can_begin

#: An expression of time begins where no word goes on.
_NOT_INSIDE = r"(?<![\w-])"
_PLACES = re.compile(_NOT_INSIDE + r"(?=\S)")
_BLANK = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
_FRAGMENT = re.compile(r"\{(=?)([a-z][a-z_]*)\}")
_LITERAL = re.compile(r"\[(?:\\.|[^\]])+\]|[ ']")
_GROUP = re.compile(r"\(\?<([a-z]\w*)>")


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One pattern: its id, its kind, and the full name of each of its groups."""

    id: str
    kind: str
    groups: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TimePatterns:
    """All patterns as one expression; the group that closes last in a match bears the name of the pattern that fits."""

    expression: re.Pattern[str]
    by_group: dict[str, TimePattern]
    can_begin: Callable[[str], bool]

    def search(self, text: str, position: int) -> re.Match[str] | None:
        """The first match at or after a position."""
        for place in _PLACES.finditer(text, position):
            start = place.start()
            if self.can_begin(text[start : start + LENGTH]):
                match = self.expression.match(text, start)
                if match is not None:
                    return match
        return None


def _text(name: str) -> str:
    return resources.files("pipeline.extract.patterns").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def time_words() -> dict[str, dict[str, str]]:
    """Class -> word -> value, words in small letters."""
    out: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(_text("time_words.csv").splitlines()):
        out.setdefault(row["class"], {})[row["word"]] = row["value"]
    return out


def _alternatives(words: dict[str, str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", " ").replace(r"\.", r"\.?") for w in ordered) + ")"


@lru_cache(maxsize=1)
def time_patterns() -> TimePatterns:
    """The patterns, compiled once a process."""
    fragments = {name: _alternatives(words) for name, words in time_words().items()}
    branches: list[str] = []
    by_group: dict[str, TimePattern] = {}
    for line in _text("times.jsonl").splitlines():
        row = json.loads(line)
        if "fragment" in row:
            fragments[row["fragment"]] = _filled(row["pattern"], fragments, "")
            continue
        name = f"p{len(by_group)}"
        pattern = _filled(row["pattern"], fragments, name)
        groups = tuple((group, f"{name}_{group}") for group in dict.fromkeys(_GROUP.findall(row["pattern"])))
        by_group[name] = TimePattern(row["id"], row["kind"], groups)
        branches.append(f"(?P<{name}>(?:{pattern})(?!\\w))")
    whole = _LITERAL.sub(_plain, "|".join(branches))
    expression = re.compile(rf"{_NOT_INSIDE}(?:{whole})", re.IGNORECASE)
    return TimePatterns(expression, by_group, can_begin(expression))


def _plain(match: re.Match[str]) -> str:
    """A blank and an apostrophe as `re` needs them, alone or inside of a set of characters."""
    found = match.group()
    if found == " ":
        return _BLANK
    if found == "'":
        return "['\u2019]"
    return found.replace(" ", r"\s").replace("'", "'\u2019")


def _filled(pattern: str, fragments: dict[str, str], prefix: str) -> str:
    def fill(match: re.Match[str]) -> str:
        back, name = match.groups()
        return f"(?P={prefix}_{name})" if back else f"(?:{fragments[name]})"

    return _GROUP.sub(rf"(?P<{prefix}_\1>", _FRAGMENT.sub(fill, pattern))
