"""Memory and speed of reading a large web archive: it is streamed, never unpacked whole.

    python benchmarks/warc_stream.py [--gigabytes 1] [--folder /tmp]

Writes a .warc.gz of that size from pages of random words, with pictures and damaged records among them; reads it once
and takes it once into a dataset, each in a process of its own; prints what it did, its megabytes, pages, refused
records, seconds and peak memory, and takes all away. Results: warc_stream.csv.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import job
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import warc
from pipeline.records import Article
from pipeline.stage import Run
from pipeline.store import Store

#: Every how many records one is a picture, and one is damaged.
PICTURES, DAMAGED = 10, 1_000
PAGE_BYTES = 100_000


def write(path: Path, size: int) -> None:
    """An archive of about so many bytes."""
    chance, number = random.Random(6), 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        while file.tell() < size:
            number += 1
            is_picture = number % PICTURES == 0
            body = b"\x89PNG" if is_picture else b"<html><body><p>"
            body += chance.randbytes(PAGE_BYTES // 2).hex().encode()  # packs to half
            headers = [("Content-Type", "image/png" if is_picture else "text/html")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            url = f"https://courier.example/{number}"
            start = file.tell()
            writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http))
            if number % DAMAGED == 0:
                end = file.tell()
                file.seek(start)
                file.write(b"\xff" * 16)
                file.seek(end)


RUN = Run(run_id="benchmark", at=datetime(2024, 2, 8, tzinfo=UTC), batch="benchmark")


def read(path: Path) -> Counter[str]:
    """Read an archive."""
    rows = warc.read(SourceEntry("benchmark", "warc", path), RUN)
    return Counter("pages" if isinstance(row, Article) else "refused" for row in rows)


def take_in(path: Path) -> Counter[str]:
    """Take an archive into a dataset beside it."""
    made = job.take_in(Store(path.parent / "data"), [SourceEntry("benchmark", "warc", path)], RUN)
    return Counter(pages=made.articles, refused=made.refused)


ACTS = {"read": read, "take in": take_in}


def measure(path: Path, act: str) -> None:
    """Do one thing and print what it came to."""
    start, used = perf_counter(), process_time()
    rows = ACTS[act](path)
    seconds, cpu = perf_counter() - start, process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    load = os.getloadavg()[0]
    print(
        f"{act},{size:.0f},{rows['pages']},{rows['refused']},{seconds:.0f},{cpu:.0f},{peak:.0f},{load:.1f}", flush=True
    )


def main() -> None:
    """Write; read and take in, in other processes; take away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(Path(given.measure[0]), given.measure[1])
        return
    print("act,megabytes,pages,refused,seconds,cpu_seconds,peak_mb,load", flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "large.warc.gz"
        write(path, int(given.gigabytes * 1e9))
        for act in ACTS:
            subprocess.run([sys.executable, __file__, "--measure", str(path), act], check=True)


if __name__ == "__main__":
    main()
