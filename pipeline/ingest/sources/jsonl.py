"""A file of article lines, .jsonl or .jsonl.gz, read line by line: it may be larger than the memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from pipeline.errors import SourceError
from pipeline.ingest.articles import Place, Refused, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.lines import KIND, MAX_LINE_BYTES, read_lines
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: publisher, language: of articles that say nothing of it themselves.
OPTIONS = ("publisher", "language")
#: How the names of files end that are such a source without an entry.
SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The article of each line, or why there is none; what lies after a damaged place of a .gz file is one refusal.

    Raises:
        SourceError: If there is no such file or it cannot be opened.
    """
    path = entry.path
    if path.is_dir():
        raise SourceError(f"{path}: is a folder; a source of kind jsonl is a file.")
    try:
        stream: IO[bytes] = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[assignment]
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}.") from error
    with stream:
        lines = _Lines(stream)
        for row in read_lines(lines, path.name, run, entry.name):
            yield _with_defaults(row, entry)
        if lines.damage:
            place = Place(entry.name, KIND, f"{path.name}#{lines.number + 1}")
            yield refusal(Refused("UNREADABLE_FILE", f"cannot be read from here on: {lines.damage}"), place, run)


class _Lines:
    """The lines of a stream without their ends. A line over MAX_LINE_BYTES comes cut to one byte more than that.

    Attributes:
        number: Lines given so far.
        damage: Why reading ended early; empty if it did not.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.number = 0
        self.damage = ""

    def __iter__(self) -> Iterator[bytes]:
        while line := self._next():
            self.number += 1
            yield line.removesuffix(b"\n").removesuffix(b"\r")

    def _next(self) -> bytes:
        try:
            line = self._stream.readline(MAX_LINE_BYTES + 1)
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._stream.readline(MAX_LINE_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            self.damage = " ".join(str(error).split()).lower()
            return b""
        return line


def _with_defaults(row: Article | Reject, entry: SourceEntry) -> Article | Reject:
    if isinstance(row, Reject) or not entry.options:
        return row
    publisher, language = entry.options.get("publisher"), entry.options.get("language")
    return replace(row, publisher=row.publisher or publisher, language=row.language or language)
