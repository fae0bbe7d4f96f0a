"""How large a crowd was, where a sentence after that of the demonstration says it: "some 5,000 people took part"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.numbers import find_quantities
from pipeline.records import Mention, Reading

#: Sentences after a demonstration in which its size may be told.
_REACH = 3
#: The crowd is counted before these words, or behind the others.
_TAKE_PART = re.compile(
    r"(?: of)?(?: [\w'-]+){0,3} (?:took part|had taken part|attended|participated|joined(?: in)?|turned out|marched"
    r"|gathered|rallied|demonstrated|protested)\b"
)
_DREW = re.compile(r"\b(?:drew|attracted|attended by|attendance at|numbered|crowd at|participants at|number at) $")


def crowd_size(reading: Reading, mentions: Sequence[Mention], others: frozenset[int]) -> str | None:
    """The size of a crowd in the words of the article; None where nothing counts it.

    Args:
        reading: The article.
        mentions: The mentions of the demonstration.
        others: Sentences that tell other events.
    """
    told = next((mention.crowd_size for mention in mentions if mention.crowd_size), None)
    if told is not None:
        return told
    first, last = mentions[0].sentence, mentions[-1].sentence
    for number, sentence in enumerate(reading.sentences[first : last + _REACH + 1], start=first):
        if number in others:
            if number > last:
                return None
            continue
        text = reading.text[sentence.start : sentence.end].replace("\n", " ")
        for start, end, quantity in find_quantities(text):
            if (quantity.low or 0) > 2 and (_TAKE_PART.match(text, end) or _DREW.search(text[:start])):
                return " ".join(text[start:end].lower().split())
    return None
