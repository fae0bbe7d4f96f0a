"""Turn articles as received into texts: furniture gone, headline first, day of publication as told and never invented.

clean(tables, run) -> Result
    reads   articles
    writes  documents   one row an article that holds a text
The words of a text stay as they are; only whole lines, tags of words that are set off in a plain text and a space
inside the name of a road are taken away, and every line end becomes LF.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import pyarrow as pa

from pipeline import contract
from pipeline.clean.frames import is_frame
from pipeline.clean.furniture import MIN_ARTICLE_WORDS, Stripped, strip_furniture
from pipeline.clean.markup import MAX_DEPTH, read_markup
from pipeline.clean.pages import address_day, read_page
from pipeline.clean.texts import day_in_dateline, with_headline, with_line_feeds, with_whole_roads, without_emphasis
from pipeline.language.instants import Stamp, read_stamp
from pipeline.language.layout import without_wraps
from pipeline.records import Article, Document, Reject
from pipeline.stage import Result, Run

#: Code points of one line. Prose has none so long; a dump in one line stalls every reader behind it.
MAX_LINE_CHARS = 200_000
#: Code points of a text; spaCy takes no more.
MAX_TEXT_CHARS = 1_000_000

HTML = "text/html"
#: Bytes from the start in which a page declares its encoding; browsers look at 1,024.
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class _Refused(Exception):
    """The article holds no text that can be read; caught in `clean_article`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def clean(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    documents: list[Document] = []
    rejected: list[Reject] = []
    for article in contract.to_records(tables["articles"], "articles"):
        made = clean_article(article)
        if isinstance(made, Document):
            documents.append(made)
        else:
            rejected.append(made)
    return Result(
        {"documents": contract.from_records("documents", documents)}, contract.from_records("rejects", rejected)
    )


def clean_article(article: Article) -> Document | Reject:
    """The document of one article, or the row that says why there is none."""
    try:
        return _document(article)
    except _Refused as refused:
        return Reject(
            stage="clean",
            key=article.article_id,
            article_id=article.article_id,
            reason=refused.reason,
            detail=refused.detail,
            batch=article.batch,
        )


def _document(article: Article) -> Document:
    text = _decoded(article)
    title, author, section, page_stamp = article.title, None, None, None
    if article.media_type == HTML:
        markup = read_markup(text)
        if markup.depth > MAX_DEPTH:
            raise _Refused("HTML_TOO_DEEP", f"more than {MAX_DEPTH} elements inside each other")
        page = read_page(text, markup, article.url)
        if not page.text or not page.text.strip():
            raise _Refused("NO_TEXT_FOUND", "no article in the page")
        if page.days > 1:
            raise _Refused("SEVERAL_STORIES", f"a live blog of {page.days} days")
        if page.stories > 1:
            raise _Refused("SEVERAL_STORIES", f"{page.stories} stories on one page")
        text, author, section, page_stamp = page.text, page.author, page.section, page.published
        title = title or page.title
    else:
        text = without_emphasis(text)
    stripped = _body(with_whole_roads(text), is_page=article.media_type == HTML)
    full, body_start = with_headline(stripped.text, title)
    full = full[:body_start] + without_wraps(full[body_start:])  # a headline is a line of its own
    stamp, basis = _published(article, page_stamp, full[body_start:])
    return Document(
        article_id=article.article_id,
        sha256=sha256(full.encode("utf-8")).hexdigest(),
        text=full,
        body_start=body_start,
        title=title or full[:body_start].strip() or None,
        published=stamp.day if stamp else None,
        published_at=stamp.instant if stamp else None,
        published_utc_offset=stamp.offset if stamp else None,
        published_basis=basis,
        author=author,
        section=section,
        url=article.url,
        publisher=article.publisher,
        source_name=article.source_name,
        language_given=article.language,
        is_boilerplate_only=False,
        removed=stripped.removed,
        corrections=stripped.corrections,
        batch=article.batch,
    )


def _body(text: str, *, is_page: bool) -> Stripped:
    """The text without furniture, if it can be read and something is left."""
    text = with_line_feeds(text)
    if not text.strip():
        raise _Refused("EMPTY_DOCUMENT", "nothing but white space")
    if "\0" in text:
        raise _Refused("NUL_BYTES", f"first at character {text.index(chr(0))}")
    if len(text) > MAX_TEXT_CHARS:
        raise _Refused("TOO_LARGE", f"{len(text)} characters, over {MAX_TEXT_CHARS}")
    longest = max(map(len, text.split("\n")))
    if longest > MAX_LINE_CHARS:
        raise _Refused("LINE_TOO_LONG", f"a line of {longest} characters, over {MAX_LINE_CHARS}")
    stripped = strip_furniture(text)
    words = len(stripped.text.split())
    if stripped.removed and words < MIN_ARTICLE_WORDS:
        raise _Refused("BOILERPLATE_ONLY", f"{words} words beside {', '.join(stripped.removed)}")
    if is_frame(stripped.text, is_page=is_page, has_furniture=bool(stripped.removed)):
        raise _Refused("BOILERPLATE_ONLY", "no paragraph of news beside what speaks of the site")
    return stripped


def _decoded(article: Article) -> str:
    """The body as text: UTF-8, or what a page declares, or what Western pages without a declaration mostly are."""
    body = article.body
    if article.media_type != HTML:
        return body.decode("utf-8", "replace")
    if body[:2] in _UTF16:
        return body[2:].decode(_UTF16[body[:2]], "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:_HEAD_BYTES])
        return body.decode(_text_codec(declared.group(1).decode("ascii")) if declared else "windows-1252", "replace")


def _text_codec(name: str) -> str:
    """The codec of a declared encoding; windows-1252 for one that is unknown, no text encoding, or proved wrong."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return "windows-1252"
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and not codec.name.startswith(("utf", "ascii", "iso8859-1")) else "windows-1252"


def _published(article: Article, page: Stamp | None, body: str) -> tuple[Stamp | None, str]:
    """When the article came out, and who says so (codes/published_basis.csv)."""
    given = read_stamp(article.published) if article.published else None
    if given:
        return given, "given"
    if page:
        return page, "page"
    dateline = day_in_dateline(body)
    if dateline:
        return dateline, "text"
    address: date | None = address_day(article.url)
    return (Stamp(address), "page") if address else (None, "none")
