"""Which day a time expression means, and which day an event has (CODING_RULES 5.1; ranges after UCDP's table of expressions).

The forms of expressions are described in `extract/times.py`. Without a publication day only what the text itself fixes is resolved.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pipeline.records import TimeExpression

#: A date without a year more than this many days after publication is that of the year before.
FUTURE_DAYS = 45
_FUTURE = re.compile(
    r"\b(?:will|shall|to be|scheduled|due|planned|plans|expected|would|until|by|set to|upcoming|starting|beginning)\b[^.;]{0,40}$",
    re.I,
)
_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 12)}
_LETTER = {
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "hour": "H",
    "minute": "M",
    "second": "S",
    "quarter": "Q",
    "decade": "E",
    "century": "C",
}


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


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _add_months(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        return day
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _shift(day: date, unit: str, count: int) -> date:
    try:
        if unit == "week":
            return day + timedelta(weeks=count)
        if unit == "month":
            return _add_months(day, count)
        if unit == "quarter":
            return _add_months(day, 3 * count)
        if unit in ("year", "decade", "century"):
            return _add_months(day, 12 * count * {"year": 1, "decade": 10, "century": 100}[unit])
        if unit in ("hour", "minute", "second"):
            return day
        return day + timedelta(days=count)
    except OverflowError:
        return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus's method)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * j) // 433
    month = (h + j - 7 * m + 90) // 25
    return date(year, month, (h + j - 7 * m + 33 * month + 19) % 32)


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _holiday(name: str, year: int) -> date | None:
    fixed = {
        "christmas eve": (12, 24),
        "christmas": (12, 25),
        "christmas day": (12, 25),
        "new year's eve": (12, 31),
        "new year's day": (1, 1),
        "new year's": (1, 1),
        "new year": (1, 1),
        "halloween": (10, 31),
        "valentine's day": (2, 14),
        "may day": (5, 1),
        "boxing day": (12, 26),
        "veterans day": (11, 11),
        "nowruz": (3, 21),
    }
    moving = {
        "good friday": -2,
        "easter": 0,
        "easter sunday": 0,
        "easter monday": 1,
        "palm sunday": -7,
        "ash wednesday": -46,
    }
    if name in fixed:
        return date(year, *fixed[name])
    if name in moving:
        return easter(year) + timedelta(days=moving[name])
    if name == "thanksgiving":
        return _nth_weekday(year, 11, 3, 4)
    if name == "labor day":
        return _nth_weekday(year, 9, 0, 1)
    if name == "mother's day":
        return _nth_weekday(year, 5, 6, 2)
    if name == "columbus day":
        return _nth_weekday(year, 10, 0, 2)
    return None


def _near_year(month: int, day: int | None, anchor: date, direction: str | None) -> int:
    """The year of a date said without one: the one closest to publication, the past before the future."""
    if direction == "next":
        return anchor.year if (month, day or 28) > (anchor.month, anchor.day) else anchor.year + 1
    if direction == "last":
        return (
            anchor.year if (month, day or 1) < (anchor.month, anchor.day) and month != anchor.month else anchor.year - 1
        )
    probe = _safe(anchor.year, month, min(day or 15, 28))
    if probe is None:
        return anchor.year
    if (probe - anchor).days > FUTURE_DAYS + (0 if day else 15):
        return anchor.year - 1
    if (anchor - probe).days > 365 - FUTURE_DAYS:
        return anchor.year + 1
    return anchor.year


def _with_part(day: date, part: str | None) -> str:
    return f"{day.isoformat()}T{part}" if part else day.isoformat()


def resolve_times(times: Sequence[TimeExpression], *, published: date | None, text: str) -> list[ResolvedTime]:
    """Resolve the time expressions of one text.

    Args:
        times: As found, in text order.
        published: Calendar day where the publisher is; None when it is not known: nothing stands in for it.
        text: The text, for the words before an expression.

    Returns:
        One result an expression.
    """
    out: list[ResolvedTime] = []
    narrative = published
    for time in times:
        form = json.loads(time.form)
        before = text[max(0, time.start - 60) : time.start]
        resolved = _resolve(form, time.type, published, narrative, bool(_FUTURE.search(before)), before)
        out.append(resolved)
        if resolved.date_start is not None and resolved.grain == "day" and form["k"] in ("date", "weekday", "range"):
            narrative = resolved.date_start
    return out


def _unknown(kind: str, value: str, basis: str = "relative", *, needs_year: bool = False) -> ResolvedTime:
    return ResolvedTime(kind, value, None, None, "none", basis, needs_year)


def _resolve(
    form: Mapping[str, Any], kind: str, published: date | None, narrative: date | None, future: bool, before: str
) -> ResolvedTime:
    k = form["k"]
    if k == "date":
        return _calendar(form, kind, published)
    if k == "range":
        first, second = (
            _resolve(form["a"], "DATE", published, narrative, future, before),
            _resolve(form["b"], "DATE", published, narrative, future, before),
        )
        if first.date_start is None or second.date_end is None:
            return replace(first, needs_year=first.needs_year)
        end = second.date_end if second.date_end >= first.date_start else second.date_end + timedelta(days=7)
        return ResolvedTime(
            kind, first.value, first.date_start, end, "day" if end == first.date_start else "range", first.basis
        )
    if k == "weekday":
        return _weekday(form, kind, published, future)
    if k in ("day", "ago", "past", "period") and published is None:
        return _unknown(kind, {"day": "XXXX-XX-XX", "ago": "PAST_REF", "past": "PAST_REF", "period": "XXXX"}[k])
    if k == "day" and published is not None:
        day = _shift(published, "day", int(form["n"]))
        # "21:30 on the night" and "overnight" have the day on which the night began.
        return ResolvedTime(kind, _with_part(day, form.get("part")), day, day, "day", "relative")
    if k == "shift":
        if narrative is None:
            return _unknown(kind, "XXXX-XX-XX")
        if form["n"] is None:
            return _unknown(kind, "FUTURE_REF")
        return _around(narrative, form["u"], int(form["n"]), kind, form.get("part"))
    if k == "ago" and published is not None:
        if form["n"] is None:
            return _unknown(kind, "PAST_REF")
        return _around(published, form["u"], int(form["n"]), kind, None)
    if k == "past" and published is not None:
        return _stretch(form, kind, published)
    if k == "period" and published is not None:
        return _period(form, kind, published)
    if k == "holiday":
        year = form["y"] or (published.year if published else None)
        day = _holiday(form["name"], year) if year else None
        if day is not None and form["y"] is None and published is not None and (day - published).days > FUTURE_DAYS:
            day = _holiday(form["name"], published.year - 1)
        return (
            ResolvedTime(kind, day.isoformat(), day, day, "day", "explicit" if form["y"] else "relative")
            if day
            else _unknown(kind, "XXXX-XX-XX", needs_year=published is None)
        )
    if k == "season":
        year = form["y"] or (published.year if published else None)
        if year is None:
            return _unknown(kind, "XXXX")
        first, last = _SEASON_MONTHS[form["s"]]
        return ResolvedTime(
            kind, f"{year}-{form['s']}", date(year, first, 1), _month_span(year, last)[1], "season", "explicit"
        )
    if k == "decade":
        start = int(form["v"]) * 10
        return ResolvedTime(kind, form["v"], date(start, 1, 1), date(start + 9, 12, 31), "decade", "explicit")
    if k == "quarter":
        year = form["y"] or (published.year if published else None)
        if year is None or form["q"] is None:
            return _unknown(kind, "XXXX-QX" if form["u"] == "quarter" else "XXXX-HX")
        months = 3 if form["u"] == "quarter" else 6
        q = min(int(form["q"]), 12 // months)
        start = date(year, (q - 1) * months + 1, 1)
        return ResolvedTime(
            kind,
            f"{year}-{'Q' if months == 3 else 'H'}{q}",
            start,
            _month_span(year, q * months)[1],
            "quarter",
            "explicit" if form["y"] else "relative",
        )
    if k == "clock":
        day = narrative
        clock = f"{int(form['h']):02d}:{int(form['min']):02d}" if form["h"] is not None else form.get("part") or "XX"
        return ResolvedTime(
            "TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}T{clock}", None, None, "none", "relative"
        )
    return _unknown(kind, str(form.get("v", "XXXX")))


def _calendar(form: Mapping[str, Any], kind: str, published: date | None) -> ResolvedTime:
    year, month, day, mod = form["y"], form["m"], form["d"], form.get("mod")
    if month is None:
        if year is None:
            return _unknown(kind, "XXXX")
        return ResolvedTime(kind, f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "explicit", mod=mod)
    basis = "explicit"
    if year is None:
        if published is None:
            return _unknown(kind, f"XXXX-{month:02d}" + (f"-{day:02d}" if day else ""), "yearless", needs_year=True)
        year, basis = _near_year(month, day, published, form.get("dir")), "yearless"
    if day is None:
        start, end = _month_span(year, month)
        return ResolvedTime(kind, f"{year:04d}-{month:02d}", start, end, "month", basis, mod=mod)
    found = _safe(year, month, day)
    if found is None:
        return _unknown(kind, f"{year:04d}-{month:02d}")
    return ResolvedTime(kind, _with_part(found, form.get("part")), found, found, "day", basis)


def _weekday(form: Mapping[str, Any], kind: str, published: date | None, future: bool) -> ResolvedTime:
    if published is None:
        return _unknown(kind, f"XXXX-WXX-{form['w'] + 1}")
    back = (published.weekday() - int(form["w"])) % 7
    mod = form["mod"]
    if mod == "next" or (future and mod is None):
        day = published + timedelta(days=(int(form["w"]) - published.weekday()) % 7 or 7)
    elif mod == "this" and future:
        day = published + timedelta(days=(int(form["w"]) - published.weekday()) % 7)
    elif mod == "last":
        day = published - timedelta(days=back or 7)
    else:
        day = published - timedelta(days=back)
    return ResolvedTime(kind, _with_part(day, form.get("part")), day, day, "day", "relative")


def _around(anchor: date, unit: str, count: int, kind: str, part: str | None) -> ResolvedTime:
    """A point so many units from an anchor: as exact as the unit."""
    day = _shift(anchor, unit, count)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        if count == 0:
            return ResolvedTime(
                kind,
                f"{day.isocalendar().year}-W{day.isocalendar().week:02d}",
                monday,
                monday + timedelta(days=6),
                "week",
                "relative",
            )
        return ResolvedTime(
            kind,
            f"{day.isocalendar().year}-W{day.isocalendar().week:02d}",
            day - timedelta(days=3),
            day + timedelta(days=3),
            "week",
            "relative",
        )
    if unit == "month":
        return ResolvedTime(
            kind, f"{day.year:04d}-{day.month:02d}", *_month_span(day.year, day.month), "month", "relative"
        )
    if unit in ("year", "decade", "century"):
        return ResolvedTime(kind, f"{day.year:04d}", date(day.year, 1, 1), date(day.year, 12, 31), "year", "relative")
    if unit in ("hour", "minute", "second"):
        return ResolvedTime(kind, day.isoformat(), day, day, "day", "relative")
    return ResolvedTime(kind, _with_part(day, part), day, day, "day", "relative")


def _stretch(form: Mapping[str, Any], kind: str, published: date) -> ResolvedTime:
    """A stretch of time up to the day of publication: "the past three days"."""
    unit, count = form["u"], form["n"]
    letter = _LETTER.get(unit, "D")
    value = f"P{'T' if unit in ('hour', 'minute', 'second') else ''}{'X' if count is None else count}{letter}"
    if form.get("future"):
        return _unknown(kind, value)
    if kind == "DATE" and count is None:
        value = "PAST_REF"
    if unit in ("hour", "minute", "second"):
        days = 1 if count is None or count <= 24 else -(-count // 24)
        return ResolvedTime(kind, value, published - timedelta(days=min(days, 3000)), published, "range", "relative")
    start = _shift(published, unit, -(count if count is not None else 3))
    return ResolvedTime(
        kind,
        value,
        start,
        published,
        "range" if (published - start).days <= 8 else "month" if (published - start).days <= 31 else "year",
        "relative",
    )


def _period(form: Mapping[str, Any], kind: str, published: date) -> ResolvedTime:
    unit, count, mod = form["u"], int(form["n"]), form.get("mod")
    if unit == "weekend":
        # On a Saturday or Sunday "the weekend" is the present one, else the one before.
        saturday = published - timedelta(days=(published.weekday() - 5) % 7)
        if count == 1:
            saturday += timedelta(days=7)
        elif count == -1 and published.weekday() >= 5 and form.get("strict"):
            saturday -= timedelta(days=7)
        iso = saturday.isocalendar()
        return ResolvedTime(
            kind, f"{iso.year}-W{iso.week:02d}-WE", saturday, saturday + timedelta(days=1), "weekend", "relative"
        )
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=count)
        iso = monday.isocalendar()
        start, end = monday, monday + timedelta(days=6)
        if count == 0:
            end = max(start, min(end, published))
        if mod == "END":
            start = monday + timedelta(days=4)
        elif mod in ("START", "EARLIER"):
            end = monday + timedelta(days=2)
        return ResolvedTime(kind, f"{iso.year}-W{iso.week:02d}", start, max(start, end), "week", "relative", mod=mod)
    if unit == "month":
        day = _add_months(published.replace(day=1), count)
        start, end = _month_span(day.year, day.month)
        if mod == "EARLIER" and count == 0:
            end = max(start, published - timedelta(days=1))
        return ResolvedTime(
            kind,
            f"{day.year:04d}-{day.month:02d}",
            start,
            end,
            "month",
            "relative",
            mod=None if mod == "EARLIER" else mod,
        )
    if unit == "quarter":
        index = published.year * 4 + (published.month - 1) // 3 + count
        year, quarter = index // 4, index % 4
        return ResolvedTime(
            kind,
            f"{year}-Q{quarter + 1}",
            date(year, quarter * 3 + 1, 1),
            _month_span(year, quarter * 3 + 3)[1],
            "quarter",
            "relative",
        )
    if unit in ("spring", "summer", "fall", "winter"):
        code = {"spring": "SP", "summer": "SU", "fall": "FA", "winter": "WI"}[unit]
        first, last = _SEASON_MONTHS[code]
        year = published.year + count if count else published.year
        if count == -1 and last < published.month:
            year = published.year
        return ResolvedTime(
            kind, f"{year}-{code}", date(year, first, 1), _month_span(year, last)[1], "season", "relative"
        )
    year = published.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    if not 1 <= year <= 9990:
        return _unknown(kind, "XXXX")
    if unit == "decade":
        return ResolvedTime(
            kind, f"{year // 10}", date(year // 10 * 10, 1, 1), date(year // 10 * 10 + 9, 12, 31), "decade", "relative"
        )
    return ResolvedTime(kind, f"{year:04d}", date(year, 1, 1), date(year, 12, 31), "year", "relative", mod=mod)


def event_day(time: ResolvedTime, *, published: date | None) -> EventDay:
    """The day of an event that a time expression governs.

    A day is precision 1; a week, a weekend or some days are 2, the middle; a month is 3, the 15th, the first or the last day for its beginning or
    end. Less than a month is no day: DATE_UNRESOLVED. A day after publication is no day of a thing that happened.
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
        return EventDay(start + timedelta(days=days // 2), 1 if days == 0 else 2, start, end, time.basis, ())
    return EventDay(None, None, start, end, time.basis, ("DATE_UNRESOLVED",))


def inherited_day(day: EventDay) -> EventDay:
    """The day of an event that takes it over from another event of the same text: at best precision 2."""
    if day.event_date is None:
        return day
    return replace(day, time_precision=max(day.time_precision or 2, 2), basis="inherited")
