"""What the names of a text say together: the countries and divisions that they speak of, and what else is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from pipeline.records import PlaceName
from pipeline.reference import actors as actor_table
from pipeline.reference import outlines
from pipeline.reference.distances import kilometres
from pipeline.reference.gazetteer import Place
from pipeline.reference.gazetteer.names import key
from pipeline.resolve.place_candidates import SAME_ALIKE, without_kind
from pipeline.resolve.place_ranker import alike, fits

#: Whose names are those of such forces elsewhere as well: "the Medellin Metropolitan Police".
_OF_TOWNS = frozenset({"police"})


def is_voice(name: PlaceName) -> bool:
    """Does a name only tell who speaks of what happened, or where: "Spain condemned the attack"?"""
    return name.relation == "voice"


def countries_of_groups(text: str) -> Counter[str]:
    """Countries of the armed groups that a text names, those of one country only (alpha-3 -> number of mentions)."""
    out: Counter[str] = Counter()
    index = actor_table.alias_index()
    for start, end, _ in actor_table.name_spans(text):
        found = index.get(actor_table.fold(text[start:end]), ())
        homes = {country for actor in found if actor.category not in _OF_TOWNS for country in actor.countries}
        if len(homes) == 1:
            out[next(iter(homes))] += 1
    return out


#: A group that fights in so many countries has one that is its home; so many mentions of a group tell it.
_HOME_OF, _MENTIONS = 3, 3


def homes_of_groups(text: str) -> Counter[str]:
    """The country that each armed group of a text is at home in (alpha-3 -> number of mentions, few of each group);
    none for those that fight in many."""
    out: Counter[str] = Counter()
    index = actor_table.alias_index()
    seen: Counter[str] = Counter()
    for start, end, _ in actor_table.name_spans(text):
        found = index.get(actor_table.fold(text[start:end]), ())
        homes = {actor.countries[0] for actor in found if actor.countries and actor.category not in _OF_TOWNS}
        is_many = any(len(actor.countries) > _HOME_OF for actor in found)
        if len(homes) != 1 or is_many:
            continue
        seen[found[0].name] += 1
        if seen[found[0].name] <= _MENTIONS:
            out.update(homes)
    return out


#: Relations of a place to what happens there.
SCENES = frozenset({"in", "near", "direction", "between"})
#: Votes for a country: its name, a place of it that can lie nowhere else, a place already chosen, a nationality or the
#: name of an organisation, a group of it.
_VOTE_NAME, _VOTE_UNIQUE, _VOTE_CHOSEN, _VOTE_DEMONYM, _VOTE_GROUP = 3.0, 1.5, 1.0, 1.0, 1.0
#: A lone place of fewer people in a country that nothing else in the text speaks of is no place of an event (persons).
UNSUPPORTED_POPULATION = 500_000
#: So many times the people of another town of its name has the one that a lone name means.
FAR_LARGER = 5
#: A town of more people is the one meant where nothing tells its country (persons).
KNOWN_POPULATION = 100_000
#: A town of more people is the one meant where nearly all people of the places of its name live in its country.
TOWN_POPULATION, HOME_SHARE = 10_000, 0.8
#: So near to a town of a country that is told a place abroad needs no other word for its country; chosen by hand.
_BESIDE_KM = 40.0
#: So near to the border of a country that is told as a nationality, a town abroad needs no other word; chosen by hand.
BORDER_KM = 50.0


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
        self.groups = groups
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
        text = without_kind(self.names[index].text)
        return place.is_main or key(place.name) in key(text) or alike(text, place.name) >= SAME_ALIKE

    def is_home(self, index: int, place: Place) -> bool:
        """Do most people of the places of a name live in the country of one?"""
        return self.home_share(index, place) >= HOME_SHARE

    def home_share(self, index: int, place: Place) -> float:
        """Share of the people of the places of a name that live in the country of one; 1 where there are none."""
        options = self.options[index]
        people = sum(option.population for option in options)
        home = sum(option.population for option in options if option.iso3 == place.iso3)
        return home / people if people else 1.0

    @cached_property
    def firm(self) -> frozenset[tuple[str, str]]:
        """The names, without case, that tell a country without the others, and the country."""
        return frozenset(
            (name.text.casefold(), choice[0].iso3)
            for index, (name, choice) in enumerate(zip(self.names, self.chosen, strict=True))
            if choice is not None and self.is_firm(index)
        )

    @cached_property
    def voices(self) -> frozenset[str]:
        """The countries that names tell only as those who speak of what happened."""
        return self._told_only({index for index, name in enumerate(self.names) if is_voice(name)})

    @cached_property
    def heard(self) -> frozenset[str]:
        """The countries that names tell only as those who speak, as where the text was written, or as those whose
        forces act: "Kenya said its soldiers ..."."""
        outers = {name.parent for name in self.names}
        doers = {
            index
            for index, (name, choice) in enumerate(zip(self.names, self.chosen, strict=True))
            if choice is not None and choice[0].feature == "country" and name.relation == "none" and index not in outers
        }
        written = {i for i, name in enumerate(self.names) if name.relation == "dateline" or is_voice(name)}
        return self._told_only(doers | written)

    def _told_only(self, some: set[int]) -> frozenset[str]:
        """The countries that some names tell, and no other name nor any group."""
        told: dict[str, set[int]] = {}
        for index, choice in enumerate(self.chosen):
            if choice is not None and self.is_firm(index):
                told.setdefault(choice[0].iso3, set()).add(index)
        return frozenset(country for country, by in told.items() if by <= some) - self.of_groups

    def is_firm(self, index: int) -> bool:
        """Does a name tell a country without the others?"""
        choice = self.chosen[index]
        if choice is None:
            return False
        place = choice[0]
        return bool(place.iso3) and (
            place.feature == "country"
            or (_is_large(place) and self.is_same(index, place) and self.is_home(index, place))
        )

    def tells(self, index: int) -> bool:
        """Does a name tell a country without the others, by itself or as one that no place of another has?"""
        choice = self.chosen[index]
        if choice is None or not choice[0].iso3:
            return False
        return self.is_firm(index) or (choice[0].is_main and self.is_alone(index, choice[0]))

    def is_surely_told(self, index: int, place: Place) -> bool:
        """Does a group of the text or another name tell the country of a place: one that is not only taken to lie
        there, or lies in the same division?"""
        text = self.names[index].text.casefold()
        return place.iso3 in self.of_groups or any(
            own == place.iso3
            and name.text.casefold() != text
            and name.parent != index
            and (choice is None or self.tells(other) or choice[0].admin1 == place.admin1)
            for other, (name, choice, (own, _)) in enumerate(zip(self.names, self.chosen, self.own, strict=True))
        )

    def share(self, index: int, country: str) -> float:
        """Share of the votes of the other names that a country has."""
        own_country, own = self.own[index]
        mine = own if own_country else 0.0
        rest = self.total - mine
        if rest <= 0.0 or not country:
            return 0.0
        return max(0.0, self.votes.get(country, 0.0) - (mine if own_country == country else 0.0)) / rest

    def is_told(self, index: int, country: str, *, by_scenes: bool = False) -> bool:
        """Does another name or a group of the text tell a country; `by_scenes`: one that does not only speak?"""
        text = self.names[index].text.casefold()
        return country in self.of_groups or any(
            own == country and name.text.casefold() != text and not (by_scenes and is_voice(name))
            for (own, _), name in zip(self.own, self.names, strict=True)
        )

    def _is_beside(self, index: int, place: Place, firm: set[str]) -> bool:
        """Does another name mean a town just across the border, in a country that is told: "from Gaza at Sderot"?"""
        others = (choice[0] for other, choice in enumerate(self.chosen) if choice is not None and other != index)
        return any(
            other.feature == "city"
            and other.iso3 in firm
            and kilometres(other.latitude, other.longitude, place.latitude, place.longitude) <= _BESIDE_KM
            for other in others
        )

    def _is_heard_abroad(self, index: int, place: Place, told: set[str]) -> bool:
        """Is every country that is told one that only speaks or sends forces, and has none of them a place of this name
        that may be meant: "nine died in Jalalabad. Spain condemned the attack", "French troops killed ten in Kidal"?"""
        # "The Litoral prison", told in Guayaquil, is in no district in Equatorial Guinea.
        is_scene = self.names[index].relation in SCENES and place.is_main and self.is_same(index, place)
        is_scene = is_scene and place.feature != "admin2"
        rivals = {
            option.iso3
            for option in self.options[index]
            if option.iso3 not in self.voices or option.population * FAR_LARGER >= place.population
        }
        return is_scene and told <= self.heard and told.isdisjoint(rivals)

    def _is_home_told(self, index: int) -> bool:
        """Do a group or another name tell a country, and not only whose forces act: "a base in Timbuktu, used by French
        troops"?"""
        text = self.names[index].text.casefold()
        return bool(self.of_groups) or any(
            name.kind != "demonym" and name.text.casefold() != text and self.is_firm(other)
            for other, name in enumerate(self.names)
        )

    def _is_across_border(self, index: int, place: Place, firm: set[str]) -> bool:
        """Is it a town just abroad, where only nationalities, groups and a dateline tell a country, which has none of
        that name: "Israeli troops shot two in Tulkarm", "Turkish soldiers in Afrin"?"""
        is_placed = any(
            name.kind == "place"
            and name.relation != "dateline"
            and choice is not None
            and choice[0].iso3 in firm
            and self.is_firm(other)
            for other, (name, choice) in enumerate(zip(self.names, self.chosen, strict=True))
        )
        is_town = place.feature == "city" and place.population >= TOWN_POPULATION and self.is_home(index, place)
        if is_placed or not is_town or not self.is_same(index, place):
            return False
        if any(option.iso3 in firm for option in self.options[index]):
            return False
        known = outlines.outlines()
        near = (known[country].km_to(place.latitude, place.longitude) for country in sorted(firm) if country in known)
        return any(apart <= BORDER_KM for apart in near)

    def is_supported(self, index: int) -> bool:
        """False for a small place in a country that nothing else speaks of, in a text that speaks of countries."""
        choice = self.chosen[index]
        if choice is None:
            return False
        place = choice[0]
        if _needs_no_support(place) or self._is_the_only_one(index, place) or self._is_the_known_one(index, place):
            return True
        told = self._countries_told(index, place)
        if told:
            return place.iso3 in told or self._is_told_besides(index, place, told)
        return self._is_meant_by_all(index, place)

    def is_alone(self, index: int, place: Place) -> bool:
        """Do all places of a name lie in the country of one?"""
        return all(option.iso3 == place.iso3 for option in self.options[index])

    def _is_the_only_one(self, index: int, place: Place) -> bool:
        """Does a name stand for a place of one country alone, and fit it: by its size, its kind, a longer name, or as
        the scene of what happens?"""
        name = self.names[index]
        is_fitting = fits(name, place)[0]
        is_whole = key(place.name) == key(without_kind(name.text))
        is_named = place.is_main or is_whole or (is_fitting and key(place.name).startswith(key(name.text)))
        if not is_named or not self.is_alone(index, place):
            return False
        return _is_large(place) or " " in place.name or is_fitting or self._is_scene(index, place)

    def _is_scene(self, index: int, place: Place) -> bool:
        """Is it a town in which something happens, in a text that tells no country of its own?"""
        is_town = self.names[index].relation in SCENES and place.population >= TOWN_POPULATION
        return is_town and not self._is_home_told(index)

    def _is_the_known_one(self, index: int, place: Place) -> bool:
        """ "Israel bombed Gaza": nobody thinks of the one in Mozambique; "in Bali", told in Canberra, is the island."""
        if place.population < KNOWN_POPULATION:
            return False
        if place.feature == "admin1" and place.is_main and self.names[index].relation in SCENES:
            return not self._has_rivals(index, place, ("admin1", "city"))
        return place.feature == "city" and self.is_home(index, place)

    def _countries_told(self, index: int, place: Place) -> set[str]:
        """The countries that other names and groups tell; none where they only speak of a war abroad."""
        text = self.names[index].text.casefold()
        told = {country for said, country in self.firm if said != text} | self.of_groups
        return set() if self._is_heard_abroad(index, place, told) else told

    def _is_told_besides(self, index: int, place: Place, told: set[str]) -> bool:
        """Is it a place outside of the countries told that another word of the text speaks of, or one at their
        borders?"""
        if self._is_across_border(index, place, told):
            return True
        if not self.is_same(index, place):
            return False
        return self.is_told(index, place.iso3) or (self.is_alone(index, place) and self._is_beside(index, place, told))

    def _is_meant_by_all(self, index: int, place: Place) -> bool:
        """Does a name mean one place to every reader, where nothing else tells the country?"""
        if not self.is_same(index, place):
            return False
        # Most people of the places of this name live in one country: that is the one meant where nothing else is said.
        is_town = place.population >= TOWN_POPULATION and self.is_home(index, place)
        return is_town or (_is_large(place) and not self._has_rivals(index, place)) or self.is_alone(index, place)

    def _has_rivals(self, index: int, place: Place, features: Sequence[str] = ("city",)) -> bool:
        """Is there a place of its name in another country that is not far smaller: Santa Rosa, Punjab?

        The smaller half of a town that a border divides, as Rafah, is none.
        """
        return any(
            option.feature in features
            and option.iso3 != place.iso3
            and option.population * FAR_LARGER >= place.population
            and self.is_same(index, option)
            and not (
                option.population < place.population
                and kilometres(option.latitude, option.longitude, place.latitude, place.longitude) <= _BESIDE_KM
            )
            for option in self.options[index]
        )


def _needs_no_support(place: Place) -> bool:
    """A country, a sea, a region, a city that everybody knows."""
    is_city = place.feature == "city" and place.population >= UNSUPPORTED_POPULATION
    return is_city or place.feature in ("country", "sea", "region")


def _is_large(place: Place) -> bool:
    return place.feature == "admin1" or place.population >= KNOWN_POPULATION
