"""Which of its candidates each name of a text means, and other spellings that it may be."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from pipeline.records import PlaceName
from pipeline.reference import gazetteer as gazetteer_module
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.reference.gazetteer.names import key
from pipeline.resolve import place_ranker
from pipeline.resolve.place_candidates import without_kind
from pipeline.resolve.place_ranker import Ranker, alike
from pipeline.resolve.place_scene import FAR_LARGER, KNOWN_POPULATION, Scene

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
        around = {place.iso3 for place in options[name.parent]} if name.parent is not None else set()
        spoken = countries | around if len(around) == 1 else countries  # "Deir Balah in the Gaza Strip"
        if not found and name.kind == "place" and spoken:
            text = without_kind(name.text)
            close = known.lookup_loosely(text, spoken)
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


#: What a candidate outside the place that a name is said to lie in loses, where another lies inside.
_OUTSIDE = 20.0
#: Share of the people of places of a name in whose country a large town is the one that a lone name means.
MOST_SHARE = 2 / 3
#: So many times the people of a place with a longer name has the town that is meant, whatever the text tells.
_MUCH_LARGER = 100


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
    return row if place.population >= KNOWN_POPULATION and home >= MOST_SHARE * people else None


def _division_known_to_all(options: Sequence[Place], best: int) -> int | None:
    """The first-order division abroad that a reader takes a name for where nothing else is said, before a place of far
    fewer people: Bali, not the town of that name in West Bengal."""
    place = options[best]
    rows = [
        row
        for row, option in enumerate(options)
        if place.feature == "city"
        and option.feature == "admin1"
        and option.is_main
        and option.iso3 != place.iso3
        and max(place.population * FAR_LARGER, KNOWN_POPULATION) <= option.population
    ]
    rows.sort(key=lambda row: (-options[row].population, options[row].index))
    if len(rows) > 1 and options[rows[1]].population * FAR_LARGER > options[rows[0]].population:
        return None
    return rows[0] if rows else None


def _is_lesser(place: Place, known: Place) -> bool:
    """Is a place no town or division, a far smaller town than another of its name, or a division of fewer people?"""
    if place.feature == "admin1":
        return place.population < known.population
    return place.feature != "city" or place.population * FAR_LARGER <= known.population


def _is_hardly_meant(name: PlaceName, place: Place, known: Place) -> bool:
    """Has a small place a longer name than what stands in the text, which is that of a large town: San Salvador el
    Verde?"""
    is_longer = key(place.name).startswith(f"{key(name.text)} ")
    return known.is_main and is_longer and place.population * _MUCH_LARGER <= known.population


def _is_told(index: int, place: Place, scene: Scene) -> bool:
    """Does another word of a text speak of the country of a place, and not only as of one that speaks where the place
    is small? What is but taken to lie in it as well, in another division, tells nothing: three names of many
    towns may all be found in Spain."""
    is_small = place.population < KNOWN_POPULATION
    return scene.is_told(index, place.iso3, by_scenes=is_small) and scene.is_surely_told(index, place)


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
        if options[best].point_of and not within[best] and not scene.is_told(index, options[best].iso3):
            # Of this one nobody knows where in its province it lies, and nothing else speaks of its country.
            rows = range(len(options))
            others = [row for row in rows if scene.is_told(index, options[row].iso3)] or [
                row for row in rows if not options[row].point_of
            ]
            best = min(others, key=lambda row: (-own[row], options[row].index), default=best)
        known = _known_to_all(options)
        if (
            known is not None
            and not within[best]
            and _is_lesser(options[best], options[known])
            and (
                not _is_told(index, options[best], scene)
                or _is_hardly_meant(scene.names[index], options[best], options[known])
            )
        ):
            best = known
        if not within[best] and not scene.is_told(index, options[best].iso3):
            division = _division_known_to_all(options, best)
            best = best if division is None else division
        out[index] = options[best], 1.0 / sum(exp(score - own[best]) for score in own)
    return out
