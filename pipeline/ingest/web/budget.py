"""How many requests a run may make, all its sources together, whichever processes read them."""

from __future__ import annotations

import contextlib
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from pipeline.errors import SourceError


class RunBudget:
    """Requests of a run; each one that is taken is gone.

    Args:
        limit: Requests in all.
        spent_in: File in which the processes of a run count together; None to count in this object.
    """

    def __init__(self, limit: int, spent_in: Path | None = None) -> None:
        self.limit = limit
        self._spent, self._file = 0, spent_in

    def take(self) -> bool:
        """Take one request; False if none is left.

        Raises:
            SourceError: If the file cannot be written.
        """
        if self._file is None:
            self._spent += 1
            return self._spent <= self.limit
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._file}.lock"):
                spent = int(self._file.read_text()) if self._file.exists() else 0
                if spent >= self.limit:
                    return False
                self._file.write_text(str(spent + 1))
                return True
        except OSError as error:
            raise SourceError(f"{self._file}: cannot be written: {(error.strerror or str(error)).lower()}.") from error
        except ValueError as error:
            raise SourceError(f"{self._file}: holds no number of requests. Take it away.") from error


def counted_in(folder: Path, sources: Path, run: str) -> Path:
    """The file in which the processes of a run count; those of earlier runs over the same sources are taken away."""
    name = sha256(str(sources.resolve()).encode()).hexdigest()[:16]
    file = folder / f"{name}-{sha256(run.encode()).hexdigest()[:16]}"
    for old in folder.glob(f"{name}-*"):
        if old.name.partition(".")[0] != file.name:
            with contextlib.suppress(OSError):  # another process was faster
                old.unlink()
    return file
