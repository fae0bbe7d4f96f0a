"""Time expressions: where they stand and what they say, before it is known which day "Wednesday" was.

What counts as one stands in `patterns/times.jsonl` (`time_patterns.py`), what each kind means in `time_meanings.py`.
`form` of an expression is a JSON object, its meaning without anchor:
    {"k": "date", "y": 2024, "m": 2, "d": 7, "part": P}           calendar date; null for what is not said
    {"k": "range", "a": FORM, "b": FORM}                          "May 5-7", "Monday to Wednesday"
    {"k": "weekday", "w": 0..6, "mod": "last", "part": P}         Monday is 0; mod: see below
    {"k": "day", "n": -1, "part": P}                              days from publication: yesterday -1
    {"k": "shift", "u": "day", "n": -1, "part": P}                from the day the text is at: "the day before"
    {"k": "ago", "u": "week", "n": -3}                            from publication: "three weeks ago"
    {"k": "period", "u": "week", "n": -1, "mod": M}               whole units from the present one: "last month"
    {"k": "past", "u": "day", "n": 3, "future": false}            a stretch up to publication: "the past three days"
    {"k": "clock", "h": 21, "min": 30, "part": P, "on": FORM}     a time of day, with the day if that is said
    {"k": "holiday", "rule": "easter+1", "y": null, "dir": null}  rule as in time_words.csv
    {"k": "quarter", "q": 1, "u": "half", "y": null, "dir": 0}    quarter or half of a business year
    {"k": "season"|"decade"|"century"|"ref"|"duration"|"set"}     see their readers
mod of a weekday is last, next or this, seen from publication; before or after, seen from the day the text is at;
or null.
P, the part of the day, is MO, MI, AF, EV, NI or null. M is START, MID, END, EARLIER (before publication) or null.
`"dateline": true` marks the day on which the report was written, which is no day of what it tells; `"heads": true`
beside it a day that stands alone at the head of a line ("5 November 2011: Gunmen killed four"), which is the day of
what the line tells where nothing in it says another. `"same": true` marks a shift that points to a day told before:
"on the same day".
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

from pipeline.extract.time_meanings import find_meanings
from pipeline.language.layout import MONTH
from pipeline.records import TimeExpression

#: Code points of a text within which a heading can hold the day of the report.
_HEADING = 300
#: Days before the report within which a date is one of this week's.
_WEEK = 7
#: Most words of a heading that ends in a day.
_HEADING_WORDS = 14
_CITY = re.compile(
    r"\W{0,3}(?:\([^()\n]{1,30}\)\s*)?(?:[A-Z\u00c0-\u00dd][\w.'\u2019-]*\)?(?:,?[^\S\n]+|,?[^\S\n]*\())"
    r"{1,8}$"
)
_CAPITALS = re.compile(r"\b[A-Z\u00c0-\u00dd]{3,}\b|\((?:Reuters|AP|AFP|Xinhua|UPI|dpa|ANI|IANS|CNN)\)")
_AFTER_DATELINE = re.compile(
    r"\)?\s*(?:[(/\[][^()\]/\n]{2,60}[)\]/]\s*)?(?:--|[-\u2013\u2014]+(?=\s)|:)|\)[^\S\n]*(?:\n|[^\S\n](?=[A-Z\u2018\u201c]))|\)?\s*[(/\[][^()\]/\n]{2,60}[)\]/]\s"
)
#: A line that a day heads, and how many make a list: "18 March: ...", "19 March: ...".
_SEVERAL = 2
_DAY_AT_HEAD = re.compile(
    rf"\n[ *\u2022-]*(?:\d{{1,2}} {MONTH}|{MONTH} \d{{1,2}})(?:,? \d{{4}})?\s*(?:[-\u2013\u2014:])"
)
#: What stands between the day that heads an entry and what is told in it; a town in capitals makes a dateline of it.
_BEFORE_ENTRY = re.compile(r"\)?[^\S\n]*(?::|[-\u2013\u2014]+(?=\s))[^\S\n]*(?=[^\W\d_])(?![A-Z\u00c0-\u00dd]{4,}\b)")
_STOPS = (".", "!", "?", '"', "\u201d")
_PREPOSITION_BEFORE = re.compile(r"\b(?:on|of|in|since|from|until|till|by|after|before|for|to|and|between)\s+$", re.I)


def is_dateline(time: TimeExpression) -> bool:
    """True for the day on which the report was written."""
    return bool(json.loads(time.form).get("dateline"))


def _in_dateline(text: str, start: int, end: int) -> bool:
    """True for the day on which the report was written: in a dateline ("KABUL (Dec. 27) -"), or ending a heading."""
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start]
    after = text[end : end + 80]
    if not before.strip(" (["):
        is_head = bool(re.match(r"\)?\s*(?:[-\u2013\u2014:]|\n)", after)) and start < _HEADING
        return is_head and len(_DAY_AT_HEAD.findall(f"\n{text}")) < _SEVERAL
    if _CITY.match(before) and _CAPITALS.search(before) and _AFTER_DATELINE.match(after):
        return True
    in_heading = start < _HEADING and re.match(r"\)?[^\S\n]*(?:\n|$)", after) is not None and "\n" in text[end:]
    return in_heading and len(before.split()) <= _HEADING_WORDS and not _PREPOSITION_BEFORE.search(before)


def heads_entry(time: TimeExpression) -> bool:
    """True for a day that stands alone at the head of what happened on it, as in a chronicle."""
    return bool(json.loads(time.form).get("heads"))


def _is_head_of_entry(text: str, start: int, end: int) -> bool:
    """True for a day and a colon or dash before what is told in a full sentence, without the town of a dateline: "5
    November 2011: Gunmen killed", not "24 January 2012 - KABUL - Gunmen killed" or the headline "Dec. 2: Militants
    Killed"."""
    is_first = not text[text.rfind("\n", 0, start) + 1 : start].strip(" ([")
    line = text[start:].split("\n", 1)[0].rstrip()
    return is_first and _BEFORE_ENTRY.match(text, end) is not None and line[-1:] in _STOPS


