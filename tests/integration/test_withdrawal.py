"""What a publisher takes back is taken out, by whatever way it says so and wherever a run ends; and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import job
from pipeline.cli import cli
from pipeline.engine import spread
from pipeline.ingest.web import fetching
from pipeline.store import Store
from tests.integration import sample, web_server

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("withdrawal")]

#: An original and its copy, of the next day: (name, publication day).
COPIES = (("early", "2024-02-07"), ("late", "2024-02-08"))
ARTICLE_TABLES = ("articles", "documents", "screened", "readings", "mentions", "candidates", "coded_events",
                  "event_members", "event_sources", "lookup_words", "lookup_days", "article_keys")  # fmt: skip


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting workers would be most of the time of these tests; and whom we ask may be asked at once."""
    monkeypatch.setattr("pipeline.engine.spread", lambda act, chunks, **_: spread(act, chunks, workers=0))
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)


@pytest.fixture
def server() -> Iterator[web_server.Server]:
    with web_server.serving() as running:
        yield running


def run(sources: Path, data: Path, day: str = "2024-02-09") -> None:
    shown = CliRunner().invoke(cli, ["run", str(sources), "-d", str(data), "--at", day, "-q"], catch_exceptions=False)
    assert shown.exit_code == 0, shown.output


def rows(data: Path, table: str, **wanted: Any) -> list[dict[str, Any]]:
    found = Store(data).read(table).to_pylist()
    return [row for row in found if all(row[column] == value for column, value in wanted.items())]


def lines(path: Path, *articles: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in articles))
    return path


def shelling(name: str, **changes: Any) -> dict[str, Any]:
    return {"id": name, "text": sample.SHELLING, "published": dict(COPIES).get(name, "2024-02-08"), **changes}


def take_in(source: Path, data: Path, day: str = "2024-02-10") -> job.Intake:
    """The first step alone, as if the run had ended after it."""
    return job.take_in(Store(data), job.sources(str(source)), job.run_at(job.instant(day)))


def in_a_folder(folder: Path, _: web_server.Server) -> tuple[Path, dict[str, str], Callable[[], None]]:
    source = folder / "articles"
    source.mkdir()
    for name, day in COPIES:
        (source / f"{name}.txt").write_text(sample.SHELLING)
        (source / f"{name}.meta.yaml").write_text(f"id: {name}\npublished: {day}\n")

    def take_back() -> None:
        (source / "early.meta.yaml").write_text("id: early\nwithdrawn: true\n")

    return source, {name: name for name, _ in COPIES}, take_back


def on_the_web(folder: Path, server: web_server.Server) -> tuple[Path, dict[str, str], Callable[[], None]]:
    page = f"<html><body><article><p>{sample.SHELLING}</p></article></body></html>".encode()
    items = "".join(f"<item><link>/{name}</link><pubDate>{day}</pubDate></item>" for name, day in COPIES)
    server.files["/rss"] = (200, {"Content-Type": "application/xml"}, f"<rss><channel>{items}</channel></rss>".encode())
    for name, _ in COPIES:
        server.files[f"/{name}"] = (200, {}, page)
    options = {"url": f"{server.url}/rss", "contact": "desk@example.org", "allow_private": "yes", "refresh": "yes"}
    source = folder / "sources.yaml"
    source.write_text(json.dumps({"sources": [{"name": "wire", "kind": "feed", "path": "spool", "options": options}]}))

    def take_back() -> None:
        server.files["/early"] = (410, {}, b"")

    return source, {name: f"{server.url}/{name}" for name, _ in COPIES}, take_back


