"""The day of an event: what its clause or its sentence says, else what is told nearby, else the day of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.language.quotes import quote
from pipeline.records import Evidence, Mention
from pipeline.resolve.calendars import shift
from pipeline.resolve.coded_days import EventDay, event_day, inherited_day
from pipeline.resolve.context import Context
from pipeline.resolve.leads import begins_paragraph
from pipeline.resolve.report_days import is_dateline
from pipeline.resolve.resolved_times import ResolvedTime
from pipeline.resolve.told import FORCES, Event

#: Sentences from the start within which an event without any time word counts as the news of the day.
_LEAD_SENTENCES = 3
#: Sentences around an event within which a day can be that of an event that says none.
_NEAR_SENTENCES = 2
#: Days within which a statement is still news; chosen by hand. A weekday is one of the week before, but where that is
#: six days back: a paper dated a day early tells more often of tomorrow's.
_NEWS_DAYS = 3
_WEEK_DAYS = 5
#: Days after which a day is none of the news. Chosen by hand: news tells what was in the weeks before it.
_OLD_DAYS = 30
#: Lengths of time after which a day is still told.
_COUNTED = re.compile(r"P(?P<count>\d{1,2})(?P<unit>[DW])")
_LONG_LENGTH = re.compile(r"P[^T]*[MY]")
#: What is told with these words at its head is of the day of what was told before.
_HOURS_LATER = re.compile(r"\W*(?:\w+ ){0,2}(?:hours|minutes|moments) (?:after that|afterwards?|later)\b", re.I)
_LATER_THAT_DAY = re.compile(r"\blater (?:in the day|(?:that|the same) (?:day|evening|night))\b", re.I)
#: What was on a day with which something is compared, and the code points in which it stands.
_SINCE_WHAT = re.compile(r"\bsince\s+(?:the|an?|last)\s+(?:[\w-]+\s+){0,3}$", re.I)
_LOOK_BACK = 50
#: What stands before the name that a sentence begins with: "In A", "On the Lebanese border".
_FRONTED = re.compile(r"\W*(?i:in|on|at|near|outside) (?:the )?(?:(?!from\b|statement\b)[a-z-]+ )*")
#: Words by which a sentence goes on in the time of the one before it.
_GOING_ON = re.compile(r"\W*(?:afterwards?|later|subsequently|then)\b(?! (?:in the day|on|that|the same)\b)", re.I)
_UNITS = {"D": "day", "W": "week"}
#: What may stand before the day that a sentence begins with.
_OPENING = re.compile(r"(?:(?:early|late|later|earlier)\s+)?(?:on\s+)?", re.I)
#: Rank of a day that cannot be coded, after every precision.
_NO_PRECISION = 9
#: Grains that say a day or some days, and grains too long to say when anything happened.
_DAYS = frozenset({"day", "range", "week", "weekend"})
_LONG = frozenset({"season", "quarter", "year", "decade", "century"})


def find_day(
    context: Context, event: Event, evidence: list[Evidence], flags: list[str], reasons: list[str]
) -> EventDay | None:
    """The day of an event: the clause's, else the sentence's, else inherited, else the day of the report."""
    first = event.told[0].mention
    asserted = first.realis in ("asserted", "attempted")
    own = _own_days(context, event, asserted)
    if own:
        day = _said(context, own[0], "resolve.day.v1", evidence)
        if day.event_date is not None:
            return day if event.is_background else _kept(context, event, day)
        unresolved = [reason for other, _ in own for reason in other.reasons]
        context.long_ago.update(event.sentences)
        reasons.append("DATE_YEAR_UNRESOLVED" if "DATE_YEAR_UNRESOLVED" in unresolved else "DATE_UNRESOLVED")
        return day
    if asserted and (counted := _counted_day(context, event)):
        return _said(context, counted, "resolve.day_counted.v1", evidence)
    is_long_before = _is_long_before(context, event)
    if is_long_before:
        context.long_ago.update(event.sentences)
    if asserted and not first.is_background and not is_long_before:
        if opened := _day_of_paragraph(context, event):
            return _kept(context, event, _said(context, opened, "resolve.day_paragraph.v1", evidence))
        is_apart = _is_told_apart(context, event)
        if heir_of := _day_of_hours_before(context, first.sentence) or (
            None if is_apart else _told_before(context, first)
        ):
            flags.append("DATE_INHERITED")
            return inherited_day(heir_of)
        if not is_apart and (near := _nearby_day(context, event)):
            flags.append("DATE_INHERITED")
            return _kept(context, event, inherited_day(_said(context, near, "resolve.day_nearby.v1", evidence)))
        if (
            context.report.day is not None
            and not context.is_heard(event)
            and (context.days or _is_news(context, event))
        ):
            flags.append("DATE_OF_REPORT")
            return _as_reported(context, event, context.report.day)
    reasons.append("DATE_UNRESOLVED")
    return None


def _said(context: Context, found: tuple[EventDay, int], rule: str, evidence: list[Evidence]) -> EventDay:
    """A day, with the time expression that says it as its evidence."""
    day, ref = found
    expression = context.reading.time_expressions[ref]
    evidence.append(quote(context.reading.text, "event_date", expression.start, expression.end, rule))
    return day


def _kept(context: Context, event: Event, day: EventDay) -> EventDay:
    """The day of an event, from now on known to those that are told without one."""
    context.days.append((event.sentences, day))
    return day


def _day_of_paragraph(context: Context, event: Event) -> tuple[EventDay, int] | None:
    """The day with which a sentence before that of an event begins, in its paragraph, where no event is told in it:
    "On Wednesday students mourned the dead. Police broke up the gathering"."""
    reading = context.reading
    sentence = event.told[0].mention.sentence
    paragraph = reading.sentences[sentence].paragraph
    told = context.sentences_beside(event)
    for before in range(sentence - 1, max(sentence - _NEAR_SENTENCES, 0) - 1, -1):
        if before in told | context.of_courts or reading.sentences[before].paragraph != paragraph:
            return None
        start = reading.sentences[before].start
        for ref, expression in enumerate(reading.time_expressions):
            is_first = expression.sentence == before and _OPENING.fullmatch(reading.text[start : expression.start])
            if not is_first or is_dateline(expression) or context.times[ref].grain != "day":
                continue
            day = event_day(context.times[ref], published=context.report.day)
            return (day, ref) if day.event_date is not None else None
    return None


def _counted_day(context: Context, event: Event) -> tuple[EventDay, int] | None:
    """The day of an event from which that of another of its sentence is counted: "it came two days after ..."."""
    for told in event.told:
        ref = told.mention.time_ref
        if ref is None or told.mention.time_scope != "counted":
            continue
        base = _day_of_main_clause(context, told.mention) or _told_before(context, told.mention)
        length = _COUNTED.fullmatch(context.times[ref].value)
        if base is None or base.date_start is None or base.date_end is None or base.event_date is None or not length:
            return None
        reading = context.reading
        is_after = reading.text[reading.time_expressions[ref].end :].lstrip().lower().startswith("after")
        days = (-1 if is_after else 1) * int(length["count"])
        start, coded, end = (
            shift(day, _UNITS[length["unit"]], days) for day in (base.date_start, base.event_date, base.date_end)
        )
        is_exact = length["unit"] == "D"
        precision = max(base.time_precision or 2, 1 if is_exact else 2)
        return EventDay(coded, precision, start, end, "relative", ()), ref
    return None


def _day_of_main_clause(context: Context, mention: Mention) -> EventDay | None:
    """The day of what a sentence tells behind an event that it begins with: "two days after a bomb killed nine in A,
    gunmen shot a judge in B on Monday"."""
    for other in context.mentions:
        is_behind = other.sentence == mention.sentence and other.trigger.start > mention.trigger.start
        if is_behind and other.time_ref is not None and other.time_scope in ("clause", "sentence"):
            day = event_day(context.times[other.time_ref], published=context.report.day)
            return day if day.event_date is not None else None
    return None


