"""Take articles in from their sources.

ingest(entries, run) -> Result
    reads   sources, in the order given
    writes  articles   one row an article as received, bytes and all
Every line and file that is no article is a row of `rejects`; a source that cannot be read at all is a `SourceError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.lines import Intake
from pipeline.ingest.sources import module
from pipeline.stage import Result, Run


def ingest(entries: Sequence[SourceEntry], run: Run) -> Result:
    """Stage function: see the module.

    Raises:
        SourceError: If a source as a whole cannot be read.
    """
    taken = Intake(run)
    for entry in entries:
        taken.add(module(entry.kind).read(entry, run))
    return taken.result()
