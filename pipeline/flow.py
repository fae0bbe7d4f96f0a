"""The order of the stages. Read this first.

    sources -> [ingest] -> articles -> [clean] -> documents -> [screen] -> screened -> [extract] -> readings, mentions
            -> [resolve] -> candidates -> [classify] -> coded_events -> [merge] -> draft_events -> [validate] -> events
            -> [publish] -> a release

Each stage is a pure function between the tables that it declares in its own package; here they are only put in order.
`pipeline/runner.py` runs one and checks it, `pipeline/job/` runs them all, `dags/` say when.
"""

from __future__ import annotations

from importlib import import_module

from pipeline.stage import Stage


def stage(name: str) -> Stage:
    """The stage of this name."""
    found: Stage = import_module(f"pipeline.{name}").STAGE
    return found


#: Works on sources: a folder, a file, a feed.
INGEST = "ingest"
#: Work on one article at a time and never look at another: any number of workers may share them out.
ARTICLE_STAGES = ("clean", "screen", "extract", "resolve", "classify")
#: Between these two the job makes the index of all known articles, in which copies are found.
CLEANING, CODING = ARTICLE_STAGES[:1], ARTICLE_STAGES[1:]
#: Work on the whole dataset.
MERGE, VALIDATE = DATASET_STAGES = ("merge", "validate")
#: Writes a release.
PUBLISH = "publish"

ALL = (INGEST, *ARTICLE_STAGES, *DATASET_STAGES, PUBLISH)