#: How exactly a form dates what it governs; the lower, the better. What is not here says no day at all.
_EXACTNESS = {"range": 0, "weekday": 0, "day": 0, "holiday": 0, "past": 1, "season": 4, "decade": 4, "quarter": 4}
_UNIT_EXACTNESS = {"day": 0, "hour": 0, "minute": 0, "second": 0, "week": 1, "weekend": 1, "month": 2}
#: The rank of what says no day: a time of day, "now", a year.
NO_DAY = 4


def exactness(time: TimeExpression) -> int:
    """How exactly an expression dates what it governs: 0 a day, 1 some days or a week, 2 a month, `NO_DAY` less."""
    form = json.loads(time.form)
    kind = form["k"]
    if form.get("dateline"):
        return NO_DAY
    if kind == "date":
        return 0 if form["d"] is not None else 2 if form["m"] is not None else NO_DAY
    if kind in ("shift", "ago", "period"):
        if form["n"] is None:
            return 1 if kind == "ago" and form["u"] in ("day", "week") else NO_DAY
        return _UNIT_EXACTNESS.get(form["u"], NO_DAY)
    if kind == "clock":
        return 0 if form["on"] else NO_DAY
    if kind == "past":
        return NO_DAY if form["future"] else min(_UNIT_EXACTNESS.get(form["u"], NO_DAY) + 1, NO_DAY)
    return _EXACTNESS.get(kind, NO_DAY)


def is_month_or_year(time: TimeExpression) -> bool:
    """True for a month or a year without a day: "in April", "in 2011"."""
    form = json.loads(time.form)
    return bool(form["k"] == "date" and form["d"] is None)


def is_of_another_year(time: TimeExpression, published: date | None) -> bool:
    """True for what says how many years ago, or names a year before that of the report: no day of the news."""
    form = json.loads(time.form)
    if form["k"] == "ago":
        return form["n"] is not None and form["u"] in ("year", "decade", "century")
    if form["k"] in ("period", "shift") and form.get("u") in ("year", "decade", "century"):
        return (form.get("n") or 0) < 0  # "last year"
    is_year = form["k"] == "date" and form["y"] is not None and form["m"] is None and form["d"] is None
    return is_year and published is not None and form["y"] < published.year


def is_vague(time: TimeExpression) -> bool:
    """True for a stretch without a length: "recently", "in recent weeks"."""
    form = json.loads(time.form)
    return bool(form["k"] == "past" and form["n"] is None)


def is_holiday(time: TimeExpression) -> bool:
    """True for a day by its name: "Christmas Eve", "Independence Day"."""
    return bool(json.loads(time.form)["k"] == "holiday")


def is_of_this_week(time: TimeExpression, published: date | None) -> bool:
    """True for a day told from that of the report, "Tuesday", "yesterday", "this week", and for a date shortly before
    it: "Feb. 5"."""
    form = json.loads(time.form)
    if form["k"] == "date" and published is not None and form["m"] is not None and form["d"] is not None:
        years = (form["y"],) if form["y"] else (published.year, published.year - 1)
        return any(0 <= (published - day).days <= _WEEK for year in years for day in _days(year, form["m"], form["d"]))
    return form["k"] in ("weekday", "day") or (form["k"] == "period" and form["u"] == "week")


def _days(year: int, month: int, day: int) -> list[date]:
    """The day of such a date; none for "February 30"."""
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _is_glossed(text: str, before: TimeExpression, start: int, end: int) -> bool:
    """Does a date stand alone in square brackets behind a time, as an editor explains "yesterday" or "Wednesday"?"""
    return re.fullmatch(r"\s*\[", text[before.end : start]) is not None and text[end : end + 1] == "]"


def find_times(text: str) -> list[TimeExpression]:
    """Time expressions of a text, in text order, without overlaps; `sentence` is left 0 for the caller."""
    out: list[TimeExpression] = []
    for start, end, _, (kind, form) in find_meanings(text):
        if out and form["k"] == "date" and form["d"] is not None and _is_glossed(text, out[-1], start, end):
            # "yesterday [24 October]": the day that the brackets give.
            out[-1] = replace(out[-1], type=kind, form=json.dumps(form, separators=(",", ":"), sort_keys=True))
            continue
        if form["k"] == "date" and form["d"] is not None and _in_dateline(text, start, end):
            form["dateline"] = True
            if _is_head_of_entry(text, start, end):
                form["heads"] = True
        out.append(
            TimeExpression(
                start=start,
                end=end,
                text=text[start:end],
                type=kind,
                form=json.dumps(form, separators=(",", ":"), sort_keys=True),
                sentence=0,
            )
        )
    return out
