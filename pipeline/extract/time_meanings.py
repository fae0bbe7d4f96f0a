"""What each kind of time expression says; the grammar of the forms stands in `times.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pipeline.extract.time_patterns import time_patterns, time_words
from pipeline.language.numbers import parse_number

Form = dict[str, Any]
Meaning = tuple[str, Form]

#: A year of two figures below this one is of the 2000s.
TWO_DIGIT_PIVOT = 40
#: Code points before and after an expression that its reader can look at.
_BEFORE = 12

_TIMED = frozenset({"second", "minute", "hour"})
_FUTURE_WAYS = frozenset({"next", "coming", "following", "upcoming", "future"})
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_ALL_DIGITS = re.compile(r"\D")


class _Groups:
    """What the groups of a pattern found, in small letters, with plain blanks and apostrophes; None if nothing."""

    def __init__(self, match: re.Match[str], groups: tuple[tuple[str, str], ...]) -> None:
        self._found = {short: match.group(full) for short, full in groups}
        self.text = match.group()
        self.after = match.string[match.end() : match.end() + _BEFORE]
        self.before = match.string[max(0, match.start() - _BEFORE) : match.start()]

    def __getitem__(self, name: str) -> str | None:
        found = self._found.get(name)
        return " ".join(found.lower().replace("\u2019", "'").split()) if found is not None else None

    def raw(self, name: str) -> str:
        return self._found.get(name) or ""


def _value(kind: str, word: str | None) -> str | None:
    """The value of a word of `time_words.csv`; a short form has a stop there and may lack it in the text."""
    if word is None:
        return None
    words = time_words()[kind]
    return words.get(word) or words.get(word.rstrip(".") + ".") or words.get(word.rstrip("."))


_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 5}
_WEEKDAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _month(word: str | None) -> int | None:
    value = _value("month", word)
    return int(value) if value else None


def _weekday(word: str | None) -> int:
    return int(_value("weekday", word) or 0)


def _part(word: str | None, *points: str | None) -> str | None:
    """The part of the day that a word means: "night"; without one, "early" is the morning and "late" the evening."""
    part = _value("part", word.rstrip("s") if word and word.endswith("s") else word) if word else None
    for point in points:
        part = part or (_value("point", point.strip(" -")) if point else None)
    return part or None


def _unit(word: str | None) -> str:
    word = word or "day"
    return "century" if word == "centuries" else word.rstrip("s")


def _year(word: str | None) -> int | None:
    """A year in figures, of two or four, or as it is spoken."""
    if word is None:
        return None
    digits = _ALL_DIGITS.sub("", word)
    if digits:
        value = int(digits)
        return value if value > 99 else (1900 if value >= TWO_DIGIT_PIVOT else 2000) + value
    if word.startswith("two thousand"):
        return 2000 + (parse_number(word.removeprefix("two thousand").removeprefix(" and").strip()) or 0)
    century, _, rest = word.replace("-", " ").partition(" ")
    low = parse_number(rest.removeprefix("oh ").replace(" ", "-") if rest.startswith("oh") else rest.replace(" ", "-"))
    return (parse_number(century) or 0) * 100 + (low or 0)


def _day(figures: str | None, words: str | None) -> int | None:
    """The day of the month, in figures or as an ordinal."""
    if figures is not None:
        return int(_ALL_DIGITS.sub("", figures))
    if words is None:
        return None
    ordinals = time_words()["ordinal"]
    tens, _, rest = words.partition("-")
    if rest in ordinals:
        return {"twenty": 20, "thirty": 30}.get(tens, 0) + int(ordinals[rest])
    return int(ordinals[words]) if words in ordinals else None


def _count(word: str | None) -> Fraction | None:
    """How many; None for "several", "a few" and the like."""
    if word is None:
        return None
    if word in ("a", "an"):
        return Fraction(1)
    if word.startswith("half"):
        return Fraction(1, 2)
    if word in ("a couple of", "couple of"):
        return Fraction(2)
    whole, _, rest = word.partition(" ")
    if rest in ("1/2", "1/4", "3/4"):
        return Fraction(int(_ALL_DIGITS.sub("", whole) or 0)) + Fraction(rest)
    if word.endswith(" and a half"):
        return (_count(word.removesuffix(" and a half")) or Fraction(0)) + Fraction(1, 2)
    number = parse_number(word)
    if number is None and re.fullmatch(r"\d+\.\d+", word):
        return Fraction(word)
    return None if number is None else Fraction(number)


def _whole(count: Fraction | None) -> int | None:
    return None if count is None else int(count)


def _edge(word: str | None) -> str | None:
    """START, MID or END, for "the beginning of", "mid", "late"."""
    if not word:
        return None
    if re.search(r"\b(?:early|earlier|beginning|start|first)\b", word):
        return "START"
    if re.search(r"\b(?:mid|middle|second week)\b", word):
        return "MID"
    return "END" if re.search(r"\b(?:late|later|end|close|last|latter|second)\b", word) else None


def _direction(word: str | None) -> int:
    """-1 for what was last, 1 for what is next, 0 for this."""
    words = set((word or "").split())
    if words & {"last", "past", "previous", "preceding", "latest"}:
        return -1
    return 1 if words & _FUTURE_WAYS else 0


def _date(year: int | None, month: int | None, day: int | None, part: str | None = None) -> Form | None:
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    return {"k": "date", "y": year, "m": month, "d": day, "part": part}


def _typed(form: Form | None) -> Meaning | None:
    return None if form is None else ("TIME" if form.get("part") else "DATE", form)


def _length(count: Fraction | None, unit: str) -> str:
    """The TIMEX3 value of a length of time: P3D, PT30M, P2Y6M, P20Y for two decades, PXW for some weeks."""
    if unit in ("decade", "century", "fortnight"):
        times, unit = {"decade": (10, "year"), "century": (100, "year"), "fortnight": (2, "week")}[unit]
        if count is None:
            return "PXE" if times == 10 else "PXC" if times == 100 else "PXW"
        count *= times
    letter = _value("unit", unit) or "D"
    time = "T" if unit in _TIMED else ""
    if count is None:
        return f"P{time}X{letter}"
    if count.denominator == 2 and unit in ("year", "hour"):
        smaller = "6M" if unit == "year" else "30M"
        return f"P{time}{int(count)}{letter}{smaller}" if count > 1 else f"P{time}{smaller}"
    return f"P{time}{int(count) if count.denominator == 1 else float(count)}{letter}"


def _figures(g: _Groups) -> Meaning | None:
    if g["a"] is not None:
        first, second = int(g["a"] or 0), int(g["b"] or 0)
        # Month first unless that is impossible: most English-language wires with figures are American. Not with stops.
        month, day = (second, first) if first > 12 or g["sep"] == "." else (first, second)
        slashed = _date(_year(g["y"]), month, day)
        is_either = g["sep"] == "/" and max(first, second) <= 12 and first != second
        return _typed({**slashed, "either": True} if slashed is not None and is_either else slashed)
    found = _date(_year(g["y"]), int(g["m"] or 0), int(g["d"] or 0))
    if found is not None and g["h"] is not None:
        return "TIME", {"k": "clock", "h": int(g["h"] or 0), "min": int(g["min"] or 0), "part": None, "on": found}
    return _typed(found)


def _nth_weekday(g: _Groups) -> Meaning | None:
    """ "The first Sunday of May"; the fifth is the last one."""
    month, number = _month(g["m"]), _NTH.get((g["nth"] or "").lower())
    if month is None or number is None or _is_short_weekday(g, "w") or _no_month(g):
        return None
    rule = f"{month:02d}-{_WEEKDAY_CODES[_weekday(g['w'])]}-{number}"
    return "DATE", {"k": "holiday", "rule": rule, "y": _year(g["y"]), "dir": None, "part": None}


def _day_of_month(g: _Groups) -> Meaning | None:
    """ "The 11th of this month"."""
    found = _date(None, None, _day(g["d"], None))
    return None if found is None else ("DATE", {**found, "months": _direction(g["dir"])})


def _no_month(g: _Groups, name: str = "m") -> bool:
    """True for a small "may", "march" or "mar": a verb, unless a year follows."""
    return g.raw(name).rstrip(".") in ("may", "march", "mar") and not (g["y"] or g["y2"])


def _day_range(g: _Groups) -> Meaning | None:
    month, year = _month(g["m"]), _year(g["y"])
    first, last = _date(year, month, _day(g["a"], None)), _date(year, month, _day(g["b"], None))
    return None if first is None or last is None or _no_month(g) else ("DATE", {"k": "range", "a": first, "b": last})


def _two_dates(g: _Groups) -> Meaning | None:
    year = _year(g["y"])
    first = _date(year, _month(g["am"] or g["am2"]), _day(g["a"] or g["a2"], None))
    last = _date(year, _month(g["bm"] or g["bm2"]), _day(g["b"] or g["b2"], None))
    return None if first is None or last is None else ("DATE", {"k": "range", "a": first, "b": last})


def _calendar_day(g: _Groups) -> Meaning | None:
    if _no_month(g):
        return None
    # "on the night of 7 February", "7 February in the morning"; "early on 7 February" is the morning of that day.
    head = g.text.lower().split(" of ")[0] if " of " in g.text.lower() else ""
    said = next((w for w in time_words()["part"] if re.search(rf"\b{w}s?\b", head)), None)
    part = _part(g["part"] or said, g["point"])
    form = _date(_year(g["y"] or g["y2"]), _month(g["m"]), _day(g["d"], g["word"]), part)
    if form is not None and g["dir"] is not None:  # "May 11 last year"
        form["year"] = _direction(g["dir"])
    return _typed(form)


def _weekday_of_month(g: _Groups) -> Meaning | None:
    day = _day(g["d"], None)
    return "DATE", {"k": "weekday", "w": _weekday(g["w"]), "mod": None, "part": None, "d": day}


def _month_only(g: _Groups) -> Meaning | None:
    if g["dir"] is None and g["y"] is None and g.raw("m").islower() and not g["mod"]:
        return None
    if g.raw("m") in ("may", "march") and not g["y"]:
        return None
    if g.raw("m") in ("MARCH", "MAY") and not g["y"] and g.before.lower().endswith("the "):
        return None
    form = _date(_year(g["y"]), _month(g["m"]), None)
    if form is not None:
        form["mod"] = _edge(g["mod"])
        if g["dir"] is not None:
            whole_year = g.text.lower().endswith("year")
            turn = _direction(g["dir"])
            form["year" if whole_year else "dir"] = turn if whole_year else {-1: "last", 1: "next"}.get(turn, "this")
    return _typed(form)


def _holiday(g: _Groups) -> Meaning | None:
    name, tail = g["name"] or "", g["tail"]
    holidays = time_words()["holiday"]
    if g.raw("name")[:1].islower():
        return None
    form: Form = {"k": "holiday", "rule": holidays[name], "y": _year(g["y"]), "dir": g["dir"], "part": _part(tail)}
    if tail in ("week", "weekend"):
        form["u"] = tail
    elif f"{name} {tail}" in holidays:
        form["rule"] = holidays[f"{name} {tail}"]
    return _typed(form)


def _is_short_weekday(g: _Groups, name: str) -> bool:
    """True for "sun", "Sat", "wed" without a stop: more often no day than one."""
    word = g.raw(name)
    return len(word) <= 5 and not (word.endswith(".") and word[:1].isupper())


_WEEKDAY_TURNS = {
    "last": "last", "next": "next", "this": "this", "this past": "last", "this coming": "next",
    "the previous": "before", "the following": "after",
}  # fmt: skip


def _weekday_alone(g: _Groups) -> Meaning | None:
    if _is_short_weekday(g, "w"):
        return None
    turn = "last_week" if g["week"] else _WEEKDAY_TURNS.get(g["dir"] or "")
    head = g.text.lower().split(" of ")[0] if " of " in g.text.lower() else ""
    said = next((w for w in time_words()["part"] if re.search(rf"\b{w}s?\b", head)), None)
    said = said or ("overnight" if g["point"] == "overnight" else None)
    part = _part(g["part"] or said, g["point2"], g["point"], g["half"], "early" if "early" in head else None)
    return _typed({"k": "weekday", "w": _weekday(g["w"]), "mod": turn, "part": part})


def _weekday_range(g: _Groups) -> Meaning | None:
    names = next((pair for pair in (("na", "nb"), ("ba", "bb"), ("ca", "cb")) if g[pair[0]]), ("a", "b"))
    if any(_is_short_weekday(g, name) for name in names):
        return None
    first, last = ({"k": "weekday", "w": _weekday(g[name]), "mod": None, "part": None} for name in names)
    return "DATE", {"k": "range", "a": first, "b": last}


def _weekday_night(g: _Groups) -> Meaning | None:
    """The night before a weekday, which has the day it began: "overnight into Monday"."""
    if _is_short_weekday(g, "w"):
        return None
    return "TIME", {"k": "weekday", "w": (_weekday(g["w"]) - 1) % 7, "mod": None, "part": "NI"}


def _weekday_set(g: _Groups) -> Meaning | None:
    if _is_short_weekday(g, "w"):
        return None
    part = _part(g["parts"])
    return "SET", {"k": "set", "v": f"XXXX-WXX-{_weekday(g['w']) + 1}" + (f"T{part}" if part else "")}


_NAME_AFTER = re.compile(r"\s+[A-Z][a-z]")


def _set(g: _Groups) -> Meaning | None:
    if g["w"]:
        return "SET", {"k": "set", "v": f"XXXX-WXX-{_weekday(g['w']) + 1}"}
    if g["m"]:
        return "SET", {"k": "set", "v": f"XXXX-{_month(g['m']):02d}"}
    if g["adverb"]:
        if g.raw("adverb").islower() and _NAME_AFTER.match(g.after):
            return None  # "the daily Jang": a newspaper
        unit = {"daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour", "nightly": "night"}[g["adverb"]]
        return "SET", {"k": "set", "v": _length(Fraction(1), unit)}
    count = Fraction(2) if g["other"] else _count(g["n"]) or Fraction(1)
    return "SET", {"k": "set", "v": _length(count, _unit(g["u"]))}


_DAY_WORDS = {
    "the day before yesterday": -2, "day before yesterday": -2, "the day after tomorrow": 2, "yesterday": -1,
    "today": 0, "tonight": 0, "tomorrow": 1, "last night": -1, "lastnight": -1, "last evening": -1, "overnight": -1,
}  # fmt: skip


def _day_word(g: _Groups) -> Meaning | None:
    word = g["day"] or ""
    if word.startswith("this "):
        return "TIME", {"k": "day", "n": 0, "part": _part(word.split()[-1])}
    own = "NI" if "night" in word else "EV" if word.endswith("evening") else None
    part = _part(g["part"] or g["part2"], g["point3"], g["point"]) or own
    return _typed({"k": "day", "n": _DAY_WORDS[word], "part": part})


def _shift_counted(g: _Groups) -> Meaning | None:
    count, unit = _whole(_count(g["n"])), _unit(g["u"])
    if unit in ("fortnight", "decade", "century") and count is not None:
        unit, count = {"fortnight": ("week", 2 * count), "decade": ("year", 10 * count)}.get(
            unit, ("year", 100 * count)
        )
    later = (g["way"] or "").startswith(("later", "after"))
    n = None if count is None else count if later else -count
    form = {"k": "shift", "u": "day" if unit == "night" else unit, "n": n, "part": None, "later": later}
    return ("TIME" if unit in _TIMED else "DATE"), form


def _shift_word(g: _Groups) -> Meaning | None:
    unit, which = g["u"] or "", (g["which"] or "").split()
    if which == ["that"] and unit in ("week", "month"):
        return None
    n = 0 if {"same", "that"} & set(which) else 1 if {"following", "next", "after"} & set(which) else -1
    part = _part(unit)
    form = {"k": "shift", "u": "day" if part else unit, "n": n, "part": part}
    return _typed(form | ({"same": True} if "same" in which else {}))


def _shift_within(g: _Groups) -> Meaning | None:
    return "DATE", {"k": "shift", "u": g["u"], "n": 0, "part": None}


def _ago(g: _Groups) -> Meaning | None:
    count, unit = _count(g["n"]), _unit(g["u"])
    if unit in ("fortnight", "decade", "century") and count is not None:
        times = {"fortnight": ("week", 2), "decade": ("year", 10), "century": ("year", 100)}[unit]
        unit, count = times[0], count * times[1]
    n = None if count is None else -int(count)
    kind = "TIME" if unit in _TIMED else "DATE"
    return kind, {"k": "ago", "u": "day" if unit == "night" else unit, "n": n, "exact": count is not None}


def _stretch(g: _Groups) -> Meaning | None:
    count, unit = _count(g["n"]), _unit(g["u"] or g["u2"])
    if g["u2"] is not None and not g["u2"].endswith("s"):
        count = Fraction(1)
    value = _length(count, unit)
    whole = _whole(count)
    if unit in ("decade", "century", "fortnight"):
        times = {"decade": ("year", 10), "century": ("year", 100), "fortnight": ("week", 2)}[unit]
        unit, whole = times[0], None if whole is None else whole * times[1]
    future = g["way"] in _FUTURE_WAYS
    if future and g["n"] is None and count is None:
        return "DATE", {"k": "ref", "v": "FUTURE_REF"}
    form = {"k": "past", "u": "day" if unit == "night" else unit, "n": whole, "future": future, "v": value}
    return "DURATION", form


def _recent(g: _Groups) -> Meaning | None:
    unit = _unit(g["u"])
    if g["way"] in ("coming", "future"):
        return "DATE", {"k": "ref", "v": "FUTURE_REF"}
    return "DATE", {"k": "past", "u": unit, "n": None, "future": False, "v": "PAST_REF"}


def _quarter(g: _Groups) -> Meaning | None:
    if g.after.startswith("-to-"):
        return None  # "quarter-to-quarter"
    ordinals = time_words()["ordinal"]
    which, unit = g["q"] or g["qh"], g["u"] or g["uh"] or "quarter"
    number = int(ordinals[which]) if which in ordinals else None
    if which in ("last", "final") and (g["y"] or g["dir"]):
        number = 4 if unit == "quarter" else 2
    if unit in ("quarter", "half") and number is not None and number > (4 if unit == "quarter" else 2):
        return None
    turn = -1 if g["ago"] or g["tail"] else _direction(g["dir"])
    form: Form = {
        "k": "quarter",
        "q": number,
        "u": unit,
        "y": _year(g["y"]),
        "dir": turn,
        "ago": bool(g["ago"] or g["tail"]),
    }
    form["now"] = which in ("this", "current")
    return "DATE", form


def _count_of_year(g: _Groups) -> Meaning | None:
    return "DURATION", {"k": "duration", "v": _length(_count(g["n"] or g["n2"]), _unit(g["u"] or g["u2"]))}


def _year_only(g: _Groups) -> Meaning | None:
    if re.search(r"\bat\s+$", g.before, re.I):
        return None
    form = _date(_year(g["y"]), None, None)
    if form is not None:
        form["mod"] = _edge(g["mod"])
    return _typed(form)


def _latest_period(g: _Groups) -> Meaning | None:
    turn = -1 if g["dir"] in ("last", "a") else 0
    return "DATE", {"k": "quarter", "q": None, "u": "period", "y": None, "dir": turn, "ago": turn < 0, "now": False}


def _period(g: _Groups) -> Meaning | None:
    if g["yearend"]:
        return "DATE", {"k": "period", "u": "year", "n": 0, "mod": "END"}
    which, unit, mod = g["which"] or "", g["u"] or "", g["mod"] or g["mod2"]
    n = _direction(which)
    edge = "EARLIER" if mod == "earlier" else None if mod in ("later", "rest", "remainder") else _edge(mod)
    unit = "fall" if unit == "autumn" else unit
    form: Form = {"k": "period", "u": unit, "n": n, "mod": edge}
    if which == "the" and unit == "year" and re.match(r"\s+(?:ended|ending)\b", g.after):
        # "The year ended 30 June" is twelve months, and no year of the calendar.
        return "DURATION", {"k": "duration", "v": "P1Y"}
    if which == "the":
        form["the"] = True
    if which == "past" or which.endswith(" past"):
        form["past"] = True
    if which == "that":
        form = {"k": "shift", "u": unit, "n": 0, "part": None} if unit in ("week", "month", "year") else form
    return "DATE", form


def _season(g: _Groups) -> Meaning | None:
    return "DATE", {"k": "season", "s": _value("season", g["s"]), "y": _year(g["y"])}


def _decade(g: _Groups) -> Meaning | None:
    if g["word"]:
        return "DATE", {"k": "decade", "v": f"19{_DECADES.index(g['word']) + 2}", "mod": _edge(g["mod"])}
    digits = _ALL_DIGITS.sub("", g["v"] or "")
    if len(digits) == 2 and g.text.lower()[0].isdigit() and "'" not in g.text.replace("\u2019", "'")[:1]:
        return (
            None if not re.match(r"\d\ds$", g.text) else ("DATE", {"k": "decade", "v": f"19{digits[0]}", "mod": None})
        )
    return "DATE", {"k": "decade", "v": (digits if len(digits) == 4 else f"19{digits}")[:3], "mod": _edge(g["mod"])}


def _century(g: _Groups) -> Meaning | None:
    number = _day(g["n"], g["word"])
    return ("DATE", {"k": "century", "n": number}) if number is not None and 1 <= number <= 30 else None


#: Words after which "a year" is a length of time: elsewhere it is a rate ("two million a year") or any year.
_LASTING = re.compile(r"\b(?:for|in|within|after|over|about|nearly|almost|than|half|of|around|under|every)\s+$", re.I)


def _duration(g: _Groups) -> Meaning | None:
    unit, count = _unit(g["u"] or g["u2"]), _count(g["n"])
    if g["half"] and count is not None:
        count += Fraction(1, 2)
    if g["n"] in ("a", "an") and " or " not in g.text and (unit == "second" or not _LASTING.search(g.before)):
        return None
    return "DURATION", {"k": "duration", "v": _length(count, unit)}


def _duration_all(g: _Groups) -> Meaning | None:
    unit = _unit(g["u"])
    if unit == "season":
        return None
    return "DURATION", {"k": "duration", "v": _length(Fraction(1), unit)}


def _time_of_day(words: str) -> Form | None:
    """A time of day: "9:30 p.m.", "4 in the morning", "midnight"."""
    if words in ("noon", "midday"):
        return {"k": "clock", "h": 12, "min": 0, "part": "MI", "on": None}
    if words == "midnight":
        return {"k": "clock", "h": 24, "min": 0, "part": "NI", "on": None}
    match = re.match(r"(\d{1,2})(?:[:.](\d\d))?", words)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    late = re.search(r"p\.?m|afternoon|evening|night", words)
    if late and hour < 12:
        hour += 12
    elif not late and hour == 12 and re.search(r"a\.?m|morning", words):
        hour = 0
    return {"k": "clock", "h": hour, "min": minute, "part": None, "on": None} if hour <= 24 else None


def _clock(g: _Groups) -> Meaning | None:
    form = _time_of_day(g["clock"] or "")
    return None if form is None else ("TIME", form)


def _clock_on(g: _Groups) -> Meaning | None:
    form = _time_of_day(g["clock"] or "")
    days = [form for _, _, _, (_, form) in find_meanings(g.raw("day")) if form["k"] in ("date", "weekday", "day")]
    if form is None or not days:
        return None
    form["on"] = days[0]
    return "TIME", form


def _military(g: _Groups) -> Meaning | None:
    digits = g["t"] or "0000"
    return "TIME", {"k": "clock", "h": int(digits[:2]), "min": int(digits[2:]), "part": None, "on": None}


def _part_of_day(g: _Groups) -> Meaning | None:
    return "TIME", {"k": "clock", "h": None, "min": 0, "part": _part(g["part"]), "on": None}


def _ref(g: _Groups) -> Meaning | None:
    if g["present"] == "now" and g.raw("present") == "Now" and re.match(r"Now\b", g.text) is None:
        return None
    if g["past"] in ("recently", "lately"):
        return "DATE", {"k": "past", "u": "day", "n": None, "future": False, "v": "PAST_REF"}
    value = "PRESENT_REF" if g["present"] else "PAST_REF" if g["past"] else "FUTURE_REF"
    return "DATE", {"k": "ref", "v": value}


_READERS: dict[str, Callable[[_Groups], Meaning | None]] = {
    "ago": _ago,
    "century": _century,
    "clock": _clock,
    "clock_on": _clock_on,
    "count_of_year": _count_of_year,
    "day": _calendar_day,
    "day_range": _day_range,
    "day_word": _day_word,
    "decade": _decade,
    "duration": _duration,
    "duration_all": _duration_all,
    "day_of_month": _day_of_month,
    "figures": _figures,
    "holiday": _holiday,
    "latest_period": _latest_period,
    "military": _military,
    "month": _month_only,
    "nth_weekday": _nth_weekday,
    "part": _part_of_day,
    "period": _period,
    "quarter": _quarter,
    "recent": _recent,
    "ref": _ref,
    "season": _season,
    "set": _set,
    "shift_counted": _shift_counted,
    "shift_within": _shift_within,
    "shift_word": _shift_word,
    "stretch": _stretch,
    "two_dates": _two_dates,
    "weekday": _weekday_alone,
    "weekday_day": _weekday_of_month,
    "weekday_night": _weekday_night,
    "weekday_range": _weekday_range,
    "weekday_set": _weekday_set,
    "year": _year_only,
}
#: What makes a name of a day, and what makes the number of a thing of figures: "Bloody Sunday", "bus 2010", but not "on
#: a bus late on Sunday".
_NOT_BEFORE = re.compile(r"\b(?:black|bloody)[\s-]*$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:[$£€#]|\b(?:no\.|flight|highway|route|article|page|chapter|section|resolution|version|model|boeing"
    r"|airbus|mig|su|f|room|unit|number|bus))[\s-]*$",
    re.IGNORECASE,
)
#: A word of a time that is no number: "early", "yesterday", "Monday", "last".
_STARTS_WITH_WORD = re.compile(
    r"(?!(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|nineteen)\b)[^\W\d_]", re.I
)
_NOT_AFTER = re.compile(
    r"(?:\s*(?:times|express|mirror|telegraph|herald|post|movement|brigade|revolution|group|percent|per cent|%"
    r"|km\b|kg\b|mm\b|meters?\b|metres?\b|miles?\b|feet\b|dollars|points|prayers?\b)|['\u2019]?s?\s+(?:times|express|mirror)\b)",
    re.IGNORECASE,
)


_QUOTES = "'\"`\u2018\u2019\u201c\u201d"
_CLOSING = re.compile(rf"[,.]?[{_QUOTES}]")


def _is_quoted_name(text: str, start: int, end: int) -> bool:
    """True for "This Week" in quotation marks: a programme, a paper or a film."""
    words = text[start:end].split()
    return (
        len(words) > 1
        and words[-1][:1].isupper()
        and not words[-1].isupper()
        and text[max(0, start - 1) : start] in tuple(_QUOTES)
        and _CLOSING.match(text, end) is not None
    )


def find_meanings(text: str) -> list[tuple[int, int, str, Meaning]]:
    """Start, end, pattern and meaning of each expression, in text order, without overlaps."""
    patterns = time_patterns()
    out: list[tuple[int, int, str, Meaning]] = []
    position = 0
    while (hit := patterns.search(text, position)) is not None:
        match, pattern = hit
        start, end = match.span()
        position = max(end, start + 1)
        if _NOT_BEFORE.search(text, max(0, start - 12), start) or (
            not pattern.kind.startswith("weekday") and _NOT_AFTER.match(text, end)
        ):
            continue
        if not _STARTS_WITH_WORD.match(text, start) and _NUMBERED.search(text, max(0, start - 12), start):
            continue
        if _is_quoted_name(text, start, end):
            continue
        found = _READERS[pattern.kind](_Groups(match, pattern.groups))
        if found is None:
            # What follows the first word may be an expression of its own.
            blank = re.compile(r"[\s-]").search(text, start + 1, end)
            position = blank.end() if blank else position
            continue
        while end > start and text[end - 1] in " ,\n":
            end -= 1
        out.append((start, end, pattern.id, found))
    return out
