"""Article lines: JSON objects, one a line, as the command-line contract gives them.

    {"id": str, "text": str | "html": str,
     "title": str?, "published": str?, "url": str?, "source": str?, "language": str?, "withdrawn": bool?}

`source` is who published the article; other keys are not for casus and are passed over. An article that is withdrawn
was taken back by its publisher; its line need not hold the text.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from pipeline.ingest.articles import (
    HTML,
    MAX_BODY_BYTES,
    TEXT,
    Place,
    Refused,
    article,
    check_body,
    description,
    is_id,
    refuse_withdrawn,
    taken_or_refused,
)
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: Bytes of one line: a body of the largest size, every character of it escaped, and its description.
MAX_LINE_BYTES = 6 * MAX_BODY_BYTES + 64 * 1024

#: Name that stands for the source of lines that come by no source entry, such as those on standard input.
NO_ENTRY = "input"

KIND = "jsonl"


def read_lines(lines: Iterable[bytes], origin: str, run: Run, name: str = NO_ENTRY) -> Iterator[Article | Reject]:
    """The article of each line, or why there is none.

    Args:
        lines: Without their line ends; blank ones are refused like any other line that holds no article.
        origin: Where they lie; the number of the line is put after it.
        run: What may be known about the run.
        name: Name of the source entry.
    """
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield article_of_line(line, Place(name, KIND, f"{origin}#{number}"), run)


def article_of_line(line: bytes, place: Place, run: Run) -> Article | Reject:
    """The article of one line, or the row that says why there is none."""
    return taken_or_refused(partial(_article, line, place, run), place, run)


def _article(line: bytes, place: Place, run: Run) -> Article:
    row = _object(line)
    article_id = row.get("id")
    if not is_id(article_id):
        raise Refused("NO_ID", "no id" if article_id is None else "the id is no printable text of up to 512 characters")
    refuse_withdrawn(row, article_id)
    html = row.get("html")
    text = row.get("text") if html is None else html
    if text is None:
        raise Refused("NO_TEXT", "neither text nor html", article_id)
    if not isinstance(text, str):
        raise Refused("NO_TEXT", f"{'text' if html is None else 'html'} is {type(text).__name__}", article_id)
    told = description({**row, "publisher": row.get("source")}, article_id)
    try:
        body = text.encode("utf-8")
    except UnicodeEncodeError as error:
        detail = f"half of a surrogate pair at character {error.start}"
        raise Refused("BAD_ENCODING", detail, article_id) from error
    media_type = TEXT if html is None else HTML
    check_body(body, media_type, article_id)
    return article(article_id, body, media_type, told, place, run)


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise Refused("TOO_LARGE", f"the line has more than {MAX_LINE_BYTES} bytes")
    if b"\0" in line:
        raise Refused("NUL_BYTES", f"first at byte {line.index(0)} of the line", _id_seen(line))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("BAD_ENCODING", f"not UTF-8 at byte {error.start} of the line", _id_seen(line)) from error
    if not text.strip():
        raise Refused("UNREADABLE_LINE", "blank")
    try:
        row = json.loads(text)
    except ValueError as error:
        raise Refused("UNREADABLE_LINE", f"not JSON: {' '.join(str(error).split())[:120]}") from error
    except RecursionError as error:
        raise Refused("UNREADABLE_LINE", "not JSON: nested too deeply") from error
    if not isinstance(row, dict):
        raise Refused("UNREADABLE_LINE", f"a JSON {type(row).__name__}, not an object")
    return row


def _id_seen(line: bytes) -> str | None:
    """The id of a line that is otherwise damaged, so that whoever asked can be answered; None if it is not clear."""
    try:
        row = json.loads(line.replace(b"\0", b"").decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    found = row.get("id") if isinstance(row, dict) else None
    return found if is_id(found) and "\ufffd" not in found else None
