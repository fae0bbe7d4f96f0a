"""What a line of articles asks, for the commands that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline import contract
from pipeline.commands.answers import Answer, refusal
from pipeline.ingest.articles import Place
from pipeline.ingest.lines import KIND, NO_ENTRY, article_of_line
from pipeline.records import Article, Reject
from pipeline.stage import Run

if TYPE_CHECKING:
    import pyarrow as pa

#: What an answer may know of its run: nothing, so that a line is answered alike on any day.
RUN = Run(run_id="lines", at=datetime(1970, 1, 1, tzinfo=UTC), batch="lines")

#: Where a line lies; its number is not told, so that what it is answered depends on the line alone.
PLACE = Place(NO_ENTRY, KIND, NO_ENTRY)


def alone(articles: Sequence[Article]) -> dict[str, pa.Table]:
    """What the stages read for articles that belong to no dataset: nothing else is known."""
    given = {"articles": contract.from_records("articles", articles)}
    return given | {name: contract.empty(name) for name in ("article_index", "admissions")}


def asked(lines: Sequence[bytes]) -> list[Article | Answer]:
    """The article of each line, or the answer to a line that holds none."""
    return [_asked(line) for line in lines]


def _asked(line: bytes) -> Article | Answer:
    found = article_of_line(line, PLACE, RUN)
    return refusal(found.article_id, found.reason, found.detail) if isinstance(found, Reject) else found


def distinct(questions: Sequence[Article | Answer]) -> list[Article]:
    """The articles, each id once: the first of several, because only that one is answered (see `articles.py`)."""
    found: dict[str, Article] = {}
    for question in questions:
        if isinstance(question, Article):
            found.setdefault(question.article_id, question)
    return list(found.values())
