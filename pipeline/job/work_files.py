"""What steps put down for each other in a work folder: tables as Arrow files, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import contract, engine
from pipeline.location import as_store_errors

if TYPE_CHECKING:
    import pyarrow as pa


def write_file(table: pa.Table, path: Path) -> None:
    import pyarrow

    with as_store_errors(path.parent), pyarrow.OSFile(str(path), "wb") as sink:
        with pyarrow.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def write_parts(name: str, parts: Iterable[pa.Table], folder: Path) -> int:
    """Write a table of this name part by part; gives its number of rows."""
    import pyarrow

    rows = 0
    with as_store_errors(folder), pyarrow.OSFile(str(folder / f"{name}.arrow"), "wb") as sink:
        with pyarrow.ipc.new_file(sink, contract.arrow_schema(name)) as writer:
            for part in parts:
                writer.write_table(part, max_chunksize=engine.CHUNK_ITEMS)
                rows += part.num_rows
    return rows


def read_file(path: Path) -> pa.Table:
    import pyarrow

    with as_store_errors(path.parent):
        return pyarrow.ipc.open_file(pyarrow.memory_map(str(path))).read_all()


def write_folder(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write tables into a folder that appears whole or not at all, in the place of an earlier one."""
    waiting = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(waiting, ignore_errors=True)
    with as_store_errors(folder):
        waiting.mkdir()
        for name, table in tables.items():
            write_file(table, waiting / f"{name}.arrow")
        shutil.rmtree(folder, ignore_errors=True)
        waiting.rename(folder)


def outputs(folder: Path, step: str, name: str) -> list[pa.Table]:
    """One table of every chunk of a step, in the order of the chunks."""
    return [read_file(path / f"{name}.arrow") for path in sorted(folder.glob(f"{step}-*"))]
