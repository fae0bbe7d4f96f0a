"""Figures of a whole country, which are no one town's: "155 people were killed across the country"."""

from __future__ import annotations

import re

from pipeline.records import Mention, Reading
from pipeline.reference import countries
from pipeline.resolve.locations import Location

#: A country behind words for all of it, and two or more as a headline lists them.
_COUNTRY = r"(?P<country>[A-Z][\w-]+(?: [A-Z][\w-]+)?)"
_ACROSS = re.compile(rf"\b(?:across|throughout) (?:the )?{_COUNTRY}")
_LIST = re.compile(r"\b([A-Z][\w-]+)(?:,| and) ([A-Z][\w-]+)")
_ALL_OVER = re.compile(
    r"\b(?:across|all over|around|elsewhere in|throughout) the (?:country|nation)\b|\b(?:countrywide|nationwide)\b",
    re.I,
)
#: Behind those harmed: in a whole country, or in places that are not told.
_HARMED_ALL_OVER = re.compile(
    r"(?: (?:have been|had been|was|were))? (?:arrested|dead|detained|died|injured|killed|wounded) "
    rf"(?:(?:across|throughout) (?:the )?{_COUNTRY}|in other (?:areas|cities|parts|places|regions|towns)\b)"
)


def is_countrywide(reading: Reading, mention: Mention, place: Location | None) -> bool:
    """True for those harmed in a whole country or in places that are not told: they are of no town's event.

    "155 people were killed across the country on Wednesday", in a headline "mines kill 11 across Sudan". Who stands
    right before such words is of it, whatever town the sentence names too: "60 were killed across Egypt as ... Cairo".
    """
    if all(casualty.low is None for casualty in mention.casualties):
        return False
    sentence = reading.sentences[mention.sentence]
    if _are_all_over(reading.text, mention, sentence.end):
        return True
    if place is not None and place.geo_resolution not in ("country", "region"):
        return False
    if _ALL_OVER.search(reading.text, sentence.start, sentence.end) is not None:
        return True
    return mention.in_headline and _names_many(reading.text[sentence.start : sentence.end])


def _are_all_over(text: str, mention: Mention, end: int) -> bool:
    for casualty in mention.casualties:
        found = _HARMED_ALL_OVER.match(text, casualty.end, end)
        if found is not None and (found["country"] is None or countries.find_country(found["country"]) is not None):
            return True
    return False


def _names_many(headline: str) -> bool:
    """ "Mines kill 11 across Sudan", "ten killed in Colombia, Ecuador and Mexico raids": the dead of several places."""
    across = _ACROSS.search(headline)
    if across is not None and countries.find_country(across["country"]) is not None:
        return True
    lists = (found.groups() for found in _LIST.finditer(headline))
    return any(all(countries.find_country(name) is not None for name in names) for names in lists)
