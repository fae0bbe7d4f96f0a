"""Place names in a read text: what spaCy tags as places, and what the gazetteer knows beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extract.capitals import news_words
from pipeline.extract.nouns import lemma
from pipeline.extract.place_contexts import (
    DIRECTIONS,
    FEATURE_BEFORE,
    FEATURES,
    LEADS_TO_PLACE,
    datelines_of,
    place_name,
    with_parents,
)
from pipeline.extract.time_patterns import time_words
from pipeline.extract.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import actors
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.countries import country_names, demonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from pipeline.reference.gazetteer import Gazetteer

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Longest name looked up, in words.
MAX_WORDS = 4
#: Words before "of" a place that what lies around it is told by, and before "on" one that is attacked.
_AROUND, _STRIKES = word_set("around"), word_set("strikes")
#: Words between the name of a sea and "of" a town that lies by it.
_COAST_WORDS = word_set("coast_words")
#: Letters of "Friday": shorter words are abbreviations, which begin names as well ("Sun City").
_SHORTEST_WEEKDAY = 6
_TITLES = word_set("titles")
#: Verbs whose object is a place more often than a person, and verbs whose object may be anything.
_PLACES_STRUCK = word_set("places_struck")
_ANYTHING_STRUCK = word_set("anything_struck")


@lru_cache(maxsize=1)
def _stop_names() -> frozenset[str]:
    """Names of places that are far more often other words (`patterns/toponym_stop.txt`)."""
    lines = (
        resources.files("pipeline.extract")
        .joinpath("patterns/toponym_stop.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return frozenset(line for line in lines if line)


def find_place_names(doc: Doc, *, gazetteer: Gazetteer | None = None) -> list[PlaceName]:
    """Place names and demonyms of a read text, in text order, without overlaps.

    What the words around a name say of it comes first ("the village of X", "X province", "in X"), then what the model
    says, then what the gazetteer knows. A name inside that of an organisation is told as such.

    Args:
        doc: A whole text, parsed, its entities set.
        gazetteer: Where names are looked up; the installed one by default.

    Returns:
        One record a name. `parent` is the index of the name that it is said to lie in; `sentence` is left 0 for the
        caller.
    """
    finder = _Finder(doc, gazetteer if gazetteer is not None else gazetteer_module.load())
    datelines = datelines_of(doc)
    finder.add_datelines(datelines)
    finder.add_told()
    finder.add_entities()
    finder.add_fronted()
    finder.add_listed()
    finder.add_demonyms()
    finder.add_known()
    finder.add_repeated()
    finder.add_inside_organisations()
    finder.add_capitals()
    spans = sorted(finder.spans)
    out = [place_name(doc, start, end, kind, datelines) for start, end, kind in spans]
    return with_parents(doc, spans, out, finder)


class _Finder:
    """Collects the spans of place names of one text: (start, end, kind), in tokens."""

    def __init__(self, doc: Doc, known: Gazetteer) -> None:
        self.doc = doc
        self.known = known
        self.spans: list[tuple[int, int, str]] = []
        self.taken: set[int] = set()
        self.told: set[int] = set()
        self.runs = _runs(doc, known)
        self.between = self._between()
        # Words of the names of persons: "Ripley" alone is the coach, where the text has "Ann Ripley".
        self.person_words = {
            token.lower_
            for ent in doc.ents
            if ent.label_ == "PERSON" and len(ent) > 1
            for token in ent
            if token.text[:1].isupper()
        }
        self.fixed = {
            i
            for ent in doc.ents
            if ent.label_ in ("DATE", "TIME", "EVENT", "LAW", "MONEY", "PERCENT", "QUANTITY") and not _is_no_time(ent)
            for i in range(ent.start, ent.end)
        }
        #: Countries that the text names, or a nationality of.
        said = {token.lower_ for token in doc} | {doc[start:end].text.lower() for start, end in self.runs}
        self.countries = {iso3 for name, iso3 in (*country_names().items(), *demonyms().items()) if name in said}
        self.groups = {
            i
            for start, end, _ in actors.name_spans(doc.text)
            if (found := doc.char_span(start, end, alignment_mode="expand"))
            for i in range(found.start, found.end)
        }

    def _add(self, start: int, end: int, kind: str) -> None:
        self.spans.append((start, end, kind))
        self.taken.update(range(start, end))

    def _is_free(self, start: int, end: int) -> bool:
        return not any(i in self.taken for i in range(start, end))

    def is_wider(self, name: str, other: str, kind: str) -> bool:
        """Is a name that of a city with suburbs, or of a division with towns, which a smaller place can lie in?"""
        wide, narrow = self.known.lookup(name), self.known.lookup(other)
        features = ("city",) if kind in _CITY_PARTS else ("admin1", "country")
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

    def add_datelines(self, datelines: Sequence[tuple[int, int]]) -> None:
        """Known names at the head of a dateline, which capitals hide from the model: "PORT-AU-PRINCE - Gangs"."""
        for begin, _ in datelines:
            for start, end in self.runs:
                if self.doc[start].idx == begin and (last := self._longest(start, end)) is not None:
                    self._add(start, last, "place")

    def add_told(self) -> None:
        """Names that the words beside them make a place, whatever the model took them for."""
        for start, end in self.runs:
            for first, last in self._told_in(start, end):
                if self._is_free(first, last) and not _is_common(self.doc[first:last]):
                    self._add(first, last, "place")
                    self.told.add(first)

    def _country_behind(self, end: int) -> tuple[int, int] | None:
        """The name of a country behind the comma that ends a run of names: "in Barsalogho, Burkina Faso"."""
        if end >= len(self.doc) or self.doc[end].text != ",":
            return None
        behind = next((run for run in self.runs if run[0] == end + 1), None)
        if behind is None:
            return None
        named = self.known.lookup(self.doc[behind[0] : behind[1]].text)
        return behind if any(place.feature == "country" for place in named) else None

    def _told_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Parts of a run of capitalised words that the words around it or in it tell to be places."""
        doc = self.doc
        is_settlement = start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in _SURE_BEFORE
        while end > start and end - 1 in self.fixed and not is_settlement:  # "in Nasarawa State Saturday"
            end -= 1
        end = _without_weekday(doc, start, end)
        is_fixed = any(i in self.fixed for i in range(start, end)) and not is_settlement
        if start == end or is_fixed or self._is_group(start, end):
            return
        if self._is_country(start, end):
            yield start, end
            return
        country = self._country_behind(end)
        if country is not None and start and doc[start - 1].lower_ in LEADS_TO_PLACE and end - start <= 3:
            yield start, end
            yield country
            return
        after = doc[end].lower_ if end < len(doc) else ""
        government = next((i for i in range(start + 1, end) if doc[i].lower_ == "local"), end)
        if government < end or (after == "local" and end + 1 < len(doc)):
            first = government if government < end else end
            if first + 1 < len(doc) and doc[first + 1].lower_ in ("government", "council", "govt"):
                yield start, first
                return
        kind_inside = next((i for i in range(start + 1, end) if doc[i].lower_ in _KINDS_AFTER), None)
        if kind_inside is not None and kind_inside == end - 1:  # "Gidan Idi Village", "Lagos State"
            name, kind = doc[start : end - 1].text, doc[end - 1].lower_
            sure = kind in _SURE_KINDS and (kind not in _OFFICES or self._is_scene(start, end))
            if not _is_no_name(name) and (sure or name in self.known):
                yield start, end
            return
        name = doc[start:end].text
        if (
            after in _KINDS_AFTER
            and doc[end - 1].lower_ not in _NOT_BEFORE_KINDS
            and (len(name.split()) <= 3 or name in self.known)
        ):
            is_sure = after in _SURE_KINDS or (after == "area" and self._is_in_the(start, end))
            if not _is_no_name(name) and (is_sure or name in self.known):
                yield start, end
            return
        if after in _PEOPLED_KINDS and self._is_located(end + 1) and not self._is_people(start, end):
            yield start, end
            return
        if after == "," and self._is_apposed_settlement(end + 1) and not self._is_person(start, end):
            yield start, end
            return
        before = doc[start - 1].lower_ if start else ""
        if before == "of" and start > 1 and doc[start - 2].lower_ in FEATURE_BEFORE and end - start <= 4:
            kind = doc[start - 2]
            sure = kind.lower_ in _SURE_BEFORE and (kind.text.islower() or kind.lower_ in _NAMED_KINDS)
            if sure or self._longest(start, end) == end:
                yield start, end
            return
        if before == "of" and start > 1 and doc[start - 2].lower_ in _DWELLERS and self._longest(start, end) == end:
            yield start, end
            return
        if before in (
            "town",
            "village",
            "district",
            "city",
            "suburb",
            "neighbourhood",
            "neighborhood",
            "capital",
            "province",
            "barangay",
            "kampung",
            "sitio",
            "tambon",
        ):
            if end - start <= 3 and not self._is_person(start, end):
                yield start, end
            return
        if self._is_struck(start, end) or self._is_struck_on(start, end) or self._is_named_settlement(start, end):
            yield start, end
            return
        place = self._locative(start)
        if place:
            last = self._longest(start, end)
            if last is None or last != end and self._is_person(start, end):
                return
            if (last == end or end - start > last - start and doc[last].is_punct) and not self._is_person(start, last):
                yield start, last

    def _is_group(self, start: int, end: int) -> bool:
        """Does a run of words name a group, and not a division one word of whose name a group has: "Maidan Wardak"?"""
        if self._locative(start) and self._is_at_home(self.doc[start:end]):
            return False  # "in Rada in central Yemen"
        words = [i in self.groups for i in range(start, end)]
        is_division = (
            end < len(self.doc) and self.doc[end].lower_ in _SURE_KINDS and self.doc[start:end].text in self.known
        )
        return any(words) and (all(words) or not is_division)

    def _is_located(self, at: int) -> bool:
        """Do a preposition and a name at a token say where something lies: "in Kankara", "west of Taiz"?"""
        doc = self.doc
        if at + 1 < len(doc) and doc[at].lower_ in DIRECTIONS and doc[at + 1].lower_ == "of":
            at += 1
        return at + 1 < len(doc) and doc[at].lower_ in ("in", "of", "near") and _is_name_word(doc[at + 1])

    def _is_in_the(self, start: int, end: int) -> bool:
        """ "In the Spinkai area": words that nothing but a place stands between."""
        doc = self.doc
        is_people = doc[start:end].text.lower() in demonyms() or any(t.ent_type_ == "NORP" for t in doc[start:end])
        return (
            start > 1
            and not is_people
            and doc[start - 1].lower_ == "the"
            and doc[start - 2].lower_ in LEADS_TO_PLACE
            and all(word.text.istitle() for word in doc[start:end])
        )

    def _is_apposed_settlement(self, at: int) -> bool:
        """Do words at a token say that the name before is that of a settlement: ", a farming village in Guma"?"""
        doc = self.doc
        if at >= len(doc) or doc[at].lower_ not in ("a", "an"):
            return False
        for token in doc[at + 1 : at + _APPOSED_WORDS]:
            if token.lower_ in _SETTLED:
                return token.i + 1 < len(doc) and doc[token.i + 1].pos_ in ("ADP", "ADV", "NUM", "PUNCT", "DET")
            if not token.text.islower() and token.text != "-":
                return False
        return False

    def _is_named_settlement(self, start: int, end: int) -> bool:
        """Does a known name between commas say which town was told: "its third largest city, Taiz, said"?"""
        doc = self.doc
        return (
            start > 1
            and doc[start - 1].text == ","
            and doc[start - 2].lower_ in _SETTLED
            and end < len(doc)
            and doc[end].text in (",", ".")
            and self._is_town_of_theirs(doc[start:end])
        )

    def _is_people(self, start: int, end: int) -> bool:
        """Is a name that of a people or a faith, as an article, the model or the list of nationalities has it?"""
        name = self.doc[start:end]
        if start and self.doc[start - 1].lower_ in ("the", "a", "an"):
            return True
        return name.text.lower() in demonyms() or any(token.ent_type_ == "NORP" for token in name)

    def _between(self) -> frozenset[int]:
        """First tokens of two known names that "between" and "and" join: "between Gao and Kidal"."""
        doc = self.doc
        starts: set[int] = set()
        for (first, end), (second, last) in pairwise(self.runs):
            if first and doc[first - 1].lower_ == "between" and second == end + 1 and doc[end].lower_ == "and":
                if doc[first:end].text in self.known and doc[second:last].text in self.known:
                    starts.update((first, second))
        return frozenset(starts)

    def _is_scene(self, start: int, end: int) -> bool:
        """Is what could be an office as well where something is: "in Deh Rawud District", not "the School District"?"""
        before = self.doc[start - 1].lower_ if start else ""
        return before in _BEFORE_SCENES and self.doc[end - 2].lower_ not in _NOT_BEFORE_KINDS

    def _is_country(self, start: int, end: int) -> bool:
        """Is a run of words the name of a country, whatever the model took it for, and no person's name?"""
        name = self.doc[start:end].text.lower()
        if name not in country_names() or name in _stop_names() or name in _GIVEN_NAMES:
            return False
        return not self._is_person(start, end)

    def _is_struck(self, start: int, end: int) -> bool:
        """A known name that is all of what is shelled or overrun; of what is attacked, where it is a great place."""
        name = self.doc[start:end]
        verb = name.root.head
        word = lemma(verb)
        if verb.pos_ != "VERB" or name.root.dep_ not in ("dobj", "nsubjpass") or name.text not in self.known:
            return False
        if self._is_person(start, end) or any(child.i not in range(start, end) for child in name.root.lefts):
            return False
        if word in _PLACES_STRUCK:
            return True
        return word in _ANYTHING_STRUCK and (self._is_great(name.text) or self._is_at_home(name))

    def _is_struck_on(self, start: int, end: int) -> bool:
        """A town of a country that the text names, behind "air strikes on"."""
        doc = self.doc
        return (
            start > 1
            and doc[start - 1].lower_ == "on"
            and lemma(doc[start - 2]) in _STRIKES
            and not self._is_person(start, end)
            and any(p.feature == "city" and p.iso3 in self.countries for p in self.known.lookup(doc[start:end].text))
        )

    def _is_at_home(self, name: Span) -> bool:
        """Is a name that the model takes for nobody's that of a town of a country that the text names?"""
        return name.root.ent_type_ not in ("PERSON", "NORP") and self._is_town_of_theirs(name)

    def _is_town_of_theirs(self, name: Span) -> bool:
        """Is a name that of a town of a country that the text names?"""
        return any(
            place.is_main and place.feature == "city" and place.iso3 in self.countries
            for place in self.known.lookup(name.text)
        )

    def _locative(self, start: int) -> bool:
        """Does a preposition of place stand before a word, with at most an adjective of direction between?"""
        i = start - 1
        if i >= 0 and self.doc[i].lower_ in _DIRECTION_ADJECTIVES:
            i -= 1
        if i >= 0 and self.doc[i].lower_ == "the":
            i -= 1
        if i < 0:
            return False
        if self.doc[i].lower_ in _BEFORE_PLACES:
            return True
        if self.doc[i].lower_ in ("between", "and"):
            return start in self.between
        if self.doc[i].lower_ in ("of", "from") and i:
            return self.doc[i - 1].lower_ in DIRECTIONS or self.doc[i - 1].lower_ in _AROUND
        return False

    def _is_person(self, start: int, end: int) -> bool:
        doc = self.doc
        if start and doc[start - 1].lower_.rstrip(".") in _TITLES:
            return True
        ent = next((e for e in doc[start:end].ents if e.label_ == "PERSON"), None)
        return end - start == 1 and doc[start].lower_ in self.person_words and ent is not None

    def _longest(self, start: int, end: int) -> int | None:
        """End of the longest known name that begins at a word of a run."""
        for last in range(end, start, -1):
            if self.doc[last - 1].is_punct:
                continue
            text = self.doc[start:last].text
            if text.lower() not in _stop_names() and text in self.known:
                return last
        return None

    def add_entities(self) -> None:
        """Names that the model takes for places."""
        doc = self.doc
        for ent in doc.ents:
            if ent.label_ not in _PLACE_LABELS:
                continue
            start, end = self._whole(*_trim(ent))
            if start >= end or _is_time_or_common(doc[start:end]) or not self._is_free(start, end):
                continue
            text = doc[start:end].text
            bare = text[: -len(doc[end - 1].text) - 1] if end - start > 1 and doc[end - 1].lower_ in FEATURES else text
            if bare.lower() in demonyms() and (text not in self.known or bare != text):
                continue
            if text not in self.known and (ent.label_ == "FAC" or self._is_other(start, end)):
                continue
            if text.lower() in _ARTICLES or (start and doc[start - 1].lower_ in _ORGANISATIONS):
                continue
            if self._is_coast_of(start, end):
                self.taken.update(range(start, end))
                continue
            self._add(start, end, "demonym" if self._is_adjective(start, end) else "place")

    def _is_coast_of(self, start: int, end: int) -> bool:
        """Does the name of a sea only say by which one a town lies: "the Red Sea port city of Hodeida"?"""
        doc = self.doc
        after = end
        while after < len(doc) and doc[after].lower_ in _COAST_WORDS:
            after += 1
        is_followed = after > end and after + 1 < len(doc) and doc[after].lower_ == "of"
        return (
            is_followed
            and doc[after + 1].text[:1].isupper()
            and any(place.feature == "sea" for place in self.known.lookup(doc[start:end].text))
        )

    def _is_adjective(self, start: int, end: int) -> bool:
        """Is the abbreviated name of a country said of what follows: "the U.S. Embassy"?"""
        token = self.doc[start]
        return end - start == 1 and token.lower_ in demonyms() and "." in token.text and token.head.i >= end

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """The known name that a part of it was taken for: "Pol-e Khomri" for "Khomri"."""
        run = next((run for run in self.runs if run[0] <= start and end <= run[1] and run != (start, end)), None)
        if run is None or run[1] != end or not any(token.text in _EZAFE for token in self.doc[run[0] : start]):
            return start, end
        return run if self.doc[run[0] : run[1]].text in self.known else (start, end)

    def _is_other(self, start: int, end: int) -> bool:
        """An unknown name that the model takes for a place and that the text uses as a person's or a thing's."""
        doc = self.doc
        words = [token.lower_ for token in doc[start:end]]
        if words[0].rstrip(".") in _TITLES or start and doc[start - 1].lower_.rstrip(".") in _TITLES:
            return True
        if any(word in self.person_words for word in words):
            return True
        return doc[end - 1].dep_ == "nsubj" and doc[end - 1].head.lemma_ in (
            "say",
            "tell",
            "add",
            "ask",
            "think",
            "explain",
        )

    def add_demonyms(self) -> None:
        """Words of nationality that stand free."""
        for ent in self.doc.ents:
            if ent.label_ in ("PERSON", "ORG", "WORK_OF_ART", "PRODUCT"):
                if len(ent) > 1 or ent.text.lower() not in demonyms():
                    self.taken.update(range(ent.start, ent.end))
        for token in self.doc:
            if token.i in self.taken or token.i in self.fixed:
                continue
            word = token.lower_.removesuffix("'s")
            is_name = token.ent_type_ == "GPE" and token.text in self.known
            if word in demonyms() and token.text[:1].isupper() and not is_name:
                self._add(token.i, token.i + 1, "demonym")

    def add_known(self) -> None:
        """Known names that nothing else explains; those of one word need a hint beside them."""
        doc = self.doc
        for token in doc:
            if token.i in self.taken or token.i in self.fixed:
                continue
            if token.pos_ in ("PROPN", "NOUN", "X", "ADJ") and token.text[:1].isupper():
                end = _longest_known(doc, token.i, self.taken, self.known)
                if end is not None and (not token.is_sent_start or end - token.i > 1 or self._is_great(token.text)):
                    self._add(token.i, end, "place")

    def add_fronted(self) -> None:
        """Names in no list that say at the head of a sentence where it happened: "In Naungmon in the northeast, rebels
        attacked", "Near Alder Ford, a mine"."""
        for start, end in self.runs:
            doc = self.doc
            if start == 0 or not doc[start - 1].is_sent_start or doc[start - 1].lower_ not in LEADS_TO_PLACE:
                continue
            is_set_off = end < len(doc) and (doc[end].text == "," or doc[end].lower_ == "in")
            words = [token.lower_ for token in doc[start:end]]
            is_free = self._is_free(start, end) and not self.fixed & set(range(start, end))
            if is_set_off and is_free and news_words().isdisjoint(words):
                self._add(start, end, "place")

    def add_listed(self) -> None:
        """Names between places of a list that begins where something happened, whatever the model took them for: "in
        Kassala, Wad Madani and Geneina"; at its end those known in the country of the place before."""
        doc = self.doc
        before = {end: start for start, end, kind in self.spans if kind == "place"}
        for start, end in self.runs:
            last = _list_mark(doc, start, -1)
            if last is None or last not in before or not self._is_free(start, end):
                continue
            first = before[last]
            while (earlier := _list_mark(doc, first, -1)) in before and earlier is not None:
                first = before[earlier]
            following = _list_mark(doc, end - 1, 1)
            is_inside = following is not None and following in before.values()
            is_named = not self._is_person(start, end) and not self.fixed & set(range(start, end))
            is_one = is_inside or self._are_of_one_country(doc[before[last] : last].text, doc[start:end].text)
            is_scene = self._locative(first) or first in self.told
            if is_scene and is_named and is_one and not self._is_group(start, end):
                self._add(start, end, "place")
                before[end] = start

    def _are_of_one_country(self, name: str, other: str) -> bool:
        """Can two names be of places in one country, both towns or divisions?"""
        found = {place.iso3 for place in self.known.lookup(name) if place.is_main and place.feature in _LISTED}
        return any(p.is_main and p.feature in _LISTED and p.iso3 in found for p in self.known.lookup(other))

    def _is_great(self, name: str) -> bool:
        """Is a name that of a country, a first-order division or a large town, which readers know without any hint?"""
        bare, _, kind = name.rpartition(" ")
        if FEATURES.get(kind.lower()) == "province":
            name = bare
        return name.lower() not in _stop_names() and any(
            place.feature == "country"
            or place.is_main
            and (
                place.feature == "admin1"
                or place.population >= GREAT_POPULATION
                or (place.feature == "region" and place.iso3 != "")
            )
            for place in self.known.lookup(name)
        )

    def add_repeated(self) -> None:
        """A name that is a place elsewhere in the text and stands for itself here ("the Gainesville restaurant")."""
        doc = self.doc
        names = {
            name.lower()
            for start, end, kind in self.spans
            if kind == "place" and end - start <= 2 and (name := doc[start:end].text) in self.known
            if start in self.told or self._is_great(name)
        }
        in_long = {
            i
            for ent in doc.ents
            if ent.label_ in ("PERSON", "ORG", "WORK_OF_ART", "PRODUCT") and len(ent) > 1
            for i in range(ent.start, ent.end)
        }
        claimed = {i for start, end, _ in self.spans for i in range(start, end)}
        for start, end in self.runs:
            if any(i in claimed or i in in_long or i in self.fixed for i in range(start, end)):
                continue
            text = doc[start:end].text
            ent = doc[start].ent_type_
            # No person's name follows an article: "the Abuja home".
            may_be_place = ent not in ("PERSON", "NORP") or (start > 0 and doc[start - 1].lower_ == "the")
            if text.lower() in names or (may_be_place and self._is_great(text) and _modifies_people(doc, end)):
                if start and doc[start - 1].lower_.rstrip(".") in _TITLES:
                    continue
                self._add(start, end, "place")

    def add_inside_organisations(self) -> None:
        """Great or already named places inside the names of organisations: "Gainesville Police Department"."""
        doc = self.doc
        claimed = {i for start, end, _ in self.spans for i in range(start, end)}
        names = {doc[start:end].text.lower() for start, end, kind in self.spans if kind == "place"}
        for ent in doc.ents:
            if ent.label_ not in ("ORG", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"):
                continue
            is_group = any(i in self.groups for i in range(ent.start, ent.end))
            is_site = doc[ent.end - 1].lower_ in _SITES
            i = ent.start
            while i < ent.end:
                last = None
                if i not in claimed and doc[i].text[:1].isupper():
                    last = self._longest(i, min(ent.end, i + MAX_WORDS))
                if last is None:
                    i += 1
                    continue
                text = doc[i:last].text
                if last < ent.end and doc[last].lower_ == "county":
                    last += 1
                    text = doc[i:last].text
                if is_group and not any(place.feature == "country" for place in self.known.lookup(text)):
                    i = last
                    continue
                if last - i < len(ent) or ent.label_ == "ORG":
                    if is_site and i <= ent.start + 1 and last < ent.end:
                        self._add(i, last, "place")
                    elif text.lower() in names or self._is_great(text) or text.lower().endswith(" county"):
                        self._add(i, last, "organisation")
                i = last

    def add_capitals(self) -> None:
        """ "The capital", where it is the place itself: no name follows that says which town it is."""
        doc = self.doc
        claimed = {i for start, end, _ in self.spans for i in range(start, end)}
        countries = {start for start, end, _ in self.spans if doc[start:end].text.lower() in country_names()}
        for token in doc:
            if token.lower_ != "capital" or token.i in claimed or token.text != "capital" or not token.i:
                continue
            before = doc[token.i - 1]
            stands = before.lower_ == "the" or before.text == "'s" or before.i in claimed
            if not stands or token.dep_ not in ("pobj", "poss", "dobj"):
                continue
            follow = next(
                (t for t in doc[token.i + 1 : token.i + 4] if not t.is_punct and t.lower_ not in ("city", "of")), None
            )
            if follow is not None and follow.text[:1].isupper() and follow.i in claimed and follow.i not in countries:
                continue
            if any(
                doc[i].lower_ in ("punishment", "gains", "investment", "provincial", "regional", "state")
                for i in (token.i - 1, min(token.i + 1, len(doc) - 1))
            ):
                continue
            self._add(token.i, token.i + 1, "capital")


#: Persons above which a place is known to readers by its name alone.
GREAT_POPULATION = 100_000
#: What a list of places names beside each other.
_LISTED = frozenset({"city", "admin1", "admin2"})
#: What stands before the name of an organisation: "the charity World Central Kitchen".
_ORGANISATIONS = word_set("organisations")
#: Those who live in what stands behind "of".
_DWELLERS = frozenset({"inhabitants", "residents"})
#: Parts of cities.
_CITY_PARTS = frozenset({"suburb", "neighbourhood", "neighborhood", "quarter"})
_KINDS_AFTER = word_set("kinds_after")
#: What people call their village, and themselves: "Adebo community in Guma", "the Meitei community in Assam".
_PEOPLED_KINDS = frozenset({"area", "community", "settlement", "ward"})
#: Settlements that a name is said to be, and the words within which that is told: ", a small farming village in ...".
_SETTLED, _APPOSED_WORDS = word_set("settled"), 6
#: "the Somali District of Buulo Mareer": in capitals too, these stand before names of places.
_NAMED_KINDS = frozenset({"district", "province", "governorate", "village", "town", "city"})
#: In capitals these are offices as often as places: "the Illinois Department", "the School District".
_OFFICES = frozenset({"department", "departments", "district", "districts", "prefecture"})
_SURE_KINDS = word_set("sure_kinds")
_SURE_BEFORE = word_set("sure_before")
#: Prepositions after which even "District" in capitals is where something is.
_BEFORE_SCENES = frozenset({"in", "of", "at", "near", "around"})
_GIVEN_NAMES = word_set("given_names")
#: Prepositions of place.
_BEFORE_PLACES = frozenset({"in", "at", "near", "outside", "around", "toward", "towards", "inside", "throughout"})
_NOT_BEFORE_KINDS = word_set("not_before_kinds")
_DIRECTION_ADJECTIVES = word_set("direction_adjectives")
_SITES = word_set("sites")
_PEOPLE_AFTER = word_set("people_after")
#: The Arabic article, which names keep in small letters: "al-Bayda".
_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "er", "es", "et", "ez"})
_ARTICLE_NAME = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ed|er|es|et|ez)[-'][A-Z]")
_JOINING = frozenset(
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "al",
        "du",
        "des",
        "da",
        "do",
        "dos",
        "wa",
        "e",
        "y",
        "-",
        "'",
        "en",
        "upon",
        "sur",
    }
)


