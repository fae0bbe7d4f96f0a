"""A record of every step that ran: DATA/runs/<day>/<instant>-<step>-<mark>.json, one object a file.

It holds what the clock says, which no release may: when, for how long, by which machine, how many rows, why some were
refused, whether it failed. So it lies apart from the tables; no release reads it, and it may be deleted.

    SELECT step, sum(seconds), sum(rows_in) FROM read_json('DATA/runs/*/*.json', union_by_name = true) GROUP BY step

A record that cannot be written is a line in the log, and fails no step.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any, TypeVar, cast

from pipeline import provenance
from pipeline.errors import CasusError
from pipeline.store import Store

log = logging.getLogger(__name__)

FOLDER = "runs"
DONE, FAILED = "done", "failed"
_ERROR_CHARS = 300

Step = TypeVar("Step", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Work:
    """What a step did, as it knows itself.

    Attributes:
        share: Which share of the work it was, from 0; None for all of it.
        logical_at: Logical time of the run, ISO; None where the step has none.
        rows_in, kept, refused: Rows; for articles that were taken in, `kept` are the new ones.
        reasons: Why rows were refused, with how many of each.
        sources: For each source that was read, numbers of its `articles` and of the `new` ones among them.
    """

    share: int | None = None
    logical_at: str | None = None
    rows_in: int = 0
    kept: int = 0
    refused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A step that ran.

    Attributes:
        step: Its name.
        at: When it began, ISO, UTC, by the clock of its machine.
        seconds: How long it took.
        host, process: Where.
        outcome: "done" or "failed".
        error: Why it failed, one line; None if it did not.
        version, commit: Of the code.
        models: Names and versions of the models.
        work: What it did; empty if it failed.
    """

    step: str
    at: str
    seconds: float
    host: str
    process: int
    outcome: str
    error: str | None
    version: str
    commit: str | None
    models: tuple[str, ...]
    work: Work


def recorded(step: str, told: Callable[[Any], Work] = lambda _: Work()) -> Callable[[Step], Step]:
    """Leave a record of every call of a function whose first argument is the store.

    Args:
        step: Name of the step.
        told: What it did, from what it gave back.
    """

    def decorate(function: Step) -> Step:
        @wraps(function)
        def run(store: Store, *given: Any, **named: Any) -> Any:
            began, start = datetime.now(UTC), time.perf_counter()

            def leave(outcome: str, error: str | None, work: Work) -> None:
                record = Record(
                    step=step,
                    at=began.isoformat(timespec="milliseconds"),
                    seconds=round(time.perf_counter() - start, 3),
                    host=platform.node(),
                    process=os.getpid(),
                    outcome=outcome,
                    error=error,
                    version=provenance.code_version(),
                    commit=_commit(),
                    models=provenance.model_names(),
                    work=work,
                )
                _leave(store, record)

            try:
                made = function(store, *given, **named)
            except Exception as error:
                text = " ".join(str(error).split())[:_ERROR_CHARS]
                leave(FAILED, text if isinstance(error, CasusError) else f"{type(error).__name__}: {text}", Work())
                raise
            leave(DONE, None, told(made))
            return made

        return cast(Step, run)

    return decorate


def newest_run(found: Sequence[Record], first: str) -> list[Record]:
    """The records from the newest beginning on, which is a step of this name, or several of it in a row.

    Args:
        found: Records, oldest first.
        first: Name of the step that a run begins with.
    """
    place = max((index for index, record in enumerate(found) if record.step == first), default=0)
    while place and found[place - 1].step == first:
        place -= 1
    return list(found[place:])


def records(store: Store, *, newest: int | None = None) -> list[Record]:
    """The records of a store, oldest first; a file that is none is passed over.

    Args:
        store: The store.
        newest: Only so many of them, the newest; None for all.
    """
    paths = [path for path in store.location.listed(FOLDER) if path.endswith(".json")]
    found = (store.location.read(path) for path in (paths if newest is None else paths[-newest:]))
    return [record for stored in found if stored is not None and (record := _parsed(stored.data)) is not None]


def _parsed(data: bytes) -> Record | None:
    try:
        told = json.loads(data)
        work = Work(**{one.name: told[one.name] for one in fields(Work)})
        own = {one.name: told[one.name] for one in fields(Record) if one.name != "work"}
        return Record(**{**own, "models": tuple(told["models"])}, work=work)
    except (ValueError, KeyError, TypeError):
        return None


def _leave(store: Store, record: Record) -> None:
    told = asdict(record)
    flat = told | told.pop("work")
    name = f"{record.at.replace(':', '').replace('-', '')}-{record.step}-{uuid.uuid4().hex[:8]}"
    try:
        store.leave(f"{FOLDER}/{record.at[:10]}/{name}.json", json.dumps(flat, ensure_ascii=False).encode() + b"\n")
    except CasusError as error:
        log.warning("no record of %s could be left: %s", record.step, error)


@cache
def _commit() -> str | None:
    return provenance.code_commit()
