"""Days and instants as sources and pages write them: ISO 8601, mail dates, days with the month in words.

Only what can be read in one way is read: 02/08/2024 is a day in August in one country and in February in another, so it
is no day here. Expressions in running text are not for this module (extract/times.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip

#: Years that a publication on paper or on the web can have.
FIRST_YEAR, LAST_YEAR = 1800, 2199

#: A year of two figures from this one on is of the 1900s: electronic news archives begin in the 1970s.
TWO_DIGIT_PIVOT = 70

_MONTH = r"(?P<month_name>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T ]\s?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:(?:\s*[,|·–-])?\s*(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z\b|UTC|GMT|[+-]\d\d:?\d\d)?(?:\s*\(?[A-Z]{2,5}\)?)?)?"
)
_DAY_FIRST = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+"
    + _MONTH
    + r",?[\s-]+(?P<year>\d{4}|\d\d(?!\d|:))"
    + _TIME,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_FORMS = (_ISO, _SLASHED, _DAY_FIRST, _MONTH_FIRST)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was published.

    Attributes:
        day: Calendar day where it was written: in the zone that the writer gives.
        instant: The instant in UTC, whole seconds; None when no time of day or no zone is given.
        offset: Minutes that the clock of the writer is ahead of UTC; None without an instant.
    """

    day: date
    instant: datetime | None = None
    offset: int | None = None


def read_stamp(text: str) -> Stamp | None:
    """The day, and the instant if there is one, that a whole text says; None if it says none or more than one reading.

    Args:
        text: "2024-02-08", "2024-02-08T01:30:00+03:00", "Thu, 08 Feb 2024 01:30:00 +0300", "February 8, 2024, 1:30 PM".
    """
    text = " ".join(text.split())
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _stamp(match.groupdict())
    return None


def find_day(text: str, position: int = 0, end: int | None = None) -> tuple[date, int, int] | None:
    """The first complete day - day, month and year - that stands in a part of a text, with where it stands.

    Args:
        text: Any text.
        position: Where to begin, in code points.
        end: Where to stop; None for the end of the text.

    Returns:
        The day and its span; None when there is none.
    """
    end = len(text) if end is None else end
    found = []
    for form in (_DAY_IN_TEXT, _MONTH_DAY_IN_TEXT):
        for match in form.finditer(text, position, end):
            stamp = _stamp(match.groupdict())
            if stamp:
                found.append((match.start(), match.end(), stamp.day))
                break
    if not found:
        return None
    start, stop, day = min(found)
    return day, start, stop


_DAY_IN_TEXT = re.compile(
    r"(?<![\w-])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+" + _MONTH + r",?\s+(?P<year>\d{4}|\d\d)(?![\w:])",
    re.IGNORECASE,
)
_MONTH_DAY_IN_TEXT = re.compile(
    r"(?<![\w-])" + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{4})(?![\w:])", re.IGNORECASE
)


def _stamp(parts: dict[str, str | None]) -> Stamp | None:
    name = parts.get("month_name")
    month = MONTHS[name.lower()] if name else int(parts["month"] or 0)
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 1900 if year >= TWO_DIGIT_PIVOT else 2000
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        day = date(year, month, int(parts["day"] or 0))
    except ValueError:
        return None
    local = _local(day, parts)
    return Stamp(day) if local is None else Stamp(day, *local)


def _local(day: date, parts: dict[str, str | None]) -> tuple[datetime, int] | None:
    """The instant and the minutes that its zone is ahead of UTC."""
    zone = parts.get("zone")
    if parts.get("hour") is None or zone is None:
        return None
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        local = datetime(day.year, day.month, day.day, hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
        told = local.replace(tzinfo=_zone(zone))
        return told.astimezone(UTC), (told.utcoffset() or timedelta()) // timedelta(minutes=1)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(offset if text[0] == "+" else -offset)
