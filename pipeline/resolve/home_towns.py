"""Names of many towns that the ranker takes for one abroad, where all else in the text speaks of one country.

"SAN SALVADOR (AFP) - A bomb exploded in Santa Ana": of 66 places called so the one of El Salvador is meant, though
nothing but the dateline tells the country.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reference.gazetteer import Place
from pipeline.resolve.place_corrections import AT_TOWNS
from pipeline.resolve.place_scene import FAR_LARGER, TOWN_POPULATION, Scene


def prefer_home(scene: Scene, chosen: list[tuple[Place, float] | None], options: Sequence[tuple[Place, ...]]) -> None:
    """Choose the known town of the one country that a text speaks of, where the place chosen abroad has no support."""
    for index, name in enumerate(scene.names):
        choice = chosen[index]
        is_free = name.kind == "place" and name.parent is None and name.relation in AT_TOWNS
        if choice is None or not is_free or scene.is_supported(index):
            continue
        said = name.text.casefold()
        countries = {country for text, country in scene.firm if text != said} | scene.of_groups
        town = _town_of(countries, options[index])
        if town is not None and choice[0].iso3 not in countries:
            chosen[index] = town, choice[1]


def _town_of(countries: set[str], options: Sequence[Place]) -> Place | None:
    """The town of that name in the one country, by far the largest where it has several; None for villages."""
    if len(countries) != 1:
        return None
    towns = [place for place in options if place.feature == "city" and place.is_main and place.iso3 in countries]
    towns.sort(key=lambda place: (-place.population, place.index))
    if not towns or towns[0].population < TOWN_POPULATION:
        return None
    return towns[0] if all(town.population * FAR_LARGER <= towns[0].population for town in towns[1:]) else None
