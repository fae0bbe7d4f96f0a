"""Where a dataset lies: a folder of this machine, or a prefix in S3-compatible storage (`s3://bucket/prefix`).

`located` gives a `Location`; the store asks nothing else about the difference. `Folder` is here, `pipeline.bucket` is
the other one. Both keep small objects that are replaced under a condition, Delta tables, and whole releases; and both
let one process at a time hold a named turn.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from pipeline.errors import SettingError, StoreClosed, StoreError

#: What an address in object storage begins with.
S3 = "s3://"


class Changed(Exception):
    """An object is not, or no longer, what a conditional write was to replace."""


class Busy(Exception):
    """Another process has the turn; the message says who, in brackets, or nothing."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object: its bytes, and a mark that is another one once it was replaced."""

    data: bytes
    mark: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a turn, or had it and never gave it back.

    Attributes:
        who: The process.
        purpose: What for.
        is_working: False if it ended without giving the turn back, as far as can be told without trying to take it.
    """

    who: str
    purpose: str
    is_working: bool


class Turn(Protocol):
    """A turn that this process holds.

    Attributes:
        was_left: True if the one before may still be writing: its time was over and it never gave the turn back.
    """

    was_left: bool

    def check(self) -> None:
        """Raise StoreError if the turn was lost meanwhile."""


class Location(Protocol):
    """A place for one dataset. Paths are relative to it, with `/`.

    Every method raises StoreError, in one clear line, when the disk or the storage refuses.
    """

    #: As the user gave it.
    name: str

    def read(self, path: str) -> Stored | None:
        """An object; None if there is none."""

    def write(self, path: str, data: bytes, *, over: str | None) -> str:
        """Put down an object, whole or not at all; gives its mark.

        Args:
            path: Where.
            data: What.
            over: Mark of the object that it replaces; None if there must be none.

        Raises:
            Changed: If there is another one.
        """

    def listed(self, folder: str) -> list[str]:
        """Paths of all objects below a folder, sorted."""

    def delete(self, paths: Iterable[str]) -> None:
        """Take objects away; those that are gone already are passed over."""

    def turn(self, name: str, purpose: str, *, wait_s: float) -> contextlib.AbstractContextManager[Turn]:
        """Hold the turn of this name for a block.

        Raises:
            Busy: If another process still has it after `wait_s` seconds.
        """

    def holder(self, name: str) -> Holder | None:
        """Who has the turn of this name; None if it is free. Only looks: it neither writes nor keeps anybody out."""

    def table(self, path: str) -> str:
        """What Delta Lake calls a table there."""

    def options(self) -> dict[str, str] | None:
        """Settings of the storage for Delta Lake, without credentials: those it finds in the environment by itself."""

    def files(self, path: str) -> Any:
        """The folder as a file system of Arrow."""

    def copy(self, path: str, *, only: str | None = None) -> contextlib.AbstractContextManager[Path]:
        """A folder of this location as one of this machine, for a block; perhaps a copy that is gone after it.

        Args:
            path: Which folder; "" for all of it.
            only: The one file in it that is needed.
        """

    def publishing(self, path: str, keep: Iterable[str]) -> contextlib.AbstractContextManager[Path]:
        """A folder of this machine to make a release in; it holds those of `keep`, folders below `path`, already."""

    def publish(self, made: Path, path: str, *, last: str) -> None:
        """See to it that a release made in the folder of `publishing` is at `path`, whole or not at all.

        Args:
            made: Its folder.
            path: Where it belongs.
            last: The file that makes it a release.

        Raises:
            StoreError: If there is another one.
        """

    def address(self, path: str) -> str:
        """What a person would call it."""

    def refusals(self) -> contextlib.AbstractContextManager[None]:
        """Turn what Delta Lake, Arrow, the disk or the storage refuses in a block into one clear StoreError."""


def located(data: str | os.PathLike[str]) -> Location:
    """The location that a setting names.

    Raises:
        SettingError: If it names none.
    """
    if str(data).startswith(S3):
        from pipeline.bucket import Bucket

        return Bucket(str(data))
    return Folder(data)


class Folder:
    """A folder of this machine; made when something is first written.

    Raises:
        SettingError: If it is no folder.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.name = str(folder)
        self._folder = Path(folder)
        with self.refusals():
            is_file = self._folder.exists() and not self._folder.is_dir()
        if is_file:
            raise SettingError(f"{self.name}: is a file; give a folder for the dataset.")

    def read(self, path: str) -> Stored | None:
        with self.refusals():
            try:
                data = (self._folder / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None
        return Stored(data, hashlib.sha256(data).hexdigest())

    def write(self, path: str, data: bytes, *, over: str | None) -> str:
        """As the protocol says; the caller holds a turn, so that nobody writes between the look and the deed."""
        found = self.read(path)
        if (found.mark if found else None) != over:
            raise Changed(path)
        with self.refusals():
            target = self._folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, data)
        return hashlib.sha256(data).hexdigest()

    def listed(self, folder: str) -> list[str]:
        with self.refusals():
            found = [path for path in (self._folder / folder).rglob("*") if path.is_file()]
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def delete(self, paths: Iterable[str]) -> None:
        with self.refusals():
            for path in paths:
                (self._folder / path).unlink(missing_ok=True)

    @contextlib.contextmanager
    def turn(self, name: str, purpose: str, *, wait_s: float) -> Iterator[Turn]:
        """As the protocol says: a lock of the operating system, which ends with the process, however it ends."""
        who = self._folder / f"{name}.json"
        with self.refusals():
            who.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / f"{name}.lock", timeout=wait_s)
            try:
                lock.acquire()
            except Timeout:
                raise Busy(_who(who)) from None
        try:
            with self.refusals():
                _write(who, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode())
            yield _Locked()
        finally:
            with contextlib.suppress(OSError):
                who.unlink()
            lock.release()

    def holder(self, name: str) -> Holder | None:
        """As the protocol says, by the number of the process.

        Whether the lock is held could be known only by taking it, and a run that starts just then would be refused.
        """
        found = self.read(f"{name}.json")
        with contextlib.suppress(ValueError, KeyError, TypeError):
            told = json.loads(found.data) if found else None
            if told is not None:
                return Holder(f"process {told['pid']}", str(told["purpose"]), _is_running(int(told["pid"])))
        return None

    def table(self, path: str) -> str:
        return str((self._folder / path).absolute())

    def options(self) -> dict[str, str] | None:
        return None

    def files(self, path: str) -> Any:
        from pyarrow import fs

        return fs.SubTreeFileSystem(self.table(path), fs.LocalFileSystem())

    @contextlib.contextmanager
    def copy(self, path: str, *, only: str | None = None) -> Iterator[Path]:
        yield self._folder / path

    @contextlib.contextmanager
    def publishing(self, path: str, keep: Iterable[str]) -> Iterator[Path]:
        with self.refusals():
            yield self._folder / path

    def publish(self, made: Path, path: str, *, last: str) -> None:
        """As the protocol says; it was made in its place."""

    def address(self, path: str) -> str:
        return str(self._folder / path)

    def refusals(self) -> contextlib.AbstractContextManager[None]:
        return as_store_errors(self.name)


