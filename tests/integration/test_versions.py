"""An article that comes again changed is a new version of the same one: its events are coded anew and say why."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.engine import spread
from pipeline.store import Store
from tests.integration import sample

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def run(folder: Path, day: str, text: str) -> Store:
    source = folder / "a.jsonl"
    source.write_text(json.dumps({"id": "blast", "text": text, "published": "2024-02-08"}) + "\n")
    words = ["run", str(source), "-d", str(folder / "data"), "--at", day, "-q"]
    shown = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    return Store(folder / "data")


def test_changed_article_is_a_new_version_and_its_event_gets_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.spread", lambda act, chunks, **_: spread(act, chunks, workers=0))
    first = run(tmp_path, "2024-02-09", sample.BLAST)
    (event,) = first.read("events").to_pylist()
    before = first.state.number
    changed = sample.BLAST.replace("killed four soldiers", "killed six soldiers")
    now = run(tmp_path, "2024-02-10", changed)
    (article,) = now.read("articles").to_pylist()
    assert article["sha256"] == sha256(changed.encode()).hexdigest()
    (same,) = now.read("events").to_pylist()
    assert same["event_id_cnty"] == event["event_id_cnty"]
    assert (event["fatalities"], same["fatalities"]) == (4, 6)
    told = [row for row in now.read("revisions").to_pylist() if row["field"] == "fatalities"]
    assert [(row["old_value"], row["new_value"], row["reason"], row["because_article_id"]) for row in told] == [
        ("4", "6", "ARTICLE_CHANGED", "blast")
    ]
    (older,) = now.at(before).read("articles").to_pylist()
    assert older["body"] == sample.BLAST.encode()
    again = now.state.number
    assert run(tmp_path, "2024-02-10", changed).state.number == again


def test_copy_that_came_before_its_original_is_one_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.engine.spread", lambda act, chunks, **_: spread(act, chunks, workers=0))
    days = {"early": "2024-02-07", "late": "2024-02-08"}
    found = []
    for order in (("early", "late"), ("late", "early")):
        folder = tmp_path / order[0]
        folder.mkdir()
        for day, article in enumerate(order, start=9):
            row = {"id": article, "text": sample.SHELLING, "published": days[article]}
            (folder / "a.jsonl").write_text(json.dumps(row) + "\n")
            words = ["run", str(folder / "a.jsonl"), "-d", str(folder / "data"), "--at", f"2024-02-{day:02}", "-q"]
            assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
        store = Store(folder / "data")
        copies = {row["article_id"]: row["duplicate_of"] for row in store.read("screened").to_pylist()}
        assert copies == {"early": None, "late": "early"}
        assert store.read("documents").num_rows == store.read("article_keys").num_rows == 2
        assert {row["article_id"] for row in store.read("coded_events").to_pylist()} == {"early"}
        assert store.read("deletions").num_rows == 0
        found.append([(row["article_id"], row["event_id_cnty"]) for row in store.read("event_sources").to_pylist()])
    assert sorted(found[0]) == sorted(found[1]) == [("early", "SYR1"), ("late", "SYR1")]
