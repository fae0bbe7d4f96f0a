"""Merging the articles that changed into the events of the store, and nothing that they cannot touch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from pipeline import contract, flow
from pipeline.job.changes import mark, months_of
from pipeline.job.parts_read import PartsRead
from pipeline.job.runs import rebuild_run
from pipeline.job.told import work_of
from pipeline.job.writing import replace_rejects, writing
from pipeline.records import ChangedArticle
from pipeline.run_log import recorded
from pipeline.runner import REJECTS, Count, added, log_counts, run_stage
from pipeline.stage import Run
from pipeline.store import Store, Writer, is_among

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.merge.reach import Reach

#: Changed articles that are merged at once: what they are compared with stays in memory.
MERGED_ARTICLES = 20_000

#: Parted by the id of the event: what `merge` reads of these and what it writes are mostly the same parts.
OF_EVENTS = ("event_members", "draft_events", "event_sources")
#: Of these tables `merge` gives the new rows only: they are never edited.
APPENDED = ("revisions", "deletions")


@recorded("merge", work_of)
def merge(store: Store) -> tuple[Count, ...]:
    """Merge what is new, different or gone since the last time into the events; gives how many rows that touched.

    The work follows from what the changed articles can touch, and not from the size of the dataset.
    """
    run = rebuild_run(store)
    with writing(store, f"stage {flow.MERGE}") as writer:
        touched = merge_changed(writer, run)
    log_counts(touched)
    return touched


def merge_changed(writer: Writer, run: Run) -> tuple[Count, ...]:
    """Merge the changed articles of a store that is being written, and what they can touch."""
    from pipeline.merge.reach import reach

    _mark_all_if_rules_changed(writer)
    waiting = _waiting(writer)
    found: list[Count] = []
    while waiting or not found:
        first, later = waiting[:MERGED_ARTICLES], waiting[MERGED_ARTICLES:]
        parts_read = PartsRead(writer, OF_EVENTS)
        reached = reach(parts_read.read, first, later)
        outcome = run_stage(flow.stage(flow.MERGE), reached.tables, run)
        found.extend(outcome.counts)
        _keep_merged(writer, outcome.tables, reached, parts_read)
        waiting = [row for row in later if row.article_id not in reached.articles]
    writer.put("changed_articles", contract.empty("changed_articles"))
    return added(found)


def _waiting(writer: Writer) -> list[ChangedArticle]:
    """The changed articles, earliest first, so that what belongs together is merged together."""
    rows: list[ChangedArticle] = contract.to_records(writer.read("changed_articles"), "changed_articles")
    return sorted(rows, key=lambda row: (row.months, row.article_id))


def _mark_all_if_rules_changed(writer: Writer) -> None:
    """Have everything merged again when the events of the store were merged by other rules than those of today."""
    from pipeline.merge.rules import rules_digest

    known = set(writer.read("event_numbers", columns=["prefix", "merge_rules"]).column("merge_rules").to_pylist())
    if known - {rules_digest()}:
        rows = writer.read("coded_events", columns=["article_id", "coded_id", "published", "event_date"])
        mark(writer, months_of(rows))


def _keep_merged(writer: Writer, made: dict[str, pa.Table], reached: Reach, parts_read: PartsRead) -> None:
    """Put what merge made of a part of the events in the place of what the store held of it."""
    import pyarrow
    import pyarrow.compute as pc

    from pipeline.contract.parts import parts_of_ids

    stays = is_among("event_id_cnty", reached.around)
    events = reached.core | set(made["draft_events"].filter(~stays).column("event_id_cnty").to_pylist())
    parts = set(parts_of_ids(sorted(events)).to_pylist())
    for name in OF_EVENTS:
        there = parts_read.take(name, parts)
        _replace_in_parts(writer, name, parts, made[name].filter(~stays), is_among("event_id_cnty", events), there)
    coded_ids = {*reached.coded_ids, *made["event_members"].filter(~stays).column("coded_id").to_pylist()}
    for name in ("lookup_words", "lookup_days"):
        there, gone = writer.read(name, parts=reached.months), is_among("coded_id", coded_ids)
        _replace_in_parts(writer, name, reached.months, made[name].filter(~stays), gone, there)
    _keep_proposals(writer, made["merge_proposals"], events)
    writer.put("event_numbers", made["event_numbers"])
    for name in APPENDED:
        writer.append(name, made[name])
    looked_at = made["correction_outcomes"].column("number")
    others = writer.read("correction_outcomes").filter(~pc.field("number").isin(looked_at.combine_chunks()))
    writer.put("correction_outcomes", pyarrow.concat_tables([others, made["correction_outcomes"]]))
    refused = made[REJECTS]
    keys = set(refused.column("key").to_pylist()) | coded_ids
    replace_rejects(writer, refused, (pc.field("stage") == flow.MERGE) & is_among("key", keys))


def _replace_in_parts(
    writer: Writer, name: str, parts: Collection[str], new: pa.Table, gone: pa.compute.Expression, there: pa.Table
) -> None:
    """Put rows in the place of those of some parts, which are `there`, that `gone` is true of."""
    import pyarrow

    writer.put_parts(name, parts, pyarrow.concat_tables([there.filter(~gone), new]), there=there)


def _keep_proposals(writer: Writer, made: pa.Table, events: Iterable[str]) -> None:
    """Put the proposals that concern some events in the place of those that did."""
    import pyarrow
    import pyarrow.compute as pc

    from pipeline.contract.parts import parts_of_ids

    ids = pyarrow.array(sorted(events), pyarrow.string())
    concerns = pc.field("event_id_cnty").isin(ids) | pc.field("other_event_id").isin(ids)
    new = made.filter(concerns)
    # A proposal stands with the first of its two events, which need not be the one that changed.
    parts = {
        *parts_of_ids(ids).to_pylist(),
        *parts_of_ids(new.column("event_id_cnty")).to_pylist(),
        *writer.parts_with("merge_proposals", "other_event_id", events),
    }
    there = writer.read("merge_proposals", parts=parts)
    gone = there.filter(concerns)
    touched = parts_of_ids(pyarrow.concat_tables([gone, new]).column("event_id_cnty")).unique()
    if len(touched):
        old = there.filter(~concerns)
        old = old.filter(pc.is_in(parts_of_ids(old["event_id_cnty"]), touched))
        writer.put_parts("merge_proposals", touched.to_pylist(), pyarrow.concat_tables([old, new]))
