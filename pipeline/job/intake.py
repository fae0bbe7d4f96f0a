"""Taking articles in, and taking away those that their publisher withdrew."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from pipeline import contract, flow
from pipeline.ingest.articles import WITHDRAWN
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.run import LEFT
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.chunks import KEYS
from pipeline.job.told import summed, values_counted
from pipeline.job.writing import replace_rejects, writing
from pipeline.records import Sighting
from pipeline.run_log import Work, recorded
from pipeline.runner import REJECTS, Outcome, log_counts, run_ingest
from pipeline.stage import Run
from pipeline.store import Store, Writer, filtered, is_among

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

#: Articles of one batch, and bytes of their bodies from which it is full: steps after this one hold a batch in memory.
BATCH_ARTICLES = 5_000
BATCH_BYTES = 128 * 1024 * 1024

_TOLD = ("article_id", "sha256", "media_type", "title", "published", "url", "publisher", "language")


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in came to.

    Attributes:
        batches: Batches that hold the articles of the sources, sorted; old ones among them when an article was known.
        articles: Articles that the sources hold, known ones included.
        new: Those that were not known, or have changed.
        refused: Lines and files that are no article.
        at: Logical time of the run, ISO.
        reasons: Why lines and files were refused, with how many of each.
        sources: Articles and new ones of each source, by name.
    """

    batches: tuple[str, ...]
    articles: int
    new: int
    refused: int
    at: str
    reasons: Mapping[str, int]
    sources: Mapping[str, Mapping[str, int]]


def _work(made: Intake) -> Work:
    return Work(
        logical_at=made.at,
        rows_in=made.articles + made.refused,
        kept=made.new,
        refused=made.refused,
        reasons=made.reasons,
        sources=made.sources,
    )


@recorded("take_in", _work)
def take_in(store: Store, entries: Sequence[SourceEntry], run: Run) -> Intake:
    """Take the articles of the sources into the store; those it holds already stay as they are.

    An article that comes again with another body or description replaces the older one and moves to this batch. One
    that was withdrawn is taken away with all that was read in it, and stays away, until the place that said so brings
    it again.
    """
    import pyarrow.compute as pc

    parts: list[Intake] = []
    filled: Counter[str] = Counter()
    with writing(store, "taking articles in") as writer:
        were_left = is_among("key", [f"{entry.name}/{LEFT}" for entry in entries])
        writer.replace_where(REJECTS, contract.empty(REJECTS), (pc.field("stage") == flow.INGEST) & were_left)
        for outcome in run_ingest(entries, run):
            log_counts(outcome.counts)
            parts.append(_take_in_part(writer, outcome, run, filled))
            _give_back_memory()
    return Intake(
        batches=tuple(sorted({batch for part in parts for batch in part.batches})),
        articles=sum(part.articles for part in parts),
        new=sum(part.new for part in parts),
        refused=sum(part.refused for part in parts),
        at=run.at.isoformat(),
        reasons=summed(part.reasons for part in parts),
        # One that brought nothing too: that is what is to be noticed of it.
        sources={
            entry.name: {"articles": 0, "new": 0, **summed(part.sources.get(entry.name, {}) for part in parts)}
            for entry in entries
        },
    )


def _take_in_part(writer: Writer, outcome: Outcome, run: Run, filled: Counter[str]) -> Intake:
    """Take a part in, into the batch of the run or a follower of it; `filled` has the bytes of the parts before."""
    import pyarrow
    import pyarrow.compute as pc

    articles, refused = outcome.tables["articles"], outcome.tables[REJECTS]
    articles = _without_withdrawn(writer, articles)
    withdrawn = set(refused.filter(pc.field("reason") == WITHDRAWN).column("article_id").drop_null().to_pylist())
    _withdraw(writer, withdrawn)
    ids = articles.column("article_id").to_pylist()
    new, homes = _new_and_known(writer, articles)
    new_ids = set(new.column("article_id").to_pylist())
    if new_ids:
        batch = _open_batch(writer, run.batch, filled)
        _forget_reading(writer, new_ids & homes.keys())
        homes |= dict.fromkeys(new_ids, batch)
        place = new.schema.get_field_index("batch")
        new = new.set_column(place, new.schema.field(place), pyarrow.array([batch] * new.num_rows, pyarrow.string()))
        writer.replace("articles", new, "article_id", new_ids)
        filled[batch] += pc.sum(pc.binary_length(new.column("body"))).as_py()
    # That an article was withdrawn is not unsaid by another place that brings something unreadable of this id.
    settled = {*ids, *withdrawn}
    answered = settled | set(refused.column("key").to_pylist())
    is_taken_back = pc.field("reason") == WITHDRAWN
    is_answered = (is_taken_back & is_among("key", settled)) | (~is_taken_back & is_among("key", answered))
    replace_rejects(writer, refused, (pc.field("stage") == flow.INGEST) & is_answered)
    _sight(writer, homes, run.at)
    return Intake(
        batches=tuple(sorted(set(homes.values()))),
        articles=len(ids),
        new=len(new_ids),
        refused=outcome.counts[0].refused,
        at=run.at.isoformat(),
        reasons=values_counted(refused, "reason"),
        sources=_by_source(articles, new),
    )


