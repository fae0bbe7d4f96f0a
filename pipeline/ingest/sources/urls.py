"""A list of addresses and the pages behind them: one a line, or a table with addresses in it, such as those of GDELT.

    - name: gdelt-2024-02-08
      kind: urls
      path: lists/20240208.export.CSV
      options: {contact: "desk@example.org"}

Of each line the first address is taken; the same address on many lines is fetched once. What was fetched is kept in a
folder beside the list, `<list>.fetched`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.errors import SourceError
from pipeline.ingest.articles import Place, Refused, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.web.pages import WEB_OPTIONS, Link, articles_behind, fetcher_for
from pipeline.records import Article, Reject
from pipeline.stage import Run

OPTIONS = WEB_OPTIONS

KIND = "urls"
#: What it holds is not the same on any day.
IS_LIVE = True
#: Bytes of one line that are looked at; lines of GDELT's tables have up to 100 kB.
MAX_LINE_BYTES = 1024 * 1024

_ADDRESS = re.compile(rb"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The article behind each address, or why there is none.

    Raises:
        SourceError: If the list cannot be read.
        SettingError: If an option is missing or cannot be used.
    """
    fetcher = fetcher_for(entry, None)
    without: list[Reject] = []
    folder = entry.path.with_name(f"{entry.path.name}.fetched")
    yield from articles_behind(_links(entry, run, without), entry, run, fetcher, folder)
    yield from without


def _links(entry: SourceEntry, run: Run, without: list[Reject]) -> Iterator[Link]:
    """The address of each line; a line that has none is added to `without`. Blank lines and #-lines say nothing."""
    try:
        with entry.path.open("rb") as lines:
            number = 0
            while line := lines.readline(MAX_LINE_BYTES):
                number += 1
                rest = line
                while rest and not rest.endswith(b"\n"):
                    rest = lines.readline(MAX_LINE_BYTES)
                if not line.strip() or line.startswith(b"#"):
                    continue
                found = _ADDRESS.search(line)
                if found:
                    yield Link(found.group().decode("utf-8", "replace").rstrip(",;"))
                else:
                    place = Place(entry.name, KIND, f"{entry.path.name}#{number}")
                    without.append(refusal(Refused("UNREADABLE_LINE", "no address in the line"), place, run))
    except OSError as error:
        raise SourceError(f"{entry.path}: cannot be read: {(error.strerror or str(error)).lower()}.") from error
