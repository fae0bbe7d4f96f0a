"""How much two articles agree that they are about one event: points for their main events.

What articles are about is told by more than the one event read as their main one, and that one may be misread, so the
words and names that two articles share weigh more here than for side events, and no value contradicts by itself.

The points are those of a logistic regression on 51,957 pairs of reports, 1,437 of one incident: of gun violence,
2013-2017, and, as pairs of two events, of three wars (Afghanistan 2009-2013, Gaza 2023, wire reports of 2013-2015),
which counted less. Set by hand were a day apart, another country, a protest, a side in common, many deaths and texts
nearly the same, for which those pairs say too little. All are rounded, and every pair has 0.4 more than the regression
gave it. Against points for fewer signs, B3 F1 on two sets of the gun violence rose from 94.4 and 92.3 to 96.8 and 95.2
(on articles of which no pair was counted: from 94.4 and 90.6 to 97.0 and 93.3; but these figures were seen when the 0.4
was chosen), and wrong pairs fell from 68 to 18, 1,172 to 204 and 64 to 18 in the three wars.
"""

from __future__ import annotations

import math

from pipeline.merge.points import Score, line, step, thousandths
from pipeline.merge.reports import (
    Report,
    days_apart,
    is_development,
    is_near,
    names_place,
    text_likeness,
)
from pipeline.reference.distances import kilometres

#: By cosine of the terms, straight lines between. Two stories of one day and place share a few words too.
TEXT_POINTS = ((0.0, -6.2), (0.2, -1.5), (0.6, -0.9), (0.8, 2.5), (1.0, 5.9))
NO_TEXT = -2.2
#: For each number of rare words that both articles hold (`Report.rare_words`), places not counted, up to this many.
RARE_WORDS = ((0, 0.0), (4, 1.3), (math.inf, 2.6))
#: For each number of ages that both tell ("34-year-old").
AGES = ((0, 0.0), (1, 1.9), (math.inf, 3.2))
#: Articles that come out further apart than this many days seldom tell one story.
LATE_DAYS, LATE = 120, -1.3

#: For each number of names of two rare words that both articles hold (`Report.names`), such as that of a victim.
NAMES = ((0, 0.0), (1, 1.7), (math.inf, 3.1))

SAME_DAY = 2.1
#: Up to a day apart where one of the days is not exactly known.
INEXACT_NEXT_DAY = 1.0
#: Days after an event for which a report of it is news. Two reports that both bring news, of days this far apart, tell
#: of two events; where one looks back, its day is often that of an arrest or a trial.
NEWS_DAYS = 2
NEWS_DAYS_APART = ((1, -1.5), (10, -2.3), (math.inf, -4.4))
LOOKING_BACK_DAYS_APART = ((3, 0.9), (10, -1.0), (math.inf, -2.7))

#: The place of the other report is named by the article: a namesake was taken for it, or one of two places.
NAMED_PLACE = 1.3
SAME_PLACE, NEAR_PLACE, FAR_PLACE, OTHER_COUNTRY = 1.2, -1.3, -2.3, -2.0
SAME_KM, NEAR_KM = 3.0, 50.0
PLACE_UNKNOWN = 0.3
SAME_WORDS_FOR_PLACE = 0.5

#: Of an article about the arrest after an attack either may be read as the main event.
OTHER_TYPE, DEVELOPMENT, PROTEST = -1.3, -1.2, -4.0
#: A named side of both, police apart, where not two names are shared: those at war meet in one town day after day.
SAME_SIDE, OTHER_ACTORS = -2.0, -0.6
#: A person in both events, and one of one event whose rare surname stands in the other article.
SHARED_PERSON, SHARED_SURNAME = 4.2, 2.1
POLICE, TWO_NAMES = "Police Forces", 2
SAME_DEATHS, NEAR_DEATHS, OTHER_DEATHS, FEWER_DEATHS = 0.5, -0.7, -1.3, -0.4
#: About as many deaths, of at least this many: few events of a war kill so many.
GREAT, NEAR_GREAT = 20, 3.0
SAME_INJURED, OTHER_INJURED = 0.7, -0.6


