"""Which days a time expression means (coding rules 5.1; ranges after UCDP's Appendix 2).

The forms of expressions are described in `extract/times.py`. Without a publication day only what the text itself fixes
is resolved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pipeline.records import TimeExpression
from pipeline.resolve.calendars import MOON_DAYS, add_months, day_of, holiday, month_span, shift
from pipeline.resolve.periods import (
    days_around,
    resolve_century,
    resolve_decade,
    resolve_period,
    resolve_quarter,
    resolve_season,
    resolve_stretch,
    year_before_quarter,
)
from pipeline.resolve.report_days import report_day
from pipeline.resolve.resolved_times import FUTURE_DAYS, ResolvedTime, Scene, iso_week, near_year, unresolved, with_part

_FUTURE = re.compile(
    r"\b(?:will|shall|would|(?<!had been )(?:scheduled|due)|planned|plans? to|planning"
    r"|expect(?:s|ed)?|set to|upcoming|slated|hopes? to|going to"
    r"|is to|are to|likely to|payable|effective|of record|(?<!to )expires?)\b(?!\W+(?:have|had)\b)"
    r"(?:(?!\b(?:was|were|had|did)\b)[^.;:\n\u201d\"]){0,55}$|\b(?:until|by|ahead\s+of|as\s+(?:early|soon)\s+as)\s+$",
    re.I,
)
_FUTURE_AFTER = re.compile(r"['\u2019s]*\s+(?:will|shall|is to|are to|would)\b", re.I)
#: What was filed by Wednesday, or not before Wednesday, announced on Wednesday, or planned for a Wednesday and called
#: off, is past.
_PAST = re.compile(
    r"\bhad\b[^.;:\n]{1,60}\bby\s+$|\bnot\s+until\s+$"
    r"|(?<!\bbe )\b(?:announced|issued|made public|published|released|reported|signed)"
    r"\s+(?:late\s+|early\s+)?(?:on\s+)?$",
    re.I,
)
_PAST_AFTER = re.compile(
    r"\s+(?:was|were|had been)\s+(?:cancell?ed|called off|postponed|scrapped|abandoned|banned)\b", re.I
)
#: "Until Thursday, however, nobody had been charged".
_UNTIL = re.compile(r"\b(?:until|by)\s+$", re.I)
_HAD_AFTER = re.compile(r",\s+(?:however,\s+)?(?:[\w'\u2019]+\s+){1,4}?had\b", re.I)
#: A verb of saying before its own day.
_SAID = r"\b(?:added|announced|confirmed|reported|said|stated|told \w+)"
_OF_DAY = r"\s+(?:late\s+|early\s+)?(?:on\s+)?$"
_OF_SAYING = re.compile(_SAID + _OF_DAY, re.I)
#: The same with words of how it was said between: "the ministry said in a statement on".
_TOLD_ON = re.compile(
    _SAID + r"(?:\s+in\s+(?:an?|its|the)\s+(?:\w+\s+)?(?:announcement|broadcast|briefing|communique|conference|email"
    r"|interview|message|post|report|speech|statement|tweet)|\s+by\s+(?:tele)?phone|\s+(?:news|press)\s+conference)?"
    + _OF_DAY,
    re.I,
)
#: What somebody had done, in a clause about him: "men who had killed a soldier on Friday".
_OF_BEFORE = re.compile(r"\b(?:who|which|that) had\b[^.;,\n]*$", re.I)
_SINCE = re.compile(r"\bsince\s+(?:at\s+least\s+)?$", re.I)
#: "Missing since Sunday, when armed men took him": the day of what began then.
_WHEN_AFTER = re.compile(r",?\s+when\b", re.I)
_AROUND = re.compile(r"\b(?:around|about|circa)\s+$", re.I)
#: Before a weekday, that it may be any of several; and what stands between it and the month or year it is of.
_ANY, _OF_LONGER, _PAIR = re.compile(r"\b(?:an?|one|some)\s+$", re.I), re.compile(r"\s+(?:(?:in|of)\s+)?"), 2
#: The longest stretch of days that a range of dates is taken for: a year.
LONGEST_RANGE_DAYS = 366
#: Code points before and after an expression that can say that it is to come.
_WORDS_BEFORE, _WORDS_AFTER = 70, 30


def resolve_times(times: Sequence[TimeExpression], *, published: date | None, text: str) -> list[ResolvedTime]:
    """Resolve the time expressions of one text.

    Args:
        times: As found, in text order.
        published: Calendar day where the publisher is; None when it is not known: only a full date in the text's own
            dateline stands in for it.
        text: The text, for the words around an expression.

    Returns:
        One result an expression.
    """
    out: list[ResolvedTime] = []
    report = report_day(times, published)
    scene = Scene(report.day, report.day, year=_first_year(times))
    for index, time in enumerate(times):
        form = json.loads(time.form)
        resolved = _meaning(time, scene, text)
        if _is_some_weekday_of(times[index : index + 2], text):
            # No one knows which: "on a Sunday morning in January 2010" says no more than the month.
            resolved = _meaning(times[index + 1], scene, text)
        out.append(resolved)
        if form["k"] == "date" and not form.get("dateline"):
            scene.period = resolved.date_start
        if resolved.date_start is None or resolved.grain not in ("day", "range"):
            continue
        scene.has_day = True
        if form["k"] == "date" and form["y"] is not None:
            scene.year = form["y"]
        if _OF_SAYING.search(scene.before) or _OF_BEFORE.search(scene.before):
            continue  # "the council said on Thursday" is no day that the text goes on from
        if form["k"] in ("date", "weekday", "range", "holiday") or (form["k"] == "clock" and form["on"]):
            scene.narrative = resolved.date_start
    return _with_nights(times, out, text)


def _meaning(time: TimeExpression, scene: Scene, text: str) -> ResolvedTime:
    """What one expression means where the text is at; `scene` is given the words beside it."""
    scene.before = text[max(0, time.start - _WORDS_BEFORE) : time.start]
    scene.after = text[time.end : time.end + _WORDS_AFTER]
    scene.future = _is_to_come(scene)
    return _widened(_resolve(json.loads(time.form), time.type, scene), scene)


def _is_some_weekday_of(pair: Sequence[TimeExpression], text: str) -> bool:
    """True for the first of two expressions that is any such day of the second: "a Sunday in January", "one Tuesday
    last month"."""
    if len(pair) < _PAIR or json.loads(pair[0].form)["k"] != "weekday":
        return False
    day, longer = pair
    is_any = _ANY.search(text, max(0, day.start - _WORDS_BEFORE), day.start) is not None
    is_joined = _OF_LONGER.fullmatch(text, day.end, longer.start) is not None
    form = json.loads(longer.form)
    is_long = (form["k"] == "date" and form["d"] is None) or (
        form["k"] in ("ago", "period", "past") and form["u"] in ("month", "year")
    )
    return is_any and is_joined and is_long


