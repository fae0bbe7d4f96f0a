"""What a time expression is resolved to, and what it is reckoned from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.resolve.calendars import day_of

#: A date without a year more than this many days after publication is that of the year before; one that passed fewer
#: days ago is no day to come.
FUTURE_DAYS = 45


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


def near_year(month: int, day: int | None, anchor: date, direction: str | None, future: bool) -> int:
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
    if future and day:
        for year in (anchor.year, anchor.year - 1):
            passed = day_of(year, month, day)
            if passed is not None and 0 < (anchor - passed).days <= FUTURE_DAYS:
                return year  # "would reopen, as it did after the Aug. 7 blast": nobody means that of next year
    if future:
        return anchor.year if (month, day or 28) >= (anchor.month, anchor.day) else anchor.year + 1
    if (probe - anchor).days > FUTURE_DAYS + (0 if day else 15):
        return anchor.year - 1
    if (anchor - probe).days > 365 - FUTURE_DAYS:
        return anchor.year + 1
    return anchor.year


def with_part(day: date, part: str | None) -> str:
    return f"{day.isoformat()}T{part}" if part else day.isoformat()


def iso_week(day: date) -> str:
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02d}"


@dataclass(slots=True)
class Scene:
    """What the expressions of one text are reckoned from.

    Attributes:
        published: The day of the report; None when it is not known.
        narrative: The day the text is at.
        period: The first day of the last month, year or day that was said.
        year: The year of the last full date of the text, where no day of the report gives one.
        quarter: Year and quarter of the last business quarter, with the letter for its length.
        has_day: A day was told before.
        future: The words before or after the expression speak of what is to come.
        before: Some words before the expression.
        after: Some words after it.
    """

    published: date | None
    narrative: date | None
    period: date | None = None
    year: int | None = None
    quarter: tuple[int, int, str] | None = None
    has_day: bool = False
    future: bool = False
    before: str = ""
    after: str = ""


def unresolved(kind: str, value: str, basis: str = "relative", *, needs_year: bool = False) -> ResolvedTime:
    return ResolvedTime(kind, value, None, None, "none", basis, needs_year)
