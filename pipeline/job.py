"""The whole job, in steps that `casus run` and the DAGs share.

    take_in -> plan -> clean_chunk (each) -> index -> code_chunk (each) -> collect -> merge -> validate -> release

Each step reads the store or the work folder of its batch and leaves its result there, whole or not at all, so that a
step may be run again at any time with the same outcome. What passes between steps is small: names and numbers.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import contract, flow, provenance
from pipeline.contract.parts import month
from pipeline.engine import CHUNK_ITEMS, Failure, chunked, spread
from pipeline.errors import SettingError
from pipeline.ingest.articles import WITHDRAWN
from pipeline.ingest.entries import SourceEntry, read_entries
from pipeline.language.instants import read_stamp
from pipeline.location import as_store_errors
from pipeline.records import Article, ChangedArticle, Reject
from pipeline.runner import (
    REJECTS,
    Count,
    Outcome,
    added,
    concatenated,
    log_counts,
    run_articles,
    run_ingest,
    run_stage,
)
from pipeline.stage import Run
from pipeline.store import Store, Writer

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.merge.reach import Reach
    from pipeline.publish.run import Release

log = logging.getLogger(__name__)

#: Articles a chunk manifest. At 2,000 the start of the workers and the loading of the model stay under 5 % of its time.
MANIFEST_ARTICLES = 2_000

#: Changed articles that are merged at once: what they are compared with stays in memory.
MERGED_ARTICLES = 20_000

#: Seconds that a step waits for another one that is writing.
WRITE_WAIT_S = 600.0

#: Reason in `rejects` for each kind of failure that the engine tells of.
LOST = {"died": "WORKER_LOST", "hung": "WORKER_LOST", "raised": "READING_FAILED"}

#: Of these tables `merge` gives the new rows only: they are never edited.
APPENDED = ("revisions", "deletions")

#: Between these two stands the index of all known articles, in which copies are found.
CLEANING = flow.ARTICLE_STAGES[:1]
CODING = flow.ARTICLE_STAGES[1:]

#: Sources of a run that names none.
DEFAULT_SOURCES = "seeds/sources.yaml"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Told how many more articles are done, to show progress.
Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A share of the rows of one table in a work folder: what a mapped task is told to do.

    Attributes:
        work: Name of the work folder.
        number: Which share, from 0.
        first: Index of its first row.
        count: Number of its rows.
    """

    work: str
    number: int
    first: int
    count: int


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


def run_at(at: datetime, batch: str | None = None) -> Run:
    """The run at a logical time; its batch is named after the day unless it is given."""
    name = batch or at.date().isoformat()
    return Run(run_id=f"{name}@{at:%Y%m%dT%H%M%SZ}", at=at, batch=name)


def sources(given: str | None = None) -> list[SourceEntry]:
    """The sources that a path stands for; without one, those of the repository.

    Raises:
        SourceError: If there is nothing that can be a source.
        SettingError: If the list of sources cannot be used.
    """
    return read_entries(given or DEFAULT_SOURCES)


def instant(given: str | datetime) -> datetime:
    """A logical time in UTC and whole seconds; a day is its first instant, a time without a zone is in UTC.

    Raises:
        SettingError: If it is no ISO day or instant.
    """
    try:
        at = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    except ValueError:
        raise SettingError(f"{given!r} is no ISO day or instant, such as 2024-02-09 or 2024-02-09T06:00:00Z.") from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.replace(microsecond=0)


def newest_day(entries: Sequence[SourceEntry], *, workers: int | None = None) -> date | None:
    """The newest publication day of the articles of some sources, as given or as a page says; None if none is dated."""
    outcome = run_ingest(entries, run_at(EPOCH))
    articles: list[Article] = contract.to_records(outcome.tables["articles"], "articles")
    stamps = [read_stamp(article.published) if article.published else None for article in articles]
    undated = [article for article, stamp in zip(articles, stamps, strict=True) if stamp is None]
    days = [stamp.day for stamp in stamps if stamp is not None]
    for piece in spread(_page_days, chunked(undated), workers=workers):
        days.extend(piece.answer or ())
    return max(days, default=None)


