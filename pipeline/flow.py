"""The order of the stages. Read this first.

    sources -> [ingest] -> articles -> [clean] -> documents -> [screen] -> screened -> [extract] -> readings, mentions
            -> [resolve] -> candidates -> [classify] -> coded_events -> [merge] -> draft_events -> [validate] -> events
            -> [publish] -> a release

Each stage is a pure function between the tables that it declares in its own package; here they are only put in order.
`pipeline/runner.py` runs one and checks it, `pipeline/job.py` runs them all, `dags/` say when.
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
#: Work on the whole dataset.
DATASET_STAGES = ("merge", "validate")
#: Writes a release.
PUBLISH = "publish"

ALL = (INGEST, *ARTICLE_STAGES, *DATASET_STAGES, PUBLISH)
