"""Where the news of an article begins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.resolve.leads import begins_paragraph, first_full, first_of_news, first_of_paragraph, is_full, lead_of
from tests.unit.told_rows import article, place_names, told

NOTE, NEWS = ("This report was updated.",), ("Gunmen killed nine people in Gao.", "They fled.")


def test_a_paragraph_that_tells_of_no_event_stands_before_the_news() -> None:
    text = article(NOTE, NEWS)
    assert first_of_news(text, [told(sentence=2)]) == 1
    assert first_of_news(text, [told(sentence=0), told(sentence=2)]) == 0
    assert first_of_news(text, []) == 0


def test_the_news_begin_behind_the_headline() -> None:
    text = article(NOTE, NEWS, headline="Nine die in Gao")
    assert first_of_news(text, [told(sentence=0), told(sentence=2)]) == 2
    assert first_of_news(article(NEWS, headline="Nine die in Gao"), [told(sentence=1)]) == 0


@pytest.mark.parametrize(
    ("dateline", "relation", "lead"),
    [
        ("GAO (Wire) -", "dateline", 1),
        ("(Wire) - GAO", "in", 1),
        ("GAO was attacked.", "dateline", 0),
        ("GAO and others", "in", 0),
    ],
    ids=["town", "agency alone", "a sentence", "no dateline"],
)
def test_a_dateline_that_is_cut_off_is_no_lead(dateline: str, relation: str, lead: int) -> None:
    text = article((dateline, *NEWS))
    text = replace(text, place_names=place_names(text, ("GAO", relation)))
    assert lead_of(text, [told(sentence=1)]) == lead


def test_a_full_sentence_has_five_words_and_a_stop() -> None:
    text = article(("Mar. 18:", "For immediate release to all", "Gunmen killed two in Gao.", 'He said "no."'))
    assert [is_full(text, index) for index in range(4)] == [False, False, True, False]
    assert first_full(text, 0) == 2
    assert first_full(text, 3) == 3


def test_a_paragraph_begins_with_its_first_sentence_and_its_first_full_one() -> None:
    text = article(("One.", "Gunmen killed two in Gao."), ("Two.", "Three."), NEWS)
    assert [begins_paragraph(text, index) for index in range(6)] == [True, False, True, False, True, False]
    assert [first_of_paragraph(text, paragraph) for paragraph in range(3)] == [1, 2, 4]
