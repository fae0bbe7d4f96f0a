"""Of an article that is hardly about conflict only some sentences are read; the others keep their words and offsets."""

from __future__ import annotations

import json

import pytest

from pipeline.commands.coding import code_articles
from pipeline.commands.questions import asked, distinct
from pipeline.extract import articles
from pipeline.extract.reading import read
from pipeline.extract.skimming import BESIDE, LEAD
from pipeline.extract.triggers import find_triggers
from pipeline.records import Article

pytestmark = pytest.mark.integration

GARDEN = "The tomatoes want sun and a dry wall. Water them at noon. Pick them when they are red, and not before."
ATTACK = "Gunmen killed five villagers near Sokoto on Wednesday."
BEFORE, AFTER = "The market had been open all day.", "They were farmers from Niger."
TEXT = "\n\n".join([GARDEN, GARDEN, BEFORE, ATTACK, AFTER, GARDEN, GARDEN])


def article_of(text: str) -> Article:
    (article,) = distinct(asked([json.dumps({"id": "a", "published": "2024-02-08", "text": text}).encode()]))
    return article


def test_sentences_with_words_of_conflict_are_read_with_those_beside_and_the_lead() -> None:
    doc, _ = read(TEXT, whole=False)
    read_sentences = {sent.text.strip() for sent in doc.sents if any(token.pos for token in sent)}
    assert {BEFORE, ATTACK, AFTER} < read_sentences
    garden = [sent.text.strip() for sent in read(GARDEN)[0].sents]
    assert len(garden) == 3
    assert read_sentences - {BEFORE, ATTACK, AFTER} == set(garden), "the lead, and what stands beside it"
    passed_over = [sent for sent in doc.sents if not any(token.pos for token in sent)]
    assert len(passed_over) == 12 - (LEAD + BESIDE)


def test_no_word_moves_and_no_sentence_runs_over_another() -> None:
    part, whole = read(TEXT, whole=False)[0], read(TEXT)[0]
    assert part.text == whole.text
    assert [token.idx for token in part] == [token.idx for token in whole]
    assert [sent.start_char for sent in part.sents] == [sent.start_char for sent in whole.sents]
    assert all(token.head.sent == token.sent for token in part)


def test_what_is_read_is_read_as_in_the_whole() -> None:
    part, whole = (find_triggers(read(TEXT, whole=is_whole)[0]).standing for is_whole in (False, True))
    assert part.keys() == whole.keys()
    for number, triggers in part.items():
        assert [(one.token.idx, one.kind, one.rule) for one in triggers] == [
            (one.token.idx, one.kind, one.rule) for one in whole[number]
        ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Tea.", "Bombs", "a\n\n\n\nb", "Tea. " * 40, ATTACK * 3])
def test_any_text_can_be_read_in_part(text: str) -> None:
    doc, prepared = read(text, whole=False)
    assert doc.text == prepared.text


def test_article_without_a_word_of_conflict_is_read_in_its_lead_alone() -> None:
    doc, _ = read("\n\n".join([GARDEN] * 4), whole=False)
    assert sum(any(token.pos for token in sent) for sent in doc.sents) == LEAD + BESIDE


def test_only_doubtful_articles_are_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = []

    def noted(text: str, body_start: int = 0, *, whole: bool = True) -> object:
        asked_for.append(whole)
        return read(text, body_start, whole=whole)

    monkeypatch.setattr(articles, "read", noted)
    news = article_of(ATTACK + " Soldiers fought the gunmen for hours, the army said, and shot three of them dead.")
    long = article_of("\n\n".join([GARDEN] * 8 + [ATTACK]))
    answers = [code_articles([article])["a"].body for article in (news, long)]
    assert [answer["relevance"] >= articles.DOUBTFUL for answer in answers] == [True, False]
    assert asked_for == [True, False]
    assert [event["status"] for event in answers[1]["events"]] == ["published"]