#: Words that "of" joins to the rest of a name: "the Gulf of Aden".
_WATERS = frozenset({"Bay", "Gulf", "Horn", "Sea", "Strait", "Straits"})
#: Hyphens and words in the tail of the longest hyphenated name: "Saint-Michel-de-l'Attalaye", with a token each.
_HYPHENATED_TOKENS = 8
#: What joins two words of a Persian name.
_EZAFE = frozenset({"e", "ye", "i", "yi"})


def _runs(doc: Doc, known: Gazetteer) -> list[tuple[int, int]]:
    """Runs of capitalised words, joined by small words of names, hyphens, and "and" in the name of one division."""
    out = []
    i = 0
    while i < len(doc):
        if doc[i].lower_ in _ARTICLES and i + 2 < len(doc) and doc[i + 1].text == "-" and doc[i + 2].text[:1].isupper():
            end = i + 3
        elif _is_name_word(doc[i]):
            end = i + 1
        else:
            i += 1
            continue
        while end < len(doc):
            if _is_name_word(doc[end]):
                end += 1
            elif (
                doc[end].lower_ in _ARTICLES
                and end + 2 < len(doc)
                and doc[end + 1].text == "-"
                and _is_name_word(doc[end + 2])
            ):
                end += 3
            elif doc[end].lower_ == "and" and _is_double(doc, i, end, known):
                end += 2
            elif (joined := _ezafe(doc, end) or _hyphenated(doc, i, end, known)) is not None:
                end = joined
            elif doc[end].lower_ in _JOINING and end + 1 < len(doc) and _is_name_word(doc[end + 1]):
                end += 2
            elif (
                doc[end].lower_ == "of"
                and doc[end - 1].text in _WATERS
                and end + 1 < len(doc)
                and _is_name_word(doc[end + 1])
            ):
                end += 2
            elif (
                doc[end].lower_ in ("de", "del")
                and end + 2 < len(doc)
                and doc[end + 1].lower_ in ("la", "las", "los")
                and _is_name_word(doc[end + 2])
            ):
                end += 3
            else:
                break
        out.append((i, end))
        i = end
    return out


