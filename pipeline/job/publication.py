"""Checking the merged events and publishing what the store holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline import contract, flow, provenance
from pipeline.job.runs import rebuild_run
from pipeline.job.writing import replace_rejects, writing
from pipeline.runner import REJECTS, Count, log_counts, run_stage
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.publish.run import Release


def validate(store: Store) -> None:
    """Check the merged events."""
    stage = flow.stage(flow.VALIDATE)
    run = rebuild_run(store)
    with writing(store, f"stage {flow.VALIDATE}") as writer:
        outcome = run_stage(stage, {table: writer.read(table) for table in stage.reads}, run)
        log_counts(outcome.counts)
        rejected = outcome.tables.pop(REJECTS)
        for table, rows in outcome.tables.items():
            writer.put(table, rows)
        replace_rejects(writer, rejected, lambda row: row.stage == flow.VALIDATE)


def release(store: Store) -> Release:
    """Publish what the store holds; the newest release again when it says the same already."""
    from pipeline.publish.run import COLUMNS, Facts, publish

    with writing(store, "release") as writer:
        facts = Facts(
            code_version=provenance.code_version(),
            code_commit=provenance.code_commit(),
            rows={count.stage: (count.rows_in, count.kept, count.refused) for count in counts(store)},
            models=provenance.models(),
            references=provenance.references(),
        )
        tables = {name: store.read(name, columns=COLUMNS.get(name)) for name in flow.stage(flow.PUBLISH).reads}
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
