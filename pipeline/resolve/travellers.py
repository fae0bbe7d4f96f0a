"""Nationalities that tell no country of an event, since those who have them go abroad: troops, tourists, ministers.

"BAGHDAD -- Two US soldiers were killed by a bomb, the US military said": that the United States are named most says
nothing, since rebels fight in Iraq. "WASHINGTON -- Colombian troops killed 12 rebels" is of Colombia, where they do.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from pipeline.records import PlaceName
from pipeline.reference import actors as actor_table
from pipeline.resolve.word_sets import word_set

#: What stands between a nationality and those who have it, and not between a country and what happens in it: "a bomb in
#: Pakistan killed two students", "the Iraqi city where workers".
_BETWEEN = r"(?:(?!(?:by|in|of|on|that|where|which|who)\b)[\w-]+\s+){0,2}?"


_OWNED = "(?:['’]s?|-led|-backed)"
_LINKS = {False: rf"{_OWNED}?\s+{_BETWEEN}", True: rf"(?:{_OWNED}\s+{_BETWEEN}|\s+)"}


def _behind(words: frozenset[str]) -> dict[bool, re.Pattern[str]]:
    """What stands behind a nationality (False), "British infantry troops", and beside a country or owned by it (True),
    "Peru's defence ministry"."""
    one = "|".join(sorted(words))
    return {is_country: re.compile(rf"{link}(?:{one})\b(?!['’])", re.I) for is_country, link in _LINKS.items()}


#: Those who are sent to fight abroad, and those who speak for them; people and things of a country that are in others
#: as well.
_SENT, _PEOPLE = _behind(word_set("sent_abroad")), _behind(word_set("travellers"))
#: A nationality that stands for one person, or for some: "a Spaniard", "two Italians and".
_ALONE = re.compile(r"(?:\s+(?:and|are|died|had|has|have|is|was|were|who)\b|[.,;])")
_COUNTED = re.compile(r"\b(?:an?|another|one|two|three|four|five|six|seven|eight|nine|ten|several|\d+)\s+$", re.I)
_COUNT_LENGTH = 12
#: What a country has in others, before its name, and the code points in which that stands.
_MISSION_OF = re.compile(
    r"\b(?:ambassadors?|consulates?|embass(?:y|ies)) (?:in \w+ )?of (?:the )?(?:[\w ]+ and (?:the )?)?$", re.I
)
_MISSION_LENGTH = 60


def is_traveller(text: str, day: date | None, name: PlaceName, own: str | None, datelines: frozenset[str]) -> bool:
    """Is a nationality only that of people who may be where the article was written, in other countries than `own`?"""
    is_alone = name.kind == "demonym" and _ALONE.match(text, name.end) is not None
    if is_alone and _COUNTED.search(text, max(0, name.start - _COUNT_LENGTH), name.start) is not None:
        return own not in datelines
    if own is None or not datelines or own in datelines or name.kind not in ("demonym", "organisation", "place"):
        return False
    is_country = name.kind == "place"
    if _MISSION_OF.search(text, max(0, name.start - _MISSION_LENGTH), name.start):
        return True
    if _PEOPLE[is_country].match(text, name.end):
        return True
    return _SENT[is_country].match(text, name.end) is not None and are_sent(day, own, datelines)


def are_sent(day: date | None, own: str | None, datelines: frozenset[str]) -> bool:
    """Do more rebel groups fight where an article was written than in the country whose troops it speaks of?"""
    year = None if day is None else day.year
    return max((_rebels(iso3, year) for iso3 in datelines), default=0) > _rebels(own, year)


@cache
def _rebels(iso3: str, year: int | None) -> int:
    """Number of rebel groups at home in a country, in a year."""
    return sum(
        actor.category == "rebel"
        and actor.countries[:1] == (iso3,)
        and (year is None or actor.valid_from is None or actor.valid_from.year <= year)
        and (year is None or actor.valid_to is None or year <= actor.valid_to.year)
        for actor in actor_table.table()
    )
