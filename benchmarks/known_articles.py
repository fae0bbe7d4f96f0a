"""Taking articles in where ten million are known: how long, in how much memory, and how long to find what is unread.

    python benchmarks/known_articles.py [--articles 10000000] [--run 1000] [--folder /tmp]

Fills a store with that many articles in batches of 100,000: their rows with short bodies, when they were last seen,
their documents, and one refusal for every second of them. A run brings articles of which half are known, from the
newest batch as those of feeds are, and one in ten of these has changed. Printed are, at a tenth of the size and at the
full one, each act in a process of its own: the articles that the store holds, that came and that are new, seconds, and
the peak memory. Results: known_articles.csv.
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

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract, job
from pipeline.store import Store

BATCH = 100_000
#: Of the articles of a run one in so many is known, and of these one in so many has changed.
KNOWN, CHANGED = 2, 10
#: Of the known articles one in so many was refused.
REFUSED = 2
SEEN = datetime(2024, 2, 8, tzinfo=UTC)
TEXT = "Two died."
#: Spreads the ids of a batch over all of them, as the addresses of news are: an odd number, from the golden ratio.
SPREAD = 0x9E3779B97F4A7C15
#: What the rows of all articles have in common, by column.
ALIKE: dict[str, Any] = {
    "body": TEXT.encode(),
    "body_start": 0,
    "corrections": [],
    "detail": "relevance 0.01",
    "first_seen_at": SEEN,
    "headers": [],
    "is_boilerplate_only": False,
    "last_seen_at": SEEN,
    "media_type": "text/plain",
    "origin": "a.jsonl#1",
    "published_basis": "none",
    "reason": "OFF_TOPIC",
    "removed": [],
    "sha256": sha256(TEXT.encode()).hexdigest(),
    "source_kind": "jsonl",
    "source_name": "known",
    "stage": "screen",
    "text": TEXT,
}


def addresses(first: int, count: int) -> pa.Array:
    """The ids of articles from a number on."""
    numbers = np.arange(first, first + count).astype(np.uint64) * np.uint64(SPREAD)
    return pc.binary_join_element_wise("https://courier.example/2024/02", pa.array(numbers).cast(pa.string()), "/")


def table(name: str, ids: pa.Array, batch: str) -> pa.Table:
    """The rows of a table for some articles."""
    made = {**ALIKE, "batch": batch}
    columns = []
    for field in contract.arrow_schema(name):
        if field.name in ("article_id", "key"):
            columns.append(ids)
        else:
            columns.append(pa.repeat(pa.scalar(made.get(field.name), field.type), len(ids)))
    return pa.Table.from_arrays(columns, schema=contract.arrow_schema(name))


def fill(store: Store, first: int, last: int) -> None:
    """Put articles from a number to another into a store."""
    for start in range(first, last, BATCH):
        ids, batch = addresses(start, min(BATCH, last - start)), f"b{start // BATCH}"
        ids = ids.take(pc.sort_indices(ids))
        with store.writing("benchmark") as writer:
            for name in ("articles", "sightings", "documents"):
                writer.replace_where(name, table(name, ids, batch), pc.scalar(False), within=())
            refused = table("rejects", ids.take(pa.array(range(0, len(ids), REFUSED))), batch)
            writer.replace_where("rejects", refused, pc.scalar(False), within=())


def arrivals(path: Path, known: int, run: int) -> None:
    """Write what a run brings: every second article is known from the newest batch."""
    with path.open("w") as file:
        for place in range(run):
            is_known = place % KNOWN == 0
            number = known - 1 - place if is_known else -known - place  # of no run but this one
            text = f"{TEXT} Corrected." if place % (KNOWN * CHANGED) == 0 else TEXT
            file.write(f"{json.dumps({'id': addresses(number, 1)[0].as_py(), 'text': text})}\n")


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
