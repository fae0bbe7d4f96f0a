"""The runner: tables are checked at both ends, every row is accounted for, errors say which stage they came from."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract, runner
from pipeline.errors import ReferenceDataError, SchemaMismatch, StageError
from pipeline.records import Deletion, Reject
from pipeline.stage import Result, Run, Stage

RUN = Run(run_id="test", at=datetime(2024, 2, 9, tzinfo=UTC), batch="test")


def deletions(*ids: str) -> pa.Table:
    rows = [Deletion(event_id_cnty=name, deleted_timestamp=1, reason="MERGED", merged_into=None) for name in ids]
    return contract.from_records("deletions", rows)


def refused(*ids: str) -> pa.Table:
    rows = [
        Reject(stage="merge", key=name, article_id=None, reason="NO_ARTICLE", detail="", batch="test") for name in ids
    ]
    return contract.from_records("rejects", rows)


@pytest.fixture
def stage_that() -> Iterator[Callable[[Callable[..., Any]], Stage]]:
    """A stage from deletions to deletions that runs the function given."""
    module = ModuleType("stage_for_tests")

    def make(function: Callable[..., Any]) -> Stage:
        module.run = function  # type: ignore[attr-defined]
        sys.modules[module.__name__] = module
        return Stage("merge", ("deletions",), ("deletions",), f"{module.__name__}:run", "event_id_cnty")

    yield make
    sys.modules.pop(module.__name__, None)


def result(kept: pa.Table, rejected: pa.Table) -> Result:
    return Result({"deletions": kept}, rejected)


def test_rows_in_are_kept_and_refused(stage_that: Callable[[Callable[..., Any]], Stage]) -> None:
    def keep_one(tables: Mapping[str, pa.Table], run: Run) -> Result:
        assert run is RUN and set(tables) == {"deletions"}
        return result(deletions("IRQ1"), refused("IRQ2"))

    outcome = runner.run_stage(stage_that(keep_one), {"deletions": deletions("IRQ1", "IRQ2")}, RUN)
    assert outcome.counts == (runner.Count("merge", 2, 1, 1),)
    assert outcome.tables["deletions"].equals(deletions("IRQ1"))
    assert outcome.tables["rejects"].equals(refused("IRQ2"))


def test_a_kept_row_with_a_refused_part_is_kept(stage_that: Callable[[Callable[..., Any]], Stage]) -> None:
    stage = stage_that(lambda tables, run: result(deletions("IRQ1"), refused("IRQ1")))
    assert runner.run_stage(stage, {"deletions": deletions("IRQ1")}, RUN).counts == (runner.Count("merge", 1, 1, 0),)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: result(deletions("IRQ1"), refused()), "1 of 2 event_id_cnty vanished.*'IRQ2'"),
        (
            lambda: result(deletions("IRQ1", "IRQ2", "IRQ3"), refused()),
            "1 of 2 event_id_cnty came from nowhere.*'IRQ3'",
        ),
        (lambda: result(deletions("IRQ1", "IRQ2"), refused("X9")), "came from nowhere.*'X9'"),
        (lambda: Result({}, refused()), r"did not write \['deletions'\]"),
        (
            lambda: Result({"deletions": deletions(), "events": deletions()}, refused()),
            r"wrote \['events'\] undeclared",
        ),
        (lambda: deletions("IRQ1", "IRQ2"), "gave back Table, not Result"),
    ],
    ids=["lost", "invented", "invented refusal", "table missing", "table undeclared", "no Result"],
)
def test_a_stage_that_breaks_its_promise_is_stopped(
    stage_that: Callable[[Callable[..., Any]], Stage], made: Callable[[], Any], message: str
) -> None:
    with pytest.raises(StageError, match=message):
        runner.run_stage(stage_that(lambda tables, run: made()), {"deletions": deletions("IRQ1", "IRQ2")}, RUN)


def test_what_goes_in_is_checked(stage_that: Callable[[Callable[..., Any]], Stage]) -> None:
    stage = stage_that(lambda tables, run: result(tables["deletions"], refused()))
    with pytest.raises(SchemaMismatch, match="deletions: .*merged_into"):
        runner.run_stage(stage, {"deletions": deletions("IRQ1").drop_columns(["merged_into"])}, RUN)
    with pytest.raises(StageError, match="reads deletions, which no stage before it has written"):
        runner.run_stage(stage, {}, RUN)


def test_what_comes_out_is_checked(stage_that: Callable[[Callable[..., Any]], Stage]) -> None:
    stage = stage_that(lambda tables, run: result(tables["deletions"].drop_columns(["merged_into"]), refused()))
    with pytest.raises(SchemaMismatch, match="deletions: .*merged_into"):
        runner.run_stage(stage, {"deletions": deletions("IRQ1")}, RUN)


def test_an_unforeseen_error_names_its_stage(stage_that: Callable[[Callable[..., Any]], Stage]) -> None:
    def fail(tables: Mapping[str, pa.Table], run: Run) -> Result:
        raise ValueError("no\nsuch word")

    with pytest.raises(StageError, match="^merge: ValueError: no such word"):
        runner.run_stage(stage_that(fail), {"deletions": deletions("IRQ1")}, RUN)


@pytest.mark.parametrize("error", [ReferenceDataError("gone"), ImportError("gone")])
def test_an_error_of_the_installation_stays_what_it_is(
    stage_that: Callable[[Callable[..., Any]], Stage], error: Exception
) -> None:
    def fail(tables: Mapping[str, pa.Table], run: Run) -> Result:
        raise error

    with pytest.raises(type(error), match="^gone$"):
        runner.run_stage(stage_that(fail), {"deletions": deletions("IRQ1")}, RUN)


def test_counts_of_chunks_are_added_up_in_the_order_of_the_flow() -> None:
    counts = [runner.Count("screen", 3, 2, 1), runner.Count("clean", 4, 3, 1), runner.Count("screen", 1, 0, 1)]
    assert runner.added(counts) == (runner.Count("clean", 4, 3, 1), runner.Count("screen", 4, 2, 2))


def test_each_stage_says_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "pipeline.runner"):
        runner.log_counts([runner.Count("clean", 120, 117, 3)])
    assert caplog.messages == ["stage=clean in=120 kept=117 refused=3"]


def test_a_stage_whose_rows_get_another_key_is_accounted_for_by_number(
    stage_that: Callable[[Callable[..., Any]], Stage],
) -> None:
    def keep(count: int) -> Stage:
        stage = stage_that(
            lambda tables, run: result(deletions(*(f"IRQ{n}" for n in range(count))), refused("event-9"))
        )
        return replace(stage, reads=("event_sources",), key="article_id")

    sources = contract.empty("event_sources")
    with pytest.raises(StageError, match="0 article_id in, but 2 kept and 1 refused"):
        runner.run_stage(keep(2), {"event_sources": sources}, RUN)


def test_a_refused_part_of_an_article_is_no_refusal_of_the_article() -> None:
    part = Reject(stage="extract", key="a#m1", article_id="a", reason="NO_EVENT_MENTION", detail="", batch="test")
    other = Reject(stage="extract", key="b#m1", article_id="b", reason="NO_EVENT_MENTION", detail="", batch="test")
    stage = Stage("extract", ("screened",), ("readings",), "pipeline.extract.run:extract", "article_id")
    rejects = contract.from_records("rejects", [part, other])
    assert runner._refused_keys(stage, pa.chunked_array([["a"]]), rejects).to_pylist() == ["b#m1"]
    assert runner._refused_keys(stage, pa.chunked_array([["a", "b"]]), rejects).to_pylist() == []
