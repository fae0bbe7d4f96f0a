"""What the words around names say against the places chosen for them: kinds, distances, capitals, what lies in what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from pipeline.records import PlaceName
from pipeline.reference.distances import kilometres
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.reference.gazetteer.names import key
from pipeline.resolve.article_country import article_country, told_countries, told_most
from pipeline.resolve.capitals import capital_of, is_capital
from pipeline.resolve.place_candidates import PARTS_OF_TOWNS, without_kind
from pipeline.resolve.place_ranker import inside
from pipeline.resolve.place_scene import KNOWN_POPULATION, TOWN_POPULATION, Scene

#: A division with a larger share of the likelihood than this is meant, and not the town of its name.
_SURE_SHARE = 0.7
#: Relations of what happens to a division; "south of Erbil" is of the town.
_AT_DIVISIONS = frozenset({"in", "none"})
#: Relations of what happens to a town.
AT_TOWNS = frozenset({"in", "near", "direction"})
#: What stands between the name of a place and that of one that it is near.
_NEAR = re.compile(
    r"(?:\s[a-z-]+)?,?\s+(?:which (?:is|lies) )?"
    r"(?:(?:not far|some|about|around|just|[\w,.]+ (?:km|kilomet(?:er|re)s?|miles?)\b"
    r"(?: \([^)]{3,20}\))?|(?:north|south|east|west)[\w-]*|away|of|from|outside|near|close to)\s+)+"
    r"(?:the )?(?:(?:[\w-]+ ){0,2}(?:city|town|village|port|capital) (?:of )?)?",
    re.I,
)
#: The same where it tells only the direction: "Kiffa, east of Nouakchott".
_DIRECTION = re.compile(
    r"(?:\s[a-z-]+)?,?\s+(?:which (?:is|lies) )?((?:north|south|east|west)[\w-]*) of (?:the )?"
    r"(?:(?:[\w-]+ ){0,2}(?:city|town|village|port|capital) (?:of )?)?",
    re.I,
)
#: So many times the people of a town has the capital of its name that a text is rather written in; chosen by hand.
# 50 before capitals of old counted.
_OF_A_CAPITAL = 20
#: A place is near another within so many km.
NEAR_KM = 75.0
#: What is farther than this from all else is not beside the border of another country; chosen by hand.
_ABROAD_KM = 800.0
#: What stands between the items of a list of places, and how many others make one clear.
_LISTED = re.compile(r"\s*,(?:\s+and|\s+or)?\s+(?:in\s+)?|\s+(?:and|or)\s+(?:in\s+)?")
_SEVERAL = 2
#: A distance in the news, by its number and unit, and so many times as far as the crow flies the place may lie.
_DISTANCE = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)[ -]?(?P<unit>km|kilomet|mile)", re.I)
_MILE_KM, _ROUGHLY = 1.609, 1.5


def prefer_divisions(known: Gazetteer, names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None]) -> None:
    """Choose the division and not the town that it is run from, where the words say so: "Hodeidah governorate"; and
    where a text that says "the state of Zacatecas", and nowhere the city, has "in Zacatecas"."""
    told = {kind: {n.text.casefold() for n in names if n.feature == kind} for kind in ("province", "city")}
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        text = name.text.casefold()
        is_told = name.feature is None and name.relation in _AT_DIVISIONS and text in told["province"] - told["city"]
        if choice is None or choice[0].feature != "city" or not (name.feature == "province" or is_told):
            continue
        town = choice[0]
        division = next((p for p in known.lookup(town.admin1) if p.feature == "admin1" and p.iso3 == town.iso3), None)
        seat = None if division is None else _seat(known, division)
        if division is None:
            continue
        if (seat is not None and seat.index == town.index) or (is_told and key(division.name) == key(name.text)):
            chosen[index] = division, choice[1]


def prefer_listed(
    text: str,
    names: Sequence[PlaceName],
    chosen: list[tuple[Place, float] | None],
    options: Sequence[tuple[Place, ...]],
) -> None:
    """Choose countries, or divisions of one country, for a list of names that can all be such, where several are taken
    for such already: "in Oregon, Washington and Idaho"."""
    for items in _lists(text, names):
        taken = {
            names[index].text: (choice[0].feature, choice[0].iso3 if choice[0].feature == "admin1" else "")
            for index in items
            if (choice := chosen[index]) is not None
        }
        (feature, iso3), count = Counter(taken.values()).most_common(1)[0] if taken else (("", ""), 0)
        if feature not in ("country", "admin1") or count < _SEVERAL:
            continue
        listed = [
            next((p for p in options[i] if p.is_main and p.feature == feature and iso3 in ("", p.iso3)), None)
            for i in items
        ]
        for index, place in zip(items, listed, strict=True):
            choice = chosen[index]
            if None not in listed and place is not None and names[index].feature is None:
                chosen[index] = place, choice[1] if choice is not None else _SURE_SHARE


def prefer_countries(
    names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose the country and not the division of another country of that name, where other names lie in the country and
    none in the other: "the Niger villages" in a report from Niamey, "in Georgia" beside Tbilisi; nor a town of it that
    has a name of its own besides: "in Kosovo", not Kosovo Polje."""
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        country = next((place for place in options[index] if place.feature == "country"), None)
        if choice is None or country is None or name.feature == "province":
            continue
        place, share = choice
        if place.feature == "city":
            is_meant = name.feature is None and place.iso3 == country.iso3 and place.name != country.name
        else:
            others = {other[0].iso3 for n, other in zip(names, chosen, strict=True) if other and n.text != name.text}
            is_meant = place.feature == "admin1" and country.iso3 in others and place.iso3 not in others
        if is_meant:
            chosen[index] = country, share


