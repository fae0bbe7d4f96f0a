"""Place names in a read text: what spaCy tags as places, and what the gazetteer knows beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.extract.fronted_cities import with_fronted_cities
from pipeline.extract.name_checks import (
    MAX_WORDS,
    PLACE_LABELS,
    TITLES,
    is_time_or_common,
    longest_known,
    modifies_people,
    trimmed,
)
from pipeline.extract.name_runs import ARTICLES, EZAFE
from pipeline.extract.nested_places import with_parents
from pipeline.extract.place_contexts import (
    FEATURES,
    LEADS_TO_PLACE,
    ends_of_ways,
    place_name,
)
from pipeline.extract.place_finder import Finder
from pipeline.extract.told_places import add_fronted, add_listed, add_scenes, add_told
from pipeline.extract.usual_words import news_words
from pipeline.extract.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.countries import country_names, demonyms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from pipeline.reference.gazetteer import Gazetteer

#: Buildings that bear names of saints and far places.
_NAMED_BUILDINGS = word_set("named_buildings")
#: What stands at the end of the name of an office of a town or division: "Boone County Court".
_OFFICES = word_set("offices")
#: What ends the name of the town in a dateline.
_BEHIND_TOWN = frozenset({",", "(", ":", "--", "—", "–"})
#: Words of streets, which bear names of far places.
_STREETS = word_set("streets")
#: Words of several streets, and up to how many words behind "and" they stand.
_CROSSINGS, _CROSSING = word_set("crossings"), 5
#: Words of the shortest name of a country that the model takes apart, and tokens of the longest.
_LONG_COUNTRY, _COUNTRY_TOKENS = 3, 8
#: Sides that a name in capitals has in front: "Northeast Georgia".
_SIDES = word_set("directions")
#: Words between the name of a sea and "of" a town that lies by it.
_COAST_WORDS = word_set("coast_words")
#: What stands before what somebody is called too.
_ALIASES = word_set("aliases")
#: Countries in short that are words for vehicles, and what stands behind such words.
_VEHICLES, _OF_VEHICLES = word_set("vehicle_countries"), word_set("of_vehicles")
#: Nationality of one country and of a continent, and what stands before it where it is of parts of this.
_AMERICAN, _OF_CONTINENTS = frozenset({"american", "americans"}), word_set("continent_parts")
#: Words that the name of an unlisted place has at most, where nothing else says that it is one; chosen by hand.
_LONGEST_STRANGE = 2
#: Kinds of land and water in small letters behind their names.
_NATURAL = word_set("natural_kinds")


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
    finder = Finder(doc, gazetteer if gazetteer is not None else gazetteer_module.load())
    datelines = finder.datelines
    _add_datelines(finder, datelines)
    _add_countries(finder)
    _add_natural(finder)
    _add_ends_of_ways(finder)
    add_told(finder)
    _add_entities(finder)
    _add_postal_codes(finder)
    add_fronted(finder)
    add_listed(finder)
    _add_demonyms(finder)
    _add_known(finder)
    _add_repeated(finder)
    _add_strange(finder)
    _add_inside_organisations(finder)
    add_scenes(finder)
    _add_capitals(finder)
    buildings = _buildings(finder)
    spans = [
        _without_office(finder, span)
        for span in sorted(finder.spans)
        if span not in buildings and not _is_of_street(doc, span[1]) and not _is_no_place(doc, *span[:2])
    ]
    out = [place_name(doc, start, end, kind, datelines) for start, end, kind in spans]
    return with_fronted_cities(doc, spans, with_parents(doc, spans, out, finder), finder)


def _buildings(finder: Finder) -> set[tuple[int, int, str]]:
    """Names of houses of God and hotels, wherever they stand: "Zion church", "near St Anthony's", where the text has
    "St Anthony's Shrine" and names no country with a town of that name."""
    doc = finder.doc
    named = set()
    for start, end, kind in finder.spans:
        at = end + 1 if end < len(doc) and doc[end].tag_ == "POS" else end
        is_named = at < len(doc) and doc[at].lower_ in _NAMED_BUILDINGS
        is_town = finder.is_great(doc[start:end].text) or finder.is_town_of_theirs(doc[start:end])
        if kind == "place" and is_named and not is_town:
            named.add(doc[start:end].text.lower())
    return {(start, end, kind) for start, end, kind in finder.spans if doc[start:end].text.lower() in named}


def _is_no_place(doc: Doc, start: int, end: int) -> bool:
    """Is a name what somebody is called too, "a woman alias Marina", or a vehicle: "CAR bomb kills two"?

    CAR in capitals, and without a word for what vehicles do or carry, is a country.
    """
    before = start - 1
    while before >= 0 and doc[before].is_quote:
        before -= 1
    if before >= 0 and doc[before].lower_ in _ALIASES:
        return True
    is_word = end - start == 1 and doc[start].lower_ in _VEHICLES
    return is_word and (not doc[start].text.isupper() or doc[end : end + 1].text.lower() in _OF_VEHICLES)


def _without_office(finder: Finder, span: tuple[int, int, str]) -> tuple[int, int, str]:
    """The town or division in the name of an office of its: "Boone County Court", "Kansas Department of Health"."""
    start, end, kind = span
    doc, last = finder.doc, finder.doc[end - 1].lower_
    if kind != "place" or end - start == 1 or last not in _OFFICES or doc[start:end].text in finder.known:
        return span
    # "Cauca Department" is a division, also where "of Colombia" follows.
    if last in FEATURES and not (doc[end : end + 1].text == "of" and doc[end + 1 : end + 2].text not in finder.known):
        return span
    known = finder.longest(start, end - 1)
    return span if known is None else (start, known, "place" if last in _SITES else "organisation")


def _is_of_street(doc: Doc, end: int) -> bool:
    """Does the word for a street follow a name: "Palestine Street", "at Brook and Winter streets"?"""
    if end >= len(doc):
        return False
    if doc[end].lower_ == "and":
        end = next((i for i in range(end + 1, min(end + _CROSSING, len(doc))) if not doc[i].text[:1].isupper()), end)
        return doc[end].lower_ in _CROSSINGS
    # "Thousands filled Cairo streets": only two names make a crossing.
    return doc[end].text in _STREETS or (doc[end].lower_ in _CROSSINGS and _is_second(doc, end))


def _is_second(doc: Doc, end: int) -> bool:
    """Does a name that ends here stand behind another and "and": "at Brook and Winter streets"?"""
    first = next((i for i in range(end - 1, -1, -1) if not doc[i].text[:1].isupper()), -1)
    return first > 0 and doc[first].lower_ == "and" and doc[first - 1].text[:1].isupper()


def _add_datelines(finder: Finder, datelines: Sequence[tuple[int, int]]) -> None:
    """Known names at the head of a dateline, which capitals hide from the model: "PORT-AU-PRINCE - Gangs"."""
    doc = finder.doc
    for begin, stop in datelines:
        head = doc.char_span(begin, stop, alignment_mode="expand")
        if head is None or head.start in finder.taken:
            continue
        # What tags the words take is no guide: "ALEPPO" is now and then a verb to the model.
        end = next((token.i for token in head if _is_behind_town(token)), head.end)
        if (last := finder.longest(head.start, end)) is not None:
            finder.add(head.start, last, "place")


def _is_behind_town(token: Token) -> bool:
    """Does a token end the name of the town in a dateline: a hyphen behind a blank, not that of "PORT-AU-PRINCE"?"""
    return token.text in _BEHIND_TOWN or (token.text == "-" and token.i > 0 and token.nbor(-1).whitespace_ != "")


@lru_cache(maxsize=1)
def _long_countries() -> dict[str, frozenset[str]]:
    """First word of a long name of a country, in small letters -> the names that begin with it."""
    out: dict[str, set[str]] = {}
    for name in country_names():
        if len(words := name.split()) >= _LONG_COUNTRY:
            out.setdefault(words[0].split("'")[0], set()).add(name)
    return {first: frozenset(names) for first, names in out.items()}


def _add_countries(finder: Finder) -> None:
    """Long names of countries, which the model takes apart: "the Democratic Republic of the Congo"."""
    doc = finder.doc
    for token in (doc[i] for i in finder.capitalised):
        if token.lower_ not in _long_countries():
            continue
        for end in range(min(len(doc), token.i + _COUNTRY_TOKENS), token.i + _LONG_COUNTRY - 1, -1):
            name = doc[token.i : end]
            if name.text.lower() in _long_countries()[token.lower_]:
                is_other = any(t.ent_type_ == "ORG" or t.i in finder.groups for t in name)
                if not is_other and finder.is_free(token.i, end):
                    finder.add(token.i, end, "place")
                break


def _add_natural(finder: Finder) -> None:
    """Known names of land and water whose second word the writer keeps small: "the Niger delta" is no Niger."""
    doc = finder.doc
    for token in (doc[i] for i in finder.capitalised):
        if token.i + 1 >= len(doc) or doc[token.i + 1].text not in _NATURAL or not finder.is_free(token.i, token.i + 2):
            continue
        if doc[token.i : token.i + 2].text in finder.known:
            finder.add(token.i, token.i + 2, "place")


def _add_ends_of_ways(finder: Finder) -> None:
    """Two known towns before a way, which the model takes for one name: "the Abuja-Kaduna highway"."""
    for ends in ends_of_ways(finder.doc):
        if all(finder.is_free(*end) and finder.doc[end[0] : end[1]].text in finder.known for end in ends):
            for end in ends:
                finder.add(*end, "place")


def _add_entities(finder: Finder) -> None:
    """Names that the model takes for places."""
    doc = finder.doc
    for ent in finder.entities:
        if ent.label_ not in PLACE_LABELS:
            continue
        start, end = _bare(finder, *_whole(finder, *trimmed(ent)))
        if start >= end or not finder.is_free(start, end):
            continue
        if is_time_or_common(doc[start:end]) and not _is_told_where_it_lies(finder, start, end):
            continue
        text = doc[start:end].text
        bare = text[: -len(doc[end - 1].text) - 1] if end - start > 1 and doc[end - 1].lower_ in FEATURES else text
        if bare.lower() in demonyms() and (text not in finder.known or bare != text):
            continue
        if text not in finder.known and (ent.label_ == "FAC" or _is_other(finder, start, end)):
            continue
        if text.lower() in ARTICLES or (start and doc[start - 1].lower_ in _ORGANISATIONS):
            continue
        if _is_coast_of(finder, start, end):
            finder.taken.update(range(start, end))
            continue
        finder.add(start, end, "demonym" if _is_adjective(finder, start, end) else "place")


def _is_told_where_it_lies(finder: Finder, start: int, end: int) -> bool:
    """Is a name that is mostly another word told with the country or the division that it lies in: "in Reading,
    England"?"""
    doc = finder.doc
    if not start or end + 1 >= len(doc) or doc[start - 1].lower_ not in LEADS_TO_PLACE or doc[end].text != ",":
        return False
    last = end + 1
    while last < len(doc) and doc[last].text[:1].isupper():
        last += 1
    name, outer = doc[start:end].text, doc[end + 1 : last].text
    return bool(outer) and (finder.lies_in(name, outer) or finder.is_in_country(name, outer))


