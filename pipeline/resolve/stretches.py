"""The stretch of text that each incident has: what sentences beside those that tell it go on about.

A round-up tells of several places in turn, and who is named with one of them is named for that one. What follows an
incident in its paragraph, or leads to it there, is of it; a paragraph that tells none goes on about the one before.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from pipeline.records import Sentence
from pipeline.resolve.told import Event


def stretches(sentences: Sequence[Sentence], events: Sequence[Event]) -> list[tuple[Event, ...]]:
    """For each sentence the incidents that it tells or goes on about, of those of the news that have a place; none where
    its paragraph tells only incidents without one, and in an article that tells no other."""
    told: list[tuple[Event, ...]] = [()] * len(sentences)
    news = [event for event in events if not (event.is_background or event.is_campaign)]
    for event in news:
        if event.places:
            for index in set(event.sentences):
                told[index] = (*told[index], event)
    paragraphs = {sentences[index].paragraph for event in news for index in event.sentences}
    return [
        told[teller] if (teller := _teller(sentences, told, paragraphs, index)) is not None else ()
        for index in range(len(sentences))
    ]


def _teller(
    sentences: Sequence[Sentence], told: Sequence[tuple[Event, ...]], paragraphs: Container[int], index: int
) -> int | None:
    """The sentence with whose incident another goes on: itself or one before it in its paragraph, else behind it there,
    else before it, else the first; None where none is."""
    paragraph = sentences[index].paragraph
    tellers = [other for other, found in enumerate(told) if found]
    before = [other for other in tellers if other <= index]
    own = [other for other in tellers if sentences[other].paragraph == paragraph]
    if before and before[-1] in own:
        return before[-1]
    if own:
        return own[0]
    if paragraph in paragraphs or not tellers:
        return None
    return before[-1] if before else tellers[0]


def is_abroad(event: Event, country: str | None) -> bool:
    """Is an incident told with places, and none of them in a country?"""
    countries = {place.iso3 for place in event.places}
    return bool(countries) and country is not None and None not in countries and country not in countries
