"""Events put together from coded events, before and after they have ids."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.merge import clusters, corrections, identity
from pipeline.merge.points import POINT, Score
from pipeline.merge.reports import Report, main_events, report, unit_vector
from pipeline.merge.settle import settle
from pipeline.records import (
    CodedEvent,
    Correction,
)

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
        agreement: The points behind the scores, in the same order; None for one that is alone.
        copies: Copies of the articles of its reports, with the index of the report they copy.
        values: Its columns, as `settle` gives them.
        compared: Its coded events as they were compared, in the same order.
        is_regrouped: Whether a reviewer put them together, or apart.
    """

    reports: tuple[CodedEvent, ...]
    scores: tuple[float, ...]
    agreement: tuple[Score | None, ...]
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


def merge_reports(coded: Iterable[CodedEvent], copies: Mapping[str, Sequence[Copy]] | None = None) -> list[Merged]:
    """Group coded events into events and settle their values, ordered by their smallest coded_id.

    Args:
        coded: Each once, in any order.
        copies: Copies of the articles that the coded events are of, by article.
    """
    coded = list(coded)
    return put_together(coded, main_events(coded), copies or {})[0]


def put_together(
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
            1.0 if member is shown or points is None else _share(points.total)
            for member, points in zip(members, cluster.agreement, strict=True)
        )
        compared = tuple(reports[index] for index in cluster.members)
        is_regrouped = cluster.members not in untouched
        found.append(Merged(members, scores, cluster.agreement, copied, values, compared, is_regrouped))
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


def _reports(ordered: Sequence[CodedEvent], main: Container[str]) -> list[Report]:
    vectors: dict[str, dict[str, float]] = {}
    for coded in ordered:
        if coded.article_id not in vectors:
            vectors[coded.article_id] = unit_vector(coded.terms)
    return [report(coded, vectors[coded.article_id], is_main=coded.coded_id in main) for coded in ordered]


def _share(points: int) -> float:
    """A mean score as a number from 0 to 1, 0.5 where it is as likely as not; four decimals."""
    return round(1 / (1 + math.exp(-points / SCORE_SCALE)), 4)


def copies_of(screened: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Copy]]:
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
