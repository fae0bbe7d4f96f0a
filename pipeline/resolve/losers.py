"""Who lost a place that an armed group took, where the words of taking do not say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.quotes import quote
from pipeline.records import Evidence, Participant
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import Party, as_side

#: Forces that leave, directly before what they do: "soldiers in Bukavu fled" left Bukavu.
_LEFT = re.compile(
    r"(?P<who>(?:[Tt]he )?(?:[A-Z][\w-]+ ){0,3}(?:[Gg]overnment |[Aa]rmy |[Ss]ecurity )?"
    r"(?:[Ff]orces|[Tt]roops|[Ss]oldiers|[Aa]rmy|[Pp]olice))"
    r" (?:had |have |then |later |quickly ){0,2}"
    r"(?:abandoned|fled|left|pulled (?:back|out)|retreated|vacated|withdrawn|withdrew)\b"
)
#: Those from whom a place was taken in a fight: "captured the town after heavy fighting with the army".
_FOUGHT = re.compile(
    r"\b(?:after|amid|following|in) (?:[\w-]+ ){0,3}(?:battles?|clashes|combat|fighting|firefights?|gun ?battles?)"
    r" (?:against|with) (?P<who>(?:the )?(?:[A-Z][\w-]+ ){0,3}(?:government |army |security )?"
    r"(?:forces|troops|soldiers|army|police))\b"
)
#: What they left behind the verb, where it is another place or long ago: "pulled out of Bangui last year".
_ELSEWHERE = re.compile(
    r"[^.;]{0,60}?(?:\blast (?:week|month|year)\b|\bin (?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b|\b(?:from|of|for) [A-Z])"
)
#: Forces that leave stand in the sentences of the event or in the one behind.
_BEHIND = 1


def with_losers(
    setting: Setting, agents: Sequence[Party], targets: list[Party], evidence: list[Evidence]
) -> list[Party]:
    """The sides struck with the forces that left a place which a group took, or fought for it, where nobody is said to
    have lost it.

    "Fighters seized the city. Government forces retreated to the airport" -> the military forces of the country.
    """
    event, reading = setting.event, setting.context.reading
    took = [party for party in agents if party.side.category in categories.ARMED_GROUPS]
    # "Halgan, Somalia", which the parser takes for a list: the country is where it happened.
    others = [party for party in targets if countries.find_country(party.words) not in (setting.country or "",)]
    has_loser = any(party.side.inter in actor_types.ARMED for party in others)
    if "territory" not in event.classes or not took or len(took) < len(agents) or has_loser:
        return targets
    last = min(max(event.sentences) + _BEHIND, len(reading.sentences) - 1)
    start, end = reading.sentences[min(event.sentences)].start, reading.sentences[last].end
    for found in (*_LEFT.finditer(reading.text, start, end), *_FOUGHT.finditer(reading.text, start, end)):
        has_left = found.re is _LEFT
        actor = setting.actor(found["who"])
        if actor is None or actor.inter not in actor_types.OF_STATES:
            continue
        is_told_with = found.start() < reading.sentences[max(event.sentences)].end
        if actor.iso3 != setting.country and not is_told_with:
            continue  # "captured Bambari ... French troops left": from somewhere
        if has_left and _ELSEWHERE.match(reading.text, found.end()):
            continue
        actor = replace(actor, rule="resolve.actor_lost.v1")
        first, stop = found.span("who")
        evidence.append(quote(reading.text, "actor2", first, stop, actor.rule))
        words = Participant(
            role="target", kind="organization", text=found["who"], start=first, end=stop, phrase=found["who"],
            canonical=None, count=None, effect=None,
        )  # fmt: skip
        return [*others, Party(as_side(actor, found["who"], first, stop), words)]
    return targets
