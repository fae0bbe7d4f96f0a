"""JSON Lines: one article a line, in the form of the command-line contract; .gz by name."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from pipeline.errors import SourceError
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.lines import MAX_ARTICLE_BYTES, article_of_line
from pipeline.records import Article, Reject
from pipeline.stage import Run


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The articles and refusals of a file, in its order. A line that is too long is cut where it becomes so, and refused.

    Raises:
        SourceError: If the file is missing or cannot be read to its end.
    """
    if not entry.path.is_file():
        raise SourceError(f"source {entry.name}: {entry.path}: no such file.")
    try:
        with gzip.open(entry.path, "rb") if entry.path.name.endswith(".gz") else entry.path.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_ARTICLE_BYTES + 2):
                number += 1
                whole = line
                while not line.endswith(b"\n") and (line := stream.readline(MAX_ARTICLE_BYTES)):
                    pass  # the rest of a line that is too long
                yield article_of_line(
                    whole.rstrip(b"\r\n"), f"{entry.path.name}:{number}", source_name=entry.name, publisher=entry.options.get("publisher"), language=entry.options.get("language"), run=run
                )
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"source {entry.name}: {entry.path}: cannot be read to its end: {error}.") from error