def _list_mark(doc: Doc, at: int, step: int) -> int | None:
    """Where the item before (-1) or behind (1) ends or begins, across the comma or "and" beside a token; or None."""
    mark = at + step
    found = False
    while 0 <= mark < len(doc) and doc[mark].lower_ in (",", "and"):
        found, mark = True, mark + step
    if not found:
        return None
    return mark + 1 if step < 0 else mark


def _ezafe(doc: Doc, at: int) -> int | None:
    """End of the word that the Persian -e or -ye at a token joins to the name before: "Sar-e Pul", "Darah-ye Pech"."""
    if at + 2 >= len(doc) or doc[at].text != "-" or doc[at + 1].text not in _EZAFE or doc[at - 1].whitespace_:
        return None
    after = at + 3 if at + 3 < len(doc) and doc[at + 2].text == "-" else at + 2
    return after + 1 if _is_name_word(doc[after]) else None


def _is_double(doc: Doc, start: int, at: int, known: Gazetteer) -> bool:
    """Is the "and" at a token part of the name of one country or division: "Jammu and Kashmir"?"""
    if at + 1 >= len(doc) or not _is_name_word(doc[at + 1]):
        return False
    found = known.lookup(doc[start : at + 2].text)
    return any(place.is_main and place.feature in ("country", "admin1") for place in found)


