"""A web page in, its article out: trafilatura for the text, the page's own markup for headline, author and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.clean.markup import Markup, plain
from pipeline.clean.stories import stories_in
from pipeline.language.instants import Stamp, read_stamp

#: A main heading of fewer words is the name of a section or of the site.
_HEADING_WORDS = 3
#: Share of the words of the heading that the title elsewhere in the page has, from which both are the same headline.
_SHARED_WORDS = 0.4
_ENDS = re.compile(r"\s+[-–—|·»:]+\s+")
_HOST = re.compile(r"\w+://(?:www\.)?([\w.-]+)")
_SEPARATORS = " -–—|·»:"
_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-])")
#: How the addresses of live blogs call them.
_LIVE = re.compile(
    r"/live(?:[-_]?(?:blog|news|updates?|report|coverage))?(?=[/_.-]|\Z)|[/-]live-?(?:blog|updates?)\b", re.IGNORECASE
)
#: Entries of a live blog at least; fewer times are those of an article and of its changes.
_LIVE_ENTRIES = 4
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|div|article|section|main|h[1-6])\b", re.IGNORECASE)
#: Meta elements that name a section.
_SECTION_KEYS = ("article:section", "articlesection", "section", "parsely-section", "sailthru.section", "dc.subject")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; None for what it does not say.

    Attributes:
        text: The article, with an empty line between paragraphs.
        published: Day, and instant where one is written with its zone.
        days: Days on which the entries of a live blog came out, by what it says itself or by its address and the times
            in it; 0 for any other page.
        stories: Parts of the page that went into the text and are a story each by themselves; 0 where none is marked.
    """

    text: str | None
    title: str | None
    author: str | None
    published: Stamp | None
    section: str | None = None
    days: int = 0
    stories: int = 0


def read_page(page: str, markup: Markup, url: str | None) -> Page:
    """The article of a page.

    Args:
        page: The page.
        markup: What `read_markup` gave for it; its depth must be in bounds.
        url: Its address, which often holds the day.
    """
    import trafilatura

    # The body tag may be left out, and content from a feed has none: the extractor finds nothing without it.
    is_part = _BLOCK.search(page) and not _BODY.search(page)
    tree = trafilatura.load_html(f"<html><body>{page}</body></html>" if is_part else page)
    if tree is None:
        return Page(None, None, None, None)
    text = trafilatura.extract(tree, url=url, include_comments=False, include_tables=False)
    articles = [item for item in markup.linked_data if any(_ARTICLE.search(kind) for kind in _kinds(item))]
    return Page(
        text=text.replace("\n", "\n\n") if text else None,
        title=_title(markup, articles, url),
        author=_author(markup, articles),
        published=_published(markup, articles, url) or _marked_day(page, url),
        section=_section(markup, articles),
        days=len(_entry_days(articles) or _days_in_live_page(markup, url)),
        stories=stories_in(markup.bare, text) if text else 0,
    )


def _title(markup: Markup, articles: Iterable[dict[str, Any]], url: str | None) -> str | None:
    written = [plain(item.get("headline")) for item in articles]
    written += [markup.metas.get(key) for key in ("og:title", "twitter:title", "title", "dc.title")]
    sites = _site_names(markup, url)
    given = [_without_site(title, sites, markup.headings) for title in [*written, markup.title] if title]
    told = {word for title in given for word in title.casefold().split()}
    for heading in markup.headings:
        words = set(heading.casefold().split())
        if len(words) >= _HEADING_WORDS and len(words & told) >= _SHARED_WORDS * len(words):
            # A main heading may hold a kicker or a second line beside the headline.
            return next((title for title in given if _is_end_of(title, heading)), heading)
    return given[0] if given else None


def _is_end_of(title: str, heading: str) -> bool:
    """Whether a title of several words is how a heading begins or ends."""
    inner, outer = title.casefold().split(), heading.casefold().split()
    return len(inner) >= _HEADING_WORDS and inner in (outer[: len(inner)], outer[-len(inner) :])


def _site_names(markup: Markup, url: str | None) -> frozenset[str]:
    """Names of the site, letters and digits only: as it calls itself, and its address with and without the ending."""
    names = [markup.metas.get("og:site_name") or ""]
    host = _HOST.match(url or "")
    if host:
        names += [host.group(1), host.group(1).rpartition(".")[0]]
    return frozenset(filter(None, map(_squashed, names)))


