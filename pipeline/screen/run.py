"""Screen documents: refuse what is not in a language that casus reads and what is off topic; say what is a copy of what.

screen(tables, run) -> Result
    reads   documents, article_index (may be empty)
    writes  screened
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pipeline import contract
from pipeline.records import Document, Reject, Screened
from pipeline.screen.copies import Index
from pipeline.screen.language import READ, language_of
from pipeline.screen.relevance import THRESHOLD, relevance
from pipeline.stage import Result, Run


def screen(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    index = Index(tables["article_index"])
    kept: list[Screened] = []
    rejected: list[Reject] = []
    for document in contract.to_records(tables["documents"], "documents"):
        language, certainty = language_of(document.text)
        if language not in READ:
            rejected.append(_reject(document, "LANGUAGE_UNSUPPORTED", f"{language or 'none'} ({certainty})"))
            continue
        share = relevance(document.text)
        if share < THRESHOLD:
            rejected.append(_reject(document, "OFF_TOPIC", f"relevance {share}"))
            continue
        copy = index.original_of(document)
        kept.append(
            Screened(
                **{name: getattr(document, name) for name in Document.__dataclass_fields__}, language=language, language_confidence=certainty, relevance=share, is_relevant=True,
                duplicate_of=copy[0] if copy else None, similarity=copy[1] if copy else 0.0,
            )
        )
    return Result({"screened": contract.from_records("screened", kept)}, contract.from_records("rejects", rejected))


def _reject(document: Document, reason: str, detail: str) -> Reject:
    return Reject(stage="screen", key=document.article_id, article_id=document.article_id, reason=reason, detail=detail, batch=document.batch)
