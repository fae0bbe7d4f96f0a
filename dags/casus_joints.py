"""What the DAGs of casus share: the assets that join them, their parameters, how they try again.

Neither this nor a DAG file loads pyarrow, spaCy, pandas or Great Expectations: the scheduler reads them all day.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from airflow.sdk import Asset, CronDataIntervalTimetable, Param, task
from airflow.sdk.exceptions import AirflowFailException

from pipeline import job
from pipeline.errors import CasusError
from pipeline.store import Store

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
from casus_notices import report_failure, tell_failure  # noqa: E402 - see above

ARTICLES = Asset(name="casus_articles", uri="casus://store/articles")
EVENTS = Asset(name="casus_events", uri="casus://store/draft_events")
RELEASE = Asset(name="casus_release", uri="casus://releases")


def _number(name: str) -> int | None:
    """A whole number of the environment; None if there is none."""
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() else None


_DATA = {
    "data": Param(
        os.environ.get("CASUS_DATA", "data"),
        type="string",
        description="Folder of the dataset, or s3://bucket/prefix. Default: the environment variable CASUS_DATA.",
    )
}
#: Params of each DAG, as its form in the UI shows them.
INGEST = {
    "sources": Param(
        os.environ.get("CASUS_SOURCES", job.DEFAULT_SOURCES),
        type="string",
        description="A folder of .html and .txt files, a .jsonl file of article lines, or a .yaml list of sources. "
        "{day} in it stands for the first day of the interval, such as 2024-02-09. Default: CASUS_SOURCES, or else the "
        "sources of the repository.",
    ),
    **_DATA,
    "at": Param(None, type=["null", "string"], description="Logical time, ISO, UTC. Default: the end of the interval."),
}
BUILD = {
    **_DATA,
    "work": Param(
        os.environ.get("CASUS_WORK"),
        type=["null", "string"],
        description="Folder on a disk for a run in progress, seen by all workers. Default: CASUS_WORK, or else "
        "DATA/work.",
    ),
    "batches": Param(
        None,
        type=["null", "array"],
        description="Batches to read. Default: those that came in, or else all. Those left unread come with them.",
    ),
    "chunk": Param(
        _number("CASUS_CHUNK") or job.chunk_articles(_number("CASUS_WORKERS")),
        type="integer",
        minimum=1,
        description="Articles a chunk; each of its tasks starts its own workers. Default: CASUS_CHUNK, or else 2500 "
        "for each process.",
    ),
    "workers": Param(
        _number("CASUS_WORKERS"),
        type=["null", "integer"],
        minimum=1,
        description="Processes a task. Default: CASUS_WORKERS, or else the cores.",
    ),
}
PUBLISH = {
    **_DATA,
    "approvers": Param(
        os.environ.get("CASUS_APPROVERS"),
        type=["null", "string"],
        description="Users of Airflow, with commas, one of whom must approve a release with flags; * for anybody. "
        "Default: CASUS_APPROVERS, or else nobody: it is released with its flags.",
    ),
}
REPROCESS = {
    **_DATA,
    "from": Param(None, type=["null", "string"], description="First batch, by name, such as 2024-02-01. Default: all."),
    "to": Param(None, type=["null", "string"], description="Last batch, by name, such as 2024-02-29. Default: all."),
}

#: When sources are read. A run is about the interval that just ended, such as yesterday at midnight: `airflow backfill`
#: of a day is the run that would have been about that day.
SCHEDULE = CronDataIntervalTimetable(os.environ.get("CASUS_SCHEDULE", "@daily"), timezone="UTC")

#: What a person or a task says: parameters, a chunk.
Told = dict[str, Any]

#: Pools of Airflow (`pools.json`): sources read at once, tasks that change the store, chunks worked on.
SOURCES_POOL, STORE_POOL, WORK_POOL = "casus_sources", "casus_store", "casus_work"

#: A host that is away is asked again over an hour and a half; a disk or a store over some minutes.
PATIENT = {"retries": 4, "retry_delay": timedelta(minutes=5), "max_retry_delay": timedelta(hours=1)}

#: How every DAG of casus is set up; one run at a time, because all of them write to one store.
COMMON: dict[str, Any] = {
    "start_date": datetime(2024, 1, 1, tzinfo=UTC),
    "catchup": False,
    "max_active_runs": 1,
    "tags": ["casus"],
    "dagrun_timeout": timedelta(hours=12),
    "on_failure_callback": tell_failure,
    "default_args": {
        "owner": os.environ.get("CASUS_OWNER", "casus"),
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=2),
        "on_failure_callback": report_failure,
    },
}


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a task of a function: what may pass the next time is tried again, what cannot ends the task at once.

    A store, a disk or a host that is busy or away may be free later; a setting or a source that is wrong stays wrong.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        @wraps(function)
        def run(*given: Any, **named: Any) -> Any:
            try:
                return function(*given, **named)
            except CasusError as error:
                if error.may_pass:
                    raise
                raise AirflowFailException(str(error)) from error

        return task(**options)(run)

    return decorate


def connection(name: str) -> str | None:
    """The Authorization header that the Airflow connection of this name stands for; None if there is none."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    from pipeline.ingest.web.credentials import header

    try:
        found = Connection.get(name)
    except AirflowNotFoundException:
        return None
    return header(found.login, found.password) if found.password else None


def store(params: Told) -> Store:
    """The store of the dataset that a run works on."""
    return Store(params["data"], work=params.get("work"))


def work_of(dag_run: Any) -> str:
    """Name of the work folder of a run, its own also where two schedulers have runs of one name."""
    return f"airflow-{blake2b(f'{dag_run.run_id} {dag_run.run_after}'.encode(), digest_size=6).hexdigest()}"


def told(events: Iterable[Any], params: Told) -> list[Told]:
    """What the asset events that started a run say; none if it was started by hand.

    Raises:
        AirflowFailException: If they are about another dataset than this run, or about none that casus knows of.
    """
    found = [dict(event.extra) for event in events]
    others = sorted({str(extra.get("data")) for extra in found} - {params["data"]})
    if others == ["None"]:
        raise AirflowFailException(
            "the asset event that started this run was not made by casus: it names no dataset. Start this DAG by hand "
            "instead of its asset."
        )
    if others:
        raise AirflowFailException(
            f"something came into {others[0]}, and this run is about {params['data']}. Start this DAG by hand, with "
            f"data={others[0]}, or set CASUS_DATA."
        )
    return found
