"""Which days a period means that is longer than a day: weeks, seasons, quarters, years, "the last two months"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pipeline.resolve.calendars import add_months, month_span, shift
from pipeline.resolve.resolved_times import ResolvedTime, Scene, iso_week, unresolved, with_part

_SATURDAY = 5
#: What was "earlier this month" lies more days back than those of which news tells the weekday; chosen by hand.
LATELY = 3
_SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 12)}


def year_before_quarter(quarter: tuple[int, int, str]) -> ResolvedTime:
    """ "A year ago" in a report on a quarter is the same quarter of the year before."""
    year, number, letter = quarter
    return _part_of_year("DATE", year - 1, number, letter, "relative")


def resolve_season(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    year = form["y"] or (scene.published.year if scene.published else None)
    if year is None:
        return unresolved(kind, "XXXX")
    first, last = _SEASON_MONTHS[form["s"]]
    return ResolvedTime(
        kind, f"{year}-{form['s']}", date(year, first, 1), month_span(year, last)[1], "season", "explicit"
    )


def resolve_decade(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    start = int(form["v"]) * 10
    return ResolvedTime(
        kind, form["v"], date(start, 1, 1), date(start + 9, 12, 31), "decade", "explicit", mod=form.get("mod")
    )


def resolve_century(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    first = (int(form["n"]) - 1) * 100
    return ResolvedTime(
        kind, f"{first // 100:02d}", date(max(first, 1), 1, 1), date(first + 99, 12, 31), "century", "explicit"
    )


def _part_of_year(kind: str, year: int, number: int, letter: str, basis: str) -> ResolvedTime:
    months = {"Q": 3, "H": 6}[letter]
    start = date(year, (number - 1) * months + 1, 1)
    end = month_span(year, number * months)[1]
    return ResolvedTime(kind, f"{year}-{letter}{number}", start, end, "quarter", basis)


def resolve_quarter(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    """A quarter or half of a year; without a number, the one last spoken of, else the last one that is over."""
    letter = "H" if form["u"] == "half" else "Q"
    year, number = form["y"], form["q"]
    if scene.published is None and year is None:
        return unresolved(kind, f"XXXX-{letter}X")
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
        if form["dir"] == 0 and number is not None and not scene.future:
            first_month = (number - 1) * (6 if letter == "H" else 3) + 1
            # In January "the fourth quarter" is that of the year before.
            year -= 1 if first_month > scene.published.month else 0
    if year is None or number is None or not 1 <= year <= 9990:
        return unresolved(kind, f"XXXX-{letter}X")
    if not form["ago"] and form["dir"] == 0:
        scene.quarter = (year, number, letter)
    return _part_of_year(kind, year, number, letter, "explicit" if form["y"] else "relative")


def days_around(anchor: date, unit: str, count: int, kind: str, part: str | None) -> ResolvedTime:
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
            return unresolved(kind, "XXXX")
        return ResolvedTime(kind, iso_week(day), start, end, "week", "relative")
    if unit in ("month", "quarter"):
        span = month_span(day.year, day.month)
        return ResolvedTime(kind, f"{day.year:04d}-{day.month:02d}", *span, "month", "relative")
    if unit in ("year", "decade", "century"):
        return ResolvedTime(kind, f"{day.year:04d}", date(day.year, 1, 1), date(day.year, 12, 31), "year", "relative")
    if unit in ("hour", "minute", "second"):
        return ResolvedTime(kind, day.isoformat(), day, day, "day", "relative")
    return ResolvedTime(kind, with_part(day, part), day, day, "day", "relative")


def resolve_stretch(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    """A stretch of time up to the day of publication: "the past three days", "recently".

    Source: UCDP's table of expressions: past 24 hours R-1 to R, 48 and 72 hours R-2 to R, two days R-2 to R-1, some
    days R-3 to R-1, a week R-6 to R, some weeks R-21 to R.
    """
    unit, count, published = form["u"], form["n"], scene.published
    value = str(form.get("v", "PAST_REF"))
    if form.get("future") or published is None:
        return unresolved(kind, value)
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


def resolve_period(form: Mapping[str, Any], kind: str, scene: Scene) -> ResolvedTime:
    published = scene.published
    if published is None:
        return unresolved(kind, "XXXX")
    unit, count, mod = form["u"], int(form["n"]), form.get("mod")
    if unit == "weekend":
        return _weekend(form, kind, published, scene.future)
    if unit == "week" and form.get("past"):
        # The past week is the seven days up to the report (UCDP's table), last week that of the calendar.
        start = shift(published, "day", -6)
        return ResolvedTime(kind, iso_week(start), start, published, "week", "relative")
    if unit == "week":
        return _week_period(count, mod, kind, published)
    if unit == "month":
        day = add_months(published.replace(day=1), count)
        start, end = month_span(day.year, day.month)
        if mod == "EARLIER" and count == 0:
            end = max(start, published - timedelta(days=LATELY))
        value = f"{day.year:04d}-{day.month:02d}"
        return ResolvedTime(kind, value, start, end, "month", "relative", mod=None if mod == "EARLIER" else mod)
    if unit == "quarter":
        index = published.year * 4 + (published.month - 1) // 3 + count
        return _part_of_year(kind, index // 4, index % 4 + 1, "Q", "relative")
    if unit in ("spring", "summer", "fall", "winter"):
        return _season_period(unit, count, kind, published)
    year = published.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    if not 1 <= year <= 9990:
        return unresolved(kind, "XXXX")
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
    return ResolvedTime(kind, f"{iso_week(saturday)}-WE", saturday, saturday + timedelta(days=1), "weekend", "relative")


def _week_period(count: int, mod: str | None, kind: str, published: date) -> ResolvedTime:
    start = published - timedelta(days=published.weekday()) + timedelta(weeks=count)
    value, end = iso_week(start), start + timedelta(days=6)
    if count == 0:
        end = max(start, min(end, published))
    if mod == "END":
        start = start + timedelta(days=4)
    elif mod == "EARLIER" and count == 0:
        end = max(start, min(end, published - timedelta(days=1)))  # it leans early (`coded_days.event_day`)
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
