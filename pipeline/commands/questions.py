"""What a line asks and what it is answered: the two ends of every article command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline import contract
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line is answered.

    Attributes:
        id: The id of the line; None when it has none that can be used.
        body: The JSON object that is written.
        matter: What a later step of the command needs to know about it; None when there is none.
    """

    id: str | None
    body: dict[str, Any]
    matter: Any = None


def alone(articles: Sequence[Article]) -> dict[str, pa.Table]:
    """What the stages read for articles that belong to no dataset: nothing else is known."""
    given = {"articles": contract.from_records("articles", articles)}
    return given | {name: contract.empty(name) for name in ("article_index", "admissions")}


def refusal(name: Any, reason: str, detail: str = "") -> Answer:
    """The answer to a line that cannot be used."""
    known = name if isinstance(name, str) and name else None
    body = {"id": known, "status": "rejected", "reasons": [reason], **({"detail": detail} if detail else {})}
    return Answer(known, body)


def rejected(line: bytes, reason: str, detail: str = "") -> Answer:
    """The answer to a line whose work failed."""
    return refusal(given_id(line), reason, detail)


def given_id(line: bytes) -> Any:
    """The id that a line gives itself, usable or not; None when there is none to be seen."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("id") if isinstance(row, dict) else None


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