def _hyphenated(doc: Doc, start: int, at: int, known: Gazetteer) -> int | None:
    """End of the name that hyphens and small words from a token on join to the word before: "Port-au-Prince"; also of a
    known name that ends in small letters: "Ra-ngae"."""
    end, last = at, min(len(doc), at + _HYPHENATED_TOKENS)
    while end + 1 < last and doc[end].text == "-" and not doc[end - 1].whitespace_ and not doc[end].whitespace_:
        end += 2
        if doc[end - 1].text[:1].isupper():
            return end
    return end if end > at and doc[start:end].text in known else None


def _is_name_word(token: Token) -> bool:
    if _ARTICLE_NAME.match(token.text):
        return True
    return token.text[:1].isupper() and not (
        token.is_sent_start and token.pos_ in ("DET", "ADP", "PRON", "CCONJ", "SCONJ", "ADV", "VERB", "AUX", "NUM")
    )


def _without_weekday(doc: Doc, start: int, end: int) -> int:
    """End of a name without the day that stands behind it: "in the city of Kirkuk Friday"."""
    if end - start > 1 and len(doc[end - 1]) >= _SHORTEST_WEEKDAY and doc[end - 1].lower_ in time_words()["weekday"]:
        return end - 1
    return end


def _is_no_time(ent: Span) -> bool:
    """A name that the model took for a day: "In Turbat, militants stopped a bus"."""
    word = ent[0].lower_
    return (
        ent.label_ in ("DATE", "TIME")
        and len(ent) == 1
        and ent[0].pos_ == "PROPN"
        and word.isalpha()
        and not any(word in words for words in time_words().values())
    )


