"""Which sentences tell of a court, and which deeds are too old to be news there."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.trials import court_sentences, is_old
from tests.unit.told_rows import reading


@pytest.mark.parametrize(
    "text",
    [
        "A driver pleaded not guilty to the killing of two clerks.",
        "Prosecutors charged the miller with the murder of a rival.",
        "The former captain stood trial over the bombing.",
        "The jury of nine heard how the shots were fired.",
        "A gunman was sentenced to 20 years.",
        "The men were convicted of arson.",
        "Police charged a waiter over the attack on a bar.",
    ],
)
def test_a_court_is_heard(text: str) -> None:
    assert court_sentences(reading(text)) == {0}


@pytest.mark.parametrize(
    "text",
    [
        "A bomb hit the court while the judge was away.",
        "Fighters charged the outpost with machetes.",
        "Riders were charged at by the police.",
        "The court rejected the petition of the miners.",
        "His convicts built the road.",
        "Fighters charged the outpost in a dawn attack.",
        "Police charged demonstrators with batons after the killing of a baker.",
        "The raiders freed convicted smugglers.",
        "The judge heard shots from the yard.",
    ],
)
def test_no_court_is_heard(text: str) -> None:
    assert court_sentences(reading(text)) == frozenset()


@pytest.mark.parametrize(
    ("day", "report", "old"),
    [
        (date(2019, 5, 1), date(2019, 5, 31), False),
        (date(2019, 5, 1), date(2019, 6, 1), True),
        (None, date(2019, 6, 1), False),
        (date(2019, 5, 1), None, False),
    ],
)
def test_a_deed_is_old_after_thirty_days(day: date | None, report: date | None, old: bool) -> None:
    coded = EventDay(day, 1, day, day, "explicit", ())
    assert is_old(coded, report) is old
    assert not is_old(None, report)
