"""Harm that is none of conflict, and words that only look back from another deed, make no event; they stand in the
rejects with the reason and where they are told."""

from __future__ import annotations

import pytest

from pipeline import contract
from pipeline.extract.run import extract
from tests.unit.coded_rows import RUN, screened

pytestmark = pytest.mark.integration

FIRE = "A fire killed six workers in a factory of the Nigerian city of Kano on Monday."
EXECUTION = "Saudi Arabia beheaded 12 people for drug crimes in Riyadh on Monday."
RAID = "Gunmen attacked the village of Dogo in Kano state on Tuesday and shot dead four farmers."
FRAMED = "The rebels released two kidnapped aid workers in the Nigerian city of Kano on Monday."


def _rejects(text: str) -> list[tuple[str, str, str | None]]:
    made = extract({"screened": contract.from_records("screened", [screened("a", text=text)])}, RUN)
    rows = made.rejected.to_pylist()
    return [(row["key"], row["reason"], row["detail"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "rule", "word"),
    [pytest.param(FIRE, "kill.verb", "killed", id="fire"), pytest.param(EXECUTION, "kill.verb", "beheaded", id="law")],
)
def test_harm_that_is_none_of_conflict_is_refused_where_it_stands(text: str, rule: str, word: str) -> None:
    start = text.index(word)
    detail = f"{rule} at {start}-{start + len(word)}: no harm done by one side to another, and no gathering"
    whole = "all that it tells is refused: NO_VIOLENCE_NO_DEMONSTRATION"
    assert _rejects(text) == [
        ("a#n0", "NO_VIOLENCE_NO_DEMONSTRATION", detail),
        ("a", "NO_EVENT_MENTION", whole),
    ]


def test_an_event_beside_it_is_kept() -> None:
    assert [(key, reason) for key, reason, _ in _rejects(f"{RAID} {FIRE}")] == [
        ("a#n0", "NO_VIOLENCE_NO_DEMONSTRATION")
    ]


def test_a_word_that_looks_back_from_another_deed_is_refused_as_such() -> None:
    start = FRAMED.index("kidnapped")
    detail = f"abduct.verb at {start}-{start + 9}: only adds to another deed of its sentence, or looks back from it"
    assert _rejects(FRAMED) == [("a#n0", "LOW_CONFIDENCE", detail)]


def test_an_article_without_a_word_of_conflict_says_so() -> None:
    assert _rejects("The bakery of the old town sells bread.") == [
        ("a", "NO_EVENT_MENTION", "no word that signals an event")
    ]
