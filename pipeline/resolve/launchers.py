"""From which country something was fired into another one, where nobody says by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.contract import actor_types
from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence
from pipeline.reference.countries import find_country
from pipeline.resolve.resolved_actors import generic_actor
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side

#: What leads to where rockets and shells came from; armies have missiles.
_ROCKETS = r"(?:mortar(?: bomb| round| shell)?|projectile|rocket|shell)s?"
_FIRED = r"(?:coming|fired|launched|lobbed|shot)"
_FIRED_FROM = re.compile(
    rf"\b(?:{_ROCKETS}(?: \w+){{0,3}} {_FIRED}(?: late| early)?(?: on \w+)?"
    rf"|{_FIRED} (?:\w+ ){{0,4}}{_ROCKETS}(?: \w+){{0,2}})"
    r" from (?:across the border in |inside |near |the |(?:north|south|east|west)ern )*$",
    re.I,
)
#: Code points before a name within which that stands.
_REACH = 80
_SHELLED = "shelling"


def find_launcher(setting: Setting, agents: Sequence[Party], evidence: list[Evidence]) -> ActorSide | None:
    """An armed group of the country from which rockets were fired into that of an event, where nobody better is told to
    have fired them: "a rocket fired from Gaza landed in a field near Ashkelon"."""
    if any(not (party.side.is_generic and party.side.category == "armed_group") for party in agents):
        return None
    event, context = setting.event, setting.context
    text = context.reading.text
    if _SHELLED not in event.classes or setting.country is None:
        return None
    for name, place in zip(context.reading.place_names, context.places, strict=True):
        country = place.iso3 if place is not None else find_country(name.text)
        if name.sentence not in event.sentences or country in (None, setting.country):
            continue
        if _FIRED_FROM.search(text, max(0, name.start - _REACH), name.start) is None:
            continue
        group = generic_actor(
            "Unidentified Armed Group", actor_types.POLITICAL_MILITIA, "armed_group", country,
            home=country, rule="resolve.actor_fired_from.v1",
        )  # fmt: skip
        evidence.append(quote(text, "actor1", name.start, name.end, group.rule))
        return as_side(group, name.text, name.start, name.end)
    return None
