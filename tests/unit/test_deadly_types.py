"""Types that nobody can die in: what they become where somebody did."""

from __future__ import annotations

import pytest

from pipeline.classify.columns import _deadly


@pytest.mark.parametrize(
    ("sub", "becomes"),
    [
        ("Abduction/forced disappearance", ("Attack", "classify.killed_captive.v1")),
        ("Peaceful protest", ("Excessive force against protesters", "classify.killed_protester.v1")),
        ("Protest with intervention", ("Excessive force against protesters", "classify.killed_protester.v1")),
        ("Armed clash", ("Armed clash", "classify.wording.v1")),
    ],
)
def test_a_type_without_deaths_gives_way_where_somebody_died(sub: str, becomes: tuple[str, str]) -> None:
    assert _deadly(sub, "classify.wording.v1") == becomes
