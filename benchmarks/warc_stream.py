"""Memory and speed of reading a large web archive: it is streamed, never unpacked whole.

    python benchmarks/warc_stream.py [--gigabytes 1] [--folder /tmp]

Writes a .warc.gz of that size from pages of random words, with pictures and damaged records among them, reads it once
in a process of its own, prints pages, refusals, megabytes a second and the peak memory, and takes the archive away.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import warc
from pipeline.records import Article
from pipeline.stage import Run

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


def read(path: Path) -> None:
    """Read an archive and print what it came to."""
    run = Run(run_id="benchmark", at=datetime(2024, 2, 8, tzinfo=UTC), batch="benchmark")
    rows: Counter[str] = Counter()
    start = perf_counter()
    for row in warc.read(SourceEntry("benchmark", "warc", path), run):
        rows["pages" if isinstance(row, Article) else row.reason] += 1
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{path.stat().st_size / 1e6:.0f} MB: {dict(rows)}")
    print(f"{path.stat().st_size / 1e6 / seconds:.0f} MB a second, {rows['pages'] / seconds:.0f} pages a second")
    print(f"peak memory {peak:.0f} MB")


def main() -> None:
    """Write, read in another process, take away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / "large.warc.gz"
        write(path, int(given.gigabytes * 1e9))
        subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
