"""How much two reports agree that they tell one event: a score with its parts.

Each part adds or takes points; at 0 and above the pair counts as one event. The points are weights of evidence in the
sense of Fellegi and Sunter (1969): about one point for each factor e by which an agreement is likelier in two
reports of one event than in two reports of different ones. A value that one of the two does not have says nothing: 0
points. Points are whole thousandths, so that sums do not depend on the order of adding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from pipeline import contract
from pipeline.contract import derive
from pipeline.language.terms import content_weights
from pipeline.records import CodedEvent, Participant
from pipeline.reference.terms import rarity

#: One point.
POINT = 1000

#: Points by cosine of the terms, straight lines between. At 0.2 text alone neither joins nor parts two reports: on
#: gun-violence news, 2013-2017, average linkage by text and publication alone is best at 0.18 to 0.20 (B3 F1 96 and 90
#: on two sets). Of pairs above 0.3, there all but 3 of 201 tell one incident; in news of one war a fifth do, and above
#: 0.45 two thirds.
TEXT_POINTS = ((0.0, -8.0), (0.05, -7.0), (0.2, 0.0), (0.3, 1.5), (0.4, 3.5), (0.5, 7.0), (0.6, 10.0), (1.0, 10.0))
#: Points that text gives at most where the two are not the main events of their articles: the articles tell one
#: story, but that does not say that these two of its events are one.
SIDE_TEXT_MOST = 3.0
#: Reports that come out later tell other news: the cosine falls to 1/e in this many days. Same data: 60 to 120 are
#: alike.
FADING_DAYS = 120.0
NO_TEXT = -2.0

SAME_DAY, OVERLAPPING_DAYS = 2.5, 0.5
DAYS_APART = ((1, -5.0), (3, -7.0), (math.inf, -9.0))
#: The same where one of the days is not exactly known.
INEXACT_DAYS_APART = ((2, -1.0), (7, -3.0), (31, -6.0), (math.inf, -9.0))

SAME_PLACE, SAME_REGION, SAME_COUNTRY = 3.0, 1.0, 0.5
#: Kilometres up to which two places are as good as one, neighbours, or still in one area; and the points.
DISTANCES = ((3.0, 2.5), (15.0, 1.0), (50.0, -1.5), (150.0, -5.5), (math.inf, -8.0))
OTHER_DISTRICT, OTHER_COUNTRY = -2.0, -8.0
SAME_WORDS_FOR_PLACE, OTHER_WORDS_FOR_PLACE = 0.5, -2.0

SAME_SUB_EVENT, SAME_TYPE, OTHER_TYPE, OTHER_DISORDER = 1.5, 0.5, -1.0, -8.0

SHARED_ACTOR, MOST_SHARED_ACTORS, OTHER_ACTORS = 1.0, 2.0, -2.0
SHARED_PERSON, OTHER_PERSONS = 3.0, -0.5

SAME_DEATHS, SAME_MANY_DEATHS, NEAR_DEATHS, OTHER_DEATHS, FEWER_DEATHS = 1.0, 2.0, -0.5, -2.0, -0.5
MANY = 4
SAME_INJURED, OTHER_INJURED = 1.0, -0.5
SAME_WEAPON = 0.5
SAME_STANDING, OTHER_STANDING = 0.25, -1.0

#: Share of the points that a far place takes where the other article names it too: a namesake was taken, or one of two.
MISREAD_SHARE = 0.5
#: A day, place or type this far from agreeing contradicts. What the two reports agree on in the other two and in the
#: actors then says nothing: war goes on in the same towns, between the same sides, day after day.
CONTRADICTION = -4.0

#: What two articles are about is told by more than the one event read as their main one, and that one may be misread:
#: the points below, for the main events of two articles, are those of a logistic regression on pairs of reports of gun
#: violence (2013-2017) and of different events of three wars (Afghanistan, Gaza, wire reports of 2013-2015), rounded.
#: Compared with the points above they raise B3 F1 from 81 to 93 on the first and halve the false pairs of the others.
STORY_TEXT_POINTS = ((0.0, -8.0), (0.1, -3.5), (0.2, 0.0), (0.3, 1.8), (0.45, 3.7), (1.0, 4.3))
STORY_NO_TEXT = -3.2
#: Points for each name of two rare words that both articles hold, such as that of a victim, and how many count.
SHARED_NAME, MOST_SHARED_NAMES = 3.0, 3
#: The most that days apart take from two articles that share one, two and three such names.
NAMED_STORY_DAY_LEAST = (-4.0, -2.0, -1.0)
#: Rarity of both words together that makes a name tell one story: "Immediate Release" and "Operational Update" do not
#: reach it; "Pierce County", and a first name with an unusual surname, do.
NAME_RARITY = 9.7
SAME_STORY_DAY, OVERLAPPING_STORY_DAYS = 3.0, 2.2
#: Days after an event for which a report of it is news. Two reports that both bring news, of days this far apart, tell
#: of two events; where one looks back, its day is often that of an arrest or a trial.
NEWS_DAYS = 2
NEWS_DAYS_APART = ((3, -2.8), (10, -5.0), (math.inf, -7.0))
INEXACT_NEWS_NEXT_DAY = 0.5
LOOKING_BACK_DAYS_APART = ((1, 1.5), (3, 1.0), (10, 0.0), (math.inf, -0.8))
#: A namesake far away was taken for the place that the other article names too: no contradiction, but an agreement.
NAMED_PLACE = 1.4
SAME_STORY_PLACE, NEAR_STORY_PLACE, OTHER_STORY_DISTRICT, FAR_STORY_PLACE, OTHER_STORY_COUNTRY = (
    1.0,
    0.2,
    -0.9,
    -4.0,
    -5.0,
)
SAME_KM, NEAR_KM = 3.0, 50.0
STORY_PLACE_UNKNOWN = -0.3
STORY_SAME_SUB_EVENT, STORY_OTHER_TYPE, STORY_DEMONSTRATION = 0.3, -0.5, -2.8
#: Of an article about the arrest after an attack either may be read as the main event, so that this contradicts no
#: story by itself (`STORY_CONTRADICTION`). At -2.8, where it did, B3 F1 on two sets of the same news was 94.6 and 91.7
#: instead of 94.9 and 92.2; at -1.0, an eighth more pairs of military press releases were joined.
STORY_DEVELOPMENT = -2.4
STORY_SHARED_ACTOR, STORY_OTHER_ACTORS = 0.5, -2.0
STORY_SHARED_PERSON, STORY_OTHER_PERSONS = 2.0, -0.3
STORY_SAME_DEATHS, STORY_SAME_MANY_DEATHS, STORY_NEAR_DEATHS, STORY_OTHER_DEATHS = 0.7, 1.5, 0.3, -0.8
STORY_NO_DEATHS, STORY_FEWER_DEATHS = -0.2, -0.3
STORY_SAME_INJURED, STORY_OTHER_INJURED = 1.0, -0.5
#: As `CONTRADICTION`, for main events: then only the words and the names that two articles share speak for one event.
STORY_CONTRADICTION = -2.5

EARTH_RADIUS_KM = 6371.0

#: Held for these, a report tells of no single happening, and is never one event with a report that does.
_NOT_A_HAPPENING = ("realis", "aggregate")
_REGIONAL = frozenset({"admin1", "admin2", "border_area", "country", "feature", "sea"})


@dataclass(frozen=True, slots=True)
class Report:
    """What of a coded event is compared. Days count from 0001-01-01; empty and None say nothing."""

    coded_id: str
    article_id: str
    kind: str
    is_main: bool
    terms: Mapping[str, float]
    names: frozenset[str]
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
    deaths: int
    injured: int | None
    weapon: str | None
    is_background: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Points for a pair, in thousandths, and for what they were given."""

    text: int
    names: int
    day: int
    place: int
    type: int
    actors: int
    persons: int
    deaths: int
    standing: int

    @property
    def total(self) -> int:
        """All parts together: at 0 and above the two tell one event."""
        return sum(getattr(self, part.name) for part in fields(self))


