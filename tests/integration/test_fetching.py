"""Sources on the web, against a real server on loopback that misbehaves in every way we could think of."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingError, SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES, Refused
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import feed, module, sitemap
from pipeline.ingest.web import fetching
from pipeline.ingest.web.addresses import is_public, parts
from pipeline.ingest.web.fetching import Fetcher, Manners
from pipeline.ingest.web.pages import canonical
from pipeline.records import Article, Reject
from pipeline.stage import Run
from tests.integration.web_server import PAGE, Server, serving

pytestmark = pytest.mark.integration

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(round(seconds, 1))

    def clock(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Time:
    """No real waiting, and short limits for a slow server."""
    monkeypatch.setattr(fetching, "SILENCE_S", 1.0)
    monkeypatch.setattr(fetching, "WHOLE_S", 1.5)
    return Time()


def fetcher(times: Time, **manners: Any) -> Fetcher:
    given = {"contact": "desk@example.org", "allows_private": True, "sleep": times.sleep, "clock": times.clock}
    return Fetcher(Manners(**{**given, **manners}))


#: What the server does, and what casus must do.
MISDEEDS = [
    ("loop", "FETCH_FAILED", "redirects"),
    ("nowhere", "FETCH_FAILED", "without a target"),
    ("to-file", "ADDRESS_REFUSED", "neither http nor https"),
    ("missing", "FETCH_FAILED", "status 404"),
    ("endless", "TOO_LARGE", "bytes"),
    ("endless-chunks", "TOO_LARGE", "bytes"),
    ("endless-headers", "FETCH_FAILED", "3 times"),
    ("says-too-much", "TOO_LARGE", "bytes"),
    ("cut-off", "FETCH_FAILED", "3 times"),
    ("cut-off-gzip", "FETCH_FAILED", "3 times"),
    ("no-gzip", "FETCH_FAILED", "3 times"),
    ("bomb", "TOO_LARGE", "bytes"),
    ("brotli", "UNSUPPORTED_TYPE", "encoding"),
    ("silent", "FETCH_FAILED", "3 times"),
    ("drip", "FETCH_FAILED", "3 times"),
    ("drip-headers", "FETCH_FAILED", "3 times"),
    ("rubbish", "FETCH_FAILED", "3 times"),
    ("hang-up", "FETCH_FAILED", "3 times"),
    ("failing", "FETCH_FAILED", "status 503, 3 times"),
    ("later", "FETCH_LATER", "come again later"),
]


@pytest.mark.parametrize(("path", "reason", "detail"), MISDEEDS, ids=[row[0] for row in MISDEEDS])
def test_misdeed_of_a_server_is_one_refusal(server: Server, times: Time, path: str, reason: str, detail: str) -> None:
    with pytest.raises(Refused) as refused:
        fetcher(times).get(f"{server.url}/{path}")
    assert refused.value.reason == reason
    assert detail in refused.value.detail


def test_page_is_fetched_with_name_and_contact(server: Server, times: Time) -> None:
    assert fetcher(times).get(f"{server.url}/gzip").body == PAGE
    assert server.headers["/gzip"]["User-Agent"] == "casus/1 (+desk@example.org)"


def test_server_that_recovers_is_waited_for(server: Server, times: Time) -> None:
    assert fetcher(times).get(f"{server.url}/recovers").body == PAGE
    assert [seconds for seconds in times.slept if seconds >= 7] == [7.0, 7.0]


def test_server_that_fails_is_asked_again_after_longer_and_longer_waits_that_are_the_same_in_every_run(
    server: Server,
) -> None:
    waits = []
    for _ in range(2):
        times = Time()
        with pytest.raises(Refused, match="FETCH_FAILED"):
            fetcher(times).get(f"{server.url}/failing")
        waits.append(times.slept)
    assert waits[0] == waits[1]
    first, second = (seconds for seconds in waits[0] if seconds > 1)
    assert 2 <= first <= 3 and 4 <= second <= 6


def test_host_that_asks_for_a_day_is_left_alone_for_the_run(server: Server, times: Time) -> None:
    one = fetcher(times)
    for path in ("later", "gzip"):
        with pytest.raises(Refused, match="FETCH_LATER"):
            one.get(f"{server.url}/{path}")
    assert server.asked["/gzip"] == 0


def test_requests_to_a_host_have_a_pause_between_them(server: Server, times: Time) -> None:
    one = fetcher(times)
    for _ in range(3):
        one.get(f"{server.url}/gzip")
    assert times.slept == [1.0, 1.0, 1.0]  # robots.txt is the first request


def test_budget_is_kept(server: Server, times: Time) -> None:
    one = fetcher(times, budget=2)
    one.get(f"{server.url}/gzip")
    with pytest.raises(Refused, match="FETCH_LATER"):
        one.get(f"{server.url}/gzip")
    assert sum(server.asked.values()) == 2


# --- robots.txt


def test_robots_txt_is_obeyed_with_its_delay(server: Server, times: Time) -> None:
    rules = b"User-agent: *\nDisallow: /\nUser-agent: casus\nCrawl-delay: 9\nDisallow: /private*\nAllow: /\n"
    server.files["/robots.txt"] = (200, {"Content-Type": "text/plain"}, rules)
    one = fetcher(times)
    assert one.get(f"{server.url}/gzip").status == 200
    with pytest.raises(Refused, match="ROBOTS_DISALLOWED"):
        one.get(f"{server.url}/private/x")
    one.get(f"{server.url}/gzip")
    assert times.slept == [1.0, 9.0]
    assert server.asked["/private/x"] == 0


@pytest.mark.parametrize(
    ("status", "is_allowed"), [(404, True), (403, True), (500, False)], ids=["none", "forbidden", "failing"]
)
def test_robots_txt_that_cannot_be_had(server: Server, times: Time, status: int, is_allowed: bool) -> None:
    server.files["/robots.txt"] = (status, {}, b"")
    if is_allowed:
        assert fetcher(times).get(f"{server.url}/gzip").status == 200
    else:
        with pytest.raises(Refused, match="ROBOTS_DISALLOWED"):
            fetcher(times).get(f"{server.url}/gzip")


def test_robots_txt_without_end_forbids_all(server: Server, times: Time) -> None:
    server.files["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"# x\n" * 200_000)
    with pytest.raises(Refused, match="ROBOTS_DISALLOWED"):
        fetcher(times).get(f"{server.url}/gzip")


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "fec0::1",
    ],
)  # fmt: skip
def test_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_address_that_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/a", "http://", "http:///a", "http://user:word@example.org/",
        "http://example.org:0/", "http://example.org:99999/", "http://[::1", "javascript:alert(1)", "gopher://a/",
        "http://a\n.example/", "http://example.org/ x", "http://example.org/" + "a" * 5000, "",
    ],
)  # fmt: skip
def test_address_that_is_not_fetched(url: str) -> None:
    with pytest.raises(Refused, match="ADDRESS_REFUSED"):
        parts(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_own_network_is_not_reached(server: Server, times: Time, host: str) -> None:
    port = server.server_address[1]
    with pytest.raises(Refused) as refused:
        fetcher(times, allows_private=False).get(f"http://{host}:{port}/gzip")
    assert refused.value.reason in ("ADDRESS_REFUSED", "FETCH_FAILED", "ROBOTS_DISALLOWED")
    assert not server.asked


def test_redirect_into_the_own_network_is_not_followed(
    server: Server, times: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    def public(address: str) -> bool:
        return address == "127.0.0.1" or is_public(address)

    monkeypatch.setattr("pipeline.ingest.web.addresses.is_public", public)
    with pytest.raises(Refused, match="ADDRESS_REFUSED"):
        fetcher(times, allows_private=False).get(f"{server.url}/to-metadata")


def test_name_that_also_stands_for_a_private_address_is_refused(
    server: Server, times: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(Refused, match="ADDRESS_REFUSED"):
        fetcher(times, allows_private=False).get("http://rebinding.example/")


def test_canonical_address_leaves_out_where_a_reader_came_from() -> None:
    assert canonical("HTTP://Courier.example?utm_source=x&id=7&fbclid=y#top") == "http://courier.example/?id=7"
    assert canonical("http://courier.example/a?b=%20c") == "http://courier.example/a?b=%20c"


# --- whole sources


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setattr(fetching, "BACKOFF_S", 0.0)


def entry(kind: str, path: Path, **options: str) -> SourceEntry:
    return SourceEntry("test", kind, path, {"contact": "desk@example.org", "allow_private": "yes", **options})


def read(source: SourceEntry) -> tuple[list[Article], list[Reject]]:
    rows = list(module(source.kind).read(source, RUN))
    return [row for row in rows if isinstance(row, Article)], [row for row in rows if isinstance(row, Reject)]


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Courier</title>
<item><title>Two killed &amp;amp; &lt;b&gt;nine&lt;/b&gt; held</title><link>/one?utm_source=rss</link>
<pubDate>Wed, 07 Feb 2024 23:30:00 +0200</pubDate></item>
<item><title>Same again</title><link>/one</link></item>
<item><title>By its guid</title><guid isPermaLink="true">{url}/two</guid><dc:date>2024-02-06</dc:date></item>
<item><title>No link</title></item>
<item><title>Gone</title><link>{url}/gone</link></item>
<item><title>Picture</title><link>{url}/picture</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>
<entry><title type="html">Two &lt;i&gt;killed&lt;/i&gt;</title><link rel="self" href="/self"/><link href="one"/>
<published>2024-02-07T23:30:00Z</published><updated>2024-02-08T00:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Courier</title></channel><item><title>Two killed</title><link>{url}/one</link></item></rdf:RDF>"""


