"""Ingest: bring articles in as they were received, byte for byte; nothing about them is interpreted."""

from pipeline.stage import Stage

STAGE = Stage(name="ingest", reads=(), writes=("articles",), run="pipeline.ingest.run:ingest", key="article_id")
