"""The stretch of text that each incident has: what sentences beside those that tell it go on about.

A round-up tells of several places in turn, and who is named with one of them is named for that one. What follows an
incident in its paragraph, or leads to it there, is of it; a paragraph that tells none goes on about the one before.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Sentence
from pipeline.resolve.told import Event


def stretches(sentences: Sequence[Sentence], events: Sequence[Event]) -> list[tuple[Event, ...]]:
    """For each sentence the incidents that it tells or goes on about, of those of the news that have a place; none in an
    article that tells no such incident."""
    told: list[tuple[Event, ...]] = [()] * len(sentences)
    for event in events:
        if event.places and not (event.is_background or event.is_campaign):
            for index in set(event.sentences):
                told[index] = (*told[index], event)
    tellers = [index for index, found in enumerate(told) if found]
    return [found or (told[_teller(sentences, tellers, index)] if tellers else ()) for index, found in enumerate(told)]


def _teller(sentences: Sequence[Sentence], tellers: Sequence[int], index: int) -> int:
    """The sentence with whose incident one without goes on: before it in its paragraph, else behind it there, else
    before it, else the first."""
    paragraph = sentences[index].paragraph
    before = [teller for teller in tellers if teller < index]
    own = [teller for teller in tellers if sentences[teller].paragraph == paragraph]
    if before and before[-1] in own:
        return before[-1]
    return own[0] if own else (before or tellers)[-1 if before else 0]


def is_abroad(event: Event, country: str | None) -> bool:
    """Is an incident told with places, and none of them in a country?"""
    countries = {place.iso3 for place in event.places}
    return country is not None and None not in countries and country not in countries
