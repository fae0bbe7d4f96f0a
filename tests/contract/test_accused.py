"""Who is held to have done a deed, on parsed sentences of our own."""

from __future__ import annotations

import pytest

from pipeline.extract.accused import is_accused
from pipeline.extract.reading import read


@pytest.mark.parametrize(
    ("sentence", "accused"),
    [
        ("Police arrested John Doe, 24, in connection with the shooting.", {"Doe"}),
        ("Paul Reed, 21; Carl Stone; and Adam Gray, 19, were charged in the killing.", {"Reed", "Stone", "Gray"}),
        ("Peter Moss is accused of killing officer Tom Bell on Saturday night.", {"Moss"}),
        ("The suspect, Trevor Hill, fled.", {"Hill"}),
        ("The gunman was identified as Peter Moss, 30.", {"Moss"}),
        ("Activists were charged with sedition.", set()),
        ("Tom Bell was killed on Saturday, and police are looking for his brother.", set()),
        ("A man was arrested after two people were shot.", set()),
    ],
)  # fmt: skip
def test_who_is_charged_with_a_deed_is_its_doer(sentence: str, accused: set[str]) -> None:
    doc, _ = read(sentence)
    assert {token.text for token in doc if token.pos_ == "PROPN" and is_accused(token)} == accused