def _add_postal_codes(finder: Finder) -> None:
    """States of towns by their code: "St. Louis, MO"."""
    doc = finder.doc
    ends = {end for _, end, kind in finder.spans if kind == "place"}
    for token in (doc[i] for i in finder.capitalised):
        is_code = gazetteer_module.is_postal_code(token.text) and token.i > 1 and doc[token.i - 1].text == ","
        if is_code and token.i - 1 in ends and finder.is_free(token.i, token.i + 1):
            finder.add(token.i, token.i + 1, "place")


def _is_coast_of(finder: Finder, start: int, end: int) -> bool:
    """Does the name of a sea only say by which one a town lies: "the Red Sea port city of Hodeida"?"""
    doc = finder.doc
    after = end
    while after < len(doc) and doc[after].lower_ in _COAST_WORDS:
        after += 1
    is_followed = after > end and after + 1 < len(doc) and doc[after].lower_ == "of"
    return (
        is_followed
        and doc[after + 1].text[:1].isupper()
        and any(place.feature == "sea" for place in finder.known.lookup(doc[start:end].text))
    )


def _is_adjective(finder: Finder, start: int, end: int) -> bool:
    """Is the abbreviated name of a country said of what follows: "the U.S. Embassy"?"""
    token = finder.doc[start]
    return end - start == 1 and token.lower_ in demonyms() and "." in token.text and token.head.i >= end


