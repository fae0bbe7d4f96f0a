"""`casus sources check` over one source of every kind, those of the web on a server of our own."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.cli import cli
from pipeline.ingest import sources
from pipeline.ingest.web import fetching
from tests.integration.web_server import PAGE, Server, serving

pytestmark = pytest.mark.integration

WEB = {"contact": "desk@example.org", "allow_private": "yes"}
MESSAGE = b"From desk@example.org Thu Feb  8 06:30:00 2024\nMessage-ID: <1@example.org>\nSubject: Raid\n\nTwo died.\n"


def laid_out(folder: Path, server: Server) -> list[dict[str, object]]:
    """Entries of one source a kind, each with one article."""
    rss = f'<rss version="2.0"><channel><item><title>Raid</title><link>{server.url}/one</link></item></channel></rss>'
    listed = f"<urlset><url><loc>{server.url}/one</loc></url></urlset>"
    server.files["/one"] = (200, {"Content-Type": "text/html"}, PAGE)
    server.files["/rss"] = (200, {"Content-Type": "application/rss+xml"}, rss.encode())
    server.files["/news.xml"] = (200, {"Content-Type": "application/xml"}, listed.encode())
    (folder / "articles").mkdir()
    (folder / "articles" / "a.txt").write_text("Two died.")
    (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": "Two died."}))
    (folder / "a.mbox").write_bytes(MESSAGE)
    (folder / "list.txt").write_text(f"{server.url}/one\n")
    with (folder / "a.warc.gz").open("wb") as file:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record("https://courier.example/1", "response", BytesIO(PAGE), http_headers=http)
        writer.write_record(record)
    return [
        {"name": "of-feed", "kind": "feed", "path": "feed", "options": {**WEB, "url": f"{server.url}/rss"}},
        {"name": "of-folder", "kind": "folder", "path": "articles"},
        {"name": "of-jsonl", "kind": "jsonl", "path": "a.jsonl"},
        {"name": "of-mbox", "kind": "mbox", "path": "a.mbox"},
        {"name": "of-sitemap", "kind": "sitemap", "path": "map", "options": {**WEB, "url": f"{server.url}/news.xml"}},
        {"name": "of-urls", "kind": "urls", "path": "list.txt", "options": WEB},
        {"name": "of-warc", "kind": "warc", "path": "a.warc.gz"},
    ]


def test_source_of_every_kind_is_tested_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serving() as server:
        entries = laid_out(tmp_path, server)
        (tmp_path / "sources.yaml").write_text(yaml.safe_dump({"sources": entries}))
        shown = CliRunner().invoke(cli, ["sources", "check", str(tmp_path / "sources.yaml")], catch_exceptions=False)
    assert tuple(entry["kind"] for entry in entries) == sources.kinds()
    assert shown.exit_code == 0, shown.output
    for entry in entries:
        assert f"{entry['name']}: 1 article  [{entry['kind']}: " in shown.output
    assert not (tmp_path / "data").exists()
