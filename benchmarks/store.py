"""What keeping revisions costs: appending to a million rows, writing what is there already, reading.

    python benchmarks/store.py [ROWS]

Rows are made up: six fields an event, as many as a dataset has after some years.

Results, 2 cores shared with other work, 1,000,000 rows known, 2,000 rows new, the median of three:

    RESULTS
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.store import Store

ROWS, NEW, ROUNDS = 1_000_000, 2_000, 3
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
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"on disk                   {size / 1e6:8.1f} MB")
        print(f"most memory               {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:8.2f} GB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
