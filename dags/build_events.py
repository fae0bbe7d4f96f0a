"""Read the articles that have come in, and merge what they tell into events: the second of three DAGs.

    which_batches -> plan -> clean (one task a chunk) -> index -> code (one task a chunk) -> collect -> merge

A chunk is 2,500 articles for each of its processes; between tasks go names of chunks, never articles. `merge` updates
the asset `casus_events`.
Started by hand, without batches, it reads all articles again (`reprocess_articles` does so batch by batch).
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from airflow.sdk import dag

from pipeline import job

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
import casus_joints as casus  # noqa: E402 - see above


@dag(schedule=[casus.ARTICLES], doc_md=__doc__, params=casus.BUILD, **casus.COMMON)
def build_events() -> None:
    @casus.step()
    def which_batches(params: casus.Told, triggering_asset_events: casus.Told) -> list[str]:
        told = casus.told(triggering_asset_events[casus.ARTICLES], params)
        came = [name for extra in told for name in extra["batches"]]
        return sorted(set(params["batches"] or came or casus.store(params).batches()))

    @casus.step()
    def plan(batches: list[str], params: casus.Told, dag_run: Any) -> list[casus.Told]:
        chunks = job.plan(casus.store(params), casus.work_of(dag_run), batches, size=params["chunk"])
        return [asdict(chunk) for chunk in chunks]

    @casus.step(pool=casus.WORK_POOL)
    def clean(chunk: casus.Told, params: casus.Told) -> None:
        job.clean_chunk(casus.store(params), job.Chunk(**chunk), workers=params["workers"])

    @casus.step(trigger_rule="none_failed")  # no chunk to clean is no failure
    def index(params: casus.Told, dag_run: Any) -> list[casus.Told]:
        """Index what was cleaned, so that copies are found; gives the chunks to code."""
        chunks = job.index(casus.store(params), casus.work_of(dag_run), size=params["chunk"])
        return [asdict(chunk) for chunk in chunks]

    @casus.step(pool=casus.WORK_POOL)
    def code(chunk: casus.Told, params: casus.Told) -> None:
        job.code_chunk(casus.store(params), job.Chunk(**chunk), workers=params["workers"])

    @casus.step(trigger_rule="none_failed", pool=casus.STORE_POOL)
    def collect(params: casus.Told, dag_run: Any) -> None:
        job.collect(casus.store(params), casus.work_of(dag_run))

    @casus.step(outlets=[casus.EVENTS], pool=casus.STORE_POOL)
    def merge(params: casus.Told, outlet_events: Any) -> None:
        touched = {count.stage: asdict(count) for count in job.merge(casus.store(params))}
        outlet_events[casus.EVENTS].extra = {"data": params["data"], **touched}

    chunks = index()
    clean.expand(chunk=plan(which_batches())) >> chunks
    code.expand(chunk=chunks) >> collect() >> merge()


build_events()
