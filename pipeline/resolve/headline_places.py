"""What a bare name in a headline means, by what the text below tells.

It may be a division ("Blast in Arauca", and then "in Tame, in the department of Arauca"), or a country that strikes
("Israel strike kills seven", and then "an Israeli drone hit").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Mention, PlaceName
from pipeline.reference.countries import find_country
from pipeline.resolve.places import ResolvedPlace

#: What is named behind these is not whose people somebody is: "men from Chad", "members of the US mission".
_OF_OTHERS = re.compile(r" (?:of|from|in|at|near) ")

#: Kinds of division that a text names.
_DIVISIONS = frozenset({"province", "district"})


def as_divisions(
    names: Sequence[PlaceName], places: Sequence[ResolvedPlace | None], headline_end: int
) -> list[ResolvedPlace | None]:
    """The places, where a town named in the headline alone is the division of its name that the text tells.

    Args:
        names: The place names of the article.
        places: What each means.
        headline_end: Offset of the first code point after the headline.
    """
    out = list(places)
    for index, (name, place) in enumerate(zip(names, places, strict=True)):
        if name.start >= headline_end or name.feature is not None or place is None or place.feature != "city":
            continue
        again = [
            (other, told)
            for other, told in zip(names, places, strict=True)
            if other.start >= headline_end and other.text.casefold() == name.text.casefold()
        ]
        if again and all(other.feature in _DIVISIONS for other, _ in again) and again[0][1] is not None:
            out[index] = again[0][1]
    return out


def without_doers(
    mentions: Sequence[Mention], names: Sequence[PlaceName], places: Sequence[ResolvedPlace | None]
) -> list[Mention]:
    """The mentions; those of the headline without the countries that it only names as doers: bare names of countries
    whose people or forces do what the text below tells.

    Args:
        mentions: The mentions of the article.
        names: The place names of the article.
        places: What each means.
    """
    doers = {
        country
        for mention in mentions
        if not mention.in_headline
        for agent in mention.agents
        if (country := find_country(_OF_OTHERS.split(agent.phrase or agent.text)[0])) is not None
    }
    if not doers:
        return list(mentions)

    def is_doer(ref: int) -> bool:
        place = places[ref]
        return (
            names[ref].relation == "none" and place is not None and place.feature == "country" and place.iso3 in doers
        )

    return [
        replace(mention, place_refs=tuple(ref for ref in mention.place_refs if not is_doer(ref)))
        if mention.in_headline
        else mention
        for mention in mentions
    ]
