"""The parsers that we wrote, fed with damaged input: whatever comes, an answer or a refusal, never another exception.

Seeds are in `corpus/`, one folder a parser. An input that once broke a parser is put there as a file of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean.furniture import strip_furniture
from pipeline.clean.markup import MAX_DEPTH, read_markup
from pipeline.clean.run import clean_article
from pipeline.clean.texts import day_in_dateline, with_headline, with_line_feeds
from pipeline.ingest.articles import Place, Refused, article
from pipeline.ingest.descriptions import read_description
from pipeline.ingest.lines import article_of_line
from pipeline.ingest.sources.feed import read_feed
from pipeline.ingest.sources.sitemap import listed_in
from pipeline.ingest.web.addresses import parts
from pipeline.ingest.web.pages import canonical
from pipeline.records import Article, Document, Reject
from pipeline.screen.copies import likeness, sketch
from pipeline.screen.language import language_of
from pipeline.screen.relevance import relevance
from pipeline.stage import Run

pytestmark = [pytest.mark.faults, pytest.mark.slow]

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
PLACE = Place("test", "jsonl", "a#1")
CORPUS = Path(__file__).parent / "corpus"

#: The same inputs in every run.
FUZZ = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def damaged(folder: str) -> st.SearchStrategy[bytes]:
    """Seeds of a folder with bytes put in, taken out and written over, or any bytes."""
    seeds = [path.read_bytes() for path in sorted((CORPUS / folder).iterdir())]
    assert seeds
    words = sorted({word for seed in seeds for word in seed.replace(b">", b"> ").split()})
    pieces = st.one_of(st.binary(max_size=6), st.sampled_from(words), st.sampled_from([b"<", b">", b'"', b"&", b"\0"]))
    edits = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 12), pieces, st.integers(1, 40)), max_size=8)
    return st.one_of(st.builds(_edited, st.sampled_from(seeds), edits), st.binary(max_size=400))


def _edited(seed: bytes, edits: list[tuple[int, int, bytes, int]]) -> bytes:
    for at, length, piece, times in edits:
        at %= len(seed) + 1
        seed = seed[:at] + piece * times + seed[at + length :]
    return seed


@FUZZ
@given(damaged("feed"))
def test_feed(data: bytes) -> None:
    try:
        assert all(isinstance(one.link.url, str) for one in read_feed(data, "http://c.example/feed").entries)
    except Refused:
        return


@FUZZ
@given(damaged("sitemap"))
def test_sitemap(data: bytes) -> None:
    try:
        listed_in(data)
    except Refused:
        return


@FUZZ
@given(damaged("description"))
def test_description(data: bytes) -> None:
    try:
        assert all(isinstance(key, str) for key in read_description(data))
    except Refused:
        return


@FUZZ
@given(damaged("lines"))
def test_article_line(data: bytes) -> None:
    assert isinstance(article_of_line(data, PLACE, RUN), Article | Reject)


@FUZZ
@given(damaged("page"))
def test_markup(data: bytes) -> None:
    markup = read_markup(data.decode("utf-8", "replace"))
    assert 0 <= markup.depth <= MAX_DEPTH + 1


@settings(FUZZ, max_examples=100)
@given(damaged("page"), st.text(max_size=60))
def test_whole_page(data: bytes, url: str) -> None:
    made = clean_article(article("a", data, "text/html", {"url": url or None}, PLACE, RUN))
    assert isinstance(made, Document | Reject)
    if isinstance(made, Document):
        assert 0 <= made.body_start <= len(made.text)


@FUZZ
@given(st.text(max_size=400), st.none() | st.text(max_size=60))
def test_text(text: str, title: str | None) -> None:
    body = strip_furniture(with_line_feeds(text)).text
    full, start = with_headline(body, title)
    assert 0 <= start <= len(full)
    day_in_dateline(body)
    assert 0.0 <= relevance(text) <= 1.0
    language_of(text)


@FUZZ
@given(st.text(max_size=300), st.text(max_size=300))
def test_sketches(one: str, two: str) -> None:
    made = [
        sketch(made)
        for text in (one, two)
        if isinstance(
            made := clean_article(article("a", text.encode("utf-8", "replace"), "text/plain", {}, PLACE, RUN)), Document
        )
    ]
    for a in made:
        for b in made:
            assert 0.0 <= likeness(a, b) == likeness(b, a) <= 1.0


@FUZZ
@given(st.text(max_size=100) | st.builds("http://{}".format, st.text(max_size=100)))
def test_address(url: str) -> None:
    try:
        found = parts(canonical(url))
    except Refused:
        return
    assert found.scheme in ("http", "https") and found.hostname
