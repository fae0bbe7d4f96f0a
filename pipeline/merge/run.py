"""Merge coded events into events: who is one event, under which id, with which values, from which sources.

merge(tables, run) -> Result
    reads   coded_events   those that may change an event or be changed in theirs (`pipeline/merge/reach.py`); or all
            told_articles  of what their articles are, and copies of them (duplicate_of)
            changed_articles   which of the articles are new or different
            event_members, draft_events, event_sources   of the events that the coded events were part of before
            event_numbers  the numbers given out so far
            corrections    what reviewers decided about these coded events
    writes  event_members, draft_events, event_sources, merge_proposals, correction_outcomes, lookup_words, lookup_days
                           in the place of what stood there of these events
            event_numbers  whole
            revisions, deletions    NEW rows only: append them to the store

Which coded events form an event, and its values, follow from the set of coded events alone. Ids, revisions and
timestamps follow from the state before as well: that is what keeps them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.merge import corrections, history, identity
from pipeline.merge.merged import copies_of, put_together
from pipeline.merge.reports import main_events
from pipeline.merge.rows import (
    draft_row,
    lookup_days,
    lookup_words,
    member_rows,
    number_rows,
    proposal_rows,
    source_rows,
)
from pipeline.merge.settle import PUBLISHED
from pipeline.records import (
    CodedEvent,
    Correction,
    DraftEvent,
    EventMember,
    EventSource,
    LookupDay,
    LookupWords,
    Reject,
    Revision,
)
from pipeline.stage import Result, Run


def merge(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    screened = {row["article_id"]: row for row in tables["told_articles"].to_pylist()}
    coded, rejected = _with_articles(contract.to_records(tables["coded_events"], "coded_events"), screened)
    old_events = {row.event_id_cnty: row for row in contract.to_records(tables["draft_events"], "draft_events")}
    old_members = contract.to_records(tables["event_members"], "event_members")
    old_articles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables["event_sources"].select(("event_id_cnty", "article_id", "sha256")).to_pylist():
        old_articles[row["event_id_cnty"]][row["article_id"]] = row["sha256"]
    highest = {row.prefix: row.highest for row in contract.to_records(tables["event_numbers"], "event_numbers")}

    decided = contract.to_records(tables["corrections"], "corrections")
    main = _main(coded, old_members, set(tables["changed_articles"].column("article_id").to_pylist()))
    settled = _settled(coded, old_members, main, tables["changed_articles"], decided)
    merged, near, void = put_together(coded, main, copies_of(screened), decided, settled)
    known = identity.Known(
        event_of=_event_of(old_members, tables["event_sources"], {one.coded_id for one in coded}, screened),
        published=frozenset(event_id for event_id, row in old_events.items() if _was_published(row)),
        used=frozenset((*old_events, *(f"{prefix}{number}" for prefix, number in highest.items()))),
    )
    identified = identity.identify([one.claim() for one in merged], known)
    absorbing = set(identified.gone.values())
    groups = [one.claim().members for one in merged]
    about, nothing_left = corrections.applying(groups, decided)
    corrected = {identified.ids[index]: found for index, found in about.items()}

    events: list[DraftEvent] = []
    revisions: list[Revision] = []
    members: list[EventMember] = []
    sources: list[EventSource] = []
    words: list[LookupWords] = []
    days: list[LookupDay] = []
    for event_id, one in sorted(zip(identified.ids, merged, strict=True), key=lambda pair: identity.id_order(pair[0])):
        event_sources = list(source_rows(event_id, one, screened))
        change = _change(
            event_sources,
            old_articles.get(event_id, {}),
            screened,
            is_absorbing=event_id in absorbing,
            is_corrected=event_id in corrected,
        )
        if event_id in corrected:
            one = replace(one, values=corrections.correct(one.values, corrected[event_id]))
        event, changed = draft_row(event_id, one, old_events.get(event_id), change, run.at)
        events.append(event)
        revisions.extend(changed)
        sources.extend(event_sources)
        members.extend(member_rows(event_id, one))
        words.extend(lookup_words(event_id, one))
        days.extend(lookup_days(event_id, one))

    deleted = history.deletions(identified.gone, old_articles, screened, run.at)
    return Result(
        {
            "event_members": contract.from_records("event_members", sorted(members, key=lambda row: row.coded_id)),
            "draft_events": contract.from_records("draft_events", events),
            "event_sources": contract.from_records("event_sources", sources),
            "merge_proposals": contract.from_records("merge_proposals", list(proposal_rows(near, identified.ids))),
            "correction_outcomes": contract.from_records(
                "correction_outcomes", corrections.outcomes(decided, groups, identified.ids, void | nothing_left)
            ),
            "lookup_words": contract.from_records("lookup_words", sorted(words, key=lambda row: row.coded_id)),
            "lookup_days": contract.from_records("lookup_days", sorted(days, key=lambda row: row.coded_id)),
            "event_numbers": contract.from_records("event_numbers", number_rows((*known.used, *identified.ids))),
            "revisions": contract.from_records("revisions", revisions),
            "deletions": contract.from_records("deletions", deleted),
        },
        contract.from_records("rejects", rejected),
    )


def _event_of(
    old: Iterable[EventMember], sources: pa.Table, there: Container[str], screened: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """The event that each coded event was part of.

    Of an event that no coded event is left of, copies that are now read in place of a withdrawn original count too; and
    an original that came after its copy takes the place of what was read in that one.
    """
    event_of = {row.coded_id: row.event_id_cnty for row in old}
    for coded_id, event in list(event_of.items()):
        article_id, _, index = coded_id.rpartition("#")
        original = screened.get(article_id, {}).get("duplicate_of")
        if coded_id not in there and original is not None:
            event_of.setdefault(f"{original}#{index}", event)
    left = {event for coded_id, event in event_of.items() if coded_id in there}
    for row in sources.select(("event_id_cnty", "article_id", "event_index")).to_pylist():
        if row["event_id_cnty"] not in left:
            event_of.setdefault(f"{row['article_id']}#{row['event_index']}", row["event_id_cnty"])
    return event_of


def _main(coded: Iterable[CodedEvent], old: Iterable[EventMember], changed: Container[str]) -> set[str]:
    """Which coded events are what their articles are about.

    Of an article that did not change, perhaps not all coded events are there; what was found out before holds.
    """
    known = {row.coded_id: row.is_main for row in old if row.article_id not in changed}
    return {one.coded_id for one in coded if known.get(one.coded_id)} | main_events(
        one for one in coded if one.coded_id not in known
    )


def _settled(
    coded: Iterable[CodedEvent],
    old: Sequence[EventMember],
    main: Container[str],
    changed: pa.Table,
    decided: Iterable[Correction],
) -> dict[str, str]:
    """The event of each coded event that nothing of its own can move: all that it had is there, unchanged, and no
    reviewer decided about it."""
    new = set(changed.column("article_id").to_pylist())
    there = {one.coded_id for one in coded}
    named = {name for one in decided for name in (*one.coded_ids, *one.other_coded_ids)}
    moved = {
        row.event_id_cnty
        for row in old
        if row.article_id in new
        or row.coded_id not in there
        or row.coded_id in named
        or row.is_regrouped
        or row.is_main != (row.coded_id in main)
    }
    return {row.coded_id: row.event_id_cnty for row in old if row.event_id_cnty not in moved}


def _was_published(event: DraftEvent) -> bool:
    """Whether somebody may have cited the id of an event.

    One that is held now and whose id is not of its country kept it because it was published then.
    """
    return event.status == PUBLISHED or event.event_id_cnty[:3] != identity.id_prefix(event.country)


def _with_articles(coded: Iterable[CodedEvent], screened: Container[str]) -> tuple[list[CodedEvent], list[Reject]]:
    """The coded events whose articles are known, and a refusal for each of the others."""
    kept, rejected = [], []
    for one in coded:
        if one.article_id in screened:
            kept.append(one)
        else:
            detail = "its article is not among those that were screened"
            rejected.append(
                Reject(
                    stage="merge", key=one.coded_id, article_id=one.article_id, reason="NO_ARTICLE", detail=detail,
                    batch=one.batch,
                )
            )  # fmt: skip
    return kept, rejected


def _change(
    sources: Iterable[EventSource],
    old: Mapping[str, str],
    screened: Mapping[str, Mapping[str, Any]],
    *,
    is_absorbing: bool,
    is_corrected: bool,
) -> history.Change:
    """Why an event may have changed, from its sources now and the sha256 of its articles before."""
    now = {source.article_id: source.sha256 for source in sources}
    there = {name: screened[name]["sha256"] for name in old if name in screened}
    return history.Change(
        absorbed=is_absorbing,
        corrected=is_corrected,
        new_articles=tuple(sorted(now.keys() - old.keys())),
        changed_articles=tuple(sorted(name for name, digest in there.items() if old[name] != digest)),
        gone_articles=tuple(sorted(old.keys() - screened.keys())),
    )
