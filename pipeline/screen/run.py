"""Screen documents: refuse languages that casus does not read and what is off topic; say what is a copy of what.

What a reader has drawn back after it was refused (`casus refused admit`) is kept.

screen(tables, run) -> Result
    reads   documents, article_index and admissions (may be empty)
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
    admitted = set(tables["admissions"].column("article_id").to_pylist())
    kept: list[Screened] = []
    rejected: list[Reject] = []
    for document in documents:
        language, certainty = language_of(document.text, document.language_given)
        is_admitted = document.article_id in admitted
        if language not in READ and not is_admitted:
            rejected.append(_reject(document, "LANGUAGE_UNSUPPORTED", f"{language or 'none'} ({certainty})"))
            continue
        share = relevance(document.text)
        is_on_topic = is_relevant(document.text, share)
        if not is_on_topic and not is_admitted:
            rejected.append(_reject(document, "OFF_TOPIC", f"relevance {share}"))
            continue
        original, likeness = copies.get(document.article_id, (None, 0.0))
        kept.append(
            Screened(
                **{name: getattr(document, name) for name in Document.__dataclass_fields__},
                language=language,
                language_confidence=certainty,
                relevance=share,
                is_relevant=is_on_topic,
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