def publish(server: Server, **files: str | bytes) -> None:
    for name, body in files.items():
        data = body.replace("{url}", server.url).encode() if isinstance(body, str) else body
        kind = (
            "application/xml"
            if data.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<url", b"\x1f"))
            else "text/html"
        )
        server.files[f"/{name}"] = (200, {"Content-Type": kind, "ETag": f'"{len(data)}"'}, data)


def test_feed_brings_the_pages_that_it_links_to(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, rss=RSS, one=PAGE, two=PAGE, picture=b"\x89PNG\r\n")
    articles, refused = read(entry("feed", tmp_path, url=f"{server.url}/rss", publisher="Courier"))
    assert [(row.article_id, row.title, row.published, row.publisher) for row in articles] == [
        (f"{server.url}/one", "Two killed & nine held", "Wed, 07 Feb 2024 23:30:00 +0200", "Courier"),
        (f"{server.url}/two", "By its guid", "2024-02-06", "Courier"),
    ]
    assert {row.key: row.reason for row in refused} == {
        f"{server.url}/gone": "FETCH_FAILED",
        f"{server.url}/picture": "UNSUPPORTED_TYPE",
    }


@pytest.mark.parametrize("text", [ATOM, RDF], ids=["atom", "rdf"])
def test_other_forms_of_feeds(server: Server, tmp_path: Path, no_pause: None, text: str) -> None:
    publish(server, xml=text, one=PAGE)
    ((one,), refused) = read(entry("feed", tmp_path, url=f"{server.url}/xml"))
    assert (one.article_id, one.title, refused) == (f"{server.url}/one", "Two killed", [])


