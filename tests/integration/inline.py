"""The whole job in this process, for those who do not test the processes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline import job
from pipeline.store import Store


def build(store: Store, source: Path, at: datetime) -> job.Verdict:
    """Take a source in, and do all that follows but the release."""
    intake = job.take_in(store, job.sources(str(source)), job.run_at(at))
    for chunk in job.plan(store, "run", intake.batches):
        job.clean_chunk(store, chunk, workers=0)
    for chunk in job.index(store, "run"):
        job.code_chunk(store, chunk, workers=0)
    job.collect(store, "run")
    job.merge(store)
    return job.validate(store)
