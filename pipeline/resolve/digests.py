"""Which report of a digest a sentence belongs to: "BAGHDAD - A bomb ... KIRKUK - Gunmen ..." is several under one head,
and so are paragraphs of which each begins with a deed in a place of its own.

What the reports tell are other events, and no report takes a day or a place from another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.records import Mention, Reading
from pipeline.resolve.locations import Location
from pipeline.resolve.named_places import best_location
from pipeline.resolve.other_scenes import is_told_afresh
from pipeline.resolve.place_scene import SCENES
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.report_days import is_dateline
from pipeline.resolve.told import Told, days_differ, is_quarter_of, places_differ

#: Places of datelines, or of the deeds that paragraphs begin with, that make a digest; several releases from one desk
#: may tell one event again and again.
_SEVERAL = 2
_TOWNS = frozenset({"city", "settlement", "near_settlement"})
_TOOK_PLACE = frozenset({"asserted", "attempted"})


@dataclass(frozen=True, slots=True)
class Opening:
    """The deed with which a paragraph begins, and where its first sentences say that it was."""

    told: Told
    place: Location


def reports(reading: Reading, openings: Mapping[int, Opening]) -> Sequence[int]:
    """The number of its report for each sentence, from 1 on; 0 for what belongs to none, and in any other article.

    Args:
        reading: The article.
        openings: What its paragraphs begin with (`find_openings`).
    """
    opening: dict[int, str] = {}
    for name in reading.place_names:
        if name.relation == "dateline" and not reading.sentences[name.sentence].is_headline:
            opening.setdefault(name.sentence, name.text.casefold())
    if len(set(opening.values())) >= _SEVERAL:
        return list(accumulate(int(index in opening) for index in range(len(reading.sentences))))
    numbers = _of_paragraphs(openings)
    return [numbers.get(sentence.paragraph, 0) for sentence in reading.sentences]


def _of_paragraphs(openings: Mapping[int, Opening]) -> dict[int, int]:
    """The number of each paragraph that begins with a deed in a place; {} where those are all of one place."""
    numbers: dict[int, int] = {}
    begun: dict[int, Opening] = {}
    for paragraph, opening in openings.items():
        known = [number for number, first in begun.items() if not _are_two(first, opening)]
        numbers[paragraph] = known[-1] if known else len(begun) + 1
        begun.setdefault(numbers[paragraph], opening)
    return numbers if len(begun) >= _SEVERAL else {}


def _are_two(first: Opening, other: Opening) -> bool:
    """Do two paragraphs begin with deeds in places that cannot be one, or in two towns that lie near each other, with
    other dead and nothing that points back?"""
    if places_differ(first.place, other.place):
        return True
    one, two = first.place, other.place
    is_of_other = is_quarter_of(one, two) or is_quarter_of(two, one) or one.location == two.location
    are_towns = {one.geo_resolution, two.geo_resolution} <= _TOWNS and not is_of_other
    dead = {first.told.killed, other.told.killed}
    return are_towns and len(dead) > 1 and None not in dead and is_told_afresh(other.told)


def find_openings(reading: Reading, places: Sequence[ResolvedPlace | None], told: Sequence[Told]) -> dict[int, Opening]:
    """What each paragraph behind the headline begins with: of its first sentence that tells a deed the one that says
    where, or else any, if the words before it tell a scene and a day; nothing that points back."""
    first: dict[int, Told] = {}
    for item in told:
        paragraph = reading.sentences[item.mention.sentence].paragraph
        before = first.setdefault(paragraph, item)
        if before.place is None and item.place is not None and before.mention.sentence == item.mention.sentence:
            first[paragraph] = item
    return {
        paragraph: Opening(item, place)
        for paragraph, item in first.items()
        if _may_open(item.mention)
        if (place := item.place or _scene(reading, places, paragraph, item.mention.sentence)) is not None
    }


def _may_open(mention: Mention) -> bool:
    is_told_before = mention.is_background or (mention.is_definite and mention.is_nominal)
    return mention.realis in _TOOK_PLACE and not is_told_before and not mention.in_headline


def _scene(reading: Reading, places: Sequence[ResolvedPlace | None], paragraph: int, until: int) -> Location | None:
    """The scene that the first sentence of a paragraph with a day names, as far as that one which tells a deed."""
    dated = {time.sentence for time in reading.time_expressions if not is_dateline(time)}
    for number, sentence in enumerate(reading.sentences[: until + 1]):
        names = [(ref, name) for ref, name in enumerate(reading.place_names) if name.sentence == number]
        if sentence.paragraph != paragraph or number not in dated or not any(n.relation in SCENES for _, n in names):
            continue
        refs = [ref for ref, name in names if name.kind == "place" and name.relation in SCENES | {"none"}]
        found = best_location(reading, places, refs)
        if found is not None:
            return found[0]
    return None


def with_reports(
    reading: Reading, told: Sequence[Told], openings: Mapping[int, Opening], numbers: Sequence[int]
) -> list[Told]:
    """Mentions with the number of their report, and with the sentence that it begins with.

    What a paragraph tells of another place than it begins with may be of any report.
    """
    out = []
    for item in told:
        number = numbers[item.mention.sentence]
        first = openings.get(reading.sentences[item.mention.sentence].paragraph)
        if number and first is not None and _is_of_another(item, first):
            number = 0
        lead = item.lead if number in (0, numbers[item.lead]) else numbers.index(number)
        out.append(replace(item, report=number, lead=lead))
    return out


def _is_of_another(item: Told, first: Opening) -> bool:
    """Does a mention tell another place than its paragraph begins with, or point back to what was of another day?"""
    if item.place is not None and places_differ(item.place, first.place):
        return True
    day = first.told.day
    is_back = item.mention.is_definite and item.mention.is_nominal and item is not first.told
    return is_back and item.day is not None and day is not None and days_differ(item.day, day)
