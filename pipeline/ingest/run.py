"""Take articles in from their sources, in parts, so that a source may be larger than the memory.

ingest(entries, run) -> Results
    reads   sources, in the order given
    writes  articles   one row an article as received, bytes and all
Every line and file that is no article is a row of `rejects`, and so is a source that the budget of the run left for the
next one; a source that cannot be read at all is a `SourceError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.errors import SourceLeft
from pipeline.ingest.articles import Place, Refused, refusal
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.intake import Intake
from pipeline.ingest.sources import module
from pipeline.records import Article, Reject
from pipeline.stage import Result, Run

#: Where a source lies, in the row that says that all of it was left for the next run.
LEFT = "all of it"


def ingest(entries: Iterable[SourceEntry], run: Run) -> Iterator[Result]:
    """Stage function: see the module. At least one part.

    Raises:
        SourceError: If a source as a whole cannot be read.
    """
    return Intake(run).parts(_rows(entries, run))


def _rows(entries: Iterable[SourceEntry], run: Run) -> Iterator[Article | Reject]:
    for entry in entries:
        try:
            yield from module(entry.kind).read(entry, run)
        except SourceLeft as error:
            yield refusal(Refused("FETCH_LATER", str(error)), Place(entry.name, entry.kind, LEFT), run)
