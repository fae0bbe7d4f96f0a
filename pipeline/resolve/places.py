"""Which place a name means: candidates of the gazetteer, ranked by what the document says (`place_weights.csv`).

A linear ranker over few features (`features`): the countries that the text speaks of, the place that a name is said to
lie in, distance to the other names, population, the kind of place that the words tell, exactness of the name. Its
weights are trained; see place_weights.meta.yaml.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import asin, cos, exp, log10, radians, sin, sqrt

from pipeline.language.word_sets import word_set
from pipeline.records import PlaceName
from pipeline.reference import actors as actor_table
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.countries import demonyms
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.reference.gazetteer.names import key

#: Rounds of choosing: the second sees the countries and points that the first chose.
ROUNDS = 2
_FITS = {
    "province": {"admin1", "region"},
    "district": {"admin2", "city"},
    "city": {"city"},
    "village": {"city"},
    "neighbourhood": {"neighbourhood"},
    "camp": {"camp", "neighbourhood", "city"},
    "base": {"base", "feature"},
    "river": {"feature"},
    "mountain": {"feature", "region"},
    "island": {"feature", "region", "admin1", "admin2"},
    "sea": {"sea"},
    "border": {"border"},
    "region": {"region", "admin1"},
    "country": {"country"},
}


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
        seat: Main town of a division, with its point; None where it is not known.
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


@lru_cache(maxsize=1)
def load_weights() -> dict[str, float]:
    """What each feature of a candidate counts."""
    with resources.files("pipeline.resolve").joinpath("place_weights.csv").open(encoding="utf-8") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points, in km."""
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(h)))


def candidates(known: Gazetteer, name: PlaceName) -> tuple[Place, ...]:
    """The places that a name can mean."""
    if name.kind == "demonym":
        iso3 = demonyms().get(name.text.lower().removesuffix("'s"))
        return (
            tuple(p for p in known.lookup(_country_name(iso3)) if p.feature == "country" and p.iso3 == iso3)
            if iso3
            else ()
        )
    text = " ".join(name.text.split())
    for option in (text, text.removeprefix("the ").removeprefix("The "), text.removesuffix("'s")):
        found = known.lookup(option)
        if found:
            return found
    words = text.split()
    if len(words) > 1:  # "Kunar Province", "Lake Chad area", "northern Iraq"
        for option in (" ".join(words[:-1]), " ".join(words[1:])):
            dropped = words[-1] if option == " ".join(words[:-1]) else words[0]
            if dropped.lower() in _KIND_WORDS and (found := known.lookup(option)):
                return found
    return ()


_KIND_WORDS = word_set("pipeline.resolve", "kind_words")


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
    weights = load_weights()
    chosen: list[tuple[Place, float] | None] = [None] * len(names)
    options = with_variants(known, names, options, Scene(names, options, chosen, groups))
    for _ in range(ROUNDS):
        scene = Scene(names, options, chosen, groups)
        chosen = [choose(index, scene, weights) for index in range(len(names))]
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


#: A country needs this share of the votes for other spellings to be looked for in it,
#: a spelling this much in common (`_alike`).
_VARIANT_SHARE, _VARIANT_ALIKE = 0.25, 0.4


def with_variants(
    known: Gazetteer, names: Sequence[PlaceName], options: Sequence[tuple[Place, ...]], scene: Scene
) -> list[tuple[Place, ...]]:
    """Candidates of the names, other spellings for those in no list: "Baqouba" for Baquba, in Iraq."""
    total = scene.total or 1.0
    countries = {country for country, votes in scene.votes.items() if votes / total >= _VARIANT_SHARE}
    out = []
    for name, found in zip(names, options, strict=True):
        if not found and name.kind == "place" and countries:
            words = name.text.split()
            text = " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in _KIND_WORDS else name.text
            close = known.lookup_loosely(text, countries)
            found = tuple(place for place in close if _alike(text, place.name) >= _VARIANT_ALIKE)
        out.append(found)
    return out


