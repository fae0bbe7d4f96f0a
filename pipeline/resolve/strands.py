"""The strands of an article: its paragraphs, by the country of which they tell.

A round-up tells of a bomb in Iraq, then of a march in Bolivia: it is an article about each, and what "the capital" or a
town of many namesakes means in one paragraph is not told by the others. Strands are found first, from names alone, and
every place is chosen within its own; reports (`digests.py`) and stretches (`stretches.py`) need the places chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count

from pipeline.records import Mention, PlaceName, Reading
from pipeline.reference import gazetteer
from pipeline.reference.gazetteer import Gazetteer
from pipeline.resolve.article_country import article_country
from pipeline.resolve.leads import first_of_paragraph
from pipeline.resolve.place_scene import SCENES, Scene, countries_of_groups
from pipeline.resolve.places import ResolvedPlace, resolved, scene_of
from pipeline.resolve.told import points_back

#: What tells the country of a paragraph must weigh so much (`article_country`): one name, since a paragraph is short.
_TOLD = 1.0
#: Countries in which deeds are told that make strands of an article.
_SEVERAL = 2


def resolve_by_strand(
    reading: Reading, mentions: Sequence[Mention]
) -> tuple[list[PlaceName], list[ResolvedPlace | None], tuple[int, ...]]:
    """Resolve the place names of an article, those of each strand by themselves.

    Args:
        reading: The article, with its place names as found.
        mentions: What it tells; they say which paragraphs begin with a deed.

    Returns:
        The names, some with a `parent` that the rest of the text tells; one place or None a name; the number of its
        strand for each sentence, 0 for all in an article of one.
    """
    text, names, day = reading.text, list(reading.place_names), reading.published
    found_names, scene = scene_of(text, names, day)
    by_paragraph = _strands(gazetteer.load(), reading, scene, mentions)
    strands = tuple(by_paragraph.get(sentence.paragraph, 0) for sentence in reading.sentences)
    if not any(strands):
        return found_names, resolved(scene), strands
    out: list[ResolvedPlace | None] = [None] * len(names)
    for strand in sorted(set(strands)):
        indexes = [index for index, name in enumerate(names) if strands[name.sentence] == strand]
        own, part = scene_of(text_of_strand(reading, strands, strand), _within(names, indexes), day)
        for index, name, place in zip(indexes, own, resolved(part), strict=True):
            out[index] = place
            names[index] = replace(name, parent=None if name.parent is None else indexes[name.parent])
    return names, out, strands


def text_of_strand(reading: Reading, strands: Sequence[int], strand: int) -> str:
    """The text with blanks for the sentences of other strands: what stands in it keeps its place."""
    if all(of == strand for of in strands):
        return reading.text
    text = list(reading.text)
    for sentence, of in zip(reading.sentences, strands, strict=True):
        if of != strand:
            text[sentence.start : sentence.end] = " " * (sentence.end - sentence.start)
    return "".join(text)


def _within(names: Sequence[PlaceName], indexes: Sequence[int]) -> list[PlaceName]:
    """Some of the names, those that they lie in by their numbers among these."""
    number = {index: own for own, index in enumerate(indexes)}
    return [
        replace(names[index], parent=None if (outer := names[index].parent) is None else number.get(outer))
        for index in indexes
    ]


def _strands(known: Gazetteer, reading: Reading, scene: Scene, mentions: Sequence[Mention]) -> dict[int, int]:
    """The number of its strand for each paragraph, from 1 on; nothing for an article of one.

    Only a paragraph that begins with a deed and its scene may begin a strand: that of the country which it tells, else
    that of its places, if others tell it, else its own. One that tells of no deed belongs to what the article is
    clearly about, else to the paragraph before it.
    """
    main = article_country(known, scene)
    paragraphs = sorted({sentence.paragraph for sentence in reading.sentences})
    doers = {agent.start for mention in mentions for agent in mention.agents}
    own = {
        paragraph: _country(known, reading, scene, paragraph, doers)
        for paragraph in paragraphs
        if _may_begin_a_strand(reading, mentions, paragraph)
    }
    countries = sorted({country for country in own.values() if country is not None})
    if len(countries) < _SEVERAL:
        return {}
    numbers = count(1)
    of_country = {country: next(numbers) for country in countries}
    out: dict[int, int] = {}
    last, before = main, 0  # the country of the paragraph before, and the number of its strand
    for paragraph in paragraphs:
        if paragraph not in own:
            out[paragraph] = before if main is None else of_country.get(main, 0)
            continue
        country = own[paragraph] or _of_places(reading, scene, paragraph, countries)
        if country is None:
            likely = (one for one in (last, main) if one and _may_lie_in(reading, scene, paragraph, one))
            country = next(likely, None)
        if country is None:
            before = next(numbers)  # of no country that is known: a strand of its own
        else:
            before = of_country[country] = of_country.get(country) or next(numbers)
        last = country
        out[paragraph] = before
    return out


def _may_begin_a_strand(reading: Reading, mentions: Sequence[Mention], paragraph: int) -> bool:
    """Does a paragraph begin with a deed of the news and the place of it?"""
    first = first_of_paragraph(reading, paragraph)
    return (
        not reading.sentences[first].is_headline
        and any(
            mention.sentence == first
            and mention.realis == "asserted"
            and not mention.is_background
            and "SPOKEN_OF" not in mention.flags
            and not points_back(mention)  # "In the capital, a minister condemned the attack"
            for mention in mentions
        )
        and any(
            name.sentence == first and name.relation in SCENES and name.kind in ("place", "capital")
            for name in reading.place_names
        )
    )


def _country(known: Gazetteer, reading: Reading, scene: Scene, paragraph: int, doers: Collection[int]) -> str | None:
    """The country that a paragraph is clearly about: not that from which somebody speaks, nor one that did something
    ("Ankara and Moscow agreed to a truce in Idlib"), nor that of somebody of whom it tells behind the deed."""
    first = first_of_paragraph(reading, paragraph)
    indexes = [
        index
        for index, name in enumerate(scene.names)
        if reading.sentences[name.sentence].paragraph == paragraph
        if name.relation != "from" and not (name.kind == "place" and name.start in doers)
        if name.kind != "demonym" or name.sentence == first
        if not (name.relation == "near" and _is_country(scene, index))  # "near the U.S. embassy"
    ]
    if not indexes:
        return None
    text = " ".join(reading.text[s.start : s.end] for s in reading.sentences if s.paragraph == paragraph)
    part = Scene(
        _within(scene.names, indexes),
        [scene.options[index] for index in indexes],
        [scene.chosen[index] for index in indexes],
        countries_of_groups(text),
    )
    country = article_country(known, part, at_least=_TOLD)
    firm = {choice[0].iso3 for at, choice in enumerate(part.chosen) if choice is not None and part.is_firm(at)}
    return country if country in firm else None


def _is_country(scene: Scene, index: int) -> bool:
    choice = scene.chosen[index]
    return choice is not None and choice[0].feature == "country"


def _of_places(reading: Reading, scene: Scene, paragraph: int, countries: Sequence[str]) -> str | None:
    """The one of some countries in which most places of a paragraph are taken to lie."""
    told = Counter(
        choice[0].iso3
        for name, choice in zip(scene.names, scene.chosen, strict=True)
        if choice is not None and name.kind == "place" and reading.sentences[name.sentence].paragraph == paragraph
    )
    likely = [country for country in countries if 2 * told[country] > told.total()]
    return likely[0] if likely else None


def _may_lie_in(reading: Reading, scene: Scene, paragraph: int, country: str) -> bool:
    """May a place that a paragraph names lie in a country?"""
    return any(
        place.iso3 == country
        for name, options in zip(scene.names, scene.options, strict=True)
        if name.kind == "place" and reading.sentences[name.sentence].paragraph == paragraph
        for place in options
    )
