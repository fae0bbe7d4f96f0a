"""Where tables lie: the only module that knows paths inside a dataset.

    DATA/store/tables/<table>/         a Delta Lake table; those with a column `batch` are partitioned by it, some
                                       by a part that follows from their rows (`contract/parts.py`)
    DATA/store/HEAD.json               the state of the store: its number, when, by what, which version of each table
    DATA/store/heads/<number>.json     the states before it
    DATA/releases/<name>/              what analysts read; nobody but casus reads the rest
    WORK/<name>/                       what a run in progress puts down between its steps, on a disk

DATA is a folder or s3://bucket/prefix (`pipeline.location`).

A change of several tables is one change: the new versions count once HEAD.json, replaced in one step, names them. What
a killed process left are versions that nothing names; who next writes that table goes back to the version that counts.
One process writes at a time. On a disk a lock sees to that, which ends with the process. In object storage it is a
lease, and a process that lost its lease may not know; its change cannot count all the same:

- HEAD.json is replaced only if it is the one that the change began with, and who takes over a lease that was never
  given back first replaces HEAD.json by one that says the same with another mark;
- every table is written exactly on top of the version that the change knows, or not at all.
"""

from __future__ import annotations

import bisect
import contextlib
import json
import logging
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline import contract
from pipeline.contract.parts import PART
from pipeline.contract.parts import parts as parts_of
from pipeline.errors import SettingError, StoreError
from pipeline.location import S3, Busy, Changed, Holder, Location, Turn, as_store_errors, located

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import CommitProperties, DeltaTable

log = logging.getLogger(__name__)

#: The lay-out of the store described above; a store of another one is refused. 2: states are numbered and kept.
FORMAT = 2

BATCH = "batch"
_BATCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RELEASE_NAME = re.compile(r"\d{4}\.\d{2}\.\d{2}(?:\.\d+)?")
_HEAD, _HEADS, _TABLES = "store/HEAD.json", "store/heads", "store/tables"
_RELEASES, _MANIFEST = "releases", "manifest.json"
_HEAD_FILE = re.compile(_HEADS + r"/(\d{9})\.json")
_WRITING, _RUN = "store/WRITING", "store/RUN"
_BUSY = {_WRITING: "in use", _RUN: "another run is working on it"}

#: States that are read at once, from storage that answers slowly.
_PARALLEL = 8

#: Set for every table: what Delta Lake would otherwise forget of its log after 30 days is what `Store.at` reads.
_TABLE_SETTINGS = {"delta.enableExpiredLogCleanup": "false"}


@dataclass(frozen=True, slots=True)
class State:
    """The store after one finished change.

    Attributes:
        number: Counts the changes, from 1; 0 before the first one.
        at: When it was finished, by the clock of who did it, and never before the state that it follows.
        purpose: What was done.
        release: Name of the newest release then; None before the first one.
        tables: Version of each table that was ever written.
        fence: Differs where a process was shut out that had lost its turn.
    """

    number: int = 0
    at: datetime | None = None
    purpose: str = ""
    release: str | None = None
    tables: Mapping[str, int] = field(default_factory=dict)
    fence: str = ""


@dataclass(frozen=True, slots=True)
class Compaction:
    """What `Store.compact` came to.

    Attributes:
        tables: Tables whose small files were joined.
        states: States that can no longer be read.
        files: Data files taken away.
        oldest: Number of the oldest state that can still be read.
    """

    tables: int
    states: int
    files: int
    oldest: int


