"""Read articles: event mentions with their words. spaCy lives here."""

from pipeline.stage import Stage

STAGE = Stage(
    name="extract",
    reads=("screened",),
    writes=("readings", "mentions"),
    run="pipeline.extract.run:extract",
    key="article_id",
)
