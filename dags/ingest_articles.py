"""Take in the articles of every source, once an interval: the first of three DAGs.

    list_sources -> take_in (one task a source) -> announce

`announce` updates the asset `casus_articles` and names the batches that hold these articles: `build_events` starts.
An article that is known already stays as it is: running an interval again changes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job
from pipeline.ingest.web.credentials import also_ask

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
from casus_joints import ARTICLES, AT, COMMON, DATA, SOURCES, Told, connection, step, store  # noqa: E402 - see above


@dag(schedule="@daily", doc_md=__doc__, params={"sources": SOURCES, "data": DATA, "at": AT}, **COMMON)
def ingest_articles() -> None:
    @step()
    def list_sources(params: Told) -> list[str]:
        """Names of the sources."""
        return [source.name for source in job.sources(params["sources"])]

    @step(map_index_template="{{ source }}")
    def take_in(source: str, params: Told, dag_run: Any) -> list[str]:
        """Take in the articles of one source; gives the batches that hold them."""
        also_ask(connection)
        at = job.instant(params["at"] or dag_run.data_interval_end or dag_run.run_after)
        entries = [entry for entry in job.sources(params["sources"]) if entry.name == source]
        return list(job.take_in(store(params), entries, job.run_at(at)).batches)

    @step(outlets=[ARTICLES])
    def announce(batches: list[list[str]], outlet_events: Any) -> None:
        """Say which batches hold the articles; this is what `build_events` waits for."""
        outlet_events[ARTICLES].extra = {"batches": sorted({name for names in batches for name in names})}

    names = list_sources()
    announce(take_in.expand(source=names))


ingest_articles()
