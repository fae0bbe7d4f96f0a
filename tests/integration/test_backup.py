"""A dataset copied away, lost and copied back is the same dataset, and goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import job, run_log
from pipeline.publish import releases
from pipeline.store import Store
from tests.integration import inline, sample

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def run(data: Path, sources: Path, day: str) -> Path:
    """The whole job in this process; gives the release."""
    store = Store(data)
    verdict = inline.build(store, sources, job.instant(day))
    return Path(job.release(store, state=verdict.state).path)


def test_a_dataset_is_restored_from_its_copy_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.provenance.code_commit", lambda: None)
    early, late = tmp_path / "early.jsonl", tmp_path / "late.jsonl"
    early.write_bytes(b"\n".join(sample.lines()[:2]) + b"\n")
    late.write_bytes(b"\n".join(sample.lines()[:4]) + b"\n")
    data, copy = tmp_path / "data", tmp_path / "copy"
    run(data, early, "2024-02-09")
    for part in ("store", "releases"):  # what the manual says to copy
        shutil.copytree(data / part, copy / part)
    with_all = run(data, late, "2024-02-10")
    wanted = {path.relative_to(with_all): path.read_bytes() for path in with_all.rglob("*") if path.is_file()}
    shutil.rmtree(data)

    shutil.copytree(copy, data)
    assert all(releases.verify(data / "releases" / name) == [] for name in Store(data).releases())
    again = run(data, late, "2024-02-10")
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == wanted


def test_what_the_clock_says_is_in_no_release(tmp_path: Path) -> None:
    source = tmp_path / "own.jsonl"
    source.write_bytes(b"\n".join(sample.lines()) + b"\n")
    release = run(tmp_path / "data", source, "2024-02-09")
    found = run_log.records(Store(tmp_path / "data"))
    steps = ["take_in", "clean", "index", "code", "collect", "merge", "validate", "release"]
    assert [record.step for record in found] == steps
    assert all(record.outcome == run_log.DONE for record in found)
    first, clean = found[0].work, found[1].work
    assert (first.rows_in, first.kept, first.refused) == (16, 8, 8) and first.reasons["NO_TEXT"] == 2
    assert first.sources == {"own": {"articles": 8, "new": 8}}
    assert (clean.share, clean.rows_in) == (0, 8)
    shutil.rmtree(tmp_path / "data/runs")
    assert releases.verify(release) == []
    files = [path for path in release.rglob("*") if path.is_file()]
    assert files and not [path for path in files if found[0].at.encode() in path.read_bytes()]
