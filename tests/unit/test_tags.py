"""The tags of an event, from candidates built by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline import contract
from pipeline.classify.tags import _parts, tags
from pipeline.records import Candidate, Evidence, Participant


def _candidate(told: str = "", struck: Sequence[str] = (), **fields: Any) -> Candidate:
    """A candidate whose passage is `told`, with these victims."""
    return Candidate(
        candidate_id="a#c0",
        article_id="a",
        realis="asserted",
        is_background=False,
        in_headline=False,
        text_confidence=0.5,
        source_name="test",
        batch="test",
        participants=tuple(
            Participant(role="victim", kind="person", text=who, start=0, end=len(who), phrase=who) for who in struck
        ),
        evidence=(Evidence(field="event", start=0, end=len(told), quote=told, rule="test"),),
        **fields,
    )


@pytest.mark.parametrize(
    ("struck", "found"),
    [
        ("the mayor of the town of Celaya", "local administrators"),
        ("District Governor Ahmad Shah", "local administrators"),
        ("two village chiefs", "local administrators"),
        ("the former mayor of Celaya", None),
        ("the mayor's driver", None),
        ("a bodyguard of the governor", None),
        ("a shopkeeper", None),
    ],
)
def test_who_runs_a_town_or_district_is_a_local_administrator(struck: str, found: str | None) -> None:
    assert tags(_candidate(struck=[struck]), "Attack") == found


@pytest.mark.parametrize(
    ("struck", "told", "found"),
    [
        (["a female candidate for parliament"], "", "candidates for office"),
        (["two women voters"], "", "voters"),
        (["two schoolgirls"], "", "girls"),
        (["a woman"], "A crowd lynched a woman accused of witchcraft.", "women accused of witchcraft/sorcery"),
        (["a woman"], "Gunmen shot dead a woman.", None),
        (["a woman activist", "a man"], "", None),
        (["a candidate for parliament"], "", None),
        ([], "", None),
    ],
)
def test_women_are_tagged_with_what_made_them_a_target(struck: list[str], told: str, found: str | None) -> None:
    assert tags(_candidate(told, struck), "Attack") == (found and f"women targeted: {found}")


def test_a_crowd_tells_its_size_first() -> None:
    told = "Hundreds of loyalists and a counter-protest filled the square."
    assert tags(_candidate(told), "Peaceful protest") == "crowd size=no report; counter-demonstration"
    assert tags(_candidate(crowd_size="hundreds"), "Violent demonstration") == "crowd size=hundreds"


@pytest.mark.parametrize(
    "told",
    ["Miners marched without a counter-protest.", "No counter-protest was held.", "The mayor banned a rival rally."],
)
def test_another_crowd_that_did_not_come_counters_nobody(told: str) -> None:
    assert tags(_candidate(told), "Peaceful protest") == "crowd size=no report"


def test_sexual_violence_is_tagged_in_every_type() -> None:
    assert tags(_candidate(trigger_classes=("abduct", "sexual")), "Attack") == "sexual violence"


def test_each_category_of_the_words_is_a_code() -> None:
    known = {row.code for row in contract.codes("women_targeted")}
    assert {category for category, _ in _parts()} < known
