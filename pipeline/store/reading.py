"""Reading the tables of a store, in the versions that a state or a change knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline import contract
from pipeline.contract.parts import PART
from pipeline.location import Location
from pipeline.store.names import BATCH, table_path

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as pads
    from deltalake import DeltaTable
    from pyarrow.fs import FileSystem

#: What files are wanted for: values of columns that they are parted by.
_Wanted = Mapping[str, "Sequence[str]"]
#: How Delta Lake calls a column that files are parted by, where it lists the files.
_PARTED_BY = "partition."

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
        wanted: dict[str, Sequence[str]] = {} if batch is None else {BATCH: [batch]}
        if parts is not None:
            wanted[PART] = sorted(set(parts))
        versions = self._versions()
        if name not in versions or not all(wanted.values()):
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
            found = self._files(name, versions[name], {})
            for rows in found.to_batches(
                columns=list(schema.names), filter=where, batch_readahead=_READ_AHEAD, fragment_readahead=1
            ):
                if rows.num_rows:
                    yield rows.select(schema.names).cast(schema)

    def parts_with(self, name: str, column: str, words: Iterable[str]) -> set[str]:
        """The parts of a table that may hold rows whose column is one of some words.

        Told by the smallest and greatest word of each file, so that no file is opened.
        """
        versions = self._versions()
        if name not in versions:
            return set()
        with self.location.refusals():
            listed = _listed(self._open(name, versions[name]))
        parts = listed[_PARTED_BY + PART].to_pylist()
        if f"min.{column}" not in listed.column_names:
            return set(parts)
        least, most = (listed[f"{which}.{column}"].to_pylist() for which in ("min", "max"))
        known = sorted(words)
        return {
            part
            for part, first, last in zip(parts, least, most, strict=True)
            if first is None or bisect_left(known, first) < bisect_right(known, last)
        }

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

    def _files(self, name: str, version: int, wanted: _Wanted) -> pads.Dataset:
        """The files of a table with what is wanted; a list of all of them is kept, since long ones take seconds."""
        listed = self._listed.get(name)
        if not wanted and listed is not None and listed[0] == version:
            return listed[1]
        # Without a file system of Arrow's own the reading threads call back into Python, and the interpreter aborts
        # while it ends ("terminate called without an active exception", 1 run in 5).
        files = self.location.files(table_path(name))
        table = self._open(name, version)
        if wanted:
            return _some_files(table, wanted, files)
        found = table.to_pyarrow_dataset(filesystem=files)
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


def _listed(table: DeltaTable) -> pa.Table:
    """The files of a table, with their part and the smallest and greatest value of each column."""
    import pyarrow

    return pyarrow.table(table.get_add_actions(flatten=True))


def _some_files(table: DeltaTable, wanted: _Wanted, files: FileSystem) -> pads.Dataset:
    """The files of a table with what is wanted.

    As `to_pyarrow_dataset` gives them for such partitions, which takes half a second for 250 of 3,000 files, and this a
    thirtieth of it.
    """
    import pyarrow
    import pyarrow.compute as pc
    from pyarrow.dataset import FileSystemDataset, ParquetFileFormat, ParquetFragmentScanOptions

    listed = _listed(table)
    for column, values in wanted.items():
        listed = listed.filter(pc.is_in(listed[_PARTED_BY + column], pyarrow.array(values, pyarrow.string())))
    parted_by = [name.removeprefix(_PARTED_BY) for name in listed.column_names if name.startswith(_PARTED_BY)]
    form = ParquetFileFormat(default_fragment_scan_options=ParquetFragmentScanOptions(pre_buffer=True))
    found = []
    for row in listed.select(["path", *(_PARTED_BY + name for name in parted_by)]).to_pylist():
        holds = [pc.field(name) == row[_PARTED_BY + name] for name in parted_by]
        found.append(
            form.make_fragment(unquote(row["path"]), filesystem=files, partition_expression=reduce(and_, holds))
        )
    return FileSystemDataset(found, pyarrow.schema(table.schema().to_arrow()), form, files)


def is_among(column: str, values: Iterable[str]) -> pa.compute.Expression:
    """True of the rows whose column is one of some words."""
    import pyarrow
    import pyarrow.compute as pc

    return pc.field(column).isin(pyarrow.array(sorted(values), pyarrow.string()))


def _selected(schema: pa.Schema, columns: Sequence[str] | None) -> pa.Schema:
    """The schema of some columns; of all for None."""
    import pyarrow

    return schema if columns is None else pyarrow.schema([schema.field(column) for column in columns])
