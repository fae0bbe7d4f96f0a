"""Make articles of what was given: the checks that every kind of source shares."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from pipeline.records import Article, Reject
from pipeline.stage import Run

#: Bytes of one article. News is far shorter; a page of 5 MB is a dump or an attack.
MAX_ARTICLE_BYTES = 4 * 1024 * 1024
#: Code points of an id.
MAX_ID_LENGTH = 300
_TEXTS = ("title", "published", "url", "source", "language")


def reject(key: str, reason: str, detail: str, run: Run) -> Reject:
    """A row for what was refused at the door."""
    return Reject(stage="ingest", key=key, article_id=None, reason=reason, detail=detail[:300], batch=run.batch)


def article_of_line(line: bytes, key: str, *, source_name: str, publisher: str | None, language: str | None, run: Run) -> Article | Reject:
    """The article of one line in the form of the command-line contract, or the reason why there is none.

    Args:
        line: The bytes of the line.
        key: What names the line in rejects, e.g. "wire.jsonl:17".
    """
    if len(line) > MAX_ARTICLE_BYTES:
        return reject(key, "TOO_LARGE", f"{len(line)} bytes; {MAX_ARTICLE_BYTES} are allowed", run)
    try:
        row: Any = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return reject(key, "BAD_ENCODING", f"not UTF-8 at byte {error.start}", run)
    except (ValueError, RecursionError) as error:
        return reject(key, "UNREADABLE_LINE", str(error), run)
    if not isinstance(row, dict):
        return reject(key, "UNREADABLE_LINE", "not an object", run)
    name = row.get("id")
    if not isinstance(name, str) or not name or len(name) > MAX_ID_LENGTH or "\x00" in name:
        return reject(key, "NO_ID", "id must be a text of 1 to 300 characters", run)
    html = row.get("html")
    text = html if isinstance(html, str) and html else row.get("text")
    if not isinstance(text, str) or not text.strip():
        return reject(name, "NO_TEXT", "neither text nor html", run)
    if "\x00" in text:
        return reject(name, "NUL_BYTES", f"at character {text.index(chr(0))}", run)
    for field in _TEXTS:
        if row.get(field) is not None and not isinstance(row[field], str):
            return reject(name, "META_INVALID", f"{field} is no text", run)
    try:
        body = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return reject(name, "BAD_ENCODING", f"half a surrogate pair at character {error.start}", run)
    return Article(
        article_id=name, source_name=source_name, source_kind="jsonl", origin=key, url=row.get("url"), media_type="text/html" if text is html else "text/plain", body=body, sha256=sha256(body).hexdigest(),
        title=row.get("title"), published=row.get("published"), language=row.get("language") or language, publisher=row.get("source") or publisher, first_seen_at=run.at, batch=run.batch,
    )  # fmt: skip
