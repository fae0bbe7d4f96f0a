"""A month of nights, undisturbed and with faults thrown in: the same releases, and every article accounted for.

    python benchmarks/soak.py FOLDER [--articles 3000] [--days 30] [--seconds S] [--result benchmarks/soak.json]

Each night is the whole job over the made-up articles of its day, mixed as in whole feeds of news: one in ten is about
conflict (`made_up_news.py --stream`). Nights with a fault are `casus run` in processes of their own; the others follow
each other in one process a dataset, to save its start. The undisturbed dataset lies on a disk, the disturbed one in
object storage (moto), its work folder on a small disk. After every night the two must have released the same. Faults:

    killed         kill -9 of the run, at a moment by chance; run again
    worker         kill -9 of one of its workers, at a moment by chance
    full           the disk of the work folder is full; the run says so; room is made, run again
    away           the storage does not answer for a minute
    poisoned       the file of the day ends in garbage, bombs of tags and lines without end (in both datasets)

A worker that is killed and a scheduler that is started again under Airflow are in `airflow_run.py`.

The result is about the nights that have ended, and is written anew after each: `seconds` are those of the machine,
`cpu_seconds` those of both months together, without what the storage took. After `--seconds` no further night begins.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from math import inf
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import made_up_news  # noqa: E402 - see above

from pipeline import job  # noqa: E402 - see above
from pipeline.store import Store  # noqa: E402 - see above
from tests.integration import inline, s3_server  # noqa: E402 - see above

SEED = 7
#: Sentences after the first one of an article, at most: the soak is about nights, and reading takes as long as words.
SENTENCES = 2
#: Which fault comes in which night.
FAULTS = {
    2: "killed",
    3: "poisoned",
    5: "worker",
    6: "full",
    8: "away",
    9: "killed",
    11: "worker",
    12: "killed",
    17: "poisoned",
    20: "full",
    23: "away",
    26: "worker",
    28: "killed",
}
AWAY_S = 60
#: Room for one night and a release of the whole month.
WORK_DISK = "1g"
POISON = (
    b"\x00\x01\x02 not text at all",
    b'{"id": "poison-deep", "html": "' + b"<div>" * 20_000 + b'"}',
    b'{"id": "poison-long", "text": "' + b"killed " * 300_000 + b'"}',
    b'{"id": "poison-cut", "text": "Gunmen killed',
    b'{"id": "poison-\xff", "text": "Gunmen killed two."}',
    b"[" * 5_000,
)


@dataclass(frozen=True)
class Night:
    """The articles of a day, and the logical time of the run that reads them."""

    file: Path
    at: datetime


@dataclass
class Dataset:
    """A dataset that is run night by night.

    Attributes:
        data: Where it lies.
        environment: Of its runs.
        work: Its work folder; None for the usual one.
        runs: How often a night was begun.
        quiet: The process that does nights without a fault, once there was one.
    """

    data: str
    environment: Mapping[str, str]
    work: Path | None = None
    runs: int = 0
    quiet: subprocess.Popen[str] | None = None

    def start(self, night: Night) -> subprocess.Popen[str]:
        """Start the run of a night in a process of its own."""
        self.runs += 1
        options = ["-d", self.data, "--at", night.at.isoformat(), "--workers", "2", "-q"]
        options += ["--work", str(self.work)] if self.work else []
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "run", str(night.file), *options],
            cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            process_group=0,
        )  # fmt: skip

    def begin(self, night: Night) -> None:
        """Have a night done by the process for nights without a fault."""
        self.runs += 1
        if self.quiet is None:
            command = [sys.executable, __file__, "--nights", self.data, str(self.work or "")]
            self.quiet = subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE)  # fmt: skip
        assert self.quiet.stdin is not None
        print(f"{night.file} {night.at.isoformat()}", file=self.quiet.stdin, flush=True)

    def wait(self) -> float:
        """Wait for the end of the night that was begun; gives its seconds."""
        assert self.quiet is not None and self.quiet.stdout is not None
        said = self.quiet.stdout.readline()
        if not said:
            raise RuntimeError(f"{self.data}: the process for quiet nights ended with {self.quiet.wait()}")
        return float(said)

    def processor_s(self) -> float:
        """Processor time of the nights without a fault, in seconds."""
        if self.quiet is None:
            return 0.0
        told = Path(f"/proc/{self.quiet.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """End the process for nights without a fault."""
        if self.quiet is not None:
            self.quiet.communicate()


def quiet_nights(data: str, work: str) -> None:
    """The whole job of the nights that standard input names, in this process; says how long each took."""
    for told in sys.stdin:
        file, _, at = told.strip().rpartition(" ")
        start = time.perf_counter()
        store = Store(data, work=work or None)
        inline.build(store, Path(file), job.instant(at))
        job.release(store)
        print(time.perf_counter() - start, flush=True)


class Faults:
    """Throws faults at a dataset; counts what came of them."""

    def __init__(self, dataset: Dataset, server: subprocess.Popen[str]) -> None:
        self.dataset, self.server = dataset, server
        #: About how long a night takes, in seconds: moments by chance lie in it.
        self.usual_s = 0.0
        self.chance = random.Random(SEED)
        self.seen: Counter[str] = Counter()

    def throw(self, fault: str, night: Night) -> None:
        """Run a night with a fault, to its end."""
        getattr(self, f"_{fault}")(night)
        self.seen[fault] += 1

    def _killed(self, night: Night) -> None:
        process = self.dataset.start(night)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=self.chance.uniform(0.2, 0.95) * self.usual_s)
        if process.poll() is None:
            self.seen["runs that died"] += 1
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        self._again(night)

    def _worker(self, night: Night) -> None:
        process = self.dataset.start(night)
        end = time.monotonic() + self.usual_s * 3
        while process.poll() is None and time.monotonic() < end:
            workers = _children(process.pid)
            if workers:
                time.sleep(self.chance.uniform(0.5, 4.0))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.chance.choice(workers), signal.SIGKILL)
                    self.seen["workers that died"] += 1
                break
            time.sleep(0.05)
        said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"a worker was killed and the run failed: {said}")

    def _full(self, night: Night) -> None:
        work = self.dataset.work
        if work is None:
            raise RuntimeError("the fault `full` needs a work folder on a disk of its own")
        filler = work.parent / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as stream:
            while True:
                stream.write(b"x" * 4096)
                stream.flush()
        process = self.dataset.start(night)
        said, _ = process.communicate()
        if process.returncode == 0 or "no space left" not in said:
            raise RuntimeError(f"a full disk was not noticed: {said}")
        self.seen["runs refused"] += 1
        filler.unlink()
        self._again(night)

    def _away(self, night: Night) -> None:
        process = self.dataset.start(night)
        time.sleep(self.chance.uniform(0.2, 0.6) * self.usual_s)
        os.kill(self.server.pid, signal.SIGSTOP)
        time.sleep(AWAY_S)
        os.kill(self.server.pid, signal.SIGCONT)
        process.communicate()
        if process.returncode:
            self.seen["runs refused"] += 1
            self._again(night)

    def _poisoned(self, night: Night) -> None:
        self._again(night)

    def _again(self, night: Night) -> None:
        """Run until it ends well: who was killed in object storage keeps its lease for a minute."""
        end = time.monotonic() + 300
        while True:
            process = self.dataset.start(night)
            said, _ = process.communicate()
            if process.returncode == 0:
                return
            if "in use" not in said and "is working on it" not in said or time.monotonic() > end:
                raise RuntimeError(said)
            time.sleep(5)


def _children(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(one) for one in path.read_text().split()]
    return sorted(found)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A small disk of its own; needs to be allowed to mount one."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={WORK_DISK}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def accounted(data: str, files: list[Path]) -> dict[str, Any]:
    """Whether every line and every article came to something."""
    store = Store(data)
    lines = sum(len(file.read_bytes().splitlines()) for file in files)
    counts = {count.stage: count for count in job.counts(store)}
    for name, count in counts.items():
        if count.rows_in != count.kept + count.refused:
            raise RuntimeError(f"{name}: {count}")
    if counts["clean"].rows_in != counts["ingest"].kept:
        raise RuntimeError(f"{counts['ingest'].kept} articles, and {counts['clean'].rows_in} that were read")
    if counts["ingest"].rows_in != lines:
        raise RuntimeError(f"{lines} lines, and {counts['ingest'].rows_in} that came to something")
    return {"lines": lines, "articles": counts["ingest"].kept, "refused lines": counts["ingest"].refused,
            "events": store.read("events", columns=["event_id_cnty"]).num_rows}  # fmt: skip


def released(data: str) -> dict[str, str]:
    """The hash of the content of each release, by its name."""
    store = Store(data)
    return {
        name: json.loads(store.released(name, "manifest.json") or b"{}")["content_sha256"] for name in store.releases()
    }


def _storage() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def written_nights(folder: Path, articles: int, days: int) -> list[Night]:
    """The articles of all nights, poison included."""
    found = made_up_news.write(folder, articles, days, SENTENCES, made_up_news.STREAM)
    for number, (_, file) in enumerate(found, start=1):
        if FAULTS.get(number) == "poisoned":
            with file.open("ab") as stream:
                # Articles of other names each time: one that is known already would come to nothing new.
                stream.write(b"".join(line.replace(b"poison", b"poison-%d" % number) + b"\n" for line in POISON))
    return [Night(file, datetime.combine(day + timedelta(days=1), clock(), UTC)) for day, file in found]


def main(folder: Path, articles: int, days: int, seconds: float, result: Path | None) -> None:
    """Both months, night by night; puts the figures down after each."""
    began = time.monotonic()
    folder.mkdir(parents=True)
    nights = written_nights(folder / "news", articles, days)
    usual = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    calm = Dataset(str(folder / "data"), usual)
    with s3_server.serving() as server, small_disk(folder / "disk") as disk:
        rough = Dataset(f"s3://{s3_server.BUCKET}/data", {**usual, **_storage()}, work=disk / "work")
        faults = Faults(rough, server.process)
        for number, night in enumerate(nights, start=1):
            if time.monotonic() - began > seconds:
                break
            fault = FAULTS.get(number)
            told = one_night(night, fault, calm, rough, faults)
            print(f"night {number}: {fault or 'quiet'}, {told}", flush=True)
            figures = compared(calm, rough, [night.file for night in nights[:number]])
            figures |= {"nights": number, "faults": dict(faults.seen), "seconds": round(time.monotonic() - began)}
            print(json.dumps(figures), flush=True)
            if result:
                result.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        calm.end()
        rough.end()


def one_night(night: Night, fault: str | None, calm: Dataset, rough: Dataset, faults: Faults) -> str:
    """Do a night of both datasets; says how long they took."""
    start = time.perf_counter()
    calm.begin(night)
    if fault is None:
        rough.begin(night)
        faults.usual_s = rough.wait()
    else:
        faults.throw(fault, night)
    rough_s = time.perf_counter() - start
    return f"{rough_s:.0f} s, undisturbed {calm.wait():.0f} s"


def compared(calm: Dataset, rough: Dataset, files: list[Path]) -> dict[str, Any]:
    """The figures of both datasets, which must be the same.

    Raises:
        RuntimeError: If they differ, or an article is unaccounted for.
    """
    first, second = released(calm.data), released(rough.data)
    found, again = accounted(calm.data, files), accounted(rough.data, files)
    if first != second or found != again:
        raise RuntimeError(f"they differ: {found}, {again}; {sorted(set(first.items()) ^ set(second.items()))}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the runs that have ended
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} cores, shared with other work",
        **found,
        "releases": len(first),
        "same releases": True,
        "runs": {"undisturbed": calm.runs, "disturbed": rough.runs},
        "cpu_seconds": round(calm.processor_s() + rough.processor_s() + used.ru_utime + used.ru_stime),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--nights"]:
        quiet_nights(*sys.argv[2:])
        sys.exit()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=3_000, help="of all days together")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=inf, help="begin no further night after these")
    parser.add_argument("--result", type=Path)
    given = parser.parse_args()
    main(given.folder, given.articles, given.days, given.seconds, given.result)