@pytest.mark.parametrize("way", [in_a_folder, on_the_web], ids=["withdrawn: true in a .meta.yaml", "status 410"])
def test_withdrawn_article_goes_and_its_copy_tells_the_same_event(
    way: Callable[..., tuple[Path, dict[str, str], Callable[[], None]]], server: web_server.Server, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    source, ids, take_back = way(tmp_path, server)
    run(source, data)
    (event,) = {row["event_id_cnty"] for row in rows(data, "event_members")}
    assert {row["article_id"] for row in rows(data, "event_members")} == {ids["early"]}
    take_back()
    for day in ("2024-02-10", "2024-02-11"):
        run(source, data, day)
        found = {name: {row["article_id"] for row in rows(data, name)} for name in ARTICLE_TABLES}
        assert found == dict.fromkeys(ARTICLE_TABLES, {ids["late"]})
        assert {row["event_id_cnty"] for row in rows(data, "event_members")} == {event}
        (said,) = rows(data, "rejects", reason="WITHDRAWN")
        assert (said["key"], said["article_id"]) == (ids["early"], ids["early"])
        assert not rows(data, "rejects", article_id=ids["late"])
        assert not rows(data, "deletions")


def test_event_that_goes_with_its_only_article_is_deleted_on_the_day_of_the_withdrawal(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(lines(tmp_path / "a.jsonl", shelling("early")), data)
    (event,) = {row["event_id_cnty"] for row in rows(data, "event_members")}
    run(lines(tmp_path / "b.jsonl", {"id": "early", "withdrawn": True}), data, "2024-07-05")
    (gone,) = rows(data, "deletions")
    assert (gone["event_id_cnty"], gone["because_article_id"]) == (event, "early")
    assert datetime.fromtimestamp(gone["deleted_timestamp"], UTC) == datetime(2024, 7, 5, tzinfo=UTC)
    assert Store(data).releases()[-1] == "2024.07.05"
    told = CliRunner().invoke(cli, ["history", event, "-d", str(data)]).output
    assert "2024-07-05  deleted: source withdrawn, because of article early" in told


def test_run_that_ended_after_it_took_an_article_away_is_made_up_for_by_the_next_of_other_sources(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    run(lines(tmp_path / "a.jsonl", shelling("early"), shelling("late")), data)
    (event,) = {row["event_id_cnty"] for row in rows(data, "event_members")}
    take_in(lines(tmp_path / "b.jsonl", {"id": "early", "withdrawn": True}), data)
    assert rows(data, "rejects", reason="WITHDRAWN", key="early")
    run(
        lines(tmp_path / "c.jsonl", {"id": "blast", "text": sample.BLAST, "published": "2024-02-08"}),
        data,
        "2024-02-11",
    )
    assert {"late"} == {row["article_id"] for row in rows(data, "event_sources", event_id_cnty=event)}
    assert not rows(data, "deletions")


def test_article_that_a_run_took_in_before_it_ended_is_read_by_the_next_of_other_sources(tmp_path: Path) -> None:
    data = tmp_path / "data"
    take_in(lines(tmp_path / "a.jsonl", shelling("early"), {"id": "short", "text": "No."}), data, "2024-02-08")
    other = lines(tmp_path / "b.jsonl", {"id": "blast", "text": sample.BLAST, "published": "2024-02-08"})
    run(other, data)
    told = {row["article_id"] for name in ("coded_events", "rejects") for row in rows(data, name)}
    assert told == {"early", "short", "blast"}
    assert job.left_unread(Store(data)) == set()
    state = Store(data).state
    run(other, data)
    assert Store(data).state == state


def test_article_withdrawn_while_it_is_read_does_not_come_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    intake = take_in(lines(tmp_path / "a.jsonl", shelling("early"), shelling("late")), data)
    store = Store(data)
    for chunk in job.plan(store, "work", intake.batches):
        job.clean_chunk(store, chunk)
    for chunk in job.index(store, "work"):
        job.code_chunk(store, chunk)
    take_in(lines(tmp_path / "b.jsonl", {"id": "early", "withdrawn": True}), data)
    job.collect(Store(data), "work")
    left = {row["article_id"] for name in ARTICLE_TABLES for row in rows(data, name)}
    assert left == {"late"}
    assert {(row["article_id"], row["reason"]) for row in rows(data, "rejects")} == {
        ("early", "WITHDRAWN"), ("late", "DUPLICATE_OF"),
    }  # fmt: skip
    assert job.left_unread(Store(data)) == {"2024-02-10"}


def test_only_the_file_that_said_so_brings_an_article_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    said, other = tmp_path / "said.jsonl", tmp_path / "other.jsonl"
    take_in(lines(said, {"id": "early", "withdrawn": True}), data)
    for row in ({"id": "early", "text": ""}, shelling("early")):
        take_in(lines(other, row), data)
        assert rows(data, "rejects", reason="WITHDRAWN", key="early")
        assert not rows(data, "articles")
    take_in(lines(said, shelling("late"), shelling("early")), data)
    assert {row["article_id"] for row in rows(data, "articles")} == {"early", "late"}
    assert not rows(data, "rejects", reason="WITHDRAWN")


def test_nothing_withdrawn_is_one_state(tmp_path: Path) -> None:
    take_in(lines(tmp_path / "a.jsonl", shelling("early")), tmp_path / "data")
    assert [state.purpose for state in Store(tmp_path / "data").states()] == ["taking articles in"]
