"""Plain text: its dateline and its headline."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.clean.run import clean_article
from pipeline.clean.texts import day_in_dateline, with_headline, with_line_feeds, with_whole_roads, without_emphasis
from pipeline.records import Article, Document


def cleaned_text(text: str, title: str) -> Document:
    found = clean_article(
        Article(
            article_id="a",
            source_name="test",
            source_kind="folder",
            origin="a.txt",
            media_type="text/plain",
            body=text.encode(),
            sha256="0" * 64,
            first_seen_at=datetime(2024, 2, 8, tzinfo=UTC),
            batch="test",
            title=title,
        )
    )
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("GAO, Feb 8, 2024 (Wire) - Soldiers fired at a crowd.", "2024-02-08"),
        ("LIMA, 4 MAY 89 -- A bomb went off.", "1989-05-04"),
        ("BAGHDAD, 8 February 2024 — A drone hit a car.", "2024-02-08"),
        ("GAO, Feb 8 (Wire) - Soldiers fired at a crowd.", None),
        ("Soldiers who came to the town on February 8, 2024 - a Thursday - fired at a crowd.", None),
        ("February 8, 2024 - Soldiers fired at a crowd.", None),
        ("Soldiers fired at a crowd on February 8, 2024.", None),
        ("", None),
    ],
)
def test_day_in_a_dateline(body: str, day: str | None) -> None:
    found = day_in_dateline(body)
    assert (found.day.isoformat() if found else None) == day


#: The same sentence as a paragraph in one line, and in wrapped lines.
PARAGRAPH = (
    "Gunmen shot five traders dead in a market of Gao on Monday, an official of the region said in the evening, and "
    "ten others were wounded."
)
WRAPPED = PARAGRAPH.replace("an official", "\nan official")


@pytest.mark.parametrize(
    ("body", "title", "text", "start"),
    [
        pytest.param("Two died in Gao.", "Raid on Gao", "Raid on Gao\n\nTwo died in Gao.", 13, id="given"),
        pytest.param(
            "Raid on Gao\n\nTwo died in Gao.", "Raid on Gao", "Raid on Gao\n\nTwo died in Gao.", 13, id="there already"
        ),
        pytest.param("Raid on Gao\n\nTwo died in Gao.", None, "Raid on Gao\n\nTwo died in Gao.", 13, id="seen"),
        pytest.param("Two died in Gao.\n\nMore.", None, "Two died in Gao.\n\nMore.", 0, id="a sentence is none"),
        pytest.param("Raid on Gao", None, "Raid on Gao", 0, id="nothing below it"),
        pytest.param(f"Raid on Gao\n{PARAGRAPH}", None, f"Raid on Gao\n{PARAGRAPH}", 12, id="above a paragraph"),
        pytest.param(f"Raid on Gao\n{WRAPPED}", None, f"Raid on Gao\n{WRAPPED}", 0, id="lines may be wrapped"),
        pytest.param(f"Gunmen in Gao\nhave {PARAGRAPH}", None, f"Gunmen in Gao\nhave {PARAGRAPH}", 0, id="goes on"),
    ],
)
def test_headline(body: str, title: str | None, text: str, start: int) -> None:
    assert with_headline(body, title) == (text, start)


def test_a_headline_right_above_the_text_stays_a_line() -> None:
    headline = "Gunmen kill five in a crowded market of the northern town of Gao"
    body = "Gunmen shot five traders dead in a market of Gao on Monday, an official of\nthe region said."
    found = cleaned_text(f"{headline}\n{body}", title=headline)
    assert found.text == f"{headline}\n{body.replace(chr(10), ' ')}"
    assert found.text[found.body_start :].startswith("Gunmen shot")


def test_every_line_end_becomes_a_line_feed() -> None:
    assert with_line_feeds("\ufeffa\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


def test_words_that_are_set_off_lose_their_tags_and_nothing_else_does() -> None:
    assert without_emphasis("Five were <b>killed</b> and <EM>two hurt</EM>.") == "Five were killed and two hurt."
    for text in ("a < b and b > c", "<b>never closed", "<p>a paragraph</p>", "<b>crossed</i>"):
        assert without_emphasis(text) == text


def test_the_towns_of_a_road_are_joined() -> None:
    told = "Gunmen blocked the Maiduguri- Beneshiek- Damaturu road in Nigeria- Troops came."
    assert with_whole_roads(told) == "Gunmen blocked the Maiduguri-Beneshiek-Damaturu road in Nigeria- Troops came."
