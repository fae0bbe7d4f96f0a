"""The stage merge: what it keeps from run to run, and the lines of `casus merge`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import contract
from pipeline.merge import STAGE
from pipeline.merge.lines import merge_lines
from pipeline.records import CodedEvent
from pipeline.runner import run_stage
from pipeline.stage import Run
from tests.unit.coded_rows import AT, RUN, coded, held, merge_inputs, records, screened

LATER = Run(run_id="later", at=datetime(2024, 2, 20, tzinfo=UTC), batch="later")


def run(
    events: Sequence[CodedEvent], before: Mapping[str, pa.Table] | None = None, at: Run = RUN, **articles: Any
) -> dict[str, pa.Table]:
    """The stage under the runner's checks; `deletions` holds the earlier ones too, as the store does."""
    tables = dict(run_stage(STAGE, merge_inputs(events, before, **articles), at).tables)
    earlier = (before or {}).get("deletions", contract.empty("deletions"))
    return tables | {"deletions": pa.concat_tables([earlier, tables["deletions"]])}


def mosul(article: str, **changes: Any) -> CodedEvent:
    place = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189}
    return coded(article, **(place | {"terms": ("ambush", "mosul")} | changes))


def test_every_coded_event_is_in_one_event_with_its_source() -> None:
    tables = run([coded("a"), coded("b"), mosul("c")])
    assert [row.event_id_cnty for row in records(tables, "draft_events")] == ["IRQ1", "IRQ2"]
    assert {row.coded_id: row.event_id_cnty for row in records(tables, "event_members")} == {
        "a#0": "IRQ1", "b#0": "IRQ1", "c#0": "IRQ2",
    }  # fmt: skip
    sources = records(tables, "event_sources")
    assert [(row.event_id_cnty, row.article_id) for row in sources] == [("IRQ1", "a"), ("IRQ1", "b"), ("IRQ2", "c")]
    assert sources[0].sha256 == screened("a").sha256


def test_two_events_that_nearly_became_one_are_a_proposal_with_its_parts() -> None:
    shared, words = ("alder", "birch", "cedar"), ("basalt", "chalk", "flint", "slate", "marble")
    later = coded("b", event_date=date(2024, 2, 8), published=date(2024, 2, 9), terms=(*shared, *words))
    tables = run([coded("a", terms=(*shared, "elm", "fir", "hazel", "larch", "yew")), later, mosul("c")])
    (row,) = records(tables, "merge_proposals")
    assert {row.event_id_cnty, row.other_event_id} == {
        event.event_id_cnty for event in records(tables, "draft_events") if event.location == "Baghdad"
    }
    parts = [getattr(row, part.name) for part in fields(row) if part.name.endswith("_points")]
    assert row.points == sum(parts) < 0
    assert row.day_points < 0 < row.text_points


def test_the_representative_scores_1_and_others_by_agreement() -> None:
    scores = {
        row.coded_id: row.score for row in records(run([coded("a"), coded("b", confidence=0.5)]), "event_members")
    }
    assert scores["a#0"] == 1.0
    assert 0.5 < scores["b#0"] < 1.0


def test_a_copy_is_a_further_source_of_the_events_of_its_original() -> None:
    copies = [screened("a2", duplicate_of="a"), screened("a3", duplicate_of="a2")]
    tables = run([coded("a")], copies=copies)
    assert [row.article_id for row in records(tables, "event_sources")] == ["a", "a2", "a3"]
    assert records(tables, "draft_events")[0].source == "Courier a; Courier a2; Courier a3"


def test_running_again_changes_nothing() -> None:
    first = run([coded("a"), mosul("c")])
    again = run([coded("a"), mosul("c")], first, LATER)
    assert again["draft_events"].equals(first["draft_events"])
    assert again["event_members"].equals(first["event_members"])
    assert not again["revisions"].num_rows
    assert not again["deletions"].num_rows