def _page_days(articles: Sequence[Article]) -> list[date]:
    """Publication days that the articles themselves state; this is what a worker calls."""
    made = run_articles({"articles": contract.from_records("articles", articles)}, run_at(EPOCH), CLEANING).tables
    return [day for day in made["documents"].column("published").to_pylist() if day is not None]


def dataset_run(store: Store) -> Run:
    """The run of the steps after taking in: its time is when the newest article of the store came in.

    So what they make depends on the store alone, and not on who runs them when.
    """
    import pyarrow.compute as pc

    newest = pc.max(store.read("articles", columns=["first_seen_at"]).column("first_seen_at")).as_py()
    return run_at(newest or EPOCH)


def rebuild_run(store: Store) -> Run:
    """The run of the steps on the whole dataset: as `dataset_run`, or the day of the last decision of a reviewer."""
    import pyarrow.compute as pc

    run = dataset_run(store)
    decided = pc.max(store.read("corrections", columns=["number", "decided_on"]).column("decided_on")).as_py()
    return run if decided is None else run_at(max(run.at, datetime.combine(decided, time(), UTC)))


def default_at(entries: Sequence[SourceEntry], *, workers: int | None = None) -> datetime | None:
    """00:00 UTC of the day after the newest publication day; None when no article is dated.

    So the same articles give the same bytes on any day that they are run.
    """
    newest = newest_day(entries, workers=workers)
    return None if newest is None else datetime.combine(newest + timedelta(days=1), time(), UTC)


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
    with store.writing("taking articles in", wait_s=WRITE_WAIT_S) as writer:
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
        _replace_rejects(
            writer,
            refused,
            lambda row: row.stage == flow.INGEST and row.key in (settled if row.reason == WITHDRAWN else answered),
        )
    batches = {run.batch if name in new_ids else batch_of[name] for name in ids}
    return Intake(tuple(sorted(batches)), len(ids), len(new_ids), outcome.counts[0].refused)


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
    _replace_rejects(
        writer, contract.empty(REJECTS), lambda row: row.stage in flow.ARTICLE_STAGES and row.article_id in known
    )
    mark_changed(writer, before, told_of(writer, known))
    log.info("articles taken away since they were withdrawn: %d", len(known))


def plan(store: Store, work: str, batches: Iterable[str], *, size: int = MANIFEST_ARTICLES) -> list[Chunk]:
    """Lay the articles of some batches out in a work folder and share them out, with those that were left unread.

    Args:
        work: Name of the work folder; what an earlier run left there is taken away.
        batches: Names of the batches.
        size: Articles a chunk.
    """
    folder = store.work(work)
    wanted = sorted({*batches, *left_unread(store)})
    articles = concatenated("articles", [store.read("articles", batch=batch) for batch in wanted])
    _write(articles, folder / "articles.arrow")
    return _shares(work, articles.num_rows, size)


def left_unread(store: Store) -> set[str]:
    """Batches that have to be read, whatever comes in now.

    They hold articles that a run took in which ended before it had read them: their source may not bring them again.
    Or they hold copies of an article that is gone: what a copy tells had been taken from its original.
    """
    import pyarrow.compute as pc

    version = ["article_id", "sha256", "batch"]
    articles, documents = (store.read(name, columns=version) for name in ("articles", "documents"))
    refused = store.read(REJECTS, columns=["article_id"], where=pc.field("stage") == CLEANING[0]).column("article_id")
    unread = articles.join(documents, keys=version, join_type="left anti")
    unread = unread.filter(pc.invert(pc.is_in(unread.column("article_id"), refused.combine_chunks())))
    copies = store.read("screened", columns=["duplicate_of", "batch"], where=~pc.field("duplicate_of").is_null())
    there = articles.column("article_id").combine_chunks()
    orphans = copies.filter(pc.invert(pc.is_in(copies.column("duplicate_of"), there)))
    return {name for rows in (unread, orphans) for name in rows.column("batch").to_pylist()}


