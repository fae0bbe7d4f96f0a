"""Screen documents: refuse languages that casus does not read and what is off topic; say what is a copy of what.

screen(tables, run) -> Result
    reads   documents, article_index (may be empty)
    writes  screened
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pipeline import contract
from pipeline.records import Document, Reject, Screened
from pipeline.screen.copies import find_copies
from pipeline.screen.language import READ, language_of
from pipeline.screen.relevance import is_relevant, relevance
from pipeline.stage import Result, Run


def screen(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    documents = contract.to_records(tables["documents"], "documents")
    copies = find_copies(documents, tables["article_index"])
    kept: list[Screened] = []
    rejected: list[Reject] = []
    for document in documents:
        language, certainty = language_of(document.text, document.language_given)
        if language not in READ:
            rejected.append(_reject(document, "LANGUAGE_UNSUPPORTED", f"{language or 'none'} ({certainty})"))
            continue
        share = relevance(document.text)
        if not is_relevant(document.text, share):
            rejected.append(_reject(document, "OFF_TOPIC", f"relevance {share}"))
            continue
        original, likeness = copies.get(document.article_id, (None, 0.0))
        kept.append(
            Screened(
                **{name: getattr(document, name) for name in Document.__dataclass_fields__},
                language=language,
                language_confidence=certainty,
                relevance=share,
                is_relevant=True,
                duplicate_of=original,
                similarity=likeness,
            )
        )
    return Result({"screened": contract.from_records("screened", kept)}, contract.from_records("rejects", rejected))


def _reject(document: Document, reason: str, detail: str) -> Reject:
    return Reject(
        stage="screen",
        key=document.article_id,
        article_id=document.article_id,
        reason=reason,
        detail=detail,
        batch=document.batch,
    )
