"""An RSS or Atom feed and the pages that it links to.

    - name: courier
      kind: feed
      path: spool/courier        # a folder: what was fetched is kept there
      options: {url: "https://courier.example/rss.xml", contact: "desk@example.org"}

The feed is asked for with the headers of its last answer; pages that are in the spool are not fetched again. An entry
that an Atom feed says was deleted (RFC 6721) is withdrawn: its address is known from the time when it was listed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.errors import SettingError
from pipeline.ingest.articles import MAX_FIELD_CHARS, WITHDRAWN, Place, Refused, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.web.pages import WEB_OPTIONS, Link, articles_behind, canonical, fetcher_for, id_of_page, unreadable
from pipeline.ingest.web.spool import Spool, renewed
from pipeline.ingest.web.trees import MAX_XML_BYTES, children, name_of, text_of, tree_of
from pipeline.records import Article, Reject
from pipeline.stage import Run

if TYPE_CHECKING:
    from lxml import etree

OPTIONS = ("url", *WEB_OPTIONS)

KIND = "feed"
#: What it holds is not the same on any day.
IS_LIVE = True
#: Entries of a feed that are looked at, the first ones; feeds of news agencies have up to 300.
MAX_ENTRIES = 1_000

_WEB = ("http://", "https://")
_TAG = re.compile(r"<[^<>]{1,500}>")


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The article behind each entry, or why there is none.

    Raises:
        SourceError: If the feed itself cannot be read.
        SettingError: If an option is missing or cannot be used.
    """
    url = entry.options.get("url")
    if not url:
        raise SettingError(f"{entry.name}: option url must be given: the address of the feed.")
    spool = Spool(entry.path)
    try:
        fetcher = fetcher_for(entry, url)
        answer = renewed(url, fetcher, spool, MAX_XML_BYTES)
        feed = read_feed(answer.body, answer.url)
    except Refused as refused:
        raise unreadable(f"{entry.name}: the feed", refused) from refused
    for listed in feed.entries[:MAX_ENTRIES]:
        if listed.name is not None:
            spool.remember(listed.name, listed.link.url)
    yield from articles_behind((listed.link for listed in feed.entries[:MAX_ENTRIES]), entry, run, fetcher, entry.path)
    if len(feed.entries) > MAX_ENTRIES:
        told = Refused("TOO_LARGE", f"{len(feed.entries) - MAX_ENTRIES} entries after the first {MAX_ENTRIES}")
        yield refusal(told, Place(entry.name, KIND, "entries"), run)
    for name in feed.deleted[:MAX_ENTRIES]:
        yield _withdrawal(name, entry, spool, run)


def _withdrawal(name: str, entry: SourceEntry, spool: Spool, run: Run) -> Reject:
    """The row for an entry that was deleted; of one that was never listed here only the name is known."""
    url = spool.remembered(name) or (name if name.startswith(_WEB) else None)
    article_id = None
    if url is not None:
        url = canonical(url)
        article_id = id_of_page(url)
        spool.forget(url)
    refused = Refused(WITHDRAWN, "the feed says that the entry was deleted", article_id)
    return refusal(refused, Place(entry.name, KIND, article_id or "".join(filter(str.isprintable, name))), run)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed.

    Attributes:
        name: The id that the feed gives it; None if it gives none.
        link: Where it leads, and what the feed says of it.
    """

    name: str | None
    link: Link


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says.

    Attributes:
        entries: Its entries, in its order.
        deleted: Ids of entries that were deleted and are not among those.
    """

    entries: tuple[Entry, ...]
    deleted: tuple[str, ...]


def read_feed(data: bytes, base: str) -> Feed:
    """What a feed says; entries without a link are passed over.

    Args:
        data: RSS 0.9 to 2.0 or Atom.
        base: Its address, for links that are not whole; an xml:base in the feed goes before.

    Raises:
        Refused: If it is no feed.
    """
    root = tree_of(data)
    if name_of(root) not in ("rss", "rdf", "feed"):
        raise Refused("UNREADABLE_FILE", "neither RSS nor Atom")
    entries, deleted = [], []
    for item in root.iter():
        if name_of(item) in ("item", "entry"):
            address = _address(item)
            if address:
                link = Link(_joined(_joined(base, item.base or ""), address), _told(item))
                entries.append(Entry(text_of(item, "id", "guid"), link))
        elif name_of(item) == "deleted-entry" and (name := (item.get("ref") or "").strip()):
            deleted.append(name)
    there = {one.name for one in entries}
    return Feed(tuple(entries), tuple(name for name in dict.fromkeys(deleted) if name not in there))


def _address(item: etree._Element) -> str | None:
    """Where an entry leads: its link, its alternate link, or an id that is an address.

    FeedBurner puts an address of its own in the link and keeps that of the page beside it.
    """
    original = text_of(item, "origlink")
    if original:
        return original
    for link in children(item, "link"):
        target = (link.get("href") or link.text or "").strip()
        if target and link.get("rel", "alternate") == "alternate":
            return target
    told = text_of(item, "guid", "id")
    return told if told and told.startswith(_WEB) else None


def _told(item: etree._Element) -> dict[str, str | None]:
    title = text_of(item, "title")
    return {
        "title": _plain(title)[:MAX_FIELD_CHARS] if title else None,
        "published": text_of(item, "pubdate", "published", "date", "issued"),
    }


def _plain(title: str) -> str:
    """A title without markup, which many feeds put in it once more escaped."""
    return " ".join(html.unescape(_TAG.sub(" ", html.unescape(title))).split())


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
