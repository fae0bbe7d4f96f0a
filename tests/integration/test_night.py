"""A night of operation under a real Airflow: what fails, what is released, who is asked, what a backfill does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import job
from pipeline.publish import releases
from pipeline.store import Store
from tests.integration import browser, inline, notified
from tests.integration.airflow_server import Running, picture, running

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("airflow")]

DAGS = ("ingest_articles", "build_events", "publish_release")
FIRST, SECOND, THIRD = (datetime(2024, 2, day, tzinfo=UTC) for day in (6, 7, 8))
DAY = timedelta(days=1)
ARTICLES: dict[datetime, list[tuple[str, str]]] = {
    FIRST: [
        ("bomb", "A roadside bomb killed four soldiers near Mosul, Iraq, on Tuesday, the army said."),
        ("march", "Hundreds of teachers marched peacefully through Nairobi, Kenya, on Tuesday to demand higher pay."),
    ],
    # The rule on suicide bombs (R18, severity W) wants at least the bomber to be dead.
    SECOND: [("suicide", "A suicide car bomb exploded outside a police station in Mogadishu, Somalia, on Wednesday. "
                         "Nobody was killed, officials said.")],
    THIRD: [("again", "A bomb killed five soldiers near Mosul, Iraq, on Tuesday, officials said on Thursday.")],
}  # fmt: skip


@dataclass
class Night:
    """What the tests share.

    Attributes:
        server: The Airflow.
        told: Who is told of failures.
        data: Folder of the dataset.
        sources: Folder with a file of articles for each day.
        pictures: Folder for pictures of pages.
    """

    server: Running
    told: notified.Told
    data: Path
    sources: Path
    pictures: Path

    def waiting(self) -> list[dict[str, Any]]:
        """Questions to a person that nobody has answered, and that can be.

        Who answers before the scheduler has taken note that the asking process ended (no person is so fast) finds the
        task taken for killed and asked once more: Airflow 3.3 holds the end of the first process against the second.
        """
        found = self.server.ask("/dags/~/dagRuns/~/hitlDetails?response_received=false")["hitl_details"]
        said = (self.server.home / "scheduler.out").read_text(encoding="utf-8", errors="replace")
        noted = {line.partition("ti_id=")[2][:36] for line in said.splitlines() if "TaskInstance Finished" in line}
        tasks = [one["task_instance"] for one in found]
        return [task for task in tasks if task["state"] == "awaiting_input" and task["id"] in noted]

    def answer(self, task: dict[str, Any], option: str) -> None:
        """Answer a question."""
        run = task["dag_run_id"].replace("+", "%2B")
        path = f"/dags/{task['dag_id']}/dagRuns/{run}/taskInstances/{task['task_id']}/-1/hitlDetails"
        self.server.ask(path, {"chosen_options": [option]}, "PATCH")


@pytest.fixture(scope="module")
def night(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """An Airflow at midnight, with no file for the day that just ended."""
    folder = tmp_path_factory.mktemp("night")
    sources, home = folder / "articles", folder / "airflow"
    sources.mkdir()
    home.mkdir()
    for day, articles in ARTICLES.items():
        write(sources / f"{day.date()}.jsonl", day, articles)
    with notified.listening() as told:
        settings = {
            **told.connections,
            "CASUS_DATA": str(folder / "data"),
            "CASUS_SOURCES": str(sources / "{day}.jsonl"),
            "CASUS_APPROVERS": "*",
            "CASUS_WORKERS": "1",
        }
        with running(root, home, settings) as server:
            yield Night(server, told, folder / "data", sources, folder / "pictures")


def write(path: Path, day: datetime, articles: list[tuple[str, str]]) -> None:
    """A file of article lines."""
    rows = [{"id": name, "text": text, "published": str(day.date())} for name, text in articles]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_a_night_of_operation(night: Night) -> None:
    """One test, since each step goes on where the one before ended."""
    a_scheduled_run_without_its_file_fails_at_once_and_everybody_is_told(night)
    a_run_by_hand_ends_in_a_release(night)
    the_assets_tell_what_happened(night)
    the_pages_of_airflow_show_it(night)
    a_backfill_waits_for_a_person_where_rows_get_flags(night)
    a_release_that_was_rejected_is_none_and_one_that_was_approved_has_flags(night)
    a_backfill_ends_in_the_dataset_of_day_by_day(night)


def a_scheduled_run_without_its_file_fails_at_once_and_everybody_is_told(night: Night) -> None:
    night.server.unpause(*DAGS)
    (run,) = night.server.finished("ingest_articles")
    assert (run["run_type"], run["state"]) == ("scheduled", "failed")
    (report,) = (night.data / "failures/ingest_articles").rglob("*.txt")
    said = report.read_text()
    assert said.startswith("ingest_articles / list_sources failed.")
    assert "no such file or folder" in said and "1 try" in said
    night.server.until("the notices", lambda: night.told.mails and night.told.posts)
    (mail,), ((body, _),) = night.told.mails, night.told.posts
    assert mail["Subject"] == body["subject"] == "casus: ingest_articles failed"
    assert "no such file or folder" in body["text"] and str(report) in body["text"]
    assert body["address"].startswith(f"{night.server.url}/dags/ingest_articles/runs/scheduled__")


def a_run_by_hand_ends_in_a_release(night: Night) -> None:
    conf = {"sources": str(night.sources / f"{FIRST.date()}.jsonl"), "at": (FIRST + DAY).isoformat()}
    night.server.trigger("ingest_articles", "by-hand", conf)
    (run,) = night.server.finished("publish_release")
    assert run["state"] == "success"
    assert night.server.tasks("publish_release", run["dag_run_id"])["approve"] == "skipped"  # no flags
    release = releases.newest(night.data / "releases")
    assert release is not None and release.name == "2024.02.07" and releases.verify(release) == []


def the_assets_tell_what_happened(night: Night) -> None:
    events = night.server.ask("/assets/events?order_by=timestamp")["asset_events"]
    assert [event["name"] for event in events] == ["casus_articles", "casus_events", "casus_release"]
    articles, merged, released = (event["extra"] for event in events)
    counted = {name: articles[name] for name in ("batches", "sources", "articles", "new", "refused")}
    assert counted == {"batches": ["2024-02-07"], "sources": 1, "articles": 2, "new": 2, "refused": 0}
    assert merged["merge"]["kept"] == 2
    assert (released["name"], released["is_new"], released["flags"]) == ("2024.02.07", True, [])
    assert released["rows"]["events"] == 2
    assert {extra["data"] for extra in (articles, merged)} == {str(night.data)}


def the_pages_of_airflow_show_it(night: Night) -> None:
    (asset,) = [one for one in night.server.ask("/assets")["assets"] if one["name"] == "casus_release"]
    if not browser.is_there():
        return
    with browser.launched() as chromium:
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        for name, address, words in (
            ("grid", "/dags/build_events/runs", "collect"),
            ("asset", f"/assets/{asset['id']}", "publish_release"),
        ):
            page.goto(night.server.url + address)
            page.get_by_text(words).first.wait_for()
            assert picture(page, name, night.pictures).stat().st_size > 10_000


def a_backfill_waits_for_a_person_where_rows_get_flags(night: Night) -> None:
    night.server.pause("build_events")  # so that both days are built at once; while it is paused, assets start no run
    backfill(night, SECOND, THIRD)
    runs = night.server.finished("ingest_articles", 4)
    assert [run["state"] for run in runs] == ["failed", "success", "success", "success"]
    night.server.unpause("build_events")
    night.server.trigger("build_events", "both-days", {})
    (task,) = night.server.until("a question", night.waiting)
    assert Store(night.data).releases() == ["2024.02.07"]
    assert (night.data / job.REPORT).stat().st_size > 1_000
    shown = json.loads((night.data / job.REPORT).with_suffix(".json").read_text())["checks"]
    assert [check["check_id"] for check in shown if not check["is_passed"]] == ["R18"]
    ((body, _),) = [post for post in night.told.posts if "waits for approval" in post[0]["subject"]]
    assert "R18" in body["text"] and body["address"].endswith("/tasks/approve/required_actions")
    show_question(night, task)
    night.answer(task, "Reject")


def a_release_that_was_rejected_is_none_and_one_that_was_approved_has_flags(night: Night) -> None:
    rejected = night.server.finished("publish_release", 2)[-1]
    assert night.server.tasks("publish_release", rejected["dag_run_id"])["publish"] == "skipped"
    assert Store(night.data).releases() == ["2024.02.07"]
    night.server.trigger("publish_release", "once-more", {})
    (task,) = night.server.until("a question", night.waiting)
    night.answer(task, "Approve")
    assert night.server.finished("publish_release", 3)[-1]["state"] == "success"
    release = releases.newest(night.data / "releases")
    assert release is not None and release.name == "2024.02.09"
    checks = json.loads((release / "validation/report.json").read_text())["checks"]
    assert [check["check_id"] for check in checks if not check["is_passed"]] == ["R18"]
    assert len(night.told.mails) == len(night.told.posts) == 3  # one failure, two questions


def a_backfill_ends_in_the_dataset_of_day_by_day(night: Night) -> None:
    store = Store(night.sources.parent / "by-hand")
    for day in ARTICLES:
        inline.build(store, night.sources / f"{day.date()}.jsonl", day + DAY)
    assert facts(store) == facts(Store(night.data))
    inline.build(store, night.sources / f"{THIRD.date()}.jsonl", THIRD + DAY)
    assert facts(store) == facts(Store(night.data))  # doing a day again changes nothing


def backfill(night: Night, first: datetime, last: datetime) -> None:
    """What an operator does to read past days."""
    span = ("--from-date", first.isoformat(), "--to-date", last.isoformat())
    # Without those who write to SQLite, which would be locked by them; where they stopped, they go on.
    writers = ("scheduler", "dag-processor")
    for component in writers:
        night.server.stop(component)
    night.server.command("backfill", "create", "--dag-id", "ingest_articles", *span)
    for component in writers:
        night.server.start(component)


def show_question(night: Night, task: dict[str, Any]) -> None:
    """Keep a picture of what the person is asked."""
    if not browser.is_there():
        return
    with browser.launched() as chromium:
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        run = task["dag_run_id"].replace("+", "%2B")
        page.goto(f"{night.server.url}/dags/{task['dag_id']}/runs/{run}/tasks/{task['task_id']}/required_actions")
        page.get_by_text("R18").first.wait_for()
        picture(page, "question", night.pictures)


def facts(store: Store) -> dict[str, list[dict[str, Any]]]:
    """What a dataset says, but for when a row was last touched: two days may be merged at once or one by one."""
    found = {name: store.read(name).to_pylist() for name in ("articles", "coded_events", "events", "event_sources")}
    for row in found["events"]:
        del row["timestamp"]
    return found
