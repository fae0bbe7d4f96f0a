"""Turn articles as received into texts: furniture gone, headline first, day of publication as given or as the page says, never invented.

clean(tables, run) -> Result
    reads   articles
    writes  documents
Line ends become LF; nothing else of the text is changed, so that offsets stay those of what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256

import pyarrow as pa

from pipeline import contract
from pipeline.clean.furniture import MIN_ARTICLE_WORDS, strip_furniture
from pipeline.clean.pages import MAX_DEPTH, day_of, depth, read_page
from pipeline.records import Article, Document, Reject
from pipeline.stage import Result, Run

#: Code points of one line of plain text. Prose has none so long; a dump in one line stalls every reader behind it.
MAX_LINE_CHARS = 200_000
#: A headline is at most this long (code points).
MAX_HEADLINE = 200
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,30})", re.I)
_DATELINE = re.compile(r"^[\s(\[]*(?:\([A-Z]+\)\s*)?[A-Z][\w'’. ,-]{2,60}?,\s*(?P<day>(?:\d{1,2}\s+[A-Za-z]{3,9}\.?|[A-Za-z]{3,9}\.?\s+\d{1,2}),?\s+\d{2,4})\b[^\n]{0,60}?(?:--|—|–| - )")


def clean(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    documents: list[Document] = []
    rejected: list[Reject] = []
    for article in contract.to_records(tables["articles"], "articles"):
        made = clean_article(article)
        (documents if isinstance(made, Document) else rejected).append(made)  # type: ignore[arg-type]
    return Result({"documents": contract.from_records("documents", documents)}, contract.from_records("rejects", rejected))


def _reject(article: Article, reason: str, detail: str) -> Reject:
    return Reject(stage="clean", key=article.article_id, article_id=article.article_id, reason=reason, detail=detail, batch=article.batch)


def clean_article(article: Article) -> Document | Reject:
    """The document of one article, or why there is none."""
    text = _decoded(article)
    if "\x00" in text:
        return _reject(article, "NUL_BYTES", f"at character {text.index(chr(0))}")
    title, author, page_day = article.title, None, None
    if article.media_type == "text/html":
        if depth(text) > MAX_DEPTH:
            return _reject(article, "HTML_TOO_DEEP", f"more than {MAX_DEPTH} tags inside each other")
        page = read_page(text)
        if not page.text or not page.text.strip():
            return _reject(article, "NO_TEXT_FOUND", "no article in the page")
        text, author, page_day = page.text, page.author, page.published
        title = title or page.title
    longest = max((len(line) for line in text.split("\n")), default=0)
    if longest > MAX_LINE_CHARS:
        return _reject(article, "LINE_TOO_LONG", f"a line of {longest} characters; {MAX_LINE_CHARS} are allowed")
    body, removed = strip_furniture(text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff"))
    if not body.strip():
        return _reject(article, "BOILERPLATE_ONLY" if removed else "EMPTY_DOCUMENT", "nothing but furniture" if removed else "no words")
    is_shell = bool(removed) and len(body.split()) < MIN_ARTICLE_WORDS
    if is_shell:
        return _reject(article, "BOILERPLATE_ONLY", f"{len(body.split())} words beside furniture ({', '.join(removed)})")
    full, body_start = _with_headline(body, title)
    published, instant, basis = _published(article.published, page_day, full[body_start:])
    return Document(
        article_id=article.article_id, sha256=sha256(full.encode("utf-8", "surrogatepass")).hexdigest(), text=full, body_start=body_start, title=title or (full[:body_start].strip() or None), published=published, published_at=instant,
        published_basis=basis, author=author, url=article.url, publisher=article.publisher, source_name=article.source_name, language_given=article.language, is_boilerplate_only=False, removed=removed, batch=article.batch,
    )  # fmt: skip


def _decoded(article: Article) -> str:
    charset = "utf-8"
    if article.media_type == "text/html" and article.source_kind != "jsonl" and (declared := _CHARSET.search(article.body[:4096])):
        charset = declared.group(1).decode("ascii")
    return article.body.decode(charset, "replace")


def _with_headline(body: str, title: str | None) -> tuple[str, int]:
    """The text with its headline first, and where the body begins (0: it has no headline)."""
    first, _, rest = body.partition("\n")
    head = first.strip()
    if title:
        wanted = " ".join(title.split())
        if " ".join(head.split()).casefold() == wanted.casefold() and rest.strip():
            start = len(first) + 1 + (len(rest) - len(rest.lstrip("\n")))
            return body, start
        if wanted.casefold() in " ".join(body[:400].split()).casefold():
            return _plain_headline(body)
        return f"{wanted}\n\n{body}", len(wanted) + 2
    return _plain_headline(body)


def _plain_headline(body: str) -> tuple[str, int]:
    """A first line that is short, ends without a stop and stands alone is the headline."""
    first, _, rest = body.partition("\n")
    head = first.strip()
    stands_alone = rest.startswith("\n") and rest.strip()
    if head and stands_alone and len(head) <= MAX_HEADLINE and head[-1] not in ".:;,\"”" and len(head.split()) >= 3:
        return body, len(first) + 1 + (len(rest) - len(rest.lstrip("\n")))
    return body, 0


def _published(given: str | None, page: str | None, body: str) -> tuple[date | None, datetime | None, str]:
    """Day of publication, its instant where one is written, and where it is from: given, page, text or none."""
    for written, basis in ((given, "given"), (page, "page")):
        day, instant = day_of(written)
        if day is not None:
            return day, instant.astimezone(UTC).replace(microsecond=0) if instant is not None else None, basis
    dateline = _DATELINE.match(body)
    if dateline:
        day, _ = day_of(dateline.group("day")) if re.search(r"\d{4}$", dateline.group("day")) else (None, None)
        if day is not None:
            return day, None, "text"
    return None, None, "none"