def _whole(finder: Finder, start: int, end: int) -> tuple[int, int]:
    """The known name that a part of it was taken for: "Pol-e Khomri" for "Khomri"."""
    run = next((run for run in finder.runs if run[0] <= start and end <= run[1] and run != (start, end)), None)
    if run is None or run[1] != end or not any(token.text in EZAFE for token in finder.doc[run[0] : start]):
        return start, end
    return run if finder.doc[run[0] : run[1]].text in finder.known else (start, end)


def _bare(finder: Finder, start: int, end: int) -> tuple[int, int]:
    """A known name as it is without the side of it that is meant ("Northeast Georgia"), or with its stop ("W.Va.")."""
    doc = finder.doc
    text = doc[start:end].text
    if start >= end or text in finder.known:
        return start, end
    if end - start > 1 and doc[start].lower_ in _SIDES and doc[start + 1 : end].text in finder.known:
        return start + 1, end
    if "." in text and end < len(doc) and doc[end].text == "." and f"{text}." in finder.known:
        return start, end + 1
    return start, end


def _is_other(finder: Finder, start: int, end: int) -> bool:
    """An unknown name that the model takes for a place and that the text uses as a person's or a thing's."""
    doc = finder.doc
    words = [token.lower_ for token in doc[start:end]]
    if words[0].rstrip(".") in TITLES or start and doc[start - 1].lower_.rstrip(".") in TITLES:
        return True
    if any(word in finder.person_words for word in words):
        return True
    return doc[end - 1].dep_ == "nsubj" and doc[end - 1].head.lemma_ in (
        "say",
        "tell",
        "add",
        "ask",
        "think",
        "explain",
    )