def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _without_site(title: str, sites: frozenset[str], headings: Iterable[str]) -> str:
    """A title without the name of its site at either end."""
    parts = _ENDS.split(title)
    if len(parts) < 2:
        return title
    for heading in headings:
        if heading.casefold() in (title.casefold(), *(part.casefold() for part in parts)):
            return heading
    if _squashed(parts[-1]) in sites:
        return title[: len(title) - len(parts[-1])].strip(_SEPARATORS)
    if _squashed(parts[0]) in sites:
        return title[len(parts[0]) :].strip(_SEPARATORS)
    return title


def _author(markup: Markup, articles: Iterable[dict[str, Any]]) -> str | None:
    found: list[str | None] = []
    for item in articles:
        people = item.get("author")
        for one in people if isinstance(people, list) else [people]:
            found.append(plain(one.get("name") if isinstance(one, dict) else one))
        if any(found):
            return ", ".join(dict.fromkeys(name for name in found if name and "://" not in name)) or None
    told = (markup.metas.get(key) for key in ("author", "article:author", "dc.creator", "parsely-author", "byl"))
    return next((name.removeprefix("By ") for name in told if name and "://" not in name), None)


def _section(markup: Markup, articles: Iterable[dict[str, Any]]) -> str | None:
    """The first section that linked data names, or a meta element."""
    for item in articles:
        names = item.get("articleSection")
        for name in names if isinstance(names, list) else [names]:
            if found := plain(name):
                return found
    told = (markup.metas.get(key) for key in _SECTION_KEYS)
    return next((name for name in told if name and "://" not in name), None)


def _published(markup: Markup, articles: Iterable[dict[str, Any]], url: str | None) -> Stamp | None:
    written = [plain(item.get("datePublished")) for item in articles]
    written += [markup.metas[key] for key in _date_keys() if key in markup.metas]
    if len(set(markup.times)) == 1:  # several are those of other articles or of comments
        written += markup.times
    address = address_day(url)
    stamp = next((found for found in map(_stamp, written) if found), None)
    if stamp is None:
        return Stamp(address) if address else None
    if address and abs(stamp.day - address) == timedelta(days=1):
        return replace(stamp, day=address)  # pages often write UTC, the address keeps the publisher's own day
    return stamp


def _entry_days(articles: Iterable[dict[str, Any]]) -> set[date]:
    found = set()
    for item in articles:
        entries = item.get("liveBlogUpdate")
        for entry in entries if isinstance(entries, list) else []:
            stamp = _stamp(plain(entry.get("datePublished"))) if isinstance(entry, dict) else None
            if stamp is not None:
                found.add(stamp.day)
    return found


def _days_in_live_page(markup: Markup, url: str | None) -> set[date]:
    """The days of the times in a page whose address says that it is live; none with fewer times than entries make."""
    if not url or not _LIVE.search(url):
        return set()
    stamps = [stamp for stamp in map(_stamp, markup.times) if stamp is not None]
    return {stamp.day for stamp in stamps} if len(stamps) >= _LIVE_ENTRIES else set()


def _marked_day(page: str, url: str | None) -> Stamp | None:
    """The day that an element marked as date or byline holds; not just any day that stands on the page."""
    import htmldate

    found = htmldate.find_date(page, extensive_search=False, original_date=True, url=url)
    # For a year alone it gives the first of January.
    return read_stamp(found) if found and not found.endswith("-01-01") else None


def address_day(url: str | None) -> date | None:
    """The day in an address such as /2024/02/08/; None when it has none."""
    found = _ADDRESS_DAY.search(url or "")
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _date_keys() -> tuple[str, ...]:
    """Names of meta elements that give the day of publication."""
    return tuple(resources.files("pipeline.clean").joinpath("date_keys.txt").read_text(encoding="utf-8").split())


def _stamp(written: str | None) -> Stamp | None:
    return read_stamp(written) if written else None


def _kinds(item: dict[str, Any]) -> Iterator[str]:
    kind = item.get("@type")
    for one in kind if isinstance(kind, list) else [kind]:
        if isinstance(one, str):
            yield one
