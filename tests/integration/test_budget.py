"""A run makes no more requests than its list of sources says, whoever reads them, and tells what it left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import job
from pipeline.errors import SettingError
from pipeline.ingest.entries import read_entries
from pipeline.ingest.web import fetching
from pipeline.ingest.web.budget import RunBudget, counted_in
from pipeline.store import Store
from tests.integration.web_server import Server, serving

PAGE = b"<html><body><article><p>Gunmen killed two soldiers in Mosul, Iraq, on Tuesday.</p></article></body></html>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Two feeds of two pages each."""
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    with serving() as found:
        for feed in ("east", "west"):
            items = "".join(f"<item><link>{found.url}/{feed}-{page}</link></item>" for page in (1, 2))
            told = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
            found.files[f"/{feed}"] = (200, {"Content-Type": "application/xml"}, told)
            for page in (1, 2):
                found.files[f"/{feed}-{page}"] = (200, {"Content-Type": "text/html"}, PAGE)
        yield found


def listed(folder: Path, server: Server, budget: int) -> Path:
    path = folder / "sources.yaml"
    entries = "".join(
        f"  - {{name: {feed}, kind: feed, path: spool/{feed},\n"
        f"     options: {{url: '{server.url}/{feed}', contact: desk@example.org, allow_private: 'yes'}}}}\n"
        for feed in ("east", "west")
    )
    path.write_text(f"budget: {budget}\nsources:\n{entries}", encoding="utf-8")
    return path


def take_in(folder: Path, path: Path, day: str) -> tuple[job.Intake, dict[str, str]]:
    """What a run came to, and what the dataset then has refused at the door."""
    store = Store(folder / "data")
    made = job.take_in(store, job.sources(str(path)), job.run_at(job.instant(day)))
    return made, {row["key"]: row["detail"] for row in store.read("rejects").to_pylist()}


def test_what_the_budget_of_a_run_left_is_told_and_taken_in_by_the_next_run(tmp_path: Path, server: Server) -> None:
    made, left = take_in(tmp_path, listed(tmp_path, server, budget=3), "2024-02-08")
    spent = "the budget of the run, 3 requests, is spent"
    assert sum(server.asked.values()) == 3  # robots.txt, the feed, its first page
    assert left == {f"{server.url}/east-2": spent, "west/all of it": spent}
    assert (made.articles, made.reasons) == (1, {"FETCH_LATER": 2})

    made, left = take_in(tmp_path, listed(tmp_path, server, budget=50), "2024-02-09")
    assert (made.articles, left) == (4, {})


def test_tasks_of_a_run_share_its_budget_and_the_next_run_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    tasks = [RunBudget(3, counted_in(tmp_path / "budgets", path, "monday")) for _ in range(2)]
    assert [task.take() for task in (*tasks, *tasks)] == [True, True, True, False]
    assert RunBudget(3, counted_in(tmp_path / "budgets", path, "tuesday")).take()
    assert len({file.name.partition(".")[0] for file in (tmp_path / "budgets").iterdir()}) == 1


@pytest.mark.parametrize("told", ["0", "-1", "yes", "'500'", "1.5"])
def test_budget_that_is_no_number_of_requests_is_refused(tmp_path: Path, told: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(f"budget: {told}\nsources: [{{name: a, kind: jsonl, path: a.jsonl}}]\n", encoding="utf-8")
    with pytest.raises(SettingError, match="budget must be a number of requests"):
        read_entries(path)