def _modifies_people(doc: Doc, end: int) -> bool:
    """Is the word after a name one for people of a place or their things: "a Coral Gables man", "Tucson police"?"""
    return end < len(doc) and (doc[end].lower_ in _PEOPLE_AFTER or doc[end].text == "'s")


def _is_no_name(name: str) -> bool:
    return name.lower() in demonyms() or name.lower() in _stop_names()


def _is_common(span: Span) -> bool:
    return span.text.lower() in _stop_names() or span[0].lower_ in ("this", "that", "the", "his", "her", "its", "their")


def _trim(ent: Span) -> tuple[int, int]:
    """Without article, possessive, punctuation, and without the word for the kind of place in front ("the city of")."""
    start, end = ent.start, ent.end
    while start < end and (
        ent.doc[start].lower_ in ("the", "of") or ent.doc[start].is_punct or ent.doc[start].is_space
    ):
        start += 1
    while end > start and (
        ent.doc[end - 1].text in ("'s", "'")
        or ent.doc[end - 1].is_punct
        and not ent.doc[end - 1].text.endswith(".")
        or ent.doc[end - 1].is_space
    ):
        end -= 1
    end = _without_weekday(ent.doc, start, end)
    while end - start > 1 and ent.doc[end - 1].lower_ in FEATURES and ent.doc[end - 1].text[:1].islower():
        end -= 1
    if end - start > 2 and ent.doc[start].lower_ in FEATURE_BEFORE and ent.doc[start + 1].lower_ == "of":
        start += 2
    return start, end


