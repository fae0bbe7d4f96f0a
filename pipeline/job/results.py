"""Putting what the chunks made into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.job.changes import mark_changed, told_of
from pipeline.job.work_files import outputs, read_file
from pipeline.job.writing import replace_rejects, writing
from pipeline.runner import REJECTS, concatenated
from pipeline.store import Store

if TYPE_CHECKING:
    import pyarrow as pa


def collect(store: Store, work: str) -> None:
    """Put what the chunks made into the store, in the place of what it held about the same articles."""
    import pyarrow
    import pyarrow.compute as pc

    folder = store.work_folder(work)
    planned = read_file(folder / "articles.arrow").column("article_id").combine_chunks()
    with writing(store, f"results of {work}") as writer:
        # Meanwhile some may have been withdrawn.
        there = writer.read("articles", columns=["article_id"], where=pc.field("article_id").isin(planned))
        ids, here = set(planned.to_pylist()), there.column("article_id").combine_chunks()

        def made(step: str, name: str) -> pa.Table:
            rows = concatenated(name, outputs(folder, step, name))
            return rows.filter(pc.is_in(rows.column("article_id"), here))

        before = told_of(writer, ids)
        for step, stages in (("clean", flow.CLEANING), ("code", flow.CODING)):
            for name in (table for stage in stages for table in flow.stage(stage).writes):
                writer.replace(name, made(step, name), "article_id", ids)
        mark_changed(writer, before, told_of(writer, ids))
        replace_rejects(
            writer,
            concatenated(REJECTS, [made(step, REJECTS) for step in ("clean", "code")]),
            lambda row: row.stage in flow.ARTICLE_STAGES and row.article_id in ids,
        )
        # Only the rows of these articles: another batch may have been collected since the index was made.
        known, index = writer.read("article_index"), read_file(folder / "article_index.arrow")
        others = known.filter(pc.invert(pc.is_in(known.column("article_id"), planned)))
        ours = index.filter(pc.is_in(index.column("article_id"), here))
        writer.put("article_index", pyarrow.concat_tables([others, ours]))
    store.drop_work(work)
