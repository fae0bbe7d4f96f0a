"""Read the articles that have come in, and merge what they tell into events: the second of three DAGs.

    which_batches -> plan -> clean (one task a chunk) -> index -> code (one task a chunk) -> collect -> merge

A chunk is 2,000 articles; between tasks go names of chunks, never articles. `merge` updates the asset `casus_events`.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from airflow.sdk import dag

from pipeline import job

sys.path.append(str(Path(__file__).parent))  # a scheduler does this, a bare DagBag does not
from casus_joints import ARTICLES, COMMON, DATA, EVENTS, SHARES, WORK, Told, step, store  # noqa: E402 - see above


@dag(schedule=[ARTICLES], doc_md=__doc__, params={"data": DATA, "work": WORK, **SHARES}, **COMMON)
def build_events() -> None:
    @step()
    def which_batches(params: Told, triggering_asset_events: Told) -> list[str]:
        came = [name for event in triggering_asset_events[ARTICLES] for name in event.extra["batches"]]
        return sorted(set(params["batches"] or came or store(params).batches()))

    @step()
    def plan(batches: list[str], params: Told) -> list[Told]:
        return [asdict(chunk) for chunk in job.plan(store(params), "airflow", batches)]

    @step()
    def clean(chunk: Told, params: Told) -> None:
        job.clean_chunk(store(params), job.Chunk(**chunk), workers=params["workers"])

    @step(trigger_rule="none_failed")  # no chunk to clean is no failure
    def index(params: Told) -> list[Told]:
        """Index what was cleaned, so that copies are found; gives the chunks to code."""
        return [asdict(chunk) for chunk in job.index(store(params), "airflow")]

    @step()
    def code(chunk: Told, params: Told) -> None:
        job.code_chunk(store(params), job.Chunk(**chunk), workers=params["workers"])

    @step(trigger_rule="none_failed")
    def collect(params: Told) -> None:
        job.collect(store(params), "airflow")

    @step(outlets=[EVENTS])
    def merge(params: Told) -> None:
        job.merge(store(params))

    chunks = index()
    clean.expand(chunk=plan(which_batches())) >> chunks
    code.expand(chunk=chunks) >> collect() >> merge()


build_events()
