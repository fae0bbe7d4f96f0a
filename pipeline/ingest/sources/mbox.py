"""A mailbox export (.mbox), read message by message: newsletters, wire services by mail, alerts.

The article is the plain text of a message, or its HTML where it has none; the headline is its subject, the day its
date, the publisher its sender, the id its Message-ID.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from functools import partial

from pipeline.errors import SourceError
from pipeline.ingest.articles import (
    HTML,
    MAX_FIELD_CHARS,
    TEXT,
    Place,
    Refused,
    article,
    check_body,
    description,
    is_id,
    taken_or_refused,
)
from pipeline.ingest.entries import SourceEntry
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: publisher, language: of messages that say nothing of it themselves.
OPTIONS = ("publisher", "language")
#: How the names of files end that are such a source without an entry.
SUFFIXES = (".mbox",)

KIND = "mbox"
#: Bytes of one message with its attachments; mail servers stop at 25 to 50 MB.
MAX_MESSAGE_BYTES = 50 * 1024 * 1024
#: Bytes of a line that are read at once.
_READ_BYTES = 1024 * 1024

#: The line before a message, as RFC 4155 has it: a sender and a date that ends in a year.
_BETWEEN = re.compile(rb"From \S.* \d{4}\s*$")
#: Lines of a body that look like it are quoted.
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The article of each message, or why there is none.

    Raises:
        SourceError: If the file cannot be read.
    """
    for number, message in enumerate(_messages(entry), start=1):
        place = Place(entry.name, KIND, f"{entry.path.name}#{number}")
        yield taken_or_refused(partial(_article, message, entry, place, run), place, run)


def _messages(entry: SourceEntry) -> Iterator[bytes | None]:
    """The messages one by one; None for one over MAX_MESSAGE_BYTES."""
    try:
        with entry.path.open("rb") as file:
            lines: list[bytes] = []
            size, is_open, after_blank = 0, False, True
            while line := file.readline(_READ_BYTES):
                if after_blank and _BETWEEN.match(line):
                    if is_open:
                        yield b"".join(lines) if size <= MAX_MESSAGE_BYTES else None
                    lines, size, is_open = [], 0, True
                else:
                    is_open = True
                    size += len(line)
                    if size <= MAX_MESSAGE_BYTES:
                        lines.append(line)
                after_blank = not line.strip()
            if is_open:
                yield b"".join(lines) if size <= MAX_MESSAGE_BYTES else None
    except OSError as error:
        raise SourceError(f"{entry.path}: cannot be read: {(error.strerror or str(error)).lower()}.") from error


def _article(data: bytes | None, entry: SourceEntry, place: Place, run: Run) -> Article:
    if data is None:
        raise Refused("TOO_LARGE", f"a message of more than {MAX_MESSAGE_BYTES} bytes")
    try:
        message = email.message_from_bytes(_QUOTED.sub(rb"\1", data))
        article_id = _header(message, "message-id").strip("<>")
        part, media_type = _body_part(message)
        body = _body(part)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        # The parser of the standard library gives up in these ways on headers and parts that are none.
        raise Refused("UNREADABLE_LINE", f"no message: {type(error).__name__}") from error
    if not is_id(article_id):
        article_id = f"{place.source}/{place.origin}"
    name, address = parseaddr(_header(message, "from"))
    given = {
        "title": _header(message, "subject")[:MAX_FIELD_CHARS],
        "published": _header(message, "date")[:MAX_FIELD_CHARS],
        "publisher": entry.options.get("publisher") or (name or address)[:MAX_FIELD_CHARS],
        "language": entry.options.get("language"),
    }
    check_body(body, media_type, article_id)
    headers = ((name, str(value)) for name, value in message.items())
    return article(article_id, body, media_type, description(given, article_id), place, run, headers)


def _header(message: Message, name: str) -> str:
    """A header as text, on one line; empty if there is none."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        text = str(raw)
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())


def _body_part(message: Message) -> tuple[Message, str]:
    """The part of a message that is the article, and what it is."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_filename() is None]
    for media_type in (TEXT, HTML):
        for part in parts:
            if part.get_content_type() == media_type and _payload(part).strip():
                return part, media_type
    raise Refused("NO_TEXT", "no part is text")


def _body(part: Message) -> bytes:
    """The bytes of a part, in UTF-8 whatever its own encoding is."""
    data = _payload(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8").encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("windows-1252", "replace").encode("utf-8")


def _payload(part: Message) -> bytes:
    """The bytes of a part without their transfer encoding; none for what holds other parts."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
