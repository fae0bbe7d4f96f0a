"""HTML in, article out: trafilatura for the text, the page's own markup for title, author and day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

#: Open tags inside each other; real pages stay under 100, and parsers grow quadratic on deep ones.
MAX_DEPTH = 500
#: Bytes of a page that are parsed.
MAX_PAGE_CHARS = 3_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr p li td tr th dt dd option".split())
_META = re.compile(r"<meta\b[^>]{0,600}>", re.I)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_JSON_LD = re.compile(r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{0,100000}?)</script>", re.I | re.S)
_TIME = re.compile(r"<time\b[^>]{0,300}datetime\s*=\s*[\"']([^\"']{8,40})[\"']", re.I)
_DAY_KEYS = ("article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate", "date", "dc.date", "dc.date.issued", "dcterms.date", "sailthru.date", "parsely-pub-date", "publish-date", "article.published", "cxenseparse:recs:publishtime")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says.

    Attributes:
        text: The article; None when none was found.
        published: As the page writes it; None when it does not.
    """

    text: str | None
    title: str | None
    author: str | None
    published: str | None


def depth(html: str) -> int:
    """Greatest number of tags open inside each other, counted without a parser; stops soon after MAX_DEPTH."""
    level = deepest = 0
    for closing, name, _, selfclosing in _TAG.findall(html[:MAX_PAGE_CHARS]):
        if name.lower() in _VOID or selfclosing:
            continue
        level = max(0, level - 1) if closing else level + 1
        if level > deepest:
            deepest = level
            if deepest > MAX_DEPTH:
                break
    return deepest


def _metas(html: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for tag in _META.findall(html[:400_000]):
        attributes = {name.lower(): a or b for name, a, b in _ATTRIBUTE.findall(tag)}
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if name and attributes.get("content"):
            out.setdefault(name, attributes["content"])
    return out


def _json_ld(html: str) -> Iterator[dict[str, Any]]:
    for block in _JSON_LD.findall(html[:1_000_000]):
        try:
            data = json.loads(block.strip())
        except (ValueError, RecursionError):
            continue
        waiting = [data]
        for _ in range(200):
            if not waiting:
                break
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                yield item
                waiting.extend(item.get("@graph") or [])


def read_page(html: str) -> Page:
    """Read a page. The parser is never given more than MAX_PAGE_CHARS, and its text is that of trafilatura, precision before recall."""
    import trafilatura

    cut = html[:MAX_PAGE_CHARS]
    text = trafilatura.extract(cut, include_comments=False, include_tables=False, favor_precision=False, with_metadata=False, deduplicate=False)
    metas = _metas(cut)
    published = title = author = None
    for item in _json_ld(cut):
        kind = item.get("@type")
        kinds = kind if isinstance(kind, list) else [kind]
        if any(isinstance(k, str) and k.endswith(("Article", "Posting", "Report")) for k in kinds):
            published = published or _text(item.get("datePublished"))
            title = title or _text(item.get("headline"))
            who = item.get("author")
            who = who[0] if isinstance(who, list) and who else who
            author = author or _text(who.get("name") if isinstance(who, dict) else who)
    published = published or next((metas[key] for key in _DAY_KEYS if key in metas), None)
    title = title or metas.get("og:title") or metas.get("twitter:title") or metas.get("title")
    author = author or metas.get("author") or metas.get("article:author")
    if not published and (found := _TIME.search(cut)):
        published = found.group(1)
    if not title or not author or not published:
        document = trafilatura.extract_metadata(cut)
        if document is not None:
            title = title or document.title
            author = author or document.author
            published = published or document.date
    if author and author.startswith("http"):
        author = None
    return Page(text, _text(title), _text(author), published)


def _text(value: Any) -> str | None:
    import html

    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(value).split()) or None


def day_of(written: str | None) -> tuple[date | None, datetime | None]:
    """The local day and, where a zone is written, the instant of a date as pages and feeds write it; nothing is guessed."""
    if not written:
        return None, None
    value = written.strip()
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        moment = _other(value)
    if moment is None:
        return None, None
    return moment.date(), moment if moment.tzinfo is not None else None


def _other(value: str) -> datetime | None:
    """RFC 2822 dates, and English dates with a written month: "7 February 2024", "February 7, 2024 9:30 pm"."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value)
    except (TypeError, ValueError):
        pass
    match = re.match(r"(?:\w{3,9},?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})|([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))", value)
    if not match:
        return None
    day, month, year = (match.group(1), match.group(2), match.group(3)) if match.group(1) else (match.group(5), match.group(4), match.group(6))
    number = "jan feb mar apr may jun jul aug sep oct nov dec".find(month[:3].lower())
    if number < 0 or number % 4:
        return None
    try:
        return datetime(int(year), number // 4 + 1, int(day))
    except ValueError:
        return None
