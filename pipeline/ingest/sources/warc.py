"""WARC files (.warc, .warc.gz), or a folder of them, read record by record: an archive may be larger than the memory.

Articles are the responses with status 200 that are pages or plain text, named after their address. Whatever else an
archive holds (requests, metadata, pictures, redirects) is passed over. A damaged record is one refusal, and reading
goes on with the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pipeline.errors import SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES, Place, Refused, article, check_body, description, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.web.fetching import Response
from pipeline.ingest.web.pages import canonical, id_of_page, media_type_of
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: publisher, language: of all pages of the archive.
OPTIONS = ("publisher", "language")

KIND = "warc"
SUFFIXES = (".warc", ".warc.gz")
#: Damaged records of one file after which the rest of it is left.
MAX_DAMAGED = 1_000
#: How a record begins, in a file that is packed and in one that is not.
_STARTS = (b"\x1f\x8b\x08", b"WARC/1.")
_READ_BYTES = 1024 * 1024
#: Types of which a page may turn out to be one; others are passed over, not refused.
_TEXT_TYPES = ("text/", "application/xhtml", "")


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The articles of an archive, and a refusal for every record that is damaged or no article.

    Raises:
        SourceError: If there is no such file or it cannot be opened.
    """
    for path in _files(entry.path):
        name = path.name if path == entry.path else path.relative_to(entry.path).as_posix()
        try:
            with path.open("rb") as file:
                yield from _rows(file, name, entry, run)
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}.") from error


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(found for found in path.rglob("*") if found.name.endswith(SUFFIXES) and found.is_file())
    if not path.is_file():
        raise SourceError(f"{path}: no such file or folder.")
    return [path]


def _rows(file: IO[bytes], name: str, entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise SourceError("WARC files need more packages: pip install 'casus-etl[fetch]'.") from error

    class Records(ArchiveIterator):  # type: ignore[misc]
        """Says nothing on standard error, where the library would print lines of the archive."""

        INC_RECORD = ""

    begun = 0
    for damaged in range(1, MAX_DAMAGED + 1):
        records = Records(file)
        try:
            for record in records:
                row = _row(record, Place(entry.name, KIND, f"{name}@{records.offset}"), entry, run)
                if row is not None:
                    yield row
            return
        except (ArchiveLoadFailed, ValueError, EOFError, KeyError, AttributeError, IndexError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not the record
            what = " ".join(str(error).split())[:120].lower() or type(error).__name__
        at = max(records.offset, begun)  # the library counts back too far where a packed record is damaged
        place = Place(entry.name, KIND, f"{name}@{at}")
        yield refusal(Refused("UNREADABLE_LINE", f"damaged record: {what}"), place, run)
        following = _next_start(file, at + 1)
        if following is None:
            return
        begun = following
        if damaged == MAX_DAMAGED:
            yield refusal(Refused("UNREADABLE_FILE", f"left after {MAX_DAMAGED} damaged records"), place, run)
        file.seek(following)


def _next_start(file: IO[bytes], at: int) -> int | None:
    """Where the next record may begin, from a place on; None at the end of the file."""
    longest = max(map(len, _STARTS)) - 1
    file.seek(at)
    tail = b""
    while block := file.read(_READ_BYTES):
        window = tail + block
        places = [place for place in (window.find(start) for start in _STARTS) if place >= 0]
        if places:
            return at - len(tail) + min(places)
        at += len(block)
        tail = window[-longest:]
    return None


def _row(record: Any, place: Place, entry: SourceEntry, run: Run) -> Article | Reject | None:
    """The article of a record, why there is none, or None for a record that is none by its kind."""
    if record.rec_type != "response" or record.http_headers is None:
        return None
    told = (record.http_headers.get_header("Content-Type") or "").strip().lower()
    if record.http_headers.get_statuscode() != "200" or not told.startswith(_TEXT_TYPES[:2]) and told:
        return None
    article_id: str | None = None
    try:
        url = canonical(record.rec_headers.get_header("WARC-Target-URI") or "")
        if not url:
            raise Refused("NO_ID", "names no address")
        article_id = id_of_page(url)
        body = _body(record)
        media_type = media_type_of(Response(url, 200, {"content-type": told}, body))
        check_body(body, media_type, article_id)
        given = description({**entry.options, "url": url}, article_id)
        return article(article_id, body, media_type, given, place, run, record.http_headers.headers)
    except Refused as refused:
        return refusal(Refused(refused.reason, refused.detail, article_id), place, run)


def _body(record: Any) -> bytes:
    """The body of a response without its encodings, one byte more than is allowed at most."""
    stream, got = record.content_stream(), bytearray()
    while len(got) <= MAX_BODY_BYTES:
        block = stream.read(min(_READ_BYTES, MAX_BODY_BYTES + 1 - len(got)))
        if not block:
            break
        got += block
    if len(got) <= MAX_BODY_BYTES:
        while record.raw_stream.read(_READ_BYTES):  # what may follow the last chunk
            continue
        if record.raw_stream.limit > 0:
            raise Refused("UNREADABLE_LINE", "damaged record: cut off")
    return bytes(got)
