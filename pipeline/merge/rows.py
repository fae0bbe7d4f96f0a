"""The rows of the tables of merge that tell of one event: itself, its members and sources, where to look it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pipeline.contract.parts import month
from pipeline.merge import blocks, clusters, history, identity
from pipeline.merge.merged import Copy, Merged
from pipeline.merge.rules import rules_digest
from pipeline.merge.settle import scale
from pipeline.records import (
    CodedEvent,
    DraftEvent,
    EventMember,
    EventNumber,
    EventSource,
    LookupDay,
    LookupWords,
    Member,
    MergeProposal,
    Revision,
)


def proposal_rows(near: Iterable[clusters.Near], ids: Sequence[str]) -> Iterable[MergeProposal]:
    """A row for each pair of events that nearly became one."""
    for pair in near:
        first, second = sorted((ids[pair.one], ids[pair.other]), key=identity.id_order)
        yield MergeProposal(
            event_id_cnty=first, other_event_id=second, points=pair.score.total, **pair.score.columns()
        )  # fmt: skip


def _copied(score: float, copy: Copy) -> float:
    return round(score * copy.similarity, 4)


def draft_row(
    event_id: str, one: Merged, old: DraftEvent | None, change: history.Change, at: datetime
) -> tuple[DraftEvent, list[Revision]]:
    """The event as it stands now and the rows of its revision, if it changed."""
    members = tuple(
        Member(
            coded_id=coded.coded_id, article_id=coded.article_id, event_index=coded.event_index,
            publisher=coded.publisher, published=coded.published, score=points,
        )
        for coded, points in zip(one.reports, one.scores, strict=True)
    )  # fmt: skip
    now, count = history.seconds(at), 1
    if old is not None:
        same = DraftEvent(
            event_id_cnty=event_id, timestamp=old.timestamp, revision=old.revision, members=members, **one.values
        )
        if not history.changed_columns(same, old):
            return same, []
        count = old.revision + 1
        now = max(now, old.timestamp)  # a clock set back must not make a row older than it was
    event = DraftEvent(event_id_cnty=event_id, timestamp=now, revision=count, members=members, **one.values)
    return event, history.revisions(event, old, change, at)


def member_rows(event_id: str, one: Merged) -> Iterable[EventMember]:
    for coded, points, agreed, compared in zip(one.reports, one.scores, one.agreement, one.compared, strict=True):
        parts = {} if agreed is None else {"points": agreed.total, **agreed.columns()}
        yield EventMember(
            coded_id=coded.coded_id, article_id=coded.article_id, event_index=coded.event_index, event_id_cnty=event_id,
            score=points, month=home(coded), is_main=compared.is_main, is_regrouped=one.is_regrouped, **parts,
        )  # fmt: skip


def home(coded: CodedEvent) -> str:
    """The month under which the store keeps a coded event."""
    return month(coded.published or coded.event_date)


def lookup_words(event_id: str, one: Merged) -> Iterable[LookupWords]:
    for coded, compared in zip(one.reports, one.compared, strict=True):
        hashes, weights = blocks.lookup_words(compared.terms)
        yield LookupWords(
            coded_id=coded.coded_id, article_id=coded.article_id, event_id_cnty=event_id, is_main=compared.is_main,
            month=home(coded), looked_up_on=coded.published or coded.event_date,
            exact_day=_day(blocks.exact_day(compared)), country=compared.country, word_hashes=hashes,
            word_weights=weights, name_hashes=blocks.name_hashes(compared),
        )  # fmt: skip


def lookup_days(event_id: str, one: Merged) -> Iterable[LookupDay]:
    for coded, compared in zip(one.reports, one.compared, strict=True):
        day = _day(blocks.single_day(compared))
        if day is not None and compared.country is not None:
            yield LookupDay(
                coded_id=coded.coded_id, article_id=coded.article_id, event_id_cnty=event_id, is_main=compared.is_main,
                month=home(coded), event_date=day, country=compared.country, admin1=compared.admin1,
            )  # fmt: skip


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def number_rows(ids: Iterable[str]) -> list[EventNumber]:
    """The highest number of each country."""
    highest: dict[str, int] = defaultdict(int)
    for prefix, number in map(identity.id_order, ids):
        highest[prefix] = max(highest[prefix], number)
    return [
        EventNumber(prefix=prefix, highest=number, merge_rules=rules_digest())
        for prefix, number in sorted(highest.items())
    ]


def source_rows(event_id: str, one: Merged, screened: Mapping[str, Mapping[str, Any]]) -> Iterable[EventSource]:
    country = one.values["country"]
    rows = [
        (coded.article_id, coded.event_index, coded.publisher, coded.url, coded.published, points)
        for coded, points in zip(one.reports, one.scores, strict=True)
    ]
    rows += [
        (
            copy.article_id,
            one.reports[number].event_index,
            copy.publisher,
            copy.url,
            copy.published,
            _copied(one.scores[number], copy),
        )
        for number, copy in one.copies
    ]
    for article_id, index, publisher, url, published, points in sorted(rows, key=lambda row: (row[0], row[1])):
        yield EventSource(
            event_id_cnty=event_id, article_id=article_id, event_index=index, publisher=publisher, url=url,
            published=published, sha256=screened[article_id]["sha256"], source_scale=scale(publisher, country),
            score=points,
        )  # fmt: skip
