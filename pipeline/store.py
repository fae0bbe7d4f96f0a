"""Where tables lie: the only module that knows paths.

    DATA/store/tables/<table>/    a Delta Lake table; those with a column `batch` are partitioned by it
    DATA/store/HEAD.json          which version of each table is the state of the store
    DATA/work/<name>/             what a run in progress puts down between its steps
    DATA/releases/<name>/         what analysts read; nobody but casus reads the rest

A change of several tables is one change: the new versions count once HEAD.json, replaced in one step, names them. A
process that is killed before leaves versions that nothing names; the next writer takes them back. One process writes
at a time, under a lock that ends with the process.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pipeline import contract
from pipeline.errors import SettingError, StoreError

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

#: The lay-out of the store described above; a store of another one is refused.
FORMAT = 1

BATCH = "batch"
_BATCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HEAD = "HEAD.json"
_RUNNING = "RUNNING.json"


class Store:
    """The tables of one dataset, as the last finished change left them.

    Args:
        data: Folder of the dataset; made when something is first written.

    Raises:
        SettingError: If `data` is no folder.
        StoreError: If it holds a store of another format or another schema.
    """

    def __init__(self, data: str | Path) -> None:
        self.data = Path(data)
        if self.data.exists() and not self.data.is_dir():
            raise SettingError(f"{self.data}: is a file; give a folder for the dataset.")
        self._root = self.data / "store"
        self._versions = self._head()

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.data / "releases"

    def read(self, name: str, *, columns: Sequence[str] | None = None, batch: str | None = None) -> pa.Table:
        """A table as the last finished change left it, sorted by its key; empty when nothing was written yet.

        Args:
            name: Name of the table, as in schemas/tables.yaml.
            columns: Only these, and not checked for order: the key must be among them to sort by it.
            batch: Only this partition.
        """
        return self._read(name, self._versions, columns, batch)

    def batches(self, name: str = "articles") -> list[str]:
        """Names of the batches that a table holds, sorted."""
        return sorted(set(self.read(name, columns=[BATCH]).column(BATCH).to_pylist()))

    @contextlib.contextmanager
    def writing(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[Writer]:
        """Change tables; the change counts as a whole when the block has ended well, and not at all otherwise.

        Args:
            purpose: What is being done, for the message that another process gets meanwhile.
            wait_s: Seconds to wait for another writer.

        Raises:
            StoreError: If another process is writing, or the disk is full.
        """
        with as_store_errors(self.data):
            self._root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._root / ".lock", timeout=wait_s)
            try:
                lock.acquire()
            except Timeout:
                raise StoreError(
                    f"{self.data}: in use{self._who()}. Wait until it has ended, or give another folder with -d."
                ) from None
        try:
            with as_store_errors(self.data):
                self._versions = self._head()
                if (self._root / _RUNNING).exists():
                    self._recover()
                _write_json(self._root / _RUNNING, {"pid": os.getpid(), "purpose": purpose})
                writer = Writer(self)
            yield writer
            with as_store_errors(self.data):
                self._set_head(writer.versions)
                (self._root / _RUNNING).unlink()
        finally:
            lock.release()

    @contextlib.contextmanager
    def exclusive(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other run off this store for a run of several changes; `writing` may be used inside.

        Raises:
            StoreError: If another run has it.
        """
        with as_store_errors(self.data):
            self._root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._root / ".run.lock", timeout=wait_s)
            try:
                lock.acquire()
            except Timeout:
                raise StoreError(
                    f"{self.data}: another run is working on it{self._who()}. Wait until it has ended, or give another "
                    "folder with -d."
                ) from None
        try:
            yield
        finally:
            lock.release()

    def work(self, name: str) -> Path:
        """A fresh, empty folder for what a run puts down between its steps; what an earlier run left there is gone."""
        folder = self.work_folder(name)
        with as_store_errors(self.data):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
        return folder

    def work_folder(self, name: str) -> Path:
        """The folder of this name that `work` made."""
        return self.data / "work" / checked_batch(name)

    def drop_work(self, name: str) -> None:
        """Take away a run's folder, and `work/` itself when it was the last one."""
        shutil.rmtree(self.work_folder(name), ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: another run's
            (self.data / "work").rmdir()

    def _head(self) -> dict[str, int]:
        path = self._root / _HEAD
        if not path.exists():
            return {}
        try:
            head = json.loads(path.read_text(encoding="utf-8"))
            found, schema, versions = head["format"], head["schema_version"], head["tables"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: damaged ({error}). Restore the store from a copy.") from error
        if found != FORMAT or schema != contract.default_spec().version:
            raise StoreError(
                f"{self.data}: its store has format {found} and schema {schema}; this casus writes format {FORMAT} and "
                f"schema {contract.default_spec().version}. Give a new folder with -d, or use the casus that wrote it."
            )
        return dict(versions)

    def _set_head(self, versions: Mapping[str, int]) -> None:
        if versions != self._versions or not (self._root / _HEAD).exists():
            version = contract.default_spec().version
            head = {"format": FORMAT, "schema_version": version, "tables": dict(sorted(versions.items()))}
            _write_json(self._root / _HEAD, head)
            self._versions = dict(versions)

    def _who(self) -> str:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            running = json.loads((self._root / _RUNNING).read_text(encoding="utf-8"))
            return f" (process {running['pid']}: {running['purpose']})"
        return ""

    def _table_path(self, name: str) -> Path:
        return self._root / "tables" / name

    def _recover(self) -> None:
        """Take back what a killed writer wrote without finishing. Only under the lock."""
        from deltalake import DeltaTable

        log.warning("%s: an earlier run ended while it wrote; its unfinished change is taken back", self.data)
        versions = dict(self._versions)
        folders = sorted(p for p in (self._root / "tables").glob("*") if p.is_dir())
        for folder in folders:
            if folder.name not in versions:
                shutil.rmtree(folder)
                continue
            table = DeltaTable(str(folder))
            if table.version() != versions[folder.name]:
                table.restore(versions[folder.name])
            # Files that no version names, from a write that was cut off; nobody else writes while we hold the lock.
            table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
            versions[folder.name] = DeltaTable(str(folder)).version()
        self._set_head(versions)

    def _read(
        self, name: str, versions: Mapping[str, int], columns: Sequence[str] | None, batch: str | None
    ) -> pa.Table:
        schema = contract.arrow_schema(name)
        if columns is not None:
            schema = _selected(schema, columns)
        if name not in versions:
            return schema.empty_table()
        import pyarrow.compute as pc
        from deltalake import DeltaTable
        from pyarrow import fs

        path = self._table_path(name).absolute()
        with as_store_errors(self.data):
            table = DeltaTable(str(path), version=versions[name])
            # Without a file system of Arrow's own the reading threads call back into Python, and the interpreter aborts
            # while it ends ("terminate called without an active exception", 1 run in 5).
            files = fs.SubTreeFileSystem(str(path), fs.LocalFileSystem())
            found = table.to_pyarrow_dataset(filesystem=files).to_table(
                columns=list(schema.names), filter=pc.field(BATCH) == batch if batch is not None else None
            )
        return _sorted(name, found.select(schema.names).cast(schema))


class Writer:
    """A change of the store in the making; see `Store.writing`. It reads its own writes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.versions: dict[str, int] = dict(store._versions)

    def read(self, name: str, *, columns: Sequence[str] | None = None, batch: str | None = None) -> pa.Table:
        """As `Store.read`, with the changes made so far."""
        return self._store._read(name, self.versions, columns, batch)

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

    def append(self, name: str, table: pa.Table) -> bool:
        """Add rows to a table that is never edited; rows whose key is there already are left out.

        Returns:
            True if that changed anything.
        """
        import pyarrow

        known = self.read(name)
        new = without(table, contract.table(name).key, known)
        return self.put(name, pyarrow.concat_tables([known, new])) if new.num_rows else False

    def replace(self, name: str, table: pa.Table, column: str, values: Iterable[Any]) -> bool:
        """Put `table` in the place of the rows whose `column` is one of `values`; all other rows stay.

        For tables with a column `batch`; every batch that holds such rows, or gets some, is written anew.

        Returns:
            True if that changed anything.
        """
        import pyarrow
        import pyarrow.compute as pc

        wanted = pyarrow.array(sorted(set(values)), type=table.schema.field(column).type)
        where = self.read(name, columns=[column, BATCH])
        touched = set(where.filter(pc.is_in(where.column(column), wanted)).column(BATCH).to_pylist())
        touched.update(table.column(BATCH).to_pylist())
        changed = False
        for batch in sorted(touched):
            old = self.read(name, batch=batch)
            stays = old.filter(pc.invert(pc.fill_null(pc.is_in(old.column(column), wanted), False)))
            new = table.filter(pc.equal(table.column(BATCH), batch))
            changed |= self.put_batch(name, batch, pyarrow.concat_tables([stays, new]))
        return changed

    def _write(self, name: str, table: pa.Table, batch: str | None) -> bool:
        contract.check(name, table)
        table = _sorted(name, table)
        if name in self.versions:
            if table.equals(self.read(name, batch=batch)):
                return False
        elif not table.num_rows:
            return False
        from deltalake import DeltaTable, write_deltalake

        path = str(self._store._table_path(name))
        is_partitioned = BATCH in table.schema.names
        predicate = f"{BATCH} = '{batch}'" if batch is not None and name in self.versions else None
        with as_store_errors(self._store.data):
            write_deltalake(
                path,
                table.cast(_as_delta_keeps_it(table.schema)),
                mode="overwrite",
                partition_by=[BATCH] if is_partitioned else None,
                predicate=predicate,
            )
            self.versions[name] = DeltaTable(path).version()
        return True


def checked_batch(name: str) -> str:
    """The name of a batch, once it is sure that it can be a folder and stand in a filter.

    Raises:
        SettingError: If it cannot.
    """
    if not _BATCH_NAME.fullmatch(name):
        raise SettingError(f"batch {name!r}: use up to 64 letters, digits, '.', '_' and '-', a letter or digit first.")
    return name


def without(table: pa.Table, key: Sequence[str], known: pa.Table) -> pa.Table:
    """The rows of `table` whose key is not in `known`."""
    import pyarrow

    seen = set(zip(*(known.column(column).to_pylist() for column in key), strict=True))
    rows = zip(*(table.column(column).to_pylist() for column in key), strict=True)
    return table.take(pyarrow.array([index for index, row in enumerate(rows) if row not in seen], pyarrow.int64()))


def _sorted(name: str, table: pa.Table) -> pa.Table:
    """By the key of the table, or by all its plain columns when it has none: Delta Lake keeps no order."""
    import pyarrow

    key = [column for column in contract.table(name).key if column in table.column_names]
    plain = [field.name for field in table.schema if not pyarrow.types.is_nested(field.type)]
    return table.combine_chunks().sort_by([(column, "ascending") for column in key or plain])


def _selected(schema: pa.Schema, columns: Sequence[str]) -> pa.Schema:
    import pyarrow

    return pyarrow.schema([schema.field(column) for column in columns])


def _as_delta_keeps_it(schema: pa.Schema) -> pa.Schema:
    """Delta Lake keeps instants in microseconds and nothing else; reading casts them back."""
    import pyarrow

    fields = [
        field.with_type(pyarrow.timestamp("us", field.type.tz)) if pyarrow.types.is_timestamp(field.type) else field
        for field in schema
    ]
    return pyarrow.schema(fields)


def _write_json(path: Path, value: object) -> None:
    waiting = path.with_name(f".{path.name}.partial")
    with waiting.open("w", encoding="utf-8") as stream:
        json.dump(value, stream, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(waiting, path)


@contextlib.contextmanager
def as_store_errors(data: Path) -> Iterator[None]:
    """Turn what the disk or Delta Lake refuses into one clear line.

    Raises:
        StoreError: For a full disk, a missing permission, a damaged table.
    """
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (OSError, DeltaError) as error:
        text = " ".join(str(error).split())
        number = error.errno if isinstance(error, OSError) else None
        if number == errno.ENOSPC or "No space left" in text or "os error 28" in text:
            raise StoreError(
                f"{data}: no space left on the disk. Nothing of this step was kept; make room and run again."
            ) from error
        if isinstance(error, PermissionError) or "Permission denied" in text or "os error 13" in text:
            raise StoreError(f"{data}: no permission to write or read there ({text[:200]}).") from error
        raise StoreError(f"{data}: the store cannot be used: {text[:300]}.") from error
