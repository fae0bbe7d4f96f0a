"""Paragraphs, wrapped lines and datelines of plain text."""

from __future__ import annotations

import pytest

from pipeline.language.layout import DATELINE, has_wraps, paragraphs, without_wraps

LINE = "Gunmen killed three soldiers in Gao on Monday. An al Qaeda"


def test_a_wrapped_line_goes_on_behind_a_space() -> None:
    assert without_wraps(f"{LINE}\naffiliate claimed it.") == f"{LINE} affiliate claimed it."


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\n\naffiliates claimed it.",
        f"{LINE}\n- affiliates",
        f"{LINE}\n",
        "For immediate release\nGunmen killed three soldiers.",
        "Gunmen killed three soldiers in Gao in Mali on Monday.\nThe army said so.",
        f"{'Gunmen killed three soldiers in Gao. ' * 3}\nThe army said so.",
        "Gunmen killed three soldiers and wounded four others in Gao on Monday.\nLAGOS (Wire) - Police fired.",
    ],
    ids=["paragraph", "item of a list", "last line", "heading", "short sentence", "long line", "dateline"],
)
def test_a_line_that_ends_on_purpose_stays(text: str) -> None:
    assert without_wraps(text) == text


def test_one_long_line_below_wrapped_ones_makes_no_paragraphs_of_them() -> None:
    address = "https://wire.example/2024/05/08/" + "a-long-address-" * 6
    assert has_wraps("\n".join([LINE] * 4 + [address]))


def test_lines_of_which_one_is_a_whole_paragraph_are_not_wrapped() -> None:
    assert has_wraps(f"{LINE}\naffiliate claimed it.")
    assert not has_wraps(f"{LINE} affiliate claimed it, and the army said so on the same day.\nMore.")


def test_paragraphs_stand_between_empty_lines() -> None:
    text = "A.\nB.\n \n\nC."
    assert [text[start:end] for start, end in paragraphs(text)] == ["A.\nB.", "C."]
    assert paragraphs("") == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("KABUL (Wire) - Two died.", "KABUL (Wire) - "),
        ("MANILA, Dec 3 -- Two died.", "MANILA, Dec 3 -- "),
        ("(Wire) - Two died.", "(Wire) - "),
        ("Two died - the army said.", None),
    ],
)
def test_datelines(text: str, dateline: str | None) -> None:
    found = DATELINE.match(text)
    assert (found and found.group()) == dateline
