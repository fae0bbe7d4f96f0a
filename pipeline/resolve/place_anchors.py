"""Names of parts of the town that a text is about, which the gazetteer has only elsewhere or not at all.

"Boston police said a man was shot in Roxbury": gazetteers know a Roxbury in Wisconsin. The town of the police is the
anchor; a small place far from it that nothing else in the text supports is taken for a part of it. A name that the text
once says to lie somewhere lies there each time: "Miami's Overtown", and then "in Overtown".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.language.numbers import parse_number
from pipeline.records import PlaceName
from pipeline.reference.distances import kilometres
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.resolve.capitals import is_capital
from pipeline.resolve.place_corrections import NEAR_KM
from pipeline.resolve.place_ranker import inside
from pipeline.resolve.place_scene import KNOWN_POPULATION, is_voice
from pipeline.resolve.word_sets import word_set

Choice = tuple[Place, float]

_FORCES = "|".join(sorted(word_set("local_forces")))
#: What stands behind the name of the town or county whose own force speaks: "Memphis police", "Marion County sheriff".
_LOCAL_FORCE = re.compile(rf"(?:['’]s)?(?: (?:city|county|metro|metropolitan|fire))? (?:{_FORCES})\b", re.I)
#: What stands before it, and the code points in which it does: "police in Gary", "the sheriff of the city of Kano".
_FORCE_OF = re.compile(rf"\b(?:{_FORCES}) (?:in|of) (?:the city of )?$", re.I)
_FORCE_LENGTH = 40
#: A name that is no more than a side of a town: "the West Side", "downtown".
_SIDE = re.compile(
    r"(?:(?:north|south)[ -]?(?:east|west)?|east|west)(?:ern)?[ -]?(?:side|end)?|(?:down|mid|up)town", re.I
)
#: A part of a town lies this near its middle (km); chosen by hand.
_TOWN_KM = 40.0
#: What the words around a name may call a part of a town.
_PARTS = frozenset({None, "neighbourhood", "district"})
#: Relations of a name that may be a part of a town.
_STANDING = frozenset({"in", "near", "none"})
_TOWNS = frozenset({"city", "neighbourhood"})
#: Relations of a city of which a part is told next.
_HOLDING = frozenset({"dateline", "in", "near", "none"})


def as_told_elsewhere(names: Sequence[PlaceName], chosen: list[Choice | None]) -> list[PlaceName]:
    """The names, each with what the text says elsewhere that it lies in; `chosen` is set to what it means there."""
    told: dict[str, int] = {}
    for index, name in enumerate(names):
        if name.kind == "place" and name.parent is not None and chosen[name.parent] is not None:
            told.setdefault(name.text.casefold(), index)
    out = list(names)
    for index, name in enumerate(names):
        other = told.get(name.text.casefold())
        if other is None or name.parent is not None or name.kind != "place":
            continue
        parent = names[other].parent
        outer = chosen[parent] if parent is not None else None
        if parent is None or outer is None or parent == index or names[parent].parent == index:
            continue
        if _stands(chosen[index], outer[0]):
            continue
        out[index] = replace(name, parent=parent)
        chosen[index] = chosen[other]
    return out


def _stands(choice: Choice | None, outer: Place) -> bool:
    """Is a choice right without what the name is said to lie in: a place in it, or one known to all?"""
    return choice is not None and (
        choice[0].feature not in ("city", "neighbourhood")
        or choice[0].population >= KNOWN_POPULATION
        or inside(choice[0], outer)
    )


def in_the_city_told(names: Sequence[PlaceName], chosen: list[Choice | None]) -> list[PlaceName]:
    """The names; quarters in no list, "the Bab al-Sheikh neighbourhood", lie in the city that was told last, and so do
    districts behind a quarter of it: "in the Hodan district of the capital ... in the Madina district".

    `chosen` is set to nothing for a district abroad of such a name.
    """
    out = list(names)
    city: int | None = None
    has_districts = False
    for index, name in enumerate(names):
        choice, town = chosen[index], chosen[city] if city is not None else None
        is_district = name.feature == "district" and has_districts
        if choice is not None and is_district and town is not None and choice[0].iso3 != town[0].iso3:
            choice = chosen[index] = None
        if choice is None:
            is_quarter = (
                name.kind == "place" and name.parent is None and (name.feature == "neighbourhood" or is_district)
            )
            out[index] = replace(name, parent=city) if is_quarter and city is not None else name
        elif choice[0].feature == "city" and choice[0].population >= KNOWN_POPULATION and name.relation in _HOLDING:
            city = index
        elif choice[0].feature == "neighbourhood" and name.feature == "district":
            has_districts = True
    return out


def as_parts_of_town(
    known: Gazetteer,
    text: str,
    names: Sequence[PlaceName],
    chosen: list[Choice | None],
    options: Sequence[tuple[Place, ...]],
    abroad: Mapping[int, Place],
) -> list[PlaceName]:
    """The names; those that mean a part of the town that the text is about have it as what they lie in. So do names
    beside it that were taken for a place `abroad`, and are nothing now.

    `chosen` is set to the candidate in that town, or to nothing where it has none. "The West Side" of no town is
    nothing.
    """
    anchor, how = _anchor(known, text, names, chosen)
    around = chosen[anchor] if anchor is not None else None
    town = around[0] if around is not None else None
    if town is not None and _is_of_several(town, names, chosen):
        town = None
    outers = {name.parent for name in names}
    out = list(names)
    for index, name in enumerate(names):
        choice = chosen[index]
        taken = choice[0] if choice is not None else abroad.get(index)
        is_beside = how == "force" or (anchor is not None and _is_beside(name, names[anchor], names))
        if choice is None and not (name.feature is None and is_beside):
            continue
        is_free = name.kind == "place" and name.parent is None and name.relation in _STANDING and index not in outers
        if (
            taken is None
            or not is_free
            or (anchor is not None and town is not None and name.text.casefold() == names[anchor].text.casefold())
        ):
            continue
        is_side = _SIDE.fullmatch(name.text) is not None
        is_doubtful = town is not None and _is_doubtful(name, taken, town, options[index], how)
        if not (is_side or is_doubtful) or _is_supported(index, names, chosen, town):
            continue
        near = [
            place for place in options[index] if town and place.feature in _TOWNS and _apart(place, town) <= _TOWN_KM
        ]
        if near:
            share = choice[1] if choice is not None else 1.0 / len(near)
            chosen[index] = max(near, key=lambda place: (place.population, -place.index)), share
            continue
        chosen[index] = None
        if town is not None:
            out[index] = replace(name, parent=anchor, feature="neighbourhood")
    return out


def _is_beside(name: PlaceName, town: PlaceName, names: Sequence[PlaceName]) -> bool:
    """Does a town stand in the sentence of a name?"""
    return any(other.text.casefold() == town.text.casefold() and other.sentence == name.sentence for other in names)


def _anchor(
    known: Gazetteer, text: str, names: Sequence[PlaceName], chosen: Sequence[Choice | None]
) -> tuple[int | None, str]:
    """The first name of the one town that a text is about, and what says so: its force speaks ("force"), the text was
    written there and names it again ("dateline"; no capital of a country), or it is the one large town ("city"). None
    where several divisions have such a town."""
    found: dict[str, list[int]] = {"force": [], "dateline": [], "city": []}
    again = Counter(name.text.casefold() for name in names)
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if choice is None or choice[0].feature != "city" or is_voice(name):
            continue
        is_seat = is_capital(known, choice[0])
        if _LOCAL_FORCE.match(text, name.end) or _is_behind_its_force(text, name):
            found["force"].append(index)
        elif name.relation == "dateline" and not is_seat and again[name.text.casefold()] > 1:
            found["dateline"].append(index)
        if choice[0].population >= KNOWN_POPULATION and not is_seat:
            found["city"].append(index)
    for how, towns in found.items():
        divisions = {(c[0].iso3, c[0].admin1) for index in towns if (c := chosen[index]) is not None}
        if divisions:
            return (towns[0] if len(divisions) == 1 else None), how
    return None, ""


def _is_behind_its_force(text: str, name: PlaceName) -> bool:
    """ "Police in Gary"; those who are counted are not the force of the town: "killed four policemen in Gary"."""
    before = text[max(0, name.start - _FORCE_LENGTH) : name.start]
    force = _FORCE_OF.search(before)
    ahead = before[: force.start()].split() if force is not None else []
    return force is not None and (not ahead or parse_number(ahead[-1]) is None)


def _is_supported(index: int, names: Sequence[PlaceName], chosen: Sequence[Choice | None], town: Place | None) -> bool:
    """Does another name of the text speak for the division that a name is chosen in, or for its country where that is
    not the town's?"""
    choice = chosen[index]
    if choice is None:
        return False
    place, text = choice[0], names[index].text.casefold()
    is_abroad = town is None or town.iso3 != place.iso3
    return any(
        other[0].iso3 == place.iso3 and (is_abroad or other[0].admin1 == place.admin1)
        for name, other in zip(names, chosen, strict=True)
        if other is not None and name.text.casefold() != text
    )


