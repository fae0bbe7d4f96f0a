"""One request to a host at a time, and when the next one may be made: for all sources and all processes of a machine.

Two feeds of one site are two sources, and the tasks of a scheduler run side by side: what a host is spared must not
depend on that. A host is a file that is locked while it is asked, and holds when it may be asked again, by the clock
that counts from the start of the machine.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import SourceError
from pipeline.ingest.articles import Refused


class Turns:
    """When hosts may be asked.

    Args:
        folder: Where other processes look too; None for this object alone.
        patience: Seconds to wait for a host that another process is asking, and the longest that a host may have to be
            left in peace: what a file says beyond that is of an earlier start of the machine.
    """

    def __init__(self, folder: Path | None, patience: float) -> None:
        self._folder, self._patience = folder, patience
        self._due: dict[str, float] = {}

    @contextlib.contextmanager
    def taken(self, host: str, now: float) -> Iterator[None]:
        """A block in which nobody else asks a host.

        Raises:
            Refused: FETCH_LATER, if another process is asking it all the time.
            SourceError: If the files of hosts cannot be written.
        """
        if self._folder is None:
            yield
            return
        path = self._folder / sha256(host.encode()).hexdigest()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(f"{path}.lock", timeout=self._patience)
            lock.acquire()
        except Timeout:
            raise Refused("FETCH_LATER", "another run is asking the host") from None
        except OSError as error:
            raise SourceError(
                f"{self._folder}: cannot be written: {(error.strerror or str(error)).lower()}."
            ) from error
        try:
            told = _read(path)
            if told <= now + self._patience:
                self._due[host] = max(told, self._due.get(host, told))
            yield
            with contextlib.suppress(OSError):  # a host is asked sooner than it should be, and all articles are there
                path.write_text(repr(self._due.get(host, told)))
        finally:
            lock.release()

    def due(self, host: str, now: float) -> float:
        """When a host may be asked."""
        return max(now, self._due.get(host, now))

    def leave(self, host: str, until: float) -> None:
        """Leave a host in peace for a while."""
        self._due[host] = until


def _read(path: Path) -> float:
    try:
        return float(path.read_text())
    except (OSError, ValueError):
        return 0.0


def shared_folder() -> Path:
    """Where all runs of a user on this machine look."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "casus"
