"""Taking articles in, and taking away those that their publisher withdrew."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import contract, flow
from pipeline.ingest.articles import WITHDRAWN
from pipeline.ingest.entries import SourceEntry
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.writing import replace_rejects, writing
from pipeline.runner import REJECTS, log_counts, run_ingest
from pipeline.stage import Run
from pipeline.store import Store, Writer

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

_TOLD = ("article_id", "sha256", "media_type", "title", "published", "url", "publisher", "language")


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in came to.

    Attributes:
        batches: Batches that hold the articles of the sources, sorted; old ones among them when an article was known.
        articles: Articles that the sources hold, known ones included.
        new: Those that were not known, or have changed.
        refused: Lines and files that are no article.
    """

    batches: tuple[str, ...]
    articles: int
    new: int
    refused: int


def take_in(store: Store, entries: Sequence[SourceEntry], run: Run) -> Intake:
    """Take the articles of the sources into the store; those it holds already stay as they are.

    An article that comes again with another body or description replaces the older one and moves to this batch. One
    that was withdrawn is taken away with all that was read in it, and stays away, until the place that said so brings
    it again.
    """
    import pyarrow
    import pyarrow.compute as pc

    outcome = run_ingest(entries, run)
    log_counts(outcome.counts)
    articles, refused = outcome.tables["articles"], outcome.tables[REJECTS]
    with writing(store, "taking articles in") as writer:
        articles = _without_withdrawn(writer, articles)
        withdrawn = set(refused.filter(pc.field("reason") == WITHDRAWN).column("article_id").drop_null().to_pylist())
        _withdraw(writer, withdrawn)
        ids = articles.column("article_id").to_pylist()
        ours = pc.field("article_id").isin(pyarrow.array(ids, pyarrow.string()))
        known = writer.read("articles", columns=[*_TOLD, "batch"], where=ours)
        batch_of = dict(zip(known.column("article_id").to_pylist(), known.column("batch").to_pylist(), strict=True))
        same = set(_told(articles)) & set(_told(known))
        is_new = [row not in same for row in _told(articles)]
        new = articles.filter(pyarrow.array(is_new, pyarrow.bool_()))
        new_ids = set(new.column("article_id").to_pylist())
        writer.replace("articles", new, "article_id", new_ids)
        # That an article was withdrawn is not unsaid by another place that brings something unreadable of this id.
        settled = {*ids, *withdrawn}
        answered = settled | set(refused.column("key").to_pylist())
        replace_rejects(
            writer,
            refused,
            lambda row: row.stage == flow.INGEST and row.key in (settled if row.reason == WITHDRAWN else answered),
        )
    batches = {run.batch if name in new_ids else batch_of[name] for name in ids}
    return Intake(tuple(sorted(batches)), len(ids), len(new_ids), outcome.counts[0].refused)


def _told(articles: pa.Table) -> list[tuple[Any, ...]]:
    """What an article is and says of itself, whoever brought it when."""
    return list(zip(*(articles.column(name).to_pylist() for name in _TOLD), strict=True))


def _without_withdrawn(writer: Writer, articles: pa.Table) -> pa.Table:
    """The articles but for those that were withdrawn before, by another place than the one that brings them now."""
    import pyarrow
    import pyarrow.compute as pc

    rows = writer.read(REJECTS, where=pc.field("reason") == WITHDRAWN).select(["article_id", "detail"]).to_pylist()
    said = {row["article_id"]: row["detail"] for row in rows}
    places = zip(*(articles.column(c).to_pylist() for c in ("article_id", "source_name", "origin")), strict=True)
    comes = [
        name not in said or _without_line(said[name].partition(": ")[0]) == _without_line(f"{source}/{origin}")
        for name, source, origin in places
    ]
    return articles.filter(pyarrow.array(comes, pyarrow.bool_()))


def _without_line(place: str) -> str:
    """The file of a line: in the next one of that name the article may stand on another line."""
    return re.sub(r"#[0-9]+\Z", "", place)


def _withdraw(writer: Writer, withdrawn: Collection[str]) -> None:
    """Take away all that is known of articles that were withdrawn."""
    import pyarrow
    import pyarrow.compute as pc

    ours = pc.field("article_id").isin(pyarrow.array(sorted(withdrawn), pyarrow.string()))
    known = writer.read("articles", columns=["article_id"], where=ours).column("article_id").to_pylist()
    if not known:
        return
    gone = pyarrow.array(known, pyarrow.string())
    before = told_of(writer, known)
    for name in ("articles", *(table for stage in flow.ARTICLE_STAGES for table in flow.stage(stage).writes)):
        if "batch" in contract.table(name).column_names:
            writer.replace(name, contract.empty(name), "article_id", known)
    writer.put("article_index", writer.read("article_index", where=~pc.field("article_id").isin(gone)))
    replace_rejects(
        writer, contract.empty(REJECTS), lambda row: row.stage in flow.ARTICLE_STAGES and row.article_id in known
    )
    mark_changed(writer, before, told_of(writer, known))
    log.info("articles taken away since they were withdrawn: %d", len(known))
