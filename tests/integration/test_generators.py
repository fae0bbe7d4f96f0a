"""Feeds and sitemaps as the common generators write them, and GDELT's tables: their links, titles and days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.commands.run import logical_time
from pipeline.ingest.entries import SourceEntry, read_entries
from pipeline.ingest.sources import module
from pipeline.ingest.sources.feed import read_feed
from pipeline.ingest.sources.sitemap import listed_in
from pipeline.ingest.web import fetching
from pipeline.language.instants import read_stamp
from pipeline.records import Article, Reject
from pipeline.stage import Run
from tests.integration.web_server import PAGE, Server, serving

pytestmark = pytest.mark.integration

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
BASE = "https://courier.example/feed"

WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>Courier</title><atom:link href="https://courier.example/feed/" rel="self" type="application/rss+xml" />
<link>https://courier.example</link><lastBuildDate>Thu, 08 Feb 2024 06:30:00 +0000</lastBuildDate>
<item><title>Two killed &#8216;in market&#8217;</title><link>https://courier.example/2024/02/07/market/</link>
<dc:creator><![CDATA[Jane Roe]]></dc:creator><pubDate>Wed, 07 Feb 2024 21:30:00 +0000</pubDate>
<category><![CDATA[World]]></category><guid isPermaLink="false">https://courier.example/?p=77</guid>
<description><![CDATA[<p>Soldiers fired [&#8230;]</p>]]></description>
<content:encoded><![CDATA[<p>Soldiers fired.</p>]]></content:encoded></item></channel></rss>"""
DRUPAL = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xml:base="https://courier.example/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Courier</title><link>https://courier.example/</link>
<item><title>Two killed in market</title><link>https://courier.example/node/77</link>
<pubDate>Wed, 07 Feb 2024 21:30:00 +0000</pubDate><dc:creator>desk</dc:creator>
<guid isPermaLink="false">77 at https://courier.example</guid></item></channel></rss>"""
BLOGGER = """<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href="http://www.blogger.com/styles/atom.css"?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-1</id><title type='text'>Courier</title><link rel='self' href='/self'/>
<entry><id>tag:blogger.com,1999:blog-1.post-77</id><published>2024-02-07T23:30:00.000+02:00</published>
<updated>2024-02-08T00:00:00.000+02:00</updated><title type='text'>Two killed in market</title>
<link rel='replies' type='text/html' href='https://courier.example/77.html#comment-form'/>
<link rel='edit' type='application/atom+xml' href='https://www.blogger.com/feeds/1/posts/default/77'/>
<link rel='alternate' type='text/html' href='https://courier.example/2024/02/77.html'/></entry></feed>"""
HUGO = """<?xml version="1.0" encoding="utf-8" standalone="yes"?><rss version="2.0"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Courier</title><generator>Hugo -- gohugo.io</generator>
<item><title>Two killed in market</title><link>https://courier.example/posts/market/</link>
<pubDate>Wed, 07 Feb 2024 23:30:00 +0200</pubDate><guid>https://courier.example/posts/market/</guid></item>
</channel></rss>"""
JEKYLL = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<generator uri="https://jekyllrb.com/">Jekyll</generator><link href="https://courier.example/feed.xml" rel="self"/>
<id>https://courier.example/feed.xml</id><entry><title type="html">Two killed in market</title>
<link href="https://courier.example/market.html" rel="alternate" type="text/html" title="Two killed in market"/>
<published>2024-02-07T21:30:00+00:00</published><id>https://courier.example/market</id></entry></feed>"""
OLD = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Courier</title>
<item><title>Two killed in market</title><link>
 /market