def _with_nights(times: Sequence[TimeExpression], resolved: Sequence[ResolvedTime], text: str) -> list[ResolvedTime]:
    """The times, "overnight" as the night before the day on which somebody told of it: "an overnight attack, the
    government said on Monday"."""
    told: dict[int, date] = {}
    for time, meaning in zip(times, resolved, strict=True):
        is_day = meaning.date_start is not None and meaning.date_start == meaning.date_end
        before = text[max(0, time.start - _WORDS_BEFORE) : time.start]
        if is_day and meaning.date_start is not None and _TOLD_ON.search(before):
            told.setdefault(time.sentence, meaning.date_start)
    out = []
    for time, meaning in zip(times, resolved, strict=True):
        day = told.get(time.sentence) if time.text.lower() == "overnight" else None
        if day is not None:
            night = shift(day, "day", -1)
            meaning = replace(meaning, value=with_part(night, "NI"), date_start=night, date_end=night)
        out.append(meaning)
    return out


def _is_to_come(scene: Scene) -> bool:
    """Do the words beside an expression speak of what is to come?"""
    if not (_FUTURE.search(scene.before) or _FUTURE_AFTER.match(scene.after)):
        return False
    is_past = _PAST.search(scene.before) or _PAST_AFTER.match(scene.after)
    return not is_past and not (_UNTIL.search(scene.before) and _HAD_AFTER.match(scene.after))


def _widened(time: ResolvedTime, scene: Scene) -> ResolvedTime:
    """A day with words before it that make it some days: "since Wednesday", "around 5 May"."""
    if time.grain in ("month", "season", "year") and _SINCE.search(scene.before) and scene.published is not None:
        # "Since August" tells of more than one day, up to the present.
        return replace(time, date_end=max(time.date_start or scene.published, scene.published), grain="year")
    if time.grain != "day" or time.date_start is None:
        return time
    is_since = _SINCE.search(scene.before) is not None and _WHEN_AFTER.match(scene.after) is None
    if is_since and scene.published is not None and time.date_start < scene.published:
        return replace(time, date_end=scene.published, grain="range")
    if time.type == "DATE" and _AROUND.search(scene.before):
        start, end = shift(time.date_start, "day", -1), shift(time.date_start, "day", 1)
        return replace(time, date_start=start, date_end=end, grain="range")
    return time


