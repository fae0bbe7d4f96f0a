"""`casus run`: the whole job, again, with other workers and chunks, and what it says when it cannot."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas
import pytest
from click.testing import CliRunner, Result

from pipeline import job
from pipeline.cli import cli
from pipeline.publish import releases
from pipeline.store import Store
from tests.integration import sample

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("run")]


def casus(*arguments: object) -> Result:
    """Run the program in this process; its workers are processes of their own as ever."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file under a folder, by path, but for the records of runs: each run leaves its own."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and folder / "runs" not in path.parents)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module", autouse=True)
def no_commit() -> Iterator[None]:
    """Who works on the code may commit while these tests run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipeline.provenance.code_commit", lambda: None)
        yield


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of article lines, good and bad."""
    return sample.write(tmp_path_factory.mktemp("sources") / "own.jsonl")


@pytest.fixture(scope="module")
def first(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A dataset made of the samples, and what the program said."""
    data = tmp_path_factory.mktemp("data")
    shown = casus("run", sources, "-d", data, "--workers", "1")
    assert shown.exit_code == 0, shown.output
    return data, shown


def test_it_ends_by_saying_what_there_is_and_how_to_open_it(first: tuple[Path, Result]) -> None:
    data, shown = first
    said = dict(line.split(maxsplit=1) for line in shown.stdout.splitlines() if line)
    release = data / "releases" / "2024.02.09"
    assert said["release"] == str(release)
    assert said["articles"].startswith(f"{len(sample.lines())} in: ")
    assert "UNREADABLE_LINE 3" in said["articles"]
    assert "published" in said["events"] and "held" in said["events"]
    assert "failed" in said["checks"]
    assert list(said)[-3:] == ["pandas", "DuckDB", "R"]
    frame = eval(said["pandas"], {"pandas": pandas})  # what an analyst would paste
    assert len(frame) == len(duckdb.sql(said["DuckDB"].rstrip(";")).fetchall()) >= 2


def test_status_says_what_the_last_run_brought(first: tuple[Path, Result]) -> None:
    data, shown = first
    lines = casus("status", "-d", data).stdout.splitlines()
    said = next(line for line in shown.stdout.splitlines() if line.startswith("articles  "))
    assert lines.count(f"  {said}") == 2, "one run brought everything that there is"
    assert "last run  2024-02-09T00:00:00Z, batch 2024-02-09, brought" in lines
    told = json.loads(casus("status", "-d", data, "--json").stdout)
    assert told["made"]["differing"] == []
    assert told["waiting"]["articles"] == 0


def test_every_line_is_accounted_for(first: tuple[Path, Result]) -> None:
    store = Store(first[0])
    counts = {count.stage: count for count in job.counts(store)}
    assert counts["ingest"].rows_in == len(sample.lines())
    assert counts["ingest"].refused == len(sample.BAD_LINES)
    assert counts["clean"].rows_in == counts["ingest"].kept
    assert counts["screen"].rows_in == counts["clean"].kept
    assert counts["extract"].rows_in == counts["screen"].kept
    assert counts["merge"].rows_in == counts["classify"].kept
    told = releases.manifest(first[0] / "releases" / "2024.02.09")
    assert "extract" in json.dumps(told)


def test_running_again_changes_nothing(first: tuple[Path, Result], sources: Path) -> None:
    data, _ = first
    before = hashes(data)
    shown = casus("run", sources, "-d", data)
    assert "nothing has changed" in shown.stdout
    assert hashes(data) == before


def test_a_later_run_of_the_same_articles_changes_nothing_either(first: tuple[Path, Result], sources: Path) -> None:
    data, _ = first
    before = hashes(data / "releases")
    shown = casus("run", sources, "-d", data, "--at", "2025-01-01")
    assert "nothing has changed" in shown.stdout
    assert hashes(data / "releases") == before


def test_other_workers_chunks_and_hash_seeds_give_the_same_release(
    first: tuple[Path, Result], sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.job.chunks.WORKER_ARTICLES", 3)
    monkeypatch.setattr("pipeline.engine.CHUNK_ITEMS", 2)
    monkeypatch.setenv("PYTHONHASHSEED", "7")  # of the workers
    shown = casus("run", sources, "-d", tmp_path / "data", "--workers", "4")
    assert shown.exit_code == 0, shown.output
    assert hashes(tmp_path / "data" / "releases") == hashes(first[0] / "releases")


def test_articles_that_come_later_join_the_dataset(sources: Path, tmp_path: Path) -> None:
    early, late = tmp_path / "early.jsonl", tmp_path / "late.jsonl"
    lines = sample.lines()
    early.write_bytes(b"\n".join(lines[:2]) + b"\n")
    late.write_bytes(b"\n".join(lines[1:4]) + b"\n")
    data = tmp_path / "data"
    assert casus("run", early, "-d", data, "--batch", "early", "--workers", "1").exit_code == 0
    shown = casus("run", late, "-d", data, "--batch", "late", "--workers", "1")
    assert "3 articles in, 2 new or changed" in shown.stderr
    store = Store(data)
    assert store.batches() == ["early", "late"]
    ids = store.read("articles", columns=["article_id", "batch"]).to_pydict()
    assert dict(zip(ids["article_id"], ids["batch"], strict=True)) == {
        "blast": "early", "protest": "early", "shelling": "late", "shelling-again": "late",
    }  # fmt: skip
    told = set(store.read("event_members").column("article_id").to_pylist())
    assert {"blast", "protest", "shelling"} <= told


@pytest.mark.faults
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing"], "missing: no such file or folder"),
        (["sources.yaml"], "sources.yaml: must have the key `sources:`"),
        (["own.jsonl", "--batch", "../x"], "batch '../x'"),
        (["own.jsonl", "-d", "file"], "file: is a file; give a folder for the dataset."),
        (["own.jsonl", "-d", "old"], "old: its store has format 1 and schema 0.0.1"),
        (["own.jsonl", "-d", "/proc/casus"], "/proc/casus: "),
    ],
    ids=["missing folder", "unreadable setting", "batch name", "data is a file", "wrong schema", "no permission"],
)
def test_what_cannot_be_used_is_one_clear_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    sample.write(tmp_path / "own.jsonl")
    (tmp_path / "sources.yaml").write_text("- nonsense\n")
    (tmp_path / "file").touch()
    (tmp_path / "old" / "store").mkdir(parents=True)
    (tmp_path / "old" / "store" / "HEAD.json").write_text('{"format": 1, "schema_version": "0.0.1", "tables": {}}')
    program = Path(sys.executable).with_name("casus")
    given = arguments if "-d" in arguments else [*arguments, "-d", "data"]
    done = subprocess.run([program, "run", *given], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.faults
def test_a_full_disk_ends_with_one_clear_line_and_no_release(small_disk: Path, tmp_path: Path) -> None:
    sources = tmp_path / "own.jsonl"
    noise = [{"id": f"n{n}", "text": os.urandom(200_000).hex(), "published": "2024-02-08"} for n in range(12)]
    sources.write_text("".join(json.dumps(row) + "\n" for row in noise))
    program = Path(sys.executable).with_name("casus")
    done = subprocess.run(
        [program, "run", sources, "-d", small_disk / "data"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("make room and run again.")
    assert "Traceback" not in done.stderr
    assert not (small_disk / "data" / "releases").exists()


@pytest.mark.faults
def test_two_runs_at_once_on_one_dataset(sources: Path, tmp_path: Path) -> None:
    with Store(tmp_path).exclusive("the first"):
        shown = casus("run", sources, "-d", tmp_path)
    assert shown.exit_code == 1
    assert "another run is working on it" in shown.stderr


def test_what_its_publisher_takes_back_is_taken_out_and_stays_out(
    first: tuple[Path, Result], sources: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(first[0], data)
    rows = Store(data).read("screened", columns=["article_id", "duplicate_of"]).to_pylist()
    original = next(row["duplicate_of"] for row in rows if row["duplicate_of"] is not None)
    copies = [row["article_id"] for row in rows if row["duplicate_of"] == original]
    members = Store(data).read("event_members").to_pylist()
    (event,) = {row["event_id_cnty"] for row in members if row["article_id"] == original}
    others = [row["article_id"] for row in members if row["event_id_cnty"] == event and row["article_id"] != original]
    taken_back = tmp_path / "taken-back.jsonl"

    def take_back(*articles: str) -> None:
        taken_back.write_text("".join(json.dumps({"id": name, "withdrawn": True}) + "\n" for name in articles))
        shown = casus("run", taken_back, "-d", data, "--at", "2024-02-20")
        assert shown.exit_code == 0, shown.output

    take_back(original)
    store = Store(data)
    told = [row["article_id"] for row in store.read("event_sources").to_pylist() if row["event_id_cnty"] == event]
    assert told == sorted([*copies, *others])  # the copy is read in its place, and the event is still the same
    revised = [row for row in store.read("revisions").to_pylist() if row["event_id_cnty"] == event]
    assert ("ARTICLE_WITHDRAWN", original) in {(row["reason"], row["because_article_id"]) for row in revised}

    take_back(original, *copies, *others)
    for source in (taken_back, sources):  # the same again, and the old file: it stays away
        shown = casus("run", source, "-d", data, "--at", "2024-02-20")
        assert shown.exit_code == 0, shown.output
        store = Store(data)
        (gone,) = [row for row in store.read("deletions").to_pylist() if row["event_id_cnty"] == event]
        assert gone["reason"] == "SOURCE_WITHDRAWN"
        assert original not in store.read("articles").column("article_id").to_pylist()
        assert event not in store.read("events").column("event_id_cnty").to_pylist()
        said = {row["article_id"] for row in store.read("rejects").to_pylist() if row["reason"] == "WITHDRAWN"}
        assert said == {original, *copies, *others}

    lines = sources.read_bytes().splitlines(keepends=True)
    taken_back.write_bytes(next(line for line in lines if f'"{original}"'.encode() in line))  # it was a mistake
    shown = casus("run", taken_back, "-d", data, "--at", "2024-02-21")
    assert shown.exit_code == 0, shown.output
    store = Store(data)
    assert original in store.read("coded_events").column("article_id").to_pylist()
    assert event not in store.read("events").column("event_id_cnty").to_pylist()
