"""Every exception that casus raises on purpose.

A bad row is data and goes to the table `rejects`; a bad table, file or setting is one of these.
A message is one line for the person at the keyboard: what, where, how many, one example, what to do.
The command line prints `str(error)` without a traceback and ends with `error.exit_status`.
"""

import errno
import os
from collections.abc import Sequence


class CasusError(Exception):
    """Base of all errors that casus raises on purpose; catch this to catch them all.

    Args:
        message: One line: what is wrong, where, how many, one example, what to do.
    """

    exit_status: int = 1  # what the program ends with; 2 is kept for arguments and settings that cannot be used
    may_pass: bool = False  # whether the same step may well succeed some minutes later, with nothing changed

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingError(CasusError):
    """An argument, environment variable or settings file that cannot be used."""

    exit_status = 2


class SpecError(CasusError):
    """A file in `schemas/` that cannot be used: unknown key, missing column, unsorted or repeated code."""


class SchemaMismatch(CasusError):
    """A table that is not as `schemas/` declares it.

    Args:
        table: Name of the table, as in `schemas/tables.yaml`.
        problems: One sentence each: column, what, how many of how many, an example, what to do. At least one.
    """

    def __init__(self, table: str, problems: Sequence[str]) -> None:
        super().__init__(f"{table}: " + " ".join(problems))
        self.table = table
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type["SchemaMismatch"], tuple[str, tuple[str, ...]]]:
        return type(self), (self.table, self.problems)  # so that it survives the way back from a worker process


class StageError(CasusError):
    """A stage broke its promise: rows not accounted for, a table not written, a result that is no `Result`."""


class SourceError(CasusError):
    """A source as a whole that cannot be read: no such folder, no permission, unknown kind."""


class SourceAway(SourceError):
    """A source that does not answer now and may answer later: its host is down, or asks to come again."""

    may_pass = True


class SourceLeft(SourceAway):
    """A source that was not read since the run has made all the requests that it may; left for the next run."""


class ReferenceDataError(CasusError):
    """A file of `pipeline/reference/` or a model that is missing, damaged or not what its .meta.yaml says."""


class StoreError(CasusError):
    """The store or the disk refused: no space, busy, away, damaged table, a conflict that retries did not end."""

    may_pass = True


class StoreClosed(StoreError):
    """The store or the disk refused us, and will until a person acts: no permission, no such bucket, another schema."""

    may_pass = False


class EngineError(CasusError):
    """The work could not be spread over workers: no workers left, a worker that cannot start."""


class ReleaseError(CasusError):
    """A release that may not be written or is not what its manifest says: exists already, failed check, wrong hash."""


def cause_of(error: BaseException) -> str:
    """Why something failed, in one line for people: of an error of the system its words without number and path."""
    if isinstance(error, OSError) and error.errno:
        if error.errno == errno.ENOSPC:
            return "no space left on the disk"
        return os.strerror(error.errno).lower()
    return " ".join(str(error).split()) or type(error).__name__
