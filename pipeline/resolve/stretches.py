"""The stretch of text that each incident has: what sentences beside those that tell it go on about.

A round-up tells of several places in turn, and who is named with one of them is named for that one. What follows an
incident in its paragraph, or leads to it there, is of it; a paragraph that tells none goes on about the one before.
Stretches are found last, of events that are joined; reports (`digests.py`) say which mentions may be joined.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from pipeline.records import Reading
from pipeline.resolve.differing import places_differ
from pipeline.resolve.locations import Location
from pipeline.resolve.named_places import location_of
from pipeline.resolve.place_scene import SCENES
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.told import Event


class Stretches:
    """What each sentence of an article goes on about; it holds the incidents of the news that have a place.

    Args:
        reading: The article.
        places: The place of each of its place names.
        events: What it tells, those told for context too: these have no stretch.
    """

    def __init__(self, reading: Reading, places: Sequence[ResolvedPlace | None], events: Sequence[Event]) -> None:
        self._reading = reading
        self._places = places
        self._starts = [sentence.start for sentence in reading.sentences]
        news = [event for event in events if event.is_news]
        told: dict[int, tuple[Event, ...]] = {}  # the incidents that each sentence tells, in text order
        for index in sorted({index for event in news if event.places for index in event.sentences}):
            told[index] = tuple(event for event in news if event.places and index in event.sentences)
        paragraphs = frozenset(self._paragraph(index) for event in news for index in event.sentences)
        self._beside, self._before = (
            [self._gone_on_about(index, told, paragraphs, is_back) for index in range(len(reading.sentences))]
            for is_back in (False, True)
        )

    def _gone_on_about(
        self, index: int, told: Mapping[int, tuple[Event, ...]], paragraphs: frozenset[int], is_back: bool
    ) -> tuple[Event, ...]:
        """The incidents about which a sentence goes on (`told_beside`).

        Args:
            index: The sentence.
            told: Those that sentences tell, in text order.
            paragraphs: Numbers of the paragraphs that tell incidents, with a place or without.
            is_back: It speaks of what is told before it.
        """
        paragraph = self._paragraph(index)
        before = [teller for teller in told if teller <= index]
        own = [teller for teller in told if self._paragraph(teller) == paragraph]
        if before and (is_back or before[-1] in own):
            return told[before[-1]]
        if own:
            return told[own[0]]
        if paragraph in paragraphs or not told:
            return ()
        return told[before[-1]] if before else next(iter(told.values()))

    def told_beside(self, offset: int, *, is_back: bool = False) -> tuple[Event, ...]:
        """The incidents about which the words at an offset go on: those of their sentence or of one before it in the
        paragraph, else behind it there, else before it, else the first; none where the paragraph tells only incidents
        without a place.

        Args:
            offset: Where the words stand.
            is_back: They speak of what is told last before them, in whatever paragraph: "the group claimed
                responsibility".
        """
        return (self._before if is_back else self._beside)[self._sentence_at(offset)]

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph in which an offset lies."""
        return self._paragraph(self._sentence_at(offset))

    def is_abroad(self, event: Event, country: str | None, offset: int, *, is_back: bool = False) -> bool:
        """Do the words at an offset go on about incidents of other countries alone than that of an event?"""
        if told := self.told_beside(offset, is_back=is_back):
            return self._is_of_others(event, told, offset, lambda other: happened_abroad(other, country))
        scenes = self._countries_at(offset)
        is_own = self._sentence_at(offset) in event.sentences
        return country is not None and bool(scenes) and country not in scenes and not is_own

    def is_apart(self, event: Event, country: str | None, offset: int, *, is_back: bool = False) -> bool:
        """Do the words at an offset go on about incidents of other places alone than that of an event of a country? Not
        where the event is the sum of several."""
        if any((told.mention.incident_count or 0) > 1 for told in event.told):
            return False
        here = self._scenes(event)

        def is_elsewhere(other: Event) -> bool:
            return bool(here) and all(places_differ(a, b) for a in self._scenes(other) for b in here)

        told = self.told_beside(offset, is_back=is_back)
        return self.is_abroad(event, country, offset, is_back=is_back) or self._is_of_others(
            event, told, offset, lambda other: happened_abroad(other, country) or is_elsewhere(other)
        )

    def _is_of_others(
        self, event: Event, told: Sequence[Event], offset: int, is_other: Callable[[Event], bool]
    ) -> bool:
        return bool(told) and self._sentence_at(offset) not in event.sentences and all(map(is_other, told))

    def _scenes(self, event: Event) -> list[Location]:
        """The places of an event, and those beside them in one list: "operations in Khost and Paktia provinces"."""
        out = []
        for told in event.told:
            if told.place is not None:
                beside = (location_of(self._reading, self._places, ref) for ref in told.mention.place_refs)
                kind = told.place.geo_resolution
                out += [told.place, *(place for place in beside if place is not None and place.geo_resolution == kind)]
        return out

    def _countries_at(self, offset: int) -> frozenset[str]:
        """The countries of the scenes that the paragraph of an offset names."""
        paragraph = self.paragraph_at(offset)
        return frozenset(
            place.iso3
            for name, place in zip(self._reading.place_names, self._places, strict=True)
            if self._paragraph(name.sentence) == paragraph and name.relation in SCENES
            if place is not None and place.iso3 is not None
        )

    def _paragraph(self, index: int) -> int:
        return self._reading.sentences[index].paragraph

    def _sentence_at(self, offset: int) -> int:
        """Index of the sentence in which an offset lies."""
        return max(bisect_right(self._starts, offset) - 1, 0)


def happened_abroad(event: Event, country: str | None) -> bool:
    """Is an incident told with places, and none of them in a country?"""
    countries = {place.iso3 for place in event.places}
    return bool(countries) and country is not None and None not in countries and country not in countries
