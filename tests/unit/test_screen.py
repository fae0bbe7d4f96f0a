"""Screening: languages that are not read and matters off topic are refused, all else is kept with what was found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from importlib import resources

import pytest

from pipeline import contract
from pipeline.records import Admission, Document
from pipeline.screen.copies import index_articles
from pipeline.screen.language import language_of
from pipeline.screen.relevance import conflict_words, is_relevant, relevance, words_of
from pipeline.screen.run import screen
from pipeline.stage import Result, Run

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")

ATTACK = (
    "Gunmen on motorcycles attacked a village in the north on Sunday and killed nine farmers, a local official said. "
    "The attackers burned huts and drove cattle away before soldiers arrived."
)
ROBBERY = (
    "A cashier was shot dead during a robbery at a petrol station late on Thursday. Police said that two masked men "
    "fled with the contents of the till; the woman, 34, died in hospital."
)
COOKING = (
    "The new restaurant on the quay opens its doors this weekend with a menu built around coffee and chocolate. The "
    "chef spent three years in Lisbon, where she learned to bake the little tarts that now fill the counter every "
    "morning. Guests can choose between a garden table and a seat at the long bar, and the owners plan to add a small "
    "shop for beans and cups before the summer. Prices are moderate, the music is soft and the cakes sell out by noon."
)
FRENCH = "Les enseignants ont défilé samedi dans les rues de la capitale pour demander le paiement de leurs salaires."


def document(name: str, text: str, language: str | None = None) -> Document:
    return Document(
        article_id=name,
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        body_start=0,
        published_basis="none",
        source_name="test",
        language_given=language,
        is_boilerplate_only=False,
        batch="test",
    )


def screened(*documents: Document, admitted: tuple[str, ...] = ()) -> Result:
    table = contract.from_records("documents", list(documents))
    index = index_articles(table, contract.empty("article_index"))
    drawn_back = [
        Admission(article_id=name, reviewer="A. Reader", decided_on=date(2024, 2, 9), reason="It tells of a raid.")
        for name in admitted
    ]
    given = {"documents": table, "article_index": index, "admissions": contract.from_records("admissions", drawn_back)}
    return screen(given, RUN)


def reasons(result: Result) -> dict[str, str]:
    return {row["key"]: row["reason"] for row in result.rejected.to_pylist()}


def test_report_of_an_attack_is_kept() -> None:
    rows = screened(document("a", ATTACK)).kept["screened"].to_pylist()
    assert [(row["article_id"], row["language"], row["is_relevant"], row["duplicate_of"]) for row in rows] == [
        ("a", "en", True, None)
    ]
    assert rows[0]["relevance"] > 0.9


def test_ordinary_crime_is_kept() -> None:
    assert reasons(screened(document("a", ROBBERY))) == {}


def test_off_topic_article_is_refused() -> None:
    assert reasons(screened(document("a", COOKING))) == {"a": "OFF_TOPIC"}


def test_refused_article_that_a_reader_drew_back_is_kept() -> None:
    result = screened(document("a", COOKING), document("b", FRENCH), document("c", COOKING), admitted=("a", "b", "x"))
    rows = result.kept["screened"].to_pylist()
    assert [(row["article_id"], row["is_relevant"]) for row in rows] == [("a", False), ("b", False)]
    assert reasons(result) == {"c": "OFF_TOPIC"}


def test_language_that_is_not_read_is_refused() -> None:
    assert reasons(screened(document("a", FRENCH))) == {"a": "LANGUAGE_UNSUPPORTED"}


def test_text_without_words_is_refused() -> None:
    assert reasons(screened(document("a", "1 2 3"))) == {"a": "LANGUAGE_UNSUPPORTED"}


def test_copy_is_kept_and_names_its_original() -> None:
    rows = screened(document("b", ATTACK), document("a", ATTACK)).kept["screened"].to_pylist()
    assert {row["article_id"]: (row["duplicate_of"], row["similarity"]) for row in rows} == {
        "a": (None, 0.0),
        "b": ("a", 1.0),
    }


def test_empty_tables_are_screened() -> None:
    result = screened()
    assert result.kept["screened"].num_rows == result.rejected.num_rows == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ATTACK, "en"),
        (ATTACK.upper(), "en"),
        ("Gunmen kill 3", "en"),
        ("SOLDIERS KILL TWO IN MARKET", "en"),
        (FRENCH, "fr"),
        ("Die Armee hat in der Stadt drei Menschen getötet, sagte ein Sprecher.", "de"),
        ("...", None),
    ],
    ids=["english", "capitals", "headline", "capital headline", "french", "german", "no words"],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text)[0] == language


@pytest.mark.parametrize(
    "text",
    [
        "Bomb in Kabul.",
        "Rebels have seized the town of Kor.",
        "A PEACE AGREEMENT WAS SIGNED BY THE FRONT AND THE GOVERNMENT.",
        "Students marched through the capital against higher fees.",
        "Thousands of miners will march from the hills to the capital next week.",
        "Two people were found dead with gunshot wounds in a parked car.",
        "Troops set up a new base near the border.",
    ],
)
def test_short_notice_of_conflict_is_relevant(text: str) -> None:
    assert is_relevant(text, relevance(text))


def test_words_of_conflict_are_counted_once_each_and_in_pairs() -> None:
    assert conflict_words(words_of("Shelling, shelling and bombs; then they opened fire.")) == 3
    assert conflict_words(words_of("In March the tea is picked.")) == 0


def test_words_of_conflict_are_sorted_and_unique() -> None:
    lines = resources.files("pipeline.language").joinpath("conflict_words.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines)) and len(lines) > 100
    assert all(line == line.lower().strip() for line in lines)


def test_text_without_words_has_no_relevance() -> None:
    assert relevance("123 …") == 0.0
