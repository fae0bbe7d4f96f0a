"""Sums with days of the calendar: months and years on, Easter, holidays by rule."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of three numbers; None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_span(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, count: int) -> date:
    """The same day of another month, or its last one; the day itself where that is outside the calendar."""
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        return day
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def shift(day: date, unit: str, count: int) -> date:
    """A day so many units later; the day itself where the unit is shorter, or that is outside the calendar."""
    try:
        if unit == "week":
            return day + timedelta(weeks=count)
        if unit == "month":
            return add_months(day, count)
        if unit == "quarter":
            return add_months(day, 3 * count)
        if unit in ("year", "decade", "century"):
            return add_months(day, 12 * count * {"year": 1, "decade": 10, "century": 100}[unit])
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


#: Days by which the day of an Islamic feast differs from the reckoned one, as the moon is seen.
MOON_DAYS = 1
#: The day before the first of the Islamic era, as an ordinal (16 July 622 of the Julian calendar is the first).
_HIJRI_EPOCH = 227_014


def hijri(year: int, month: int, day: int) -> date:
    """A day of the tabular Islamic calendar (11 leap years in 30), within `MOON_DAYS` of the one that is kept."""
    months = (month - 1) * 29 + month // 2
    return date.fromordinal(_HIJRI_EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + months + day)


#: A new moon (6 January 2000, 18:14 UT) and the mean time between two, in days (Meeus, Astronomical Algorithms, 49).
_NEW_MOON, _LUNATION = date(2000, 1, 6).toordinal() + 0.76, 29.530588861


def new_moon(day: date) -> date:
    """The day of the first mean new moon from a day on; that of the true one lies within a day of it."""
    count = math.ceil((day.toordinal() - _NEW_MOON) / _LUNATION)
    return date.fromordinal(int(_NEW_MOON + count * _LUNATION))


def _in_gregorian_year(month: int, day: int, year: int) -> date | None:
    """The first such day of the Islamic calendar in a year; None before the era and at the end of the calendar."""
    first = (year - 622) * 33 // 32
    for lunar in range(max(first, 1), first + 3):
        found = hijri(lunar, month, day) if lunar * 354 < date.max.toordinal() - 2 * _HIJRI_EPOCH else None
        if found is not None and found.year == year:
            return found
    return None


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday: "12-25", "easter-2", "11-thu-4" (the fourth Thursday; the fifth is the last one),
    "hijri-10-01" (the first of the tenth Islamic month), "moon-10-18-1" (a day before the first new moon from 18
    October on)."""
    if rule.startswith("hijri-"):
        _, moon, number = rule.split("-")
        return _in_gregorian_year(int(moon), int(number), year)
    if rule.startswith("moon-"):
        from_month, from_day, *before = (int(part) for part in rule.split("-")[1:])
        return new_moon(date(year, from_month, from_day)) - timedelta(days=sum(before))
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    month, _, rest = rule.partition("-")
    weekday, _, number = rest.partition("-")
    if not month:
        return None
    if not number:
        return day_of(year, int(month), int(weekday))
    day = _nth_weekday(year, int(month), _WEEKDAYS.index(weekday), int(number))
    return day if day.month == int(month) else day - timedelta(days=7)
