"""Copies among ten million known articles: what is kept of each, how long a run looks them up, in how much memory.

    python benchmarks/copies_index.py [--articles 10000000] [--run 1000] [--folder /tmp]

Fills the table of keys of a store with that many articles, their keys random as hashes are, in batches of 20,000. A
run of articles of random words comes in, of which one in ten is an edited copy of one that is known from two years
back; printed are, at a tenth of the size and at the full one: bytes on the disk an article, seconds to find what is
known of the run and to index it, seconds to add its keys, copies found, and the peak memory of a process that does only
that. Results: copies_index.csv.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa

from pipeline import contract
from pipeline.job.chunks import known_documents
from pipeline.records import Document
from pipeline.screen.copies import KEYS, find_copies
from pipeline.screen.known import index_with_known, keys_of
from pipeline.store import Store

WORDS, VOCABULARY, BATCH = 400, 30_000, 20_000
FIRST = date(2020, 1, 1)
#: One in so many articles of the run is a copy.
COPIES = 10


def texts(count: int) -> list[str]:
    """Texts of random words, spread as words of a language are."""
    chance = random.Random(6)
    words = [f"word{number}" for number in range(VOCABULARY)]
    weights = [1 / (number + 10) for number in range(VOCABULARY)]
    return [" ".join(chance.choices(words, weights, k=WORDS)) for _ in range(count)]


def document(name: str, text: str, batch: str, day: date) -> Document:
    """One document."""
    return Document(
        article_id=name,
        sha256="0" * 64,
        text=text,
        body_start=0,
        published=day,
        published_basis="given",
        source_name="benchmark",
        is_boilerplate_only=False,
        batch=batch,
    )


def originals(run: int) -> pa.Table:
    """The known documents of which the run holds copies, in the first batch."""
    rows = [document(f"original-{number}", text, "0", FIRST) for number, text in enumerate(texts(run)[::COPIES])]
    return contract.from_records("documents", rows)


def arrivals(run: int) -> pa.Table:
    """The run."""
    rows = []
    for number, text in enumerate(texts(run)):
        edited = f"{text} one more sentence at the end" if number % COPIES == 0 else f"{text[::-1]}"
        rows.append(document(f"new-{number}", edited, "new", FIRST + timedelta(days=730)))
    return contract.from_records("documents", rows)


def fill(store: Store, first: int, last: int, run: int) -> None:
    """Put the keys of articles from a number to another into a store."""
    rng = np.random.default_rng(first)
    schema = contract.arrow_schema("article_keys")
    for start in range(first, last, BATCH):
        n = min(BATCH, last - start)
        values = pa.array(rng.integers(-(2**63), 2**63 - 1, n * (KEYS + 1), dtype=np.int64))
        offsets = pa.array(np.arange(n + 1, dtype=np.int32) * (KEYS + 1))
        name = str(start // BATCH)
        rows = {
            "article_id": pa.array(
                [f"https://courier.example/2024/02/{number:09}" for number in range(start, start + n)]
            ),
            "keys": pa.ListArray.from_arrays(offsets, values).cast(schema.field("keys").type),
            "published": pa.array([FIRST + timedelta(days=start // BATCH)] * n),
            "batch": pa.array([name] * n),
        }
        table = pa.table([rows[column] for column in schema.names], schema=schema)
        with store.writing("benchmark") as writer:
            if start == 0:
                known = originals(run)
                writer.put_batch("documents", "0", known)
                table = pa.concat_tables([table, keys_of(known)])
            writer.put_batch("article_keys", name, table)


def measure(folder: str, run: int) -> None:
    """Look up a run, add it, print what it took."""
    store = Store(folder)
    documents = arrivals(run)
    start, used = perf_counter(), process_time()
    keys = keys_of(documents)
    index = index_with_known([documents], keys, store.scan("article_keys"), partial(known_documents, store)).index
    looked_up, lookup_cpu = perf_counter() - start, process_time() - used
    copies = find_copies(contract.to_records(documents, "documents"), index)
    start = perf_counter()
    with store.writing("benchmark") as writer:
        writer.replace("article_keys", keys, "article_id", keys.column("article_id").to_pylist())
    added = perf_counter() - start
    with store.writing("benchmark") as writer:
        writer.replace("article_keys", keys.slice(0, 0), "article_id", keys.column("article_id").to_pylist())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{looked_up:.1f},{lookup_cpu:.1f},{added:.1f},{len(copies)},{index.num_rows},{peak:.0f}", flush=True)


def main() -> None:
    """Fill the store, measure twice, each time in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--run", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure, given.run)
        return
    print("articles,bytes_an_article,run,lookup_s,lookup_cpu_s,add_s,copies,index_rows,peak_mb,load", flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        store, done = Store(folder), 0
        for size in (given.articles // 10, given.articles):
            fill(store, done, size, given.run)
            done = size
            there = (Path(folder) / "store/tables/article_keys").rglob("*.parquet")
            on_disk = sum(path.stat().st_size for path in there) / size
            print(f"{size},{on_disk:.0f},{given.run},", end="", flush=True)
            command = [sys.executable, __file__, "--run", str(given.run), "--measure", folder]
            done_there = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{done_there.stdout.strip()},{os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
