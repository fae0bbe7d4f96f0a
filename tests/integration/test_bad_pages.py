"""What servers send that is no article, or none as they say: what it is, and what becomes of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean.run import clean_article
from pipeline.ingest.articles import Refused
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import urls
from pipeline.ingest.web import addresses, fetching
from pipeline.ingest.web.fetching import Fetcher, Manners
from pipeline.records import Article, Document, Reject
from pipeline.stage import Run
from tests.integration.web_server import Server, serving

pytestmark = pytest.mark.integration

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
STORY = (
    "Soldiers fired at a crowd near the café in the market of the town on Monday and killed two traders, an official "
    "said. The army said that its patrol had been attacked with stones before it opened fire on the road to the river."
)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><article><p>{body}</p></article></body></html>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setattr(fetching, "BACKOFF_S", 0.0)
    with serving() as running:
        yield running


def made_of(server: Server, folder: Path, headers: dict[str, str], body: bytes) -> Document | Reject:
    """What ingest and clean make of a page."""
    server.files["/page"] = (200, headers, body)
    path = folder / "list.txt"
    path.write_text(f"{server.url}/page\n")
    options = {"contact": "desk@example.org", "allow_private": "yes"}
    (row,) = urls.read(SourceEntry("test", "urls", path, options), RUN)
    return clean_article(row) if isinstance(row, Article) else row


HTML = {"Content-Type": "text/html; charset=utf-8"}
DEEP = "<div>" * 20_000

#: What the server sends, and why it is refused.
REFUSED: list[Any] = [
    pytest.param(HTML, b"%PDF-1.7 x", "UNSUPPORTED_TYPE", id="a PDF that is called a page"),
    pytest.param(HTML, b"\x89PNG\r\n\x1a\n", "UNSUPPORTED_TYPE", id="a picture that is called a page"),
    pytest.param(HTML, b"PK\x03\x04 x", "UNSUPPORTED_TYPE", id="an archive that is called a page"),
    pytest.param({"Content-Type": "video/mp4"}, b"x", "UNSUPPORTED_TYPE", id="a film"),
    pytest.param({"Content-Type": "application/json"}, b"{}", "UNSUPPORTED_TYPE", id="data"),
    pytest.param(HTML, b"", "NO_TEXT", id="nothing"),
    pytest.param(HTML, b"<p>a\0b</p>", "NUL_BYTES", id="NUL bytes"),
    pytest.param({"Content-Type": "text/plain"}, b"caf\xe9", "BAD_ENCODING", id="plain text that is no UTF-8"),
    pytest.param(HTML, page("a" * 10_000_000).encode(), "TOO_LARGE", id="a line of 10 MB"),
    pytest.param({"Content-Type": "text/plain"}, b"war " * 500_000, "TOO_LARGE", id="plain text of 2 MB"),
    pytest.param({"Content-Type": "text/plain"}, b"war " * 100_000, "LINE_TOO_LONG", id="a line of 400 kB"),
    pytest.param(HTML, page(DEEP).encode(), "HTML_TOO_DEEP", id="elements inside each other"),
    pytest.param(HTML, b"<html><body></body></html>", "NO_TEXT_FOUND", id="a page without words"),
    pytest.param(HTML, b"<" * 1_000_000, "NO_TEXT_FOUND", id="a million open brackets"),
]


@pytest.mark.parametrize(("headers", "body", "reason"), REFUSED)
def test_what_is_no_article_is_refused_with_its_reason(
    server: Server, tmp_path: Path, headers: dict[str, str], body: bytes, reason: str
) -> None:
    start = time.monotonic()
    made = made_of(server, tmp_path, headers, body)
    assert isinstance(made, Reject) and made.reason == reason, made
    assert made.key == f"{server.url}/page"
    assert time.monotonic() - start < 30


#: An encoding, what the server and the page say of it, and whether its accents come through.
ENCODED: list[Any] = [
    pytest.param("utf-8", "text/html; charset=iso-8859-1", "", id="UTF-8 that is called Latin"),
    pytest.param("windows-1252", "text/html; charset=utf-8", "", id="Latin that is called UTF-8"),
    pytest.param("windows-1252", "text/html", '<meta charset="utf-8">', id="Latin whose page says UTF-8"),
    pytest.param("windows-1252", "text/html", '<meta charset="utf-7">', id="Latin whose page says UTF-7"),
    pytest.param("windows-1252", "text/html", '<meta charset="klingon">', id="Latin whose page says nonsense"),
    pytest.param("windows-1250", "text/html", '<meta charset="windows-1250">', id="as the page says"),
    pytest.param("utf-16", "text/html", "", id="UTF-16 with its mark"),
    pytest.param("utf-8-sig", "text/html", "", id="UTF-8 with its mark"),
    pytest.param("utf-8", "text/plain", "", id="a page that is called plain text"),
    pytest.param("utf-8", "application/xhtml+xml", "", id="XHTML"),
]


@pytest.mark.parametrize(("encoding", "told", "head"), ENCODED)
def test_page_in_a_wrong_or_untold_encoding_is_read(
    server: Server, tmp_path: Path, encoding: str, told: str, head: str
) -> None:
    made = made_of(server, tmp_path, {"Content-Type": told}, page(STORY, head).encode(encoding))
    assert isinstance(made, Document), made
    assert "near the café in the market" in made.text


# --- the connection itself


def fetcher(**manners: Any) -> Fetcher:
    return Fetcher(Manners(**{"contact": "desk@example.org", "sleep": lambda _: None, **manners}))


def test_host_that_does_not_let_us_connect_costs_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "CONNECT_S", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]  # they fill its queue: it answers nobody any more
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(deaf.getsockname())
            start = time.monotonic()
            with pytest.raises(Refused, match=r"ROBOTS_DISALLOWED|FETCH_FAILED"):
                fetcher(allows_private=True).get(f"http://127.0.0.1:{deaf.getsockname()[1]}/")
            assert time.monotonic() - start < 5
        finally:
            for one in waiting:
                one.close()


def test_name_that_stands_for_another_address_a_moment_later_makes_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the address that was looked at is the one that is connected to."""
    public, private = "93.184.216.34", "127.0.0.1"
    asked: list[str] = []
    reached: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (public if len(asked) % 2 else private, port))]

    class Unreachable(socket.socket):
        def connect(self, address: Any) -> None:
            reached.append(address[0])
            raise OSError("unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "socket", Unreachable)
    for _ in range(3):
        with pytest.raises(Refused):
            fetcher().get("http://rebinding.example/")
    assert set(reached) == {public}
    assert len(asked) >= len(reached)
