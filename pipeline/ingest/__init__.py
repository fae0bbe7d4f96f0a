"""Take articles in as they are: bytes kept, nothing interpreted."""

from pipeline.stage import Stage

STAGE = Stage(name="ingest", reads=(), writes=("articles",), run="pipeline.ingest.run:ingest", key="article_id")
