"""Mentions and their figures made by hand, for the tests of extract and resolve. Every default is a valid row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.records import Casualty, Mention, PlaceName, Reading, Sentence, Span
from pipeline.resolve.locations import Location
from pipeline.resolve.told import Told


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


def article(*paragraphs: tuple[str, ...], headline: str | None = None, **changes: Any) -> Reading:
    """An article of paragraphs, each of some sentences, with some columns changed."""
    blocks = [*([(headline,)] if headline is not None else []), *paragraphs]
    sentences: list[Sentence] = []
    text = ""
    for number, block in enumerate(blocks):
        text += "\n\n" if number else ""
        for index, words in enumerate(block):
            text += " " if index else ""
            is_headline = headline is not None and number == 0
            sentences.append(
                Sentence(start=len(text), end=len(text) + len(words), paragraph=number, is_headline=is_headline)
            )
            text += words
    return replace(reading(text), sentences=tuple(sentences), **changes)


def place_names(article: Reading, *rows: tuple[str, str]) -> tuple[PlaceName, ...]:
    """Names of places of an article with what the words before them say: "in", "dateline"."""
    out = []
    for text, relation in rows:
        start = article.text.index(text)
        number = max(i for i, sentence in enumerate(article.sentences) if sentence.start <= start)
        out.append(
            PlaceName(start=start, end=start + len(text), text=text, relation=relation, kind="place", sentence=number)
        )
    return tuple(out)


def town(name: str, iso3: str, latitude: float, longitude: float) -> Location:
    """A town where something took place."""
    return Location(
        iso3=iso3,
        admin1=None,
        admin2=None,
        admin3=None,
        location=name,
        latitude=latitude,
        longitude=longitude,
        geo_precision=1,
        geo_resolution="city",
        geonameid=None,
        reasons=(),
        flags=(),
    )


def deed(sentence: int, place: Location | None, **changes: Any) -> Told:
    """A killing told in a sentence, with some attributes of what is told of it changed."""
    mention = told(sentence=sentence, mention_id=f"a#m{sentence}", **changes.pop("mention", {}))
    values: dict[str, Any] = {
        "mention": mention, "day": None, "place": place, "killed": None, "victims": frozenset(), "agents": frozenset(),
    }  # fmt: skip
    return Told(**(values | changes))
