"""What of a coded event is compared with others."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from pipeline import contract
from pipeline.contract import derive
from pipeline.language.terms import content_weights
from pipeline.records import CodedEvent, Participant
from pipeline.reference.terms import rarity
from pipeline.reference.terms.words import words

#: Rarity of both words together that makes a name tell one story: "Immediate Release" and "Operational Update" do not
#: reach it; "Pierce County", and a first name with an unusual surname, do.
NAME_RARITY = 9.7
#: Rarity of a word that marks one story, in none of the articles counted, and of such a surname, in 3 of 395 at most.
WORD_RARITY, SURNAME_RARITY = 6.0, 4.5

#: Held for these, a report tells of no single happening, and is never one event with a report that does.
_NOT_A_HAPPENING = ("realis", "aggregate")
_REGIONAL = frozenset({"admin1", "admin2", "border_area", "country", "feature", "sea"})
_AGE = re.compile(r"[0-9]{1,2}-(?:year|month)s?-olds?")


@dataclass(frozen=True, slots=True)
class Report:
    """What of a coded event is compared. Days count from 0001-01-01; empty and None say nothing.

    Attributes:
        names, rare_words, ages: Of the terms of the article, what tells its story from others; empty for a side event.
        persons, surnames: Full names of the persons in the event, and the last words of those that are rare.
    """

    coded_id: str
    article_id: str
    kind: str
    is_main: bool
    terms: Mapping[str, float]
    names: frozenset[str]
    rare_words: frozenset[str]
    ages: frozenset[str]
    published: int | None
    looked_up_on: int | None
    first_day: int | None
    last_day: int | None
    is_day_exact: bool
    country: str | None
    admin1: str | None
    location: str | None
    point: tuple[float, float] | None
    is_regional: bool
    is_district: bool
    reported_place: str | None
    sub_event_type: str | None
    event_type: str | None
    disorder_type: str | None
    actors: frozenset[str]
    persons: frozenset[str]
    surnames: frozenset[str]
    deaths: int
    injured: int | None
    weapon: str | None
    is_background: bool


def report(coded: CodedEvent, terms: Mapping[str, float], *, is_main: bool = True) -> Report:
    """What of a coded event is compared.

    Args:
        coded: The coded event.
        is_main: Whether it is the event that its article is about (`main_events`).
        terms: `unit_vector` of the terms of its article, shared by the events of one article.
    """
    first, last = coded.date_start or coded.event_date, coded.date_end or coded.event_date
    point = (coded.latitude, coded.longitude) if coded.latitude is not None and coded.longitude is not None else None
    persons = _persons(coded.participants)
    return Report(
        coded_id=coded.coded_id,
        article_id=coded.article_id,
        kind=_kind(coded.reasons),
        is_main=is_main,
        terms=terms,
        names=_names(terms) if is_main else frozenset(),
        rare_words=_rare_words(terms) - _place_words(coded) if is_main else frozenset(),
        ages=frozenset(filter(_AGE.fullmatch, terms)) if is_main else frozenset(),
        published=_ordinal(coded.published),
        looked_up_on=_ordinal(coded.published or coded.event_date),
        first_day=_ordinal(first),
        last_day=_ordinal(last),
        is_day_exact=coded.time_precision == 1,
        country=coded.country,
        admin1=coded.admin1,
        location=coded.location,
        point=point,
        is_regional=coded.geo_resolution in _REGIONAL,
        is_district=coded.geo_resolution == "neighbourhood",
        reported_place=coded.reported_place.lower() if coded.reported_place else None,
        sub_event_type=coded.sub_event_type,
        event_type=coded.event_type,
        disorder_type=coded.disorder_type,
        actors=frozenset(name for name in (coded.actor1, coded.actor2) if name and not is_generic(name)),
        persons=persons,
        surnames=_surnames(persons),
        deaths=coded.fatalities or 0,
        injured=coded.injured,
        weapon=coded.weapon,
        is_background=coded.is_background,
    )


def main_events(coded: Iterable[CodedEvent]) -> set[str]:
    """The coded_id of the event that each article is about: published before held, not background, surest, first."""
    best: dict[str, tuple[tuple[bool, bool, float, int], str]] = {}
    for one in coded:
        key = (one.status != "published", one.is_background, -one.confidence, one.event_index)
        best[one.article_id] = min(best.get(one.article_id, (key, one.coded_id)), (key, one.coded_id))
    return {coded_id for _, coded_id in best.values()}


def unit_vector(terms: Iterable[str]) -> dict[str, float]:
    """Weights of the terms of an article, of length 1, by term in alphabetical order; empty when it has no terms."""
    weights = content_weights(terms)
    length = math.sqrt(math.fsum(value * value for value in weights.values()))
    return {term: value / length for term, value in weights.items()}


def may_be_one(one: Report, other: Report) -> bool:
    """Whether two reports can tell one event at all: two events of one article never do, nor a threat and an attack."""
    return one.article_id != other.article_id and one.kind == other.kind


@cache
def is_generic(actor: str) -> bool:
    """Whether a name is a kind and no proper name, such as Civilians (Iraq) or Unidentified Armed Group (Syria)."""
    return derive.fixed_inter(actor) is not None or actor.startswith("Unidentified")


def text_likeness(one: Report, other: Report) -> float | None:
    """Cosine of the texts, 0 to 1; None when one has no terms."""
    if not one.terms or not other.terms:
        return None
    if one.article_id == other.article_id:
        return 1.0
    less, more = (one.terms, other.terms) if len(one.terms) <= len(other.terms) else (other.terms, one.terms)
    return math.fsum(value * more[term] for term, value in less.items() if term in more)


def days_apart(one: Report, other: Report) -> int | None:
    """Days between the times of two events, 0 and less where they overlap; None when one is not known."""
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return None
    return max(one.first_day, other.first_day) - min(one.last_day, other.last_day)


def names_place(one: Report, other: Report) -> bool:
    """Whether the article of one report names the place of the other among the words that mark it."""
    return other.reported_place is not None and other.reported_place in one.terms


def is_near(less: int, more: int) -> bool:
    """Whether two numbers of deaths may come from two counts of one event."""
    return more - less <= max(1, more // 4)


def is_demonstration(one: Report) -> bool:
    """Whether a report tells of a protest or a riot."""
    return one.event_type in ("Protests", "Riots")


def is_development(one: Report) -> bool:
    """Whether a report tells of a strategic development, such as arrests."""
    return one.disorder_type == "Strategic developments"


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


@cache
def _kind(reasons: tuple[str, ...]) -> str:
    """ "realis" or "aggregate" for a report held because it tells of no single happening, else "happening"."""
    kinds = {row.parent for row in contract.codes("quarantine_reason") if row.code in reasons}
    return next((kind for kind in _NOT_A_HAPPENING if kind in kinds), "happening")


def _names(terms: Iterable[str]) -> frozenset[str]:
    """The names among the terms of an article that tell its story from others."""
    return frozenset(term for term in terms if " " in term and _name_rarity(term) >= NAME_RARITY)


def _rare_words(terms: Iterable[str]) -> frozenset[str]:
    """The single words among the terms of an article that tell its story from others; no numbers and ages."""
    return frozenset(
        term
        for term in terms
        if " " not in term and not term.isdigit() and not _AGE.fullmatch(term) and _rarity(term) >= WORD_RARITY
    )


def _place_words(coded: CodedEvent) -> set[str]:
    """The words of the place of an event: many events share them."""
    named = (coded.reported_place, coded.location, coded.admin1, coded.country)
    return {word for name in named if name for word in words(name, has_case=False)}


def _surnames(persons: Iterable[str]) -> frozenset[str]:
    last = (name.rsplit(" ", 1)[-1] for name in persons)
    return frozenset(name for name in last if _rarity(name) >= SURNAME_RARITY)


@lru_cache(maxsize=100_000)
def _rarity(term: str) -> float:
    return rarity(term)


@lru_cache(maxsize=100_000)
def _name_rarity(term: str) -> float:
    return sum(map(rarity, term.split(" ")))


def _persons(participants: Iterable[Participant]) -> frozenset[str]:
    """Full names of the persons in an event, in small letters."""
    names = set()
    for participant in participants:
        name = participant.canonical or participant.text
        words = name.split()
        if participant.kind == "individual" and len(words) > 1 and all(word[0].isupper() for word in words):
            if participant.canonical or not name.isupper():
                names.add(name.lower())
    return frozenset(names)