@dataclass(slots=True)
class _Locked:
    """A turn by a lock of the operating system: it cannot be lost, and nobody writes who has lost it."""

    was_left: bool = False

    def check(self) -> None:
        """It is held."""


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _who(path: Path) -> str:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        running = json.loads(path.read_text(encoding="utf-8"))
        return f" (process {running['pid']}: {running['purpose']})"
    return ""


def _write(path: Path, data: bytes) -> None:
    waiting = path.with_name(f".{path.name}.partial")
    with waiting.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(waiting, path)


@contextlib.contextmanager
def as_store_errors(where: str | os.PathLike[str]) -> Iterator[None]:
    """Turn what the disk, Arrow or Delta Lake refuses into one clear line.

    Raises:
        StoreClosed: For a missing permission, or a disk that is read-only.
        StoreError: For a full disk, a damaged table, another writer.
    """
    from deltalake.exceptions import CommitFailedError, DeltaError
    from pyarrow import ArrowException

    try:
        yield
    except CommitFailedError as error:
        raise StoreError(
            f"{where}: another process wrote to the same table at once. Nothing of this step was kept; run again."
        ) from error
    except (OSError, DeltaError, ArrowException) as error:
        text = " ".join(str(error).split())
        number = error.errno if isinstance(error, OSError) else None
        if number == errno.ENOSPC or "No space left" in text or "os error 28" in text:
            raise StoreError(
                f"{where}: no space left on the disk. Nothing of this step was kept; make room and run again."
            ) from error
        is_refused = isinstance(error, PermissionError) or number == errno.EROFS
        if is_refused or "Permission denied" in text or "os error 13" in text:
            raise StoreClosed(f"{where}: no permission to write or read there ({text[:200]}).") from error
        raise StoreError(f"{where}: the store cannot be used: {text[:300]}.") from error