def test_a_new_event_has_one_revision_row() -> None:
    rows = records(run([coded("a")]), "revisions")
    assert [(row.event_id_cnty, row.revision, row.reason, row.because_article_id) for row in rows] == [
        ("IRQ1", 1, "CREATED", "a")
    ]


def test_a_new_article_that_changes_a_value_adds_a_revision() -> None:
    first = run([coded("a")])
    again = run([coded("a"), coded("b", fatalities=2)], first, LATER)
    event = records(again, "draft_events")[0]
    assert (event.event_id_cnty, event.revision, event.timestamp) == ("IRQ1", 2, int(LATER.at.timestamp()))
    changed = {row.field: (row.old_value, row.new_value) for row in records(again, "revisions")}
    assert changed["fatalities"] == ("3", "2")
    assert changed["source"] == ("Courier a", "Courier a; Courier b")
    assert {(row.reason, row.because_article_id) for row in records(again, "revisions")} == {("NEW_ARTICLE", "b")}


def test_a_second_report_of_the_same_publisher_is_a_source_but_no_revision() -> None:
    same = {"publisher": "Courier", "source": "Courier"}
    first = run([coded("a", **same)])
    again = run([coded("a", **same), coded("b", **same)], first, LATER)
    assert not again["revisions"].num_rows
    assert again["event_sources"].num_rows == 2
    assert records(again, "draft_events")[0].timestamp == int(AT.timestamp())


def test_an_article_with_other_words_is_named_as_the_reason() -> None:
    first = run([coded("a")])
    again = run([coded("a", fatalities=5)], first, LATER, articles=[screened("a", text="Corrected.")])
    assert {(row.reason, row.because_article_id) for row in records(again, "revisions")} == {("ARTICLE_CHANGED", "a")}


def test_the_same_articles_read_differently_are_recoded() -> None:
    again = run([coded("a", fatalities=5)], run([coded("a")]), LATER)
    assert {row.reason for row in records(again, "revisions")} == {"RECODED"}


def test_events_that_turn_out_to_be_one_leave_a_deletion() -> None:
    far = {"published": date(2024, 2, 9), "terms": ("convoy", "harbour"), "actor2": None, "inter2": None}
    apart = [coded("a", event_date=date(2024, 2, 7)), coded("b", event_date=date(2024, 2, 9), **far)]
    first = run(apart)
    assert len(records(first, "draft_events")) == 2
    again = run(
        [apart[0], coded("b", **(far | {"published": date(2024, 2, 10), "terms": apart[0].terms}))], first, LATER
    )
    assert [row.event_id_cnty for row in records(again, "draft_events")] == ["IRQ1"]
    gone = records(again, "deletions")
    assert [(row.event_id_cnty, row.reason, row.merged_into) for row in gone] == [("IRQ2", "MERGED", "IRQ1")]
    assert {row.reason for row in records(again, "revisions")} == {"EVENTS_MERGED"}


def test_a_deleted_number_is_not_given_again() -> None:
    first = run([coded("a")])
    second = run([], first, LATER)
    assert [(row.event_id_cnty, row.reason) for row in records(second, "deletions")] == [("IRQ1", "SOURCE_WITHDRAWN")]
    third = run([mosul("c")], second, LATER)
    assert [row.event_id_cnty for row in records(third, "draft_events")] == ["IRQ2"]


def test_an_article_that_is_read_as_telling_nothing_leaves_its_event_unsupported() -> None:
    again = run([], run([coded("a")]), LATER, articles=[screened("a")])
    assert [row.reason for row in records(again, "deletions")] == ["UNSUPPORTED"]


def test_a_clock_set_back_makes_no_row_older() -> None:
    first = run([coded("a")], at=LATER)
    again = run([coded("a"), coded("b")], first, RUN)
    assert records(again, "draft_events")[0].timestamp == int(LATER.at.timestamp())