def report(coded: CodedEvent, terms: Mapping[str, float], *, is_main: bool = True) -> Report:
    """What of a coded event is compared.

    Args:
        coded: The coded event.
        is_main: Whether it is the event that its article is about (`main_events`).
        terms: `unit_vector` of the terms of its article, shared by the events of one article.
    """
    first, last = coded.date_start or coded.event_date, coded.date_end or coded.event_date
    point = (coded.latitude, coded.longitude) if coded.latitude is not None and coded.longitude is not None else None
    return Report(
        coded_id=coded.coded_id,
        article_id=coded.article_id,
        kind=_kind(coded.reasons),
        is_main=is_main,
        terms=terms,
        names=_names(terms) if is_main else frozenset(),
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
        persons=_persons(coded.participants),
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


def cosine(one: Report, other: Report) -> float | None:
    """Likeness of the texts, 0 to 1, less the further apart they came out; None when one has no terms."""
    if not one.terms or not other.terms:
        return None
    if one.article_id == other.article_id:
        return 1.0
    less, more = (one.terms, other.terms) if len(one.terms) <= len(other.terms) else (other.terms, one.terms)
    alike = math.fsum(value * more[term] for term, value in less.items() if term in more)
    if one.published is not None and other.published is not None:
        alike *= math.exp(-abs(one.published - other.published) / FADING_DAYS)
    return alike


def score(one: Report, other: Report) -> Score:
    """How much two reports agree that they tell one event; the order of the two does not matter."""
    return _story_score(one, other) if one.is_main and other.is_main else _event_score(one, other)


def _event_score(one: Report, other: Report) -> Score:
    """The score of two reports of which at least one is not what its article is about."""
    usual = [_day(one, other), _place(one, other), _type(one, other), _actors(one, other)]
    if min(usual[:3]) <= CONTRADICTION:
        usual = [min(points, 0.0) for points in usual]
    day, place, kind, actors = usual
    return Score(
        text=_points(_text(one, other)),
        names=0,
        day=_points(day),
        place=_points(place),
        type=_points(kind),
        actors=_points(actors),
        persons=_points(_persons_shared(one, other)),
        deaths=_points(_deaths(one, other)),
        standing=_points(SAME_STANDING if one.is_background == other.is_background else OTHER_STANDING),
    )


def _story_score(one: Report, other: Report) -> Score:
    """The score of the main events of two articles."""
    alike = cosine(one, other)
    usual = [
        _story_day(one, other),
        _story_place(one, other),
        _story_type(one, other),
        _by_sign(_actors(one, other), STORY_SHARED_ACTOR, STORY_OTHER_ACTORS),
        _story_deaths(one, other),
    ]
    shared = min(len(one.names & other.names), MOST_SHARED_NAMES)
    if shared:
        # Follow-ups tell of an arrest or a trial of today; the names say which story they follow.
        usual[0] = max(usual[0], NAMED_STORY_DAY_LEAST[shared - 1])
    elif min(usual[:3]) <= STORY_CONTRADICTION:
        usual = [min(points, 0.0) for points in usual]
    day, place, kind, actors, deaths = usual
    return Score(
        text=_points(STORY_NO_TEXT if alike is None else _line(STORY_TEXT_POINTS, alike)),
        names=_points(SHARED_NAME * shared),
        day=_points(day),
        place=_points(place),
        type=_points(kind),
        actors=_points(actors),
        persons=_points(_by_sign(_persons_shared(one, other), STORY_SHARED_PERSON, STORY_OTHER_PERSONS)),
        deaths=_points(deaths),
        standing=0,
    )


def mean(scores: Sequence[Score]) -> Score:
    """The mean of each part of some scores, at least one, rounded down to a thousandth."""
    parts = {part.name: sum(getattr(one, part.name) for one in scores) // len(scores) for part in fields(Score)}
    return Score(**parts)


def may_be_one(one: Report, other: Report) -> bool:
    """Whether two reports can tell one event at all: two events of one article never do, nor a threat and an attack."""
    return one.article_id != other.article_id and one.kind == other.kind


@cache
def is_generic(actor: str) -> bool:
    """Whether a name is a kind and no proper name, such as Civilians (Iraq) or Unidentified Armed Group (Syria)."""
    return derive.fixed_inter(actor) is not None or actor.startswith("Unidentified")


def _points(value: float) -> int:
    return round(value * POINT)


def _text(one: Report, other: Report) -> float:
    alike = cosine(one, other)
    if alike is None:
        return NO_TEXT
    return min(_line(TEXT_POINTS, alike), SIDE_TEXT_MOST)


def _line(points: tuple[tuple[float, float], ...], x: float) -> float:
    """The height at `x` of straight lines between points; that of the last point beyond it."""
    for (left, low), (right, high) in pairwise(points):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return points[-1][1]


def _day(one: Report, other: Report) -> float:
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return 0.0
    apart = max(one.first_day, other.first_day) - min(one.last_day, other.last_day)
    if one.is_day_exact and other.is_day_exact:
        return SAME_DAY if apart <= 0 else _step(DAYS_APART, apart)
    return OVERLAPPING_DAYS if apart <= 0 else _step(INEXACT_DAYS_APART, apart)


def _place(one: Report, other: Report) -> float:
    points = _points_for_place(one, other)
    if points <= CONTRADICTION and (_names_place(one, other) or _names_place(other, one)):
        return points * MISREAD_SHARE
    return points


def _names_place(one: Report, other: Report) -> bool:
    """Whether the article of one report names the place of the other among the words that mark it."""
    return other.reported_place is not None and other.reported_place in one.terms


def _points_for_place(one: Report, other: Report) -> float:
    if one.country is None or other.country is None:
        return 0.0
    if one.country != other.country:
        return OTHER_COUNTRY
    if one.point is None or other.point is None:
        return SAME_COUNTRY
    points = _step(DISTANCES, kilometres(one.point, other.point))
    if one.location == other.location and points > 0:
        points = SAME_REGION if one.is_regional else SAME_PLACE
    elif one.is_district and other.is_district:
        points = min(points, OTHER_DISTRICT)
    elif (one.is_regional or other.is_regional) and one.admin1 == other.admin1:
        points = max(points, SAME_COUNTRY)  # the one named the province, the other a town of it
    if one.reported_place and other.reported_place:
        if one.reported_place == other.reported_place:
            points += SAME_WORDS_FOR_PLACE
        elif one.location == other.location and one.location is not None:
            # Two villages that one town stands for. One name inside the other is the same place: "Gary", "Gary, Ind."
            inside = one.reported_place in other.reported_place or other.reported_place in one.reported_place
            points += 0.0 if inside else OTHER_WORDS_FOR_PLACE
    return points


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two points given as (latitude, longitude) in degrees."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


def _type(one: Report, other: Report) -> float:
    if one.sub_event_type is None or other.sub_event_type is None:
        return 0.0
    if one.sub_event_type == other.sub_event_type:
        return SAME_SUB_EVENT
    if one.event_type == other.event_type:
        return SAME_TYPE
    is_other = _is_demonstration(one) != _is_demonstration(other) or _is_development(one) != _is_development(other)
    return OTHER_DISORDER if is_other else OTHER_TYPE


def _is_demonstration(one: Report) -> bool:
    return one.event_type in ("Protests", "Riots")


def _is_development(one: Report) -> bool:
    return one.disorder_type == "Strategic developments"


def _actors(one: Report, other: Report) -> float:
    if not one.actors or not other.actors:
        return 0.0
    shared = len(one.actors & other.actors)
    return min(shared * SHARED_ACTOR, MOST_SHARED_ACTORS) if shared else OTHER_ACTORS


def _persons_shared(one: Report, other: Report) -> float:
    if not one.persons or not other.persons:
        return 0.0
    return SHARED_PERSON if one.persons & other.persons else OTHER_PERSONS


def _deaths(one: Report, other: Report) -> float:
    points = SAME_WEAPON if one.weapon and one.weapon == other.weapon else 0.0
    less, more = sorted((one.deaths, other.deaths))
    if less == more:
        points += 0.0 if not more else SAME_MANY_DEATHS if more >= MANY else SAME_DEATHS
    elif not less:
        points += FEWER_DEATHS  # not told, or not known yet
    else:
        points += NEAR_DEATHS if _is_near(less, more) else OTHER_DEATHS
    if one.injured and other.injured:
        points += SAME_INJURED if one.injured == other.injured else OTHER_INJURED
    return points


def _by_sign(points: float, above: float, below: float) -> float:
    """One of two numbers of points, for an agreement and for a contradiction; 0 where there is neither."""
    return above if points > 0 else below if points < 0 else 0.0


def _story_day(one: Report, other: Report) -> float:
    if one.first_day is None or one.last_day is None or other.first_day is None or other.last_day is None:
        return 0.0
    apart = max(one.first_day, other.first_day) - min(one.last_day, other.last_day)
    if apart <= 0:
        return SAME_STORY_DAY if one.is_day_exact and other.is_day_exact else OVERLAPPING_STORY_DAYS
    if apart <= 1 and not (one.is_day_exact and other.is_day_exact):
        return INEXACT_NEWS_NEXT_DAY
    if one.published is None or other.published is None or (_brings_news(one) and _brings_news(other)):
        return _step(NEWS_DAYS_APART, apart)
    return _step(LOOKING_BACK_DAYS_APART, apart)


def _brings_news(report: Report) -> bool:
    if report.published is None or report.first_day is None:
        return False
    return 0 <= report.published - report.first_day <= NEWS_DAYS


def _story_place(one: Report, other: Report) -> float:
    is_named = _names_place(one, other) or _names_place(other, one)
    if one.country is None or other.country is None:
        return STORY_PLACE_UNKNOWN
    if one.country != other.country:
        return NAMED_PLACE if is_named else OTHER_STORY_COUNTRY
    if one.point is None or other.point is None:
        return STORY_PLACE_UNKNOWN
    apart = kilometres(one.point, other.point)
    if apart <= SAME_KM:
        return SAME_STORY_PLACE
    if is_named:
        return NAMED_PLACE
    if apart <= NEAR_KM:
        return NEAR_STORY_PLACE
    return OTHER_STORY_DISTRICT if one.admin1 == other.admin1 else FAR_STORY_PLACE


def _story_type(one: Report, other: Report) -> float:
    if one.sub_event_type is None or other.sub_event_type is None:
        return 0.0
    if one.sub_event_type == other.sub_event_type:
        return STORY_SAME_SUB_EVENT
    if _is_demonstration(one) != _is_demonstration(other):
        return STORY_DEMONSTRATION
    return STORY_DEVELOPMENT if _is_development(one) != _is_development(other) else STORY_OTHER_TYPE


def _story_deaths(one: Report, other: Report) -> float:
    less, more = sorted((one.deaths, other.deaths))
    if less == more:
        points = STORY_NO_DEATHS if not more else STORY_SAME_MANY_DEATHS if more >= MANY else STORY_SAME_DEATHS
    elif not less:
        points = STORY_FEWER_DEATHS
    else:
        points = STORY_NEAR_DEATHS if _is_near(less, more) else STORY_OTHER_DEATHS
    if one.injured and other.injured:
        points += STORY_SAME_INJURED if one.injured == other.injured else STORY_OTHER_INJURED
    return points


def _is_near(less: int, more: int) -> bool:
    """Whether two numbers of deaths may come from two counts of one event."""
    return more - less <= max(1, more // 4)


def _step(steps: tuple[tuple[float, float], ...], value: float) -> float:
    """The points of the first step that `value` does not pass."""
    return next(points for limit, points in steps if value <= limit)


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