def _is_long_before(context: Context, event: Event) -> bool:
    """True for what happened months or years before something else ("two years after gunmen killed 30"), in a time of
    years ("in the 1980s", "during the previous government"), or later in such a time."""
    counted = [t.mention.time_ref for t in event.told if t.mention.time_scope == "counted"]
    if any(ref is not None and _LONG_LENGTH.fullmatch(context.times[ref].value) for ref in counted):
        return True
    first = event.told[0].mention
    sentence = context.reading.sentences[first.sentence]
    before = context.reading.text[sentence.start : first.trigger.start]
    if _GOING_ON.match(before) and first.sentence - 1 in context.long_ago:
        return True
    is_of_years = any(
        time.grain in ("decade", "century") and sentence.start <= expression.start < first.trigger.start
        for time, expression in zip(context.times, context.reading.time_expressions, strict=True)
    )
    return is_of_years or event.told[0].is_of_a_reign


def _told_before(context: Context, mention: Mention) -> EventDay | None:
    """The day of the event told nearest by; a farther one counts only where the day of the report is not known.

    Measured on reports of 1989 and 1990 that tell several events: of the days taken over within two sentences two in
    three were right, of those from farther off half, while the day of the report was right in five of six.
    """
    sentence = mention.sentence
    told = [item for item in context.days if _may_be_of_one_day(context, item[0], mention)]
    if not told:
        return None
    distance, day = min(
        ((min(abs(s - sentence) for s in sentences), day) for sentences, day in told), key=lambda item: item[0]
    )
    return day if distance <= _NEAR_SENTENCES or context.report.day is None else None


