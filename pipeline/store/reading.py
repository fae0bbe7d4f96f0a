"""Reading the tables of a store, in the versions that a state or a change knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline import contract
from pipeline.contract.parts import PART
from pipeline.location import Location
from pipeline.store.names import BATCH, table_path

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as pads
    from deltalake import DeltaTable

#: What files are wanted for: a column that they are parted by, `=` or `in`, and the value or values.
_Wanted = tuple[str, str, "str | list[str]"]

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
        self._listed: dict[str, tuple[int, pads.Dataset]] = {}

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
        schema = _selected(contract.arrow_schema(name), columns)
        wanted: list[_Wanted] = [] if batch is None else [(BATCH, "=", batch)]
        if parts is not None:
            wanted.append((PART, "in", sorted(set(parts))))
        versions = self._versions()
        if name not in versions or any(not values for _, _, values in wanted):
            return schema.empty_table()
        with self.location.refusals():
            found = self._files(name, versions[name], wanted).to_table(columns=list(schema.names), filter=where)
            return contract.in_order(name, found.select(schema.names).cast(schema))

    def scan(
        self, name: str, *, columns: Sequence[str] | None = None, where: pa.compute.Expression | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a table a part at a time, in no order: for a table that is larger than the memory.

        Args:
            name: Name of the table, as in schemas/tables.yaml.
            columns: Only these.
            where: Only rows of which this is true.
        """
        versions = self._versions()
        if name not in versions:
            return
        schema = _selected(contract.arrow_schema(name), columns)
        with self.location.refusals():
            found = self._files(name, versions[name], [])
            for rows in found.to_batches(
                columns=list(schema.names), filter=where, batch_readahead=_READ_AHEAD, fragment_readahead=1
            ):
                if rows.num_rows:
                    yield rows.select(schema.names).cast(schema)

    def batch_sizes(self, name: str, where: pa.compute.Expression | None = None) -> dict[str, int]:
        """Rows in each batch that has any, or any of which `where` is true, by its name."""
        sizes: Counter[str] = Counter()
        for rows in self.scan(name, columns=[BATCH], where=where):
            for count in rows.column(BATCH).value_counts().to_pylist():
                sizes[count["values"]] += count["counts"]
        return dict(sorted(sizes.items()))

    def batches(self, name: str = "articles", where: pa.compute.Expression | None = None) -> list[str]:
        """Names of the batches in which a table holds rows, or rows of which `where` is true, sorted."""
        return list(self.batch_sizes(name, where))

    def find(self, name: str, where: pa.compute.Expression, *, columns: Sequence[str] | None = None) -> pa.Table:
        """As `read`, for rows that are few in a table that may be large.

        First the columns that `where` needs are looked through, then only batches that hold such rows are read.
        """
        batches = self.batches(name, where)
        if not batches:
            return _selected(contract.arrow_schema(name), columns).empty_table()
        return self.read(name, columns=columns, where=where & is_among(BATCH, batches))

    def _files(self, name: str, version: int, wanted: list[_Wanted]) -> pads.Dataset:
        """The files of a table with what is wanted; a list of all of them is kept, since long ones take seconds."""
        listed = self._listed.get(name)
        if not wanted and listed is not None and listed[0] == version:
            return listed[1]
        # Without a file system of Arrow's own the reading threads call back into Python, and the interpreter aborts
        # while it ends ("terminate called without an active exception", 1 run in 5).
        files = self.location.files(table_path(name))
        found = self._open(name, version).to_pyarrow_dataset(wanted or None, filesystem=files)
        if not wanted:
            self._listed[name] = (version, found)
        return found

    def _open(self, name: str, version: int) -> DeltaTable:
        known = self._opened.get(name)
        if known is None or known[0] != version:
            known = self._opened[name] = (version, delta_table(self.location, name, version))
        return known[1]


def delta_table(location: Location, name: str, version: int | None = None) -> DeltaTable:
    """A table as Delta Lake knows it, in a version, or else its newest one."""
    from deltalake import DeltaTable

    return DeltaTable(location.table(table_path(name)), version=version, storage_options=location.options())


def is_among(column: str, values: Iterable[str]) -> pa.compute.Expression:
    """True of the rows whose column is one of some words."""
    import pyarrow
    import pyarrow.compute as pc

    return pc.field(column).isin(pyarrow.array(sorted(values), pyarrow.string()))


def _selected(schema: pa.Schema, columns: Sequence[str] | None) -> pa.Schema:
    """The schema of some columns; of all for None."""
    import pyarrow

    return schema if columns is None else pyarrow.schema([schema.field(column) for column in columns])
