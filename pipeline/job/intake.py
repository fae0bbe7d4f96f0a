"""Taking articles in, and taking away those that their publisher withdrew."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from pipeline import contract, flow
from pipeline.ingest.articles import WITHDRAWN
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.run import LEFT
from pipeline.job.arrivals import TOLD, Arrivals, give_back_memory, put_down, told_by
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.chunks import KEYS
from pipeline.job.told import summed, values_counted
from pipeline.job.writing import replace_rejects, writing
from pipeline.records import Sighting
from pipeline.run_log import Work, recorded
from pipeline.runner import REJECTS, concatenated, run_ingest
from pipeline.stage import Run
from pipeline.store import Store, Writer, filtered, is_among

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

#: Articles of one batch, and bytes of their bodies from which it is full: steps after this one hold a batch in memory.
BATCH_ARTICLES = 5_000
BATCH_BYTES = 128 * 1024 * 1024


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
    with writing(store, "taking articles in") as writer, store.scratch() as file:
        came = put_down(run_ingest(entries, run), file)
        known = _known(writer, came)
        _withdraw(writer, came.withdrawn & known.keys())
        taken = _take_in(writer, came, known, run)
        _replace_refused(writer, came, taken.ids, [f"{entry.name}/{LEFT}" for entry in entries])
    # One that brought nothing too: that is what is to be noticed of it.
    nothing = {entry.name: {"articles": 0, "new": 0} for entry in entries}
    return Intake(
        batches=tuple(sorted(set(taken.sightings.column("batch").to_pylist()))),
        articles=taken.sightings.num_rows,
        new=sum(counts["new"] for counts in taken.sources.values()),
        refused=came.count,
        at=run.at.isoformat(),
        reasons=values_counted(came.refused, "reason"),
        sources={**nothing, **taken.sources},
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows of an article.

    Attributes:
        batch: In which it stands.
        last_seen_at: When a run last brought it.
        told: Hash of what it is and says of itself; it never leaves the process.
    """

    batch: str
    last_seen_at: datetime
    told: int | None


