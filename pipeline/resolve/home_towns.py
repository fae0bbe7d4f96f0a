"""Names of many places that the ranker takes for one abroad, where the text is about one country.

"SAN SALVADOR (AFP) - A bomb exploded in Santa Ana": of 66 places called so the one of El Salvador is meant, though
nothing but the dateline tells the country. "A bus was burned in Santa Marta" in such a text means a place that is in no
list, and not the one of Colombia: many a village, farm or quarter has the name of a place abroad. Cities known to all,
towns beside the border and places of a country that is named beside them stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reference import outlines
from pipeline.reference.gazetteer import Gazetteer, Place
from pipeline.reference.gazetteer.names import key
from pipeline.resolve.article_country import article_country
from pipeline.resolve.capitals import is_capital
from pipeline.resolve.place_candidates import PARTS_OF_TOWNS, without_kind
from pipeline.resolve.place_choice import MOST_SHARE, choose
from pipeline.resolve.place_ranker import Ranker, fits
from pipeline.resolve.place_scene import (
    BORDER_KM,
    FAR_LARGER,
    HOME_SHARE,
    KNOWN_POPULATION,
    TOWN_POPULATION,
    UNSUPPORTED_POPULATION,
    Scene,
    is_voice,
)

Choice = tuple[Place, float]

#: What can have a namesake.
_NAMESAKES = frozenset({"admin1", "admin2", "city", "neighbourhood"})
#: The second round sees what the first left of the places abroad.
_ROUNDS = 2
#: A word for the country of a small place stands within so many sentences of its name; chosen by hand.
_BESIDE = 1
#: So near to the border of the country that a text is about a large town abroad needs no other word; chosen by hand.
_LARGE_BORDER_KM = 150.0


def bring_home(
    known: Gazetteer,
    scene: Scene,
    chosen: list[Choice | None],
    options: Sequence[tuple[Place, ...]],
    ranker: Ranker,
) -> dict[int, Place]:
    """Choose the likeliest place of the country that a text is about for a name taken for one abroad, of which nothing
    else in the text speaks; nothing where that country has none.

    Returns:
        The names that are left with nothing, and the place abroad that each was taken for.
    """
    lost: dict[int, Place] = {}
    for _ in range(_ROUNDS):
        namesakes = _namesakes(known, scene, options)
        if not namesakes:
            break
        own = [namesakes.get(index, found) for index, found in enumerate(options)]
        rest = [None if index in namesakes else choice for index, choice in enumerate(chosen)]
        again = choose(Scene(scene.names, own, rest, scene.groups), ranker)
        for index in namesakes:
            choice, chosen[index] = chosen[index], again[index]
            if choice is not None and again[index] is None:
                lost[index] = choice[0]
        scene = Scene(scene.names, options, chosen, scene.groups)
    return lost


def _namesakes(known: Gazetteer, scene: Scene, options: Sequence[tuple[Place, ...]]) -> dict[int, tuple[Place, ...]]:
    """The names that are taken for a place abroad without a reason, and what each may mean at home."""
    abroad: dict[str, list[int]] = {}
    for index, (name, choice) in enumerate(zip(scene.names, scene.chosen, strict=True)):
        is_name = name.kind in ("organisation", "place") and name.relation != "dateline"
        if choice is not None and is_name and choice[0].feature in _NAMESAKES and _is_free(index, scene):
            abroad.setdefault(name.text.casefold(), []).append(index)
    out: dict[int, tuple[Place, ...]] = {}
    for said, indices in abroad.items():
        country = article_country(known, scene, without=said, at_least=0.0)
        if country is None:
            continue
        is_firm = article_country(known, scene, without=said) is not None
        found = {
            index: _at_home(index, country, scene, options[index])
            for index in indices
            if (choice := scene.chosen[index]) is not None and choice[0].iso3 != country
        }
        if not is_firm and not all(_has_one_town(at_home) for at_home in found.values()):
            continue
        told = [index for index in found if scene.names[index].kind == "place"] or list(found)
        if not any(_is_right_abroad(known, index, country, scene, found[index]) for index in told):
            out |= found
    return out


def _is_free(index: int, scene: Scene) -> bool:
    """Do no words say where a place lies, or none that are known?"""
    parent = scene.names[index].parent
    return parent is None or scene.chosen[parent] is None


def _at_home(index: int, country: str, scene: Scene, options: Sequence[Place]) -> tuple[Place, ...]:
    """The places of a country that a name may mean: those of its main name and kind, and towns with another name."""
    name = scene.names[index]
    return tuple(
        place
        for place in options
        if place.iso3 == country and place.feature in _NAMESAKES and not fits(name, place)[1]
        if place.is_main or (place.population >= TOWN_POPULATION and scene.is_same(index, place))
    )


def _has_one_town(places: Sequence[Place]) -> bool:
    """Is one of some places a town by far larger than the others?"""
    towns = sorted((place.population for place in places if place.feature == "city" and place.is_main), reverse=True)
    return bool(towns) and towns[0] >= TOWN_POPULATION and all(other * FAR_LARGER <= towns[0] for other in towns[1:])


def _is_right_abroad(known: Gazetteer, index: int, country: str, scene: Scene, at_home: Sequence[Place]) -> bool:
    """Is a place abroad meant, in a text about a country: one spoken of, one beside the border, one known to all?"""
    choice = scene.chosen[index]
    if choice is None:
        return False
    place = choice[0]
    people = max((home.population for home in at_home), default=0)
    if people >= KNOWN_POPULATION and people >= FAR_LARGER * place.population:
        return False
    if _is_spoken_of(index, place, scene):
        return True
    if not people and _is_beside_border(place, country):
        return True
    if not _is_known(known, index, place, country, scene):
        return not at_home and _is_the_only_town(known, index, country, scene, place)
    return people * FAR_LARGER < place.population


def _is_spoken_of(index: int, place: Place, scene: Scene) -> bool:
    """Does another name or a group tell the country of a place, beside it where the place is small?"""
    name = scene.names[index]
    text = key(name.text)
    if place.iso3 in scene.of_groups:
        return True
    is_small = name.kind == "organisation" or place.population < KNOWN_POPULATION or not scene.is_home(index, place)
    for other, (word, choice) in enumerate(zip(scene.names, scene.chosen, strict=True)):
        if choice is None or choice[0].iso3 != place.iso3 or word.parent == index or key(word.text) == text:
            continue
        if is_small and (is_voice(word) or word.kind == "organisation" or abs(word.sentence - name.sentence) > _BESIDE):
            continue
        if scene.tells(other):
            return True
    return False


def _is_beside_border(place: Place, country: str) -> bool:
    outline = outlines.outlines().get(country)
    if outline is None or place.feature != "city" or place.population < TOWN_POPULATION:
        return False
    within = _LARGE_BORDER_KM if place.population >= KNOWN_POPULATION else BORDER_KM
    return outline.km_to(place.latitude, place.longitude) <= within


def _is_known(known: Gazetteer, index: int, place: Place, country: str, scene: Scene) -> bool:
    """Does a reader anywhere take a name for this place: a large one in whose country most people of the places of its
    name live, or a capital? Where names begin as this one does, "San ...", it takes a city known to all."""
    name = scene.names[index]
    is_named = place.is_main or key(place.name).startswith(f"{key(name.text)} ")  # "Mexico", of which "City" follows
    is_other = name.feature in PARTS_OF_TOWNS or fits(name, place)[1]
    if not is_named or is_other or place.feature not in ("admin1", "city"):
        return False
    if is_capital(known, place):
        return True
    share = scene.home_share(index, place)
    if _begins_as_at_home(known, index, country, scene):
        return place.population >= UNSUPPORTED_POPULATION and share >= HOME_SHARE
    return place.population >= KNOWN_POPULATION and share >= MOST_SHARE


def _is_the_only_town(known: Gazetteer, index: int, country: str, scene: Scene, place: Place) -> bool:
    """Is it a town whose name no other place has and hardly one of a country: what else the text says decides?"""
    is_town = place.is_main and place.population >= TOWN_POPULATION and scene.names[index].feature not in PARTS_OF_TOWNS
    return is_town and scene.is_alone(index, place) and not _begins_as_at_home(known, index, country, scene)


def _begins_as_at_home(known: Gazetteer, index: int, country: str, scene: Scene) -> bool:
    """Does a name of several words begin as those of a country do: "Santa Marta", "El Mirador"?"""
    words = key(without_kind(scene.names[index].text)).split()
    return len(words) > 1 and words[0] in known.beginnings(country)
