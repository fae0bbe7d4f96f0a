"""What keeping revisions costs: appending to a million rows, writing what is there already, reading.

    python benchmarks/store.py [ROWS]

Rows are made up: six fields an event, as many as a dataset has after some years.

28 November 2026, 2 cores shared with other work (load 8 to 11), Python 3.11, deltalake 1.6.6, on a disk; seconds. The
first column is the store before it appended: it read the table, and wrote all of it again.

    1,000,000 rows known             rewriting   appending
    write them                            2.18        2.46
    write the same again                  2.26        3.23   (checks 2.2, and reading to see that nothing is new)
    append 2,000 rows                     6.67        0.15
    append them once more                 3.61        0.13
    read all, sorted                      1.15        0.71
    most memory, GB                       1.02        0.76
    on disk, MB, after these             37.0         9.3

    after 100 appends: append                         0.32
    read all, sorted                                  2.18
    compact                                           1.69
    read all, sorted                                  1.35
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.store import Store

ROWS, NEW, ROUNDS, FILES = 1_000_000, 2_000, 3, 100
FIELDS = ("event_id_cnty", "fatalities", "notes", "actor2", "location", "event_date")
COUNTRIES = ("AFG", "IRQ", "KEN", "NGA", "SDN", "SYR", "UKR", "YEM")
AT = datetime(2024, 2, 9, tzinfo=UTC)


def revisions(first: int, count: int) -> pa.Table:
    """Rows `first` to `first + count` of an endless table of revisions: six fields an event."""
    numbers = pa.array(np.arange(first, first + count))
    events = pc.divide(numbers, len(FIELDS)).to_pylist()
    made = {
        "event_id_cnty": [f"{COUNTRIES[event % len(COUNTRIES)]}{event}" for event in events],
        "revision": [1] * count,
        "field": [FIELDS[number % len(FIELDS)] for number in range(first, first + count)],
        "old_value": [None] * count,
        "new_value": [f"value {number}" for number in range(first, first + count)],
        "reason": ["CREATED"] * count,
        "because_article_id": [f"article-{event * 7919 % 1_000_003}" for event in events],
        "changed_at": [AT] * count,
    }
    schema = contract.arrow_schema("revisions")
    return pa.table({name: pa.array(made[name], schema.field(name).type) for name in schema.names}, schema=schema)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _append_once(store: Store, first: int) -> None:
    with store.writing("new") as writer:
        writer.append("revisions", revisions(first, NEW))


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        known = revisions(0, rows)
        with store.writing("known") as writer:
            print(f"write {rows:,} rows         {seconds(lambda: writer.put('revisions', known)):8.2f} s")
        with store.writing("same") as writer:
            print(f"write the same again      {seconds(lambda: writer.put('revisions', known)):8.2f} s")
        appended, repeated = [], []
        for number in range(ROUNDS):
            new = revisions(rows + number * NEW, NEW)
            with store.writing("new") as writer:
                appended.append(seconds(lambda: writer.append("revisions", new)))  # noqa: B023 - called at once
            with store.writing("new") as writer:
                repeated.append(seconds(lambda: writer.append("revisions", new)))  # noqa: B023 - called at once
        print(f"append {NEW:,} new rows       {median(appended):8.2f} s")
        print(f"append them once more     {median(repeated):8.2f} s")
        print(f"read all, sorted          {seconds(lambda: store.read('revisions')):8.2f} s")
        for number in range(ROUNDS, FILES):
            with store.writing("new") as writer:
                writer.append("revisions", revisions(rows + number * NEW, NEW))
        print(f"after {FILES} appends: append    {seconds(lambda: _append_once(store, rows + FILES * NEW)):8.2f} s")
        print(f"read all, sorted          {seconds(lambda: store.read('revisions')):8.2f} s")
        print(f"compact                   {seconds(lambda: store.compact(timedelta(0))):8.2f} s")
        print(f"read all, sorted          {seconds(lambda: store.read('revisions')):8.2f} s")
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"on disk                   {size / 1e6:8.1f} MB")
        print(f"most memory               {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:8.2f} GB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    main(parser.parse_args().rows)
