"""What a second worker brings: `casus code` with one and with two, articles a second and memory.

    python benchmarks/workers.py ARTICLES.jsonl [--articles 5000] [--repeat 3]

The articles are repeated, under other ids, until there are so many. Each run is a whole `casus code`, start and writing
included; the two kinds take turns. Articles a second are by the clock on the wall, so that only a machine with nothing
else to do, and two free cores, gives a fair figure; `load` is that of the machine before the first run. Memory is
proportional (PSS, where what is shared counts in parts), the highest sum over all processes that was seen, and what
each worker beyond the first adds. Results, with day, machine and versions, stand in benchmarks/workers.csv.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coding_speed import described, print_row

WORKERS = (1, 2)
SAMPLES_S = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds on the wall and of all processors, and the most memory of all processes (bytes)."""

    wall_s: float
    processor_s: float
    memory: int


def articles(path: Path, count: int) -> Iterator[str]:
    """So many lines of articles, each with an id of its own."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    for number in range(count):
        yield json.dumps(rows[number % len(rows)] | {"id": str(number)})


def memory_of(pid: int) -> int:
    """Proportional memory of a process and of those it started, in bytes; 0 when it has ended."""
    total, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            todo += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
        total += next((int(row.split()[1]) * 1024 for row in rollup.splitlines() if row.startswith("Pss:")), 0)
    return total


def run(source: Path, workers: int) -> Measured:
    """Code the file with so many workers."""
    most = 0
    before, start = os.times(), time.monotonic()
    told = ["code", str(source), "-o", os.devnull, "-q", "--workers", str(workers)]
    command = [sys.executable, "-m", "pipeline.cli", *told]
    program = subprocess.Popen(command)
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(SAMPLES_S):
            most = max(most, memory_of(program.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = program.wait()
    wall = time.monotonic() - start
    ended.set()
    watcher.join()
    if status:
        raise SystemExit(f"casus code ended with {status}")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, spent, most)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    load = os.getloadavg()[0]
    found: dict[int, list[Measured]] = {workers: [] for workers in WORKERS}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        source.write_text("".join(f"{line}\n" for line in articles(given.source, given.articles)), encoding="utf-8")
        for _ in range(given.repeat):
            for workers in WORKERS:
                found[workers].append(run(source, workers))
    one, two = (statistics.median(given.articles / m.wall_s for m in found[workers]) for workers in WORKERS)
    memory = [statistics.median(m.memory for m in found[workers]) for workers in WORKERS]
    row = {
        "articles": given.articles,
        "repeats": given.repeat,
        "one_worker_a_second": f"{one:.1f}",
        "two_workers_a_second": f"{two:.1f}",
        "ratio": f"{two / one:.2f}",
        "processor_s_one": f"{statistics.median(m.processor_s for m in found[1]):.1f}",
        "processor_s_two": f"{statistics.median(m.processor_s for m in found[2]):.1f}",
        "memory_mb_one": f"{memory[0] / 1e6:.0f}",
        "mb_a_further_worker": f"{(memory[1] - memory[0]) / 1e6:.0f}",
        "load": f"{load:.1f}",
        **described(),
    }
    print_row(row)


if __name__ == "__main__":
    main()
