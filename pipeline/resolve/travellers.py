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


def _behind(words: frozenset[str], link: str, between: str = "") -> re.Pattern[str]:
    """What stands behind a nationality, "British infantry troops", or behind a country, "Peru's defence ministry"."""
    return re.compile(rf"{link}\s+{between}(?:{'|'.join(sorted(words))})\b(?!['’])", re.I)


_OWNED = "(?:['’]s?|-led|-backed)"
#: Those who are sent to fight abroad, and those who speak for them, behind a nationality and behind a country.
_SENT = tuple(_behind(word_set("sent_abroad"), *how) for how in ((f"{_OWNED}?", _BETWEEN), (_OWNED, _BETWEEN), ("",)))
#: People and things of a country that are in others as well.
_PEOPLE = tuple(_behind(word_set("travellers"), *how) for how in ((f"{_OWNED}?", _BETWEEN), (_OWNED, _BETWEEN), ("",)))
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
    if _MISSION_OF.search(text, max(0, name.start - _MISSION_LENGTH), name.start) or _stands(_PEOPLE, text, name):
        return True
    return _stands(_SENT, text, name) and are_sent(day, own, datelines)


def _stands(patterns: tuple[re.Pattern[str], ...], text: str, name: PlaceName) -> bool:
    """Does one of the words stand behind a name, beside that of a country or owned by it?"""
    of_nation, *of_country = patterns
    return any(p.match(text, name.end) for p in (of_country if name.kind == "place" else [of_nation]))


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
