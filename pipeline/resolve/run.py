"""Turn what was read into what is meant: days, places, actors and tolls; mentions of one event become one candidate.

resolve(tables, run) -> Result
    reads   readings, mentions
    writes  candidates   one row an event of one article
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pipeline import contract
from pipeline.records import Candidate, Mention, Reject
from pipeline.resolve.articles import resolve_article
from pipeline.stage import Result, Run


def resolve(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    mentions: dict[str, list[Mention]] = {}
    for mention in contract.to_records(tables["mentions"], "mentions"):
        mentions.setdefault(mention.article_id, []).append(mention)
    out: list[Candidate] = []
    rejected: list[Reject] = []
    for reading in contract.to_records(tables["readings"], "readings"):
        own = mentions.get(reading.article_id, [])
        if own:
            out.extend(resolve_article(reading, own))
        else:
            rejected.append(
                Reject(
                    stage="resolve",
                    key=reading.article_id,
                    article_id=reading.article_id,
                    reason="NO_EVENT_MENTION",
                    detail="a reading without a mention",
                    batch=reading.batch,
                )
            )
    return Result({"candidates": contract.from_records("candidates", out)}, contract.from_records("rejects", rejected))
