"""What a line asks and what it is answered: the two ends of every article command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pipeline.records import Article
from pipeline.stage import Run

#: What an answer may know of its run: nothing, so that a line is answered alike on any day.
RUN = Run(run_id="lines", at=datetime(1970, 1, 1, tzinfo=UTC), batch="lines")


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


def refusal(name: Any, reason: str, detail: str = "") -> Answer:
    """The answer to a line that cannot be used."""
    body = {"id": name, "status": "rejected", "reasons": [reason], **({"detail": detail} if detail else {})}
    return Answer(name if isinstance(name, str) and name else None, body)


def rejected(line: bytes, reason: str, detail: str = "") -> Answer:
    """The answer to a line whose work failed."""
    return refusal(given_id(line), reason, detail)


def given_id(line: bytes) -> Any:
    """The id that a line gives itself, usable or not; None when there is none to be seen."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    name = row.get("id") if isinstance(row, dict) else None
    return name if isinstance(name, str | int) else None


def asked(lines: Sequence[bytes]) -> list[Article | Answer]:
    """The article of each line, or the answer to a line that holds none."""
    return [_asked(line) for line in lines]


def _asked(line: bytes) -> Article | Answer:
    try:
        row = json.loads(line)
    except ValueError as error:
        return refusal(None, "UNREADABLE_LINE", str(error))
    if not isinstance(row, dict):
        return refusal(None, "UNREADABLE_LINE", "not an object")
    name = row.get("id")
    if not isinstance(name, str) or not name:
        return refusal(name, "NO_ID")
    html = row.get("html")
    text = html if isinstance(html, str) else row.get("text")
    if not isinstance(text, str) or not text.strip():
        return refusal(name, "NO_TEXT")
    body = text.encode("utf-8", "replace")
    return Article(
        article_id=name, source_name="input", source_kind="jsonl", origin="input", url=row.get("url"),
        media_type="text/html" if isinstance(html, str) else "text/plain", body=body, sha256=sha256(body).hexdigest(),
        title=row.get("title"), published=row.get("published"), language=row.get("language"), publisher=row.get("source"),
        first_seen_at=RUN.at, batch=RUN.batch,
    )  # fmt: skip
