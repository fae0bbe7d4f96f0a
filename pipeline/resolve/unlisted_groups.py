"""Armed groups that no table knows, where an article brings them in as such or their name says what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.contract import actor_types
from pipeline.reference import countries
from pipeline.resolve.peoples import peoples_of
from pipeline.resolve.resolved_actors import UNKNOWN, ResolvedActor, plain
from pipeline.resolve.word_sets import word_set

_KIND = r"(?:band|faction|group|militia|movement|organi[sz]ation|outfit|wing)"
#: What makes a group or movement an armed one: "the Green Belt movement" is none.
_ARMED_ADJECTIVES = word_set("armed_adjectives")
_ARMED = rf"(?:{'|'.join(sorted(_ARMED_ADJECTIVES))})"
_NAME = (
    r"(?P<name>(?!The )[A-Z][\w'\u2019-]+"
    r"(?: (?:(?:of|for|the|and|al|de|in) ){0,2}(?:[ae][lst]h?-)?[A-Z][\w'\u2019-]+){0,7})"
)
_WEEKDAY = r"(?:(?:last|late|early) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_BROUGHT_IN = (
    re.compile(rf"\bcall(?:ing|s|ed) (?:itself|themselves) (?:the )?[\"\u201c]?{_NAME}"),
    re.compile(rf"\b{_KIND}(?:,| called| known as| named) (?:the )?[\"\u201c]?{_NAME}"),
    re.compile(rf"\b{_NAME}, (?:an?|another) (?:[\w-]+ ){{0,4}}{_KIND}\b"),
    re.compile(rf"\b[Tt]he {_NAME} (?:(?:[a-z]+ )?(?:cartel|gang|militia)|{_ARMED} {_KIND})\b"),
    # Whose members strike somebody: "members of the X group kidnapped two engineers", not "... movement arrested on".
    re.compile(
        rf"\b(?:[Ff]ighters|[Gg]unmen|[Mm]embers) (?:of|from) (?:the )?{_NAME} {_KIND}"
        r"(?= (?:have |had )?(?:[a-z]+ed|shot|took) (?!(?:after|at|by|during|from|in|near|on|over|to|when|while)\b"
        rf"|{_WEEKDAY}))"
    ),
)
_NAMED = re.compile(rf"\b(?:[Tt]he |by ){_NAME}")
#: Last words of names that only armed groups have: "the Black Eagle Brigade".
_HEADS = word_set("group_heads")
#: Words in the names of a state's own units.
_OF_A_STATE = re.compile(
    r"\b(?:Air|Armed|Border|Central|Coast|Federal|Frontier|Joint|Marine|Ministry|Multinational|Naval|Navy|Police|Rapid|Republican|"
    r"Royal|Security|Special|State|Task|Territorial|United)\b|^National (?:Army|Command|Forces?)$"
)


def unlisted_groups(text: str, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Start and end of each name of such a group in a text.

    Args:
        text: The article.
        known: Start and end of the names that the actor table has: none of these, nor of what overlaps with one.
    """
    found: set[tuple[int, int]] = set()
    for pattern in (*_BROUGHT_IN, _NAMED):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            words = text[start:end]
            if pattern is _NAMED and words.split()[-1].lower() not in _HEADS:
                continue
            is_free = not any(start < last and first < end for first, last in (*known, *found))
            if peoples_of(words):
                continue  # "the Sunni Muslim group"
            if is_free and " " in words and not _OF_A_STATE.search(words) and countries.find_country(words) is None:
                found.add((start, end))
    return sorted(found)


def unlisted_group(words: str) -> ResolvedActor:
    """The actor that stands under such a name."""
    return ResolvedActor(plain(words), actor_types.POLITICAL_MILITIA, "armed_group", None, (), False, False, UNKNOWN)