def _first_year(times: Sequence[TimeExpression]) -> int | None:
    """The year of the first day of a text that has one."""
    for time in times:
        form = json.loads(time.form)
        if form["k"] == "date" and form["y"] is not None and form["d"] is not None:
            return int(form["y"])
    return None


def _resolve(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    resolver = _RESOLVERS.get(form["k"])
    return resolver(form, kind, scene) if resolver is not None else unresolved(kind, str(form.get("v", "XXXX")))


def _range(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    first, last = (_resolve(form[end], "DATE", scene) for end in "ab")
    if first.date_start is None or last.date_end is None:
        return first
    start, end = first.date_start, last.date_end
    if form["a"]["k"] == "date" and form["a"]["y"] is None and form["b"].get("y") is not None:
        # "30 May to 2 June 2024": the year stands once, at the end.
        start = day_of(end.year, start.month, start.day) or start
    if end < start and form["a"]["k"] == "weekday":
        week = timedelta(days=7)
        # "Between Tuesday and Friday", told on a Wednesday: the Tuesday before that Friday, for the future is not told.
        start, end = (
            (start - week, end) if scene.published is None or end + week > scene.published else (start, end + week)
        )
    elif end < start:
        end += timedelta(days=7)
    if end < start or (end - start).days > LONGEST_RANGE_DAYS:
        return first
    value = with_part(start, None)
    return ResolvedTime(kind, value, start, end, "day" if end == start else "range", first.basis)


def _day(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    part = form.get("part")
    if scene.published is None:
        return unresolved(kind, f"XXXX-XX-XX{'T' + part if part else ''}")
    # "21:30 on the night" and "overnight" have the day on which the night began.
    day = shift(scene.published, "day", int(form["n"]))
    return ResolvedTime(kind, with_part(day, part), day, day, "day", "relative")


def _moved(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    if form["n"] is None:
        return unresolved(kind, "FUTURE_REF" if form.get("later") else "PAST_REF")
    anchor = scene.period if form["u"] in ("month", "year") and scene.period else scene.narrative
    if anchor is None or (form.get("same") and form["u"] == "day" and not scene.has_day):
        return unresolved(kind, "XXXX-XX-XX")  # "on the same day", and no day was told
    if form["u"] == "year" and form["n"] == -1 and scene.quarter is not None:
        return year_before_quarter(scene.quarter)
    return days_around(anchor, form["u"], int(form["n"]), kind, form.get("part"))


def _ago(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    if scene.published is None:
        return unresolved(kind, "PAST_REF")
    if form["n"] is None:
        return (
            resolve_stretch({**form, "v": "PAST_REF"}, kind, scene)
            if form["u"] in ("day", "week")
            else unresolved(kind, "PAST_REF")
        )
    if form["u"] == "year" and form["n"] == -1 and scene.quarter is not None:
        return year_before_quarter(scene.quarter)
    return days_around(scene.published, form["u"], int(form["n"]), kind, None)


def _holiday_day(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    near = scene.published.year if scene.published else scene.year
    year = form["y"] or near
    day = holiday(form["rule"], year) if year else None
    if day is None:
        return unresolved(kind, "XXXX-XX-XX", needs_year=year is None)
    if form["y"] is None and scene.published is not None:
        ahead = (day - scene.published).days
        if not scene.future and form.get("dir") != "next" and ahead > (0 if form.get("dir") == "last" else FUTURE_DAYS):
            day = holiday(form["rule"], scene.published.year - 1) or day
        elif (scene.future or form.get("dir") == "next") and ahead < 0:
            day = holiday(form["rule"], scene.published.year + 1) or day
    basis = "explicit" if form["y"] else "relative"
    if form["rule"].startswith(("hijri", "moon")):
        start, end = day - timedelta(days=MOON_DAYS), day + timedelta(days=MOON_DAYS)
        return ResolvedTime(kind, day.isoformat(), start, end, "range", basis, mod="APPROX")
    if form.get("u"):
        start = day - timedelta(days=day.weekday()) if form["u"] == "week" else day + timedelta(days=5 - day.weekday())
        end = start + timedelta(days=6 if form["u"] == "week" else 1)
        return ResolvedTime(kind, iso_week(start), start, end, form["u"], basis)
    return ResolvedTime(kind, with_part(day, form.get("part")), day, day, "day", basis)


def _clock(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    """A time of day: on the day that stands with it, else on the day the text is at, which is no evidence of a day."""
    if form["h"] is None:
        clock = form.get("part") or "XX"
    else:
        clock = f"{int(form['h']):02d}:{int(form['min']):02d}"
    if form.get("on"):
        day = _resolve(form["on"], "DATE", scene)
        if day.date_start is not None:
            value = f"{day.date_start.isoformat()}T{clock}"
            return ResolvedTime("TIME", value, day.date_start, day.date_end, "day", day.basis)
        return replace(day, type="TIME", value=f"{day.value}T{clock}")
    here = scene.narrative.isoformat() if scene.narrative else "XXXX-XX-XX"
    return ResolvedTime("TIME", f"{here}T{clock}", None, None, "none", "relative")


def _calendar(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    year, month, day, mod = form["y"], form["m"], form["d"], form.get("mod")
    published = scene.published
    if form.get("year") is not None and published is not None:
        year = published.year + form["year"]
    if form.get("months") is not None and published is not None:
        first = add_months(published.replace(day=1), form["months"])
        year, month = first.year, first.month
    if month is None:
        if year is None:
            return unresolved(kind, "XXXX")
        return ResolvedTime(kind, f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "explicit", mod=mod)
    basis = "explicit"
    if year is None:
        if published is not None:
            year = near_year(month, day, published, form.get("dir"), scene.future)
        elif scene.year is not None and form.get("dir") is None:
            year = scene.year
        else:
            return unresolved(kind, f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""), "yearless", needs_year=True)
        basis = "yearless"
    if day is None:
        start, end = month_span(year, month)
        return ResolvedTime(kind, f"{year:04d}-{month:02d}", start, end, "month", basis, mod=mod)
    found = day_of(year, month, day)
    if found is not None and form.get("either") and published is not None and found > published:
        turned = day_of(year, day, month)  # "9/5/2023" in a text of May
        found = turned if turned is not None and turned <= published else found
    if found is None:
        return unresolved(kind, f"{year:04d}-{month:02d}")
    return ResolvedTime(kind, with_part(found, form.get("part")), found, found, "day", basis)


def _weekday(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    published, turn, part = scene.published, form["mod"], form.get("part")
    if published is None:
        return unresolved(kind, f"XXXX-WXX-{form['w'] + 1}" + (f"T{part}" if part else ""))
    if form.get("d") is not None:
        # "Friday, the 13th": the nearest such day of a month.
        for back in range(12):
            first = add_months(published.replace(day=1), -back)
            day = day_of(first.year, first.month, form["d"])
            if day is not None and day.weekday() == form["w"] and day <= published:
                return ResolvedTime(kind, day.isoformat(), day, day, "day", "relative")
    if turn in ("before", "after"):
        published, turn = scene.narrative or published, {"before": "last", "after": "next"}[turn]
    back = (published.weekday() - int(form["w"])) % 7
    ahead = (int(form["w"]) - published.weekday()) % 7
    try:
        if turn == "next" or (turn is None and scene.future):
            day = published + timedelta(days=ahead or 7)
        elif turn == "this" and scene.future:
            day = published + timedelta(days=ahead)
        elif turn == "last_week":
            day = published - timedelta(days=published.weekday() + 7 - int(form["w"]))
        elif turn == "last":
            day = published - timedelta(days=back or 7)
        else:
            day = published - timedelta(days=back)
    except OverflowError:
        return unresolved(kind, "XXXX-XX-XX")
    return ResolvedTime(kind, with_part(day, part), day, day, "day", "relative")


_RESOLVERS: dict[str, Callable[[Mapping[str, Any], str, Scene], ResolvedTime]] = {
    "ago": _ago,
    "century": resolve_century,
    "clock": _clock,
    "date": _calendar,
    "day": _day,
    "decade": resolve_decade,
    "holiday": _holiday_day,
    "past": resolve_stretch,
    "period": resolve_period,
    "quarter": resolve_quarter,
    "range": _range,
    "season": resolve_season,
    "shift": _moved,
    "weekday": _weekday,
}
