"""Putting what the chunks made into the store."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.chunks import KEYS
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
    planned = read_file(folder / "articles.arrow").select(["article_id", "batch"])
    with writing(store, f"results of {work}") as writer:
        # Meanwhile some may have been withdrawn.
        all_ids = planned.column("article_id").combine_chunks()
        there = writer.read("articles", columns=["article_id"], where=pc.field("article_id").isin(all_ids))
        here = planned.filter(pc.is_in(all_ids, there.column("article_id").combine_chunks()))
        for batch in planned.column("batch").unique().to_pylist():
            of_batch = pc.field("batch") == batch
            ids = set(planned.filter(of_batch).column("article_id").to_pylist())
            _collect_batch(writer, folder, ids, here.filter(of_batch).column("article_id").combine_chunks())
        ids = set(all_ids.to_pylist())
        ours = here.column("article_id").combine_chunks()
        replace_rejects(
            writer,
            concatenated(REJECTS, [_made(folder, step, REJECTS, ours) for step in ("clean", "code")]),
            lambda row: row.stage in flow.ARTICLE_STAGES and row.article_id in ids,
        )
    store.drop_work(work)


def _collect_batch(writer: Writer, folder: Path, ids: Collection[str], here: pa.Array) -> None:
    """Put what was made of the articles `here` in the place of what the store held of `ids`."""
    import pyarrow.compute as pc

    before = told_of(writer, ids)
    for step, stages in (("clean", flow.CLEANING), ("code", flow.CODING)):
        for name in (table for stage in stages for table in flow.stage(stage).writes):
            writer.replace(name, _made(folder, step, name, here), "article_id", ids)
    mark_changed(writer, before, told_of(writer, ids))
    keys = read_file(folder / f"{KEYS}.arrow")
    writer.replace(KEYS, keys.filter(pc.is_in(keys.column("article_id"), here)), "article_id", ids)


def _made(folder: Path, step: str, name: str, ids: pa.Array) -> pa.Table:
    """What the chunks of a step made of some articles."""
    import pyarrow.compute as pc

    parts = outputs(folder, step, name)
    return concatenated(name, (part.filter(pc.is_in(part.column("article_id"), ids)) for part in parts))