@lru_cache(maxsize=1)
def _demonym_beginnings() -> frozenset[str]:
    """What words of nationality begin with, each of them whole among it."""
    return frozenset(word[:end] for word in demonyms() for end in range(1, len(word) + 1))


def _add_demonyms(finder: Finder) -> None:
    """Words of nationality that stand free."""
    for ent in finder.entities:
        if ent.label_ in ("PERSON", "ORG", "WORK_OF_ART", "PRODUCT"):
            if ent.text.lower() not in demonyms():
                finder.taken.update(range(ent.start, ent.end))
    for token in (finder.doc[i] for i in finder.capitalised):
        if token.i in finder.taken or token.i in finder.fixed:
            continue
        word = token.lower_.removesuffix("'s")
        if word in _demonym_beginnings():
            pair = finder.doc[token.i : token.i + 2]
            if pair.text.lower() in demonyms() and finder.is_free(pair.start, pair.end):
                finder.add(pair.start, pair.end, "demonym")  # "South Sudanese"
                continue
        is_name = token.ent_type_ == "GPE" and token.text in finder.known
        if word in demonyms() and not is_name and not _is_of_a_continent(token):
            finder.add(token.i, token.i + 1, "demonym")


def _is_of_a_continent(token: Token) -> bool:
    """ "The Latin American church", "a Central American bank", "the inter-American court": of no country."""
    if token.lower_ not in _AMERICAN or not token.i:
        return False
    before = token.nbor(-2) if token.i > 1 and token.nbor(-1).text == "-" else token.nbor(-1)
    return before.lower_ in _OF_CONTINENTS


def _add_known(finder: Finder) -> None:
    """Known names that nothing else explains; those of one word need a hint beside them."""
    doc = finder.doc
    for token in (doc[i] for i in finder.capitalised):
        if token.i in finder.taken or token.i in finder.fixed:
            continue
        if token.pos_ in ("PROPN", "NOUN", "X", "ADJ"):
            end = longest_known(doc, token.i, finder.taken, finder.known)
            if end is not None and (not token.is_sent_start or end - token.i > 1 or finder.is_great(token.text)):
                finder.add(token.i, end, "place")


def _add_strange(finder: Finder) -> None:
    """A name that neither the model nor a list knows as a place, right behind "near": a scene all the same, so that
    what happened there is put in no other place."""
    doc = finder.doc
    claimed = {i for start, end, _ in finder.spans for i in range(start, end)}
    for start, end in finder.runs:
        name = doc[start:end]
        leads = start > 0 and doc[start - 1].lower_ == "near" and name.root.head == doc[start - 1]
        if not leads or not claimed.isdisjoint(range(start, end)) or end - start > _LONGEST_STRANGE:
            continue
        if any(t.is_upper or t.ent_type_ in ("PERSON", "DATE") or t.lower_ in news_words() for t in name):
            continue
        if finder.groups.isdisjoint(range(start, end)) and not finder.person_words & {t.lower_ for t in name}:
            finder.add(start, end, "place")


