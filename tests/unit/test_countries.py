"""Countries in the words of an article."""

import pytest

from pipeline.reference.countries import without_personal_name


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Chad Miller, a shopkeeper", "a shopkeeper"),
        ("Israel de la Cruz a farmer", "a farmer"),
        ("Georgia Brown", ""),
        ("Saudi Arabia", "Saudi Arabia"),
        ("Guinea Bissau", "Guinea Bissau"),
        ("Chad", "Chad"),
        ("Chad soldiers", "Chad soldiers"),
        ("two Chinese engineers", "two Chinese engineers"),
    ],
)
def test_a_country_may_be_a_given_name(words: str, left: str) -> None:
    assert without_personal_name(words) == left
