"""Type each candidate by the decision procedure and write the columns of an event.

classify(tables, run) -> Result
    reads   candidates, mentions, readings
    writes  coded_events   one row an event of one article, published or held with its reasons
A candidate that is no event of conflict (an accident, an ordinary arrest), or that a coder would hardly write down
(talk of violence in general, an incident told again), is refused with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa

from pipeline import contract
from pipeline.classify import casting, echoes, verifier
from pipeline.classify.columns import code
from pipeline.classify.signs import beside
from pipeline.classify.typed import Typed, type_candidates
from pipeline.classify.written import as_written
from pipeline.records import Candidate, CodedEvent, Mention, Reading, Reject
from pipeline.stage import Result, Run


def classify(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    out: list[CodedEvent] = []
    rejected: list[Reject] = []
    mentions = _by_article(contract.to_records(tables["mentions"], "mentions"))
    readings = {reading.article_id: reading for reading in contract.to_records(tables["readings"], "readings")}
    candidates = _by_article(contract.to_records(tables["candidates"], "candidates"))
    for article_id, own in candidates.items():
        events, refusals = _classify_article(own, mentions.get(article_id, []), readings.get(article_id))
        out.extend(events)
        rejected.extend(refusals)
    return Result(
        {"coded_events": contract.from_records("coded_events", out)}, contract.from_records("rejects", rejected)
    )


_Row = TypeVar("_Row", Candidate, Mention)


def _by_article(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    out: dict[str, list[_Row]] = {}
    for row in rows:
        out.setdefault(row.article_id, []).append(row)
    return out


def _classify_article(
    candidates: Sequence[Candidate], mentions: Sequence[Mention], reading: Reading | None
) -> tuple[list[CodedEvent], list[Reject]]:
    """The coded events of one article, and its candidates that are none."""
    typed, refused = type_candidates(candidates, mentions)
    told, doubted = _verified(typed, reading)
    refused += doubted
    told = _with_echoes_held(told, reading)
    kept = {one.candidate.candidate_id for one, _ in told}
    casts = casting.choose(
        [casting.Told(chance, one.candidate.cast) for one, chance in told],
        [candidate.cast for candidate in candidates if candidate.candidate_id not in kept],
    )
    text = "" if reading is None else reading.text
    events = [
        as_written(
            code(replace(one.candidate, cast=cast), one.sub, one.rule, index=index, chance=chance, text=text), reading
        )
        for index, ((one, chance), cast) in enumerate(zip(told, casts, strict=True))
    ]
    return events, [_reject(candidate, reason) for candidate, reason in refused]


def _verified(
    typed: Sequence[Typed], reading: Reading | None
) -> tuple[list[tuple[Typed, float | None]], list[tuple[Candidate, str]]]:
    """Those that a coder would write down, each with how surely (None where that is not judged), and the others."""
    told: list[tuple[Typed, float | None]] = []
    refused: list[tuple[Candidate, str]] = []
    for one in typed:
        if one.sub not in verifier.JUDGED:
            told.append((one, None))
            continue
        chance = verifier.probability(one, beside(one, typed), reading)
        reason = verifier.refused(one, chance)
        if reason is None:
            told.append((one, chance))
        else:
            refused.append((one.candidate, reason))
    return told, refused


def _with_echoes_held(
    told: Sequence[tuple[Typed, float | None]], reading: Reading | None
) -> list[tuple[Typed, float | None]]:
    """Those told, with the reason of what is only told beside another."""
    ones = [one for one, _ in told]
    out = []
    for one, chance in told:
        if echoes.is_echo(one, beside(one, ones), reading):
            reasons = tuple(dict.fromkeys((*one.candidate.reasons, echoes.REASON)))
            one = replace(one, candidate=replace(one.candidate, reasons=reasons))
        out.append((one, chance))
    return out


def _reject(candidate: Candidate, reason: str) -> Reject:
    return Reject(
        stage="classify",
        key=candidate.candidate_id,
        article_id=candidate.article_id,
        reason=reason,
        detail=", ".join(candidate.trigger_rules)[:200],
        batch=candidate.batch,
    )
