"""The articles behind a list of links, for all kinds of sources that give one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.errors import SettingError, SourceAway, SourceError, SourceLeft
from pipeline.ingest.articles import HTML, TEXT, Place, Refused, article, check_body, description, is_id, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.web.addresses import parts
from pipeline.ingest.web.credentials import authorization
from pipeline.ingest.web.fetching import BUDGET, Fetcher, Manners, Response, RunSpent
from pipeline.ingest.web.spool import Spool, renewed
from pipeline.ingest.web.turns import shared_folder
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: What an entry of a source on the web may say beside its address. contact (required): an e-mail address or page of
#: whoever runs casus. budget: requests a run. refresh: yes to ask again for pages that are known, for newer versions.
#: authorization_from: name under which the Authorization header for the host of the source is found (`credentials`).
#: allow_private: yes for a server in one's own network.
WEB_OPTIONS = ("contact", "budget", "refresh", "authorization_from", "allow_private", "publisher", "language")

#: Parameters of an address that say where a reader came from, not what is read.
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ocid|cmpid|ns_\w+|at_\w+|traffic_source|ref_src)\Z")
#: Beginnings of files that are no text, whatever their server says of them.
_BINARY = (
    *(b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"MZ", b"\x7fELF", b"RIFF", b"OggS"),
)
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")
_LOOKED_AT = 1024
_HTML_TYPES = ("text/html", "application/xhtml+xml")
#: Reasons that may be gone when the same address is asked again.
_MAY_PASS = ("FETCH_FAILED", "FETCH_LATER")


@dataclass(frozen=True, slots=True)
class Link:
    """An article to fetch, and what the source says about it (keys of `articles.DESCRIPTIONS`)."""

    url: str
    told: Mapping[str, str | None] = field(default_factory=dict)


def fetcher_for(entry: SourceEntry, url: str | None) -> Fetcher:
    """The fetcher of an entry.

    Args:
        entry: The source.
        url: Address of the source itself, to whose host its credentials go; None for none.

    Raises:
        SettingError: If an option cannot be used.
    """
    options = entry.options
    contact, budget = options.get("contact"), options.get("budget", str(BUDGET))
    if not contact:
        raise SettingError(f"{entry.name}: option contact must be given: whom may a publisher write to about casus?")
    if not (budget.isascii() and budget.isdigit()):
        raise SettingError(f"{entry.name}: option budget must be a number of requests.")
    name = options.get("authorization_from")
    return Fetcher(
        Manners(
            contact=contact,
            budget=int(budget[:9]),
            allows_private=is_yes(entry, "allow_private"),
            authorization=authorization(name, entry.name) if name else None,
            home=parts(url).netloc if url else None,
            hosts=shared_folder() / "hosts",
            run_budget=entry.run_budget,
        )
    )


def is_yes(entry: SourceEntry, name: str) -> bool:
    """Whether an option that is yes or no is yes.

    Raises:
        SettingError: If it is neither.
    """
    value = entry.options.get(name, "no")
    if value not in ("yes", "no"):
        raise SettingError(f'{entry.name}: option {name} must be "yes" or "no", in quotation marks.')
    return value == "yes"


def unreadable(what: str, refused: Refused) -> SourceError:
    """The error for a source that cannot be read as a whole.

    Args:
        what: Which source, and what of it.
        refused: Why.
    """
    if isinstance(refused, RunSpent):
        return SourceLeft(refused.detail)
    kind = SourceAway if refused.reason in _MAY_PASS else SourceError
    return kind(f"{what} cannot be read: {refused}.")


def articles_behind(
    links: Iterable[Link], entry: SourceEntry, run: Run, fetcher: Fetcher, folder: Path
) -> Iterator[Article | Reject]:
    """The article behind each link, or why there is none; a link that comes again is passed over.

    Args:
        links: In the order in which they are fetched.
        entry: The source.
        run: What may be known about the run.
        fetcher: How they are fetched.
        folder: Where what was fetched is kept.
    """
    spool, seen = Spool(folder), set()
    refreshes = is_yes(entry, "refresh")
    for link in links:
        url = canonical(link.url)
        if url in seen:
            continue
        seen.add(url)
        article_id = id_of_page(url)
        place = Place(entry.name, entry.kind, article_id)
        try:
            parts(url)
            told = {name: entry.options.get(name) for name in ("publisher", "language")}
            told |= {name: value for name, value in description(link.told, article_id).items() if value}
            page = None if refreshes else spool.page(url)
            if page is None:
                page = renewed(url, fetcher, spool)
            media_type = media_type_of(page)
            check_body(page.body, media_type, article_id)
            told["url"] = page.url
            yield article(article_id, page.body, media_type, told, place, run, page.headers.items())
        except Refused as refused:
            yield refusal(Refused(refused.reason, refused.detail, article_id), place, run)


def id_of_page(url: str) -> str:
    """The id of the article at an address: the address itself, or its hash where it cannot be an id."""
    return url if is_id(url) else f"url-{sha256(url.encode('utf-8', 'replace')).hexdigest()}"


def canonical(url: str) -> str:
    """An address without what does not change the page: its fragment and where a reader came from."""
    try:
        found = urlsplit(url.strip())
        given = parse_qsl(found.query, keep_blank_values=True, max_num_fields=200)
        kept = [(name, value) for name, value in given if not _TRACKING.match(name.lower())]
        query = found.query if len(kept) == len(given) else urlencode(kept)
        return urlunsplit((found.scheme.lower(), found.netloc.lower(), found.path or "/", query, ""))
    except ValueError:
        return url.strip()


def media_type_of(page: Response) -> str:
    """What a body is: as its server says, unless its first bytes say otherwise.

    Raises:
        Refused: UNSUPPORTED_TYPE, if it is neither a page nor plain text.
    """
    told = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    if page.body.startswith(_BINARY):
        raise Refused("UNSUPPORTED_TYPE", f"no text, whatever the server says: {told[:40] or 'nothing'}")
    start = page.body[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if told in _HTML_TYPES or (told in ("text/plain", "") and start.startswith(_PAGE)):
        return HTML
    if told == "text/plain":
        return TEXT
    raise Refused("UNSUPPORTED_TYPE", f"the server says {told[:40] or 'nothing'}")
