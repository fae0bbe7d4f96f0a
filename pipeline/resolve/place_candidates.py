"""The places of the gazetteer that a name may mean."""

from __future__ import annotations

from functools import lru_cache

from pipeline.records import PlaceName
from pipeline.reference.countries import demonyms
from pipeline.reference.gazetteer import Gazetteer, Place, is_postal_code, transliterated
from pipeline.reference.gazetteer.names import key
from pipeline.resolve.place_ranker import alike, fits
from pipeline.resolve.word_sets import word_set


def candidates(known: Gazetteer, name: PlaceName, *, is_outer: bool = False) -> tuple[Place, ...]:
    """The places that a name can mean; `is_outer` where another is said to lie in it: "St. Louis, MO"."""
    if is_outer and is_postal_code(name.text):
        return known.lookup(name.text, behind_a_town=True)
    iso3 = demonyms().get(name.text.lower().removesuffix("'s"))
    # "the Somali capital", whatever else "Somali" may name.
    if name.kind == "demonym" or (iso3 and name.feature not in ("province", "district", "region", "village")):
        return (
            tuple(p for p in known.lookup(country_name(iso3)) if p.feature == "country" and p.iso3 == iso3)
            if iso3
            else ()
        )
    if name.kind == "capital":
        return ()
    text = " ".join(name.text.split())
    for option in (text, text.removeprefix("the ").removeprefix("The "), text.removesuffix("'s")):
        found = known.lookup(option)
        if found:
            return _of_kind(name, _as_country(found) if is_outer else found)
    words = text.split()
    if len(words) > 1:  # "Kunar Province", "Lake Chad area", "northern Iraq"
        for option in (" ".join(words[:-1]), " ".join(words[1:])):
            dropped = words[-1] if option == " ".join(words[:-1]) else words[0]
            if dropped.lower() in _KIND_WORDS and (found := known.lookup(option)):
                return _of_kind(name, found)
    return _of_kind(name, _in_one_word(known, words))


def _in_one_word(known: Gazetteer, words: list[str]) -> tuple[Place, ...]:
    """Towns and districts that are written in one word, in countries whose names are spelt in many ways: "Beled Weyne"
    is Beledweyne."""
    if len(words) != _TWO or min(map(len, words)) < _PART_LETTERS:
        return ()
    found = known.lookup("".join(words))
    return tuple(p for p in found if p.feature in ("city", "admin2") and p.iso3 in transliterated())


def _as_country(found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Of the places of a name that another is said to lie in no town where a country bears the name, but the capital
    that it has its name from; and the country alone, where nothing else bears it as its main name: "in Drenas, Kosovo"
    is not in Kosovo Polje, nor "Kingston, Jamaica" in New York."""
    seats = {place.iso3: place.seat for place in found if place.is_main and place.feature == "country"}
    if seats:
        found = tuple(p for p in found if p.feature != "city" or (p.is_main and seats.get(p.iso3) == p.name))
    main = tuple(place for place in found if place.is_main)
    return main if main and all(place.feature == "country" for place in main) else found


def _of_kind(name: PlaceName, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """The candidates that are what the words say, where one is: of "Kunduz Province" the province, not the town.

    Of an acronym without points, which may be one of anything, only what bears it as its main name, and countries and
    divisions. Towns that had a name once, or have it beside another, are left out where another town of their country
    has it: El Paso, once Franklin.
    """
    bearers = {place.iso3 for place in found if place.is_main and place.feature == "city"}
    found = tuple(
        place
        for place in found
        if place.is_main
        or place.feature != "city"
        or place.iso3 not in bearers
        or alike(name.text, place.name) >= SAME_ALIKE
    )
    is_acronym = name.text.isupper() and len(name.text) <= _ACRONYM_LETTERS and "." not in name.text
    if is_acronym and name.relation != "dateline":
        found = tuple(place for place in found if place.is_main or place.feature in ("country", "admin1"))
    if name.feature in PARTS_OF_TOWNS:
        found = tuple(place for place in found if place.feature != "country")  # "the Libya neighbourhood"
    if name.feature == "district":  # "Tana River county", not the river
        return tuple(place for place in found if place.feature not in ("region", "feature", "sea")) or found
    if name.feature not in ("province", "country", "city", "village"):
        return found
    fitting = tuple(place for place in found if fits(name, place)[0])
    if name.feature == "province" and not (fitting and name.text.lower().endswith(_SURE_PROVINCES)):
        # News calls districts and lakes regions too: Bolivia's department must not hide "the Beni region of Congo".
        countries = {place.iso3 for place in fitting}
        fitting += tuple(p for p in found if _is_loose_region(p) and p.iso3 not in countries)
    return fitting or found


def _is_loose_region(place: Place) -> bool:
    """Is a place what is called a region and no first-order division: a lake, the district around the town of its name?

    "The Houston region" lies around the city, not in a county of that name elsewhere.
    """
    return place.feature in ("region", "feature") or (place.feature == "admin2" and key(place.seat) == key(place.name))


_KIND_WORDS = word_set("kind_words")
#: Parts of a name that may stand in one word, and the letters of the shorter one; chosen by hand.
_TWO, _PART_LETTERS = 2, 4
#: What a name that is no first-order division does not end with: "Zabul Province" is not the district of Zabol.
_SURE_PROVINCES = (" province", " governorate", " oblast")
#: Letters of the longest word in capitals that is taken for an acronym.
_ACRONYM_LETTERS = 5


@lru_cache(maxsize=512)
def country_name(iso3: str | None) -> str:
    from pipeline.contract import derive

    return derive.country_row(iso3).label if iso3 else ""


def without_kind(name: str) -> str:
    """A name without the word for its kind behind it: "Kunar Province"."""
    words = name.split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1].lower() in _KIND_WORDS else words)


#: What a town can have, by the words beside a name.
PARTS_OF_TOWNS = frozenset({"district", "neighbourhood", "village"})
#: Two spellings with this much in common are one name (`alike`).
SAME_ALIKE = 0.5
