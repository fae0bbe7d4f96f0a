"""Which place a name means: candidates of the gazetteer, ranked by what the document says (`place_weights.csv`).

Features: the country that the document names most, the place that a name is said to lie in, distance to the other names, population, the kind
of place that the words tell, exactness of the name, the home of the source. A name that nothing supports stays unresolved.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import asin, cos, exp, log10, radians, sin, sqrt

from pipeline.language.word_sets import word_set
from pipeline.records import PlaceName
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


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    with resources.files("pipeline.resolve").joinpath("place_weights.csv").open(encoding="utf-8") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points, in km."""
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(h)))


def _candidates(known: Gazetteer, name: PlaceName) -> tuple[Place, ...]:
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


def resolve_places(
    text: str, names: Sequence[PlaceName], *, source_country: str | None = None
) -> list[ResolvedPlace | None]:
    """Resolve the place names of one text.

    Args:
        text: The text; kept for resolvers that look at words around the names.
        names: Its place names, as found.
        source_country: Home of the publisher (alpha-3), where it is known.

    Returns:
        One place or None a name. A name that cannot be resolved never changes another.
    """
    known = gazetteer_module.load()
    options = [_candidates(known, name) for name in names]
    chosen: list[tuple[Place, float] | None] = [None] * len(names)
    for _ in range(ROUNDS):
        votes = _votes(names, options, chosen)
        points = [c[0] for c in chosen if c is not None and c[0].feature not in ("country", "sea", "region")]
        chosen = [_choose(index, names, options, chosen, votes, points, source_country) for index in range(len(names))]
    return [None if c is None else _resolved(*c) for c in chosen]


def _votes(
    names: Sequence[PlaceName], options: Sequence[tuple[Place, ...]], chosen: Sequence[tuple[Place, float] | None]
) -> Counter[str]:
    """How often each country is meant: by its name, by its demonym, by places already chosen."""
    votes: Counter[str] = Counter()
    for index, name in enumerate(names):
        found = next((p for p in options[index] if p.feature == "country"), None)
        if found is not None and name.kind == "demonym":
            votes[found.iso3] += 1
        elif found is not None:
            votes[found.iso3] += 3
        elif chosen[index] is not None:
            votes[chosen[index][0].iso3] += 1  # type: ignore[index]
        else:
            countries = {p.iso3 for p in options[index] if p.iso3}
            if len(countries) == 1:
                votes[next(iter(countries))] += 1
    return votes


def _choose(
    index: int,
    names: Sequence[PlaceName],
    options: Sequence[tuple[Place, ...]],
    chosen: Sequence[tuple[Place, float] | None],
    votes: Counter[str],
    points: Sequence[Place],
    source_country: str | None,
) -> tuple[Place, float] | None:
    name = names[index]
    if not options[index]:
        return None
    weights = _weights()
    total = sum(votes.values()) or 1
    parent = chosen[name.parent] if name.parent is not None and name.parent < len(chosen) else None
    parents = options[name.parent] if name.parent is not None and name.parent < len(options) else ()
    scored = []
    for place in options[index]:
        score = weights["population"] * log10(max(place.population, 100))
        if place.feature in ("admin1", "region"):
            score += weights["population"] * 5.3
        elif place.feature in ("neighbourhood", "camp", "base", "feature", "border", "admin2"):
            score += weights["population"] * 4.0
        if place.feature == "country":
            score += weights["country"]
        if place.geonameid == 0:
            score += weights["supplement"]
        if place.is_main:
            score += weights["is_main"]
        share = votes[place.iso3] / total if place.iso3 else 0.0
        score += weights["document_country"] * share + (
            weights["named_country"] * min(1.0, share * 1.5) if share > 0.15 else 0.0
        )
        if source_country and place.iso3 == source_country:
            score += weights["source_home"]
        fitting = _FITS.get(name.feature or "")
        if fitting:
            score += (
                weights["feature_fits"]
                if place.feature in fitting
                else weights["feature_misfits"]
                if name.feature in ("province", "country")
                else 0.0
            )
        if parent is not None or parents:
            inside = _inside(place, parent[0]) if parent is not None else any(_inside(place, p) for p in parents)
            score += weights["parent_inside"] if inside else weights["parent_misfits"] if parents else 0.0
        others = [p for p in points if p.index != place.index]
        if others and place.feature != "country":
            nearest = min(kilometres(place.latitude, place.longitude, p.latitude, p.longitude) for p in others)
            score += weights["near_others"] * exp(-nearest / 300.0)
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


def _resolved(place: Place, confidence: float) -> ResolvedPlace:
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
    )
