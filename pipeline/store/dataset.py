"""The store of one dataset: what it shows, who may change it, where a run in progress puts things down."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import SettingError, StoreClosed, StoreError
from pipeline.location import S3, Busy, Changed, Holder, Turn, as_store_errors, located
from pipeline.store.compaction import Compaction, compact
from pipeline.store.names import READING, RELEASES, RUN, WRITING, checked_batch
from pipeline.store.reading import Reader
from pipeline.store.releases import releases
from pipeline.store.states import State, States
from pipeline.store.writing import Writer

_BUSY = {WRITING: "in use", RUN: "another run is working on it"}


class Store(Reader):
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
        super().__init__(located(data), {})
        self._work = Path(work) if work else _default_work(self.location.name)
        self._run: Turn | None = None
        self._states = States(self.location)
        self._past: State | None = None

    @property
    def state(self) -> State:
        """What the store shows."""
        return self._past or self._states.current

    @property
    def is_written(self) -> bool:
        """Whether a change was ever finished."""
        return self._states.is_written

    def _versions(self) -> Mapping[str, int]:
        return self.state.tables

    def states(self) -> list[State]:
        """The states that can be read, oldest first."""
        return self._states.all()

    def at(self, when: str | int | date) -> Store:
        """The store as it was, to be read and not written.

        Args:
            when: Number of a state; a day, for how it was when the day ended in UTC; an instant; or the name of a
                release, for how it was when that was made.

        Raises:
            SettingError: If there is no such state, or it can no longer be read.
        """
        past = copy(self)
        past._past, past._opened, past._listed = self._states.find(when), {}, {}
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
        if self._past is not None:
            raise SettingError(f"{self.location.name}: the past cannot be written.")
        with self.looking(purpose, wait_s=wait_s) as (states, turn):
            writer = Writer(self.location, self._opened, turn, states.current)
            yield writer
            turn.check()
            if self._run is not None:
                self._run.check()
            states.finish(writer.versions, writer.release, purpose)

    @contextlib.contextmanager
    def exclusive(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other run off this store for a run of several changes; `writing` may be used inside.

        Raises:
            StoreError: If another run has it.
        """
        with self._turn(RUN, purpose, wait_s) as self._run:
            try:
                yield
            finally:
                self._run = None

    def work(self, name: str) -> Path:
        """A fresh, empty folder for what a run puts down between its steps; what an earlier run left there is gone.

        From now on this run reads articles, and no other one that has begun to: what two read side by side would not
        know of each other's copies.
        """
        if (other := self._reading()) not in (None, name):
            self.drop_work(other)
        self.leave(READING, name.encode())
        folder = self._folder_of(name)
        with as_store_errors(folder):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
        return folder

    def work_folder(self, name: str) -> Path:
        """The folder of this name that `work` made.

        Raises:
            StoreClosed: If another run has begun to read articles since.
        """
        if (other := self._reading()) not in (None, name):
            raise StoreClosed(
                f"{self.location.name}: run {other} has begun to read articles since {name} did, so {name} ends here. "
                f"What {name} took in and never read is read by {other}. Let one scheduler at a time work on a dataset."
            )
        return self._folder_of(name)

    def drop_work(self, name: str) -> None:
        """Take away a run's folder, and the one above it when it was the last one."""
        shutil.rmtree(self._folder_of(name), ignore_errors=True)
        self._drop_empty()

    def _drop_empty(self) -> None:
        """Take away the folder of the work folders, unless another run has something in it."""
        with contextlib.suppress(OSError):
            self._work.rmdir()

    @contextlib.contextmanager
    def scratch(self) -> Iterator[BinaryIO]:
        """A file for what one step puts down and reads again; it has no name, and is gone when its process is."""
        with as_store_errors(self._work):
            self._work.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._work) as file:
                yield file
        self._drop_empty()

    def _folder_of(self, run: str) -> Path:
        return self._work / checked_batch(run)

    def _reading(self) -> str | None:
        found = self.location.read(READING)
        return found.data.decode() if found else None

    def holders(self) -> list[Holder]:
        """Who is at work on this store, or ended without saying so: whole runs first, then single changes."""
        return [found for name in (RUN, WRITING) if (found := self.location.holder(name)) is not None]

    def works(self) -> list[str]:
        """Names of the folders on this machine of runs that have not ended, sorted."""
        with as_store_errors(self._work):
            return sorted(path.name for path in self._work.iterdir() if path.is_dir()) if self._work.is_dir() else []

    def released(self, name: str, path: str) -> bytes | None:
        """A file of a release; None if there is none."""
        found = self.location.read(f"{RELEASES}/{name}/{path}")
        return found.data if found else None

    def releases(self) -> list[str]:
        """Names of the releases, oldest first."""
        return releases(self.location)

    def leave(self, path: str, data: bytes) -> str:
        """Put down a file for those who run casus, in the place of one of that name; gives its address.

        It lies beside the tables and is no part of any state or release.
        """
        while True:
            found = self.location.read(path)
            try:
                self.location.write(path, data, over=found.mark if found else None)
            except Changed:
                continue  # another process put one there just now
            return self.location.address(path)

    def left(self, folder: str) -> dict[str, bytes]:
        """The files of a folder that `leave` made, by path, in order."""
        found = {path: self.location.read(path) for path in self.location.listed(folder)}
        return {path: stored.data for path, stored in found.items() if stored is not None}

    def compact(self, keep: timedelta) -> Compaction:
        """Join small files, and take away what no state of the last `keep` needs, nor the newest state.

        Raises:
            StoreError: If another process is writing.
        """
        with self.exclusive("compaction"):
            return compact(self, keep)

    @contextlib.contextmanager
    def looking(self, purpose: str, *, wait_s: float = 0.0) -> Iterator[tuple[States, Turn]]:
        """Hold the turn of who changes something, with the states as they are then.

        Raises:
            StoreError: If another process is writing.
        """
        with self._turn(WRITING, purpose, wait_s) as turn:
            self._states.look()
            if turn.was_left:
                self._states.shut_out()
            yield self._states, turn

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


def _default_work(data: str) -> Path:
    """Where runs in progress put things down: in the dataset, or for object storage in a folder of the user's cache."""
    if not data.startswith(S3):
        return Path(data) / "work"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "casus" / "work" / data.removeprefix(S3).replace("/", "%")
