"""The day of a report, which its dateline or its publication tells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.records import TimeExpression
from pipeline.resolve.calendars import day_of
from pipeline.resolve.resolved_times import near_year

#: A dateline so many days from publication still tells when the report was written.
DATELINE_DAYS = 21
#: Code points before a date at the head of a text, at most: a bracket.
_AT_HEAD = 1


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
    later, while a quoted older report is not about the present. A full date with which the text begins is that of the
    whole text, however old, where no sentence behind it says another day. Without a day of publication, only a dateline
    with its year counts.
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
        year = form["y"] or near_year(form["m"], form["d"], published, None, False)
        day = day_of(year, form["m"], form["d"])
        is_of_all = (
            form["y"] is not None and time.start <= _AT_HEAD and all(other.sentence == time.sentence for other in times)
        )
        if day is not None and (abs((published - day).days) <= DATELINE_DAYS or (is_of_all and day <= published)):
            return ReportDay(day, "dateline")
    return ReportDay(published, "publication")
