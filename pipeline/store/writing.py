"""A change of a store in the making: tables written on top of the versions that it knows."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline import contract
from pipeline.contract.parts import PART
from pipeline.contract.parts import parts as parts_of
from pipeline.location import Location, Turn
from pipeline.store.names import BATCH, MANIFEST, RELEASES, checked_batch, release_order, table_path
from pipeline.store.reading import Opened, Reader, delta_table
from pipeline.store.releases import releases
from pipeline.store.states import State
from pipeline.store.streaming import Files

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import CommitProperties, DeltaTable

log = logging.getLogger(__name__)

#: Set for every table: what Delta Lake would otherwise forget of its log after 30 days is what `Store.at` reads.
_TABLE_SETTINGS = {"delta.enableExpiredLogCleanup": "false"}


class Writer(Reader):
    """A change of the store in the making; see `Store.writing`. It reads its own writes.

    Attributes:
        versions: Version of each table so far.
        release: Name of the newest release.
    """

    def __init__(self, location: Location, opened: Opened, turn: Turn, before: State) -> None:
        super().__init__(location, opened)
        self._turn = turn
        self.versions: dict[str, int] = dict(before.tables)
        self.release = before.release

    def _versions(self) -> Mapping[str, int]:
        return self.versions

    def put(self, name: str, table: pa.Table) -> bool:
        """Make `table` the whole of table `name`.

        Returns:
            True if that changed anything.
        """
        return self._write(name, table, None)

    def put_batch(self, name: str, batch: str, table: pa.Table) -> bool:
        """Make `table` the whole of one batch of table `name`; other batches stay.

        Returns:
            True if that changed anything.
        """
        return self._write(name, table, checked_batch(batch))

    def put_parts(self, name: str, parts: Iterable[str], table: pa.Table, *, there: pa.Table | None = None) -> bool:
        """Make `table` the whole of some parts of table `name`; the other parts stay.

        Args:
            name: Name of the table.
            parts: The parts.
            table: Their rows.
            there: The rows that they have, as `read` gives them, where these are known.

        Returns:
            True if that changed anything.
        """
        wanted = sorted(set(parts))
        contract.check(name, table)
        table = contract.in_order(name, table)
        if table.equals(self.read(name, parts=wanted) if there is None else there):
            return False
        listed = ", ".join(f"'{part}'" for part in wanted)
        return self._commit(name, table, "overwrite", f"{PART} in ({listed})")

    def append(self, name: str, table: pa.Table) -> bool:
        """Add rows to a table that is never edited; rows whose key is there already are left out.

        What is there is neither read, but for the keys that begin like a new one, nor written anew.

        Returns:
            True if that changed anything.
        """
        import pyarrow
        import pyarrow.compute as pc

        contract.check(name, table)
        key = contract.table(name).key
        begins = pyarrow.array(sorted(set(table.column(key[0]).to_pylist())), table.schema.field(key[0]).type)
        rows = pc.field(key[0]).isin(begins)
        known = self.read(name, columns=key, where=rows)
        new = without(table, key, known)
        return self._commit(name, contract.in_order(name, new), "append") if new.num_rows else False

    def replace(self, name: str, table: pa.Table, column: str, values: Iterable[Any]) -> bool:
        """Put `table` in the place of the rows whose `column` is one of `values`; all other rows stay.

        For tables with a column `batch`, and rows whose `column` is one of `values` too.

        Returns:
            True if that changed anything.
        """
        import pyarrow
        import pyarrow.compute as pc

        wanted = pyarrow.array(sorted(set(values)), type=table.schema.field(column).type)
        return self.replace_where(name, table, pc.field(column).isin(wanted))

    def replace_where(
        self, name: str, table: pa.Table, gone: pa.compute.Expression, *, within: Collection[str] | None = None
    ) -> bool:
        """Put `table` in the place of the rows that `gone` is true of; all other rows stay.

        For tables with a column `batch`. A batch that holds such rows is written anew; one that does not gets the new
        rows beside what it holds, which is not read. So a row of `table` must be one that `gone` is true of, or have a
        key that is new.

        Args:
            name: Name of the table.
            table: The new rows.
            gone: True of the rows that go.
            within: Batches that hold such rows, where that is known; None to look for them in all.

        Returns:
            True if that changed anything.
        """
        import pyarrow
        import pyarrow.compute as pc

        touched = set(self.batches(name, gone) if within is None else within)
        changed = False
        for batch in sorted(touched.union(pc.unique(table.column(BATCH)).to_pylist())):
            new = filtered(table, pc.equal(table.column(BATCH), batch))
            if batch in touched:
                stays = self.read(name, batch=batch, where=~pc.coalesce(gone, pc.scalar(False)))
                changed |= self.put_batch(name, batch, pyarrow.concat_tables([stays, new]))
            else:
                contract.check(name, new)
                changed |= self._commit(name, contract.in_order(name, new), "append")
        return changed

    def append_parts(self, name: str, parts: Iterable[tuple[str, pa.Table]]) -> bool:
        """Add rows whose keys are new to batches of a table; only one part is in memory.

        Args:
            name: Name of a table with a column `batch`.
            parts: Batch and rows, sorted by their key; parts of one batch stand together.

        Returns:
            True if there were any.
        """
        made = Files(self.location.files(table_path(name)))
        with self.location.refusals():
            for batch, rows in parts:
                contract.check(name, rows)
                made.write(checked_batch(batch), rows.cast(_as_delta_keeps_it(rows.schema)).drop_columns([BATCH]))
            files = made.made()
        if not files:
            return False
        if name not in self.versions:
            self._commit(name, contract.empty(name), "append")
        self._turn.check()
        with self.location.refusals():
            there = delta_table(self.location, name, self.versions[name])
            there.create_write_transaction(files, "append", there.schema(), [BATCH], commit_properties=_one_try())
            there.update_incremental()
        self.versions[name] = int(there.version())
        self._opened[name] = (self.versions[name], there)
        return True

    @contextlib.contextmanager
    def publishing(self) -> Iterator[Path]:
        """A folder of this machine to make the next release in; the newest release is in it."""
        newest = max(releases(self.location), key=release_order, default=None)
        with self.location.publishing(RELEASES, [newest] if newest else []) as folder:
            yield folder

    def publish(self, made: Path) -> str:
        """Put a release that was made in the folder of `publishing` where it belongs; gives its address."""
        self._turn.check()
        path = f"{RELEASES}/{made.name}"
        if made.name not in releases(self.location):
            self.location.publish(made, path, last=MANIFEST)
        self.release = made.name
        return self.location.address(path)

    def join_files(self, name: str) -> bool:
        """Make few files of many; the rows stay. True if there were any to join."""
        with self.location.refusals():
            table = self._table(name)
            if table is None:
                return False
            table.optimize.compact(commit_properties=_one_try())
            before, self.versions[name] = self.versions[name], int(table.version())
        return self.versions[name] != before

    def _write(self, name: str, table: pa.Table, batch: str | None) -> bool:
        contract.check(name, table)
        table = contract.in_order(name, table)
        if name in self.versions:
            if table.equals(self.read(name, batch=batch)):
                return False
        elif not table.num_rows:
            return False
        return self._commit(name, table, "overwrite", f"{BATCH} = '{batch}'" if batch is not None else None)

    def _commit(
        self, name: str, table: pa.Table, mode: Literal["append", "overwrite"], predicate: str | None = None
    ) -> bool:
        """Write the next version of a table; what is overwritten are the rows that the predicate is true of, if any."""
        from deltalake import write_deltalake

        self._turn.check()
        location, is_known = self.location, name in self.versions
        by = [BATCH] if BATCH in table.schema.names else []
        part = parts_of(name, table)
        table = table.cast(_as_delta_keeps_it(table.schema))
        if part is not None:
            table, by = table.append_column(PART, part), [*by, PART]
        with location.refusals():
            there = self._table(name)
            write_deltalake(
                location.table(table_path(name)) if there is None else there,
                table,
                # What is there of a table that no state names was left by a killed process.
                mode=mode if is_known else "error" if there is None else "overwrite",
                partition_by=by or None,
                predicate=predicate if is_known else None,
                configuration=_TABLE_SETTINGS if there is None else None,
                storage_options=location.options(),
                commit_properties=_one_try(),
            )
            self.versions[name] = 0 if there is None else int(there.version())
            if there is not None:  # writing has brought it up to date
                self._opened[name] = (self.versions[name], there)
        return True

    def _table(self, name: str) -> DeltaTable | None:
        """A table in the version that this change knows, as its newest one; None if there is none yet."""
        from deltalake.exceptions import TableNotFoundError

        held = self._opened.pop(name, None)  # what it is now changes
        try:
            if held is None:
                table = delta_table(self.location, name)
            else:
                table = held[1]
                table.update_incremental()
        except TableNotFoundError:
            return None
        known = self.versions.get(name, table.version())
        if table.version() != known:
            log.warning("%s: %s: an unfinished change is taken back", self.location.name, name)
            table.restore(known, commit_properties=_one_try())
            self.versions[name] = table.version()
        return table


def _one_try() -> CommitProperties:
    """Delta Lake writes on top of the version that we know, or not at all."""
    from deltalake import CommitProperties

    return CommitProperties(max_commit_retries=0)


def without(table: pa.Table, key: Sequence[str], known: pa.Table) -> pa.Table:
    """The rows of `table` whose key is not in `known`."""
    import pyarrow

    seen = set(zip(*(known.column(column).to_pylist() for column in key), strict=True))
    rows = zip(*(table.column(column).to_pylist() for column in key), strict=True)
    return table.take(pyarrow.array([index for index, row in enumerate(rows) if row not in seen], pyarrow.int64()))


def filtered(table: pa.Table, is_kept: pa.ChunkedArray | pa.Array) -> pa.Table:
    """The rows for which `is_kept`, no null in it, is true; the table itself, and no copy of it, where that is all."""
    import pyarrow.compute as pc

    return table if pc.all(is_kept).as_py() is not False else table.filter(is_kept)


def _as_delta_keeps_it(schema: pa.Schema) -> pa.Schema:
    """Delta Lake keeps instants in microseconds and nothing else; reading casts them back."""
    import pyarrow

    fields = [
        field.with_type(pyarrow.timestamp("us", field.type.tz)) if pyarrow.types.is_timestamp(field.type) else field
        for field in schema
    ]
    return pyarrow.schema(fields)
