"""Screen documents: language, relevance to conflict, copies."""

from pipeline.stage import Stage

STAGE = Stage(
    name="screen",
    reads=("documents", "article_index", "admissions"),
    writes=("screened",),
    run="pipeline.screen.run:screen",
    key="article_id",
)