def _may_be_of_one_day(context: Context, sentences: Sequence[int], mention: Mention) -> bool:
    """Do sentences tell of what a mention may share its day with: of its own strand and report, the headline of another
    one as little as that one, or what stands before one that goes on from there ("in another attack", "In the north,
    tanks shelled a camp")?"""
    return all(context.may_share(sentence, mention.sentence) for sentence in sentences) or (
        min(sentences) < mention.sentence and (mention.is_new or _begins_with_a_place(context, mention.sentence))
    )


def _begins_with_a_place(context: Context, index: int) -> bool:
    """Does a sentence or its paragraph begin with where something was, before any deed, as what goes on from another
    place does?"""
    reading = context.reading
    paragraph = reading.sentences[index].paragraph
    return any(
        (name.sentence == index or begins_paragraph(reading, name.sentence))
        and reading.sentences[name.sentence].paragraph == paragraph
        and _FRONTED.fullmatch(reading.text[reading.sentences[name.sentence].start : name.start])
        and not any(m.sentence == name.sentence and m.trigger.start < name.start for m in context.mentions)
        for name in reading.place_names
    )


def _day_of_hours_before(context: Context, sentence: int) -> EventDay | None:
    """The day of the event told last before a sentence with "hours later" at its head or "later in the day", however
    far off it is told."""
    span = context.reading.sentences[sentence]
    is_so = _HOURS_LATER.match(context.reading.text, span.start, span.end)
    if is_so is None and _LATER_THAT_DAY.search(context.reading.text, span.start, span.end) is None:
        return None
    told = [
        (max(s for s in sentences if s < sentence), day)
        for sentences, day in context.days
        if any(s < sentence and context.may_share(s, sentence) for s in sentences)
    ]
    return max(told, key=lambda item: item[0], default=(0, None))[1]


def _own_days(context: Context, event: Event, asserted: bool) -> list[tuple[EventDay, int]]:
    """The days that the clauses and sentences of an event say, the best first, with the expressions that say them."""
    ranked: list[tuple[int, int, EventDay, int]] = []
    for order, told in enumerate(event.told):
        ref = told.mention.time_ref
        rank = {"clause": 0, "sentence": 2}.get(told.mention.time_scope)
        if ref is None or rank is None or (asserted and _says_no_day(context.times[ref], context.report.day)):
            continue
        day = event_day(context.times[ref], published=context.report.day)
        coarse = day.time_precision or _NO_PRECISION
        ranked.append((rank + coarse, order, day, ref))
    ranked.sort(key=lambda entry: (entry[2].event_date is None, *entry[:2]))
    if ranked and ranked[0][2].event_date is None and asserted:
        # Only what the event is first told with leaves its day open for good.
        ranked = [entry for entry in ranked if entry[1] == 0 or "DATE_YEAR_UNRESOLVED" in entry[2].reasons]
    return [(day, ref) for _, _, day, ref in ranked]


def _says_no_day(time: ResolvedTime, report: date | None) -> bool:
    """True for a time that leaves the day of what happened open: a time of day, "now", "this year", what is to come.

    A day and month without a year do say a day: the year is what is missing.
    """
    if time.date_start is None or time.date_end is None:
        return not time.needs_year and (time.type == "TIME" or time.value in ("PRESENT_REF", "FUTURE_REF"))
    if report is None:
        return False
    return time.date_start > report or (time.grain in _LONG and time.date_end >= report)


def _said_refs(event: Event) -> list[int]:
    """The times that stand beside a verb of saying: "police said on Monday"."""
    refs = [(told.mention.time_ref, told.mention.time_scope) for told in event.told]
    return [ref for ref, scope in refs if ref is not None and scope == "report"]


def _is_told_apart(context: Context, event: Event) -> bool:
    """Does somebody tell on a day of his own of an event that is elsewhere than the one before? "A bomb killed two in
    Jos on Saturday. Police said on Monday that gunmen killed five in Bama"."""
    before = event.told[0].mention.sentence - 1
    if not _said_refs(event) or not event.places:
        return False
    return before in context.told_elsewhere(event) or _is_answer_told_later(context, event, before)


def _is_answer_told_later(context: Context, event: Event, before: int) -> bool:
    """Do forces tell on a later day what they did to others than those whom they are told of before: "rebels killed 12
    on Saturday. On Sunday the army said it had killed six of the rebels"?"""
    told_on = max((context.times[ref].date_start or date.min for ref in _said_refs(event)), default=date.min)
    agents = frozenset().union(*(told.agents for told in event.told))
    others = [other for other in context.events if other is not event and before in other.sentences]
    return bool(agents & FORCES) and any(
        other.day is not None
        and other.day.event_date is not None
        and other.day.event_date < told_on
        and not any(told.agents & FORCES for told in other.told)
        and any(told.agents for told in other.told)
        for other in others
    )


