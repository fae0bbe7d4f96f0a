"""WARC files and mailboxes: read record by record, each damaged one refused alone."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import mbox, warc
from pipeline.records import Article, Reject
from pipeline.stage import Run

pytestmark = pytest.mark.integration

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
#: Archives of our own pages with bytes changed by chance, which once ended a run.
DAMAGED = Path(__file__).parents[1] / "faults/corpus/archive"
PAGE = b"<html><body><p>Soldiers fired at a crowd in the market and killed two traders, they said.</p></body></html>"


def archive(path: Path, *records: tuple[str, list[tuple[str, str]], bytes], status: str = "200 OK") -> list[int]:
    """Write an archive; gives where each record ends."""
    ends = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for url, headers, body in records:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http))
            ends.append(file.tell())
    return ends


def read(kind: str, path: Path, **options: str) -> tuple[list[Article], list[Reject]]:
    rows = list({"warc": warc, "mbox": mbox}[kind].read(SourceEntry("test", kind, path, options), RUN))
    return [row for row in rows if isinstance(row, Article)], [row for row in rows if isinstance(row, Reject)]


HTML = [("Content-Type", "text/html; charset=utf-8")]
PAGES = [(f"https://courier.example/{number}", HTML, PAGE) for number in range(5)]


@pytest.mark.parametrize("name", ["news.warc", "news.warc.gz"])
def test_pages_of_an_archive_are_taken_under_their_address(tmp_path: Path, name: str) -> None:
    archive(tmp_path / name, *PAGES)
    articles, refused = read("warc", tmp_path / name, publisher="Courier")
    assert [row.article_id for row in articles] == [url for url, *_ in PAGES]
    assert {(row.body, row.media_type, row.url == row.article_id, row.publisher) for row in articles} == {
        (PAGE, "text/html", True, "Courier")
    }
    assert {row.headers for row in articles} == {("content-type: text/html; charset=utf-8",)}
    assert refused == []


def test_folder_of_archives_is_read_in_order(tmp_path: Path) -> None:
    archive(tmp_path / "b.warc", PAGES[1])
    archive(tmp_path / "a.warc.gz", PAGES[0])
    (tmp_path / "readme.txt").write_text("no archive")
    assert [row.article_id for row in read("warc", tmp_path)[0]] == [PAGES[0][0], PAGES[1][0]]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    archive(tmp_path / "a.warc", ("https://courier.example/a.png", [("Content-Type", "image/png")], b"\x89PNG"))
    archive(tmp_path / "b.warc", PAGES[0], status="404 Not Found")
    assert read("warc", tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        pytest.param(HTML, b"%PDF-1.7 x", "UNSUPPORTED_TYPE", id="lying content type"),
        pytest.param(HTML, b"a\0b", "NUL_BYTES", id="NUL bytes"),
        pytest.param(HTML, b"", "NO_TEXT", id="empty"),
        pytest.param(HTML, b"a" * (MAX_BODY_BYTES + 1), "TOO_LARGE", id="too large"),
        pytest.param([("Content-Type", "text/plain")], b"caf\xe9 \xff", "BAD_ENCODING", id="no UTF-8"),
        pytest.param(
            [*HTML, ("Content-Encoding", "gzip")], gzip.compress(b"a" * 100_000_000), "TOO_LARGE", id="zip bomb"
        ),
    ],
)
def test_bad_page_of_an_archive_is_refused_alone(
    tmp_path: Path, headers: list[tuple[str, str]], body: bytes, reason: str
) -> None:
    archive(tmp_path / "a.warc.gz", PAGES[0], ("https://courier.example/bad", headers, body), PAGES[1])
    articles, refused = read("warc", tmp_path / "a.warc.gz")
    assert [row.article_id for row in articles] == [PAGES[0][0], PAGES[1][0]]
    assert [(row.key, row.reason) for row in refused] == [("https://courier.example/bad", reason)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_damaged_record_costs_itself_only(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    first, second, *_ = archive(path, *PAGES)
    data = bytearray(path.read_bytes())
    data[first : first + 12] = b"\xff" * 12  # the beginning of the second record
    path.write_bytes(data)
    articles, refused = read("warc", path)
    assert [row.article_id for row in articles] == [PAGES[0][0], *(url for url, *_ in PAGES[2:])]
    assert {row.reason for row in refused} == {"UNREADABLE_LINE"}


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_archive_that_is_cut_off_gives_what_is_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    *_, fourth, _ = archive(path, *PAGES)
    path.write_bytes(path.read_bytes()[: fourth + 200])
    articles, _ = read("warc", path)
    assert [row.article_id for row in articles] == [url for url, *_ in PAGES[:4]]


def test_random_damage_never_ends_the_run(tmp_path: Path) -> None:
    whole = tmp_path / "a.warc.gz"
    archive(whole, *PAGES)
    data, chance, n = whole.read_bytes(), random.Random(6), 0
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path = tmp_path / "b.warc.gz"
        path.write_bytes(broken[: chance.randrange(1, len(broken) + 1)])
        articles, refused = read("warc", path)
        n += len(articles) + len(refused)
    assert n > 0


@pytest.mark.parametrize("path", sorted(DAMAGED.iterdir()), ids=lambda path: path.name)
def test_damage_found_by_chance_is_refused(path: Path) -> None:
    """In these the library counts a record's place from before the beginning of the file."""
    _, refused = read("warc", path)
    assert {row.reason for row in refused} == {"UNREADABLE_LINE"}


