"""Pages: what they say of themselves, and the article in them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from pipeline.clean.frames import is_frame
from pipeline.clean.markup import MAX_DEPTH, read_markup
from pipeline.clean.run import clean_article
from pipeline.records import Article, Document, Reject

STORY = (
    "<p>Soldiers fired at a crowd in the market of the town on Monday and killed two traders, an official said.</p>"
    "<p>The army said that its patrol had been attacked with stones before it opened fire on the road to the river.</p>"
)


def cleaned(page: str | bytes, url: str | None = None, **told: str) -> Document | Reject:
    body = page.encode() if isinstance(page, str) else page
    return clean_article(
        Article(
            article_id="a",
            source_name="test",
            source_kind="folder",
            origin="a.html",
            media_type="text/html",
            body=body,
            sha256="0" * 64,
            first_seen_at=datetime(2024, 2, 8, tzinfo=UTC),
            batch="test",
            url=url,
            **told,
        )
    )


def page(head: str = "", above: str = "", below: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{above}{STORY}{below}</article></body></html>"


def document(head: str = "", above: str = "", url: str | None = None) -> Document:
    found = cleaned(page(head, above), url)
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize(
    ("head", "above", "url", "title"),
    [
        pytest.param(
            "<title>Two killed in market - The Courier</title>",
            "<h1>Two killed in market</h1>",
            None,
            "Two killed in market",
            id="the main heading",
        ),
        pytest.param(
            "<title>Two killed in market | The Daily Courier</title>",
            "",
            "https://www.dailycourier.example/x",
            "Two killed in market | The Daily Courier",
            id="a name that is not that of the address stays",
        ),
        pytest.param(
            "<title>Two killed in market | Daily Courier</title>",
            "",
            "https://www.dailycourier.example/x",
            "Two killed in market",
            id="without the name of its site, as in the address",
        ),
        pytest.param(
            '<title>Two killed in market</title><meta property="og:title" content="Two killed in market">',
            "<h1>Unrest <span>Two killed in market</span></h1>",
            None,
            "Two killed in market",
            id="without the kicker in the main heading",
        ),
        pytest.param(
            "<title>Two killed in market</title>",
            "<h1>Two killed in market <small>Army says patrol was stoned</small></h1>",
            None,
            "Two killed in market",
            id="without the second line of the main heading",
        ),
        pytest.param(
            '<title>A town in mourning</title><meta property="og:title" content="What we know of the market shots">',
            "<h1>What we know of the market shots</h1>",
            None,
            "What we know of the market shots",
            id="the heading that one of several titles confirms",
        ),
        pytest.param("<title>Two killed</title>", "<h1>News</h1>", None, "Two killed", id="not the name of a section"),
    ],
)
def test_title(head: str, above: str, url: str | None, title: str) -> None:
    assert document(head, above, url).title == title


@pytest.mark.parametrize(
    ("head", "above", "url", "day"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2024-02-07T23:30:00+01:00">',
            "",
            None,
            date(2024, 2, 7),
            id="meta, in the zone of the publisher",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-07"}</script>',
            "",
            None,
            date(2024, 2, 7),
            id="linked data",
        ),
        pytest.param("", '<time datetime="2024-02-07">Wednesday</time>', None, date(2024, 2, 7), id="time element"),
        pytest.param("", "", "https://courier.example/2024/02/07/market", date(2024, 2, 7), id="address"),
        pytest.param("", "", None, None, id="nothing says it"),
    ],
)
def test_day_of_publication(head: str, above: str, url: str | None, day: date | None) -> None:
    assert document(head, above, url).published == day


@pytest.mark.parametrize(
    ("written", "offset", "instant"),
    [
        ("2024-02-07T23:30:00+05:30", 330, datetime(2024, 2, 7, 18, tzinfo=UTC)),
        ("2024-02-07T23:30:00-03:00", -180, datetime(2024, 2, 8, 2, 30, tzinfo=UTC)),
        ("2024-02-07T23:30:00Z", 0, datetime(2024, 2, 7, 23, 30, tzinfo=UTC)),
        ("2024-02-07T23:30:00", None, None),
        ("2024-02-07", None, None),
    ],
)
def test_time_of_publication_is_kept_with_its_zone(written: str, offset: int | None, instant: datetime | None) -> None:
    found = document(f'<meta property="article:published_time" content="{written}">')
    assert (found.published, found.published_at, found.published_utc_offset) == (date(2024, 2, 7), instant, offset)


@pytest.mark.parametrize(
    ("head", "section"),
    [
        pytest.param('<meta property="article:section" content="World &amp; War">', "World & War", id="meta"),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "articleSection": ["Africa", "News"]}</script>'
            '<meta name="section" content="Other">',
            "Africa",
            id="linked data",
        ),
        pytest.param('<meta name="section" content="https://courier.example/world">', None, id="an address is none"),
        pytest.param("", None, id="nothing says it"),
    ],
)
def test_section(head: str, section: str | None) -> None:
    assert document(head).section == section


@pytest.mark.parametrize(
    ("head", "author"),
    [
        pytest.param('<meta name="author" content="By Jane Roe">', "Jane Roe", id="meta"),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"name": "Jane Roe"}, "John Doe"]}'
            "</script>",
            "Jane Roe, John Doe",
            id="linked data",
        ),
        pytest.param('<meta name="author" content="https://courier.example/jane">', None, id="an address is none"),
        pytest.param("", None, id="nothing says it"),
    ],
)
def test_author(head: str, author: str | None) -> None:
    assert document(head).author == author


def test_corrections_are_taken_out_of_the_text_and_kept() -> None:
    notes = [
        "Correction: An earlier version of this article gave a wrong number of dead.",
        "Editor's note: names were changed.",
    ]
    found = cleaned(page(below="".join(f"<p>{note}</p>" for note in notes)))
    assert isinstance(found, Document)
    assert list(found.corrections) == notes
    assert "wrong number" not in found.text


@pytest.mark.parametrize("bare", [STORY, f"<article>{STORY}</article>", f"<title>Two killed</title><div>{STORY}</div>"])
def test_page_without_a_body_tag_is_read(bare: str) -> None:
    found = cleaned(bare)
    assert isinstance(found, Document)
    assert "killed two traders" in found.text


@pytest.mark.parametrize(
    ("days", "is_read"), [(("2024-02-07", "2024-02-07"), True), (("2024-02-06", "2024-02-07"), False)]
)
def test_live_blog_is_read_only_where_all_of_it_is_of_one_day(days: tuple[str, str], is_read: bool) -> None:
    entries = [{"@type": "BlogPosting", "datePublished": f"{day}T10:00:00Z"} for day in days]
    data = {"@type": "LiveBlogPosting", "headline": "The fighting as it happened", "liveBlogUpdate": [*entries, None]}
    found = cleaned(page(f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert isinstance(found, Document) == is_read
    assert is_read or (isinstance(found, Reject) and found.reason == "SEVERAL_STORIES")


@pytest.mark.parametrize(
    ("address", "days", "is_read"),
    [
        ("https://courier.example/world/live/2024/feb/07/fighting", (6, 6, 7, 7), False),
        ("https://courier.example/liveblog/2024/2/7/fighting", (6, 7, 7, 7), False),
        ("https://courier.example/news/fighting-live-updates", (6, 7, 7, 7), False),
        ("https://courier.example/news/live/fighting", (7, 7, 7, 7), True),
        ("https://courier.example/news/live/fighting", (6, 7), True),
        ("https://courier.example/news/people-who-live-here", (4, 5, 6, 7), True),
    ],
)
def test_live_blog_is_known_by_its_address_and_times(address: str, days: tuple[int, ...], is_read: bool) -> None:
    times = "".join(f'<p><time datetime="2024-02-{day:02}T10:00:00Z">10:00</time></p>' for day in days)
    found = cleaned(page(below=times), address)
    assert isinstance(found, Document) == is_read
    assert is_read or (isinstance(found, Reject) and found.reason == "SEVERAL_STORIES")


SECOND = (
    "<p>Farmers blocked the motorway to the coast with tractors on Friday to protest against the price of diesel, a "
    "police officer at the scene said.</p><p>The queue was nine kilometres long at noon and a union said that the road "
    "would stay closed until the minister came to talk to the drivers in person.</p>"
)


ONE, TWO = f"<h2>Two killed</h2>{STORY * 2}", f"<h2>Farmers block road</h2>{SECOND * 2}"
TEASER = "<article><h2>Farmers block road</h2><p>Farmers blocked the motorway to the coast.</p></article>"


@pytest.mark.parametrize(
    ("body", "is_read"),
    [
        pytest.param(f"<article>{ONE}</article><article>{TWO}</article>", False, id="a page of two articles"),
        pytest.param(f"<article>{ONE}</article><article>{SECOND * 2}</article>", True, id="a part without a headline"),
        pytest.param(f"<article>{ONE}</article>", True, id="one article"),
        pytest.param(f"<article>{ONE}<article>{TWO}</article></article>", True, id="one in the other"),
        pytest.param(f"<article>{ONE}</article>{TEASER}", True, id="an article and a teaser"),
        pytest.param(f"<article>{ONE}</article><article class='comment'>{TWO}</article>", True, id="a comment"),
    ],
)
def test_page_of_several_articles_is_refused(body: str, is_read: bool) -> None:
    found = cleaned(f"<html><head><title>Courier</title></head><body><main>{body}</main></body></html>")
    assert isinstance(found, Document) == is_read
    assert is_read or (isinstance(found, Reject) and found.reason == "SEVERAL_STORIES")


def test_broken_linked_data_costs_only_itself() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script><title>Two killed in market</title>'
    assert document(head).title == "Two killed in market"


def test_an_address_that_is_none_costs_nothing() -> None:
    assert document("<title>Two killed | X</title>", url="http://[half").title == "Two killed | X"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("<div>" * (MAX_DEPTH + 1) + "x", "HTML_TOO_DEEP", id="nested too deep"),
        pytest.param("<b>" * 100_000 + STORY, "HTML_TOO_DEEP", id="100,000 nested tags"),
        pytest.param("<html><body></body></html>", "NO_TEXT_FOUND", id="empty page"),
        pytest.param("   \n ", "NO_TEXT_FOUND", id="blank"),
        pytest.param(
            "<p>Please log in to continue reading.</p><p>Subscribe to our newsletter.</p>"
            "<p>We use cookies to improve your visit to this website.</p>",
            "BOILERPLATE_ONLY",
            id="a shell without an article",
        ),
        pytest.param("<p>" + "bomb " * 1_000_000, "TOO_LARGE", id="5 MB in one line"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "NO_TEXT_FOUND", id="a picture that says it is a page"
        ),
        pytest.param(b"%PDF-1.7\n" + b"\xff\xfe\x00\x01" * 500, "NO_TEXT_FOUND", id="a PDF that says it is a page"),
    ],
)
def test_page_that_is_no_article_is_refused_alone(body: str | bytes, reason: str) -> None:
    found = cleaned(body)
    assert isinstance(found, Reject)
    assert (found.stage, found.key, found.reason) == ("clean", "a", reason)


def test_broken_utf8_costs_the_broken_letters_only() -> None:
    body = page().encode().replace(b"market", b"mar\xffket", 1)
    found = cleaned(body)
    assert isinstance(found, Document)
    assert "killed two traders" in found.text


def test_declared_encoding_is_used_where_the_bytes_are_not_utf8() -> None:
    text = page('<meta charset="windows-1251">').replace("traders", "traders in Гомель")
    found = cleaned(text.encode("windows-1251"))
    assert isinstance(found, Document)
    assert "Гомель" in found.text


def test_markup_is_read_in_time_that_grows_with_the_page() -> None:
    assert read_markup("<meta " * 200_000).metas == {}
    assert read_markup("<!--" * 200_000).title is None
    assert read_markup("<title>" * 100_000).title is None


def test_a_text_that_speaks_to_nobody_is_no_frame_for_its_words() -> None:
    text = "The parcel service said a suspicious delivery was detected before it was delivered to the senator's office"
    assert not is_frame(text, is_page=False, has_furniture=False)
    assert is_frame("Please sign in to your account to continue reading", is_page=False, has_furniture=False)
