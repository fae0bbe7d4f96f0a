"""Putting what the chunks made into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.chunks import KEYS, LATE
from pipeline.job.work_files import outputs, read_file
from pipeline.job.writing import replace_rejects, writing
from pipeline.run_log import recorded
from pipeline.runner import REJECTS, concatenated
from pipeline.store import Store, Writer

if TYPE_CHECKING:
    import pyarrow as pa


@recorded("collect")
def collect(store: Store, work: str) -> None:
    """Put what the chunks made into the store, in the place of what it held about the same articles."""
    import pyarrow.compute as pc

    folder = store.work_folder(work)
    planned = read_file(folder / "articles.arrow").select(["article_id", "batch", "sha256"])
    late = read_file(folder / f"{LATE}.arrow").select(["article_id", "batch"])
    with writing(store, f"results of {work}") as writer:
        for rows, steps in ((planned, (CLEAN, CODE)), (late, (CODE,))):
            rows, here = _current(writer, rows)
            all_ids = rows.column("article_id").combine_chunks()
            for batch in rows.column("batch").unique().to_pylist():
                of_batch = rows.filter(pc.field("batch") == batch).column("article_id").combine_chunks()
                _collect_batch(writer, folder, steps, of_batch, of_batch.filter(pc.is_in(of_batch, here)))
            _collect_rejects(writer, folder, steps, all_ids, all_ids.filter(pc.is_in(all_ids, here)))
    store.drop_work(work)


def _current(writer: Writer, rows: pa.Table) -> tuple[pa.Table, pa.Array]:
    """The rows of a work folder but for articles that came in another version meanwhile, which the next run reads; and
    the ids of those that have not been withdrawn."""
    import pyarrow.compute as pc

    ids = rows.column("article_id").combine_chunks()
    version = rows.column_names
    there = writer.read("articles", columns=["article_id", "batch", "sha256"], where=pc.field("article_id").isin(ids))
    here = rows.join(there.select(version), keys=version, join_type="left semi").column("article_id").combine_chunks()
    another = there.filter(~pc.field("article_id").isin(here)).column("article_id").combine_chunks()
    return rows.filter(~pc.field("article_id").isin(another)), here


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done in chunks.

    Attributes:
        name: Which outputs of the work folder are its own.
        stages: Its stages.
    """

    name: str
    stages: tuple[str, ...]

    def tables(self) -> list[str]:
        """What its stages wrote."""
        return [name for stage in self.stages for name in flow.stage(stage).writes]


CLEAN, CODE = _Step("clean", flow.CLEANING), _Step("code", flow.CODING)


def _collect_batch(writer: Writer, folder: Path, steps: Sequence[_Step], ids: pa.Array, here: pa.Array) -> None:
    """Put what was made of the articles `here` in the place of what the store held of `ids`."""
    import pyarrow.compute as pc

    names = set(ids.to_pylist())
    before = told_of(writer, names)
    for step in steps:
        for name in step.tables():
            writer.replace(name, _made(folder, step, name, here), "article_id", names)
    mark_changed(writer, before, told_of(writer, names))
    if CLEAN in steps:
        keys = read_file(folder / f"{KEYS}.arrow")
        writer.replace(KEYS, keys.filter(pc.is_in(keys.column("article_id"), here)), "article_id", names)


def _collect_rejects(writer: Writer, folder: Path, steps: Sequence[_Step], ids: pa.Array, here: pa.Array) -> None:
    """Put what was refused of the articles `here` in the place of what the store held of `ids`."""
    import pyarrow.compute as pc

    stages = [stage for step in steps for stage in step.stages]
    refused = concatenated(REJECTS, [_made(folder, step, REJECTS, here) for step in steps])
    replace_rejects(writer, refused, pc.field("stage").isin(stages) & pc.field("article_id").isin(ids))


def _made(folder: Path, step: _Step, name: str, ids: pa.Array) -> pa.Table:
    """What the chunks of a step made of some articles."""
    import pyarrow.compute as pc

    parts = outputs(folder, step.name, name)
    return concatenated(name, (part.filter(pc.is_in(part.column("article_id"), ids)) for part in parts))