def clean_chunk(store: Store, chunk: Chunk, *, workers: int | None = None, done: Done | None = None) -> None:
    """Clean a share of the articles."""
    step = _Step("clean", store.work_folder(chunk.work) / "articles.arrow", {}, CLEANING, dataset_run(store))
    _run_chunk(step, chunk, workers, done)


def index(store: Store, work: str, *, size: int = MANIFEST_ARTICLES) -> list[Chunk]:
    """Index the cleaned articles, so that copies among all known articles are found, and share them out."""
    from pipeline.screen.copies import index_articles

    folder = store.work_folder(work)
    documents = concatenated("documents", _outputs(folder, "clean", "documents"))
    _write(documents, folder / "documents.arrow")
    _write(index_articles(documents, store.read("article_index")), folder / "article_index.arrow")
    return _shares(work, documents.num_rows, size)


def code_chunk(store: Store, chunk: Chunk, *, workers: int | None = None, done: Done | None = None) -> None:
    """Screen, read, resolve and classify a share of the cleaned articles."""
    folder = store.work_folder(chunk.work)
    beside = {"article_index": folder / "article_index.arrow"}
    _run_chunk(_Step("code", folder / "documents.arrow", beside, CODING, dataset_run(store)), chunk, workers, done)


def collect(store: Store, work: str) -> None:
    """Put what the chunks made into the store, in the place of what it held about the same articles."""
    import pyarrow
    import pyarrow.compute as pc

    folder = store.work_folder(work)
    planned = _read(folder / "articles.arrow").column("article_id").combine_chunks()
    with store.writing(f"results of {work}", wait_s=WRITE_WAIT_S) as writer:
        # Meanwhile some may have been withdrawn.
        there = writer.read("articles", columns=["article_id"], where=pc.field("article_id").isin(planned))
        ids, here = set(planned.to_pylist()), there.column("article_id").combine_chunks()

        def made(step: str, name: str) -> pa.Table:
            rows = concatenated(name, _outputs(folder, step, name))
            return rows.filter(pc.is_in(rows.column("article_id"), here))

        before = told_of(writer, ids)
        for step, stages in (("clean", CLEANING), ("code", CODING)):
            for name in (table for stage in stages for table in flow.stage(stage).writes):
                writer.replace(name, made(step, name), "article_id", ids)
        mark_changed(writer, before, told_of(writer, ids))
        _replace_rejects(
            writer,
            concatenated(REJECTS, [made(step, REJECTS) for step in ("clean", "code")]),
            lambda row: row.stage in flow.ARTICLE_STAGES and row.article_id in ids,
        )
        # Only the rows of these articles: another batch may have been collected since the index was made.
        known, index = writer.read("article_index"), _read(folder / "article_index.arrow")
        others = known.filter(pc.invert(pc.is_in(known.column("article_id"), planned)))
        ours = index.filter(pc.is_in(index.column("article_id"), here))
        writer.put("article_index", pyarrow.concat_tables([others, ours]))
    store.drop_work(work)


def merge(store: Store) -> None:
    """Merge what is new, different or gone since the last time into the events.

    The work follows from what the changed articles can touch, and not from the size of the dataset.
    """
    run = rebuild_run(store)
    with store.writing("stage merge", wait_s=WRITE_WAIT_S) as writer:
        log_counts(merge_changed(writer, run))


def merge_changed(writer: Writer, run: Run) -> tuple[Count, ...]:
    """Merge the changed articles of a store that is being written, and what they can touch."""
    from pipeline.merge.reach import reach

    _mark_all_if_rules_changed(writer)
    waiting = _waiting(writer)
    found: list[Count] = []
    while waiting or not found:
        first, later = waiting[:MERGED_ARTICLES], waiting[MERGED_ARTICLES:]
        reached = reach(writer.read, first, later)
        outcome = run_stage(flow.stage("merge"), reached.tables, run)
        found.extend(outcome.counts)
        _keep_merged(writer, outcome.tables, reached)
        waiting = [row for row in later if row.article_id not in reached.articles]
    writer.put("changed_articles", contract.empty("changed_articles"))
    return added(found)


