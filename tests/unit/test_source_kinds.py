"""A kind of source is one module: put there, it can be listed, is known by its file names, and brings its articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import contract
from pipeline.ingest import sources
from pipeline.ingest.entries import read_entries
from pipeline.ingest.run import ingest
from pipeline.stage import Run

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
MODULE = '''
"""A file of telegrams, one a line."""

from pipeline.ingest.articles import TEXT, Place, article

OPTIONS = ("publisher",)
SUFFIXES = (".telegrams",)


def read(entry, run):
    for number, line in enumerate(entry.path.read_bytes().splitlines(), start=1):
        origin = f"{entry.path.name}#{number}"
        place = Place(entry.name, "telegrams", origin)
        yield article(f"{entry.name}/{origin}", line, TEXT, dict(entry.options), place, run)
'''


@pytest.fixture
def another_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "telegrams.py").write_text(MODULE)
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(folder)])
    sources.kinds.cache_clear()
    yield
    sources.kinds.cache_clear()


def test_new_kind_is_a_file_and_nothing_else(tmp_path: Path, another_kind: None) -> None:
    (tmp_path / "wire.telegrams").write_text("Two died in Kidal.\nThree were hurt in Gao.\n")
    settings = tmp_path / "sources.yaml"
    settings.write_text(
        "sources:\n- {name: wire, kind: telegrams, path: wire.telegrams, options: {publisher: The Wire}}\n"
    )
    (part,) = ingest(read_entries(settings), RUN)
    contract.check("articles", part.kept["articles"])
    rows = part.kept["articles"].to_pylist()
    assert [(row["article_id"], row["source_kind"], row["publisher"]) for row in rows] == [
        ("wire/wire.telegrams#1", "telegrams", "The Wire"),
        ("wire/wire.telegrams#2", "telegrams", "The Wire"),
    ]
    (entry,) = read_entries(tmp_path / "wire.telegrams")
    assert (entry.name, entry.kind) == ("wire", "telegrams")


def test_kinds_that_there_are() -> None:
    assert sources.kinds() == ("feed", "folder", "jsonl", "mbox", "sitemap", "urls", "warc")
