"""The verifier tells one event from talk of violence, and from an event told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.classify import verifier
from pipeline.classify.columns import code
from pipeline.classify.signs import is_specific, signs
from pipeline.classify.typed import Typed
from pipeline.classify.verifier import HELD_BELOW, REFUSED_BELOW, SURELY_NONE_BELOW, probability, refused
from pipeline.records import Candidate, Evidence, Participant


def _typed(*, is_told: bool, start: int = 900, sub: str = "Attack") -> Typed:
    """A killing in the middle of an article: with a day, a place and a name, or with none of them."""
    victim = Participant(
        role="victim", kind="individual", text="Ana Ruiz", start=5, end=13, canonical="Ana Ruiz", count=1
    )
    candidate = Candidate(
        candidate_id=f"a#c{start}", article_id="a", mention_ids=("a#m0", "a#m1") if is_told else ("a#m0",),
        trigger_classes=("kill",), trigger_rules=("kill.verb",), head_lemmas=("kill",), realis="asserted",
        is_background=False, in_headline=False, event_date=date(2020, 5, 4) if is_told else None,
        time_precision=1 if is_told else None, date_basis="explicit" if is_told else None,
        location="Cali" if is_told else None,
        geo_resolution="city" if is_told else "country", fatalities=1 if is_told else None,
        reasons=() if is_told else ("DATE_UNRESOLVED", "GEO_COUNTRY_ONLY"), attribution="stated",
        flags=() if is_told else ("FATALITIES_UNKNOWN_PLURAL",), participants=(victim,) if is_told else (),
        evidence=(Evidence(field="event", start=start, end=start + 9, quote="was shot.", rule="kill.verb"),),
        text_confidence=0.7 if is_told else 0.55, published=date(2020, 5, 5), source_name="s", batch="b",
    )  # fmt: skip
    return Typed(candidate, sub, "classify.attack.v1", ())


def test_one_event_is_likelier_than_talk_of_violence() -> None:
    one, talk = probability(_typed(is_told=True), [], None), probability(_typed(is_told=False), [], None)
    assert one > HELD_BELOW
    assert talk < REFUSED_BELOW


def test_an_event_told_before_is_less_likely_one_of_its_own() -> None:
    first, again = _typed(is_told=True, start=0), _typed(is_told=True, start=1200)
    assert {"before.victim", "before.day+place+sub"} <= signs(again, [first], None)
    assert probability(again, [first], None) < probability(again, [], None)


def test_no_sign_names_a_place_or_a_person() -> None:
    found = " ".join(signs(_typed(is_told=True), [], None)).lower()
    assert "cali" not in found
    assert "ruiz" not in found


def test_general_talk_and_doubtful_events_are_refused_with_different_reasons() -> None:
    talk, doubtful = _typed(is_told=False), _typed(is_told=True)
    assert is_specific(doubtful.candidate)
    assert refused(talk, REFUSED_BELOW - 0.01) == "BACKGROUND_PATTERN"
    assert refused(doubtful, REFUSED_BELOW - 0.01) == "LOW_CONFIDENCE"
    assert refused(talk, REFUSED_BELOW) is None


@pytest.mark.parametrize(
    "change", [{"in_headline": True}, {"realis": "future"}, {"incident_count": 85}], ids=["headline", "plan", "figure"]
)
def test_what_is_to_be_held_with_its_reason_is_refused_only_when_surely_nothing(change: dict[str, object]) -> None:
    typed = _typed(is_told=False)
    lenient = replace(typed, candidate=replace(typed.candidate, **change))  # type: ignore[arg-type]
    assert refused(lenient, SURELY_NONE_BELOW) is None
    assert refused(lenient, SURELY_NONE_BELOW - 0.01) == "BACKGROUND_PATTERN"


@pytest.mark.parametrize("sub", ["Peaceful protest", "Agreement", "Arrests"])
def test_peaceful_gatherings_and_strategic_matters_are_not_judged(sub: str) -> None:
    assert sub not in verifier.JUDGED


def test_an_unlikely_event_is_held() -> None:
    coded = code(_typed(is_told=True).candidate, "Attack", "classify.attack.v1", index=0, chance=HELD_BELOW - 0.01)
    assert coded.status == "held"
    assert coded.confidence == pytest.approx(HELD_BELOW - 0.01)