def _is_of_several(town: Place, names: Sequence[PlaceName], chosen: Sequence[Choice | None]) -> bool:
    """Does a text tell of large towns far from its own too, so that what it names may lie anywhere?"""
    return any(
        choice[0].feature == "city" and choice[0].population >= KNOWN_POPULATION and _apart(choice[0], town) > NEAR_KM
        for name, choice in zip(names, chosen, strict=True)
        if choice is not None and name.kind == "place" and name.parent is None and name.relation in _STANDING
    )


def _is_doubtful(name: PlaceName, place: Place, town: Place, options: Sequence[Place], how: str) -> bool:
    """Is a place too far, too small and too little told of to be what a text about a town means?"""
    is_part = name.feature in _PARTS or name.text.lower().endswith(f" {name.feature}")  # "Liberty City"
    if place.feature not in _TOWNS or place.population >= KNOWN_POPULATION or not is_part:
        return False
    if (place.iso3, place.admin1) == (town.iso3, town.admin1) or _apart(place, town) <= NEAR_KM:
        return False
    if place.iso3 != town.iso3 and how != "force":
        if any(o.feature == "admin1" and o.is_main and o.iso3 == place.iso3 for o in options):
            return False  # "NEW YORK -- ... at a base in Kidal"
    divisions = {(option.iso3, option.admin1) for option in options if option.feature == "city"}
    return how == "force" or place.iso3 != town.iso3 or (how == "dateline" and len(divisions) > 1)


def _apart(place: Place, other: Place) -> float:
    return kilometres(place.latitude, place.longitude, other.latitude, other.longitude)
