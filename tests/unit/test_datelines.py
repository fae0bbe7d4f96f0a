"""Where a text says it was written: the place and the day at its head."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.extract.datelines import datelines_of


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        pytest.param("KARACHI: A policeman died.", "KARACHI:", id="a colon"),
        pytest.param(
            "RAWALPINDI, 14 March 2023: On 13 March a policeman died.", "RAWALPINDI, 14 March 2023:", id="day"
        ),
        pytest.param("RAWALPINDI, March 14: On 13 March a policeman died.", "RAWALPINDI, March 14:", id="month first"),
        pytest.param("Nairobi, March 3 (Example Wire) -- Two died.", "Nairobi, March 3 (Example Wire) --", id="dashes"),
        pytest.param("Karachi: A policeman died.", "Karachi:", id="a known town in small letters"),
        pytest.param("Minister: A policeman died.", None, id="no town"),
        pytest.param("KARACHI, 14 dead: A bomb went off.", None, id="no month"),
    ],
)
def test_the_place_and_the_day_at_the_head_of_a_text(text: str, dateline: str | None) -> None:
    doc = Doc(Vocab(), words=text.split(" "))
    found = [doc.text[start:end].strip() for start, end in datelines_of(doc, {"Karachi"}.__contains__)]
    assert found == ([] if dateline is None else [dateline])
