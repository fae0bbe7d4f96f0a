"""Time expressions: where they stand and what they say, before it is known which day "Wednesday" was.

`form` of an expression is a JSON object, its meaning without anchor:
    {"k": "date", "y": 2024|null, "m": 2|null, "d": 7|null, "part": P}      calendar date, as far as said; part of the day: MO, MI, AF, EV, NI
    {"k": "range", "a": FORM, "b": FORM}                                      "May 5-7", "between 5 and 7 May"
    {"k": "weekday", "w": 0..6, "mod": "last"|"next"|"this"|null, "part": P}  Monday is 0
    {"k": "day", "n": -1, "part": P}                                         days from publication: yesterday -1, last night -1 with NI
    {"k": "shift", "u": "day", "n": -1}                                      from the day the text is at: "the day before", "two weeks later"
    {"k": "ago", "u": "week", "n": -3}                                       units from publication: "three weeks ago"
    {"k": "period", "u": "week", "n": -1, "mod": "START"|"MID"|"END"|null}    whole units from the present one: "last month", "late last week"
    {"k": "past", "u": "day", "n": 3}                                        a stretch up to publication: "the past three days"
    {"k": "since", "f": FORM}                                                from then to publication
    {"k": "clock", "h": 21, "min": 30, "part": P}                            a time of day
    {"k": "holiday", "name": "christmas", "y": null}                         computed in resolve/dates.py
    {"k": "ref", "v": "PRESENT_REF"}   {"k": "duration", "v": "P3D"}   {"k": "set", "v": "P1D"}
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from pipeline.language.numbers import parse_number
from pipeline.records import TimeExpression

MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_MONTH_SHORT = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_WEEKDAY_SHORT = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_PARTS = {
    "morning": "MO",
    "mornings": "MO",
    "dawn": "MO",
    "daybreak": "MO",
    "sunrise": "MO",
    "early": "MO",
    "noon": "MI",
    "midday": "MI",
    "lunchtime": "MI",
    "afternoon": "AF",
    "evening": "EV",
    "dusk": "EV",
    "sunset": "EV",
    "night": "NI",
    "midnight": "NI",
    "overnight": "NI",
    "late": "EV",
    "nighttime": "NI",
}
_UNITS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "year": "Y",
    "decade": "E",
    "century": "C",
    "quarter": "Q",
}
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
HOLIDAYS = (
    "christmas eve",
    "christmas day",
    "christmas",
    "new year's eve",
    "new year's day",
    "new year's",
    "new year",
    "easter sunday",
    "easter monday",
    "easter",
    "good friday",
    "palm sunday",
    "ash wednesday",
    "thanksgiving",
    "halloween",
    "valentine's day",
    "may day",
    "boxing day",
    "eid al-fitr",
    "eid al-adha",
    "eid ul-fitr",
    "eid ul-adha",
    "ramadan",
    "ashura",
    "nowruz",
    "labor day",
    "memorial day",
    "veterans day",
    "columbus day",
    "mother's day",
)

_MONTH_WORDS = "|".join([*MONTHS, *(f"{m}\\.?" for m in sorted(_MONTH_SHORT, key=len, reverse=True))])
_WEEKDAY_WORDS = "|".join([*WEEKDAYS, *(f"{d}\\.?" for d in sorted(_WEEKDAY_SHORT, key=len, reverse=True))])
_PART_WORDS = "morning|dawn|noon|midday|afternoon|evening|dusk|night|midnight"
_NUMBER = r"(?:\d{1,3}|a couple of|a few|several|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|twenty-\w+|thirty-\w+|forty-\w+|dozens of|hundreds of)"
_UNIT_WORDS = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies)|quarters?)"
)
_YEAR = r"(?:1[6-9]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|d)?"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<iso_y>{_YEAR})-(?P<iso_m>0[1-9]|1[0-2])-(?P<iso_d>[0-3]\d)(?:T(?P<iso_t>\d\d:\d\d)(?::\d\d)?Z?)?"),
    ("slash", rf"(?P<sl_a>\d{{1,2}})[/.](?P<sl_b>\d{{1,2}})[/.](?P<sl_y>{_YEAR}|\d\d)(?!\d|[/.]\d)"),
    ("slash_year", rf"(?P<sy_y>{_YEAR})/(?P<sy_m>\d{{1,2}})/(?P<sy_d>\d{{1,2}})(?!\d)"),
    (
        "mdrange",
        rf"(?P<mr_m>{_MONTH_WORDS})\s+(?P<mr_a>{_DAY})\s*(?:-|–|to|and|through|until)\s*(?P<mr_b>{_DAY})(?![\d:])(?:,?\s+(?P<mr_y>{_YEAR}))?",
    ),
    (
        "dmrange",
        rf"(?:between\s+|from\s+)?(?P<dr_a>{_DAY})\s*(?:-|–|to|and|through|until)\s*(?P<dr_b>{_DAY})\s+(?:of\s+)?(?P<dr_m>{_MONTH_WORDS})(?:,?\s+(?P<dr_y>{_YEAR}))?",
    ),
    (
        "mdy",
        rf"(?:(?:{_WEEKDAY_WORDS}),?\s+)?(?:(?P<mdy_mod>early|late)\s+(?:on\s+)?)?(?P<mdy_m>{_MONTH_WORDS})\s+(?:the\s+)?(?P<mdy_d>{_DAY})(?![\d:])(?:(?:,\s*|\s+)(?P<mdy_y>{_YEAR})(?!\d))?(?:\s+(?P<mdy_part>{_PART_WORDS}))?",
    ),
    (
        "dmy",
        rf"(?:(?:{_WEEKDAY_WORDS}),?\s+)?(?:the\s+)?(?P<dmy_d>{_DAY})\s+(?:of\s+)?(?P<dmy_m>{_MONTH_WORDS})(?:,?\s+(?P<dmy_y>{_YEAR}|'?\d\d(?![\d:.%])))?",
    ),
    (
        "monthyear",
        rf"(?:(?P<my_mod>early|mid|late|the beginning of|the start of|the end of|the middle of|beginning of|end of|middle of)[\s-]+)?(?P<my_m>{_MONTH_WORDS})(?:\s+of)?,?\s+(?P<my_y>{_YEAR})(?!\d)",
    ),
    ("lastmonthname", rf"(?P<lm_mod>last|next|this|this past|this coming)\s+(?P<lm_m>{_MONTH_WORDS})\b"),
    (
        "modmonth",
        rf"(?P<mm_mod>early|mid|late|the beginning of|the start of|the end of|the middle of|beginning of|start of|end of|middle of|the first week of|the second week of)[\s-]+(?:in\s+)?(?P<mm_m>{_MONTH_WORDS})\b",
    ),
    (
        "holiday",
        rf"(?P<hol>{'|'.join(re.escape(h) for h in HOLIDAYS)})(?:\s+(?P<hol_part>{_PART_WORDS}))?(?:,?\s+(?P<hol_y>{_YEAR}))?",
    ),
    (
        "weekday",
        rf"(?:(?P<wd_early>early|late|earlier|later)\s+(?:on\s+)?)?(?:(?P<wd_mod>last|next|this|this past|this coming|the previous|the following|the same)\s+)?(?P<wd>{_WEEKDAY_WORDS})(?:[\s-]+(?P<wd_part>{_PART_WORDS}))?(?:\s+(?P<wd_to>to|through|until|and)\s+(?P<wd_b>{_WEEKDAY_WORDS}))?(?![\w-])",
    ),
    (
        "set",
        rf"(?:every|each)\s+(?:other\s+)?(?:(?P<set_w>{_WEEKDAY_WORDS})|(?P<set_n>{_NUMBER})?\s*(?P<set_u>day|night|week|month|year|hour|minute|morning|afternoon|evening|quarter|weekend)s?)|(?P<set_adv>daily|weekly|monthly|annually|annual|yearly|hourly|quarterly|nightly|bimonthly|biweekly|biannual)\b|(?:once|twice|three times|four times)\s+(?:a|per|each|every)\s+(?P<set_per>day|week|month|year)|(?P<set_pl>mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)\b",
    ),
    (
        "dayword",
        rf"(?:(?P<dw_early>early|late|earlier|later)\s+)?(?P<dw>the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|last night|overnight|this (?:{_PART_WORDS}))(?:\s+(?P<dw_part>{_PART_WORDS}))?",
    ),
    (
        "shift",
        rf"(?:the\s+)?(?P<sh>(?:day|night|week|month|year)\s+before(?!\s+(?:yesterday|last))|previous\s+(?:day|night|week|month|year)|same\s+(?:day|night|week|month|year)|(?:following|next)\s+(?:day|morning|night|week|month|year)|(?:day|week|month|year)\s+after(?!\s+tomorrow)|(?:{_NUMBER})\s+{_UNIT_WORDS}\s+(?:later|earlier|before|afterwards?))",
    ),
    (
        "ago",
        rf"(?:(?:about|around|some|nearly|almost|just|more than|less than|over|at least)\s+)?(?P<ago_n>{_NUMBER})\s+(?P<ago_u>{_UNIT_WORDS})\s+ago",
    ),
    (
        "past",
        rf"(?:(?:the|these|in|over)\s+)?(?P<pa>past|last|previous|recent|coming|next)\s+(?:(?P<pa_n>{_NUMBER}|\d+)\s+)?(?P<pa_u>{_UNIT_WORDS}|weekend)(?!\s+of\s)",
    ),
    (
        "thisperiod",
        r"(?:(?P<tp_mod>early|earlier|late|later|mid|the beginning of|the end of|the start of|since the beginning of)\s+)?(?P<tp>this|last|next|the|that|the current|current|the previous|the past|the coming|the following)\s+(?P<tp_u>week|weekend|month|year|quarter|decade|century|spring|summer|autumn|fall|winter)(?!\s+of\s|\w|-)",
    ),
    ("season", rf"(?P<se>spring|summer|autumn|fall|winter)(?:\s+of)?\s+(?P<se_y>{_YEAR})"),
    ("decade", r"(?:(?P<de_mod>early|mid|late)[\s-]+)?(?:the\s+)?(?P<de>(?:1[6-9]|20)\d0|'?[2-9]0)s\b"),
    (
        "quarter",
        rf"(?:the\s+)?(?P<qu>first|second|third|fourth|final|latest|previous)[\s-]+(?P<qu_u>quarter|half)(?:\s+of\s+(?P<qu_y>{_YEAR}))?",
    ),
    (
        "duration",
        rf"(?:(?:about|around|some|nearly|almost|more than|less than|over|at least|up to|the)\s+)?(?P<du_n>{_NUMBER}|\d[\d,.]*|half an?|half)[\s-]+(?:and a half\s+)?(?P<du_u>{_UNIT_WORDS})(?:[\s-](?:long|old))?\b|(?:all|the whole|the entire|the full)\s+(?P<du_all>day|night|week|month|year)\b|(?P<du_many>days|weeks|months|years|decades|hours|minutes)\b",
    ),
    (
        "clock",
        r"(?P<cl_h>[01]?\d|2[0-4])(?:[:.](?P<cl_m>[0-5]\d))(?::[0-5]\d)?\s*(?P<cl_ap>a\.?m\.?|p\.?m\.?|hours|hrs)?(?:\s*(?:local time|gmt|utc|est|edt|et|pst|pdt|cet|bst|ist|msk))*|(?P<cl_h2>1[0-2]|0?[1-9])\s*(?P<cl_ap2>a\.?m\.?|p\.?m\.?|o'clock)(?:\s*(?:local time|gmt|utc|est|edt|et|pst|pdt))*|(?P<cl_mil>(?:[01]\d|2[0-3])[0-5]\d)(?=\s*(?:hours|hrs|gmt|local|h\b))(?:\s*(?:hours|hrs|gmt|local time))?|(?P<cl_word>noon|midnight|midday|dawn|dusk|daybreak)\b",
    ),
    (
        "ref",
        r"(?P<re>now|nowadays|currently|at present|at the moment|presently|recently|lately|the past|previously|formerly|the future|soon|at the time|at that time|once|these days|so far)\b",
    ),
    (
        "yearword",
        rf"(?:(?P<yw_mod>early|mid|late|the beginning of|the end of|the start of)[\s-]+)?(?P<yw>{_YEAR})(?!\d|[-/]\d|\s*(?:people|km|kg|dollars|soldiers|troops|civilians|men|women|million|billion|percent|%))",
    ),
    (
        "month",
        rf"(?P<mo>{'|'.join(m for m in MONTHS if m not in ('may', 'march'))}|(?<=in )may|(?<=last )may|(?<=since )may|(?<=until )may|(?<=of )may|(?<=by )may|(?<=in )march|(?<=since )march|(?<=of )march|(?<=until )march)\b",
    ),
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    branches = "|".join(f"(?P<_{name}>{pattern})" for name, pattern in _PATTERNS)
    return re.compile(rf"(?<![\w-])(?:{branches})", re.I)


def _month(word: str) -> int:
    lowered = word.lower().rstrip(".")
    return MONTHS.get(lowered) or _MONTH_SHORT[lowered]


def _weekday(word: str) -> int:
    lowered = word.lower().rstrip(".")
    return WEEKDAYS[lowered] if lowered in WEEKDAYS else _WEEKDAY_SHORT[lowered]


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    lowered = word.lower()
    if lowered in ("a", "an"):
        return 1
    if lowered == "a couple of":
        return 2
    return parse_number(lowered)


def _year(word: str | None) -> int | None:
    if word is None:
        return None
    value = int(word.strip("' "))
    return value if value > 99 else 1900 + value if value >= 40 else 2000 + value


def _unit(word: str) -> str:
    lowered = word.lower().rstrip("s")
    return {"centurie": "century"}.get(lowered, lowered)


def _mod(word: str | None) -> str | None:
    if not word:
        return None
    lowered = word.lower()
    if any(w in lowered for w in ("early", "beginning", "start", "first")):
        return "START"
    return (
        "MID"
        if "mid" in lowered or "second" in lowered
        else "END"
        if any(w in lowered for w in ("late", "end"))
        else None
    )


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _date(y: int | None, m: int | None, d: int | None, part: str | None = None) -> dict[str, Any] | None:
    if (m is not None and not 1 <= m <= 12) or (d is not None and not 1 <= d <= 31):
        return None
    return {"k": "date", "y": y, "m": m, "d": d, "part": part}


def _meaning(kind: str, g: dict[str, str | None], text: str) -> tuple[str, dict[str, Any]] | None:
    """Type and form of a match; None when it is no time expression after all."""
    part_of = _PARTS.get
    form: dict[str, Any] | None = None
    if kind == "iso":
        form = _date(int(g["iso_y"] or 0), int(g["iso_m"] or 0), int(g["iso_d"] or 0))
    elif kind == "slash_year":
        form = _date(int(g["sy_y"] or 0), int(g["sy_m"] or 0), int(g["sy_d"] or 0))
    elif kind == "slash":
        a, b = int(g["sl_a"] or 0), int(g["sl_b"] or 0)
        # Month first unless that is impossible: most English-language wires with figures are American.
        month, day = (b, a) if a > 12 or "." in text else (a, b)
        form = _date(_year(g["sl_y"]), month, day)
    elif kind in ("mdrange", "dmrange"):
        p = "mr" if kind == "mdrange" else "dr"
        month, year = _month(g[f"{p}_m"] or ""), _year(g[f"{p}_y"])
        first, second = _date(year, month, _day(g[f"{p}_a"] or "")), _date(year, month, _day(g[f"{p}_b"] or ""))
        form = {"k": "range", "a": first, "b": second} if first and second else None
    elif kind in ("mdy", "dmy"):
        form = _date(
            _year(g.get(f"{kind}_y")),
            _month(g[f"{kind}_m"] or ""),
            _day(g[f"{kind}_d"] or ""),
            part_of((g.get("mdy_part") or "").lower()),
        )
        if (g[f"{kind}_m"] or "") in ("may", "mar", "sat", "sun"):
            form = form if (g[f"{kind}_m"] or "")[:1].isupper() or g.get(f"{kind}_y") else None
    elif kind in ("monthyear", "modmonth"):
        p = "my" if kind == "monthyear" else "mm"
        form = {
            "k": "date",
            "y": _year(g.get("my_y")),
            "m": _month(g[f"{p}_m"] or ""),
            "d": None,
            "part": None,
            "mod": _mod(g[f"{p}_mod"]),
        }
    elif kind == "lastmonthname":
        word = (g["lm_mod"] or "").lower()
        form = {
            "k": "date",
            "y": None,
            "m": _month(g["lm_m"] or ""),
            "d": None,
            "part": None,
            "dir": "last"
            if "last" in word or "past" in word
            else "next"
            if "next" in word or "coming" in word
            else None,
        }
    elif kind == "month":
        form = _date(None, _month(g["mo"] or ""), None)
    elif kind == "holiday":
        form = {"k": "holiday", "name": (g["hol"] or "").lower().replace("’", "'"), "y": _year(g["hol_y"])}
    elif kind == "weekday":
        word = (g["wd"] or "").rstrip(".")
        if (
            len(word) <= 5
            and word.lower() in _WEEKDAY_SHORT
            and (
                not word[:1].isupper()
                or word.lower() in ("sat", "sun", "mon", "wed", "fri", "thu", "tue")
                and not text.rstrip().endswith(".")
                and word.lower() in ("sat", "sun", "wed", "mon")
            )
        ):
            return None
        mod = (g["wd_mod"] or "").lower()
        part = part_of((g["wd_part"] or "").lower()) or {"early": "MO", "late": "EV"}.get((g["wd_early"] or "").lower())
        simple = {
            "last": "last",
            "next": "next",
            "this": "this",
            "this past": "last",
            "this coming": "next",
            "the previous": "last",
            "the following": "next",
            "the same": None,
        }.get(mod)
        form = {"k": "weekday", "w": _weekday(word), "mod": simple, "part": part}
        if g["wd_b"]:
            form = {
                "k": "range",
                "a": form,
                "b": {"k": "weekday", "w": _weekday(g["wd_b"]), "mod": simple, "part": None},
            }
        return ("TIME" if part else "DATE"), form
    elif kind == "set":
        word = (g["set_adv"] or g["set_u"] or g["set_per"] or "").lower()
        if g["set_w"] or g["set_pl"]:
            return "SET", {"k": "set", "v": f"XXXX-WXX-{_weekday(g['set_w'] or (g['set_pl'] or '')[:-1]) + 1}"}
        value = {
            "daily": "P1D",
            "weekly": "P1W",
            "monthly": "P1M",
            "annually": "P1Y",
            "annual": "P1Y",
            "yearly": "P1Y",
            "hourly": "PT1H",
            "quarterly": "P1Q",
            "nightly": "P1D",
            "bimonthly": "P2M",
            "biweekly": "P2W",
            "biannual": "P2Y",
        }.get(word)
        if value is None:
            number = _number(g["set_n"]) or 1
            value = f"P{'T' if word in ('hour', 'minute') else ''}{number}{_UNITS.get(word, 'D')}"
        return "SET", {"k": "set", "v": value}
    elif kind == "dayword":
        word = " ".join((g["dw"] or "").lower().split())
        part = part_of((g["dw_part"] or "").lower()) or {"early": "MO", "late": "EV"}.get((g["dw_early"] or "").lower())
        if word.startswith("this "):
            n, part = 0, part_of(word[5:])
        else:
            n = {
                "the day before yesterday": -2,
                "the day after tomorrow": 2,
                "yesterday": -1,
                "today": 0,
                "tonight": 0,
                "tomorrow": 1,
                "last night": -1,
                "overnight": -1,
            }[word]
            part = {"tonight": "NI", "last night": "NI", "overnight": "NI"}.get(word, part)
        return ("TIME" if part else "DATE"), {"k": "day", "n": n, "part": part}
    elif kind == "shift":
        return _shift(g["sh"] or "")
    elif kind == "ago":
        unit, number = _unit(g["ago_u"] or ""), _number(g["ago_n"])
        if unit == "fortnight":
            unit, number = "week", 2 * (number or 1)
        return ("TIME" if unit in ("hour", "minute", "second") else "DATE"), {
            "k": "ago",
            "u": "day" if unit == "night" else unit,
            "n": None if number is None else -number,
        }
    elif kind == "past":
        return _past(g)
    elif kind == "thisperiod":
        word, unit = (g["tp"] or "").lower(), (g["tp_u"] or "").lower()
        if word == "the" and not g["tp_mod"] and unit not in ("weekend",):
            return (
                ("DURATION", {"k": "duration", "v": f"P1{_UNITS[unit]}"})
                if unit in ("week", "month", "year", "decade", "century", "quarter")
                and text.lower().startswith("the ")
                and unit in ("week", "month", "year")
                else None
            )
        n = (
            -1
            if any(w in word for w in ("last", "previous", "past"))
            else 1
            if any(w in word for w in ("next", "coming", "following"))
            else 0
        )
        mod = (
            _mod(g["tp_mod"])
            if (g["tp_mod"] or "").lower() not in ("earlier", "later")
            else ("EARLIER" if (g["tp_mod"] or "").lower() == "earlier" else None)
        )
        if unit == "weekend" and word in ("the", "that"):
            n = -1
        return "DATE", {"k": "period", "u": "fall" if unit == "autumn" else unit, "n": n, "mod": mod}
    elif kind == "season":
        return "DATE", {"k": "season", "s": _SEASONS[(g["se"] or "").lower()], "y": _year(g["se_y"])}
    elif kind == "decade":
        digits = re.sub(r"\D", "", g["de"] or "")
        return "DATE", {"k": "decade", "v": (digits if len(digits) == 4 else f"19{digits}")[:3]}
    elif kind == "quarter":
        which = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}.get((g["qu"] or "").lower())
        return "DATE", {"k": "quarter", "q": which, "u": (g["qu_u"] or "").lower(), "y": _year(g["qu_y"])}
    elif kind == "duration":
        return _duration(g, text)
    elif kind == "clock":
        return _clock(g)
    elif kind == "ref":
        word = (g["re"] or "").lower()
        value = (
            "PAST_REF"
            if word
            in ("recently", "lately", "the past", "previously", "formerly", "at the time", "at that time", "once")
            else "FUTURE_REF"
            if word in ("the future", "soon")
            else "PRESENT_REF"
        )
        return (
            None
            if word in ("at the time", "at that time", "once", "so far", "previously", "formerly", "soon", "these days")
            else ("DATE", {"k": "ref", "v": value})
        )
    elif kind == "yearword":
        value = _year(g["yw"])
        return "DATE", {"k": "date", "y": value, "m": None, "d": None, "part": None, "mod": _mod(g["yw_mod"])}
    if form is None:
        return None
    return ("TIME" if form.get("part") else "DATE"), form


def _shift(words: str) -> tuple[str, dict[str, Any]] | None:
    lowered = " ".join(words.lower().split())
    match = re.match(rf"(?P<n>{_NUMBER})\s+(?P<u>{_UNIT_WORDS})\s+(?P<d>later|earlier|before|afterwards?)$", lowered)
    if match:
        number = _number(match["n"])
        unit = _unit(match["u"])
        if number is None:
            return "DATE", {"k": "shift", "u": unit, "n": None}
        return ("TIME" if unit in ("hour", "minute", "second") else "DATE"), {
            "k": "shift",
            "u": "day" if unit == "night" else unit,
            "n": number if match["d"].startswith(("later", "after")) else -number,
        }
    unit = next((u for u in ("day", "night", "week", "month", "year", "morning") if u in lowered), "day")
    n = 0 if "same" in lowered else 1 if any(w in lowered for w in ("following", "next", "after")) else -1
    part = {"night": "NI", "morning": "MO"}.get(unit)
    if lowered.startswith("next ") and unit in ("week", "month", "year"):
        return "DATE", {"k": "period", "u": unit, "n": 1, "mod": None}
    return ("TIME" if part else "DATE"), {"k": "shift", "u": "day" if part else unit, "n": n, "part": part}


def _past(g: dict[str, str | None]) -> tuple[str, dict[str, Any]] | None:
    word, unit, number = (g["pa"] or "").lower(), _unit(g["pa_u"] or ""), g["pa_n"]
    plural = (g["pa_u"] or "").lower().endswith("s")
    if unit == "night" and number is None:
        return ("TIME", {"k": "day", "n": -1, "part": "NI"}) if word == "last" else None
    if number is None and not plural:
        if unit in ("hour", "minute", "second", "day"):
            return (
                None
                if word != "past"
                else ("DURATION", {"k": "duration", "v": f"P{'T' if unit != 'day' else ''}1{_UNITS[unit]}"})
            )
        n = 1 if word in ("coming", "next") else -1
        if word == "past" and unit in ("week", "month", "year"):
            return "DATE", {"k": "past", "u": unit, "n": 1}
        return "DATE", {"k": "period", "u": unit, "n": n, "mod": None}
    count = _number(number)
    if unit in ("decade",) and count is not None:
        unit, count = "year", 10 * count
    if unit == "fortnight":
        unit, count = "week", 2 * (count or 1)
    return ("DURATION" if word not in ("recent",) else "DATE"), {
        "k": "past",
        "u": "day" if unit == "night" else unit,
        "n": count,
        "future": word in ("coming", "next"),
    }


def _duration(g: dict[str, str | None], text: str) -> tuple[str, dict[str, Any]] | None:
    if text.lower().endswith("old"):
        return "DURATION", {"k": "duration", "v": _duration_value(_number(g["du_n"]), _unit(g["du_u"] or ""))} if g[
            "du_u"
        ] else None
    if g["du_all"]:
        return "DURATION", {"k": "duration", "v": f"P1{_UNITS[(g['du_all'] or '').lower()]}"}
    if g["du_many"]:
        unit = _unit(g["du_many"] or "")
        return "DURATION", {"k": "duration", "v": f"P{'T' if unit in ('hour', 'minute') else ''}X{_UNITS[unit]}"}
    unit = _unit(g["du_u"] or "")
    return "DURATION", {"k": "duration", "v": _duration_value(_number(g["du_n"]), unit)}


def _duration_value(number: int | None, unit: str) -> str:
    if unit == "fortnight":
        return f"P{2 * (number or 1)}W"
    letter = _UNITS.get(unit, "D")
    return f"P{'T' if unit in ('hour', 'minute', 'second') else ''}{'X' if number is None else number}{letter}"


def _clock(g: dict[str, str | None]) -> tuple[str, dict[str, Any]] | None:
    if g["cl_word"]:
        word = (g["cl_word"] or "").lower()
        hour = {"noon": 12, "midday": 12, "midnight": 0}.get(word)
        return "TIME", {"k": "clock", "h": hour, "min": 0, "part": _PARTS[word]}
    if g["cl_mil"]:
        digits = g["cl_mil"] or ""
        return "TIME", {"k": "clock", "h": int(digits[:2]), "min": int(digits[2:]), "part": None}
    hour_text = g["cl_h"] or g["cl_h2"]
    if hour_text is None:
        return None
    hour, minute = int(hour_text), int(g["cl_m"] or 0)
    half = (g["cl_ap"] or g["cl_ap2"] or "").lower().replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return ("TIME", {"k": "clock", "h": hour, "min": minute, "part": None}) if hour <= 24 else None


_NOT_BEFORE = re.compile(
    r"(?:black|bloody|\$|£|€|no\.|flight|highway|route|article|page|chapter|section|resolution|version|model|boeing|airbus|mig|su|f)[\s-]*$",
    re.I,
)
_NOT_AFTER = re.compile(
    r"^(?:\s*(?:times|express|mirror|telegraph|herald|post|movement|brigade|revolution|group|percent|per cent|%|km\b|kg\b|mm\b|meters?\b|metres?\b|miles?\b|feet\b|dollars|points)|['’]?s?\s+(?:times|express|mirror|telegraph)\b)",
    re.I,
)


def find_times(text: str) -> list[TimeExpression]:
    """Time expressions of a text, in text order, without overlaps; `sentence` is left 0 for the caller."""
    out: list[TimeExpression] = []
    for match in _pattern().finditer(text):
        groups = match.groupdict()
        kind = next(name for name, _ in _PATTERNS if groups[f"_{name}"] is not None)
        words = match.group()
        if _NOT_BEFORE.search(text[max(0, match.start() - 12) : match.start()]) or _NOT_AFTER.match(
            text[match.end() : match.end() + 14]
        ):
            continue
        if kind == "yearword" and text[max(0, match.start() - 1) : match.start()] in (".", ",", "'"):
            continue
        found = _meaning(kind, groups, words)
        if found is None:
            continue
        start, end = match.start(), match.end()
        while end > start and text[end - 1] in " ,\n":
            end -= 1
        out.append(
            TimeExpression(
                start=start,
                end=end,
                text=text[start:end],
                type=found[0],
                form=json.dumps(found[1], separators=(",", ":"), sort_keys=True),
                sentence=0,
            )
        )
    return out
