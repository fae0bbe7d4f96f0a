"""Which day a time expression means, and which day an event has (coding rules 5.1; ranges after UCDP's Appendix 2).

The forms of expressions are described in `extract/times.py`. Without a publication day only what the text itself fixes
is resolved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pipeline.records import TimeExpression
from pipeline.resolve.calendars import MOON_DAYS, add_months, day_of, holiday, month_span, shift

#: A date without a year more than this many days after publication is that of the year before.
FUTURE_DAYS = 45
_FUTURE = re.compile(
    r"\b(?:will|shall|would|(?<!had been )(?:scheduled|due)|planned|plans? to|planning"
    r"|expect(?:s|ed)?|set to|upcoming|slated|hopes? to|going to"
    r"|is to|are to|likely to|payable|(?<!to )expires?)\b(?!\W+(?:have|had)\b)"
    r"(?:(?!\b(?:was|were|had|did)\b)[^.;:\n\u201d\"]){0,55}$|\b(?:until|by|ahead\s+of)\s+$",
    re.I,
)
_FUTURE_AFTER = re.compile(r"['\u2019s]*\s+(?:will|shall|is to|are to|would)\b", re.I)
#: What was filed by Wednesday, or planned for a Wednesday and called off, is past.
_PAST = re.compile(r"\bhad\b[^.;:\n]{1,60}\bby\s+$", re.I)
_PAST_AFTER = re.compile(
    r"\s+(?:was|were|had been)\s+(?:cancell?ed|called off|postponed|scrapped|abandoned|banned)\b", re.I
)
_SATURDAY = 5
_SINCE = re.compile(r"\bsince\s+(?:at\s+least\s+)?$", re.I)
_AROUND = re.compile(r"\b(?:around|about|circa)\s+$", re.I)
_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 12)}
#: A dateline so many days from publication still tells when the report was written.
DATELINE_DAYS = 21
#: The longest stretch of days that a range of dates is taken for: a year.
LONGEST_RANGE_DAYS = 366
#: Code points before and after an expression that can say that it is to come.
_WORDS_BEFORE, _WORDS_AFTER = 70, 30


@dataclass(frozen=True, slots=True)
class ResolvedTime:
    """What a time expression means.

    Attributes:
        type: DATE, TIME, DURATION or SET.
        value: TIMEX3 value ("2024-02-07TNI", "P3D", "XXXX-WXX-5").
        date_start, date_end: First and last day; None where the text and the publication day do not fix them.
        grain: day, week, weekend, month, quarter, season, year, decade or none: how exact the words are.
        basis: explicit, yearless or relative (codes/date_basis.csv).
        needs_year: Day and month are said, but no year is to be had.
        mod: START, MID or END of the period.
    """

    type: str
    value: str
    date_start: date | None
    date_end: date | None
    grain: str
    basis: str
    needs_year: bool = False
    mod: str | None = None


@dataclass(frozen=True, slots=True)
class EventDay:
    """The day of an event.

    Attributes:
        event_date: The day coded; None when it cannot be.
        time_precision: 1 day known, 2 week or weekend, 3 month; None with `event_date`.
        date_start, date_end: What the words allow, first and last day.
        basis: How it is known (codes/date_basis.csv).
        reasons: Why there is no day: DATE_UNRESOLVED, DATE_YEAR_UNRESOLVED.
    """

    event_date: date | None
    time_precision: int | None
    date_start: date | None
    date_end: date | None
    basis: str
    reasons: tuple[str, ...]


def _near_year(month: int, day: int | None, anchor: date, direction: str | None, future: bool) -> int:
    """The year of a date said without one: the one closest to publication, the past before the future."""
    if direction == "next":
        return anchor.year if (month, day or 28) > (anchor.month, anchor.day) else anchor.year + 1
    if direction == "last":
        return (
            anchor.year if (month, day or 1) < (anchor.month, anchor.day) and month != anchor.month else anchor.year - 1
        )
    probe = day_of(anchor.year, month, min(day or 15, 28))
    if probe is None or direction == "this":
        return anchor.year
    if future:
        return anchor.year if (month, day or 28) >= (anchor.month, anchor.day) else anchor.year + 1
    if (probe - anchor).days > FUTURE_DAYS + (0 if day else 15):
        return anchor.year - 1
    if (anchor - probe).days > 365 - FUTURE_DAYS:
        return anchor.year + 1
    return anchor.year


def _with_part(day: date, part: str | None) -> str:
    return f"{day.isoformat()}T{part}" if part else day.isoformat()


def _week(day: date) -> str:
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02d}"


@dataclass(frozen=True, slots=True)
class ReportDay:
    """The day on which a report was written, from which its "today" and its weekdays are reckoned.

    Attributes:
        day: None when neither the publication nor the text tells it.
        basis: publication or dateline (codes/date_basis.csv).
    """

    day: date | None
    basis: str


def is_dateline(time: TimeExpression) -> bool:
    """True for the day on which the report was written (see `extract/times.py`): it is no day of what is told."""
    return bool(json.loads(time.form).get("dateline"))


def report_day(times: Sequence[TimeExpression], published: date | None) -> ReportDay:
    """The day of a report: that of its dateline, else that of its publication.

    A dateline counts beside a day of publication only within `DATELINE_DAYS` of it: an agency text is printed days
    later, while a quoted older report is not about the present. Without one, only a dateline with its year counts.
    """
    for time in times:
        form = json.loads(time.form)
        if not form.get("dateline"):
            continue
        if published is None:
            day = day_of(form["y"], form["m"], form["d"]) if form["y"] is not None else None
            if day is not None:
                return ReportDay(day, "dateline")
            continue
        year = form["y"] or _near_year(form["m"], form["d"], published, None, False)
        day = day_of(year, form["m"], form["d"])
        if day is not None and abs((published - day).days) <= DATELINE_DAYS:
            return ReportDay(day, "dateline")
    return ReportDay(published, "publication")


@dataclass(slots=True)
class _Scene:
    """What the expressions of one text are reckoned from.

    Attributes:
        published: The day of the report; None when it is not known.
        narrative: The day the text is at.
        period: The first day of the last month, year or day that was said.
        year: The year of the last full date of the text, where no day of the report gives one.
        quarter: Year and quarter of the last business quarter, with the letter for its length.
        future: The words before or after the expression speak of what is to come.
        before: Some words before the expression.
        after: Some words after it.
    """

    published: date | None
    narrative: date | None
    period: date | None = None
    year: int | None = None
    quarter: tuple[int, int, str] | None = None
    future: bool = False
    before: str = ""
    after: str = ""


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
    scene = _Scene(report.day, report.day, year=_first_year(times))
    for time in times:
        form = json.loads(time.form)
        scene.before = text[max(0, time.start - _WORDS_BEFORE) : time.start]
        scene.after = text[time.end : time.end + _WORDS_AFTER]
        scene.future = bool(_FUTURE.search(scene.before) or _FUTURE_AFTER.match(scene.after)) and not (
            _PAST.search(scene.before) or _PAST_AFTER.match(scene.after)
        )
        resolved = _widened(_resolve(form, time.type, scene), scene)
        out.append(resolved)
        if form["k"] == "date" and not form.get("dateline"):
            scene.period = resolved.date_start
        if resolved.date_start is None or resolved.grain not in ("day", "range"):
            continue
        if form["k"] == "date" and form["y"] is not None:
            scene.year = form["y"]
        if form["k"] in ("date", "weekday", "range", "holiday") or (form["k"] == "clock" and form["on"]):
            scene.narrative = resolved.date_start
    return out


def _widened(time: ResolvedTime, scene: _Scene) -> ResolvedTime:
    """A day with words before it that make it some days: "since Wednesday", "around 5 May"."""
    if time.grain in ("month", "season", "year") and _SINCE.search(scene.before) and scene.published is not None:
        # "Since August" tells of more than one day, up to the present.
        return replace(time, date_end=max(time.date_start or scene.published, scene.published), grain="year")
    if time.grain != "day" or time.date_start is None:
        return time
    if _SINCE.search(scene.before) and scene.published is not None and time.date_start < scene.published:
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


def _unknown(kind: str, value: str, basis: str = "relative", *, needs_year: bool = False) -> ResolvedTime:
    return ResolvedTime(kind, value, None, None, "none", basis, needs_year)


def _resolve(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    resolver = _RESOLVERS.get(form["k"])
    return resolver(form, kind, scene) if resolver is not None else _unknown(kind, str(form.get("v", "XXXX")))


def _range(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
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
    value = _with_part(start, None)
    return ResolvedTime(kind, value, start, end, "day" if end == start else "range", first.basis)


def _day(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    part = form.get("part")
    if scene.published is None:
        return _unknown(kind, f"XXXX-XX-XX{'T' + part if part else ''}")
    # "21:30 on the night" and "overnight" have the day on which the night began.
    day = shift(scene.published, "day", int(form["n"]))
    return ResolvedTime(kind, _with_part(day, part), day, day, "day", "relative")


def _moved(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    if form["n"] is None:
        return _unknown(kind, "FUTURE_REF" if form.get("later") else "PAST_REF")
    anchor = scene.period if form["u"] in ("month", "year") and scene.period else scene.narrative
    if anchor is None:
        return _unknown(kind, "XXXX-XX-XX")
    if form["u"] == "year" and form["n"] == -1 and scene.quarter is not None:
        return _year_before_quarter(scene.quarter)
    return _around(anchor, form["u"], int(form["n"]), kind, form.get("part"))


def _ago(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    if scene.published is None:
        return _unknown(kind, "PAST_REF")
    if form["n"] is None:
        return (
            _stretch({**form, "v": "PAST_REF"}, kind, scene)
            if form["u"] in ("day", "week")
            else _unknown(kind, "PAST_REF")
        )
    if form["u"] == "year" and form["n"] == -1 and scene.quarter is not None:
        return _year_before_quarter(scene.quarter)
    return _around(scene.published, form["u"], int(form["n"]), kind, None)


def _year_before_quarter(quarter: tuple[int, int, str]) -> ResolvedTime:
    """ "A year ago" in a report on a quarter is the same quarter of the year before."""
    year, number, letter = quarter
    return _part_of_year("DATE", year - 1, number, letter, "relative")


def _holiday_day(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    near = scene.published.year if scene.published else scene.year
    year = form["y"] or near
    day = holiday(form["rule"], year) if year else None
    if day is None:
        return _unknown(kind, "XXXX-XX-XX", needs_year=year is None)
    if form["y"] is None and scene.published is not None:
        ahead = (day - scene.published).days
        if not scene.future and form.get("dir") != "next" and ahead > (0 if form.get("dir") == "last" else FUTURE_DAYS):
            day = holiday(form["rule"], scene.published.year - 1) or day
        elif (scene.future or form.get("dir") == "next") and ahead < 0:
            day = holiday(form["rule"], scene.published.year + 1) or day
    basis = "explicit" if form["y"] else "relative"
    if form["rule"].startswith("hijri"):
        start, end = day - timedelta(days=MOON_DAYS), day + timedelta(days=MOON_DAYS)
        return ResolvedTime(kind, day.isoformat(), start, end, "range", basis, mod="APPROX")
    if form.get("u"):
        start = day - timedelta(days=day.weekday()) if form["u"] == "week" else day + timedelta(days=5 - day.weekday())
        end = start + timedelta(days=6 if form["u"] == "week" else 1)
        return ResolvedTime(kind, _week(start), start, end, form["u"], basis)
    return ResolvedTime(kind, _with_part(day, form.get("part")), day, day, "day", basis)


def _season(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    year = form["y"] or (scene.published.year if scene.published else None)
    if year is None:
        return _unknown(kind, "XXXX")
    first, last = _SEASON_MONTHS[form["s"]]
    return ResolvedTime(
        kind, f"{year}-{form['s']}", date(year, first, 1), month_span(year, last)[1], "season", "explicit"
    )


def _decade(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    start = int(form["v"]) * 10
    return ResolvedTime(
        kind, form["v"], date(start, 1, 1), date(start + 9, 12, 31), "decade", "explicit", mod=form.get("mod")
    )


def _century(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    first = (int(form["n"]) - 1) * 100
    return ResolvedTime(
        kind, f"{first // 100:02d}", date(max(first, 1), 1, 1), date(first + 99, 12, 31), "century", "explicit"
    )


def _part_of_year(kind: str, year: int, number: int, letter: str, basis: str) -> ResolvedTime:
    months = {"Q": 3, "H": 6}[letter]
    start = date(year, (number - 1) * months + 1, 1)
    end = month_span(year, number * months)[1]
    return ResolvedTime(kind, f"{year}-{letter}{number}", start, end, "quarter", basis)


def _quarter(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    """A quarter or half of a year; without a number, the one last spoken of, else the last one that is over."""
    letter = "H" if form["u"] == "half" else "Q"
    year, number = form["y"], form["q"]
    if scene.published is None and year is None:
        return _unknown(kind, f"XXXX-{letter}X")
    if number is None and scene.quarter is not None and scene.quarter[2] == letter and not form["now"]:
        year, number = year or scene.quarter[0], scene.quarter[1]
        year += -1 if form["ago"] else 0
    elif number is None and scene.published is not None:
        months = 6 if letter == "H" else 3
        index = scene.published.year * (12 // months) + (scene.published.month - 1) // months
        index -= 0 if form["now"] else 1
        index -= 12 // months if form["ago"] else 0
        year, number = year or index // (12 // months), index % (12 // months) + 1
    elif year is None and scene.published is not None:
        year = scene.published.year + form["dir"]
    if year is None or number is None or not 1 <= year <= 9990:
        return _unknown(kind, f"XXXX-{letter}X")
    if not form["ago"] and form["dir"] == 0:
        scene.quarter = (year, number, letter)
    return _part_of_year(kind, year, number, letter, "explicit" if form["y"] else "relative")


def _clock(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
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


def _calendar(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    year, month, day, mod = form["y"], form["m"], form["d"], form.get("mod")
    published = scene.published
    if form.get("year") is not None and published is not None:
        year = published.year + form["year"]
    if month is None:
        if year is None:
            return _unknown(kind, "XXXX")
        return ResolvedTime(kind, f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "explicit", mod=mod)
    basis = "explicit"
    if year is None:
        if published is not None:
            year = _near_year(month, day, published, form.get("dir"), scene.future)
        elif scene.year is not None and form.get("dir") is None:
            year = scene.year
        else:
            return _unknown(kind, f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""), "yearless", needs_year=True)
        basis = "yearless"
    if day is None:
        start, end = month_span(year, month)
        return ResolvedTime(kind, f"{year:04d}-{month:02d}", start, end, "month", basis, mod=mod)
    found = day_of(year, month, day)
    if found is None:
        return _unknown(kind, f"{year:04d}-{month:02d}")
    return ResolvedTime(kind, _with_part(found, form.get("part")), found, found, "day", basis)


def _weekday(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    published, turn, part = scene.published, form["mod"], form.get("part")
    if published is None:
        return _unknown(kind, f"XXXX-WXX-{form['w'] + 1}" + (f"T{part}" if part else ""))
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
        return _unknown(kind, "XXXX-XX-XX")
    return ResolvedTime(kind, _with_part(day, part), day, day, "day", "relative")


def _around(anchor: date, unit: str, count: int, kind: str, part: str | None) -> ResolvedTime:
    """A point so many units from an anchor: as exact as the unit."""
    day = shift(anchor, unit, count)
    if unit in ("week", "weekend"):
        monday = day - timedelta(days=day.weekday()) if day.toordinal() > 7 else day
        start, end = (monday, monday) if count == 0 else (day, day)
        try:
            start, end = (
                (start, end + timedelta(days=6)) if count == 0 else (start - timedelta(days=3), end + timedelta(days=3))
            )
        except OverflowError:
            return _unknown(kind, "XXXX")
        return ResolvedTime(kind, _week(day), start, end, "week", "relative")
    if unit in ("month", "quarter"):
        span = month_span(day.year, day.month)
        return ResolvedTime(kind, f"{day.year:04d}-{day.month:02d}", *span, "month", "relative")
    if unit in ("year", "decade", "century"):
        return ResolvedTime(kind, f"{day.year:04d}", date(day.year, 1, 1), date(day.year, 12, 31), "year", "relative")
    if unit in ("hour", "minute", "second"):
        return ResolvedTime(kind, day.isoformat(), day, day, "day", "relative")
    return ResolvedTime(kind, _with_part(day, part), day, day, "day", "relative")


def _stretch(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    """A stretch of time up to the day of publication: "the past three days", "recently".

    Source: UCDP's table of expressions: past 24 hours R-1 to R, 48 and 72 hours R-2 to R, two days R-2 to R-1, some
    days R-3 to R-1, a week R-6 to R, some weeks R-21 to R.
    """
    unit, count, published = form["u"], form["n"], scene.published
    value = str(form.get("v", "PAST_REF"))
    if form.get("future") or published is None:
        return _unknown(kind, value)
    last = 0
    if unit in ("hour", "minute", "second"):
        days = 1 if unit != "hour" or count is None or count <= 24 else 2 if count <= 72 else -(-count // 24)
        start = shift(published, "day", -min(days, 3000))
    elif unit == "day":
        start, last = shift(published, "day", -min(3 if count is None else count, 3000)), 1 if count != 1 else 0
    elif unit == "week" and (count is None or count == 1):
        start = shift(published, "day", -21 if count is None else -6)
    else:
        start = shift(published, unit, -min(3 if count is None else count, 9000))
    end = shift(published, "day", -last)
    length = (end - start).days
    grain = "range" if length <= 8 else "month" if length <= 31 else "year"
    # The middle of the 24 hours before an evening's report lies on its own day.
    mod = "END" if unit == "hour" and length == 1 else None
    return ResolvedTime(kind, value, min(start, end), end, grain, "relative", mod=mod)


def _period(form: Mapping[str, Any], kind: str, scene: _Scene) -> ResolvedTime:
    published = scene.published
    if published is None:
        return _unknown(kind, "XXXX")
    unit, count, mod = form["u"], int(form["n"]), form.get("mod")
    if unit == "weekend":
        return _weekend(form, kind, published, scene.future)
    if unit == "week" and form.get("past"):
        # The past week is the seven days up to the report (UCDP's table), last week that of the calendar.
        start = shift(published, "day", -6)
        return ResolvedTime(kind, _week(start), start, published, "week", "relative")
    if unit == "week":
        return _week_period(count, mod, kind, published)
    if unit == "month":
        day = add_months(published.replace(day=1), count)
        start, end = month_span(day.year, day.month)
        if mod == "EARLIER" and count == 0:
            end = max(start, published - timedelta(days=1))
        value = f"{day.year:04d}-{day.month:02d}"
        return ResolvedTime(kind, value, start, end, "month", "relative", mod=None if mod == "EARLIER" else mod)
    if unit == "quarter":
        index = published.year * 4 + (published.month - 1) // 3 + count
        return _part_of_year(kind, index // 4, index % 4 + 1, "Q", "relative")
    if unit in ("spring", "summer", "fall", "winter"):
        return _season_period(unit, count, kind, published)
    year = published.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    if not 1 <= year <= 9990:
        return _unknown(kind, "XXXX")
    if unit in ("decade", "century"):
        length = 10 if unit == "decade" else 100
        first = year // length * length
        value = f"{year // 10}" if unit == "decade" else f"{year // 100:02d}"
        return ResolvedTime(kind, value, date(max(first, 1), 1, 1), date(first + length - 1, 12, 31), unit, "relative")
    return ResolvedTime(kind, f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "relative", mod=mod)


def _weekend(form: Mapping[str, Any], kind: str, published: date, future: bool) -> ResolvedTime:
    """On a Saturday or Sunday "the weekend" is the present one, else the one before; "this weekend" may be to come."""
    saturday = published - timedelta(days=(published.weekday() - _SATURDAY) % 7)
    count = int(form["n"])
    if count == 1 or (future and (count == 0 or form.get("the")) and published.weekday() < _SATURDAY):
        saturday += timedelta(days=7)
    elif count == -1 and published.weekday() >= _SATURDAY and not form.get("the"):
        saturday -= timedelta(days=7)
    return ResolvedTime(kind, f"{_week(saturday)}-WE", saturday, saturday + timedelta(days=1), "weekend", "relative")


def _week_period(count: int, mod: str | None, kind: str, published: date) -> ResolvedTime:
    start = published - timedelta(days=published.weekday()) + timedelta(weeks=count)
    value, end = _week(start), start + timedelta(days=6)
    if count == 0:
        end = max(start, min(end, published))
    if mod == "END":
        start = start + timedelta(days=4)
    elif mod in ("START", "EARLIER"):
        end = start + timedelta(days=2)
    return ResolvedTime(kind, value, start, max(start, end), "week", "relative", mod=mod)


def _season_period(unit: str, count: int, kind: str, published: date) -> ResolvedTime:
    code = {"spring": "SP", "summer": "SU", "fall": "FA", "winter": "WI"}[unit]
    first, last = _SEASON_MONTHS[code]
    year = published.year + count
    if count == -1 and last < published.month:
        # "Last spring" in autumn is that of the same year.
        year = published.year
    return ResolvedTime(kind, f"{year}-{code}", date(year, first, 1), month_span(year, last)[1], "season", "relative")


_RESOLVERS: dict[str, Callable[[Mapping[str, Any], str, _Scene], ResolvedTime]] = {
    "ago": _ago,
    "century": _century,
    "clock": _clock,
    "date": _calendar,
    "day": _day,
    "decade": _decade,
    "holiday": _holiday_day,
    "past": _stretch,
    "period": _period,
    "quarter": _quarter,
    "range": _range,
    "season": _season,
    "shift": _moved,
    "weekday": _weekday,
}


def event_day(time: ResolvedTime, *, published: date | None) -> EventDay:
    """The day of an event that a time expression governs.

    A day is precision 1; a week, a weekend or some days are 2, the middle; a month is 3, the 15th, the first or the
    last day for its beginning or end. Less than a month is no day: DATE_UNRESOLVED. A day after publication is no day
    of a thing that happened.
    """
    start, end = time.date_start, time.date_end
    if start is None or end is None:
        return EventDay(
            None, None, None, None, time.basis, ("DATE_YEAR_UNRESOLVED" if time.needs_year else "DATE_UNRESOLVED",)
        )
    if published is not None and end > published:
        if start > published:
            return EventDay(None, None, start, end, time.basis, ("DATE_UNRESOLVED",))
        end = published
    if time.grain == "day":
        return EventDay(start, 1, start, end, time.basis, ())
    if time.grain == "month" and start.day != 1:
        return EventDay(start + (end - start) // 2, 3, start, end, time.basis, ())
    if time.grain == "month":
        day = start if time.mod == "START" else end if time.mod == "END" else min(start.replace(day=15), end)
        first, last = {
            "START": (start, min(start + timedelta(days=9), end)),
            "MID": (start.replace(day=10), min(start.replace(day=20), end)),
            "END": (start.replace(day=15), end),
        }.get(time.mod or "", (start, end))
        return EventDay(day, 3, min(first, last), last, time.basis, ())
    if time.grain in ("week", "weekend", "range"):
        days = (end - start).days
        half = -(-days // 2) if time.mod == "END" and time.grain == "range" else days // 2
        return EventDay(start + timedelta(days=half), 1 if days == 0 else 2, start, end, time.basis, ())
    return EventDay(None, None, start, end, time.basis, ("DATE_UNRESOLVED",))


def inherited_day(day: EventDay) -> EventDay:
    """The day of an event that takes it over from another event of the same text: at best precision 2."""
    if day.event_date is None:
        return day
    return replace(day, time_precision=max(day.time_precision or 2, 2), basis="inherited")