def _capital(known: Gazetteer, index: int, scene: Scene) -> tuple[Place, float] | None:
    """The capital of the country that the words before name, else of the one that the text speaks of most."""
    parent = scene.names[index].parent
    outer = scene.chosen[parent] if parent is not None else None
    if outer is not None:
        country, share = outer[0].iso3, 1.0
    elif scene.votes:
        country = max(sorted(scene.votes), key=lambda iso3: scene.votes[iso3])
        share = scene.votes[country] / scene.total
    else:
        return None
    row = next((p for p in known.lookup(_country_name(country)) if p.feature == "country" and p.iso3 == country), None)
    if row is None or not row.seat or share < _CAPITAL_SHARE:
        return None
    towns = [p for p in known.lookup(row.seat) if p.iso3 == country and p.feature == "city"]
    return (max(towns, key=lambda place: (place.population, -place.index)), share) if towns else None


def _in_its_parent(index: int, scene: Scene) -> tuple[Place, float] | None:
    """The choice for a name; None where it lies outside the country or division that the words put it in."""
    choice, parent = scene.chosen[index], scene.names[index].parent
    outer = scene.chosen[parent] if parent is not None else None
    if choice is None or outer is None or outer[0].feature not in ("country", "admin1", "admin2"):
        return choice
    place = choice[0]
    if place.feature in ("country", "sea", "region", "border", "feature", outer[0].feature) or _inside(place, outer[0]):
        return choice
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


#: Share of the votes that a country needs for its capital to be "the capital".
_CAPITAL_SHARE = 0.5
#: A place this near the middle of a division may lie in it, whatever the gazetteer says (km).
_LOOSE_KM = 60.0
#: Votes for a country: its name, a place of it that can lie nowhere else, a place already chosen, a nationality,
#: a group of it.
_VOTE_NAME, _VOTE_UNIQUE, _VOTE_CHOSEN, _VOTE_DEMONYM, _VOTE_GROUP = 3.0, 1.5, 1.0, 1.0, 1.0
#: A lone place of fewer people in a country that nothing else in the text speaks of is no place of an event (persons).
UNSUPPORTED_POPULATION = 500_000
#: A town of more people is the one meant where nothing tells its country (persons).
KNOWN_POPULATION = 100_000


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
            return choice[0].iso3, _VOTE_CHOSEN
        if country is not None:
            return country.iso3, _VOTE_DEMONYM if name.kind == "demonym" else _VOTE_NAME
        countries = {place.iso3 for place in found if place.iso3}
        return (next(iter(countries)), _VOTE_UNIQUE) if len(countries) == 1 else ("", 0.0)

    def share(self, index: int, country: str) -> float:
        """Share of the votes of the other names that a country has."""
        own_country, own = self.own[index]
        mine = own if own_country else 0.0
        rest = self.total - mine
        if rest <= 0.0 or not country:
            return 0.0
        return max(0.0, self.votes.get(country, 0.0) - (mine if own_country == country else 0.0)) / rest

    def is_supported(self, index: int) -> bool:
        """False for a small place in a country that nothing else speaks of, in a text that speaks of countries."""
        choice = self.chosen[index]
        if choice is None:
            return False
        place = choice[0]
        if place.feature in ("country", "sea", "region") or (
            place.feature == "city" and place.population >= UNSUPPORTED_POPULATION
        ):
            return True
        countries = {option.iso3 for option in self.options[index]}
        is_known = place.feature == "admin1" or place.geonameid == 0 or place.population >= KNOWN_POPULATION
        if is_known and len(countries) == 1:
            return True
        if self.total - self.own[index][1] > 0.0:
            return self.share(index, place.iso3) > 0.0
        # Nothing else tells the country: only a name that means one place to every reader will do.
        return is_known or place.is_main and len(countries) == 1


#: Features of which the number of people is known.
_PEOPLED = frozenset({"city", "admin1", "admin2"})