def _waiting(writer: Writer) -> list[ChangedArticle]:
    """The changed articles, earliest first, so that what belongs together is merged together."""
    rows: list[ChangedArticle] = contract.to_records(writer.read("changed_articles"), "changed_articles")
    return sorted(rows, key=lambda row: (row.months, row.article_id))


def _mark_all_if_rules_changed(writer: Writer) -> None:
    """Have everything merged again when the events of the store were merged by other rules than those of today."""
    from pipeline.merge.run import rules_digest

    known = set(writer.read("event_numbers", columns=["prefix", "merge_rules"]).column("merge_rules").to_pylist())
    if known - {rules_digest()}:
        rows = writer.read("coded_events", columns=["article_id", "coded_id", "published", "event_date"])
        _mark(writer, _months(rows))


def _keep_merged(writer: Writer, made: dict[str, pa.Table], reached: Reach) -> None:
    """Put what merge made of a part of the events in the place of what the store held of it."""
    import pyarrow
    import pyarrow.compute as pc

    from pipeline.contract.parts import parts_of_ids

    def of(column: str, ids: Iterable[str]) -> pc.Expression:
        return pc.field(column).isin(pyarrow.array(sorted(ids), pyarrow.string()))

    stays = of("event_id_cnty", reached.around)
    events = reached.core | set(made["draft_events"].filter(~stays).column("event_id_cnty").to_pylist())
    parts = set(parts_of_ids(sorted(events)).to_pylist())
    for name in ("event_members", "draft_events", "event_sources"):
        old = writer.read(name, parts=parts).filter(~of("event_id_cnty", events))
        writer.put_parts(name, parts, pyarrow.concat_tables([old, made[name].filter(~stays)]))
    coded_ids = {*reached.coded_ids, *made["event_members"].filter(~stays).column("coded_id").to_pylist()}
    for name in ("lookup_words", "lookup_days"):
        old = writer.read(name, parts=reached.months).filter(~of("coded_id", coded_ids))
        writer.put_parts(name, reached.months, pyarrow.concat_tables([old, made[name].filter(~stays)]))
    _keep_proposals(writer, made["merge_proposals"], events)
    writer.put("event_numbers", made["event_numbers"])
    for name in APPENDED:
        writer.append(name, made[name])
    looked_at = made["correction_outcomes"].column("number")
    others = writer.read("correction_outcomes").filter(~pc.field("number").isin(looked_at.combine_chunks()))
    writer.put("correction_outcomes", pyarrow.concat_tables([others, made["correction_outcomes"]]))
    refused = made[REJECTS]
    keys = set(refused.column("key").to_pylist()) | coded_ids
    if refused.num_rows or writer.read(REJECTS, columns=["stage", "key"], where=pc.field("stage") == "merge").num_rows:
        _replace_rejects(writer, refused, lambda row: row.stage == "merge" and row.key in keys)


def _keep_proposals(writer: Writer, made: pa.Table, events: Iterable[str]) -> None:
    """Put the proposals that concern some events in the place of those that did."""
    import pyarrow
    import pyarrow.compute as pc

    from pipeline.contract.parts import parts_of_ids

    ids = pyarrow.array(sorted(events), pyarrow.string())
    concerns = pc.field("event_id_cnty").isin(ids) | pc.field("other_event_id").isin(ids)
    new = made.filter(concerns)
    gone = writer.read("merge_proposals", columns=["event_id_cnty", "other_event_id"], where=concerns)
    touched = {*gone.column("event_id_cnty").to_pylist(), *new.column("event_id_cnty").to_pylist()}
    parts = set(parts_of_ids(sorted(touched)).to_pylist())
    if parts:
        old = writer.read("merge_proposals", parts=parts).filter(~concerns)
        writer.put_parts("merge_proposals", parts, pyarrow.concat_tables([old, new]))


def validate(store: Store) -> None:
    """Check the merged events."""
    _run_dataset_stage(store, "validate")


