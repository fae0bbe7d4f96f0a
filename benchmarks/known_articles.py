"""Taking articles in where ten million are known: how long, in how much memory, and how long to find what is unread.

    python benchmarks/known_articles.py [--articles 10000000] [--run 1000] [--folder /tmp]

Fills a store with that many articles in batches of 20,000: their rows with short bodies, when they were last seen,
their documents, and one refusal for every second of them. A run brings articles of which half are known and one in ten
of these has changed. Printed are, at a tenth of the size and at the full one, each act in a process of its own: the
articles that the store holds, that came and that are new, seconds, and the peak memory. Results: known_articles.csv.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pyarrow as pa

from pipeline import contract, job
from pipeline.store import Store

BATCH = 20_000
#: Of the articles of a run one in so many is known, and of these one in so many has changed.
KNOWN, CHANGED = 2, 10
#: Of the known articles one in so many was refused.
REFUSED = 2
SEEN = datetime(2024, 2, 8, tzinfo=UTC)


def body(number: int) -> str:
    """The text of an article."""
    return f"Article {number}."


def address(number: int) -> str:
    """Its id: the addresses of a batch are spread over all of them, as those of news are."""
    return f"https://courier.example/2024/02/{sha256(str(number).encode()).hexdigest()[:24]}"


def rows(first: int, count: int) -> dict[str, dict[str, Any]]:
    """What the tables hold of some articles, by table and column: lists, or one value for all."""
    numbers = range(first, first + count)
    ids = [address(number) for number in numbers]
    hashes = [sha256(body(number).encode()).hexdigest() for number in numbers]
    named = {"article_id": ids, "batch": str(first // BATCH)}
    text = {**named, "sha256": hashes, "source_name": "known"}
    refused = {name: value[::REFUSED] if isinstance(value, list) else value for name, value in named.items()}
    return {
        "articles": {
            **text,
            "source_kind": "jsonl",
            "origin": [f"a.jsonl#{number}" for number in numbers],
            "media_type": "text/plain",
            "body": [body(number).encode() for number in numbers],
            "headers": [[]] * count,
            "first_seen_at": SEEN,
        },
        "sightings": {**named, "last_seen_at": SEEN},
        "documents": {
            **text,
            "text": [body(number) for number in numbers],
            "body_start": 0,
            "published_basis": "none",
            "is_boilerplate_only": False,
            "removed": [[]] * count,
            "corrections": [[]] * count,
        },
        "rejects": {
            **refused,
            "stage": "screen",
            "key": refused["article_id"],
            "reason": "OFF_TOPIC",
            "detail": "relevance 0.01",
        },
    }


def table(name: str, made: dict[str, Any]) -> pa.Table:
    """The table of these columns; what is not told is null."""
    count = len(made["article_id"])
    columns = []
    for field in contract.arrow_schema(name):
        value = made.get(field.name)
        columns.append(pa.array(value if isinstance(value, list) else [value] * count, field.type))
    return contract.in_order(name, pa.Table.from_arrays(columns, schema=contract.arrow_schema(name)))


def fill(store: Store, first: int, last: int) -> None:
    """Put articles from a number to another into a store."""
    for start in range(first, last, BATCH):
        made = rows(start, min(BATCH, last - start))
        with store.writing("benchmark") as writer:
            for name, columns in made.items():
                writer.put_batch(name, str(start // BATCH), table(name, columns))


def arrivals(path: Path, known: int, run: int) -> None:
    """Write what a run brings: every second article is known, spread over all batches."""
    with path.open("w") as file:
        for place in range(run):
            number = known * place // run if place % KNOWN == 0 else -known - place  # of no run but this one
            text = f"{body(number)} Corrected." if place % (KNOWN * CHANGED) == 0 else body(number)
            file.write(f"{json.dumps({'id': address(number), 'text': text})}\n")


def take_in(folder: Path) -> str:
    """Take the run in; gives the articles that came and those that are new."""
    entries = job.sources(str(folder / "run.jsonl"))
    made = job.take_in(Store(folder / "data"), entries, job.run_at(SEEN, "new"))
    return f"{made.articles},{made.new}"


def find_unread(folder: Path) -> str:
    """Find batches that are to be read: none, and at the full size that of the run before."""
    found = job.left_unread(Store(folder / "data"))
    if not found <= {"new"}:
        raise SystemExit(f"these batches were read: {sorted(found)}")
    return ","


ACTS: dict[str, Callable[[Path], str]] = {"find unread": find_unread, "take in": take_in}


def measure(folder: Path, act: str) -> None:
    """Do one thing and print what it came to."""
    start, used = perf_counter(), process_time()
    told = ACTS[act](folder)
    seconds, cpu = perf_counter() - start, process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{told},{seconds:.1f},{cpu:.1f},{peak:.0f},{os.getloadavg()[0]:.1f}", flush=True)


def main() -> None:
    """Fill the store, measure twice, each time in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--run", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(Path(given.measure[0]), given.measure[1])
        return
    print("act,articles,came,new,seconds,cpu_seconds,peak_mb,load", flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        folder, done = Path(made), 0
        for size in (given.articles // 10, given.articles):
            fill(Store(folder / "data"), done, size)
            done = size
            arrivals(folder / "run.jsonl", size, given.run)
            for act in ACTS:
                print(f"{act},{size},", end="", flush=True)
                subprocess.run([sys.executable, __file__, "--measure", str(folder), act], check=True)


if __name__ == "__main__":
    main()