def story_score(one: Report, other: Report) -> Score:
    """The score of the main events of two articles; the order of the two does not matter."""
    return Score(
        text=thousandths(_text(one, other)),
        names=thousandths(step(NAMES, len(one.names & other.names))),
        day=thousandths(_day(one, other)),
        place=thousandths(_place(one, other)),
        type=thousandths(_type(one, other)),
        actors=thousandths(_actors(one, other)),
        persons=thousandths(_persons(one, other)),
        deaths=thousandths(_deaths(one, other)),
        standing=0,
    )


def _text(one: Report, other: Report) -> float:
    alike = text_likeness(one, other)
    points = NO_TEXT if alike is None else line(TEXT_POINTS, alike)
    points += step(RARE_WORDS, len(one.rare_words & other.rare_words)) + step(AGES, len(one.ages & other.ages))
    if one.published is not None and other.published is not None:
        points += LATE if abs(one.published - other.published) > LATE_DAYS else 0.0
    return points


def _day(one: Report, other: Report) -> float:
    apart = days_apart(one, other)
    if apart is None:
        return 0.0
    if apart <= 0:
        return SAME_DAY
    if apart <= 1 and not (one.is_day_exact and other.is_day_exact):
        return INEXACT_NEXT_DAY
    if one.published is None or other.published is None or (_brings_news(one) and _brings_news(other)):
        return step(NEWS_DAYS_APART, apart)
    return step(LOOKING_BACK_DAYS_APART, apart)


def _brings_news(report: Report) -> bool:
    if report.published is None or report.first_day is None:
        return False
    return 0 <= report.published - report.first_day <= NEWS_DAYS


def _place(one: Report, other: Report) -> float:
    points = _distance(one, other)
    if one.reported_place and one.reported_place == other.reported_place:
        points += SAME_WORDS_FOR_PLACE
    return points


def _distance(one: Report, other: Report) -> float:
    is_named = names_place(one, other) or names_place(other, one)
    if one.country is None or other.country is None:
        return PLACE_UNKNOWN
    if one.country != other.country:
        return NAMED_PLACE if is_named else OTHER_COUNTRY
    if one.point is None or other.point is None:
        return PLACE_UNKNOWN
    apart = kilometres(*one.point, *other.point)
    if apart <= SAME_KM:
        return SAME_PLACE
    if is_named:
        return NAMED_PLACE
    if apart <= NEAR_KM:
        return NEAR_PLACE
    return 0.0 if one.admin1 == other.admin1 else FAR_PLACE


def _type(one: Report, other: Report) -> float:
    if one.sub_event_type is None or other.sub_event_type is None or one.sub_event_type == other.sub_event_type:
        return 0.0
    if (one.event_type == "Protests") != (other.event_type == "Protests"):
        return PROTEST
    return DEVELOPMENT if is_development(one) != is_development(other) else OTHER_TYPE


def _actors(one: Report, other: Report) -> float:
    if not one.actors or not other.actors:
        return 0.0
    shared = one.actors & other.actors
    if not shared:
        return OTHER_ACTORS
    is_war = not all(actor.startswith(POLICE) for actor in shared)
    return SAME_SIDE if is_war and len(one.names & other.names) < TWO_NAMES else 0.0


def _persons(one: Report, other: Report) -> float:
    if one.persons & other.persons:
        return SHARED_PERSON
    is_told = any(name in other.terms for name in one.surnames) or any(name in one.terms for name in other.surnames)
    return SHARED_SURNAME if is_told else 0.0


def _deaths(one: Report, other: Report) -> float:
    less, more = sorted((one.deaths, other.deaths))
    if less >= GREAT and is_near(less, more):
        points = NEAR_GREAT
    elif less == more:
        points = SAME_DEATHS if more else 0.0
    elif not less:
        points = FEWER_DEATHS  # not told, or not known yet
    else:
        points = NEAR_DEATHS if is_near(less, more) else OTHER_DEATHS
    if one.injured and other.injured:
        points += SAME_INJURED if one.injured == other.injured else OTHER_INJURED
    return points
