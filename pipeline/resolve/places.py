"""Which place each name of a text means: candidates, ranked by what the text says, set right by the words beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records import PlaceName
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.gazetteer import Place
from pipeline.resolve import place_ranker
from pipeline.resolve.home_towns import bring_home
from pipeline.resolve.place_anchors import as_parts_of_town, as_told_elsewhere, in_the_city_told
from pipeline.resolve.place_candidates import candidates
from pipeline.resolve.place_choice import choose, with_variants
from pipeline.resolve.place_corrections import (
    capital_told,
    in_its_parent,
    keep_near,
    prefer_capitals,
    prefer_countries,
    prefer_districts,
    prefer_divisions,
    prefer_listed,
    prefer_longer,
    prefer_towns,
    told_near,
    without_namesakes_abroad,
    without_quarters_elsewhere,
)
from pipeline.resolve.place_scene import Scene, countries_of_groups
from pipeline.resolve.travellers import is_traveller

#: What leads from a capital to what it is of, and the code points in which it stands.
_CAPITAL_OF = re.compile(r"\bcapital (?:city |town )?of (?:the )?$", re.I)
_LOOK_BACK = 30
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


def resolve_places(text: str, names: Sequence[PlaceName], day: date | None = None) -> list[ResolvedPlace | None]:
    """Resolve the place names of one text.

    Args:
        text: The text; the armed groups that it names speak for their countries.
        names: Its place names, as found.
        day: When it was written, as far as is known: capitals move.

    Returns:
        One place or None a name. A name that cannot be resolved never changes another.
    """
    return resolved(scene_of(text, names, day)[1])


def scene_of(text: str, names: Sequence[PlaceName], day: date | None = None) -> tuple[list[PlaceName], Scene]:
    """Choose a place for each name of one text, and say what the names that have no place of their own lie in.

    Args:
        text: The text; the armed groups that it names speak for their countries.
        names: Its place names, as found.
        day: When it was written, as far as is known: capitals move.

    Returns:
        The names, some with a `parent` that the rest of the text tells, and what each is taken for.
    """
    known = gazetteer_module.load()
    outers = {name.parent for name in names}
    options = [candidates(known, name, is_outer=index in outers) for index, name in enumerate(names)]
    options = [
        _with_a_capital(found) if _CAPITAL_OF.search(text, max(0, name.start - _LOOK_BACK), name.start) else found
        for name, found in zip(names, options, strict=True)
    ]
    groups = countries_of_groups(text)
    ranker = place_ranker.load()
    chosen: list[tuple[Place, float] | None] = [None] * len(names)
    options = with_variants(known, names, options, Scene(names, options, chosen, groups))
    for _ in range(ROUNDS):
        scene = Scene(names, options, chosen, groups)
        chosen = choose(scene, ranker)
        prefer_capitals(known, names, chosen, options)
    prefer_divisions(known, names, chosen)
    prefer_countries(names, chosen, options)
    prefer_listed(text, names, chosen, options)
    prefer_longer(names, chosen)
    prefer_towns(names, chosen, options)
    keep_near(chosen, told_near(text, names), options)
    prefer_districts(names, chosen, options)
    scene = Scene(names, options, chosen, groups)
    abroad = bring_home(known, scene, chosen, options, ranker)
    scene = Scene(names, options, chosen, groups)
    told = Scene(names, options, _without_travellers(text, day, names, chosen), groups)
    chosen = [
        capital_told(known, index, told, day) if name.kind == "capital" else in_its_parent(index, scene)
        for index, name in enumerate(names)
    ]
    without_quarters_elsewhere(names, chosen)
    names = as_told_elsewhere(names, chosen)
    names = in_the_city_told(as_parts_of_town(known, text, names, chosen, options, abroad), chosen)
    without_namesakes_abroad(names, chosen, options)
    return names, Scene(names, options, chosen, groups)


def _with_a_capital(found: tuple[Place, ...]) -> tuple[Place, ...]:
    """Countries and divisions of a name, where it bears any: "the capital of Antioquia" is none of the town."""
    return tuple(place for place in found if place.feature in ("country", "admin1")) or found


def resolved(scene: Scene) -> list[ResolvedPlace | None]:
    """One place or None for each name of a text."""
    return [
        _resolved(*choice, is_supported=scene.is_supported(index)) if choice is not None else None
        for index, choice in enumerate(scene.chosen)
    ]


def _without_travellers(
    text: str, day: date | None, names: Sequence[PlaceName], chosen: Sequence[tuple[Place, float] | None]
) -> list[tuple[Place, float] | None]:
    """What the names are taken for, but nothing for those that tell no country: "KABUL -- Two US soldiers were killed
    in the capital"."""
    outers = {name.parent for name in names}
    datelines = frozenset(
        choice[0].iso3
        for name, choice in zip(names, chosen, strict=True)
        if choice is not None and name.relation == "dateline"
    )
    return [
        None
        if choice is not None
        and index not in outers
        and is_traveller(text, day, name, choice[0].iso3 or None, datelines)
        else choice
        for index, (name, choice) in enumerate(zip(names, chosen, strict=True))
    ]


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