def _is_time_or_common(span: Span) -> bool:
    return (
        span.text.lower() in _stop_names()
        or not any(c.isalpha() for c in span.text)
        or (span.text.islower() and (span.root.pos_ != "PROPN" or not span.doc.text.islower()))
    )


def _longest_known(doc: Doc, start: int, taken: set[int], known: Gazetteer) -> int | None:
    """End of the longest name of the gazetteer that begins at a word; names of one word need a hint beside them."""
    limit = start
    while (
        limit < len(doc)
        and limit - start < MAX_WORDS
        and limit not in taken
        and (
            doc[limit].text[:1].isupper()
            or doc[limit].lower_ in ("de", "la", "el", "los", "las", "del", "al", "-", "e", "da", "do", "dos", "of")
        )
        and not doc[limit].is_space
    ):
        limit += 1
    for end in range(limit, start, -1):
        if doc[end - 1].lower_ in ("of", "de", "-", "la", "el", "del", "al"):
            continue
        text = doc[start:end].text
        if text.lower() in _stop_names() or text not in known:
            continue
        if end - start > 1 or _has_hint(doc, start, end, known):
            return end
        return None
    return None


def _has_hint(doc: Doc, start: int, end: int, known: Gazetteer) -> bool:
    before = doc[start - 1].lower_ if start else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if (
        before in _TITLES
        or (end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].text[:1].isupper())
        or (start and doc[start - 1].pos_ == "PROPN" and before not in FEATURE_BEFORE)
    ):
        return False
    if (
        before in ("in", "at", "near", "from", "outside", "around", "between", "through", "toward", "towards")
        or after in FEATURES
    ):
        return True
    if (
        before == "of"
        and start > 1
        and (doc[start - 2].lower_ in FEATURE_BEFORE or doc[start - 2].lower_ in DIRECTIONS)
    ):
        return True
    if before in ("and", ",") and start > 1 and doc[start - 2].ent_type_ in _PLACE_LABELS:
        return True
    return any(place.feature == "country" or place.population > 300_000 for place in known.lookup(doc[start:end].text))
