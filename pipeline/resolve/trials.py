"""Articles about courts. The deeds that they hear are old: their day is none of the court's, and no news (CODING_RULES
4.4, 4.5)."""

from __future__ import annotations

import re
from datetime import date

from pipeline.records import Reading
from pipeline.resolve.coded_days import EventDay

#: What is said of those whom a court hears; "a bomb hit a court", "gunmen shot a judge" are none of it.
_HEARD = re.compile(
    r"""\b(?:
    plead(?:s|ed|ing)?\ (?:not\ )?guilty | found\ (?:not\ )?guilty
    | (?:on|stand|stands|stood|standing|face|faces|facing)\ trial | (?:re)?trials?\ (?:of|over|for)
    | convict(?:s|ed|ion) | sentenc(?:es|ed|ing) | acquitt(?:ed|al|s) | indict(?:ed|ment|s)
    | jail(?:s|ed)\ (?:[\w'-]+\ ){0,8}(?:for|over)
    | (?:is|was|are|were|been)\ (?:\w+\ )?charged
    | charg(?:es|ed)\ (?:[\w'-]+\ ){1,6}(?:with|over) | charged\ (?:with|over|in)
    | appear(?:s|ed)?\ (?:in|before\ a)\ court
    | (?:court|judge|jury|tribunal)s?\ (?:[\w'-]+\ ){0,5}
      (?:heard|hears|ruled|rules|found|rejected|dismissed|upheld|adjourned)
    )\b""",
    re.I | re.X,
)
#: Days after which what a court hears is no news.
_NEWS_DAYS = 30


def court_sentences(reading: Reading) -> frozenset[int]:
    """The sentences that say what goes on in a court."""
    return frozenset(
        index
        for index, sentence in enumerate(reading.sentences)
        if _HEARD.search(reading.text, sentence.start, sentence.end)
    )


def is_old(day: EventDay | None, report: date | None) -> bool:
    """Was a deed done long before the report, or does nobody know how long?"""
    if day is None or day.event_date is None or report is None:
        return True
    return (report - day.event_date).days > _NEWS_DAYS
