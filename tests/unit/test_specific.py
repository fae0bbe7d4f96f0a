"""Talk of violence in general is told apart from one event."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.classify import specific
from pipeline.classify.specific import (
    LEAD_CHARACTERS,
    LEAD_THRESHOLD,
    THRESHOLD,
    is_general,
    is_specific,
    probability,
)
from pipeline.records import Candidate, Evidence, Participant


def _candidate(start: int, *, is_told: bool) -> Candidate:
    """A killing in the middle of an article: with a day, a place and a name, or with none of them."""
    victim = Participant(
        role="victim", kind="individual", text="Ana Ruiz", start=5, end=13, canonical="Ana Ruiz", count=1
    )
    return Candidate(
        candidate_id="a#c0", article_id="a", mention_ids=("a#m0", "a#m1") if is_told else ("a#m0",),
        trigger_classes=("kill",), trigger_rules=("kill.verb",), head_lemmas=("kill",), realis="asserted",
        is_background=False, in_headline=False, event_date=date(2020, 5, 4) if is_told else None,
        time_precision=1 if is_told else None, date_basis="explicit" if is_told else None,
        geo_resolution="city" if is_told else "country", fatalities=1 if is_told else None,
        reasons=() if is_told else ("DATE_UNRESOLVED", "GEO_COUNTRY_ONLY"), attribution="stated",
        flags=() if is_told else ("FATALITIES_UNKNOWN_PLURAL",), participants=(victim,) if is_told else (),
        evidence=(Evidence(field="event", start=start, end=start + 9, quote="was shot.", rule="kill.verb"),),
        text_confidence=0.7 if is_told else 0.55, source_name="s", batch="b",
    )  # fmt: skip


def test_one_event_is_likelier_than_talk_of_violence() -> None:
    one, talk = _candidate(900, is_told=True), _candidate(900, is_told=False)
    assert probability(one, "Attack") > probability(talk, "Attack")
    assert not is_general(one, "Attack")


@pytest.mark.parametrize("sub", ["Peaceful protest", "Agreement"])
def test_other_kinds_are_left_alone(sub: str) -> None:
    assert not is_general(_candidate(9000, is_told=False), sub)


def test_a_clash_is_judged_only_where_the_article_does_not_say_when_and_where() -> None:
    assert is_general(_candidate(9000, is_told=False), "Armed clash")
    assert is_specific(_candidate(9000, is_told=True))
    assert not is_general(_candidate(9000, is_told=True), "Armed clash")


def test_the_lead_needs_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specific, "probability", lambda candidate, sub: (LEAD_THRESHOLD + THRESHOLD) / 2)
    assert not is_general(_candidate(0, is_told=False), "Attack")
    assert is_general(_candidate(LEAD_CHARACTERS + 1, is_told=False), "Attack")
