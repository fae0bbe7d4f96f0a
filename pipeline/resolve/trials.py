"""Articles about courts. The deeds that they hear are old: their day is none of the court's, and no news.

CODING_RULES 4.5 publishes an earlier event whose day, place and actors are told; an old crime before a court is held
all the same (docs/decisions.md, "Which events?").
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.records import Reading
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.word_sets import word_set

_CHARGES = "|".join(sorted(word_set("charges")))
#: What is said of those whom a court hears; "a bomb hit a court", "gunmen shot a judge", "a court rejected the
#: petition" and "fighters charged the outpost with machetes" are none of it.
_HEARD = re.compile(
    rf"""\b(?:
    plead(?:s|ed|ing)?\ (?:not\ )?guilty | found\ (?:not\ )?guilty
    | (?:on|stand|stands|stood|standing|face|faces|facing)\ trial | (?:re)?trials?\ (?:of|over|for)
    | (?:is|was|are|were|been)\ convicted | convictions?\ (?:for|in|of|over)
    | convicted\ (?:(?:an?|her|him|the|them|two|three|four|five|six|several|\d+)\ (?:[\w'-]+\ ){{0,3}})?
      (?:for|in|of|on|over)
    | sentenc(?:es|ed|ing) | acquitt(?:ed|al|s) | indict(?:ed|ment|s)
    | jail(?:s|ed)\ (?:[\w'-]+\ ){{0,8}}(?:for|over)
    | (?:is|was|are|were|been)\ (?:\w+\ )?charged(?!\ (?:at|by|into|through)\b)
    | charg(?:es|ed)\ (?:[\w'-]+\ ){{0,6}}(?:
        over\ (?:[\w'-]+\ ){{0,4}}(?:attack|shooting|violence|{_CHARGES})
        | with\ (?:(?!after|amid|during)[\w'-]+\ ){{0,2}}(?:{_CHARGES})
        | in\ (?:connection\ with\ )?the\ (?:[\w'-]+\ ){{0,2}}(?:{_CHARGES})
    )
    | appear(?:s|ed)?\ (?:in|before\ a)\ court
    | (?:court|judge|jury|tribunal)s?\ (?:[\w'-]+\ ){{0,3}}(?:
        adjourned | (?:heard|hears)\ (?:[\w'-]+\ ){{0,2}}
        (?:arguments|case|evidence|how|statements?|testimony|that|witness(?:es)?)
    )
    )\b""",
    re.I | re.X,
)
#: Days after which what a court hears is no news; chosen by hand: charges follow a deed by days, trials by months.
_FRESH_DAYS = 30


def court_sentences(reading: Reading) -> frozenset[int]:
    """The sentences that say what goes on in a court."""
    return frozenset(
        index
        for index, sentence in enumerate(reading.sentences)
        if _HEARD.search(reading.text, sentence.start, sentence.end)
    )


def is_old(day: EventDay | None, report: date | None) -> bool:
    """Was a deed done long before the report? False where the day of either is not known."""
    if day is None or day.event_date is None or report is None:
        return False
    return (report - day.event_date).days > _FRESH_DAYS
