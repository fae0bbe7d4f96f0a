"""Take in the articles of every source, once an interval: the first of three DAGs.

    list_sources -> take_in (one task a source) -> announce
                                                -> every_source

`announce` updates the asset `casus_articles` and names the batches that hold these articles: `build_events` starts.
A source that cannot be read keeps no other one up: the run goes on with the others, and is failed by `every_source`.
An article that is known already stays as it is: running an interval again changes nothing.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job
from pipeline.ingest.web.credentials import also_ask

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
import casus_joints as casus  # noqa: E402 - see above
from casus_notices import tell_odd_sources  # noqa: E402 - see above


@dag(schedule=casus.SCHEDULE, doc_md=__doc__, params=casus.INGEST, **casus.COMMON)
def ingest_articles() -> None:
    @casus.step()
    def list_sources(params: casus.Told, dag_run: Any) -> list[str]:
        """Names of the sources."""
        return [source.name for source in _sources(params, dag_run)]

    @casus.step(map_index_template="{{ source }}", pool=casus.SOURCES_POOL, **casus.PATIENT)
    def take_in(source: str, params: casus.Told, dag_run: Any) -> casus.Told:
        """Take in the articles of one source."""
        also_ask(casus.connection)
        at = job.instant(params["at"] or dag_run.data_interval_end or dag_run.run_after)
        entries = [entry for entry in _sources(params, dag_run) if entry.name == source]
        return asdict(job.take_in(casus.store(params), entries, job.run_at(at)))

    @casus.step(outlets=[casus.ARTICLES], trigger_rule="all_done_min_one_success")
    def announce(intakes: list[casus.Told], params: casus.Told, dag_run: Any, outlet_events: Any) -> None:
        """Say which batches hold the articles; this is what `build_events` waits for."""
        found = list(intakes)
        numbers = {name: sum(intake[name] for intake in found) for name in ("articles", "new", "refused")}
        batches = sorted({name for intake in found for name in intake["batches"]})
        told = {"data": params["data"], "batches": batches, "sources": len(found), **numbers}
        outlet_events[casus.ARTICLES].extra = told
        tell_odd_sources(params, dag_run.dag_id, dag_run.run_id)

    @casus.step()
    def every_source(intakes: list[casus.Told]) -> int:
        """Fail the run if a source failed; gives the number of sources."""
        return len(list(intakes))

    taken = take_in.expand(source=list_sources())
    announce(taken)
    every_source(taken)


def _sources(params: casus.Told, dag_run: Any) -> list[Any]:
    return job.sources(job.of_day(params["sources"], dag_run.data_interval_start), f"{dag_run.dag_id}/{dag_run.run_id}")


ingest_articles()
