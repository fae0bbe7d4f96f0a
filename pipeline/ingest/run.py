"""Take articles in from their sources: bytes as received, their hash, and the time of the run as first seen.

ingest(entries, run) -> Result
    writes  articles   one row an article, in the order of the sources; the second article of an id is refused (REPEATED_ID)
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import contract
from pipeline.ingest.entries import SourceEntry, source_module
from pipeline.ingest.lines import reject
from pipeline.records import Article, Reject
from pipeline.stage import Result, Run


def ingest(entries: Sequence[SourceEntry], run: Run) -> Result:
    """Stage function: see the module."""
    articles: dict[str, Article] = {}
    rejected: list[Reject] = []
    for entry in entries:
        for found in source_module(entry.kind).read(entry, run):
            if isinstance(found, Reject):
                rejected.append(found)
            elif found.article_id in articles:
                rejected.append(reject(found.article_id, "REPEATED_ID", f"{entry.name}/{found.origin}; first seen in {articles[found.article_id].origin}", run))
            else:
                articles[found.article_id] = found
    return Result({"articles": contract.from_records("articles", list(articles.values()))}, contract.from_records("rejects", rejected))
