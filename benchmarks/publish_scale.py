"""What a release of a million events costs: `python benchmarks/publish_scale.py [EVENTS]`.

Over the same made-up tables (`made_events.py`), each in a process of its own: writing the tables of the release with
pyarrow and nothing else, with the settings of a release (`publish.files.write_parquet`, one file a table, the events a
file a year), and making the release. Of the release, the share of the explorer is told apart; what is left also checks
the tables, makes evidence and actors, compares with the release before (there is none), describes, hashes and settles
every file. The formats of `casus export` are measured one by one, from the release.

The results, with day and machine, stand in benchmarks/publish_scale.csv. `--without-explorer` leaves its files out,
`--without-exports` the other formats. The machine was shared: the load stands beside them, and the time by the clock
says little. The explorer was measured on 38,386 events only: its files are as many as the events.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
import made_events

from pipeline import contract
from pipeline.publish import exports, files, run
from pipeline.publish.explorer import site
from pipeline.records import Check
from pipeline.stage import Run

EVENTS = 1_000_000
AT = datetime(2025, 1, 1, tzinfo=UTC)
FACTS = run.Facts(code_version="made", code_commit=None, rows={}, models={}, references={})
Seconds = dict[str, tuple[float, float]]


@contextmanager
def timed(found: Seconds, name: str) -> Iterator[None]:
    """Note the seconds of the processor and of the clock that a block takes."""
    begun, started = time.process_time(), time.perf_counter()
    yield
    found[name] = time.process_time() - begun, time.perf_counter() - started


def tables(folder: Path) -> dict[str, pa.Table]:
    """The tables that publishing reads."""
    found = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path).combine_chunks()
        found[path.stem] = pa.Table.from_arrays(table.columns, schema=_schema(path.stem, table))
    check = Check(check_id="R01", severity="E", description="Made up.", rows_checked=1, rows_failed=0, examples=(),
                  is_passed=True, result=None)  # fmt: skip
    return found | {
        "checks": contract.from_records("checks", [check]),
        **{name: contract.empty(name) for name in ("deletions", "rejects")},
    }


def _schema(name: str, table: pa.Table) -> pa.Schema:
    declared = contract.arrow_schema(name)
    return pa.schema([declared.field(column) for column in table.column_names])


def with_pyarrow(folder: Path, shown: Path) -> Seconds:
    """Write the tables of a release, and nothing else."""
    given = {path.stem: pq.read_table(path).combine_chunks() for path in sorted(shown.glob("*.parquet"))}
    found: Seconds = {}
    with timed(found, "pyarrow alone"), tempfile.TemporaryDirectory(dir=folder) as target:
        for name, table in given.items():
            if name == run.EVENTS:
                for year in sorted(pc.unique(table["year"]).to_pylist()):
                    rows = table.filter(pc.equal(table["year"], year)).drop_columns(["year"])
                    files.write_parquet(Path(target) / f"{year}.parquet", rows)
            else:
                files.write_parquet(Path(target) / f"{name}.parquet", table)
    return found


def with_casus(folder: Path, shown: Path, *, explorer: bool) -> Seconds:
    """Make a release."""
    given = tables(folder)
    found: Seconds = {}
    write = site.write

    def told(*arguments: Any) -> Any:
        with timed(found, "explorer"):
            return write(*arguments) if explorer else []

    site.write = told
    with timed(found, "release"):
        made = run.publish(given, Run(run_id="scale", at=AT, batch="made"), shown.parent / "releases", facts=FACTS)
    if not shown.is_dir():
        shown.mkdir()
        for name, table in run.release_tables(given).items():
            pq.write_table(table, shown / f"{name}.parquet")
        (shown.parent / "release").symlink_to(made.path)
    return found


def exported(folder: Path, shown: Path) -> Seconds:
    """Write a release in its other shapes."""
    release, found = (shown.parent / "release").resolve(), {}
    for name, write in exports.TEXT_FORMATS.items():
        with timed(found, name), (Path(folder) / "exported").open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in write(release))
    with timed(found, "sqlite"), tempfile.TemporaryDirectory(dir=folder) as target:
        exports.sqlite(release, Path(target) / "events.sqlite")
    return found


def _measured(work: Callable[..., Seconds], folder: Path, shown: Path, given: dict[str, Any]) -> tuple[Seconds, float]:
    return work(folder, shown, **given), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="?", default=EVENTS)
    parser.add_argument("--without-explorer", action="store_true")
    parser.add_argument("--without-exports", action="store_true")
    given = parser.parse_args()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("what", "events", "cpu_s", "s", "peak_mb", "load", "day", "machine"))
    with tempfile.TemporaryDirectory() as place:
        folder, shown = Path(place) / "store", Path(place) / "shown"
        folder.mkdir()
        count = 0
        for name, block in made_events.block().items():
            table = made_events.copies(block, given.events)
            count = table.num_rows if name == "draft_events" else count
            name = {"draft_events": "events"}.get(name, name)
            table = pa.Table.from_arrays(table.columns, schema=_schema(name, table))
            pq.write_table(contract.in_order(name, table), folder / f"{name}.parquet")
        steps = [(with_casus, {"explorer": not given.without_explorer}), (with_pyarrow, {}), (exported, {})]
        if given.without_exports:
            del steps[-1]
        for work, options in steps:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                found, memory = pool.apply(_measured, (work, folder, shown, options))
            for what, (cpu, clock) in found.items():
                told = (f"{cpu:.1f}", f"{clock:.1f}", round(memory), f"{os.getloadavg()[0]:.1f}")
                writer.writerow((what, count, *told, datetime.now(UTC).date().isoformat(), machine))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
