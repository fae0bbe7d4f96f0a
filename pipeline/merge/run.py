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
merge_lines(articles, *, at=None) -> list[dict]
    `casus merge`: lines of `casus code` (with the article-level keys `published`, `publisher`, `url`, `terms` where
    known) to event lines. `terms` left out are made of `text`.

Which coded events form an event, and its values, follow from the set of coded events alone. Ids, revisions and
timestamps follow from the state before as well: that is what keeps them.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import derive
from pipeline.contract.parts import month
from pipeline.language.terms import content_terms
from pipeline.merge import blocks, clusters, corrections, history, identity
from pipeline.merge.points import POINT
from pipeline.merge.reports import Report, main_events, report, unit_vector
from pipeline.merge.settle import PUBLISHED, scale, settle
from pipeline.records import (
    CodedEvent,
    Correction,
    DraftEvent,
    EventMember,
    EventNumber,
    EventSource,
    Evidence,
    LookupDay,
    LookupWords,
    Member,
    MergeProposal,
    Participant,
    Reject,
    Revision,
)
from pipeline.stage import Result, Run

#: Points of agreement at which a member's score is 1/(1 + 1/e), or 0.73.
SCORE_SCALE = 4 * POINT


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that is a copy of another.

    Attributes:
        article_id: The copy.
        similarity: Share of the text that the two have in common, 0 to 1.
        publisher, url, published: Of the copy.
    """

    article_id: str
    similarity: float
    publisher: str | None
    url: str | None
    published: date | None


@dataclass(frozen=True, slots=True)
class Merged:
    """One event before it has an id.

    Attributes:
        reports: Its coded events, by coded_id.
        scores: How well each agrees with the others, 0 to 1, in the same order; 1 for the one whose notes were taken.
        copies: Copies of the articles of its reports, with the index of the report they copy.
        values: Its columns, as `settle` gives them.
        compared: Its coded events as they were compared, in the same order.
        is_regrouped: Whether a reviewer put them together, or apart.
    """

    reports: tuple[CodedEvent, ...]
    scores: tuple[float, ...]
    copies: tuple[tuple[int, Copy], ...]
    values: dict[str, Any]
    compared: tuple[Report, ...]
    is_regrouped: bool

    def claim(self) -> identity.Claim:
        """What its id follows from."""
        return identity.Claim(
            members=frozenset(coded.coded_id for coded in self.reports),
            prefix=identity.id_prefix(self.values["country"]),
            day=self.values["event_date"],
        )


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
    merged, near, void = _merged(coded, main, _copies(screened), decided, settled)
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
        event_sources = list(_sources(event_id, one, screened))
        change = _change(
            event_sources,
            old_articles.get(event_id, {}),
            screened,
            is_absorbing=event_id in absorbing,
            is_corrected=event_id in corrected,
        )
        if event_id in corrected:
            one = replace(one, values=corrections.correct(one.values, corrected[event_id]))
        event, changed = _draft(event_id, one, old_events.get(event_id), change, run.at)
        events.append(event)
        revisions.extend(changed)
        sources.extend(event_sources)
        members.extend(_members(event_id, one))
        words.extend(_lookup_words(event_id, one))
        days.extend(_lookup_days(event_id, one))

    deleted = history.deletions(identified.gone, old_articles, screened, run.at)
    return Result(
        {
            "event_members": contract.from_records("event_members", sorted(members, key=lambda row: row.coded_id)),
            "draft_events": contract.from_records("draft_events", events),
            "event_sources": contract.from_records("event_sources", sources),
            "merge_proposals": contract.from_records("merge_proposals", list(_proposals(near, identified.ids))),
            "correction_outcomes": contract.from_records(
                "correction_outcomes", corrections.outcomes(decided, groups, identified.ids, void | nothing_left)
            ),
            "lookup_words": contract.from_records("lookup_words", sorted(words, key=lambda row: row.coded_id)),
            "lookup_days": contract.from_records("lookup_days", sorted(days, key=lambda row: row.coded_id)),
            "event_numbers": contract.from_records("event_numbers", _numbers((*known.used, *identified.ids))),
            "revisions": contract.from_records("revisions", revisions),
            "deletions": contract.from_records("deletions", deleted),
        },
        contract.from_records("rejects", rejected),
    )


def merge_reports(coded: Iterable[CodedEvent], copies: Mapping[str, Sequence[Copy]] | None = None) -> list[Merged]:
    """Group coded events into events and settle their values, ordered by their smallest coded_id.

    Args:
        coded: Each once, in any order.
        copies: Copies of the articles that the coded events are of, by article.
    """
    coded = list(coded)
    return _merged(coded, main_events(coded), copies or {})[0]


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


def _merged(
    coded: Iterable[CodedEvent],
    main: Container[str],
    copies: Mapping[str, Sequence[Copy]],
    decided: Sequence[Correction] = (),
    settled: Mapping[str, str] | None = None,
) -> tuple[list[Merged], list[clusters.Near], dict[int, str]]:
    """Events from coded events.

    Returns:
        The events; which two of them, by their place in the list, nearly became one; and the merges and splits of
        reviewers that changed nothing, by number, with the reason.
    """
    ordered = sorted(coded, key=lambda one: one.coded_id)
    reports = _reports(ordered, main)
    clustering = clusters.cluster(reports, [(settled or {}).get(one.coded_id) for one in ordered])
    untouched = {one.members for one in clustering.clusters}
    found_clusters, near, void = _as_decided(clustering, reports, decided)
    found = []
    for cluster in found_clusters:
        members = tuple(ordered[index] for index in cluster.members)
        copied = tuple(
            (number, copy) for number, member in enumerate(members) for copy in copies.get(member.article_id, ())
        )
        values = settle(members, [copy.publisher for _, copy in copied])
        shown = values.pop("representative")
        scores = tuple(
            1.0 if member is shown or len(members) == 1 else _share(points)
            for member, points in zip(members, cluster.agreement, strict=True)
        )
        compared = tuple(reports[index] for index in cluster.members)
        found.append(Merged(members, scores, copied, values, compared, cluster.members not in untouched))
    return found, near, void


def _as_decided(
    clustering: clusters.Clustering, reports: Sequence[Report], decided: Sequence[Correction]
) -> tuple[list[clusters.Cluster], list[clusters.Near], dict[int, str]]:
    """The clusters after what reviewers merged and split, and the near pairs of those that stayed as they were."""
    index_of = {report.coded_id: index for index, report in enumerate(reports)}
    known = {frozenset(reports[member].coded_id for member in one.members): one for one in clustering.clusters}
    groups, void = corrections.regroup(known, decided)
    found = [known.get(group) or clusters.grouped([index_of[name] for name in group], reports) for group in groups]
    place = {one.members: number for number, one in enumerate(found)}
    near = []
    for pair in clustering.near:
        sides = [place.get(clustering.clusters[side].members) for side in (pair.one, pair.other)]
        if sides[0] is not None and sides[1] is not None:
            near.append(replace(pair, one=min(sides[0], sides[1]), other=max(sides[0], sides[1])))
    return found, near, void


def _proposals(near: Iterable[clusters.Near], ids: Sequence[str]) -> Iterable[MergeProposal]:
    """A row for each pair of events that nearly became one."""
    for pair in near:
        first, second = sorted((ids[pair.one], ids[pair.other]), key=identity.id_order)
        score = pair.score
        yield MergeProposal(
            event_id_cnty=first, other_event_id=second, points=score.total, text_points=score.text,
            name_points=score.names, day_points=score.day, place_points=score.place, type_points=score.type,
            actor_points=score.actors, person_points=score.persons, death_points=score.deaths,
            standing_points=score.standing,
        )  # fmt: skip


def merge_lines(articles: Iterable[Mapping[str, Any]], *, at: datetime | None = None) -> list[dict[str, Any]]:
    """Merge the answers of `casus code` into events, in the form of `casus merge`.

    Args:
        articles: One answer an article; those without events are passed over. An article that stands there twice
            counts once.
        at: Instant for the column timestamp; if None, 00:00 UTC of the day after the last publication, and null if
            no article is dated.

    Returns:
        One event each, ordered by id.
    """
    by_id: dict[str, Mapping[str, Any]] = {}
    for line in articles:
        known = by_id.get(line["id"])
        if line.get("events") and (known is None or _canonical(line) > _canonical(known)):
            by_id[line["id"]] = line
    lines = {name: by_id[name] for name in sorted(by_id)}
    merged = merge_reports(coded for line in lines.values() for coded in _coded(line))
    nothing = identity.Known(event_of={}, published=frozenset(), used=frozenset())
    ids = identity.identify([one.claim() for one in merged], nothing).ids
    at = at or _after(coded.published for one in merged for coded in one.reports)
    rows = []
    for event_id, one in sorted(zip(ids, merged, strict=True), key=lambda pair: identity.id_order(pair[0])):
        told = [
            {
                "id": coded.article_id,
                "event": coded.event_index,
                "source": coded.source,
                "published": coded.published.isoformat() if coded.published else None,
                "score": points,
            }
            for coded, points in zip(one.reports, one.scores, strict=True)
        ]
        values = {"event_id_cnty": event_id, **one.values, "timestamp": history.seconds(at) if at else None}
        columns = [field.name for field in fields(DraftEvent) if field.name not in ("members", "revision")]
        rows.append({name: _plain(values[name]) for name in columns} | {"articles": told})
    return rows


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


def _reports(ordered: Sequence[CodedEvent], main: Container[str]) -> list[Report]:
    vectors: dict[str, dict[str, float]] = {}
    for coded in ordered:
        if coded.article_id not in vectors:
            vectors[coded.article_id] = unit_vector(coded.terms)
    return [report(coded, vectors[coded.article_id], is_main=coded.coded_id in main) for coded in ordered]


def _share(points: int) -> float:
    """A mean score as a number from 0 to 1, 0.5 where it is as likely as not; four decimals."""
    return round(1 / (1 + math.exp(-points / SCORE_SCALE)), 4)


def _copies(screened: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Copy]]:
    """Copies by the article they are a copy of, at the end of the chain when a copy was copied."""
    found: dict[str, list[Copy]] = defaultdict(list)
    for article_id in sorted(screened):
        row = screened[article_id]
        original, seen = row["duplicate_of"], {article_id}
        while original is not None and original not in seen:
            seen.add(original)
            following = screened.get(original, {}).get("duplicate_of")
            if following is None:
                found[original].append(
                    Copy(article_id, row["similarity"], row["publisher"], row["url"], row["published"])
                )
            original = following
    return found


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


def _copied(score: float, copy: Copy) -> float:
    return round(score * copy.similarity, 4)


def _draft(
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


def _members(event_id: str, one: Merged) -> Iterable[EventMember]:
    for coded, points, compared in zip(one.reports, one.scores, one.compared, strict=True):
        yield EventMember(
            coded_id=coded.coded_id, article_id=coded.article_id, event_index=coded.event_index, event_id_cnty=event_id,
            score=points, month=home(coded), is_main=compared.is_main, is_regrouped=one.is_regrouped,
        )  # fmt: skip


def home(coded: CodedEvent) -> str:
    """The month under which the store keeps a coded event."""
    return month(coded.published or coded.event_date)


def _lookup_words(event_id: str, one: Merged) -> Iterable[LookupWords]:
    for coded, compared in zip(one.reports, one.compared, strict=True):
        hashes, weights = blocks.lookup_words(compared.terms)
        yield LookupWords(
            coded_id=coded.coded_id, article_id=coded.article_id, event_id_cnty=event_id, is_main=compared.is_main,
            month=home(coded), looked_up_on=coded.published or coded.event_date,
            exact_day=_day(blocks.exact_day(compared)), country=compared.country, word_hashes=hashes,
            word_weights=weights, name_hashes=blocks.name_hashes(compared),
        )  # fmt: skip


def _lookup_days(event_id: str, one: Merged) -> Iterable[LookupDay]:
    for coded, compared in zip(one.reports, one.compared, strict=True):
        day = _day(blocks.single_day(compared))
        if day is not None and compared.country is not None:
            yield LookupDay(
                coded_id=coded.coded_id, article_id=coded.article_id, event_id_cnty=event_id, is_main=compared.is_main,
                month=home(coded), event_date=day, country=compared.country, admin1=compared.admin1,
            )  # fmt: skip


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _numbers(ids: Iterable[str]) -> list[EventNumber]:
    """The highest number of each country."""
    highest: dict[str, int] = defaultdict(int)
    for prefix, number in map(identity.id_order, ids):
        highest[prefix] = max(highest[prefix], number)
    return [
        EventNumber(prefix=prefix, highest=number, merge_rules=rules_digest())
        for prefix, number in sorted(highest.items())
    ]


@cache
def rules_digest() -> str:
    """What changes when this program would merge the same coded events otherwise: the text of the rules."""
    package = resources.files("pipeline")
    texts = [entry for entry in (package / "merge").iterdir() if entry.name.endswith(".py")]
    texts += [package / "language" / "terms.py", package / "contract" / "derive.py"]
    return sha256(b"".join(entry.read_bytes() for entry in sorted(texts, key=str))).hexdigest()[:16]


def _sources(event_id: str, one: Merged, screened: Mapping[str, Mapping[str, Any]]) -> Iterable[EventSource]:
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


_DATES = frozenset({"event_date", "date_start", "date_end", "published"})
_LISTS = frozenset({"reasons", "qa_flags", "evidence", "participants", "terms"})


def _coded(line: Mapping[str, Any]) -> Iterable[CodedEvent]:
    """The events of an answer of `casus code`."""
    published = line.get("published")
    terms = line.get("terms")
    if terms is None:
        terms = content_terms(line.get("text") or "")
    columns = [field.name for field in fields(CodedEvent) if field.name not in _LISTS]
    for index, event in enumerate(line["events"]):
        values: dict[str, Any] = {name: event.get(name) for name in columns}
        values |= {name: date.fromisoformat(values[name][:10]) for name in _DATES if values[name]}
        yield CodedEvent(**{
            **values,
            "coded_id": f"{line['id']}#{index}",
            "article_id": line["id"],
            "event_index": index,
            "status": event["status"],
            "confidence": event.get("confidence") or 0.0,
            "is_background": bool(event.get("is_background")),
            "reasons": tuple(event.get("reasons") or ()),
            "qa_flags": tuple(event.get("qa_flags") or ()),
            "participants": tuple(_record(Participant, entry) for entry in event.get("participants") or ()),
            "evidence": tuple(_record(Evidence, entry) for entry in event.get("evidence") or ()),
            "terms": tuple(terms),
            "published": date.fromisoformat(published[:10]) if published else None,
            "publisher": line.get("publisher") or _publisher(event.get("source")),
            "url": line.get("url"),
            "batch": "lines",
        })  # fmt: skip


def _record(kind: type[Any], entry: Mapping[str, Any]) -> Any:
    return kind(**{field.name: entry.get(field.name) for field in fields(kind)})


def _publisher(source: str | None) -> str | None:
    return source if source and source != derive.UNDISCLOSED_SOURCE else None


def _after(days: Iterable[date | None]) -> datetime | None:
    last = max((day for day in days if day is not None), default=None)
    return datetime.combine(last + timedelta(days=1), time(), UTC) if last else None


def _canonical(line: Mapping[str, Any]) -> str:
    return json.dumps(line, sort_keys=True, ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
