"""The stage validate: what passes, what is refused with the rule's id, what is flagged, what stops a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract
from pipeline.contract import report
from pipeline.merge.merged import merge_reports
from pipeline.records import CodedEvent, Deletion, DraftEvent, Member
from pipeline.runner import run_stage
from pipeline.validate import STAGE
from pipeline.validate.run import FEWEST_ROWS
from tests.unit.coded_rows import AT, RUN, coded, held, records


def drafts(*events: CodedEvent) -> list[DraftEvent]:
    """One draft event a coded event, IRQ1, IRQ2, ..."""
    found = []
    for number, event in enumerate(events, start=1):
        (one,) = merge_reports([event])
        member = Member(
            coded_id=event.coded_id, article_id=event.article_id, event_index=event.event_index,
            publisher=event.publisher, published=event.published, score=1.0,
        )  # fmt: skip
        columns = {
            "event_id_cnty": f"IRQ{number}",
            "timestamp": int(AT.timestamp()),
            "revision": 1,
            "members": (member,),
        }
        found.append(DraftEvent(**columns, **one.values))
    return found


def run(rows: Iterable[DraftEvent], deletions: Iterable[Deletion] = ()) -> dict[str, pa.Table]:
    inputs = {
        "draft_events": contract.from_records("draft_events", list(rows)),
        "deletions": contract.from_records("deletions", list(deletions)),
    }
    return dict(run_stage(STAGE, inputs, RUN).tables)


def elsewhere(number: int) -> CodedEvent:
    """A strike of its own, in a place of its own."""
    return coded(f"article-{number:03}", location=f"Village {number}")


def check(tables: dict[str, pa.Table], name: str) -> Any:
    (found,) = [row for row in records(tables, "checks") if row.check_id == name]
    return found


def test_right_rows_pass_unchanged() -> None:
    rows = drafts(coded("a"), held("b", location=None, latitude=None, longitude=None, reasons=("GEO_COUNTRY_ONLY",)))
    tables = run(rows)
    drafted = contract.from_records("draft_events", rows)
    assert tables["events"].to_pylist() == drafted.to_pylist()
    assert not tables["rejects"].num_rows
    assert all(row.is_passed for row in records(tables, "checks"))


def test_every_rule_and_table_check_has_a_row() -> None:
    names = {row.check_id for row in records(run(drafts(coded("a"))), "checks")}
    assert names == {*contract.default_spec().rules, "T01", "T02", "T03", *(f"H0{n}" for n in range(1, 10))}


def test_a_row_that_breaks_a_rule_is_refused_with_its_id_and_values() -> None:
    right, wrong = drafts(coded("a"), coded("b", location="Samarra"))
    tables = run([right, replace(wrong, year=2023)])
    assert [row.event_id_cnty for row in records(tables, "events")] == ["IRQ1"]
    (reject,) = records(tables, "rejects")
    assert (reject.stage, reject.key, reject.reason, reject.article_id) == ("validate", "IRQ2", "R02", "b")
    assert "year=2023; event_date=2024-02-07" in reject.detail
    assert (check(tables, "R02").rows_failed, check(tables, "R02").examples) == (1, ("IRQ2",))


def test_a_row_that_breaks_two_rules_has_two_rejects() -> None:
    (wrong,) = drafts(coded("a"))
    tables = run([replace(wrong, year=2023, interaction="Civilians only")])
    assert [row.reason for row in records(tables, "rejects")] == ["R02", "R06"]


def test_a_missing_value_is_named() -> None:
    (wrong,) = drafts(coded("a"))
    (reject,) = records(run([replace(wrong, location=None)]), "rejects")
    assert (reject.reason, reject.detail) == ("R00", "empty: location")


def test_a_row_that_breaks_a_warning_is_published_with_a_flag() -> None:
    tables = run(drafts(coded("a"), coded("b")))
    assert [row.qa_flags for row in records(tables, "events")] == [("H07", "R25"), ("H07", "R25")]
    assert not check(tables, "R25").is_passed
    assert not tables["rejects"].num_rows


def test_a_row_whose_point_stands_in_another_country_is_published_with_a_flag() -> None:
    (row,) = drafts(coded("a"))
    tables = run([row, replace(row, event_id_cnty="IRQ2", location="Tehran", latitude=35.6944, longitude=51.4215)])
    assert [row.qa_flags for row in records(tables, "events")] == [(), ("H08",)]


def test_held_rows_need_not_be_complete_but_right() -> None:
    nothing = dict.fromkeys(("actor1", "inter1", "actor2", "inter2", "interaction", "admin1", "location", "notes"))
    incomplete = held("a", reasons=("GEO_UNRESOLVED",), **nothing)
    wrong = replace(drafts(held("b"))[0], event_id_cnty="IRQ2", iso=364)
    tables = run([*drafts(incomplete), wrong])
    assert [row.event_id_cnty for row in records(tables, "events")] == ["IRQ1"]
    assert [(row.key, row.reason) for row in records(tables, "rejects")] == [("IRQ2", "R20")]


def test_an_event_before_the_dataset_is_refused_where_published_and_kept_where_held() -> None:
    old = {
        "event_date": date(1944, 2, 26),
        "year": 1944,
        "date_start": date(1944, 2, 26),
        "date_end": date(1944, 2, 26),
    }
    tables = run(drafts(coded("a", **old), held("b", reasons=("GEO_COUNTRY_ONLY",), **old)))
    assert [(row.key, row.reason) for row in records(tables, "rejects")][0] == ("IRQ1", "R02")
    assert [(row.status, row.event_date) for row in records(tables, "events")] == [("held", date(1944, 2, 26))]


def test_held_rows_do_not_count_for_the_natural_key() -> None:
    assert check(run(drafts(coded("a"), held("b"))), "R25").is_passed


def test_no_rows_pass_everything() -> None:
    tables = run([])
    assert all(row.is_passed for row in records(tables, "checks"))
    assert not tables["events"].num_rows


def test_an_id_that_was_deleted_stops_the_release() -> None:
    gone = Deletion(event_id_cnty="IRQ1", deleted_timestamp=1707436800, reason="MERGED", merged_into="IRQ9")
    found = check(run(drafts(coded("a")), [gone]), "T01")
    assert (found.severity, found.is_passed, found.examples) == ("T", False, ("IRQ1",))


@pytest.mark.parametrize(("wrong", "is_passed"), [(4, True), (5, False)])
def test_a_run_that_breaks_many_rows_stops_the_release(wrong: int, is_passed: bool) -> None:
    rows = drafts(*(elsewhere(number) for number in range(FEWEST_ROWS)))
    tables = run([replace(row, year=2023) if number < wrong else row for number, row in enumerate(rows)])
    assert check(tables, "T02").is_passed is is_passed
    assert tables["events"].num_rows == FEWEST_ROWS - wrong


def test_an_archive_of_older_news_stops_no_release() -> None:
    rows = drafts(*(elsewhere(number) for number in range(FEWEST_ROWS)))
    notes = rows[0].notes.replace("7 February 2024", "16 November 1989")
    old = [replace(row, event_date=date(1989, 11, 16), year=1989, notes=notes) for row in rows[1:]]
    tables = run([rows[0], *old])
    assert check(tables, "T02").is_passed
    assert tables["events"].num_rows == 1
    assert {reject.reason for reject in records(tables, "rejects")} >= {"R02"}


def test_an_event_that_no_article_tells_stops_the_release() -> None:
    (row,) = drafts(coded("a"))
    assert not check(run([replace(row, members=())]), "T03").is_passed


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = drafts(coded("a"), coded("b", event_date=date(2024, 2, 20)))
    assert run(rows)["checks"].equals(run(rows)["checks"])


def test_the_report_tells_what_failed_first_and_escapes_values() -> None:
    (row,) = drafts(coded("a"))
    checks = run([replace(row, notes="<script>alert(1)</script>")])["checks"]
    page = report.as_html(checks, title="Release <1>")
    assert "<script>" not in page
    assert "Release &lt;1&gt;" in page
    assert page.index("<code>R23</code>") < page.index("<code>R01</code>")
    assert "http" not in page.replace("<meta http-equiv", "")
    assert '<a href="../e.html#event=IRQ1">IRQ1</a>' in report.as_html(checks, title="x", explorer="../e.html")
    text = report.as_text(checks)
    assert text.splitlines()[0] == f"{checks.num_rows - 1} checks passed, 1 failed"
    assert "R23 (E)" in text
    assert '"failed_checks": [\n   "R23"\n  ]' in report.as_json(checks)