</link></item></channel></rss>"""

GHOST = """<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title><![CDATA[Courier]]></title>
<link>https://courier.example/</link><image><url>https://courier.example/favicon.png</url><title>Courier</title>
<link>https://courier.example/</link></image><generator>Ghost 5.79</generator>
<atom:link href="https://courier.example/rss/" rel="self" type="application/rss+xml"/><item>
<title><![CDATA[Two killed in market]]></title><description><![CDATA[Soldiers fired.]]></description>
<link>https://courier.example/market/</link><guid isPermaLink="false">65c3e0a1</guid>
<dc:creator><![CDATA[Jane Roe]]></dc:creator><pubDate>Wed, 07 Feb 2024 21:30:00 GMT</pubDate>
<media:content url="https://courier.example/a.jpg" medium="image"/>
<content:encoded><![CDATA[<p>Soldiers fired.</p>]]></content:encoded></item></channel></rss>"""
FEEDBURNER = """<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="/~d/styles/rss2full.xsl"?>
<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" version="2.0"><channel><title>Courier</title>
<feedburner:info uri="courier" /><item><title>Two killed in market</title>
<link>http://feedproxy.example/~r/courier/~3/AbC/market.html</link><pubDate>Wed, 07 Feb 2024 21:30:00 PST</pubDate>
<guid isPermaLink="false">77</guid><feedburner:origLink>https://courier.example/market.html</feedburner:origLink>
</item></channel></rss>"""
PLONE = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"
 xml:base="https://courier.example/news/" xml:lang="en"><title type="html">Courier</title>
<updated>2024-02-07T23:30:00Z</updated><link rel="self" href="/news/atom.xml"/><entry>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <i>killed</i> in market</div></title>
<link rel="alternate" type="text/html" href="market"/><id>urn:uuid:77</id><updated>2024-02-08T00:00:00Z</updated>
<published>2024-02-07T23:30:00+02:00</published></entry></feed>"""
MOVABLE_TYPE = """<?xml version="1.0" encoding="utf-8"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="en"><title>Courier</title><entry>
<title>Two killed in market</title><link rel="alternate" type="text/html" href="https://courier.example/77.html" />
<modified>2024-02-08T01:00:00Z</modified><issued>2024-02-07T21:30:00+00:00</issued>
<id>tag:courier.example,2024://1.77</id></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "address", "title", "day"),
    [
        pytest.param(WORDPRESS, "2024/02/07/market/", "Two killed ‘in market’", "2024-02-07", id="WordPress"),
        pytest.param(DRUPAL, "node/77", "Two killed in market", "2024-02-07", id="Drupal"),
        pytest.param(BLOGGER, "2024/02/77.html", "Two killed in market", "2024-02-07", id="Blogger"),
        pytest.param(HUGO, "posts/market/", "Two killed in market", "2024-02-07", id="Hugo"),
        pytest.param(JEKYLL, "market.html", "Two killed in market", "2024-02-07", id="Jekyll"),
        pytest.param(GHOST, "market/", "Two killed in market", "2024-02-07", id="Ghost"),
        pytest.param(FEEDBURNER, "market.html", "Two killed in market", "2024-02-07", id="FeedBurner"),
        pytest.param(PLONE, "news/market", "Two killed in market", "2024-02-07", id="Atom with a base"),
        pytest.param(MOVABLE_TYPE, "77.html", "Two killed in market", "2024-02-07", id="Atom 0.3"),
        pytest.param(OLD, "market", "Two killed in market", None, id="RSS 0.91"),
    ],
)
def test_feed_of_a_generator(text: str, address: str, title: str, day: str | None) -> None:
    (entry,) = read_feed(text.encode(), BASE).entries
    assert (entry.link.url, entry.link.told["title"]) == (f"https://courier.example/{address}", title)
    stamp = read_stamp(entry.link.told["published"] or "")
    assert (stamp.day.isoformat() if stamp else None) == day


YOAST = """<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="/main-sitemap.xsl"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://courier.example/post-sitemap.xml</loc><lastmod>2024-02-07T21:30:00+00:00</lastmod></sitemap>
</sitemapindex><!-- XML Sitemap generated by Yoast SEO -->"""
POSTS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://courier.example/market/</loc>
<lastmod>2024-02-07T21:30:00+00:00</lastmod><image:image><image:loc>https://courier.example/a.jpg</image:loc>
</image:image></url></urlset>"""
GOOGLE_NEWS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.example/market</loc><n:news>
<n:publication><n:name>Courier</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2024-02-07</n:publication_date><n:title>Two killed &amp; nine held</n:title></n:news></url>
</urlset>"""


def test_index_of_sitemaps_of_yoast() -> None:
    ((address, day),) = listed_in(YOAST.encode()).sitemaps
    assert (address, str(day)) == ("https://courier.example/post-sitemap.xml", "2024-02-07")


def test_sitemap_of_posts_has_the_day_of_their_last_change_and_no_day_of_publication() -> None:
    ((link, day),) = listed_in(POSTS.encode()).pages
    assert (link.url, str(day), link.told["published"]) == ("https://courier.example/market/", "2024-02-07", None)


def test_sitemap_of_news() -> None:
    ((link, day),) = listed_in(GOOGLE_NEWS.encode()).pages
    assert (link.told["title"], link.told["publisher"], str(day)) == ("Two killed & nine held", "Courier", "2024-02-07")


# --- what needs a server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setattr(fetching, "BACKOFF_S", 0.0)
    with serving() as running:
        yield running


def read(kind: str, path: Path, **options: str) -> list[Article | Reject]:
    given = {"contact": "desk@example.org", "allow_private": "yes", **options}
    return list(module(kind).read(SourceEntry("test", kind, path, given), RUN))


def test_run_that_is_told_no_time_asks_for_everything_once(server: Server, tmp_path: Path) -> None:
    server.files["/rss"] = (200, {"Content-Type": "application/xml"}, b"<rss><item><link>/one</link></item></rss>")
    options = {"url": f"{server.url}/rss", "contact": "desk@example.org", "allow_private": "yes"}
    path = tmp_path / "sources.yaml"
    path.write_text(json.dumps({"sources": [{"name": "wire", "kind": "feed", "path": "spool", "options": options}]}))
    at = logical_time(read_entries(path))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert not server.asked


def test_addresses_in_the_last_column_of_a_table_of_gdelt(server: Server, tmp_path: Path) -> None:
    columns = ["1155220114", "20240207", "202402", "2024", "2024.1041", "MLI", "SOLDIER", *[""] * 50, "20240208091500"]
    server.files |= {f"/{name}": (200, {}, PAGE) for name in ("one", "two")}
    rows = ["\t".join([*columns, f"{server.url}/{name}"]) for name in ("one", "one", "two")]
    path = tmp_path / "20240208091500.export.CSV"
    path.write_text("\n".join(rows))
    assert [row.article_id for row in read("urls", path) if isinstance(row, Article)] == [
        f"{server.url}/one",
        f"{server.url}/two",
    ]
    assert server.asked["/one"] == 1


ENTRY = "<entry><id>{name}</id><title>Two killed</title><link href='/{path}'/></entry>"
DELETED = "<at:deleted-entry ref='{name}' when='2024-02-09T10:00:00Z'><at:comment>Wrong</at:comment></at:deleted-entry>"


def publish(server: Server, *parts: str) -> None:
    start = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>"
    data = f"{start}{''.join(parts)}</feed>".encode()
    server.files["/atom"] = (200, {"Content-Type": "application/xml"}, data)
    server.files |= {f"/{name}": (200, {}, PAGE) for name in ("one", "two")}


def test_entry_that_a_feed_says_was_deleted_is_withdrawn(server: Server, tmp_path: Path) -> None:
    first, second = (ENTRY.format(name=f"tag:c,2024:{path}", path=path) for path in ("one", "two"))
    options = {"url": f"{server.url}/atom"}
    publish(server, first, second)
    assert len(read("feed", tmp_path, **options)) == 2
    publish(server, DELETED.format(name="tag:c,2024:one"), DELETED.format(name="tag:c,2024:never"), second)
    kept, gone, unknown = read("feed", tmp_path, **options)
    assert kept.article_id == f"{server.url}/two"
    assert isinstance(gone, Reject) and (gone.reason, gone.article_id) == ("WITHDRAWN", f"{server.url}/one")
    assert isinstance(unknown, Reject) and (unknown.reason, unknown.article_id) == ("WITHDRAWN", None)
    assert unknown.key == "test/tag:c,2024:never"


def test_entry_that_stands_in_the_feed_again_is_not_withdrawn(server: Server, tmp_path: Path) -> None:
    publish(server, DELETED.format(name="tag:c,2024:one"), ENTRY.format(name="tag:c,2024:one", path="one"))
    (kept,) = read("feed", tmp_path, url=f"{server.url}/atom")
    assert isinstance(kept, Article)


def test_article_is_kept_with_the_headers_it_came_with(server: Server, tmp_path: Path) -> None:
    given = {"Last-Modified": "Wed, 07 Feb 2024 21:30:00 GMT", "Set-Cookie": "id=1", "X-Odd": "a\tb"}
    server.files["/one"] = (200, given, PAGE)
    path = tmp_path / "list.txt"
    path.write_text(f"{server.url}/one")
    for _ in range(2):  # fetched, and from the spool
        (row,) = read("urls", path)
        assert isinstance(row, Article)
        assert {"last-modified: Wed, 07 Feb 2024 21:30:00 GMT", "x-odd: a b"} <= set(row.headers)
        assert not any("cookie" in header for header in row.headers)