def _known(writer: Writer, came: Arrivals) -> dict[str, _Known]:
    """What the store knows of the articles that came or were withdrawn, by id."""
    ours = is_among("article_id", {*came.told, *came.withdrawn})
    seen: dict[str, Sighting] = {}
    for rows in writer.scan("sightings", where=ours):
        seen |= {row["article_id"]: Sighting(**row) for row in rows.to_pylist()}
    told: dict[str, int] = {}
    if seen:
        here = is_among("article_id", seen) & is_among("batch", {row.batch for row in seen.values()})
        for rows in writer.scan("articles", columns=TOLD, where=here):
            told |= told_by(rows)
    return {name: _Known(row.batch, row.last_seen_at, told.get(name)) for name, row in seen.items()}


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was taken in.

    Attributes:
        sightings: One row an article that came and was not withdrawn, known ones included.
        sources: Articles and new ones of each source, by name.
    """

    sightings: pa.Table
    sources: Mapping[str, Mapping[str, int]]

    @property
    def ids(self) -> list[str]:
        """Of the articles."""
        return list(self.sightings.column("article_id").to_pylist())


def _take_in(writer: Writer, came: Arrivals, known: Mapping[str, _Known], run: Run) -> _Taken:
    """Write what is new, part by part, and note what was seen."""
    changed = {name for name in known.keys() & came.told.keys() if known[name].told != came.told[name]}
    withdrawn, batches = _withdrawn_before(writer), _Batches(writer, run.batch)
    if changed:
        _forget(writer, changed, known)
    sighted: list[pa.Table] = []
    sources: list[dict[str, dict[str, int]]] = []

    def new_ones() -> Iterator[tuple[str, pa.Table]]:
        for part in came.parts():
            articles = _without_withdrawn(part, withdrawn)
            new = _without(articles, known.keys() - changed)
            batch = batches.add(new) if new.num_rows else run.batch
            ids = dict.fromkeys(new.column("article_id").to_pylist(), batch)
            sighted.append(_sighted(articles, ids, known, run.at))
            sources.append(_by_source(articles, new))
            if ids:
                yield batch, contract.in_order("articles", _in_batch(new, batch))
            give_back_memory()

    writer.append_parts("articles", new_ones())
    seen = concatenated("sightings", sighted)
    there = known.keys() & set(seen.column("article_id").to_pylist())
    homes = {known[name].batch for name in there}
    writer.replace_where("sightings", seen, is_among("article_id", there), within=homes)
    return _Taken(seen, {name: summed(part.get(name, {}) for part in sources) for name in sorted({*chain(*sources)})})


def _without(articles: pa.Table, ids: Collection[str]) -> pa.Table:
    """The articles but for those of some ids."""
    import pyarrow

    is_other = [name not in ids for name in articles.column("article_id").to_pylist()]
    return filtered(articles, pyarrow.array(is_other, pyarrow.bool_()))


def _in_batch(articles: pa.Table, batch: str) -> pa.Table:
    """The articles as those of another batch."""
    import pyarrow

    place = articles.schema.get_field_index("batch")
    names = pyarrow.array([batch] * articles.num_rows, pyarrow.string())
    return articles.set_column(place, articles.schema.field(place), names)


def _sighted(articles: pa.Table, new: Mapping[str, str], known: Mapping[str, _Known], at: datetime) -> pa.Table:
    """That a run brought articles; `new` has the batches of new ones. What a later run noted already stays."""
    rows = []
    for name in articles.column("article_id").to_pylist():
        last = known[name].last_seen_at if name in known else at
        batch = new[name] if name in new else known[name].batch
        rows.append(Sighting(article_id=name, last_seen_at=max(at, last), batch=batch))
    return contract.from_records("sightings", rows)


class _Batches:
    """The batches that a run fills, one after the other: that of its name, and those that follow it."""

    def __init__(self, writer: Writer, base: str) -> None:
        self._writer, self._base, self._number = writer, base, 0
        self._open()

    def add(self, articles: pa.Table) -> str:
        """The name of the batch that these articles go to: the first that is not full."""
        import pyarrow.compute as pc

        while self._bytes >= BATCH_BYTES or self._rows >= BATCH_ARTICLES:
            self._number += 1
            self._open()
        self._rows += articles.num_rows
        self._bytes += pc.sum(pc.binary_length(articles.column("body"))).as_py()
        return self._name

    def _open(self) -> None:
        self._name = f"{self._base}.{self._number}" if self._number else self._base
        self._rows = self._writer.read("articles", columns=["article_id"], batch=self._name).num_rows
        self._bytes = 0


def _replace_refused(writer: Writer, came: Arrivals, ids: Collection[str], left: Collection[str]) -> None:
    """Put what was refused in the place of what earlier runs refused of the same; `left` are keys of sources."""
    import pyarrow.compute as pc

    # That an article was withdrawn is not unsaid by another place that brings something unreadable of this id.
    settled = {*ids, *came.withdrawn}
    answered = {*settled, *left, *came.refused.column("key").to_pylist()}
    is_taken_back = pc.field("reason") == WITHDRAWN
    is_answered = (is_taken_back & is_among("key", settled)) | (~is_taken_back & is_among("key", answered))
    replace_rejects(writer, came.refused, (pc.field("stage") == flow.INGEST) & is_answered)


def _forget(writer: Writer, changed: Collection[str], known: Mapping[str, _Known]) -> None:
    """Have articles read again that are not what they were: a run that ends here must not leave them as they are."""
    import pyarrow.compute as pc

    theirs = is_among("article_id", changed)
    writer.replace_where("articles", contract.empty("articles"), theirs, within={known[name].batch for name in changed})
    writer.replace("documents", contract.empty("documents"), "article_id", changed)
    refused = (pc.field("stage") == flow.CLEANING[0]) & theirs
    writer.replace_where(REJECTS, contract.empty(REJECTS), refused)


def _by_source(articles: pa.Table, new: pa.Table) -> dict[str, dict[str, int]]:
    """Articles and new ones of each source."""
    fresh = values_counted(new, "source_name")
    return {
        name: {"articles": count, "new": fresh.get(name, 0)}
        for name, count in values_counted(articles, "source_name").items()
    }


def _withdrawn_before(writer: Writer) -> dict[str, str]:
    """Where it was said of articles that they were withdrawn, by their ids."""
    import pyarrow.compute as pc

    rows = writer.find(REJECTS, pc.field("reason") == WITHDRAWN, columns=["article_id", "detail"]).to_pylist()
    return {row["article_id"]: row["detail"].partition(": ")[0] for row in rows}


def _without_withdrawn(articles: pa.Table, withdrawn: Mapping[str, str]) -> pa.Table:
    """The articles but for those that were withdrawn before, by another place than the one that brings them now."""
    import pyarrow

    places = zip(*(articles.column(c).to_pylist() for c in ("article_id", "source_name", "origin")), strict=True)
    comes = [
        name not in withdrawn or _without_line(withdrawn[name]) == _without_line(f"{source}/{origin}")
        for name, source, origin in places
    ]
    return filtered(articles, pyarrow.array(comes, pyarrow.bool_()))


def _without_line(place: str) -> str:
    """The file of a line: in the next one of that name the article may stand on another line."""
    return re.sub(r"#[0-9]+\Z", "", place)


def _withdraw(writer: Writer, known: Collection[str]) -> None:
    """Take away all that is known of articles that were withdrawn, given those that are known."""
    import pyarrow.compute as pc

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
