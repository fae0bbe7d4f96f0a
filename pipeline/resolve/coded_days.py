"""The day that an event has by a time expression, and how exactly (coding rules 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.resolve.periods import LATELY
from pipeline.resolve.resolved_times import ResolvedTime


@dataclass(frozen=True, slots=True)
class EventDay:
    """The day of an event.

    Attributes:
        event_date: The day coded; None when it cannot be.
        time_precision: 1 day known, 2 week or weekend, 3 month; None with `event_date`.
        date_start, date_end: What the words allow, first and last day.
        basis: How it is known (codes/date_basis.csv).
        reasons: Why there is no day: DATE_UNRESOLVED, DATE_YEAR_UNRESOLVED.
        likely_end: The last day that is meant beside news of other days, where the words lean early ("earlier this
            week"); None where it is `date_end`.
    """

    event_date: date | None
    time_precision: int | None
    date_start: date | None
    date_end: date | None
    basis: str
    reasons: tuple[str, ...]
    likely_end: date | None = None


def event_day(time: ResolvedTime, *, published: date | None) -> EventDay:
    """The day of an event that a time expression governs.

    A day is precision 1; a week, a weekend or some days are 2, the middle, of what was "earlier this week" that of its
    beginning; a month is 3, the 15th, the first or the last day for its beginning or end. Less than a month is no day:
    DATE_UNRESOLVED. A day after publication is no day of a thing that happened.
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
    if time.grain == "week" and time.mod == "EARLIER" and published is not None:
        likely = max(start, min(end, start + timedelta(days=2), published - timedelta(days=LATELY)))
        return EventDay(start + (likely - start) // 2, 2, start, end, time.basis, (), likely)
    if time.grain in ("week", "weekend", "range"):
        days = (end - start).days
        half = -(-days // 2) if time.mod == "END" and time.grain == "range" else days // 2
        precision = 1 if days == 0 and time.grain == "range" else 2  # "earlier this week" is no day, however short
        return EventDay(start + timedelta(days=half), precision, start, end, time.basis, ())
    return EventDay(None, None, start, end, time.basis, ("DATE_UNRESOLVED",))


def inherited_day(day: EventDay) -> EventDay:
    """The day of an event that takes it over from another event of the same text: at best precision 2."""
    if day.event_date is None:
        return day
    return replace(day, time_precision=max(day.time_precision or 2, 2), basis="inherited")