def release(store: Store) -> Release:
    """Publish what the store holds; the newest release again when it says the same already."""
    from pipeline.publish.run import Facts, publish

    with store.writing("release", wait_s=WRITE_WAIT_S) as writer:
        facts = Facts(
            code_version=provenance.code_version(),
            code_commit=provenance.code_commit(),
            rows={count.stage: (count.rows_in, count.kept, count.refused) for count in counts(store)},
            models=provenance.models(),
            references=provenance.references(),
        )
        tables = {name: store.read(name) for name in flow.stage(flow.PUBLISH).reads}
        with writer.publishing() as folder:
            made = publish(tables, rebuild_run(store), folder, facts=facts)
            return replace(made, path=writer.publish(folder / made.name))


def counts(store: Store) -> tuple[Count, ...]:
    """Rows in and out of every stage, as the store shows them, whoever ran the stages when."""
    rejects = store.read(REJECTS, columns=["stage", "key", "article_id", "reason"]).to_pylist()
    found = []
    for name in (flow.INGEST, *flow.ARTICLE_STAGES, *flow.DATASET_STAGES):
        stage = flow.stage(name)
        # A refused part of an article, such as one mention, is no refusal of the article.
        of_whole = stage.key == "article_id"
        refused = {
            row["key"]
            for row in rejects
            if row["stage"] == name and not (of_whole and row["article_id"] not in (None, row["key"]))
        }
        if not stage.reads:
            kept_rows, refused_rows = len(_keys(store, stage.writes[0], stage.key)), _of_stage(rejects, name)
            found.append(Count(name, kept_rows + refused_rows, kept_rows, refused_rows))
        elif stage.key in contract.table(stage.writes[0]).column_names:
            kept = _keys(store, stage.writes[0], stage.key)
            found.append(Count(name, len(kept | refused), len(kept), len(refused - kept)))
        else:
            rows = store.read(stage.writes[0], columns=list(contract.table(stage.writes[0]).key)).num_rows
            found.append(Count(name, rows + len(refused), rows, len(refused)))
    return tuple(found)


def _of_stage(rejects: list[dict[str, Any]], name: str) -> int:
    return sum(row["stage"] == name for row in rejects)


def _keys(store: Store, table: str, key: str) -> set[Any]:
    columns = list(dict.fromkeys([*contract.table(table).key, key]))
    return set(store.read(table, columns=columns).column(key).to_pylist())


def _run_dataset_stage(store: Store, name: str) -> None:
    stage = flow.stage(name)
    run = rebuild_run(store)
    with store.writing(f"stage {name}", wait_s=WRITE_WAIT_S) as writer:
        outcome = run_stage(stage, {table: writer.read(table) for table in stage.reads}, run)
        log_counts(outcome.counts)
        rejected = outcome.tables.pop(REJECTS)
        for table, rows in outcome.tables.items():
            if table in APPENDED:
                writer.append(table, rows)
            else:
                writer.put(table, rows)
        _replace_rejects(writer, rejected, lambda row: row.stage == name)


def told_of(writer: Writer, ids: Collection[str]) -> dict[str, pa.Table]:
    """What merge knows articles by."""
    import pyarrow
    import pyarrow.compute as pc

    columns = {name: contract.table(name).column_names for name in ("told_articles", "coded_events")}
    ours = pc.field("article_id").isin(pyarrow.array(sorted(ids), pyarrow.string()))
    found = {}
    for name, wanted in (("screened", columns["told_articles"]), ("coded_events", columns["coded_events"])):
        # First a narrow look at the whole, then at the batches that hold them.
        batches = writer.read(name, columns=["article_id", "batch"], where=ours).column("batch").unique()
        within = pc.field("batch").isin(batches)
        found[name] = writer.read(name, columns=wanted, where=ours & within)
    return found


