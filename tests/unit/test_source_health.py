"""Sources that bring less than they used to, or whose pages lack what they used to have."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pyarrow
import pytest

from pipeline.run_log import Work
from pipeline.source_health import Health, health
from tests.unit.test_run_log import record

START = datetime(2024, 2, 1, tzinfo=UTC)


class Tables:
    """A store that holds only what the rule reads."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        self.rows = rows

    def read(self, name: str, *, columns: list[str]) -> pyarrow.Table:
        """A table."""
        return SimpleNamespace(to_pylist=lambda: [{key: row[key] for key in columns} for row in self.rows[name]])


def judged(new: list[int], days: list[tuple[int, int, int]] = ()) -> Health:  # type: ignore[assignment]
    """How a source is: new articles of each reading; for each day, articles, those without text, without a day."""
    rows: dict[str, list[dict[str, Any]]] = {"articles": [], "documents": [], "rejects": []}
    for number, (articles, textless, dayless) in enumerate(days):
        for index in range(articles):
            name = f"{number}-{index}"
            at = START + timedelta(number)
            rows["articles"].append({"article_id": name, "source_name": "wire", "first_seen_at": at})
            if index < textless:
                rows["rejects"].append({"stage": "clean", "key": name, "article_id": name, "reason": "NO_TEXT_FOUND"})
            else:
                published = None if index < textless + dayless else at.date()
                rows["documents"].append({"article_id": name, "published": published})
    readings = [
        record("take_in", work=Work(logical_at=f"2024-02-{day:02}", sources={"wire": {"articles": 0, "new": count}}))
        for day, count in enumerate(new, start=1)
    ]
    (found,) = health(Tables(rows), readings)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("new", "is_quiet"),
    [
        ([20, 22, 18, 21, 19, 0], True),
        ([20, 22, 18, 21, 19, 1], True),
        ([20, 22, 18, 21, 19, 5], False),
        ([20, 22, 0], False),
        ([1, 0, 2, 1, 1, 0], False),
        ([200, 0, 0, 0, 0, 0], False),
    ],
    ids=["nothing", "next to nothing", "a slow day", "too young to tell", "always little", "an archive read once"],
)
def test_a_source_is_quiet_when_it_brings_next_to_nothing_of_the_usual(new: list[int], is_quiet: bool) -> None:
    found = judged(new)
    assert bool(found.odd) == is_quiet
    assert found.new == new[-1]


def test_pages_that_lose_their_text_or_their_day_are_noticed() -> None:
    usual = [(20, 1, 2)] * 3
    assert judged([], usual).odd == ()
    (textless,) = judged([], [*usual, (20, 15, 0)]).odd
    assert textless == "15 of 20 articles without a text, and usually 5%: its pages may have changed"
    (dayless,) = judged([], [*usual, (20, 0, 20)]).odd
    assert dayless.startswith("20 of 20 articles without a day of publication")
    assert judged([], [*usual, (3, 3, 0)]).odd == ()


def test_health_tells_the_newest_day_and_the_shares() -> None:
    found = judged([], [(10, 5, 2)])
    assert (found.newest, found.without_text, found.without_day) == (date(2024, 2, 1), 0.5, 0.2)
    assert (found.new, found.usual, found.read_at) == (None, None, None)