def _as_reported(context: Context, event: Event, report: date) -> EventDay:
    """The day of the report, or the one on which somebody told of the event where that was in the week before."""
    day = report
    for ref in _said_refs(event):
        said = context.times[ref]
        if said.grain == "day" and said.date_start is not None and 0 <= (report - said.date_start).days <= _WEEK_DAYS:
            day = min(day, said.date_start)
    return EventDay(
        event_date=day, time_precision=2, date_start=day, date_end=day, basis=context.report.basis, reasons=()
    )


def _nearby_day(context: Context, event: Event) -> tuple[EventDay, int] | None:
    """The day that the text is at where it tells an event without one: said shortly before or after, or in the lead."""
    reading, lead = context.reading, context.first_sentence
    # What a headline tells is told again in the lead.
    sentence = max(event.told[0].mention.sentence, lead)
    said = _said_refs(event)
    told_on = [start for ref in said if (start := context.times[ref].date_start) is not None]
    is_heard = context.is_heard(event)
    best: tuple[int, int, EventDay] | None = None
    for index, expression in enumerate(reading.time_expressions):
        distance = sentence - expression.sentence
        in_lead = distance > 0 and expression.sentence - lead <= _LEAD_SENTENCES
        if is_dateline(expression) or not (-_NEAR_SENTENCES <= distance <= _NEAR_SENTENCES or in_lead):
            continue
        if not _may_be_of_one_day(context, (expression.sentence,), event.told[0].mention):
            continue
        is_of_deed = index in context.background_times
        if index in said or context.times[index].grain not in (_DAYS if not is_of_deed else _DAYS | {"month"}):
            continue
        # Old deeds date what a court hears, and nothing else; the days of the court date none of it.
        is_of_court = is_heard and not is_of_deed and expression.sentence in context.of_courts
        if is_of_court or (is_of_deed and not is_heard):
            continue
        if context.times[index].value == "PAST_REF":
            continue  # "recently" dates its own verb alone
        if expression.sentence in context.of_burials:
            continue  # "the captain was buried on 16 May"
        if _SINCE_WHAT.search(reading.text, max(0, expression.start - _LOOK_BACK), expression.start):
            continue  # "the worst attack since the Feb. 1 coup"
        day = event_day(context.times[index], published=context.report.day)
        if day.event_date is not None and any((told - day.event_date).days > _NEWS_DAYS for told in told_on):
            continue  # "has regained the town, he said on Monday. The group claimed the Feb. 2 raid"
        if distance < 0 and _is_of_what_was_before(context, event, expression.sentence, day):
            continue  # "a bomb killed nine on Wednesday. In Taji gunmen shot two men. Two weeks ago a thousand died"
        if _is_old_day_of_no_deed(context, expression.sentence, day, event.told[0].mention):
            continue  # "ran in the 19 March elections. In another development, rebels abducted 20 farmers"
        if day.event_date is not None and (best is None or abs(distance) < best[0]):
            best = (abs(distance), index, day)
    return None if best is None else (best[2], best[1])


def _is_of_what_was_before(context: Context, event: Event, sentence: int, day: EventDay) -> bool:
    """Is a day long before the news, and that of another event behind it, where the article has told what is news?"""
    report = context.report.day
    if report is None or day.event_date is None or (report - day.event_date).days <= _NEWS_DAYS:
        return False
    news = [told.event_date for _, told in context.days if told.event_date is not None]
    is_of_others = sentence in context.sentences_beside(event) and sentence not in event.sentences
    return is_of_others and any((report - told).days <= _NEWS_DAYS for told in news)


def _is_old_day_of_no_deed(context: Context, sentence: int, day: EventDay, mention: Mention) -> bool:
    """Is a day weeks before the report told with nothing that was done, where a mention begins something else?"""
    report = context.report.day
    if report is None or day.event_date is None or (report - day.event_date).days <= _OLD_DAYS:
        return False
    return mention.is_new and all(other.sentence != sentence for other in context.mentions)


def _is_news(context: Context, event: Event) -> bool:
    """True for an event told as new: in the lead of the report, as somebody's word, or in a text that says no day."""
    first = event.told[0].mention
    if first.in_headline or first.sentence - context.first_sentence <= _LEAD_SENTENCES:
        return True
    if _said_refs(event):
        return True
    return not any(
        time.grain in _DAYS and not is_dateline(expression)
        for time, expression in zip(context.times, context.reading.time_expressions, strict=True)
    )