def test_unchanged_feed_costs_one_request_and_its_pages_none(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, rss=RSS, one=PAGE, two=PAGE)
    source = entry("feed", tmp_path, url=f"{server.url}/rss")
    first = read(source)[0]
    server.asked.clear()
    assert read(source)[0] == first
    assert server.headers["/rss"]["If-None-Match"]
    assert server.asked == {"/robots.txt": 1, "/rss": 1, "/gone": 1, "/picture": 1}


def test_changed_page_is_fetched_again_if_asked_for(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, rss=RDF, one=PAGE)
    source = entry("feed", tmp_path, url=f"{server.url}/rss", refresh="yes")
    read(source)
    publish(server, one=PAGE.replace(b"two", b"three"))
    ((one,), _) = read(source)
    assert b"three traders" in one.body


def test_run_that_was_killed_goes_on_where_it_was(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, rss=RSS, one=PAGE, two=PAGE)
    source = entry("feed", tmp_path, url=f"{server.url}/rss")
    rows = feed.read(source, RUN)
    next(rows)
    rows.close()
    server.asked.clear()
    assert len(read(source)[0]) == 2
    assert server.asked["/one"] == 0


def test_damaged_spool_is_fetched_again(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, rss=RDF, one=PAGE)
    source = entry("feed", tmp_path, url=f"{server.url}/rss")
    read(source)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:20])
    assert len(read(source)[0]) == 1


BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel><item><link>&b;</link></item></channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><item><title>&f;</title></item></rss>',
        "<html><body>Not found</body></html>",
        "",
        "\0\0\0",
        b"\x1f\x8b" + b"\0" * 50,
        gzip.compress(b"<rss>" + b" " * 20_000_000),
    ],
    ids=["entities", "file entity", "no feed", "empty", "binary", "broken gzip", "gzip bomb"],
)
def test_feed_that_is_none_is_an_error_of_the_source(
    server: Server, tmp_path: Path, no_pause: None, body: str | bytes
) -> None:
    publish(server, rss=body)
    with pytest.raises(SourceError):
        read(entry("feed", tmp_path, url=f"{server.url}/rss"))


def test_entries_beyond_the_limit_are_told(
    server: Server, tmp_path: Path, no_pause: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 1)
    publish(server, rss=RSS, one=PAGE)
    articles, refused = read(entry("feed", tmp_path, url=f"{server.url}/rss"))
    assert len(articles) == 1
    assert [(row.reason, row.detail) for row in refused] == [("TOO_LARGE", "4 entries after the first 1")]


NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>{url}/one</loc><news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language>
</news:publication><news:publication_date>2024-02-07T23:30:00+02:00</news:publication_date>
<news:title>Two killed</news:title></news:news></url>
<url><loc>{url}/old</loc><lastmod>2023-01-01</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{url}/news.xml.gz</loc></sitemap><sitemap><loc>{url}/broken.xml</loc></sitemap>
<sitemap><loc>{url}/older.xml</loc><lastmod>2020-01-01</lastmod></sitemap></sitemapindex>"""


def test_sitemap_index_brings_pages_with_what_it_says(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, one=PAGE, old=PAGE, **{"index.xml": INDEX, "broken.xml": "<urlset"})
    publish(server, **{"news.xml.gz": gzip.compress(NEWS.replace("{url}", server.url).encode())})
    source = entry("sitemap", tmp_path, url=f"{server.url}/index.xml", since="2024-01-01")
    ((one,), refused) = read(source)
    assert (one.article_id, one.title, one.published, one.publisher, one.language) == (
        f"{server.url}/one",
        "Two killed",
        "2024-02-07T23:30:00+02:00",
        "Courier",
        "en",
    )
    assert server.asked["/older.xml"] == server.asked["/old"] == 0
    assert [row.reason for row in refused] in ([], ["UNREADABLE_FILE"])


def test_list_of_addresses_and_table_of_gdelt(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, one=PAGE, two=PAGE)
    path = tmp_path / "list.csv"
    path.write_text(f"# list\n{server.url}/one\n\n123\t20240207\tREB\t{server.url}/two\nno address\n{server.url}/one\n")
    articles, refused = read(entry("urls", path))
    assert [row.article_id for row in articles] == [f"{server.url}/one", f"{server.url}/two"]
    assert [(row.key, row.reason) for row in refused] == [("test/list.csv#5", "UNREADABLE_LINE")]


def test_own_network_stays_closed_to_a_list(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, one=PAGE)
    path = tmp_path / "list.txt"
    path.write_text(f"{server.url}/one\nhttp://169.254.169.254/latest/meta-data\n")
    articles, refused = read(entry("urls", path, allow_private="no"))
    assert ([row.reason for row in refused], articles) == (["ADDRESS_REFUSED"] * 2, [])
    assert not server.asked


def test_names_from_outside_never_become_paths(server: Server, tmp_path: Path, no_pause: None) -> None:
    publish(server, **{"../../escape": PAGE})
    path = tmp_path / "in" / "list.txt"
    path.parent.mkdir()
    path.write_text(f"{server.url}/../../escape\n{server.url}/%2e%2e/%2e%2e/escape\n")
    read(entry("urls", path))
    outside = [found for found in tmp_path.rglob("*") if found.is_file() and "escape" in found.name]
    assert outside == []
    assert all(len(found.stem) == 64 for found in (tmp_path / "in" / "list.txt.fetched").rglob("*") if found.is_file())


@pytest.mark.parametrize(
    "options",
    [
        {"contact": ""},
        {"budget": "many"},
        {"refresh": "maybe"},
        {"authorization_from": "CASUS_TEST_NOT_SET"},
        {"url": ""},
    ],
    ids=["no contact", "budget", "refresh", "no credentials", "no address"],
)
def test_option_that_cannot_be_used(server: Server, tmp_path: Path, no_pause: None, options: dict[str, str]) -> None:
    publish(server, rss=RDF, one=PAGE)
    with pytest.raises(SettingError):
        read(entry("feed", tmp_path, **{"url": f"{server.url}/rss", **options}))


def test_credentials_are_not_sent_without_encryption(
    server: Server, tmp_path: Path, no_pause: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASUS_TEST_TOKEN", "Bearer secret")
    publish(server, rss=RDF, one=PAGE)
    read(entry("feed", tmp_path, url=f"{server.url}/rss", authorization_from="CASUS_TEST_TOKEN"))
    assert not any("Authorization" in headers for headers in server.headers.values())
    assert "secret" not in repr(Manners(contact="x", authorization="Bearer secret"))


def test_page_of_the_greatest_size_is_taken(server: Server, times: Time) -> None:
    server.files["/large"] = (200, {}, b"a" * MAX_BODY_BYTES)
    assert len(fetcher(times).get(f"{server.url}/large").body) == MAX_BODY_BYTES


def test_sitemap_with_broken_text_is_read_as_far_as_it_goes() -> None:
    cut = NEWS[: NEWS.index("<url><loc>{url}/old")] + "<url><loc>"
    assert [link.url for link, _ in sitemap.listed_in(cut.encode()).pages] == ["{url}/one"]
