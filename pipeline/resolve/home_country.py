"""The country that the strand of an event speaks of, by the names in it and where it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.records import PlaceName
from pipeline.resolve.article_country import told_most
from pipeline.resolve.context import Context
from pipeline.resolve.place_scene import homes_of_groups, is_voice
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.travellers import is_traveller

#: What makes a name that of the country on the other side: "the Chadian border", "the border with Chad" is a relation.
_BORDER = re.compile(r"\W{0,2}\s?(?:border|frontier)")
#: What a country does in which something happened, and hardly another: "Pakistan said nine soldiers were killed".
_REPORTS = re.compile(r"\s(?:has |have )?(?:announced|confirmed|reported|reports|said|says)\b")
#: A strand is about a country that has more than this share of what tells countries.
_MAIN_SHARE = 0.5


def _names_of_strand(context: Context, sentence: int) -> Iterator[tuple[PlaceName, ResolvedPlace]]:
    """The names of the strand to which a sentence belongs, with their places."""
    strands = context.strands
    for name, place in zip(context.reading.place_names, context.places, strict=True):
        if place is not None and strands[name.sentence] == strands[sentence]:
            yield name, place


def speakers(context: Context, sentence: int) -> list[tuple[PlaceName, ResolvedPlace]]:
    """The names that tell which country the strand of a sentence is about: not those beyond a border, not where it was
    written, and not who condemns what happened or where somebody speaks of it; a country that reports it only if no
    others do."""
    text = context.reading.text
    told = [
        (name, place)
        for name, place in _names_of_strand(context, sentence)
        if place.iso3 is not None
        and place.is_supported
        and name.relation not in ("from", "to", "border", "dateline")
        and not _BORDER.match(text, name.end)
    ]
    heard = [(name, place) for name, place in told if not is_voice(name)]
    return heard or [(name, place) for name, place in told if _REPORTS.match(text, name.end)]


def countries_written_in(context: Context, sentence: int) -> frozenset[str]:
    """The countries where the strand of a sentence was written."""
    return frozenset(
        place.iso3
        for name, place in _names_of_strand(context, sentence)
        if name.relation == "dateline" and place.iso3 is not None
    )


def home_country(context: Context, sentence: int, *, with_datelines: bool = True) -> str | None:
    """The country that the strand of a sentence speaks of most: more than of all others together, or of each of them
    and was written there.

    Groups count for the country in which they are at home, a dateline once, troops and travellers not.

    Args:
        context: The article.
        sentence: A sentence that tells an event.
        with_datelines: False where those who speak in the dateline tell of what happened elsewhere.
    """
    text, day, datelines = context.reading.text, context.report.day, countries_written_in(context, sentence)
    told: Counter[str] = Counter(
        place.iso3
        for name, place in speakers(context, sentence)
        if place.iso3 is not None and not is_traveller(text, day, name, place.iso3, datelines)
    )
    told.update(homes_of_groups(context.text_of_strand(sentence)))
    if with_datelines:
        told.update(datelines)
    country = told_most(told)
    if country is None:
        return None
    is_main = told[country] > _MAIN_SHARE * told.total() or (with_datelines and country in datelines)
    return country if is_main else None