def _new_and_known(writer: Writer, articles: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """The articles that are not known as they are, and the batches of those that are known at all."""
    import pyarrow
    import pyarrow.compute as pc

    ours = pc.field("article_id").isin(articles.column("article_id").combine_chunks())
    known = writer.read("articles", columns=[*_TOLD, "batch"], where=ours)
    same = set(_told(articles)) & set(_told(known))
    is_new = [row not in same for row in _told(articles)]
    batches = zip(known.column("article_id").to_pylist(), known.column("batch").to_pylist(), strict=True)
    return filtered(articles, pyarrow.array(is_new, pyarrow.bool_())), dict(batches)


def _forget_reading(writer: Writer, changed: Collection[str]) -> None:
    """Have articles read again that are not what they were: a run that ends here must not leave them as they are."""
    import pyarrow.compute as pc

    writer.replace("documents", contract.empty("documents"), "article_id", changed)
    refused = (pc.field("stage") == flow.CLEANING[0]) & is_among("article_id", changed)
    writer.replace_where(REJECTS, contract.empty(REJECTS), refused)


def _sight(writer: Writer, homes: Mapping[str, str], at: datetime) -> None:
    """Note that a run brought articles, given with their batches; what a later run noted already stays."""
    known: list[Sighting] = contract.to_records(
        writer.read("sightings", where=is_among("article_id", homes)), "sightings"
    )
    last = {row.article_id: row.last_seen_at for row in known}
    rows = [
        Sighting(article_id=name, last_seen_at=max(at, last.get(name, at)), batch=batch)
        for name, batch in sorted(homes.items())
    ]
    writer.replace("sightings", contract.from_records("sightings", rows), "article_id", homes)


def _open_batch(writer: Writer, base: str, filled: Mapping[str, int]) -> str:
    """The batch of this name, or the first of its followers, that is not full."""
    for number in count():
        name = f"{base}.{number}" if number else base
        there = writer.read("articles", columns=["article_id"], batch=name)
        if filled.get(name, 0) < BATCH_BYTES and there.num_rows < BATCH_ARTICLES:
            return name
    raise AssertionError  # count() has no end


def _by_source(articles: pa.Table, new: pa.Table) -> dict[str, dict[str, int]]:
    """Articles and new ones of each source."""
    fresh = values_counted(new, "source_name")
    return {
        name: {"articles": count, "new": fresh.get(name, 0)}
        for name, count in values_counted(articles, "source_name").items()
    }


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
    return filtered(articles, pyarrow.array(comes, pyarrow.bool_()))


def _without_line(place: str) -> str:
    """The file of a line: in the next one of that name the article may stand on another line."""
    return re.sub(r"#[0-9]+\Z", "", place)


def _withdraw(writer: Writer, withdrawn: Collection[str]) -> None:
    """Take away all that is known of articles that were withdrawn."""
    import pyarrow.compute as pc

    ours = is_among("article_id", withdrawn)
    known = writer.read("articles", columns=["article_id"], where=ours).column("article_id").to_pylist()
    if not known:
        return
    before = told_of(writer, known)
    written = (table for stage in flow.ARTICLE_STAGES for table in flow.stage(stage).writes)
    for name in ("articles", "sightings", KEYS, *written):
        if "batch" in contract.table(name).column_names:
            writer.replace(name, contract.empty(name), "article_id", known)
    gone = pc.field("stage").isin(flow.ARTICLE_STAGES) & is_among("article_id", known)
    writer.replace_where(REJECTS, contract.empty(REJECTS), gone)
    mark_changed(writer, before, told_of(writer, known))
    log.info("articles taken away since they were withdrawn: %d", len(known))


def _give_back_memory() -> None:
    """Let the allocators, Arrow's and that of the machine, give back what they keep of freed memory."""
    import pyarrow

    for pool in (pyarrow.default_memory_pool(), pyarrow.system_memory_pool()):
        pool.release_unused()
