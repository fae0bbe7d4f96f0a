"""The words of an event are heard where they say far more surely than the procedure what happened."""

from __future__ import annotations

import pytest

from pipeline.classify import wording
from pipeline.records import Candidate, Evidence


def _candidate(text: str) -> Candidate:
    return Candidate(
        candidate_id="a#c0", article_id="a", mention_ids=("a#m0",), trigger_classes=("attack",),
        trigger_rules=("attack.verb",), head_lemmas=("attack",), realis="asserted", is_background=False,
        in_headline=False, attribution="stated", text_confidence=0.7, source_name="s", batch="b",
        evidence=(Evidence(field="event", start=0, end=len(text), quote=text, rule="attack.verb"),),
    )  # fmt: skip


def test_chances_sum_to_one() -> None:
    found = wording.chances("Soldiers fired mortar shells at the village.")
    assert len(found) == 25
    assert sum(found.values()) == pytest.approx(1.0)


def test_empty_text_decides_nothing() -> None:
    decided = ("Attack", "classify.attack.v1")
    assert wording.reconsider(_candidate(""), decided) == decided


def test_sure_words_overrule_the_procedure() -> None:
    text = "Two suicide bombers blew themselves up in an explosives-laden car; the suicide attack killed nine."
    assert wording.reconsider(_candidate(text), ("Armed clash", "classify.battle.v1")) == ("Suicide bomb", wording.RULE)


def test_type_that_would_be_refused_is_not_taken() -> None:
    text = "Police arrested and detained ten suspects; the arrests of the suspects came after police detained others."
    assert wording.reconsider(_candidate(text), ("Attack", "classify.attack.v1"))[0] == "Attack"
