"""Every candidate ends as a coded event or stands in `rejects` with its reason, whatever step refused it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline import contract
from pipeline.classify.run import classify
from pipeline.records import ActorSide, Candidate, CodedEvent, Evidence, Participant, Reject
from pipeline.stage import Run

RUN = Run(run_id="test", at=datetime(2024, 2, 12, tzinfo=UTC), batch="test")


def _candidate(number: int, quote: str, **fields: object) -> Candidate:
    """A killing of which nothing else is known, with some columns changed."""
    start = 1000 * number
    bare = Candidate(
        candidate_id=f"a#c{number}", article_id="a", mention_ids=(f"a#m{number}",), trigger_classes=("kill",),
        trigger_rules=("kill.verb",), head_lemmas=("kill",), realis="asserted", is_background=False,
        in_headline=False, attribution="stated", text_confidence=0.55, source_name="s", batch="b",
        evidence=(Evidence(field="event", start=start, end=start + len(quote), quote=quote, rule="kill.verb"),),
    )  # fmt: skip
    return replace(bare, **fields)  # type: ignore[arg-type]


def _someone(text: str, **fields: object) -> Participant:
    person = Participant(role="victim", kind="individual", text=text, start=0, end=len(text), sureness=0.9)
    return replace(person, **fields)  # type: ignore[arg-type]


GROUP = ActorSide(
    name="Unidentified Armed Group (Colombia)", inter=3, category="armed_group", is_known=False, is_generic=True,
    text="gunmen", start=0, end=6, rule="test",
)  # fmt: skip
POLICE = replace(GROUP, name="Police Forces of Colombia", inter=1, category="police", text="police")
TOLD = _candidate(
    0, "Ana Ruiz was shot.", mention_ids=("a#m0", "a#m1"), event_date=date(2020, 5, 4), time_precision=1,
    date_basis="explicit", location="Cali", country="COL", geo_precision=1, geo_resolution="city", fatalities=1,
    text_confidence=0.7, published=date(2020, 5, 5), side1=(GROUP,), participants=(_someone("Ana Ruiz", count=1),),
    cast=(_someone("Ana Ruiz", count=1),),
)  # fmt: skip

#: Candidate that is refused, and its reason: one of each step that refuses.
REFUSED = {
    "no_step_sees_anything": (
        _candidate(1, "There was a strike.", trigger_classes=("unknown",), trigger_rules=("unknown.noun",)),
        "NO_VIOLENCE_NO_DEMONSTRATION",
    ),
    "judge_accident": (
        _candidate(
            2, "Nine died in the crash.", trigger_classes=("explode",), trigger_rules=("explosion.noun",),
            head_lemmas=("die",), words=("accident", "crash"),
        ),
        "NO_VIOLENCE_NO_DEMONSTRATION",
    ),
    "judge_ordinary_arrest": (
        _candidate(
            3, "Police arrested a thief.", trigger_classes=("arrest",), trigger_rules=("arrest.verb",),
            head_lemmas=("arrest",), side1=(POLICE,),
        ),
        "NOT_POLITICAL",
    ),
    "judge_threat": (
        _candidate(
            4, "More attacks were threatened.", trigger_classes=("threat",), trigger_rules=("threat.verb",),
            head_lemmas=("threaten",),
        ),
        "THREAT_ONLY",
    ),
    "verifier_talk": (
        _candidate(
            5, "They have killed many.", geo_resolution="country", flags=("FATALITIES_UNKNOWN_PLURAL",),
            reasons=("DATE_UNRESOLVED", "GEO_COUNTRY_ONLY"),
        ),
        "BACKGROUND_PATTERN",
    ),
    # What was told before is refused beside it only.
    "verifier_told_again": (
        replace(
            TOLD, candidate_id="a#c6", mention_ids=("a#m6",), text_confidence=0.55, is_background=True, side1=(),
            evidence=_candidate(6, "the murder of Ana Ruiz").evidence, event_date=date(2018, 5, 4), time_precision=3,
            cast=(_someone("her driver"),), fatalities=None,
        ),
        "LOW_CONFIDENCE",
    ),
}  # fmt: skip


def _classify(candidates: Sequence[Candidate]) -> tuple[list[CodedEvent], list[Reject]]:
    given = {
        "candidates": contract.from_records("candidates", candidates),
        "mentions": contract.empty("mentions"),
        "readings": contract.empty("readings"),
    }
    result = classify(given, RUN)
    events = contract.to_records(result.kept["coded_events"], "coded_events")
    return events, contract.to_records(result.rejected, "rejects")


@pytest.mark.parametrize(("candidate", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_candidate_stands_in_rejects_with_its_reason(candidate: Candidate, reason: str) -> None:
    events, rejects = _classify([TOLD, candidate])
    assert [event.coded_id for event in events] == ["a#0"]
    (row,) = rejects
    assert (row.stage, row.key, row.article_id, row.reason) == ("classify", candidate.candidate_id, "a", reason)
    assert row.detail == ", ".join(candidate.trigger_rules)


def test_no_candidate_is_lost_when_every_step_refuses_one() -> None:
    candidates = [TOLD, *(candidate for candidate, _ in REFUSED.values())]
    events, rejects = _classify(candidates)
    assert len(events) == 1
    assert sorted(row.key for row in rejects) == sorted(candidate.candidate_id for candidate, _ in REFUSED.values())


def test_a_refused_candidate_stands_in_rejects_though_another_event_lists_whom_it_names() -> None:
    again, reason = REFUSED["verifier_told_again"]
    (event,), (row,) = _classify([TOLD, again])
    assert [p.text for p in event.participants] == ["Ana Ruiz", "her driver"]
    assert (row.key, row.reason) == (again.candidate_id, reason)


def test_an_article_whose_candidates_are_all_refused_has_no_event() -> None:
    events, rejects = _classify(
        [candidate for name, (candidate, _) in REFUSED.items() if name != "verifier_told_again"]
    )
    assert events == []
    assert len(rejects) == len(REFUSED) - 1
