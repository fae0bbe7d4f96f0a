"""The country that a text is about, by the names that tell one without the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pipeline.reference.gazetteer import Gazetteer
from pipeline.resolve.capitals import is_capital
from pipeline.resolve.place_scene import Scene, is_voice

#: What tells a country: its capital as where the text was written, its name, its capital or another town where the text
#: was written, a town in the name of an organisation, everything else; chosen by hand.
_WRITTEN, _NAMED, _OF_ORGANISATION, _TOLD = 2.0, 1.5, 0.5, 1.0
#: A text is about the country that is told so many times as much as any other; chosen by hand.
_CLEARLY = 2.0
#: What tells a country firmly adds up to this: a capital as where the text was written, or two other words; chosen by
#: hand.
FIRMLY = 2.0


def article_country(known: Gazetteer, scene: Scene, *, without: str = "", at_least: float = FIRMLY) -> str | None:
    """The country (alpha-3) that a text is clearly about; None where it is not clear.

    Countries, nationalities and organisations tell it, groups, where the text was written, towns known to all and towns
    whose name no other country has. A country that only says where a town lies, "in Geneva, Switzerland", tells less.

    Args:
        known: The gazetteer.
        scene: The names of the text, with what each is taken for.
        without: A name that does not count, as it stands in the text.
        at_least: What tells the country must weigh so much.
    """
    told = told_countries(known, scene, without=without)
    if not told:
        return None
    (country, most), *others = sorted(told.items(), key=lambda item: (-item[1], item[0]))
    is_clear = most >= at_least and all(most >= _CLEARLY * weight for _, weight in others)
    return country if is_clear else None


def told_countries(known: Gazetteer, scene: Scene, *, without: str = "", datelines: bool = True) -> dict[str, float]:
    """What tells each country (alpha-3), by its weight; `datelines`: where the text was written as well."""
    outers = {name.parent for name in scene.names}
    out: dict[str, float] = {country: min(count, 2) * _TOLD for country, count in scene.groups.items()}
    seen: Counter[tuple[str, str]] = Counter()
    for index, (name, choice) in enumerate(zip(scene.names, scene.chosen, strict=True)):
        said = name.text.casefold()
        if choice is None or said == without.casefold() or is_voice(name) or not scene.tells(index):
            continue
        if name.relation == "dateline" and not datelines:
            continue
        if name.feature == "neighbourhood" and not scene.is_firm(index):
            continue  # a quarter bears the name of a village abroad
        is_country = choice[0].feature == "country"
        if not is_country and name.parent is not None:
            continue  # what it is said to lie in tells
        weight, is_dateline, of_capital = _TOLD, name.relation == "dateline", is_capital(known, choice[0])
        if is_dateline and of_capital:
            weight = _WRITTEN
        elif is_dateline or (name.kind == "place" and (of_capital or (is_country and index not in outers))):
            weight = _NAMED
        elif name.kind == "organisation" and not is_country:
            weight = _OF_ORGANISATION
        # A name that is said again adds less each time.
        seen[choice[0].iso3, said] += 1
        out[choice[0].iso3] = out.get(choice[0].iso3, 0.0) + weight / seen[choice[0].iso3, said]
    return out


def told_most(told: Mapping[str, float]) -> str | None:
    """The country that is told more than any other; None where two are told alike, or none is."""
    most = max(told.values(), default=0)
    countries = [country for country, weight in told.items() if weight == most]
    return countries[0] if len(countries) == 1 else None
