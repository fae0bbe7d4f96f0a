"""The words of an article that support a value."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import Evidence

#: Longest quote in a row of evidence, in code points (CONTRACT.md).
MAX_QUOTE = 200


def quote(text: str, field: str, start: int, end: int, rule: str) -> Evidence:
    """The evidence for a field: a passage of the article, cut to MAX_QUOTE, and the rule that read it."""
    end = min(end, start + MAX_QUOTE)
    return Evidence(field=field, start=start, end=end, quote=text[start:end], rule=rule)


def quoted(evidence: Iterable[Evidence], field: str) -> str:
    """The passages that support a field, one after the other, in small letters."""
    return " ".join(one.quote.lower() for one in evidence if one.field == field)


def quoted_words(evidence: Iterable[Evidence], field: str) -> set[str]:
    """The words of the passages that support a field, in small letters."""
    return {word.strip(".,;:()\"'") for word in quoted(evidence, field).split()}
