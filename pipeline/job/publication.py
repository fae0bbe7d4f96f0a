"""Checking the merged events and publishing what the store holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import contract, flow, provenance
from pipeline.job.runs import rebuild_run
from pipeline.job.writing import replace_rejects, writing
from pipeline.run_log import Work, recorded
from pipeline.runner import REJECTS, Count, log_counts, run_stage
from pipeline.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.publish.run import Release


#: Severity of a check whose rows are published with a flag.
WARNING = "W"

#: The report of the newest check of the events, for whoever is to approve its release.
REPORT = "validation/report.html"
#: The same for programs, with what Great Expectations answered.
REPORT_JSON = "validation/report.json"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the events came to.

    Attributes:
        state: Number of the state of the store that was checked.
        checked: Number of checks.
        flags: Checks of severity W that found something, sorted: their rows are published with a flag.
        summary: What failed, a line each.
        report: Address of the page with all checks.
    """

    state: int
    checked: int
    flags: tuple[str, ...]
    summary: str
    report: str


def _work(made: Verdict) -> Work:
    return Work(rows_in=made.checked, reasons=dict.fromkeys(made.flags, 1))


@recorded("validate", _work)
def validate(store: Store) -> Verdict:
    """Check the merged events, and leave the report beside the store."""
    import pyarrow.compute as pc

    from pipeline.contract import report

    stage = flow.stage(flow.VALIDATE)
    run = rebuild_run(store)
    with writing(store, f"stage {flow.VALIDATE}") as writer:
        outcome = run_stage(stage, {table: writer.read(table) for table in stage.reads}, run)
        log_counts(outcome.counts)
        rejected = outcome.tables.pop(REJECTS)
        for table, rows in outcome.tables.items():
            writer.put(table, rows)
        replace_rejects(writer, rejected, pc.field("stage") == flow.VALIDATE)
    checks = store.read("checks")
    found = checks.select(["check_id", "severity", "is_passed"]).to_pylist()
    flags = [row["check_id"] for row in found if row["severity"] == WARNING and not row["is_passed"]]
    page = report.as_html(checks, title="The events as they would be released")
    store.leave(REPORT_JSON, report.as_json(checks).encode())
    return Verdict(
        state=store.state.number,
        checked=checks.num_rows,
        flags=tuple(sorted(flags)),
        summary=report.as_text(checks),
        report=store.leave(REPORT, page.encode()),
    )


@recorded("release")
def release(store: Store, *, state: int | None = None) -> Release:
    """Publish what the store holds; the newest release again when it says the same already.

    Args:
        store: The store.
        state: Publish what it held in this state, which was checked; None for the newest one.
    """
    from pipeline.publish.run import COLUMNS, Facts, publish

    with writing(store, "release") as writer:
        shown = store if state is None else store.at(state)
        facts = Facts(
            code_version=provenance.code_version(),
            code_commit=provenance.code_commit(),
            rows={count.stage: (count.rows_in, count.kept, count.refused) for count in counts(shown)},
            models=provenance.models(),
            references=provenance.references(),
        )
        tables = {name: shown.read(name, columns=COLUMNS.get(name)) for name in flow.stage(flow.PUBLISH).reads}
        with writer.publishing() as folder:
            made = publish(tables, rebuild_run(shown), folder, facts=facts)
            return replace(made, path=writer.publish(folder / made.name))


def released_rows(store: Store, name: str) -> dict[str, int]:
    """Rows of each table of a release."""
    from pipeline.publish.releases import MANIFEST

    found: dict[str, int] = json.loads(store.released(name, MANIFEST) or b"{}").get("tables", {})
    return found


def counts(store: Store) -> tuple[Count, ...]:
    """Rows in and out of every stage, as the store shows them, whoever ran the stages when."""
    import pyarrow.compute as pc

    rejects = store.read(REJECTS, columns=["stage", "key", "article_id", "reason"])
    found = []
    for name in (flow.INGEST, *flow.ARTICLE_STAGES, *flow.DATASET_STAGES):
        stage, made = flow.stage(name), flow.stage(name).writes[0]
        of_stage = rejects.filter(pc.equal(rejects["stage"], name))
        refused = _refused(of_stage, stage.key)
        if not stage.reads:
            # Lines that are no article have no id that would tell one from the other: each row is one.
            kept, gone = len(_keys(store, made, stage.key)), of_stage.num_rows
        elif stage.key in contract.table(made).column_names:
            keys = _keys(store, made, stage.key)
            kept, gone = len(keys), pc.sum(pc.invert(pc.is_in(refused, keys))).as_py() or 0
        else:
            kept, gone = store.read(made, columns=list(contract.table(made).key)).num_rows, len(refused)
        found.append(Count(name, kept + gone, kept, gone))
    return tuple(found)


def _refused(rejects: pa.Table, key: str) -> pa.Array:
    """Keys that a stage refused; a refused part of an article, such as one mention, is no refusal of the article."""
    import pyarrow.compute as pc

    keys = rejects["key"]
    if key == "article_id":
        articles = rejects["article_id"]
        keys = keys.filter(pc.or_(pc.is_null(articles), pc.fill_null(pc.equal(articles, keys), False)))
    return pc.unique(keys)


def _keys(store: Store, table: str, key: str) -> pa.Array:
    import pyarrow.compute as pc

    columns = list(dict.fromkeys([*contract.table(table).key, key]))
    return pc.unique(store.read(table, columns=columns)[key])
