"""Months taken in after the fact: `airflow backfill` on PostgreSQL, several days at once, against day by day.

    python benchmarks/backfill.py FOLDER [--days 62] [--articles 10] [--result benchmarks/backfill.json]

Needs the packages of `deploy/requirements.cluster.lock` and `requirements.tests.lock`, and PostgreSQL's own programs.
Each day has so many made-up articles. The dataset of the backfill must say what that of day by day says: the same
events of the same reports with the same values, but for their numbers, which follow the order in which reports came in,
and for when a row was last touched. The same backfill once more must change nothing, numbers neither. Else this fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import made_up_news  # noqa: E402 - see above
from airflow_run import DAGS, airflow  # noqa: E402 - see above

from pipeline.store import Store  # noqa: E402 - see above
from tests.integration import inline  # noqa: E402 - see above
from tests.integration.airflow_server import FINISHED, Running  # noqa: E402 - see above

#: Days that are taken in at once.
AT_ONCE = 4
#: Seconds for everything, and between two looks.
PATIENCE_S, LOOK_S = 3_600, 2.0
TABLES = ("articles", "coded_events")


def facts(store: Store) -> dict[str, Any]:
    """What a dataset says, its events by the reports that tell them, without their numbers."""
    found: dict[str, Any] = {name: store.read(name).to_pylist() for name in TABLES}
    reports: dict[str, list[str]] = {}
    for row in store.read("event_members").to_pylist():
        reports.setdefault(row["event_id_cnty"], []).append(row["coded_id"])
    sources: dict[str, list[str]] = {}
    for row in store.read("event_sources").to_pylist():
        sources.setdefault(row.pop("event_id_cnty"), []).append(json.dumps(row, sort_keys=True, default=str))
    found["events"] = {}
    for row in store.read("draft_events").to_pylist():
        number = row.pop("event_id_cnty")
        del row["timestamp"], row["revision"]
        found["events"][tuple(sorted(reports[number]))] = row, sorted(sources.get(number, []))
    return found


def numbers(store: Store) -> list[tuple[str, str]]:
    """Each report with the number of the event that it tells."""
    rows = store.read("event_members").to_pylist()
    return sorted((row["coded_id"], row["event_id_cnty"]) for row in rows)


def backfill(server: Running, first: datetime, last: datetime, behaviour: str) -> None:
    """What an operator does; waits for the end of all its runs."""
    span = ("--from-date", first.isoformat(), "--to-date", last.isoformat())
    options = ("--max-active-runs", str(AT_ONCE), "--reprocess-behavior", behaviour)
    server.command("backfill", "create", "--dag-id", "ingest_articles", *span, *options)
    until = time.monotonic() + PATIENCE_S
    while not all(one["completed_at"] for one in server.ask("/backfills?dag_id=ingest_articles")["backfills"]):
        if time.monotonic() > until:
            raise RuntimeError("the backfill does not end")
        time.sleep(LOOK_S)


def settled(server: Running) -> None:
    """Wait until no DAG has a run that is not finished, and stays so."""
    quiet = 0
    until = time.monotonic() + PATIENCE_S
    while quiet < 3:  # an asset starts the next run some seconds later
        runs = server.ask("/dags/~/dagRuns?state=queued&state=running&limit=1")["total_entries"]
        quiet = 0 if runs else quiet + 1
        if time.monotonic() > until:
            raise RuntimeError("runs do not end")
        time.sleep(3 * LOOK_S)


def states(server: Running) -> dict[str, int]:
    """How many runs of the backfill ended how."""
    out: dict[str, int] = {}
    for offset in range(0, 1_000, 100):
        runs = server.ask(f"/dags/ingest_articles/dagRuns?run_type=backfill&limit=100&offset={offset}")["dag_runs"]
        for run in runs:
            out[run["state"]] = out.get(run["state"], 0) + 1
    return {name: count for name, count in sorted(out.items()) if name in FINISHED}


def main(folder: Path, days: int, articles: int) -> dict[str, Any]:
    """Both datasets; gives the figures."""
    news = made_up_news.write(folder / "news", days * articles, days)
    by_day = Store(folder / "by-day")
    start = time.perf_counter()
    for day, file in news:
        inline.build(by_day, file, datetime.combine(day + timedelta(days=1), clock(), UTC))
    found: dict[str, Any] = {
        "days": days,
        "articles": days * articles,
        "day by day, s": round(time.perf_counter() - start),
    }
    print(found, flush=True)
    data = str(folder / "backfill/data")
    more = {"CASUS_SCHEDULE": "@daily", "CASUS_SOURCES": str(folder / "news/{day}.jsonl")}
    with airflow(folder / "backfill", data, 100, has_celery=False, more=more) as server:
        server.unpause(*DAGS)
        first, last = (datetime.combine(day, clock(), UTC) for day in (news[0][0], news[-1][0]))
        expected, told = facts(by_day), None
        for name, behaviour in (("backfill", "none"), ("once more", "completed")):
            start = time.perf_counter()
            backfill(server, first, last, behaviour)
            found[f"{name}: taken in, s"] = round(time.perf_counter() - start)
            settled(server)
            found[f"{name}: with all that follows, s"] = round(time.perf_counter() - start)
            found[f"{name}: runs"] = states(server)
            print(found, flush=True)
            if facts(Store(data)) != expected:
                raise RuntimeError(f"{name}: the dataset differs from that of day by day")
            now = numbers(Store(data))
            if told not in (None, now):
                raise RuntimeError(f"{name}: events have other numbers than before")
            told = now
        releases = Store(data).releases()
    events = len(expected["events"])
    return found | {"days at once": AT_ONCE, "events": events, "releases": len(releases), "same dataset": True}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=62)
    parser.add_argument("--articles", type=int, default=10, help="of a day")
    parser.add_argument("--result", type=Path)
    given = parser.parse_args()
    figures = main(given.folder.resolve(), given.days, given.articles)
    print(json.dumps(figures, indent=1))
    if given.result:
        given.result.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
