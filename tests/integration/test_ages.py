"""Which numbers are ages, which count nobody."""

from __future__ import annotations

import pytest

from pipeline.extract.ages import is_age
from pipeline.extract.reading import load_nlp

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Two women, 30 and 60, were killed by shells in the town.", {"30", "60"}),
        ("A man, believed to be about 50, was shot dead by police.", {"50"}),
        ("The two, aged 18 and 26, were arrested by police on Monday.", {"18", "26"}),
        ("Rebels killed five soldiers, 12 and 30 others were hurt.", set()),
        ("Troops killed 12 rebels and 30 others were hurt.", set()),
    ],
)
def test_ages_count_nobody(text: str, ages: set[str]) -> None:
    assert {token.text for token in load_nlp()(text) if is_age(token)} == ages
