"""Mentions and their figures made by hand, for the tests of extract and resolve. Every default is a valid row."""

from __future__ import annotations

from typing import Any

from pipeline.records import Casualty, Mention, Reading, Sentence, Span


def reading(text: str, *, in_headline: bool = False) -> Reading:
    """An article of one sentence."""
    return Reading(
        article_id="a",
        text=text,
        body_start=0,
        source_name="s",
        language="en",
        relevance=1.0,
        sentences=(Sentence(start=0, end=len(text), paragraph=0, is_headline=in_headline),),
        batch="b",
    )


def told(**changes: Any) -> Mention:
    """An asserted killing told by its verb in the first sentence, with some columns changed."""
    values: dict[str, Any] = {
        "article_id": "a",
        "mention_id": "a#m0",
        "sentence": 0,
        "trigger": Span(start=0, end=6, text="killed"),
        "trigger_class": "kill",
        "trigger_rule": "kill.verb",
        "head_lemma": "kill",
        "is_nominal": False,
        "is_plural": False,
        "realis": "asserted",
        "is_definite": False,
        "is_new": False,
        "is_cumulative": False,
        "is_background": False,
        "in_headline": False,
        "time_scope": "none",
        "batch": "b",
    }
    return Mention(**(values | changes))


def figure(low: int | None, group: str | None, **changes: Any) -> Casualty:
    """So many killed (None: no number) of those whom the words of a group mean (None: of all), some columns changed."""
    start = changes.get("start", 0)
    values: dict[str, Any] = {
        "start": start,
        "end": start + 5,
        "text": "words",
        "effect": "killed",
        "low": low,
        "high": low,
        "quantifier": "exact",
        "group_start": 0,
        "group_end": 5,
        "group_text": group,
        "is_total": group is None,
        "is_cumulative": False,
        "sentence": 0,
    }
    return Casualty(**(values | changes))
