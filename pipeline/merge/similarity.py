"""How much two reports agree that they tell one event: a score with its parts (`pipeline/merge/points.py`).

Those of which one at least is not what its article is about are compared here, the main events of two articles in
`pipeline/merge/stories.py`.
"""

from __future__ import annotations

import math

from pipeline.merge.points import Score, line, step, thousandths
from pipeline.merge.reports import (
    Report,
    days_apart,
    is_demonstration,
    is_development,
    is_near,
    names_place,
    text_likeness,
)
from pipeline.merge.stories import story_score
from pipeline.reference.distances import kilometres

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


def score(one: Report, other: Report) -> Score:
    """How much two reports agree that they tell one event; the order of the two does not matter."""
    return story_score(one, other) if one.is_main and other.is_main else _event_score(one, other)


def _event_score(one: Report, other: Report) -> Score:
    """The score of two reports of which at least one is not what its article is about."""
    usual = [_day(one, other), _place(one, other), _type(one, other), _actors(one, other)]
    if min(usual[:3]) <= CONTRADICTION:
        usual = [min(points, 0.0) for points in usual]
    day, place, kind, actors = usual
    return Score(
        text=thousandths(_text(one, other)),
        names=0,
        day=thousandths(day),
        place=thousandths(place),
        type=thousandths(kind),
        actors=thousandths(actors),
        persons=thousandths(_persons_shared(one, other)),
        deaths=thousandths(_deaths(one, other)),
        standing=thousandths(SAME_STANDING if one.is_background == other.is_background else OTHER_STANDING),
    )


def _text(one: Report, other: Report) -> float:
    alike = text_likeness(one, other)
    if alike is None:
        return NO_TEXT
    if one.article_id != other.article_id and one.published is not None and other.published is not None:
        alike *= math.exp(-abs(one.published - other.published) / FADING_DAYS)
    return min(line(TEXT_POINTS, alike), SIDE_TEXT_MOST)


def _day(one: Report, other: Report) -> float:
    apart = days_apart(one, other)
    if apart is None:
        return 0.0
    if one.is_day_exact and other.is_day_exact:
        return SAME_DAY if apart <= 0 else step(DAYS_APART, apart)
    return OVERLAPPING_DAYS if apart <= 0 else step(INEXACT_DAYS_APART, apart)


def _place(one: Report, other: Report) -> float:
    points = _points_for_place(one, other)
    if points <= CONTRADICTION and (names_place(one, other) or names_place(other, one)):
        return points * MISREAD_SHARE
    return points


def _points_for_place(one: Report, other: Report) -> float:
    if one.country is None or other.country is None:
        return 0.0
    if one.country != other.country:
        return OTHER_COUNTRY
    if one.point is None or other.point is None:
        return SAME_COUNTRY
    points = step(DISTANCES, kilometres(*one.point, *other.point))
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


def _type(one: Report, other: Report) -> float:
    if one.sub_event_type is None or other.sub_event_type is None:
        return 0.0
    if one.sub_event_type == other.sub_event_type:
        return SAME_SUB_EVENT
    if one.event_type == other.event_type:
        return SAME_TYPE
    is_other = is_demonstration(one) != is_demonstration(other) or is_development(one) != is_development(other)
    return OTHER_DISORDER if is_other else OTHER_TYPE


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
        points += NEAR_DEATHS if is_near(less, more) else OTHER_DEATHS
    if one.injured and other.injured:
        points += SAME_INJURED if one.injured == other.injured else OTHER_INJURED
    return points
