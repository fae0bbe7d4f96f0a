"""Rows that come part by part become files of a table: only one part is in memory, however many there are.

Delta Lake's own writer reads as far ahead of what it has written as its source can give.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline.store.names import BATCH

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake.transaction import AddAction
    from pyarrow.fs import SubTreeFileSystem
    from pyarrow.parquet import ParquetWriter


class Files:
    """The files of some batches of a table in the making.

    Args:
        files: The folder of the table.
    """

    def __init__(self, files: SubTreeFileSystem) -> None:
        self._files = files
        self._batch: str | None = None
        self._path = ""
        self._rows = 0
        self._open: ParquetWriter | None = None
        self._made: list[AddAction] = []

    def write(self, batch: str, rows: pa.Table) -> None:
        """Add rows, without their column `batch`, to the file of a batch, or to a new one after those of another."""
        if batch != self._batch:
            self._end()
            self._begin(batch, rows.schema)
        if self._open is not None:
            self._open.write_table(rows)
            self._rows += rows.num_rows

    def made(self) -> list[AddAction]:
        """End the last file; what is to be committed."""
        self._end()
        return self._made

    def _begin(self, batch: str, schema: pa.Schema) -> None:
        from pyarrow.parquet import ParquetWriter

        folder = f"{BATCH}={batch}"
        if self._files.base_fs.type_name == "local":  # object storage has no folders
            self._files.create_dir(folder)
        self._batch, self._path, self._rows = batch, f"{folder}/{uuid4()}.parquet", 0
        self._open = ParquetWriter(self._path, schema, filesystem=self._files)

    def _end(self) -> None:
        from deltalake.transaction import AddAction

        if self._open is None:
            return
        self._open.close()
        size = self._files.get_file_info(self._path).size
        now, told = time.time_ns() // 1_000_000, json.dumps({"numRecords": self._rows})  # Delta Lake's own clock
        self._made.append(AddAction(self._path, size, {BATCH: self._batch}, now, data_change=True, stats=told))
        self._open = None