class Store:
    """The tables of one dataset, as the last finished change left them.

    Args:
        data: Folder of the dataset, made when something is first written; or s3://bucket/prefix.
        work: Folder on a disk for runs in progress; by default DATA/work, for object storage one in the user's cache.
            Workers that share a run need one that all of them see.

    Raises:
        SettingError: If `data` is no folder.
        StoreError: If it holds a store of another format or another schema, or storage does not answer.
    """

    def __init__(self, data: str | os.PathLike[str], *, work: str | os.PathLike[str] | None = None) -> None:
        self.location: Location = located(data)
        self._work = Path(work) if work else _default_work(self.location.name)
        self._is_past = False
        self._run: Turn | None = None
        self._open: dict[str, tuple[int, DeltaTable]] = {}
        self._state, self._mark = self._head()

    @property
    def state(self) -> State:
        """What the store shows."""
        return self._state

    @property
    def is_written(self) -> bool:
        """Whether a change was ever finished."""
        return self._mark is not None

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        batch: str | None = None,
        parts: Iterable[str] | None = None,
        where: pa.compute.Expression | None = None,
    ) -> pa.Table:
        """A table as the last finished change left it, sorted by its key; empty when nothing was written yet.

        Args:
            name: Name of the table, as in schemas/tables.yaml.
            columns: Only these, and not checked for order: the key must be among them to sort by it.
            batch: Only this partition.
            parts: Only these parts (`contract/parts.py`); nothing else is opened.
            where: Only rows of which this is true.
        """
        return self._read(name, self._state.tables, columns, _rows(batch, where), parts)

    def batches(self, name: str = "articles") -> list[str]:
        """Names of the batches that a table holds, sorted."""
        return sorted(set(self.read(name, columns=[BATCH]).column(BATCH).to_pylist()))

    def states(self) -> list[State]:
        """The states that can be read, oldest first."""
        from concurrent.futures import ThreadPoolExecutor

        if not self.is_written:
            return []
        with ThreadPoolExecutor(_PARALLEL) as pool:
            return list(pool.map(self._numbered, self._numbers()))

    def at(self, when: str | int | date) -> Store:
        """The store as it was, to be read and not written.

        Args:
            when: Number of a state; a day, for how it was when the day ended in UTC; an instant; or the name of a
                release, for how it was when that was made.

        Raises:
            SettingError: If there is no such state, or it can no longer be read.
        """
        numbers = self._numbers() if self.is_written else []
        found = self._find(_wanted(when), numbers)
        if found is None:
            oldest = f"the oldest one is {_told(self._numbered(numbers[0]))}" if numbers else "nothing was written yet"
            raise SettingError(
                f"{self.location.name}: no state {str(when)!r} can be read; {oldest}. casus history without an id "
                "lists all."
            )
        past = Store.__new__(Store)
        past.location, past._work, past._is_past = self.location, self._work, True
        past._run, past._state, past._mark = None, found, self._mark
        past._open = {}
        return past

    @contextlib.contextmanager
    def writing(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[Writer]:
        """Change tables; the change counts as a whole when the block has ended well, and not at all otherwise.

        Args:
            purpose: What is being done, for the list of states and for who wants to write meanwhile.
            wait_s: Seconds to wait for another writer.

        Raises:
            StoreError: If another process is writing or has written, or the disk is full.
        """
        if self._is_past:
            raise SettingError(f"{self.location.name}: the past cannot be written.")
        with self._turn(_WRITING, purpose, wait_s) as turn:
            self._state, self._mark = self._head()
            if turn.was_left:
                self._shut_out()
            writer = Writer(self, turn)
            yield writer
            turn.check()
            if self._run is not None:
                self._run.check()
            self._finish(writer, purpose)

    @contextlib.contextmanager
    def exclusive(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other run off this store for a run of several changes; `writing` may be used inside.

        Raises:
            StoreError: If another run has it.
        """
        with self._turn(_RUN, purpose, wait_s) as self._run:
            try:
                yield
            finally:
                self._run = None

    def work(self, name: str) -> Path:
        """A fresh, empty folder for what a run puts down between its steps; what an earlier run left there is gone."""
        folder = self.work_folder(name)
        with as_store_errors(folder):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
        return folder

    def work_folder(self, name: str) -> Path:
        """The folder of this name that `work` made."""
        return self._work / checked_batch(name)

    def drop_work(self, name: str) -> None:
        """Take away a run's folder, and the one above it when it was the last one."""
        shutil.rmtree(self.work_folder(name), ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: another run's
            self._work.rmdir()

    def holders(self) -> list[Holder]:
        """Who is at work on this store, or ended without saying so: whole runs first, then single changes."""
        return [found for name in (_RUN, _WRITING) if (found := self.location.holder(name)) is not None]

    def works(self) -> list[str]:
        """Names of the folders on this machine of runs that have not ended, sorted."""
        with as_store_errors(self._work):
            return sorted(path.name for path in self._work.iterdir() if path.is_dir()) if self._work.is_dir() else []

    def released(self, name: str, path: str) -> bytes | None:
        """A file of a release; None if there is none."""
        found = self.location.read(f"{_RELEASES}/{name}/{path}")
        return found.data if found else None

    def releases(self) -> list[str]:
        """Names of the releases, oldest first."""
        found = [path.split("/") for path in self.location.listed(_RELEASES) if path.endswith(f"/{_MANIFEST}")]
        names = [parts[1] for parts in found if len(parts) == 3 and _RELEASE_NAME.fullmatch(parts[1])]
        return sorted(names, key=_release_order)

    def compact(self, keep: timedelta) -> Compaction:
        """Join small files, and take away what no state of the last `keep` needs, nor the newest state.

        A file goes only if it was there before this process made sure that HEAD.json is still the one it knows: from
        then on nobody can have written one that a state names, and who comes later names no file that was there and
        that no kept state names.

        Raises:
            StoreError: If another process is writing.
        """
        with self.exclusive("compaction"):
            with self.writing("compaction") as writer:
                joined = sum([writer.join_files(name) for name in sorted(self._state.tables)])
            with self._turn(_WRITING, "taking old states away", 0.0) as turn:
                self._state, self._mark = self._head()
                if turn.was_left:
                    self._shut_out()
                states = self.states()
                kept = _recent(states, keep)
                there = self.location.listed(_TABLES)
                needed = self._needed(kept)
                turn.check()
                if self._head()[1] != self._mark:
                    raise StoreError(f"{self.location.name}: another process wrote meanwhile. Run again.")
                gone = [path for path in there if "/_delta_log/" not in path and path not in needed]
                old = states[: len(states) - len(kept)]
                self.location.delete([_state_path(state.number) for state in old])  # first: what is listed can be read
                self.location.delete(gone)
        return Compaction(joined, len(old), len(gone), kept[0].number if kept else 0)

    def _needed(self, states: Iterable[State]) -> set[str]:
        """Paths of the data files of some states."""
        from deltalake import DeltaTable

        versions = sorted({(name, version) for state in states for name, version in state.tables.items()})
        needed: set[str] = set()
        with self.location.refusals():
            for name, version in versions:
                path = f"{_TABLES}/{name}"
                table = DeltaTable(self.location.table(path), version=version, storage_options=self.location.options())
                found = table.get_add_actions(flatten=True).column("path").to_pylist()
                needed.update(f"{path}/{file}" for file in found)
        return needed

    @contextlib.contextmanager
    def _turn(self, name: str, purpose: str, wait_s: float) -> Iterator[Turn]:
        turn = self.location.turn(name, purpose, wait_s=wait_s)
        try:
            held = turn.__enter__()
        except Busy as error:
            raise StoreError(
                f"{self.location.name}: {_BUSY[name]}{error}. Wait until it has ended, or give another one with -d."
            ) from None
        with contextlib.ExitStack() as stack:
            stack.push(turn)
            yield held

    def _head(self) -> tuple[State, str | None]:
        found = self.location.read(_HEAD)
        if found is None:
            return State(), None
        return self._parsed(found.data, _HEAD), found.mark

    def _numbers(self) -> list[int]:
        """Numbers of the states that can be read, in order."""
        found = (_HEAD_FILE.fullmatch(path) for path in self.location.listed(_HEADS))
        kept = {int(match[1]) for match in found if match}
        return [*sorted(number for number in kept if number < self._state.number), self._state.number]

    def _numbered(self, number: int) -> State:
        if number == self._state.number:
            return self._state
        path = _state_path(number)
        found = self.location.read(path)
        if found is None:
            raise StoreError(f"{self.location.address(path)}: is gone. Another process may be compacting; try again.")
        return self._parsed(found.data, path)

    def _parsed(self, data: bytes, path: str) -> State:
        try:
            told = json.loads(data)
            form, schema = told["format"], told["schema_version"]
            if form == FORMAT and schema == contract.default_spec().version:
                at = datetime.fromisoformat(told["at"]) if told["at"] else None
                tables = {str(name): int(version) for name, version in told["tables"].items()}
                return State(int(told["number"]), at, str(told["purpose"]), told["release"], tables, str(told["fence"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{self.location.address(path)}: damaged ({error}). Restore the store from a copy."
            ) from error
        raise StoreError(
            f"{self.location.name}: its store has format {form} and schema {schema}; this casus writes format {FORMAT} "
            f"and schema {contract.default_spec().version}. Give a new one with -d, or use the casus that wrote it."
        )

    def _shut_out(self) -> None:
        """Make sure that the process that lost its turn to us can no longer finish its change."""
        log.warning("%s: an earlier process ended while it wrote; its change does not count", self.location.name)
        self._set_head(replace(self._state, fence=uuid.uuid4().hex))

    def _finish(self, writer: Writer, purpose: str) -> None:
        """Make a change count, if it is one."""
        before = self._state
        if self.is_written and writer.versions == before.tables and writer.release == before.release:
            return
        now = datetime.now(UTC).replace(microsecond=0)
        at = now if before.at is None else max(now, before.at)  # a clock set back must not put states out of order
        if before.number:
            self._keep(before)
        tables = dict(sorted(writer.versions.items()))
        self._set_head(State(before.number + 1, at, purpose, writer.release, tables, before.fence))

    def _keep(self, state: State) -> None:
        """Put the state that will be replaced among those before; a killed process may have done so."""
        with contextlib.suppress(Changed):
            self.location.write(_state_path(state.number), _as_json(state), over=None)

    def _set_head(self, state: State) -> None:
        try:
            self._mark = self.location.write(_HEAD, _as_json(state), over=self._mark)
        except Changed as error:
            raise StoreError(
                f"{self.location.name}: another process changed it meanwhile. Nothing of this step was kept; run again."
            ) from error
        self._state = state

    def _find(self, when: int | datetime | str, numbers: Sequence[int]) -> State | None:
        """The state that is meant, among those of these numbers; in order of number they are in order of time too."""
        if isinstance(when, int):
            return self._numbered(when) if when in numbers else None
        if isinstance(when, datetime):
            # The last one that is not later.
            place = bisect.bisect_right(numbers, when, key=lambda number: self._numbered(number).at or when)
            return self._numbered(numbers[place - 1]) if place else None
        order = _release_order(when)
        place = bisect.bisect_left(numbers, order, key=lambda number: _release_order(self._numbered(number).release))
        found = self._numbered(numbers[place]) if place < len(numbers) else None
        return found if found is not None and found.release == when else None

    def _read(
        self,
        name: str,
        versions: Mapping[str, int],
        columns: Sequence[str] | None,
        rows: pa.compute.Expression | None,
        parts: Iterable[str] | None = None,
    ) -> pa.Table:
        schema = contract.arrow_schema(name)
        if columns is not None:
            schema = _selected(schema, columns)
        wanted = None if parts is None else [(PART, "in", sorted(set(parts)))]
        if name not in versions or (wanted is not None and not wanted[0][2]):
            return schema.empty_table()
        path = f"{_TABLES}/{name}"
        with self.location.refusals():
            table = self._opened(name, versions[name])
            # Without a file system of Arrow's own the reading threads call back into Python, and the interpreter aborts
            # while it ends ("terminate called without an active exception", 1 run in 5).
            found = table.to_pyarrow_dataset(wanted, filesystem=self.location.files(path)).to_table(
                columns=list(schema.names), filter=rows
            )
            return _sorted(name, found.select(schema.names).cast(schema))

    def _opened(self, name: str, version: int) -> DeltaTable:
        """A version of a table; the last one of each table is kept open: its list of files grows with the dataset."""
        from deltalake import DeltaTable

        known = self._open.get(name)
        if known is None or known[0] != version:
            table = DeltaTable(
                self.location.table(f"{_TABLES}/{name}"), version=version, storage_options=self.location.options()
            )
            known = self._open[name] = (version, table)
        return known[1]


class Writer:
    """A change of the store in the making; see `Store.writing`. It reads its own writes.

    Attributes:
        versions: Version of each table so far.
        release: Name of the newest release.
    """

    def __init__(self, store: Store, turn: Turn) -> None:
        self._store, self._turn = store, turn
        self.versions: dict[str, int] = dict(store.state.tables)
        self.release = store.state.release

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        batch: str | None = None,
        parts: Iterable[str] | None = None,
        where: pa.compute.Expression | None = None,
    ) -> pa.Table:
        """As `Store.read`, with the changes made so far."""
        return self._store._read(name, self.versions, columns, _rows(batch, where), parts)

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

    def put_parts(self, name: str, parts: Iterable[str], table: pa.Table) -> bool:
        """Make `table` the whole of some parts of table `name`; the other parts stay.

        Returns:
            True if that changed anything.
        """
        wanted = sorted(set(parts))
        contract.check(name, table)
        table = _sorted(name, table)
        if table.equals(self.read(name, parts=wanted)):
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
        known = self._store._read(name, self.versions, key, rows)
        new = without(table, key, known)
        return self._commit(name, _sorted(name, new), "append") if new.num_rows else False

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

    @contextlib.contextmanager
    def publishing(self) -> Iterator[Path]:
        """A folder of this machine to make the next release in; the newest release is in it."""
        newest = max(self._store.releases(), key=_release_order, default=None)
        with self._store.location.publishing(_RELEASES, [newest] if newest else []) as folder:
            yield folder

    def publish(self, made: Path) -> str:
        """Put a release that was made in the folder of `publishing` where it belongs; gives its address."""
        self._turn.check()
        path = f"{_RELEASES}/{made.name}"
        if made.name not in self._store.releases():
            self._store.location.publish(made, path, last=_MANIFEST)
        self.release = made.name
        return self._store.location.address(path)

    def join_files(self, name: str) -> bool:
        """Make few files of many; the rows stay. True if there were any to join."""
        with self._store.location.refusals():
            table = self._table(name)
            if table is None:
                return False
            table.optimize.compact(commit_properties=_one_try())
            before, self.versions[name] = self.versions[name], int(table.version())
        return self.versions[name] != before

    def _write(self, name: str, table: pa.Table, batch: str | None) -> bool:
        contract.check(name, table)
        table = _sorted(name, table)
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
        location, is_known = self._store.location, name in self.versions
        by = [BATCH] if BATCH in table.schema.names else []
        part = parts_of(name, table)
        table = table.cast(_as_delta_keeps_it(table.schema))
        if part is not None:
            table, by = table.append_column(PART, part), [*by, PART]
        with location.refusals():
            there = self._table(name)
            write_deltalake(
                location.table(f"{_TABLES}/{name}") if there is None else there,
                table,
                # What is there of a table that no state names was left by a killed process.
                mode=mode if is_known else "error" if there is None else "overwrite",
                partition_by=by or None,
                predicate=predicate if is_known else None,
                configuration=_TABLE_SETTINGS if there is None else None,
                storage_options=location.options(),
                commit_properties=_one_try(),
            )
            self.versions[name] = 0 if there is None else there.version()
        return True

    def _table(self, name: str) -> DeltaTable | None:
        """A table in the version that this change knows, as its newest one; None if there is none yet."""
        from deltalake import DeltaTable
        from deltalake.exceptions import TableNotFoundError

        location = self._store.location
        try:
            table = DeltaTable(location.table(f"{_TABLES}/{name}"), storage_options=location.options())
        except TableNotFoundError:
            return None
        known = self.versions.get(name, table.version())
        if table.version() != known:
            log.warning("%s: %s: an unfinished change is taken back", location.name, name)
            table.restore(known, commit_properties=_one_try())
            self.versions[name] = table.version()
        return table


def _one_try() -> CommitProperties:
    """Delta Lake writes on top of the version that we know, or not at all."""
    from deltalake import CommitProperties

    return CommitProperties(max_commit_retries=0)


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


def _rows(batch: str | None, where: pa.compute.Expression | None) -> pa.compute.Expression | None:
    """What is true of the rows of a batch of which something else is true."""
    import pyarrow.compute as pc

    if batch is None:
        return where
    return pc.field(BATCH) == batch if where is None else (pc.field(BATCH) == batch) & where


def _default_work(data: str) -> Path:
    """Where runs in progress put things down: in the dataset, or for object storage in a folder of the user's cache."""
    if not data.startswith(S3):
        return Path(data) / "work"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "casus" / "work" / data.removeprefix(S3).replace("/", "%")


def _state_path(number: int) -> str:
    return f"{_HEADS}/{number:09}.json"


def _recent(states: Sequence[State], keep: timedelta) -> list[State]:
    """The states that show how it was at any time of the last `keep`, counted back from the newest one."""
    if not states or states[-1].at is None:
        return list(states)
    since = states[-1].at - keep
    older = [state for state in states if state.at is None or state.at <= since]
    return list(states[max(0, len(older) - 1) :])


def _as_json(state: State) -> bytes:
    told = {
        "format": FORMAT,
        "schema_version": contract.default_spec().version,
        "number": state.number,
        "at": state.at.isoformat() if state.at else None,
        "purpose": state.purpose,
        "release": state.release,
        "fence": state.fence,
        "tables": dict(state.tables),
    }
    return json.dumps(told, indent=1).encode() + b"\n"


def _wanted(when: str | int | date) -> int | datetime | str:
    """A number, an instant, or the name of a release."""
    if isinstance(when, str):
        if when.isdecimal():
            return int(when)
        if _RELEASE_NAME.fullmatch(when):
            return when
        try:
            when = date.fromisoformat(when) if len(when) == len("2024-02-09") else datetime.fromisoformat(when)
        except ValueError:
            raise SettingError(
                f"{when!r}: is no state. Give its number, an ISO day or instant, or the name of a release."
            ) from None
    if isinstance(when, datetime):
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when
    if isinstance(when, date):
        return datetime.combine(when, time.max, UTC)
    return when


def _release_order(name: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".")) if name else ()


def _told(state: State) -> str:
    return f"number {state.number} of {state.at:%Y-%m-%dT%H:%M:%SZ}" if state.at else f"number {state.number}"
