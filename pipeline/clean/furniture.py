"""Lines of a page that are not its article: comment forms, share bars, notices (`furniture.jsonl`)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

#: Words that make a line worth keeping a page for; shorter pages of furniture alone are no article.
MIN_ARTICLE_WORDS = 12
#: Code points of a line that may be furniture; longer ones are paragraphs. The longest notices have 250.
MAX_FURNITURE_CHARS = 260


#: How the ids of the rules for corrections begin.
_CORRECTION = "correction."


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, str], ...]:
    """Id and pattern of every rule, in the order of the file. A pattern must match a whole line."""
    lines = resources.files("pipeline.clean").joinpath("furniture.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple((rule["id"], rule["pattern"]) for rule in map(json.loads, lines))


@lru_cache(maxsize=1)
def _any_rule() -> re.Pattern[str]:
    """One pattern for all rules, each in a group of its own; the first that matches is the one that counts."""
    return re.compile("|".join(f"({pattern})" for _, pattern in rules()), re.IGNORECASE)


def rule_of(line: str) -> str | None:
    """The first rule that says that a line is furniture; None for the words of an article."""
    words = " ".join(line.replace("’", "'").split())
    if not words or len(words) > MAX_FURNITURE_CHARS:
        return None
    found = _any_rule().match(words)
    return rules()[found.lastindex - 1][0] if found and found.lastindex else None


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without its lines of furniture.

    Attributes:
        text: What is left.
        removed: Ids of the rules that took something away, sorted.
        corrections: Lines that correct the text or are a note of its editor, in their order.
    """

    text: str
    removed: tuple[str, ...]
    corrections: tuple[str, ...]


def strip_furniture(text: str) -> Stripped:
    """Take the lines of furniture out of a text."""
    kept, used, corrections = [], set(), []
    for line in text.split("\n"):
        rule = rule_of(line)
        if rule is None:
            kept.append(line)
            continue
        used.add(rule)
        if rule.startswith(_CORRECTION):
            corrections.append(" ".join(line.split()))
    left = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    return Stripped(left, tuple(sorted(used)), tuple(corrections))
