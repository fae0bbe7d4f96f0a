"""Clean pages: the article without the furniture of its page."""

from pipeline.stage import Stage

STAGE = Stage(
    name="clean", reads=("articles",), writes=("documents",), run="pipeline.clean.run:clean", key="article_id"
)
