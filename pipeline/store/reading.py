"""Reading the tables of a store, in the versions that a state or a change knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline import contract
from pipeline.contract.parts import PART
from pipeline.location import Location
from pipeline.store.names import BATCH, table_path

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

#: The last version of each table that was opened: its list of files grows with the dataset.
Opened = dict[str, "tuple[int, DeltaTable]"]

#: Parts of a table that are read ahead of the one that is looked at.
_READ_AHEAD = 2


class Reader(ABC):
    """Reads tables in the versions that it knows.

    Attributes:
        location: Where the dataset lies.
    """

    def __init__(self, location: Location, opened: Opened) -> None:
        self.location: Location = location
        self._opened = opened

    @abstractmethod
    def _versions(self) -> Mapping[str, int]:
        """The version of each table that was ever written."""

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        batch: str | None = None,
        parts: Iterable[str] | None = None,
        where: pa.compute.Expression | None = None,
    ) -> pa.Table:
        """A table sorted by its key, since Delta Lake keeps no order; empty when nothing was written yet.

        Args:
            name: Name of the table, as in schemas/tables.yaml.
            columns: Only these, and not checked for order: the key must be among them to sort by it.
            batch: Only this partition.
            parts: Only these parts (`contract/parts.py`); nothing else is opened.
            where: Only rows of which this is true.
        """
        schema = contract.arrow_schema(name)
        if columns is not None:
            schema = _selected(schema, columns)
        wanted = None if parts is None else [(PART, "in", sorted(set(parts)))]
        versions = self._versions()
        if name not in versions or (wanted is not None and not wanted[0][2]):
            return schema.empty_table()
        with self.location.refusals():
            table = self._open(name, versions[name])
            # Without a file system of Arrow's own the reading threads call back into Python, and the interpreter aborts
            # while it ends ("terminate called without an active exception", 1 run in 5).
            files = self.location.files(table_path(name))
            found = table.to_pyarrow_dataset(wanted, filesystem=files).to_table(
                columns=list(schema.names), filter=_rows(batch, where)
            )
            return contract.in_order(name, found.select(schema.names).cast(schema))

    def scan(self, name: str) -> Iterator[pa.RecordBatch]:
        """The rows of a table a part at a time, in no order: for a table that is larger than the memory."""
        versions = self._versions()
        if name not in versions:
            return
        schema = contract.arrow_schema(name)
        with self.location.refusals():
            found = self._open(name, versions[name]).to_pyarrow_dataset(
                filesystem=self.location.files(table_path(name))
            )
            for rows in found.to_batches(columns=list(schema.names), batch_readahead=_READ_AHEAD, fragment_readahead=1):
                yield rows.select(schema.names).cast(schema)

    def batches(self, name: str = "articles") -> list[str]:
        """Names of the batches that a table holds, sorted."""
        return sorted(set(self.read(name, columns=[BATCH]).column(BATCH).to_pylist()))

    def _open(self, name: str, version: int) -> DeltaTable:
        known = self._opened.get(name)
        if known is None or known[0] != version:
            known = self._opened[name] = (version, delta_table(self.location, name, version))
        return known[1]


def delta_table(location: Location, name: str, version: int | None = None) -> DeltaTable:
    """A table as Delta Lake knows it, in a version, or else its newest one."""
    from deltalake import DeltaTable

    return DeltaTable(location.table(table_path(name)), version=version, storage_options=location.options())


def _selected(schema: pa.Schema, columns: Sequence[str]) -> pa.Schema:
    import pyarrow

    return pyarrow.schema([schema.field(column) for column in columns])


def _rows(batch: str | None, where: pa.compute.Expression | None) -> pa.compute.Expression | None:
    """What is true of the rows of a batch of which something else is true."""
    import pyarrow.compute as pc

    if batch is None:
        return where
    return pc.field(BATCH) == batch if where is None else (pc.field(BATCH) == batch) & where
