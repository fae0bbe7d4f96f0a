"""Chunks over workers: order, deaths, failures."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.engine import chunked, spread
from pipeline.errors import EngineError, ReferenceDataError, SpecError, StageError


def double(items: Sequence[int]) -> list[int]:
    return [2 * item for item in items]


def die_on_50(items: Sequence[int]) -> list[int]:
    if 50 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(items)


def raise_on_31(items: Sequence[int]) -> list[int]:
    if 31 in items:
        raise StageError("clean: ValueError: odd")
    return double(items)


def lack_a_code_on_31(items: Sequence[int]) -> list[int]:
    if 31 in items:
        raise SpecError("codes/country.csv: no country 'ATL'.")
    return double(items)


def hang_on_3(items: Sequence[int]) -> list[int]:
    if 3 in items:
        time.sleep(600)
    return double(items)


def raise_always(items: Sequence[int]) -> list[int]:
    raise KeyError("x")


def miss_a_file(items: Sequence[int]) -> list[int]:
    raise ReferenceDataError("countries.csv: no such file.")


def exit_in_the_first_process(items: Sequence[str]) -> list[int]:
    """End the worker the first time, work the second: a machine that was short of memory for a moment."""
    marker = Path(items[0])
    if not marker.exists():
        marker.touch()
        os._exit(9)
    return [1 for _ in items]


def answers(pieces: list) -> list[int]:
    return [answer for piece in pieces for answer in (piece.answer or [])]


@pytest.mark.parametrize("workers", [0, 1, 3])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_answers_come_in_order_whatever_the_workers_and_the_chunks(workers: int, size: int) -> None:
    pieces = list(spread(double, chunked(range(50), size), workers=workers))
    assert answers(pieces) == [2 * item for item in range(50)]


def test_nothing_in_nothing_out() -> None:
    assert list(spread(double, [], workers=2)) == []


@pytest.mark.faults
def test_an_item_that_kills_its_worker_fails_alone() -> None:
    pieces = list(spread(die_on_50, chunked(range(100), 7), workers=2))
    failed = [piece for piece in pieces if piece.failure]
    assert [list(piece.items) for piece in failed] == [[50]]
    assert failed[0].failure.kind == "died"
    assert [item for piece in pieces for item in piece.items] == list(range(100))
    assert answers(pieces) == [2 * item for item in range(100) if item != 50]


@pytest.mark.faults
def test_a_chunk_whose_worker_died_once_is_run_again(tmp_path: Path) -> None:
    pieces = list(spread(exit_in_the_first_process, [[str(tmp_path / "marker")]], workers=1))
    assert answers(pieces) == [1]
    assert not [piece for piece in pieces if piece.failure]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_item_that_raises_fails_alone_and_says_where(workers: int) -> None:
    pieces = list(spread(raise_on_31, chunked(range(64), 32), workers=workers))
    failed = [piece for piece in pieces if piece.failure]
    assert [(list(piece.items), piece.failure.kind, piece.failure.detail) for piece in failed] == [
        ([31], "raised", "clean: ValueError: odd")
    ]
    assert answers(pieces) == [2 * item for item in range(64) if item != 31]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_code_that_one_article_needs_and_no_list_has_refuses_that_article_alone(workers: int) -> None:
    pieces = list(spread(lack_a_code_on_31, chunked(range(64), 32), workers=workers))
    failed = [(list(piece.items), piece.failure.detail) for piece in pieces if piece.failure]
    assert failed == [([31], "codes/country.csv: no country 'ATL'.")]
    assert len(answers(pieces)) == 63


@pytest.mark.faults
@pytest.mark.slow
def test_an_item_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough for a worker to start on a busy machine; the one that hangs is waited for twice.
    monkeypatch.setattr("pipeline.engine.START_LIMIT_S", 8.0)
    pieces = list(spread(hang_on_3, [[1], [3], [4]], workers=2, item_limit_s=1.0))
    assert [(list(piece.items), piece.failure and piece.failure.kind) for piece in pieces] == [
        ([1], None),
        ([3], "hung"),
        ([4], None),
    ]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_fault_of_the_program_stops_instead_of_refusing_everything(workers: int) -> None:
    with pytest.raises(EngineError, match="first 10 articles all failed.*KeyError"):
        list(spread(raise_always, chunked(range(100), 7), workers=workers))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_missing_file_stops_at_once_with_its_own_message(workers: int) -> None:
    with pytest.raises(ReferenceDataError, match="no such file"):
        list(spread(miss_a_file, chunked(range(100), 7), workers=workers))


def test_workers_end_when_the_answers_are_no_longer_wanted() -> None:
    before = _children()
    pieces = spread(double, chunked(range(1000), 2), workers=2)
    next(pieces)
    assert _children() - before
    pieces.close()
    assert not _children() - before


def _children() -> set[str]:
    return {name for task in Path("/proc/self/task").iterdir() for name in (task / "children").read_text().split()}