def mark_changed(writer: Writer, before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> None:
    """Have those articles merged anew of which merge knows something else than before, and those that they copy."""
    states = [_by_article(tables) for tables in (before, after)]
    changed = {name for name in states[0].keys() | states[1].keys() if states[0].get(name) != states[1].get(name)}
    found: dict[str, set[str]] = {name: set() for name in changed}
    originals: set[str] = set()
    for tables in (before, after):
        for table in tables.values():
            for name, months in _months(table).items():
                if name in changed:
                    found[name] |= months
        told = tables["screened"]
        for name, original in zip(*(told.column(c).to_pylist() for c in ("article_id", "duplicate_of")), strict=True):
            if name in changed and original is not None:
                originals.add(original)
    _mark(writer, found)
    _mark(writer, _family(writer, changed, originals))


def _by_article(tables: Mapping[str, pa.Table]) -> dict[str, list[Any]]:
    """The rows of each article."""
    found: dict[str, list[Any]] = {}
    for _, table in sorted(tables.items()):
        for row in table.to_pylist():
            found.setdefault(row["article_id"], []).append(row)
    return found


def _family(writer: Writer, changed: Collection[str], originals: Collection[str]) -> dict[str, set[str]]:
    """Months of the articles that changed ones are copies of, or were, and of the copies of changed ones.

    A narrow column of the whole table is read, where something is a copy.
    """
    import pyarrow
    import pyarrow.compute as pc

    copies = writer.read(
        "screened", columns=["article_id", "duplicate_of", "published"], where=~pc.field("duplicate_of").is_null()
    )
    of = dict(zip(copies.column("article_id").to_pylist(), copies.column("duplicate_of").to_pylist(), strict=True))
    family = set(originals)
    for name in [*of]:
        chain, at = [name], of[name]
        while at is not None and at not in chain:
            chain.append(at)
            at = of.get(at)
        if not family.isdisjoint(chain) or not set(changed).isdisjoint(chain):
            family.update(chain)
    family -= set(changed)
    if not family:
        return {}
    found: dict[str, set[str]] = {}
    ours = pc.field("article_id").isin(pyarrow.array(sorted(family), pyarrow.string()))
    for name, columns in (("screened", ["article_id", "published"]), ("coded_events", [*_DATED])):
        for article, months in _months(writer.read(name, columns=columns, where=ours)).items():
            found.setdefault(article, set()).update(months)
    return found


_DATED = ("coded_id", "article_id", "published", "event_date")


def _months(rows: pa.Table) -> dict[str, set[str]]:
    """The months under which rows of articles stand, and those of the days of their events."""
    found: dict[str, set[str]] = {}
    names = [name for name in ("published", "event_date") if name in rows.column_names]
    days = zip(*(rows.column(name).to_pylist() for name in names), strict=True)
    for article, told in zip(rows.column("article_id").to_pylist(), days, strict=True):
        found.setdefault(article, set()).update(month(day) for day in told)
    return found


def _mark(writer: Writer, months: Mapping[str, Collection[str]]) -> None:
    """Remember that merge has to look at articles, of which something stands under these months."""
    if months:
        known: list[ChangedArticle] = contract.to_records(writer.read("changed_articles"), "changed_articles")
        joined = {row.article_id: set(row.months) for row in known}
        for name, found in months.items():
            joined.setdefault(name, set()).update(found)
        rows = [ChangedArticle(article_id=name, months=tuple(sorted(joined[name]))) for name in sorted(joined)]
        writer.put("changed_articles", contract.from_records("changed_articles", rows))


_TOLD = ("article_id", "sha256", "media_type", "title", "published", "url", "publisher", "language")


def _told(articles: pa.Table) -> list[tuple[Any, ...]]:
    """What an article is and says of itself, whoever brought it when."""
    return list(zip(*(articles.column(name).to_pylist() for name in _TOLD), strict=True))


def _replace_rejects(writer: Writer, new: pa.Table, is_gone: Callable[[Reject], bool]) -> None:
    """Put refused rows in the place of those that this step refused before; one that was known keeps its batch."""
    known: list[Reject] = contract.to_records(writer.read(REJECTS), REJECTS)
    batches = {replace(row, batch=""): row.batch for row in known}
    rows: list[Reject] = contract.to_records(new, REJECTS)
    stays = [row for row in known if not is_gone(row)]
    comes = [replace(row, batch=batches.get(replace(row, batch=""), row.batch)) for row in rows]
    writer.put(REJECTS, contract.from_records(REJECTS, [*stays, *comes]))


def _shares(work: str, rows: int, size: int) -> list[Chunk]:
    return [Chunk(work, number, first, min(size, rows - first)) for number, first in enumerate(range(0, rows, size))]


@dataclass(frozen=True, slots=True)
class _Step:
    """What the workers do to the rows of one table of a work folder.

    Attributes:
        name: "clean" or "code".
        main: File of the table whose rows are shared out.
        beside: Files of the tables that every worker needs as a whole, by name.
        stages: Neighbouring stages; the first one reads `main`.
        run: What the stages may know about the run.
    """

    name: str
    main: Path
    beside: Mapping[str, Path]
    stages: tuple[str, ...]
    run: Run

    def __call__(self, rows: Sequence[int]) -> Outcome:
        """Run the stages over some rows; this is what a worker calls."""
        import pyarrow

        tables = {name: _read(path) for name, path in self.beside.items()}
        main = _read(self.main).take(pyarrow.array(rows, pyarrow.int64())).combine_chunks()
        return run_articles({**tables, flow.stage(self.stages[0]).reads[0]: main}, self.run, self.stages)


def _run_chunk(step: _Step, chunk: Chunk, workers: int | None, done: Done | None) -> None:
    outcomes: list[Outcome] = []
    lost: list[tuple[int, Failure]] = []
    rows = range(chunk.first, chunk.first + chunk.count)
    for piece in spread(step, chunked(rows, CHUNK_ITEMS), workers=workers):
        if piece.answer is not None:
            outcomes.append(piece.answer)
        if piece.failure is not None:
            lost.append((piece.items[0], piece.failure))
        if done is not None:
            done(len(piece.items))
    names = [*(table for stage in step.stages for table in flow.stage(stage).writes), REJECTS]
    tables = {name: concatenated(name, [outcome.tables[name] for outcome in outcomes]) for name in names}
    if lost:
        articles = _read(step.main).select(["article_id", "batch"])
        refused = [_lost_row(failure, step, **articles.slice(row, 1).to_pylist()[0]) for row, failure in lost]
        tables[REJECTS] = concatenated(REJECTS, [tables[REJECTS], contract.from_records(REJECTS, refused)])
    _write_folder(tables, step.main.parent / f"{step.name}-{chunk.number:05}")
    log_counts(added(count for outcome in outcomes for count in outcome.counts))


def _lost_row(failure: Failure, step: _Step, *, article_id: str, batch: str) -> Reject:
    """The row for an article that cannot be worked on: it killed its worker, hung, or broke a stage."""
    stage = failure.detail.partition(":")[0]
    return Reject(
        stage=stage if stage in step.stages else {"clean": "clean", "code": "extract"}[step.name],
        key=article_id,
        article_id=article_id,
        reason=LOST[failure.kind],
        detail=failure.detail,
        batch=batch,
    )


def _outputs(folder: Path, step: str, name: str) -> list[pa.Table]:
    """One table of every chunk of a step, in the order of the chunks."""
    return [_read(path / f"{name}.arrow") for path in sorted(folder.glob(f"{step}-*"))]


def _write_folder(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write tables into a folder that appears whole or not at all, in the place of an earlier one."""
    waiting = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(waiting, ignore_errors=True)
    with as_store_errors(folder):
        waiting.mkdir()
        for name, table in tables.items():
            _write(table, waiting / f"{name}.arrow")
        shutil.rmtree(folder, ignore_errors=True)
        waiting.rename(folder)


def _write(table: pa.Table, path: Path) -> None:
    import pyarrow

    with as_store_errors(path.parent), pyarrow.OSFile(str(path), "wb") as sink:
        with pyarrow.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def _read(path: Path) -> pa.Table:
    import pyarrow

    with as_store_errors(path.parent):
        return pyarrow.ipc.open_file(pyarrow.memory_map(str(path))).read_all()
