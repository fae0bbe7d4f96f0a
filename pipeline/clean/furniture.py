"""Lines of a page that are not its article: comment forms, share bars, notices (`furniture.jsonl`)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources

#: Words that make a line worth keeping a page for; shorter pages of furniture alone are no article.
MIN_ARTICLE_WORDS = 12


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Id and pattern of every rule, in the order of the file. A pattern must match a whole line."""
    lines = resources.files("pipeline.clean").joinpath("furniture.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple((rule["id"], re.compile(rule["pattern"], re.I)) for rule in map(json.loads, lines))


def rule_of(line: str) -> str | None:
    """The first rule that says that a line is furniture; None for the words of an article."""
    words = " ".join(line.replace("’", "'").split())
    if not words or len(words) > 260:
        return None
    return next((name for name, pattern in rules() if pattern.match(words)), None)


def strip_furniture(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without its lines of furniture, and the ids of the rules that took them away, sorted."""
    kept, used = [], set()
    for line in text.split("\n"):
        rule = rule_of(line)
        if rule is None:
            kept.append(line)
        else:
            used.add(rule)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n"), tuple(sorted(used))
