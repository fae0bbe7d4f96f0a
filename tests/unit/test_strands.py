"""Paragraphs of a round-up, by the country of which they tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.records import Mention, Reading
from pipeline.resolve.places import resolve_places
from pipeline.resolve.strands import resolve_by_strand, text_of_strand
from tests.unit.told_rows import article, place_names, told

SPAIN = ("Police broke up a march in Seville in Spain on Monday.",)
COLOMBIA = ("Gunmen killed nine people in Medellin in Colombia.", "Two more died in Cordoba.")


def _round_up(*paragraphs: tuple[str, ...]) -> Reading:
    text = article(*paragraphs)
    names = ("Seville", "Spain", "Medellin", "Colombia", "Cordoba")
    return replace(text, place_names=place_names(text, *((name, "in") for name in names if name in text.text)))


def test_each_paragraph_tells_which_of_its_namesakes_a_town_is() -> None:
    text = _round_up(SPAIN, COLOMBIA)
    _, places, strands = resolve_by_strand(text, [told(sentence=0), told(sentence=1)])
    assert [place and place.iso3 for place in places] == ["ESP", "ESP", "COL", "COL", "COL"]
    assert strands[0] != strands[1] == strands[2]
    assert 0 not in strands
    as_one = resolve_places(text.text, text.place_names)[-1]
    assert as_one is not None
    assert as_one.iso3 == "ESP"


def test_a_paragraph_without_a_deed_belongs_to_the_one_before() -> None:
    text = _round_up(SPAIN, COLOMBIA, ("Nobody claimed it.",))
    _, _, strands = resolve_by_strand(text, [told(sentence=0), told(sentence=1)])
    assert strands[3] == strands[1] != strands[0]


@pytest.mark.parametrize(
    "other",
    [told(sentence=1, is_background=True), told(sentence=1, realis="planned"), told(sentence=2)],
    ids=["told for context", "planned", "not in the first sentence"],
)
def test_only_a_deed_of_the_news_at_its_head_makes_a_paragraph_a_strand(other: Mention) -> None:
    assert resolve_by_strand(_round_up(SPAIN, COLOMBIA), [told(sentence=0), other])[2] == (0, 0, 0)


def test_an_article_of_one_country_is_one_strand() -> None:
    text = _round_up(SPAIN, ("Four people died in Cordoba on Tuesday.",))
    _, places, strands = resolve_by_strand(text, [told(sentence=0), told(sentence=1)])
    assert strands == (0, 0)
    assert [place and place.iso3 for place in places] == ["ESP"] * 3


def test_the_text_of_a_strand_keeps_its_place() -> None:
    text = article(("One.",), ("Two.",))
    assert text_of_strand(text, (1, 2), 2) == "    \n\nTwo."