def _lists(text: str, names: Sequence[PlaceName]) -> list[list[int]]:
    """The names of each list of three and more, by index."""
    found: list[list[int]] = [[]]
    for index, name in enumerate(names):
        if found[-1] and not _LISTED.fullmatch(text, names[found[-1][-1]].end, name.start):
            found.append([])
        if name.kind == "place":
            found[-1].append(index)
    return [items for items in found if len(items) > _SEVERAL]


def prefer_longer(names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None]) -> None:
    """Choose for a name of which the text has a longer form what that is, where it is but a small place by itself: in a
    headline "Lanao", in the text "Lanao del Norte"."""
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if name.kind != "place" or (choice is not None and choice[0].population >= TOWN_POPULATION):
            continue
        for other, longer in enumerate(names):
            whole = chosen[other]
            is_longer = longer.text.startswith(f"{name.text} ") and without_kind(longer.text) != name.text
            if is_longer and longer.kind == "place" and whole is not None and _is_greater(whole[0]):
                chosen[index] = whole
                break


def _is_greater(place: Place) -> bool:
    return place.feature in ("admin1", "admin2") or (place.feature == "city" and place.population >= KNOWN_POPULATION)


def prefer_towns(
    names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose the town, where a name without a word for its kind is nearly as likely that as its division: "in Kherson".

    A text that says "the Kherson region" somewhere goes on to speak of that.
    """
    divisions = {name.text.casefold() for name in names if name.feature in ("province", "district")}
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        outer = chosen[name.parent] if name.parent is not None else None
        if (
            choice is None
            or choice[0].feature != "admin1"
            or (outer is not None and outer[0].feature == "admin1")  # "in Kandahar, Helmand"
            or choice[1] >= _SURE_SHARE
            or name.feature is not None
            or name.relation not in AT_TOWNS
            or name.text.casefold() in divisions
        ):
            continue
        division = choice[0]
        towns = [
            place
            for place in options[index]
            if place.feature == "city" and place.is_main and place.iso3 == division.iso3
            if place.admin1 == division.admin1 and place.population >= TOWN_POPULATION
        ]
        if towns:
            chosen[index] = max(towns, key=lambda place: (place.population, -place.index)), choice[1]


def prefer_districts(
    names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose the district and not its town of the same name, where the words say so: "Narsingdi district".

    Some first-order divisions are called so too: "Garissa county".
    """
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if choice is None or choice[0].feature != "city" or name.feature != "district":
            continue
        town = choice[0]
        district = next(
            (
                place
                for level in ("admin2", "admin1")
                for place in options[index]
                if place.feature == level and (place.iso3, place.admin1) == (town.iso3, town.admin1)
            ),
            None,
        )
        if district is not None:
            chosen[index] = district, choice[1]


def prefer_capitals(
    known: Gazetteer,
    names: Sequence[PlaceName],
    chosen: list[tuple[Place, float] | None],
    options: Sequence[tuple[Place, ...]],
) -> None:
    """Choose the capital for where a text was written, and not a town abroad of a few of its people: news agencies sit
    in capitals. Elsewhere in the text the name means the same."""
    written: dict[str, Place] = {}
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if choice is None or name.relation != "dateline" or name.parent is not None or choice[0].feature != "city":
            continue
        capital = next((p for p in options[index] if p.is_main and is_capital(known, p)), None)
        if capital is not None and choice[0].population * _OF_A_CAPITAL <= capital.population:
            chosen[index] = capital, choice[1]
        if capital is not None and (taken := chosen[index]) is not None and taken[0].index == capital.index:
            written[name.text.casefold()] = capital
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        capital = written.get(name.text.casefold())
        if choice is not None and capital is not None and name.parent is None and choice[0].feature == "city":
            chosen[index] = capital, choice[1]


def without_quarters_elsewhere(names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None]) -> None:
    """Choose nothing for "the Mansour district" of a city that the text does not name, in a text of another city: many
    cities have a quarter of that name, and the gazetteer not all of them."""
    towns = [choice[0] for choice in chosen if choice is not None and choice[0].feature == "city"]
    divisions = [choice[0] for choice in chosen if choice is not None and choice[0].feature == "admin1"]
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if choice is None or choice[0].feature != "neighbourhood" or name.feature not in PARTS_OF_TOWNS:
            continue
        quarter = choice[0]
        is_told = any(quarter.parent == town.name or _is_near(quarter, town, NEAR_KM) for town in towns)
        is_told = is_told or any((quarter.iso3, quarter.admin1) == (wide.iso3, wide.admin1) for wide in divisions)
        if not is_told and any(town.iso3 == quarter.iso3 for town in towns):
            chosen[index] = None


