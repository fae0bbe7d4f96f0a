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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pipeline.language.beginnings import LENGTH, beginnings, finder

#: Beginning of a match -> the patterns that can begin so.
BEGINNINGS = "time_beginnings.tsv"
_HEAD = "# Generated from times.jsonl and time_words.csv by `python -m pipeline.extract.time_patterns`; do not edit."

#: An expression of time begins where no word goes on.
_NOT_INSIDE = r"(?<![\w-])"
_PLACES = re.compile(_NOT_INSIDE + r"(?=\S)")
_BLANK = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
_FRAGMENT = re.compile(r"\{(=?)([a-z][a-z_]*)\}")
_LITERAL = re.compile(r"\[(?:\\.|[^\]])+\]|[ ']")
_GROUP = re.compile(r"\(\?<([a-z]\w*)>")


@dataclass(frozen=True, slots=True)
class TimePattern:
    """One pattern: its id, its kind, its expression, and the name in it of each of its groups."""

    id: str
    kind: str
    expression: str
    groups: tuple[tuple[str, str], ...]


class TimePatterns:
    """All patterns, each compiled when a text may match it.

    Args:
        patterns: In the order in which they are tried.
        may_match: Numbers of those that may match a text with such a beginning; see `beginnings.finder`.
    """

    def __init__(self, patterns: Sequence[TimePattern], may_match: Callable[[str], tuple[int, ...]]) -> None:
        self.patterns = tuple(patterns)
        self._may_match = may_match
        self._compiled: dict[int, re.Pattern[str]] = {}

    def search(self, text: str, position: int) -> tuple[re.Match[str], TimePattern] | None:
        """The first match at or after a position, of the first pattern that fits there."""
        for place in _PLACES.finditer(text, position):
            start = place.start()
            for number in self._may_match(text[start : start + LENGTH]):
                match = self._expression(number).match(text, start)
                if match is not None:
                    return match, self.patterns[number]
        return None

    def _expression(self, number: int) -> re.Pattern[str]:
        found = self._compiled.get(number)
        if found is None:
            found = self._compiled[number] = compiled(self.patterns[number])
        return found


def compiled(pattern: TimePattern) -> re.Pattern[str]:
    """The expression of a pattern, as it is tried where a word begins."""
    return re.compile(pattern.expression, re.IGNORECASE)


def _text(name: str) -> str:
    return resources.files("pipeline.extract.patterns").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def time_words() -> dict[str, dict[str, str]]:
    """Class -> word -> value, words in small letters."""
    out: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(_text("time_words.csv").splitlines()):
        out.setdefault(row["class"], {})[row["word"]] = row["value"]
    return out


@lru_cache(maxsize=1)
def short_weekdays() -> dict[str, str]:
    """Short form of a weekday -> its name, both in small letters: "mon." is "monday"."""
    days = time_words()["weekday"]
    names = {number: word for word, number in days.items() if not word.endswith(".")}
    return {word: names[number] for word, number in days.items() if word.endswith(".")}


def _alternatives(words: dict[str, str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", " ").replace(r"\.", r"\.?") for w in ordered) + ")"


@lru_cache(maxsize=1)
def time_patterns() -> TimePatterns:
    """The patterns, read once a process."""
    found = _patterns()
    numbers = {pattern.id: number for number, pattern in enumerate(found)}
    _, *lines = _text(BEGINNINGS).splitlines()
    table = {begin: [numbers[name] for name in names.split()] for begin, names in (row.split("\t") for row in lines)}
    return TimePatterns(found, finder(table, len(found)))


def _patterns() -> list[TimePattern]:
    fragments = {name: _alternatives(words) for name, words in time_words().items()}
    found: list[TimePattern] = []
    for line in _text("times.jsonl").splitlines():
        row = json.loads(line)
        if "fragment" in row:
            fragments[row["fragment"]] = _filled(row["pattern"], fragments, "")
            continue
        expression = _LITERAL.sub(_plain, rf"(?:{_filled(row['pattern'], fragments, 'p')})(?!\w)")
        groups = tuple((group, f"p_{group}") for group in dict.fromkeys(_GROUP.findall(row["pattern"])))
        found.append(TimePattern(row["id"], row["kind"], expression, groups))
    return found


def beginnings_table() -> str:
    """How the matches of each pattern can begin, as `BEGINNINGS` holds it: to work it out takes longer than to read."""
    table: dict[str, list[str]] = {}
    for pattern in _patterns():
        for begin in beginnings(compiled(pattern)):
            table.setdefault(begin, []).append(pattern.id)
    return "\n".join([_HEAD, *(f"{begin}\t{' '.join(names)}" for begin, names in sorted(table.items()))]) + "\n"


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


if __name__ == "__main__":
    (Path(__file__).parent / "patterns" / BEGINNINGS).write_text(beginnings_table(), encoding="utf-8", newline="\n")
