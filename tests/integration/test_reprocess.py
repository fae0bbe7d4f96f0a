"""A newer casus reads articles again: events keep their ids, what differs is a revision, and nothing is there twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipeline.store import Store
from tests.integration import sample

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
#: What `reprocess_articles` and the two DAGs after it do, in one process.
READING = textwrap.dedent("""
    import sys
    from pipeline import job
    from pipeline.store import Store

    store = Store(sys.argv[1])
    for chunk in job.plan(store, "again", job.batches_between(store, None, None)):
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "again"):
        job.code_chunk(store, chunk, workers=0)
    job.collect(store, "again")
    job.merge(store)
    job.validate(store)
    job.release(store)
""")


def read_again(data: Path, casus: Path) -> Store:
    """Read all articles of a dataset with the casus in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(casus)}
    command = [sys.executable, "-c", READING, str(data)]
    done = subprocess.run(command, cwd=casus, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return Store(data)


def newer(folder: Path) -> Path:
    """A casus that calls teachers something else."""
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("__pycache__", "*.arrow"))
    gazetteer = "pipeline/reference/gazetteer/gazetteer.arrow"
    (folder / gazetteer).symlink_to(ROOT / gazetteer)
    (folder / "schemas").symlink_to(ROOT / "schemas")
    roles = folder / "pipeline/reference/actors/roles.csv"
    rows = roles.read_text(encoding="utf-8")
    assert ",Teachers\n" in rows
    roles.write_text(rows.replace(",Teachers\n", ",Educators\n"), encoding="utf-8")
    return folder


def test_newer_rules_make_revisions_and_nothing_twice(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    rows = [row for row in sample.ARTICLES if row["id"] in ("protest", "blast", "page")]
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    data = tmp_path / "data"
    command = [sys.executable, "-m", "pipeline.cli", "run", str(articles), "-d", str(data), "--at", "2024-02-09"]
    subprocess.run([*command, "--workers", "1", "-q"], cwd=ROOT, check=True, timeout=300)
    before = Store(data)
    old = {row["event_id_cnty"]: row for row in before.read("events").to_pylist()}
    revisions, releases = before.read("revisions").num_rows, before.releases()

    same = read_again(data, ROOT)
    assert same.state.tables == before.state.tables
    assert same.releases() == releases

    now = read_again(data, newer(tmp_path / "newer"))
    new = {row["event_id_cnty"]: row for row in now.read("events").to_pylist()}
    assert new.keys() == old.keys()
    differ = [name for name in sorted(new) if new[name]["assoc_actor_1"] != old[name]["assoc_actor_1"]]
    assert differ
    assert all("Educators (Kenya)" in new[name]["assoc_actor_1"] for name in differ)
    told = now.read("revisions").to_pylist()
    assert len(told) > revisions
    assert [(row["event_id_cnty"], row["old_value"], row["new_value"]) for row in told
            if row["field"] == "assoc_actor_1"] == [
        (name, old[name]["assoc_actor_1"], new[name]["assoc_actor_1"]) for name in differ
    ]  # fmt: skip
    assert now.read("deletions").num_rows == 0
    for table, key in (("documents", "article_id"), ("screened", "article_id"), ("coded_events", "coded_id")):
        names = now.read(table).column(key).to_pylist()
        assert len(names) == len(set(names)) == before.read(table).num_rows
    assert len(now.releases()) == len(releases) + 1