def without_namesakes_abroad(
    names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose nothing for a small town far from all other places of the text, in a country of which it names nothing
    else: many a village, quarter or person has the name of a town abroad.

    One other small town says as little of where the text plays: "rebels attacked Bria ... gunmen fired at Las Anod".
    A town that alone bears its name, and is the only place of its sentence, is what another item of news tells of.
    """
    dropped = []
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if choice is None or name.kind != "place" or name.parent is not None or choice[0].feature != "city":
            continue
        place = choice[0]
        others = {
            n.text: other[0]
            for n, other in zip(names, chosen, strict=True)
            if other and n.text != name.text and not _only_acts(n)
        }
        is_theirs = any(other and other[0].iso3 == place.iso3 for other in (*chosen[:index], *chosen[index + 1 :]))
        if is_theirs or place.population >= KNOWN_POPULATION or not _tell_a_country(list(others.values())):
            continue
        if _is_told_apart(index, names, place, options[index]):
            continue
        if all(o.iso3 not in ("", place.iso3) and not _is_near(place, o, _ABROAD_KM) for o in others.values()):
            dropped.append(index)
    for index in dropped:
        chosen[index] = None


def _is_told_apart(index: int, names: Sequence[PlaceName], place: Place, options: Sequence[Place]) -> bool:
    """Is it a town whose name no place of another country has, in a sentence that names no other place?"""
    name = names[index]
    is_unique = place.population >= TOWN_POPULATION and all(option.iso3 == place.iso3 for option in options)
    is_alone = all(other.sentence != name.sentence or other.text == name.text or _only_acts(other) for other in names)
    return is_unique and place.is_main and name.relation in AT_TOWNS and is_alone


def _tell_a_country(places: Sequence[Place]) -> bool:
    """Do places say in which country a text plays: a country, a division, a town known to all, two places of one?"""
    of_countries = Counter(place.iso3 for place in places)
    return any(place.feature != "city" or place.population >= KNOWN_POPULATION for place in places) or any(
        count >= _SEVERAL for count in of_countries.values()
    )


def _only_acts(name: PlaceName) -> bool:
    """Does a name tell whose forces act or who speaks, and no scene: "French troops", "Washington condemned it"?"""
    return name.kind in ("demonym", "organisation") or name.relation in ("none", "voice")


class Nearness(NamedTuple):
    """How near the words say that a place lies: within so many km, and in which direction if they tell no more."""

    within: float
    direction: str


def told_near(text: str, names: Sequence[PlaceName]) -> dict[int, Nearness]:
    """Names that the words say lie near the next one, and how near: "San Luis, near the city of Neiva", "Besa, 120 km
    from Gedo", "Kiffa, east of Nouakchott"."""
    found = {}
    for index, (name, following) in enumerate(pairwise(names)):
        words = text[name.end : following.start]
        if name.kind == following.kind == "place" and _NEAR.fullmatch(words):
            within, bare = _told_km(words) * _ROUGHLY, _DIRECTION.fullmatch(words)
            found[index] = Nearness(max(NEAR_KM, within), "" if bare is None else bare[1].lower())
    return found


def _told_km(words: str) -> float:
    """The distance that words tell: "80 km (50 miles) north of"; 0 where they tell none."""
    told = _DISTANCE.search(words)
    if told is None:
        return 0.0
    return float(told["number"].replace(",", "")) * (_MILE_KM if told["unit"].lower().startswith("mi") else 1.0)


def keep_near(
    chosen: list[tuple[Place, float] | None], near: Mapping[int, Nearness], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose, of the places of a name that is told to be near the next one, one that is so; None where none is.

    A large town is what it is, however near another the text has it; and a town in the direction told of another one
    of its country may lie far off.
    """
    for index, (within, direction) in near.items():
        choice, at = chosen[index], chosen[index + 1]
        if choice is None or at is None or choice[0].feature != "city" or at[0].feature != "city":
            continue
        if choice[0].population >= KNOWN_POPULATION or _is_near(choice[0], at[0], within):
            continue
        close = [place for place in options[index] if place.feature == "city" and _is_near(place, at[0], within)]
        best = max(close, key=lambda place: (place.population, -place.index), default=None)
        if best is None and _lies_that_way(choice[0], at[0], direction):
            continue
        chosen[index] = (best, choice[1]) if best is not None else None


def _lies_that_way(place: Place, other: Place, direction: str) -> bool:
    """Is a place a town in the direction told of another one of its country?"""
    if not direction or place.iso3 != other.iso3 or place.population < TOWN_POPULATION:
        return False
    north, east = place.latitude - other.latitude, place.longitude - other.longitude
    ways = {"north": north, "south": -north, "east": east, "west": -east}
    return all(way > 0 for name, way in ways.items() if name in direction)


def _is_near(place: Place, other: Place, within: float) -> bool:
    return kilometres(place.latitude, place.longitude, other.latitude, other.longitude) <= within


def capital_told(known: Gazetteer, index: int, scene: Scene, day: date | None = None) -> tuple[Place, float] | None:
    """The capital of the country or division that the words name, else of the country that the text is about or speaks
    of most; as it was on a day."""
    parent = scene.names[index].parent
    outer = scene.chosen[parent] if parent is not None else None
    if outer is not None and outer[0].feature == "admin1":
        seat = _seat(known, outer[0])
        return (seat, outer[1]) if seat is not None else None
    if outer is not None:
        country, share = outer[0].iso3, 1.0
    elif (told := article_country(known, scene)) is not None:
        country, share = told, 1.0
    elif votes := told_countries(known, scene, datelines=False) or _votes_beside(index, scene):
        most = told_most(votes)
        if most is None:
            return None
        country, share = most, votes[most] / sum(votes.values())
    else:
        return None
    capital = capital_of(known, country, day) if share >= _CAPITAL_SHARE else None
    return None if capital is None else (capital, share)


def _seat(known: Gazetteer, division: Place) -> Place | None:
    """The town that a division is run from."""
    towns = [
        place
        for place in (known.lookup(division.seat) if division.seat else ())
        if place.feature == "city" and (place.iso3, place.admin1) == (division.iso3, division.admin1)
    ]
    return max(towns, key=lambda place: (place.population, -place.index), default=None)


def _votes_beside(index: int, scene: Scene) -> dict[str, float]:
    """The votes for countries, without those of names said to lie in the capital: "the capital's Madina district"."""
    votes = dict(scene.votes)
    for (country, weight), name in zip(scene.own, scene.names, strict=True):
        if name.parent == index and country:
            votes[country] = votes.get(country, 0.0) - weight
    return {country: weight for country, weight in votes.items() if weight > 0.0}


def in_its_parent(index: int, scene: Scene) -> tuple[Place, float] | None:
    """The choice for a name; None where it lies outside the country or division that the words put it in."""
    choice, parent = scene.chosen[index], scene.names[index].parent
    outer = scene.chosen[parent] if parent is not None else None
    if parent is not None and outer is None and scene.names[parent].kind == "capital":
        # Part of a capital of which nothing tells the country: no other place of its name.
        return choice if choice is not None and choice[0].feature in ("country", "neighbourhood") else None
    if choice is None or outer is None or outer[0].feature not in ("country", "admin1", "admin2", "city"):
        return choice
    place = choice[0]
    if place.feature in ("country", "sea", "region", "border", "feature") or inside(place, outer[0]):
        return choice
    name = scene.names[index]
    is_part = place.feature == "city" and (name.feature in PARTS_OF_TOWNS or name.relation == "near")
    if place.feature == outer[0].feature and place.iso3 == outer[0].iso3 and not is_part:
        return choice  # of two towns, a list of towns is as likely meant: "in Tampa, Orlando and Miami"
    if name.feature == "district" and _is_district_beside(place, outer[0]):
        return choice  # "in Zabid district, Al Hudaydah": of the governorate, not of its capital
    # Divisions change and are told loosely: a place near the middle of one is taken to lie in it.
    near = kilometres(place.latitude, place.longitude, outer[0].latitude, outer[0].longitude)
    return choice if outer[0].feature != "country" and place.iso3 == outer[0].iso3 and near < _LOOSE_KM else None


def _is_district_beside(place: Place, city: Place) -> bool:
    """Is a place a town or district of the division that a city is the seat of, and bears its name?"""
    is_one = place.feature in ("city", "admin2") and city.feature == "city"
    return is_one and (place.iso3, place.admin1) == (city.iso3, city.admin1)


#: Share of the votes that a country needs for its capital to be "the capital".
_CAPITAL_SHARE = 0.5
#: A place this near the middle of a division may lie in it, whatever the gazetteer says (km).
_LOOSE_KM = 60.0
