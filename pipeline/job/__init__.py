"""The whole job, in steps that `casus run` and the DAGs share.

    take_in -> plan -> clean_chunk (each) -> index -> code_chunk (each) -> collect -> merge -> validate -> release

Each step reads the store or the work folder of its batch and leaves its result there, whole or not at all, so that a
step may be run again at any time with the same outcome. What passes between steps is small: names and numbers.
"""

from pipeline.job.changes import mark_changed, told_of
from pipeline.job.chunks import Chunk, chunk_articles, clean_chunk, code_chunk, index, left_unread, plan
from pipeline.job.intake import Intake, take_in
from pipeline.job.merging import merge, merge_changed
from pipeline.job.publication import REPORT, Verdict, counts, release, released_rows, validate
from pipeline.job.results import collect
from pipeline.job.runs import (
    DEFAULT_SOURCES,
    EPOCH,
    batches_between,
    dataset_run,
    default_at,
    instant,
    newest_day,
    of_day,
    rebuild_run,
    run_at,
    sources,
)

__all__ = [
    "DEFAULT_SOURCES",
    "EPOCH",
    "REPORT",
    "Chunk",
    "Intake",
    "Verdict",
    "batches_between",
    "chunk_articles",
    "clean_chunk",
    "code_chunk",
    "collect",
    "counts",
    "dataset_run",
    "default_at",
    "index",
    "instant",
    "left_unread",
    "mark_changed",
    "merge",
    "merge_changed",
    "newest_day",
    "of_day",
    "plan",
    "rebuild_run",
    "release",
    "released_rows",
    "run_at",
    "sources",
    "take_in",
    "told_of",
    "validate",
]
