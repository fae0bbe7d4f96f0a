"""Which report of a digest a sentence belongs to: "BAGHDAD - A bomb ... KIRKUK - Gunmen ..." is several under one head,
and so are paragraphs of which each begins with a deed in a place of its own.

What the reports tell are other events, and no report takes a day or a place from another. Reports are finer than
strands (`strands.py`): two paragraphs may tell of two towns of one country.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pipeline.records import Reading
from pipeline.resolve.differing import days_differ, is_quarter_of, places_differ
from pipeline.resolve.leads import begins_paragraph
from pipeline.resolve.locations import Location
from pipeline.resolve.named_places import best_location
from pipeline.resolve.other_scenes import died_later, is_told_afresh
from pipeline.resolve.place_scene import SCENES
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.report_days import is_dateline
from pipeline.resolve.told import VAGUE_VICTIMS, Told, points_back

#: Places of datelines, or of the deeds that paragraphs begin with, that make a digest; several releases from one desk
#: may tell one event again and again.
_SEVERAL = 2
_TOWNS = frozenset({"admin2", "city", "feature", "near_settlement", "neighbourhood", "settlement"})
_TOOK_PLACE = frozenset({"asserted", "attempted"})
#: First words of a sentence about somebody told before.
_GOES_ON = re.compile(r"\W*(?:he|her|his|she|their|they)\b", re.I)


@dataclass(frozen=True, slots=True)
class Opening:
    """The deed with which a paragraph begins.

    Attributes:
        told: The mention that tells it.
        place: Where it was, or the scene that the words before it name; None for a place in no list.
        sentence: Index of the sentence that says so.
    """

    told: Told
    place: Location | None
    sentence: int


def reports(reading: Reading, openings: Mapping[int, Opening]) -> Sequence[int]:
    """The number of its report for each sentence, from 1 on; 0 for what belongs to none, and in any other article.

    Args:
        reading: The article.
        openings: What its paragraphs begin with (`find_openings`); datelines inside the text say more.
    """
    sentences = reading.sentences
    datelines: dict[int, str] = {}
    for name in reading.place_names:
        if name.relation == "dateline" and not sentences[name.sentence].is_headline:
            datelines.setdefault(name.sentence, name.text.casefold())
    if len(set(datelines.values())) >= _SEVERAL:
        return list(accumulate(int(index in datelines) for index in range(len(sentences))))
    numbers = _of_paragraphs(openings)
    return [
        numbers[sentence.paragraph]
        if sentence.paragraph in numbers and index >= openings[sentence.paragraph].sentence
        else 0
        for index, sentence in enumerate(sentences)
    ]


def _of_paragraphs(openings: Mapping[int, Opening]) -> dict[int, int]:
    """The number of each paragraph that tells a deed in a place; {} where those are all of one place."""
    numbers: dict[int, int] = {}
    begun: dict[int, Opening] = {}
    for paragraph, opening in openings.items():
        known = [number for number, first in begun.items() if not _are_two(first, opening)]
        numbers[paragraph] = known[-1] if known else len(begun) + 1
        begun.setdefault(numbers[paragraph], opening)
    return numbers if len(begun) >= _SEVERAL else {}


def _are_two(first: Opening, other: Opening) -> bool:
    """Do two paragraphs begin with deeds in places that cannot be one; or in two that lie near each other, or in one
    that is in no list, with other dead and nothing that points back?"""
    one, two = first.place, other.place
    dead = {first.told.killed, other.told.killed}
    are_others = len(dead) > 1 and is_told_afresh(other.told)
    if one is None or two is None:
        return are_others and None not in dead
    if places_differ(one, two):
        return True
    kinds = {one.geo_resolution, two.geo_resolution}
    is_quarter = is_quarter_of(one, two) or is_quarter_of(two, one)
    are_beside = kinds <= _TOWNS and one.location != two.location and (not is_quarter or "near_settlement" in kinds)
    return are_beside and are_others and (None not in dead or None not in (first.told.day, other.told.day))


def find_openings(reading: Reading, places: Sequence[ResolvedPlace | None], told: Sequence[Told]) -> dict[int, Opening]:
    """The first deed of each paragraph behind the headline that says where it was, or before which the words of the
    paragraph tell a scene and a day; none of somebody whom an earlier paragraph struck, nor what goes on about those
    told before.

    Args:
        reading: The article.
        places: The place of each of its place names.
        told: What it tells, in text order.

    Returns:
        Number of a paragraph -> what it begins with, in text order; nothing for those that begin with no deed.
    """
    found: dict[int, Opening] = {}
    struck: dict[str, int] = {}  # person -> the paragraph behind the headline that first tells him struck
    unlisted: set[str] = set()
    doers = {agent.start for item in told for agent in item.mention.agents}
    for item in told:
        mention = item.mention
        paragraph = reading.sentences[mention.sentence].paragraph
        if mention.in_headline:
            continue
        first_told = {struck.setdefault(person, paragraph) for person in item.persons}
        if paragraph in found or first_told - {paragraph} or mention.realis not in _TOOK_PLACE:
            continue
        if died_later(item) or (begins_paragraph(reading, mention.sentence) and _GOES_ON.match(item.sentence_text)):
            continue  # "one of the wounded died in a hospital in B", "their bus was found near B"
        is_new = not (mention.is_background or points_back(mention))
        # "The attack took place in A" begins nothing, "the attack in A killed nine" does.
        says_little = points_back(mention) and item.killed is None
        # That it was in a country is no scene: "planning attacks on US forces in the region".
        is_scene = item.place is not None and item.place.geo_resolution != "country"
        if item.place is not None and is_scene and (is_new or not says_little):
            found[paragraph] = Opening(item, item.place, mention.sentence)
        elif item.place is None and is_new:
            scene = _scene(reading, places, paragraph, mention.sentence, doers)
            if scene is not None:
                found[paragraph] = Opening(item, *scene)
            elif item.unlisted and item.day is not None and unlisted.isdisjoint(item.unlisted):
                found[paragraph] = Opening(item, None, mention.sentence)
        unlisted |= item.unlisted
    return found


def _scene(
    reading: Reading,
    places: Sequence[ResolvedPlace | None],
    paragraph: int,
    until: int,
    doers: Collection[int],
) -> tuple[Location, int] | None:
    """The scene that the first sentence of a paragraph with a day names, as far as that one which tells a deed, and the
    index of the sentence; no name that stands where one of the doers does."""
    dated = {time.sentence for time in reading.time_expressions if not is_dateline(time)}
    for number, sentence in enumerate(reading.sentences[: until + 1]):
        names = [
            (ref, name)
            for ref, name in enumerate(reading.place_names)
            if name.sentence == number and name.start not in doers
        ]
        if sentence.paragraph != paragraph or number not in dated or not any(n.relation in SCENES for _, n in names):
            continue
        refs = [ref for ref, name in names if name.kind == "place" and name.relation in SCENES | {"none"}]
        found = best_location(reading, places, refs)
        if found is not None and found[0].geo_resolution != "country":
            return found[0], number
    return None


def with_reports(
    reading: Reading, told: Sequence[Told], openings: Mapping[int, Opening], numbers: Sequence[int]
) -> list[Told]:
    """Mentions with the number of their report, and with the sentence that it begins with.

    What a paragraph tells of another place than it begins with may be of any report.
    """
    out = []
    others: set[int] = set()  # sentences that tell of another place or day than their paragraph begins with
    for item in told:
        number = numbers[item.mention.sentence]
        first = openings.get(reading.sentences[item.mention.sentence].paragraph)
        if number and first is not None and _is_of_another(item, first):
            number = 0
            others.add(item.mention.sentence)
        elif item.place is None and item.mention.sentence in others:
            number = 0  # "fired rockets at the town of B, where a soldier was injured"
        elif first is not None and item.mention.sentence < first.sentence and _strike_the_same(item, first.told):
            number = numbers[first.sentence]  # "announced a probe into the murder of a monk. The monk was shot in A"
        lead = item.lead
        # The first paragraph of a report, unless it holds the lead of the article, has a lead of its own.
        if first is not None and number not in (0, numbers[lead]) and numbers.index(number) == first.sentence:
            lead = first.sentence
        out.append(replace(item, report=number, lead=lead))
    return out


def _is_of_another(item: Told, first: Opening) -> bool:
    """Does a mention tell another place than its paragraph begins with, or point back to what was of another day?"""
    if died_later(item):
        return False
    if item.place is not None and first.place is not None and places_differ(item.place, first.place):
        return True
    day = first.told.day
    is_back = points_back(item.mention) and item is not first.told
    return is_back and item.day is not None and day is not None and days_differ(item.day, day)


def _strike_the_same(one: Told, other: Told) -> bool:
    return not (one.victims - VAGUE_VICTIMS).isdisjoint(other.victims)