def test_a_coded_event_without_its_article_is_refused() -> None:
    inputs = merge_inputs([coded("a"), mosul("c")])
    inputs["told_articles"] = contract.from_records("told_articles", [screened("c")])
    result = run_stage(STAGE, inputs, RUN).tables
    assert [(row.key, row.reason) for row in records(result, "rejects")] == [("a#0", "NO_ARTICLE")]
    assert [row.coded_id for row in records(result, "event_members")] == ["c#0"]


def test_events_without_a_country_are_of_no_country() -> None:
    nowhere = dict.fromkeys(
        ("country", "admin1", "location", "latitude", "longitude", "geo_precision", "geo_resolution")
    )
    tables = run([held("a", reasons=("GEO_UNRESOLVED",), **nowhere)])
    assert records(tables, "draft_events")[0].event_id_cnty == "XXX1"


POOL = [
    coded("a"), coded("b", fatalities=4), coded("c", event_date=date(2024, 2, 8), terms=("convoy", "harbour")),
    mosul("d"), mosul("e", fatalities=0, evidence=()), held("f", reasons=("NOT_POLITICAL",)),
    coded("g", published=date(2024, 3, 1)), mosul("g", index=1),
]  # fmt: skip


def content(tables: Mapping[str, pa.Table]) -> list[Any]:
    """Events without what only tells of the runs they went through."""
    rows = records(tables, "draft_events")
    bare = [replace(row, event_id_cnty="", timestamp=0, revision=1) for row in rows]
    return sorted(bare, key=lambda row: row.members[0].coded_id)


@settings(max_examples=40, deadline=None)
@given(st.permutations(POOL), st.lists(st.integers(0, len(POOL)), max_size=3))
def test_any_order_and_batching_end_in_the_same_events(order: list[CodedEvent], cuts: list[int]) -> None:
    state: dict[str, pa.Table] = {}
    ever: set[str] = set()
    for cut in sorted({*cuts, len(order)}):
        state = run(order[:cut], state)
        now = {row.event_id_cnty for row in records(state, "draft_events")}
        gone = {row.event_id_cnty for row in records(state, "deletions")}
        assert ever <= now | gone
        assert not now & gone
        ever |= now
    assert content(state) == content(run(POOL))


def plain(value: Any) -> Any:
    """A value of a record as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__slots__}


def line(article: str, *events: CodedEvent, **changes: Any) -> dict[str, Any]:
    """A line as `casus code` writes it."""
    left_out = {"coded_id", "article_id", "event_index", "terms", "published", "url", "publisher", "batch"}
    shown = [{name: getattr(event, name) for name in set(CodedEvent.__slots__) - left_out} for event in events]
    text = "A drone strike killed a leader of Kataib Hezbollah and two guards in Baghdad, officials said on Thursday."
    answer = {"id": article, "status": "coded", "reasons": [], "text": text, "published": "2024-02-08", "events": shown}
    found: dict[str, Any] = json.loads(json.dumps(answer | changes, default=plain))
    return found


def test_lines_become_event_lines() -> None:
    events = merge_lines([line("b", coded("b")), line("a", coded("a"), held("a", 1, sub_event_type="Armed clash"))])
    assert [event["event_id_cnty"] for event in events] == ["IRQ1", "IRQ2"]
    assert [(part["id"], part["event"]) for part in events[0]["articles"]] == [("a", 0), ("b", 0)]
    assert events[0]["event_date"] == "2024-02-07"
    assert events[0]["timestamp"] == int(datetime(2024, 2, 9, tzinfo=UTC).timestamp())
    assert json.loads(json.dumps(events)) == events


def test_lines_in_any_order_and_twice_give_the_same_events() -> None:
    lines = [line("a", coded("a")), line("b", coded("b")), line("c", mosul("c"))]
    assert merge_lines([*lines[::-1], *lines]) == merge_lines(lines)


def test_lines_without_events_are_passed_over() -> None:
    assert merge_lines([{"id": "x", "status": "rejected", "reasons": ["NO_TEXT"]}, line("y", status="off_topic")]) == []


def test_undated_lines_have_no_timestamp() -> None:
    assert merge_lines([line("a", coded("a"), published=None)])[0]["timestamp"] is None
