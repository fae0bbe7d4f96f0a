"""Which place a name means: candidates of the gazetteer, ranked by what the document says (`place_ranker.py`).

What the names of a text say together: the countries and divisions that they speak of, the place that a name is said to
lie in, the places chosen for the other names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import exp

from pipeline.records import PlaceName
from pipeline.reference import actors as actor_table
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.countries import demonyms
from pipeline.reference.distances import kilometres
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.reference.gazetteer.names import key
from pipeline.resolve import place_ranker
from pipeline.resolve.place_ranker import Ranker, alike, fits, inside
from pipeline.resolve.word_sets import word_set

#: Rounds of choosing: the second sees the countries and points that the first chose.
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """A place that a name means.

    Attributes:
        name: Its main name in the gazetteer.
        iso3: Country, ISO 3166 alpha-3; None at sea.
        feature: country, admin1, admin2, city, neighbourhood, feature, region, border, sea, camp or base.
        geonameid: Id in GeoNames; None for places of the supplement.
        confidence: 0..1, the share of the best candidate's weight.
        rule: Id of the rule that chose.
        seat: Main town of a division, with its point; None where it is not known. Of a place without a point of its
            own: the town whose point stands for it.
        is_supported: False for a small place in a country that nothing else in the text speaks of.
    """

    name: str
    latitude: float
    longitude: float
    iso3: str | None
    admin1: str | None
    admin2: str | None
    feature: str
    population: int
    geonameid: int | None
    parent: str | None
    confidence: float
    rule: str
    seat: str | None = None
    seat_latitude: float = 0.0
    seat_longitude: float = 0.0
    is_supported: bool = True


def candidates(known: Gazetteer, name: PlaceName) -> tuple[Place, ...]:
    """The places that a name can mean."""
    iso3 = demonyms().get(name.text.lower().removesuffix("'s"))
    # "the Somali capital", whatever else "Somali" may name.
    if name.kind == "demonym" or (iso3 and name.feature not in ("province", "district", "region", "village")):
        return (
            tuple(p for p in known.lookup(_country_name(iso3)) if p.feature == "country" and p.iso3 == iso3)
            if iso3
            else ()
        )
    if name.kind == "capital":
        return ()
    text = " ".join(name.text.split())
    for option in (text, text.removeprefix("the ").removeprefix("The "), text.removesuffix("'s")):
        found = known.lookup(option)
        if found:
            return _of_kind(name, found)
    words = text.split()
    if len(words) > 1:  # "Kunar Province", "Lake Chad area", "northern Iraq"
        for option in (" ".join(words[:-1]), " ".join(words[1:])):
            dropped = words[-1] if option == " ".join(words[:-1]) else words[0]
            if dropped.lower() in _KIND_WORDS and (found := known.lookup(option)):
                return _of_kind(name, found)
    return ()


def _of_kind(name: PlaceName, found: tuple[Place, ...]) -> tuple[Place, ...]:
    """The candidates that are what the words say, where one is: of "Kunduz Province" the province, not the town.

    Of an acronym, which may be one of anything, only what bears it as its main name, and countries and divisions.

    Towns of another name that have that of a larger one in their country among their other names are left out.
    """
    largest = {
        place.iso3: place.population for place in found if place.is_main and place.feature == "city" and place.iso3
    }
    found = tuple(
        place
        for place in found
        if place.is_main
        or place.feature != "city"
        or place.population >= largest.get(place.iso3, 0)
        or alike(name.text, place.name) >= _SAME_ALIKE
    )
    if name.text.isupper() and len(name.text) <= _ACRONYM_LETTERS:
        found = tuple(place for place in found if place.is_main or place.feature in ("country", "admin1"))
    if name.feature in _PARTS_OF_TOWNS:
        found = tuple(place for place in found if place.feature != "country")  # "the Libya neighbourhood"
    if name.feature == "district":  # "Tana River county", not the river
        return tuple(place for place in found if place.feature not in ("region", "feature", "sea")) or found
    if name.feature not in ("province", "country", "city", "village"):
        return found
    fitting = tuple(place for place in found if fits(name, place)[0])
    if name.feature == "province":
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
#: A division with a larger share of the likelihood than this is meant, and not the town of its name.
_SURE_SHARE = 0.7
#: Relations of what happens to a division; "south of Erbil" is of the town.
_AT_DIVISIONS = frozenset({"in", "none"})
#: Relations of what happens to a town.
_AT_TOWNS = frozenset({"in", "near", "direction"})
#: What stands between the name of a place and that of one that it is near.
_NEAR = re.compile(
    r"(?:\s[a-z-]+)?,?\s+(?:which (?:is|lies) )?"
    r"(?:(?:not far|some|about|around|just|[\w,.]+ (?:km|kilomet(?:er|re)s?|miles?)\b"
    r"(?: \([^)]{3,20}\))?|(?:north|south|east|west)[\w-]*|away|of|from|outside|near|close to)\s+)+"
    r"(?:the )?(?:(?:[\w-]+ ){0,2}(?:city|town|village|port|capital) (?:of )?)?",
    re.I,
)
#: A place is near another within so many km.
NEAR_KM = 75.0
#: A distance in the news, by its number and unit, and so many times as far as the crow flies the place may lie.
_DISTANCE = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)[ -]?(?P<unit>km|kilomet|mile)", re.I)
_MILE_KM, _ROUGHLY = 1.609, 1.5
#: Letters of the longest word in capitals that is taken for an acronym.
_ACRONYM_LETTERS = 5


@lru_cache(maxsize=512)
def _country_name(iso3: str | None) -> str:
    from pipeline.contract import derive

    return derive.country_row(iso3).label if iso3 else ""


def resolve_places(text: str, names: Sequence[PlaceName]) -> list[ResolvedPlace | None]:
    """Resolve the place names of one text.

    Args:
        text: The text; the armed groups that it names speak for their countries.
        names: Its place names, as found.

    Returns:
        One place or None a name. A name that cannot be resolved never changes another.
    """
    known = gazetteer_module.load()
    options = [candidates(known, name) for name in names]
    groups = countries_of_groups(text)
    ranker = place_ranker.load()
    chosen: list[tuple[Place, float] | None] = [None] * len(names)
    options = with_variants(known, names, options, Scene(names, options, chosen, groups))
    for _ in range(ROUNDS):
        scene = Scene(names, options, chosen, groups)
        chosen = choose(scene, ranker)
    _prefer_divisions(known, names, chosen)
    _prefer_longer(names, chosen)
    _prefer_towns(names, chosen, options)
    _keep_near(chosen, _told_near(text, names), options)
    _prefer_districts(names, chosen, options)
    scene = Scene(names, options, chosen, groups)
    chosen = [
        _capital(known, index, scene) if name.kind == "capital" else _in_its_parent(index, scene)
        for index, name in enumerate(names)
    ]
    scene = Scene(names, options, chosen, groups)
    return [
        _resolved(*choice, is_supported=scene.is_supported(index)) if choice is not None else None
        for index, choice in enumerate(chosen)
    ]


#: A country needs this share of the votes for other spellings to be looked for in it, a spelling this much in common
#: (`alike`); one of a known town anywhere this much.
_VARIANT_SHARE, _VARIANT_ALIKE, _KNOWN_ALIKE = 0.25, 0.55, 0.6


def with_variants(
    known: Gazetteer, names: Sequence[PlaceName], options: Sequence[tuple[Place, ...]], scene: Scene
) -> list[tuple[Place, ...]]:
    """Candidates of the names, other spellings for those in no list: "Baqouba" for Baquba, in Iraq."""
    total = scene.total or 1.0
    countries = {country for country, votes in scene.votes.items() if votes / total >= _VARIANT_SHARE}
    out = []
    for name, found in zip(names, options, strict=True):
        if not found and name.kind == "place" and countries:
            text = _without_kind(name.text)
            close = known.lookup_loosely(text, countries)
            found = tuple(place for place in close if alike(text, place.name) >= _VARIANT_ALIKE)
        if not found and name.kind == "place" and not countries:
            # Known towns are told by name alone: "Diwaniyah".
            found = tuple(
                place
                for place in known.lookup_loosely(name.text, gazetteer_module.transliterated())
                if place.population >= KNOWN_POPULATION and alike(name.text, place.name) >= _KNOWN_ALIKE
            )
        out.append(found)
    return out


def _prefer_divisions(known: Gazetteer, names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None]) -> None:
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


def _prefer_longer(names: Sequence[PlaceName], chosen: list[tuple[Place, float] | None]) -> None:
    """Choose for a name of which the text has a longer form what that is, where it is but a small place by itself: in a
    headline "Lanao", in the text "Lanao del Norte"."""
    for index, (name, choice) in enumerate(zip(names, chosen, strict=True)):
        if name.kind != "place" or (choice is not None and choice[0].population >= TOWN_POPULATION):
            continue
        for other, longer in enumerate(names):
            whole = chosen[other]
            is_longer = longer.text.startswith(f"{name.text} ") and _without_kind(longer.text) != name.text
            if is_longer and longer.kind == "place" and whole is not None and whole[0].feature in ("admin1", "admin2"):
                chosen[index] = whole
                break


def _prefer_towns(
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
            or name.relation not in _AT_TOWNS
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


def _prefer_districts(
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


def _told_near(text: str, names: Sequence[PlaceName]) -> dict[int, float]:
    """Names that the words say lie near the next one, and within how many km: "San Luis, near the city of Neiva",
    "Besa, 120 km from Gedo"."""
    found = {}
    for index, (name, following) in enumerate(pairwise(names)):
        if name.kind == following.kind == "place" and _NEAR.fullmatch(text, name.end, following.start):
            found[index] = max(NEAR_KM, _told_km(text[name.end : following.start]) * _ROUGHLY)
    return found


def _told_km(words: str) -> float:
    """The distance that words tell: "80 km (50 miles) north of"; 0 where they tell none."""
    told = _DISTANCE.search(words)
    if told is None:
        return 0.0
    return float(told["number"].replace(",", "")) * (_MILE_KM if told["unit"].lower().startswith("mi") else 1.0)


def _keep_near(
    chosen: list[tuple[Place, float] | None], near: Mapping[int, float], options: Sequence[tuple[Place, ...]]
) -> None:
    """Choose, of the places of a name that is told to be near the next one, one that is so; None where none is.

    A large town is what it is, however near another the text has it.
    """
    for index, within in near.items():
        choice, at = chosen[index], chosen[index + 1]
        if choice is None or at is None or choice[0].feature != "city" or at[0].feature != "city":
            continue
        if choice[0].population >= KNOWN_POPULATION or _is_near(choice[0], at[0], within):
            continue
        close = [place for place in options[index] if place.feature == "city" and _is_near(place, at[0], within)]
        best = max(close, key=lambda place: (place.population, -place.index), default=None)
        chosen[index] = (best, choice[1]) if best is not None else None


def _is_near(place: Place, other: Place, within: float) -> bool:
    return kilometres(place.latitude, place.longitude, other.latitude, other.longitude) <= within


def _without_kind(name: str) -> str:
    """A name without the word for its kind behind it: "Kunar Province"."""
    words = name.split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1].lower() in _KIND_WORDS else words)


def _capital(known: Gazetteer, index: int, scene: Scene) -> tuple[Place, float] | None:
    """The capital of the country or division that the words name, else of the country that the text speaks of most."""
    parent = scene.names[index].parent
    outer = scene.chosen[parent] if parent is not None else None
    if outer is not None and outer[0].feature == "admin1":
        seat = _seat(known, outer[0])
        return (seat, outer[1]) if seat is not None else None
    if outer is not None:
        country, share = outer[0].iso3, 1.0
    elif votes := _votes_beside(index, scene):
        country = max(sorted(votes), key=lambda iso3: votes[iso3])
        share = votes[country] / sum(votes.values())
    else:
        return None
    row = next((p for p in known.lookup(_country_name(country)) if p.feature == "country" and p.iso3 == country), None)
    if row is None or not row.seat or share < _CAPITAL_SHARE:
        return None
    towns = [p for p in known.lookup(row.seat) if p.iso3 == country and p.feature == "city"]
    return (max(towns, key=lambda place: (place.population, -place.index)), share) if towns else None


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


def _in_its_parent(index: int, scene: Scene) -> tuple[Place, float] | None:
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
    is_part = place.feature == "city" and (name.feature in _PARTS_OF_TOWNS or name.relation == "near")
    if place.feature == outer[0].feature and place.iso3 == outer[0].iso3 and not is_part:
        return choice  # of two towns, a list of towns is as likely meant: "in Tampa, Orlando and Miami"
    # Divisions change and are told loosely: a place near the middle of one is taken to lie in it.
    near = kilometres(place.latitude, place.longitude, outer[0].latitude, outer[0].longitude)
    return choice if outer[0].feature != "country" and place.iso3 == outer[0].iso3 and near < _LOOSE_KM else None


def countries_of_groups(text: str) -> Counter[str]:
    """Countries of the armed groups that a text names, those of one country only (alpha-3 -> number of mentions)."""
    out: Counter[str] = Counter()
    index = actor_table.alias_index()
    for start, end, _ in actor_table.name_spans(text):
        homes = {country for actor in index.get(actor_table.fold(text[start:end]), ()) for country in actor.countries}
        if len(homes) == 1:
            out[next(iter(homes))] += 1
    return out


#: What a town can have, by the words beside a name.
_PARTS_OF_TOWNS = frozenset({"district", "neighbourhood", "village"})
#: What a candidate outside the place that a name is said to lie in loses, where another lies inside.
_OUTSIDE = 20.0
#: Share of the votes that a country needs for its capital to be "the capital".
_CAPITAL_SHARE = 0.5
#: A place this near the middle of a division may lie in it, whatever the gazetteer says (km).
_LOOSE_KM = 60.0
#: Votes for a country: its name, a place of it that can lie nowhere else, a place already chosen, a nationality or the
#: name of an organisation, a group of it.
_VOTE_NAME, _VOTE_UNIQUE, _VOTE_CHOSEN, _VOTE_DEMONYM, _VOTE_GROUP = 3.0, 1.5, 1.0, 1.0, 1.0
#: A lone place of fewer people in a country that nothing else in the text speaks of is no place of an event (persons).
UNSUPPORTED_POPULATION = 500_000
#: A town of more people is the one meant where nothing tells its country (persons).
KNOWN_POPULATION = 100_000
#: So many times the people of another town of its name has the one that a lone name means.
FAR_LARGER = 5
#: A town of more people is the one meant where nearly all people of the places of its name live in its country.
TOWN_POPULATION, _HOME_SHARE = 10_000, 0.8
#: Share of the people of places of a name in whose country a large town is the one that a lone name means.
_MOST_SHARE = 2 / 3
#: Two spellings with this much in common are one name (`alike`).
_SAME_ALIKE = 0.5


class Scene:
    """What a text says of where it plays: votes for countries and divisions, and the points chosen so far."""

    def __init__(
        self,
        names: Sequence[PlaceName],
        options: Sequence[tuple[Place, ...]],
        chosen: Sequence[tuple[Place, float] | None],
        groups: Counter[str],
    ) -> None:
        self.names = names
        self.options = options
        self.chosen = chosen
        self.of_groups = set(groups)
        self.own: list[tuple[str, float]] = [self._vote(index) for index in range(len(names))]
        self.votes: dict[str, float] = {}
        seen: Counter[tuple[str, str]] = Counter()
        for index, (country, weight) in enumerate(self.own):
            if country:
                # A name that is said again adds less each time: one town ten times is one town.
                once = (country, names[index].text.lower())
                seen[once] += 1
                self.votes[country] = self.votes.get(country, 0.0) + weight / seen[once]
        for country, count in groups.items():
            self.votes[country] = self.votes.get(country, 0.0) + _VOTE_GROUP * min(count, 2)
        self.total = sum(self.votes.values())
        self.points = [
            choice[0]
            for choice in chosen
            if choice is not None and choice[0].feature not in ("country", "sea", "region")
        ]
        # How many of the other names could lie in a division: names that all have a place in one are likely there.
        self.possible: dict[str, set[tuple[str, str]]] = {}
        for name, found in zip(names, options, strict=True):
            if name.kind == "place":
                said = name.text.lower()
                self.possible.setdefault(said, set()).update((p.iso3, p.admin1) for p in found if p.admin1)
        self.support = Counter(division for divisions in self.possible.values() for division in divisions)
        self.divisions = Counter((place.iso3, place.admin1) for place in self.points if place.admin1)

    def _vote(self, index: int) -> tuple[str, float]:
        name, found = self.names[index], self.options[index]
        country = next((place for place in found if place.feature == "country"), None)
        choice = self.chosen[index]
        if choice is not None and (country is None or choice[0].feature != "country"):
            return (choice[0].iso3, _VOTE_CHOSEN) if self.is_same(index, choice[0]) else ("", 0.0)
        if country is not None:
            return country.iso3, _VOTE_NAME if name.kind == "place" else _VOTE_DEMONYM
        countries = {place.iso3 for place in found if place.iso3}
        is_known = any(self.is_same(index, place) for place in found)
        return (next(iter(countries)), _VOTE_UNIQUE) if len(countries) == 1 and is_known else ("", 0.0)

    def is_same(self, index: int, place: Place) -> bool:
        """Is a place called what a name says, and not only something like it?"""
        text = _without_kind(self.names[index].text)
        return place.is_main or key(place.name) in key(text) or alike(text, place.name) >= _SAME_ALIKE

    def _is_home(self, index: int, place: Place) -> bool:
        """Do most people of the places of a name live in the country of one?"""
        options = self.options[index]
        people = sum(option.population for option in options)
        home = sum(option.population for option in options if option.iso3 == place.iso3)
        return home >= _HOME_SHARE * people

    @cached_property
    def firm(self) -> frozenset[tuple[str, str]]:
        """The names, without case, that tell a country without the others, and the country."""
        return frozenset(
            (name.text.casefold(), choice[0].iso3)
            for index, (name, choice) in enumerate(zip(self.names, self.chosen, strict=True))
            if choice is not None and self._is_firm(index)
        )

    def _is_firm(self, index: int) -> bool:
        """Does a name tell a country without the others?"""
        choice = self.chosen[index]
        if choice is None:
            return False
        place = choice[0]
        return bool(place.iso3) and (
            place.feature == "country"
            or (
                (place.feature == "admin1" or place.population >= KNOWN_POPULATION)
                and self.is_same(index, place)
                and self._is_home(index, place)
            )
        )

    def share(self, index: int, country: str) -> float:
        """Share of the votes of the other names that a country has."""
        own_country, own = self.own[index]
        mine = own if own_country else 0.0
        rest = self.total - mine
        if rest <= 0.0 or not country:
            return 0.0
        return max(0.0, self.votes.get(country, 0.0) - (mine if own_country == country else 0.0)) / rest

    def is_told(self, index: int, country: str) -> bool:
        """Does another name or a group of the text tell a country?"""
        text = self.names[index].text.casefold()
        return country in self.of_groups or any(
            own == country and name.text.casefold() != text for (own, _), name in zip(self.own, self.names, strict=True)
        )

    def is_supported(self, index: int) -> bool:
        """False for a small place in a country that nothing else speaks of, in a text that speaks of countries."""
        choice = self.chosen[index]
        if choice is None:
            return False
        place = choice[0]
        is_same = self.is_same(index, place)
        if place.feature in ("country", "sea", "region") or (
            place.feature == "city" and place.population >= UNSUPPORTED_POPULATION
        ):
            return True
        # Most people of the places of this name live in one country: that is the one meant where nothing else is said.
        is_home = self._is_home(index, place)
        is_alone = all(option.iso3 == place.iso3 for option in self.options[index])
        is_large = place.feature == "admin1" or place.population >= KNOWN_POPULATION
        is_named = place.is_main or key(place.name) == key(_without_kind(self.names[index].text))
        is_long = " " in place.name
        if is_alone and is_named and (is_large or is_long or fits(self.names[index], place)[0]):
            return True
        text = self.names[index].text.casefold()
        firm = {country for said, country in self.firm if said != text} | self.of_groups
        if firm:
            return place.iso3 in firm or (is_same and self.share(index, place.iso3) > 0.0)
        # Nothing else tells the country: only a name that means one place to every reader will do.
        return is_same and (is_alone or is_large or (is_home and place.population >= TOWN_POPULATION))


def _known_to_all(options: Sequence[Place]) -> int | None:
    """The candidate that a reader takes a name for where nothing else is said: a large town in whose country most
    people of towns of this name live."""
    towns = [row for row, place in enumerate(options) if place.feature == "city" and place.is_main]
    if not towns:
        return None
    row = max(towns, key=lambda row: (options[row].population, -options[row].index))
    place = options[row]
    people = sum(options[town].population for town in towns)
    home = sum(options[town].population for town in towns if options[town].iso3 == place.iso3)
    return row if place.population >= KNOWN_POPULATION and home >= _MOST_SHARE * people else None


def _is_lesser(place: Place, known: Place) -> bool:
    """Is a place no town, or a far smaller one than another of its name?"""
    return place.feature != "city" or place.population * FAR_LARGER <= known.population


def choose(scene: Scene, ranker: Ranker) -> list[tuple[Place, float] | None]:
    """The best candidate of every name and its share of the likelihood; None where a name has none."""
    found = place_ranker.table(scene)
    scores = ranker.scores(found.values)
    out: list[tuple[Place, float] | None] = [None] * len(scene.names)
    for start, index in zip(found.starts, found.names, strict=True):
        options = scene.options[index]
        own = [round(float(score), 9) for score in scores[start : start + len(options)]]
        within = found.within[start : start + len(options)]
        if any(within):
            # The words that say where a place lies are not weighed against anything.
            own = [score if is_in else score - _OUTSIDE for score, is_in in zip(own, within, strict=True)]
        best = min(range(len(options)), key=lambda row: (-own[row], options[row].index))
        known = _known_to_all(options)
        if (
            known is not None
            and _is_lesser(options[best], options[known])
            and not within[best]
            and not scene.is_told(index, options[best].iso3)
        ):
            best = known
        out[index] = options[best], 1.0 / sum(exp(score - own[best]) for score in own)
    return out


def _resolved(place: Place, confidence: float, *, is_supported: bool) -> ResolvedPlace:
    """The place as it is coded: of which no more than its division is known, it counts as that division."""
    return ResolvedPlace(
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        iso3=place.iso3 or None,
        admin1=place.admin1 or None,
        admin2=place.admin2 or None,
        feature=place.point_of if place.point_of in ("admin1", "admin2") else place.feature,
        population=place.population,
        geonameid=place.geonameid or None,
        parent=place.parent or None,
        confidence=round(min(confidence, 1.0), 4),
        rule="resolve.places.v1",
        seat=place.seat or None,
        seat_latitude=place.seat_latitude,
        seat_longitude=place.seat_longitude,
        is_supported=is_supported,
    )
