"""An article as received: what it must be to be taken in, and the row that is made of it.

Nothing here reads a clock or interprets a body: the bytes are kept as they came, and what is said about them is kept in
the words of whoever said it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, TypeGuard

from pipeline.records import Article, Reject
from pipeline.stage import Run

#: Bytes of one article, page markup included. The largest news pages are about 2 MB; the HTML parser needs up to 4.5 s
#: for each further megabyte.
MAX_BODY_BYTES = 4 * 1024 * 1024

#: Code points of an id, and of a title, an address and so on.
MAX_ID_CHARS = 512
MAX_FIELD_CHARS = 4096

#: Headers of an article that are kept, and those that are not: cookies are between a server and a reader.
MAX_HEADERS = 100
_PRIVATE = frozenset({"set-cookie", "set-cookie2"})

HTML = "text/html"
TEXT = "text/plain"

#: What a source may say about an article beside its id and body; all of it is text and may be missing.
DESCRIPTIONS = ("title", "published", "url", "publisher", "language")

#: Why an article is refused that its publisher took back; one that was known before is taken away with its events.
WITHDRAWN = "WITHDRAWN"

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lay.

    Attributes:
        source: Name of the source entry.
        kind: Kind of the source.
        origin: Path relative to the source, with #line for JSON Lines.
    """

    source: str
    kind: str
    origin: str


class Refused(Exception):
    """An article cannot be taken in; caught by the source that was reading it, and turned into a row of `rejects`.

    Args:
        reason: Code of codes/reject_reason.csv.
        detail: What is wrong, in a few words; never the text of the article.
        article_id: The id that the article gives itself, where that much could be read.
    """

    def __init__(self, reason: str, detail: str, article_id: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.article_id = article_id


def refusal(refused: Refused, place: Place, run: Run) -> Reject:
    """The row for an article that is not taken in; its key is the id, or where it lay when it has none."""
    detail = f"{place.source}/{place.origin}: {refused.detail}" if refused.reason == WITHDRAWN else refused.detail
    return Reject(
        stage="ingest",
        key=refused.article_id or f"{place.source}/{place.origin}",
        article_id=refused.article_id,
        reason=refused.reason,
        detail=detail,
        batch=run.batch,
    )


def taken_or_refused(take: Callable[[], Article], place: Place, run: Run) -> Article | Reject:
    """The article that `take` gives, or the row that says why there is none."""
    try:
        return take()
    except Refused as refused:
        return refusal(refused, place, run)


def article(
    article_id: str,
    body: bytes,
    media_type: str,
    told: Mapping[str, str | None],
    place: Place,
    run: Run,
    headers: Iterable[tuple[str, str]] = (),
) -> Article:
    """The row of an article whose id, body and description have been checked.

    Args:
        article_id: Its id.
        body: Its bytes.
        media_type: What they are.
        told: What its source says of it.
        place: Where it lay.
        run: What may be known about the run.
        headers: Name and value of what was sent with the body.
    """
    return Article(
        article_id=article_id,
        source_name=place.source,
        source_kind=place.kind,
        origin=place.origin,
        media_type=media_type,
        body=body,
        headers=tuple(_header(*pair) for pair in islice(headers, MAX_HEADERS) if pair[0].lower() not in _PRIVATE),
        sha256=sha256(body).hexdigest(),
        first_seen_at=run.at,
        batch=run.batch,
        **{name: told.get(name) for name in DESCRIPTIONS},
    )


def _header(name: str, value: str) -> str:
    """A header on one line, of characters that can be stored."""
    line = " ".join(f"{name.lower()}: {value}"[:MAX_FIELD_CHARS].split())
    return line.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def is_id(value: Any) -> TypeGuard[str]:
    """True for text that can name an article: not blank, not long, no control characters, no half surrogate pair."""
    return isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_ID_CHARS and value.isprintable()


def refuse_withdrawn(given: Mapping[str, Any], article_id: str | None) -> None:
    """Refuse what its source says its publisher took back: `withdrawn` is true there.

    Raises:
        Refused: WITHDRAWN; META_INVALID, if the value is neither true nor false.
    """
    value = given.get("withdrawn")
    told = value.strip().lower() if isinstance(value, str) else value
    if told is True or told == "true":
        raise Refused(WITHDRAWN, "its publisher took it back", article_id)
    if told not in (None, False, "false"):
        raise Refused("META_INVALID", "withdrawn is neither true nor false", article_id)


def description(given: Mapping[str, Any], article_id: str | None = None) -> dict[str, str | None]:
    """What a source says about an article: the known keys, blank ones as None; other keys are not for casus.

    Raises:
        Refused: META_INVALID, if a value is not text, is too long or cannot be stored.
    """
    told: dict[str, str | None] = {}
    for name in DESCRIPTIONS:
        value = given.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise Refused("META_INVALID", f"{name} is {type(value).__name__}, not text", article_id)
        value = value.strip()
        if len(value) > MAX_FIELD_CHARS:
            raise Refused("META_INVALID", f"{name} has {len(value)} characters, over {MAX_FIELD_CHARS}", article_id)
        if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
            raise Refused("META_INVALID", f"{name} holds characters that are no text", article_id)
        if name == "language" and len(value) == 1:
            raise Refused("META_INVALID", "language is no code such as en", article_id)
        told[name] = value or None
    return told


def check_body(body: bytes, media_type: str, article_id: str | None) -> None:
    """Refuse bytes that no article has.

    Plain text must be UTF-8. A page may declare another encoding; that is looked at when it is cleaned, because only
    the page itself can say so.

    Raises:
        Refused: NO_TEXT, TOO_LARGE, NUL_BYTES or BAD_ENCODING.
    """
    if not body:
        raise Refused("NO_TEXT", "0 bytes", article_id)
    if len(body) > MAX_BODY_BYTES:
        raise Refused("TOO_LARGE", f"more than {MAX_BODY_BYTES} bytes", article_id)
    is_utf16_page = media_type == HTML and body.startswith(_UTF16_MARKS)
    if b"\0" in body and not is_utf16_page:
        raise Refused("NUL_BYTES", f"first at byte {body.index(0)}", article_id)
    if media_type == TEXT:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("BAD_ENCODING", f"not UTF-8 at byte {error.start}", article_id) from error
