"""The names of places found in one text so far, and what the text and the gazetteer say of a name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.datelines import datelines_of
from pipeline.extract.name_checks import TITLES, is_no_time, is_part_of_town, stop_names, time_begins
from pipeline.extract.name_runs import runs_of
from pipeline.extract.place_contexts import (
    FEATURES,
    LEADS_TO_PLACE,
)
from pipeline.extract.texts import text_of
from pipeline.extract.word_sets import word_set
from pipeline.reference import actors
from pipeline.reference.countries import country_names, demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from pipeline.reference.gazetteer import Gazetteer


_DIRECTION_ADJECTIVES = word_set("direction_adjectives")
#: Towns that are called like a kind of place.
_KINDS_ONLY = frozenset({"forest reserve", "game reserve", "national park", "nature reserve"})


def _without_direction(name: str) -> str:
    """A name without the part of it that is meant: "west Mosul"."""
    first, _, rest = name.partition(" ")
    return rest if rest and first in _DIRECTION_ADJECTIVES else name


class Finder:
    """Collects the spans of place names of one text: (start, end, kind), in tokens."""

    def __init__(self, doc: Doc, known: Gazetteer) -> None:
        self.doc = doc
        self.known = known
        #: The model's names, made once: `doc.ents` makes them anew each time.
        self.entities = doc.ents
        words = [token.text for token in doc]
        #: Indices of the words that begin with a capital.
        self.capitalised = [index for index, word in enumerate(words) if word[:1].isupper()]
        self.spans: list[tuple[int, int, str]] = []
        self.taken: set[int] = set()
        self.told: set[int] = set()
        self.runs = runs_of(doc, known)
        self.between = _between(self)
        # Words of the names of persons: "Ripley" alone is the coach, where the text has "Ann Ripley".
        self.person_words = {
            token.lower_
            for ent in self.entities
            if ent.label_ == "PERSON" and len(ent) > 1
            for token in ent
            if token.text[:1].isupper()
        }
        self.fixed = {
            i
            for ent in self.entities
            if ent.label_ in ("DATE", "TIME", "EVENT", "LAW", "MONEY", "PERCENT", "QUANTITY") and not is_no_time(ent)
            if not self._is_listed_scene(ent) and not is_part_of_town(ent)
            for i in range(time_begins(ent), ent.end)
        }
        #: Countries that the text names, or a nationality of.
        said = {word.lower() for word in words} | {doc[start:end].text.lower() for start, end in self.runs}
        self.countries = {names[name] for names in (country_names(), demonyms()) for name in said & names.keys()}
        self.datelines = datelines_of(doc, self._is_known_town)
        #: The same with those of the towns where it was written.
        self.homes = self.countries | {iso3 for start, end in self.datelines if (iso3 := self._home(start, end))}
        self.groups = {
            i
            for start, end, _ in actors.name_spans(text_of(doc))
            if (found := doc.char_span(start, end, alignment_mode="expand"))
            for i in range(found.start, found.end)
        }

    def _is_known_town(self, name: str) -> bool:
        """Is a name that of a large town, and of nobody whom the text names?"""
        words = name.lower().split()
        if name.lower() in stop_names() or (len(words) == 1 and words[0] in self.person_words):
            return False
        return any(
            place.is_main and place.feature == "city" and place.population >= GREAT_POPULATION
            for place in self.known.lookup(name)
        )

    def _home(self, start: int, end: int) -> str | None:
        """The country of the town of a dateline; None where it is a name of towns of several countries."""
        name = re.split(r"[,(]| - |--|[:\u2013\u2014]", text_of(self.doc)[start:end])[0].strip()
        found = [place for place in self.known.lookup(name) if place.is_main and place.feature in _LISTED]
        greatest = max(found, key=lambda place: (place.population, place.iso3), default=None)
        great = {place.iso3 for place in found if place.population >= GREAT_POPULATION}
        return None if greatest is None or great - {greatest.iso3} else greatest.iso3

    def _is_listed_scene(self, ent: Span) -> bool:
        """ "Four people died in Tumaco": a listed town behind a preposition, which the model takes for an event."""
        leads = ent.start > 0 and self.doc[ent.start - 1].lower_ in LEADS_TO_PLACE
        found = self.known.lookup(ent.text) if ent.label_ in ("EVENT", "LAW") and leads else ()
        return any(place.is_main and place.feature in _LISTED for place in found)

    def add(self, start: int, end: int, kind: str) -> None:
        """Take a name for a place, with what stands before a name of kinds only: "Upemba National Park"."""
        if self.doc[start:end].text.lower() in _KINDS_ONLY:
            first = self.doc[start].sent.start
            while start > first and start - 1 not in self.taken and self.doc[start - 1].pos_ == "PROPN":
                start -= 1
        self.spans.append((start, end, kind))
        self.taken.update(range(start, end))

    def is_free(self, start: int, end: int) -> bool:
        return not any(i in self.taken for i in range(start, end))

    def is_wider(self, name: str, other: str, kind: str) -> bool:
        """Is a name that of a city with suburbs, or of a division with towns, which a smaller place can lie in?"""
        wide, narrow = (self.known.lookup(_without_direction(text)) for text in (name, other))
        features = ("city",) if kind in CITY_PARTS else ("admin1", "country")
        people = max((place.population for place in wide if place.feature in features), default=0)
        return people > max((place.population for place in narrow), default=0)

    def lies_in(self, name: str, other: str) -> bool:
        """Is a name that of a town or district in a division of another name: "Dallas, Texas"?"""
        parts, divisions = self.known.lookup(name), self.known.lookup(other)
        if any(part.is_main and part.feature == "admin1" for part in parts):
            return False
        return any(
            part.iso3 == division.iso3 and part.admin1 == division.admin1 and division.feature in ("admin1", "admin2")
            for part in parts
            for division in divisions
        )

    def is_in_country(self, name: str, country: str) -> bool:
        """Is a name that of a place in a country: "Gao, Mali"?"""
        within = {place.iso3 for place in self.known.lookup(country) if place.feature == "country"}
        return any(place.iso3 in within for place in self.known.lookup(name))

    def is_division_of(self, name: str, country: str) -> bool:
        """Is a name that of a first-order division of a country: "Georgia, United States"?"""
        homes = {place.iso3 for place in self.known.lookup(country) if place.feature == "country"}
        return any(place.feature == "admin1" and place.iso3 in homes for place in self.known.lookup(name))

    def is_at_home(self, name: Span) -> bool:
        """Is a name that the model takes for nobody's that of a town of a country that the text names?"""
        return name.root.ent_type_ not in ("PERSON", "NORP") and self.is_town_of_theirs(name)

    def is_town_of_theirs(self, name: Span) -> bool:
        """Is a name that of a town of a country that the text names, or in which it was written?"""
        return any(
            place.is_main and place.feature == "city" and place.iso3 in self.homes
            for place in self.known.lookup(name.text)
        )

    def is_person(self, start: int, end: int) -> bool:
        doc = self.doc
        if start and doc[start - 1].lower_.rstrip(".") in TITLES:
            return True
        if end - start != 1 or doc[start].lower_ not in self.person_words:
            return False
        return any(ent.label_ == "PERSON" and (ent.start, ent.end) == (start, end) for ent in self.entities)

    def longest(self, start: int, end: int) -> int | None:
        """End of the longest known name that begins at a word of a run."""
        for last in range(end, start, -1):
            if self.doc[last - 1].is_punct:
                continue
            text = self.doc[start:last].text
            if text.lower() not in stop_names() and text in self.known:
                return last
        return None

    def are_of_one_country(self, name: str, other: str) -> bool:
        """Can two names be of places in one country, both towns or divisions?"""
        found = {place.iso3 for place in self.known.lookup(name) if place.is_main and place.feature in _LISTED}
        return any(p.is_main and p.feature in _LISTED and p.iso3 in found for p in self.known.lookup(other))

    def is_great(self, name: str) -> bool:
        """Is a name that of a country, a first-order division or a large town, which readers know without any hint?"""
        bare, _, kind = name.rpartition(" ")
        if FEATURES.get(kind.lower()) == "province":
            name = bare
        return name.lower() not in stop_names() and any(
            place.feature == "country"
            or place.is_main
            and (
                place.feature == "admin1"
                or place.population >= GREAT_POPULATION
                or (place.feature == "region" and place.iso3 != "")
            )
            for place in self.known.lookup(name)
        )


def _between(finder: Finder) -> frozenset[int]:
    """First tokens of two known names that "between" and "and" join: "between Gao and Kidal"."""
    doc = finder.doc
    starts: set[int] = set()
    for (first, end), (second, last) in pairwise(finder.runs):
        if first and doc[first - 1].lower_ == "between" and second == end + 1 and doc[end].lower_ == "and":
            if doc[first:end].text in finder.known and doc[second:last].text in finder.known:
                starts.update((first, second))
    return frozenset(starts)


#: Persons above which a place is known to readers by its name alone.
GREAT_POPULATION = 100_000
#: What a list of places names beside each other.
_LISTED = frozenset({"city", "admin1", "admin2"})
#: Parts of cities.
CITY_PARTS = frozenset({"suburb", "neighbourhood", "neighborhood", "quarter"})
