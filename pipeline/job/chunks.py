"""Reading articles in chunks: which of them, shared out how, and what the workers make of a share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import contract, engine, flow
from pipeline.job.runs import dataset_run
from pipeline.job.told import values_counted, work_of
from pipeline.job.work_files import outputs, read_file, write_file, write_folder, write_parts
from pipeline.records import Reject
from pipeline.run_log import Work, recorded
from pipeline.runner import REJECTS, Count, Outcome, added, concatenated, log_counts, run_articles
from pipeline.stage import Run
from pipeline.store import Store, is_among

if TYPE_CHECKING:
    import pyarrow as pa

#: The table of the keys under which articles are looked up to find copies.
KEYS = "article_keys"
#: Name of the file of known documents that are read again, because their original came after them.
LATE = "late_documents"

#: Articles of a chunk for each worker, so that its start with the model stays under 5 % of its time. Measured
#: (benchmarks/coding_speed.csv): 1.5 s to start; 36 s for so many articles of which one in ten is about conflict, 146 s
#: where all are.
WORKER_ARTICLES = 2_500

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
class Worked:
    """What working on a chunk came to.

    Attributes:
        chunk: Its number.
        counts: One entry a stage, in order.
        reasons: Why articles, or parts of them, were refused, with how many of each.
    """

    chunk: int
    counts: tuple[Count, ...]
    reasons: Mapping[str, int]


def _work(made: Worked) -> Work:
    return replace(work_of(made.counts), share=made.chunk, reasons=made.reasons)


def chunk_articles(workers: int | None) -> int:
    """How many articles a chunk should have for so many workers; None for as many as there are cores."""
    return WORKER_ARTICLES * max(1, engine.default_workers() if workers is None else workers)


def plan(store: Store, work: str, batches: Iterable[str], *, size: int | None = None) -> list[Chunk]:
    """Lay the articles of some batches out in a work folder and share them out, with those that were left unread.

    Args:
        work: Name of the work folder; what an earlier run left there is taken away.
        batches: Names of the batches.
        size: Articles a chunk; None for those of one worker.
    """
    folder = store.work(work)
    wanted = sorted({*batches, *left_unread(store)})
    rows = write_parts("articles", (store.read("articles", batch=batch) for batch in wanted), folder)
    return _shares(work, rows, size)


def left_unread(store: Store) -> set[str]:
    """Batches that have to be read, whatever comes in now.

    They hold articles that a run took in which ended before it had read them: their source may not bring them again.
    (What is known of the reading of an article that changed was taken away when it came.)
    Or they hold copies of an article that is gone: what a copy tells had been taken from its original. Or articles that
    screening refused and a reader has drawn back since.
    """
    return {*_never_read(store), *_copies_without_original(store), *_drawn_back(store)}


def _never_read(store: Store) -> set[str]:
    """Batches with articles that cleaning has neither made a document of nor refused.

    Only batches whose numbers do not agree are looked into: a dataset may hold more ids than the memory. What cleaning
    made of an article is in the batch of the article: it is forgotten when that changes.
    """
    import pyarrow.compute as pc

    of_cleaning = pc.field("stage") == flow.CLEANING[0]
    there, documents, refused = (
        store.batch_sizes(name, where)
        for name, where in (("articles", None), ("documents", None), (REJECTS, of_cleaning))
    )
    differ = {name for name, size in there.items() if size != documents.get(name, 0) + refused.get(name, 0)}
    if not differ:
        return set()
    here, version = is_among("batch", differ), ["article_id", "batch"]
    articles, read = (store.read(name, columns=version, where=here) for name in ("articles", "documents"))
    ids = store.read(REJECTS, columns=["article_id"], where=of_cleaning & here).column("article_id").combine_chunks()
    unread = articles.join(read, keys=version, join_type="left anti")
    unread = unread.filter(pc.invert(pc.is_in(unread.column("article_id"), ids)))
    return set(unread.column("batch").to_pylist())


def _copies_without_original(store: Store) -> set[str]:
    """Batches with copies of articles that the dataset does not hold."""
    import pyarrow
    import pyarrow.compute as pc

    copies = store.read("screened", columns=["duplicate_of", "batch"], where=~pc.field("duplicate_of").is_null())
    if not copies.num_rows:
        return set()
    originals = pc.field("article_id").isin(copies.column("duplicate_of").unique())
    found = [rows.column("article_id") for rows in store.scan("articles", columns=["article_id"], where=originals)]
    there = pyarrow.chunked_array(found, pyarrow.string()).combine_chunks()
    orphans = copies.filter(pc.invert(pc.is_in(copies.column("duplicate_of"), there)))
    return set(orphans.column("batch").to_pylist())


def _drawn_back(store: Store) -> set[str]:
    """Batches with articles that screening refused and a reader has drawn back since."""
    import pyarrow.compute as pc

    admitted = store.read("admissions", columns=["article_id"]).column("article_id").to_pylist()
    if not admitted:
        return set()
    of_screening = (pc.field("stage") == "screen") & is_among("article_id", admitted)
    waiting = store.find(REJECTS, of_screening, columns=["article_id"]).column("article_id").to_pylist()
    return set(store.batches("articles", is_among("article_id", waiting))) if waiting else set()


@recorded("clean", _work)
def clean_chunk(store: Store, chunk: Chunk, *, workers: int | None = None, done: Done | None = None) -> Worked:
    """Clean a share of the articles."""
    step = _Step("clean", store.work_folder(chunk.work) / "articles.arrow", {}, flow.CLEANING, dataset_run(store))
    return _run_chunk(step, chunk, workers, done)


@recorded("index")
def index(store: Store, work: str, *, size: int | None = None) -> list[Chunk]:
    """Index the cleaned articles with the known ones that may be copies of them or their originals; share them out."""
    from pipeline.screen.known import index_with_known, keys_of

    folder = store.work_folder(work)
    parts = outputs(folder, "clean", "documents")
    keys = concatenated(KEYS, map(keys_of, parts))
    write_file(keys, folder / f"{KEYS}.arrow")
    write_file(store.read("admissions"), folder / "admissions.arrow")
    met = index_with_known(parts, keys, store.scan(KEYS), partial(known_documents, store))
    write_file(met.index, folder / "article_index.arrow")
    late = _read_as_originals(store, concatenated("documents", met.late))
    write_file(late, folder / f"{LATE}.arrow")
    return _shares(work, write_parts("documents", [*parts, late], folder), size)


def _read_as_originals(store: Store, documents: pa.Table) -> pa.Table:
    """Those of some known documents that were read because they were no copies."""
    import pyarrow.compute as pc

    ours = pc.field("article_id").isin(documents.column("article_id").combine_chunks())
    read = store.read("screened", columns=["article_id", "duplicate_of"], where=ours)
    originals = read.filter(pc.field("duplicate_of").is_null()).column("article_id").combine_chunks()
    return documents.filter(pc.is_in(documents.column("article_id"), originals))


def known_documents(store: Store, batch: str, ids: pa.Array) -> pa.Table:
    """Documents of a batch by their ids, as `screen.known` asks for them."""
    import pyarrow.compute as pc

    return store.read("documents", batch=batch, where=pc.field("article_id").isin(ids))


@recorded("code", _work)
def code_chunk(store: Store, chunk: Chunk, *, workers: int | None = None, done: Done | None = None) -> Worked:
    """Screen, read, resolve and classify a share of the cleaned articles."""
    folder = store.work_folder(chunk.work)
    beside = {name: folder / f"{name}.arrow" for name in ("article_index", "admissions")}
    step = _Step("code", folder / "documents.arrow", beside, flow.CODING, dataset_run(store))
    return _run_chunk(step, chunk, workers, done)


def _shares(work: str, rows: int, size: int | None) -> list[Chunk]:
    size = size or chunk_articles(1)
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
        """Run the stages over some rows, neighbours of each other; this is what a worker calls."""
        tables = {name: read_file(path) for name, path in self.beside.items()}
        main = read_file(self.main).slice(rows[0], len(rows)).combine_chunks()
        return run_articles({**tables, flow.stage(self.stages[0]).reads[0]: main}, self.run, self.stages)


def _run_chunk(step: _Step, chunk: Chunk, workers: int | None, done: Done | None) -> Worked:
    outcomes: list[Outcome] = []
    lost: list[tuple[int, engine.Failure]] = []
    rows = range(chunk.first, chunk.first + chunk.count)
    for piece in engine.spread(step, engine.chunked(rows, engine.CHUNK_ITEMS), workers=workers):
        if piece.answer is not None:
            outcomes.append(piece.answer)
        if piece.failure is not None:
            lost.append((piece.items[0], piece.failure))
        if done is not None:
            done(len(piece.items))
    names = [*(table for stage in step.stages for table in flow.stage(stage).writes), REJECTS]
    tables = {name: concatenated(name, [outcome.tables[name] for outcome in outcomes]) for name in names}
    if lost:
        articles = read_file(step.main).select(["article_id", "batch"])
        refused = [_lost_row(failure, step, **articles.slice(row, 1).to_pylist()[0]) for row, failure in lost]
        tables[REJECTS] = concatenated(REJECTS, [tables[REJECTS], contract.from_records(REJECTS, refused)])
    write_folder(tables, step.main.parent / f"{step.name}-{chunk.number:05}")
    counts = added(count for outcome in outcomes for count in outcome.counts)
    log_counts(counts)
    return Worked(chunk.number, counts, values_counted(tables[REJECTS], "reason"))


def _lost_row(failure: engine.Failure, step: _Step, *, article_id: str, batch: str) -> Reject:
    """The row for an article that cannot be worked on: it killed its worker, hung, or broke a stage."""
    stage = failure.detail.partition(":")[0]
    return Reject(
        stage=stage if stage in step.stages else {"clean": "clean", "code": "extract"}[step.name],
        key=article_id,
        article_id=article_id,
        reason=engine.LOST[failure.kind],
        detail=failure.detail,
        batch=batch,
    )
