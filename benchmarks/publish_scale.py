"""What a release of a million events costs: `python benchmarks/publish_scale.py [EVENTS]`.

Over the same made-up tables (`made_events.py`), in turn and five times, each in a process of its own: writing the
tables of the release with pyarrow and nothing else, with the settings of a release (`publish.files.write_parquet`, one
file a table, the events a file a year), and making the release. Of the release, the share of the explorer is told
apart; what is left also checks the tables, makes evidence and actors, compares with the release before (there is none),
describes, hashes and settles every file. Reported are medians, and how many times as much of the processor as with
pyarrow alone, the median of five ratios.
The formats of `casus export` are measured one by one and once, from the release.

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
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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
TIMES = 5
ALONE = "pyarrow alone"
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
    with timed(found, ALONE), tempfile.TemporaryDirectory(dir=folder) as target:
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
    # The first one stays to be exported; the others are first ones too.
    releases = shown.parent / ("releases" if not shown.is_dir() else f"releases-{os.getpid()}")

    def told(*arguments: Any) -> Any:
        if not explorer:
            return []
        with timed(found, "explorer"):
            return write(*arguments)

    site.write = told
    with timed(found, "release" if explorer else "release without explorer"):
        made = run.publish(given, Run(run_id="scale", at=AT, batch="made"), releases, facts=FACTS)
    if not shown.is_dir():  # the first time
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


def _in_turn(
    steps: Sequence[tuple[Callable[..., Seconds], dict[str, Any]]], times: int, folder: Path, shown: Path
) -> dict[str, list[tuple[float, float, float, float]]]:
    """Seconds of the processor and of the clock, peak memory in MB and load of each thing that some steps do."""
    told: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    for _ in range(times):
        for work, options in steps:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                found, memory = pool.apply(_measured, (work, folder, shown, options))
            for what, seconds in found.items():
                told[what].append((*seconds, memory, os.getloadavg()[0]))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="?", default=EVENTS)
    parser.add_argument("--without-explorer", action="store_true")
    parser.add_argument("--without-exports", action="store_true")
    given = parser.parse_args()
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
        del table, block
        release = (with_casus, {"explorer": not given.without_explorer})
        told = _in_turn([release, (with_pyarrow, {})], TIMES, folder, shown)
        if not given.without_exports:
            told |= _in_turn([(exported, {})], 1, folder, shown)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("what", "events", "cpu_s", "times_as_much", "s", "peak_mb", "load", "day", "machine"))
    alone = [cpu for cpu, _, _, _ in told[ALONE]]
    for what, times in told.items():
        cpu, clock, memory, load = (statistics.median(column) for column in zip(*times, strict=True))
        ratios = [one[0] / other for one, other in zip(times, alone, strict=False)]
        row = (
            what,
            count,
            f"{cpu:.1f}",
            f"{statistics.median(ratios):.2f}",
            f"{clock:.1f}",
            round(memory),
            f"{load:.1f}",
        )
        writer.writerow((*row, datetime.now(UTC).date().isoformat(), machine))


if __name__ == "__main__":
    main()
