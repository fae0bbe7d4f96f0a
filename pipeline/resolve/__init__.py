"""Resolve mentions: days, places, actors, deaths; join the mentions of one event."""

from pipeline.stage import Stage

STAGE = Stage(
    name="resolve",
    reads=("readings", "mentions"),
    writes=("candidates",),
    run="pipeline.resolve.run:resolve",
    key="article_id",
)