def _add_repeated(finder: Finder) -> None:
    """A name that is a place elsewhere in the text and stands for itself here ("the Gainesville restaurant")."""
    doc = finder.doc
    names = {
        name.lower()
        for start, end, kind in finder.spans
        if kind == "place" and end - start <= 2 and (name := doc[start:end].text) in finder.known
        if start in finder.told or finder.is_great(name)
    }
    in_long = {
        i
        for ent in finder.entities
        if ent.label_ in ("PERSON", "ORG", "WORK_OF_ART", "PRODUCT") and len(ent) > 1
        for i in range(ent.start, ent.end)
    }
    claimed = {i for start, end, _ in finder.spans for i in range(start, end)}
    for start, end in finder.runs:
        if any(i in claimed or i in in_long or i in finder.fixed for i in range(start, end)):
            continue
        text = doc[start:end].text
        ent = doc[start].ent_type_
        # No person's name follows an article: "the Abuja home".
        may_be_place = ent not in ("PERSON", "NORP") or (start > 0 and doc[start - 1].lower_ == "the")
        if text.lower() in names or (may_be_place and finder.is_great(text) and modifies_people(doc, end)):
            if start and doc[start - 1].lower_.rstrip(".") in TITLES:
                continue
            finder.add(start, end, "place")


def _add_inside_organisations(finder: Finder) -> None:
    """Great or already named places inside the names of organisations: "Gainesville Police Department"."""
    doc = finder.doc
    claimed = {i for start, end, _ in finder.spans for i in range(start, end)}
    names = {doc[start:end].text.lower() for start, end, kind in finder.spans if kind == "place"}
    for ent in finder.entities:
        if ent.label_ not in ("ORG", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"):
            continue
        is_group = any(i in finder.groups for i in range(ent.start, ent.end))
        is_site = doc[ent.end - 1].lower_ in _SITES
        i = ent.start
        while i < ent.end:
            last = None
            if i not in claimed and doc[i].text[:1].isupper():
                last = finder.longest(i, min(ent.end, i + MAX_WORDS))
            if last is None:
                i += 1
                continue
            text = doc[i:last].text
            if last < ent.end and doc[last].lower_ == "county":
                last += 1
                text = doc[i:last].text
            if is_group and not any(place.feature == "country" for place in finder.known.lookup(text)):
                i = last
                continue
            if last - i == len(ent) and _is_of_country(finder, i):
                finder.add(i, last, "place")
            elif last - i < len(ent) or ent.label_ == "ORG":
                if is_site and i <= ent.start + 1 and last < ent.end:
                    finder.add(i, last, "place")
                elif text.lower() in names or finder.is_great(text) or text.lower().endswith(" county"):
                    finder.add(i, last, "organisation")
            i = last


def _is_of_country(finder: Finder, start: int) -> bool:
    """Does "in" and a country's name with 's stand before a name: "in Pakistan's Karachi"?"""
    doc = finder.doc
    if not start or (doc[start - 1].tag_ != "POS" and doc[start - 1].text not in ("'s", "\u2019s")):
        return False
    before = next((span for span in finder.spans if span[1] == start - 1), None)
    return (
        before is not None
        and doc[before[0] : before[1]].text.lower() in country_names()
        and before[0] > 0
        and doc[before[0] - 1].lower_ in LEADS_TO_PLACE
    )


def _add_capitals(finder: Finder) -> None:
    """ "The capital", where it is the place itself: no name follows that says which town it is."""
    doc = finder.doc
    claimed = {i for start, end, _ in finder.spans for i in range(start, end)}
    countries = {start for start, end, _ in finder.spans if doc[start:end].text.lower() in country_names()}
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
        finder.add(token.i, token.i + 1, "capital")


#: What stands before the name of an organisation: "the charity World Central Kitchen".
_ORGANISATIONS = word_set("organisations")
_SITES = word_set("sites")
