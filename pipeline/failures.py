"""Reports of tasks that failed, for whoever looks in the morning: DATA/failures/<DAG>/<run>/<task>.txt.

A report says what failed, why, what it was given, and what to do. It holds no text of articles.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass, field
from typing import Any

from pipeline import provenance
from pipeline.errors import CasusError
from pipeline.store import Store

FOLDER = "failures"

#: Characters of one value, such as a list of batches, that are worth reading.
_VALUE_CHARS = 300
#: Frames of the traceback, from the end.
_FRAMES = 15

_AGAIN = "Then clear the task in Airflow: every task of casus may be run again at any time."
#: What to do, by whether the cause may pass by itself; None for an error that casus did not foresee.
_ADVICE = {
    True: f"The cause may pass by itself, and did not in the tries that were made. See that it is gone. {_AGAIN}",
    False: f"Trying again changes nothing: do what the error says. {_AGAIN}",
    None: f"This was not foreseen. If the worker was killed, see to its memory. If not, report it. {_AGAIN}",
}


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task that failed for good.

    Attributes:
        dag, run, task: Where in Airflow.
        share: Which of the tasks that do the same for different shares, from 0; None if it is the only one.
        tries: How many were made.
        params: What the run was given.
        given: What the task was given.
        error: What it ended with; a text where Airflow knows no more, as when its process was killed.
        log: Address of its log.
    """

    dag: str
    run: str
    task: str
    share: int | None
    tries: int
    params: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)
    error: BaseException | str | None = None
    log: str = ""

    @property
    def name(self) -> str:
        """The task, as a person calls it."""
        return f"{self.dag} / {self.task}" + (f" [{self.share}]" if self.share is not None else "")


def as_text(failed: FailedTask) -> str:
    """The report."""
    cause = _cause(failed.error)
    lines = [
        f"{failed.name} failed.",
        "",
        f"error    {_said(cause)}",
        f"to do    {_ADVICE[cause.may_pass if isinstance(cause, CasusError) else None]}",
        f"run      {failed.run}, {failed.tries} {'try' if failed.tries == 1 else 'tries'}",
        f"params   {_listed(failed.params)}",
        f"given    {_listed(failed.given)}",
        f"log      {failed.log or 'not known'}",
        f"casus    {provenance.code_version()}, commit {provenance.code_commit() or 'not known'}",
    ]
    if isinstance(cause, BaseException) and cause.__traceback__ is not None:
        trace = traceback.TracebackException.from_exception(cause, limit=-_FRAMES)
        lines += ["", *(line.rstrip("\n") for line in trace.format(chain=False))]
    return "\n".join(lines) + "\n"


def keep(store: Store, failed: FailedTask) -> str:
    """Leave the report beside the store; gives its address. A task that fails again in the same run replaces it."""
    name = failed.task if failed.share is None else f"{failed.task}-{failed.share:05}"
    return store.leave(f"{_folder(failed.dag, failed.run)}/{name}.txt", as_text(failed).encode())


def kept(store: Store, dag: str, run: str) -> dict[str, str]:
    """The reports of a run, by address."""
    found = store.left(_folder(dag, run))
    return {store.location.address(path): data.decode("utf-8", "replace") for path, data in found.items()}


def _folder(dag: str, run: str) -> str:
    return f"{FOLDER}/{dag}/{re.sub(r'[^A-Za-z0-9._-]', '-', run)}"


def _cause(error: BaseException | str | None) -> BaseException | str | None:
    """The error of casus behind the one that tells Airflow not to try again."""
    if isinstance(error, BaseException) and isinstance(error.__cause__, CasusError):
        return error.__cause__
    return error


def _said(cause: BaseException | str | None) -> str:
    if cause is None:
        return "none was told; the log may say more"
    text = " ".join(str(cause).split())
    return text if isinstance(cause, CasusError | str) else f"{type(cause).__name__}: {text}"


def _listed(values: dict[str, Any]) -> str:
    shown = (f"{name}={str(value)[:_VALUE_CHARS]}" for name, value in sorted(values.items()) if value is not None)
    return ", ".join(shown) or "nothing"
