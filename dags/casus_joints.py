"""What the DAGs of casus share: the assets that join them, their parameters, how they try again.

Neither this nor a DAG file loads pyarrow, spaCy, pandas or Great Expectations: the scheduler reads them all day.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from airflow.sdk import Asset, Param, task
from airflow.sdk.exceptions import AirflowFailException

from pipeline.errors import CasusError, StoreError
from pipeline.store import Store

ARTICLES = Asset(name="casus_articles", uri="casus://store/articles")
EVENTS = Asset(name="casus_events", uri="casus://store/draft_events")
RELEASE = Asset(name="casus_release", uri="casus://releases")

DATA = Param(
    os.environ.get("CASUS_DATA", "data"),
    type="string",
    description="Folder of the dataset, or s3://bucket/prefix. Default: the environment variable CASUS_DATA.",
)
WORK = Param(
    os.environ.get("CASUS_WORK"),
    type=["null", "string"],
    description="Folder on a disk for a run in progress, seen by all workers. Default: CASUS_WORK, or else DATA/work.",
)
SOURCES = Param(
    "seeds/sources.yaml",
    type="string",
    description="A folder of .html and .txt files, a .jsonl file of article lines, or a .yaml list of sources.",
)
AT = Param(None, type=["null", "string"], description="Logical time, ISO, UTC. Default: the end of the interval.")
#: Of a run over articles that have come in.
SHARES = {
    "batches": Param(
        None,
        type=["null", "array"],
        description="Batches to read. Default: those that came in, or else all. Those left unread come with them.",
    ),
    "workers": Param(None, type=["null", "integer"], minimum=1, description="Processes a task. Default: the cores."),
}

#: What a person or a task says: parameters, a chunk.
Told = dict[str, Any]

#: How every DAG of casus is set up; one run at a time, because all of them write to one store.
COMMON: dict[str, Any] = {
    "start_date": datetime(2024, 1, 1, tzinfo=UTC),
    "catchup": False,
    "max_active_runs": 1,
    "tags": ["casus"],
    "dagrun_timeout": timedelta(hours=12),
    "default_args": {
        "owner": "casus",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=2),
    },
}


def step(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a task of a function: what may pass the next time is tried again, what cannot ends the task at once.

    A disk or a store that is busy may be free later; a setting, a source or an article that is wrong stays wrong.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        @wraps(function)
        def run(*given: Any, **named: Any) -> Any:
            try:
                return function(*given, **named)
            except StoreError:
                raise
            except CasusError as error:
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