def test_no_such_archive_is_an_error_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read("warc", tmp_path / "a.warc")


# --- mailboxes


def mail(
    subject: str = "Two killed in market", text: str | None = "Two died.", html: str | None = None
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Courier <desk@courier.example>"
    message["Subject"] = subject
    message["Date"] = "Wed, 07 Feb 2024 23:30:00 +0200"
    message["Message-ID"] = f"<{abs(hash(subject)) % 10**8}@courier.example>"
    if text is not None:
        message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html") if text is not None else message.set_content(html, subtype="html")
    return message


def mailbox(path: Path, *messages: bytes) -> Path:
    between = b"From desk@courier.example Wed Feb  7 23:30:00 2024\n"
    path.write_bytes(b"".join(between + message.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for message in messages))
    return path


def test_messages_are_taken_with_what_their_headers_say(tmp_path: Path) -> None:
    path = mailbox(tmp_path / "a.mbox", mail("Zwei Tote in Köln").as_bytes(), mail("B", html="<p>B</p>").as_bytes())
    (one, two), refused = read("mbox", path)
    assert (one.title, one.published, one.publisher) == (
        "Zwei Tote in Köln",
        "Wed, 07 Feb 2024 23:30:00 +0200",
        "The Courier",
    )
    assert (one.body.strip(), one.media_type, two.media_type) == (b"Two died.", "text/plain", "text/plain")
    assert one.article_id.endswith("@courier.example")
    assert "date: Wed, 07 Feb 2024 23:30:00 +0200" in one.headers
    assert refused == []


def test_message_with_html_only_is_a_page(tmp_path: Path) -> None:
    ((one,), _) = read("mbox", mailbox(tmp_path / "a.mbox", mail(text=None, html="<p>Two died.</p>").as_bytes()))
    assert (one.media_type, one.body.strip()) == ("text/html", b"<p>Two died.</p>")


def test_quoted_from_line_is_part_of_the_text(tmp_path: Path) -> None:
    ((one,), _) = read(
        "mbox", mailbox(tmp_path / "a.mbox", mail(text="It began.\n\nFrom there it went on.").as_bytes())
    )
    assert one.body.strip() == b"It began.\n\nFrom there it went on."


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(b"", "NO_TEXT", id="empty"),
        pytest.param(b"\xff\xfe\x00 rubbish \x00\n\nmore\x00", "NUL_BYTES", id="bytes that are no message"),
        pytest.param(b"Content-Type: image/png\n\n\x89PNG", "NO_TEXT", id="a picture alone"),
        pytest.param(b"Content-Type: text/plain\n\n" + b"a" * (MAX_BODY_BYTES + 1), "TOO_LARGE", id="too large"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=\n\nx", "NO_TEXT", id="no boundary"),
        pytest.param(b"Subject: =?x-none?B?####?=\nDate: never\n\nTwo died.", None, id="headers that are none"),
    ],
)
def test_bad_message_is_refused_alone(tmp_path: Path, bad: bytes, reason: str | None) -> None:
    articles, refused = read("mbox", mailbox(tmp_path / "a.mbox", mail("A").as_bytes(), bad, mail("B").as_bytes()))
    assert [row.title for row in articles if row.title in ("A", "B")] == ["A", "B"]
    assert [row.reason for row in refused] == ([reason] if reason else [])


def test_random_bytes_in_a_mailbox_never_end_the_run(tmp_path: Path) -> None:
    data, chance, n = mail("A", html="<p>Ä</p>").as_bytes(), random.Random(6), 0
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 20)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        articles, refused = read("mbox", mailbox(tmp_path / "a.mbox", bytes(broken)))
        n += len(articles) + len(refused)
    assert n > 0