def features(index: int, place: Place, scene: Scene) -> dict[str, float]:
    """What speaks for a candidate of a name, by the names of `place_weights.csv`."""
    name = scene.names[index]
    own = " ".join(name.text.split())
    out = {
        "population": log10(max(place.population, 100)) if place.feature in _PEOPLED else 0.0,
        f"is_{place.feature}": 1.0,
        "is_main": float(place.is_main),
        "exact": float(own.casefold() == place.name.casefold()),
        "unlike": 1.0 - _alike(own, place.name),
        "supplement": float(place.geonameid == 0),
    }
    largest = max(option.population for option in scene.options[index])
    out["population_below_largest"] = (
        log10(max(largest, 100)) - log10(max(place.population, 100)) if place.feature in _PEOPLED else 0.0
    )
    share = scene.share(index, place.iso3)
    out["country_share"] = share
    out["country_named"] = float(share > 0.0)
    out["country_first"] = float(share >= 0.5)
    fitting = _FITS.get(name.feature or "")
    if fitting:
        out["feature_fits"] = float(place.feature in fitting)
        out["feature_misfits"] = float(
            place.feature not in fitting and name.feature in ("province", "country", "district")
        )
    outer = scene.chosen[name.parent] if name.parent is not None else None
    outers = scene.options[name.parent] if name.parent is not None else ()
    if outer is not None or outers:
        inside = _inside(place, outer[0]) if outer is not None else any(_inside(place, p) for p in outers)
        out["parent_inside"] = float(inside)
        out["parent_misfits"] = float(not inside)
    if place.feature not in ("country", "sea"):
        same = scene.divisions[place.iso3, place.admin1] if place.admin1 else 0
        choice = scene.chosen[index]
        if choice is not None and (choice[0].iso3, choice[0].admin1) == (place.iso3, place.admin1):
            same -= 1
        out["division_named"] = float(same > 0)
        others = len(scene.possible) - 1
        if others > 0 and place.admin1:
            out["division_possible"] = (scene.support[place.iso3, place.admin1] - 1) / others
        nearest = min(
            (
                kilometres(place.latitude, place.longitude, other.latitude, other.longitude)
                for other in scene.points
                if other.name != place.name
            ),
            default=None,
        )
        if nearest is not None:
            out["near_100_km"] = exp(-nearest / 100.0)
            out["near_500_km"] = exp(-nearest / 500.0)
    return out


@lru_cache(maxsize=65_536)
def _alike(name: str, other: str) -> float:
    """Share of letter pairs that two names have in common, 0..1: "Fan" and "Van" 0.5."""
    pairs = []
    for text in (key(name), key(other)):
        pairs.append({text[i : i + 2] for i in range(len(text) - 1)} or {text})
    first, second = pairs
    return 2.0 * len(first & second) / (len(first) + len(second))


def choose(index: int, scene: Scene, weights: Mapping[str, float]) -> tuple[Place, float] | None:
    """The best candidate of a name and its share of the likelihood; None where the name has none."""
    if not scene.options[index]:
        return None
    scored = []
    for place in scene.options[index]:
        score = sum(weights.get(name, 0.0) * value for name, value in features(index, place, scene).items())
        scored.append((round(score, 9), -place.index, place))
    scored.sort(key=lambda entry: (-entry[0], -entry[1]))
    best = scored[0]
    spread = sum(exp(entry[0] - best[0]) for entry in scored[:12])
    return best[2], 1.0 / spread


def _inside(place: Place, outer: Place) -> bool:
    """Does a place lie in another, as far as names of divisions tell?"""
    if outer.feature == "country":
        return place.iso3 == outer.iso3
    if place.iso3 != outer.iso3:
        return False
    if outer.feature in ("admin1", "region"):
        return key(place.admin1) == key(outer.admin1) or key(place.admin1) == key(outer.name)
    if outer.feature == "admin2":
        return key(place.admin2) == key(outer.name)
    if place.parent:
        return key(place.parent) == key(outer.name)
    return (
        place.admin1 == outer.admin1
        and kilometres(place.latitude, place.longitude, outer.latitude, outer.longitude) < 60.0
    )


def _resolved(place: Place, confidence: float, *, is_supported: bool) -> ResolvedPlace:
    return ResolvedPlace(
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        iso3=place.iso3 or None,
        admin1=place.admin1 or None,
        admin2=place.admin2 or None,
        feature=place.feature,
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
