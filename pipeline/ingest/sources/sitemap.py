"""A sitemap, best the news sitemap of a site, and the pages that it lists.

    - name: courier
      kind: sitemap
      path: spool/courier        # a folder: what was fetched is kept there
      options: {url: "https://courier.example/news-sitemap.xml", contact: "desk@example.org", since: "2024-02-01"}

An index of sitemaps is followed one level down. `since` leaves out pages whose last change or publication is older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.errors import SettingError
from pipeline.ingest.articles import Place, Refused, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.web.fetching import Fetcher
from pipeline.ingest.web.pages import WEB_OPTIONS, Link, articles_behind, fetcher_for, unreadable
from pipeline.ingest.web.spool import Spool, renewed
from pipeline.ingest.web.trees import MAX_XML_BYTES, children, name_of, text_of, tree_of
from pipeline.language.instants import read_stamp
from pipeline.records import Article, Reject
from pipeline.stage import Run

if TYPE_CHECKING:
    from lxml import etree

OPTIONS = ("url", "since", *WEB_OPTIONS)

KIND = "sitemap"
#: What it holds is not the same on any day.
IS_LIVE = True
#: Sitemaps of an index, and pages of all of them together, that are looked at. A news sitemap has 1,000 pages at most.
MAX_SITEMAPS, MAX_PAGES = 50, 50_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap holds: pages, or the addresses of further sitemaps with the day of their last change."""

    pages: tuple[tuple[Link, date | None], ...]
    sitemaps: tuple[tuple[str, date | None], ...]


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The article behind each page listed, or why there is none; a sitemap of an index that fails is one refusal.

    Raises:
        SourceError: If the sitemap itself cannot be read.
        SettingError: If an option is missing or cannot be used.
    """
    url, since = entry.options.get("url"), _since(entry)
    if not url:
        raise SettingError(f"{entry.name}: option url must be given: the address of the sitemap.")
    try:
        fetcher = fetcher_for(entry, url)
        top = _fetched(url, fetcher, entry)
    except Refused as refused:
        raise unreadable(f"{entry.name}: the sitemap", refused) from refused
    pages = list(top.pages)
    below = [address for address, day in top.sitemaps if _is_new(day, since)]
    for address in below[:MAX_SITEMAPS]:
        try:
            pages += _fetched(address, fetcher, entry).pages
        except Refused as refused:
            yield refusal(refused, Place(entry.name, KIND, address), run)
    wanted = [link for link, day in pages if _is_new(day, since)]
    yield from articles_behind(wanted[:MAX_PAGES], entry, run, fetcher, entry.path)
    for count, most, what in ((len(below), MAX_SITEMAPS, "sitemaps"), (len(wanted), MAX_PAGES, "pages")):
        if count > most:
            told = Refused("TOO_LARGE", f"{count - most} {what} after the first {most}")
            yield refusal(told, Place(entry.name, KIND, what), run)


def listed_in(data: bytes) -> Listed:
    """What a sitemap or an index of sitemaps holds, in its order.

    Raises:
        Refused: If it is neither.
    """
    root = tree_of(data)
    if name_of(root) not in ("urlset", "sitemapindex"):
        raise Refused("UNREADABLE_FILE", "no sitemap")
    pages, sitemaps = [], []
    for item in children(root, "url", "sitemap"):
        address = text_of(item, "loc")
        if address is None:
            continue
        if name_of(item) == "sitemap":
            sitemaps.append((address, _day(text_of(item, "lastmod"))))
        else:
            told = _told(item)
            pages.append((Link(address, told), _day(told["published"] or text_of(item, "lastmod"))))
    return Listed(tuple(pages), tuple(sitemaps))


def _told(item: etree._Element) -> dict[str, str | None]:
    """Of the news extension; the last change of a page is no day of publication."""
    told: dict[str, str | None] = {"title": None, "published": None, "publisher": None, "language": None}
    for news in children(item, "news"):
        told |= {"title": text_of(news, "title"), "published": text_of(news, "publication_date")}
        for publication in children(news, "publication"):
            told |= {"publisher": text_of(publication, "name"), "language": text_of(publication, "language")}
    return told


def _fetched(url: str, fetcher: Fetcher, entry: SourceEntry) -> Listed:
    return listed_in(renewed(url, fetcher, Spool(entry.path), MAX_XML_BYTES).body)


def _since(entry: SourceEntry) -> date | None:
    given = entry.options.get("since")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise SettingError(f"{entry.name}: option since must be a day such as 2024-02-08.") from None


def _day(told: str | None) -> date | None:
    stamp = read_stamp(told) if told else None
    return stamp.day if stamp else None


def _is_new(day: date | None, since: date | None) -> bool:
    """Whether something is taken: also what has no day."""
    return since is None or day is None or day >= since
