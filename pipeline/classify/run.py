"""Type each candidate by the decision procedure and write the columns of an event.

classify(tables, run) -> Result
    reads   candidates, mentions, readings
    writes  coded_events   one row an event of one article, published or held with its reasons
A candidate that is no event of conflict (an accident, an ordinary arrest), or that a coder would hardly write down
(talk of violence in general, an incident told again), is refused with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import TypeVar

import pyarrow as pa

from pipeline import contract
from pipeline.classify import actors, casting, judge, notes, verifier, wording
from pipeline.classify.decide import decide
from pipeline.classify.signs import Typed
from pipeline.contract import derive
from pipeline.records import Candidate, CodedEvent, Evidence, Mention, Reading, Reject
from pipeline.reference.publishers import source_scale
from pipeline.stage import Result, Run

#: What stands in `source` when the article names no publisher (the codebook's word for an anonymous source).
UNDISCLOSED = "Undisclosed Source"
#: Deaths coded for "several": 10 in battles and explosions of a country-year of high intensity, else 3 (codebook;
#: intensity.csv).
FEW, MANY = 3, 10
_NO_DEATHS = frozenset({"Peaceful protest", "Protest with intervention", "Abduction/forced disappearance"})
_CROWDS = frozenset({"Protests", "Riots"})


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
    rejected: list[Reject] = []
    kept: list[tuple[Typed, str]] = []
    for candidate in candidates:
        decided = decide(candidate)
        reason = judge.refused(candidate, decided[0] if decided else None)
        if reason is None and decided is not None:
            decided = wording.reconsider(candidate, decided)
        typed = verifier.typed_of(candidate, decided, mentions)
        if reason is not None or typed is None or decided is None:
            rejected.append(_reject(candidate, reason or "NO_VIOLENCE_NO_DEMONSTRATION"))
        else:
            kept.append((typed, decided[1]))
    told: list[tuple[Typed, str, float | None]] = []
    every = [typed for typed, _ in kept]
    for typed, rule in kept:
        chance = None
        if typed.sub in verifier.JUDGED:
            chance = verifier.probability(typed, [other for other in every if other is not typed], reading)
            reason = verifier.refused(typed, chance)
            if reason is not None:
                rejected.append(_reject(typed.candidate, reason))
                continue
        told.append((typed, rule, chance))
    kept_ids = {typed.candidate.candidate_id for typed, _, _ in told}
    casts = casting.choose(
        [casting.Told(chance, typed.candidate.cast) for typed, _, chance in told],
        [candidate.cast for candidate in candidates if candidate.candidate_id not in kept_ids],
    )
    out = [
        code(replace(typed.candidate, cast=cast), typed.sub, rule, index=index, chance=chance)
        for index, ((typed, rule, chance), cast) in enumerate(zip(told, casts, strict=True))
    ]
    return out, rejected


def _reject(candidate: Candidate, reason: str) -> Reject:
    return Reject(
        stage="classify",
        key=candidate.candidate_id,
        article_id=candidate.article_id,
        reason=reason,
        detail=", ".join(candidate.trigger_rules)[:200],
        batch=candidate.batch,
    )


@lru_cache(maxsize=1)
def _high_intensity() -> dict[str, tuple[tuple[int, int], ...]]:
    out: dict[str, list[tuple[int, int]]] = {}
    with resources.files("pipeline.classify").joinpath("intensity.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            out.setdefault(row["country"], []).append((int(row["first_year"]), int(row["last_year"] or 9999)))
    return {country: tuple(spans) for country, spans in out.items()}


def unknown_plural(candidate: Candidate, event_type: str) -> int:
    """Deaths to code for "several" (3 or 10)."""
    year = candidate.event_date.year if candidate.event_date else None
    spans = _high_intensity().get(candidate.country or "", ())
    intense = year is not None and any(first <= year <= last for first, last in spans)
    return MANY if intense and event_type in ("Battles", "Explosions/Remote violence") else FEW


def _joined(names: tuple[str, ...]) -> str | None:
    return "; ".join(names) or None


def _under_their_columns(candidate: Candidate, cast: actors.Cast) -> Iterable[Evidence]:
    """The evidence of a candidate, that of each party under the column in which the party came to stand.

    Who is actor1 depends on the type of event, so the sides of a candidate may change places: the police who break up a
    protest are actor2.
    """
    columns = dict.fromkeys(cast.assoc2, "assoc_actor_2") | dict.fromkeys(cast.assoc1, "assoc_actor_1")
    columns |= {name: column for name, column in ((cast.actor2, "actor2"), (cast.actor1, "actor1")) if name}
    names = {side.start: side.name for side in (*candidate.side2, *candidate.side1)}
    for one in candidate.evidence:
        if one.field in ("actor1", "actor2") and (column := columns.get(names.get(one.start) or "")):
            yield replace(one, field=column)
        else:
            yield one


def code(candidate: Candidate, sub: str, rule: str, *, index: int, chance: float | None = None) -> CodedEvent:
    """Write the columns of one event.

    Args:
        candidate: The event.
        sub: Its sub-event type.
        rule: What decided the type.
        index: Its number in the article.
        chance: How surely a coder would write it down, 0..1; None where the verifier does not judge the type.
    """
    event_type = derive.event_type(sub)
    deaths = candidate.fatalities
    plural = bool(set(candidate.flags) & {"FATALITIES_UNKNOWN_PLURAL", "FATALITY_UPPER_BOUND_ONLY"})
    several = unknown_plural(candidate, event_type) if plural else 0
    deaths = (deaths or 0) + several
    if sub == "Abduction/forced disappearance" and deaths:
        sub, rule = "Attack", "classify.killed_captive.v1"
    elif sub in ("Peaceful protest", "Protest with intervention") and deaths:
        sub, rule = "Excessive force against protesters", "classify.killed_protester.v1"
    event_type = derive.event_type(sub)
    cast = actors.cast(candidate, sub)
    held = judge.reasons(candidate, sub, cast)
    country = derive.country_row(candidate.country) if candidate.country else None
    if chance is None:
        confidence, least = judge.confidence(candidate, sub, bool(held)), judge.MIN_CONFIDENCE
    else:
        confidence, least = round(chance, 4), verifier.HELD_BELOW
    if not held and confidence < least:
        held = ("LOW_CONFIDENCE",)
    interaction = derive.interaction(cast.inter1, cast.inter2)[1] if cast.inter1 is not None else None
    placed = candidate.geo_resolution not in (None, "country")
    source = candidate.publisher or UNDISCLOSED
    tags = f"crowd size={candidate.crowd_size or 'no report'}" if event_type in _CROWDS else None
    written = None
    if candidate.event_date and candidate.time_precision and cast.actor1 and candidate.location and placed:
        written = notes.write(
            day=candidate.event_date,
            precision=candidate.time_precision,
            basis=candidate.date_basis,
            start=candidate.date_start,
            end=candidate.date_end,
            sub=sub,
            actor1=cast.actor1,
            actor2=cast.actor2,
            location=candidate.location,
            admin1=candidate.admin1,
            fatalities=deaths if candidate.fatalities is not None or plural else (0 if event_type in _CROWDS else None),
            injured=candidate.injured,
            attribution=candidate.attribution,
            coded_to=candidate.location if candidate.geo_precision != 1 else None,
        )
    first = next((e for e in candidate.evidence if e.field == "event"), None)
    evidence = list(_under_their_columns(candidate, cast))
    if first is not None:
        evidence.append(
            Evidence(field="sub_event_type", start=first.start, end=first.end, quote=first.quote, rule=rule)
        )
    flags = list(candidate.flags)
    if any(s.is_generic for s in (*candidate.side1, *candidate.side2)):
        flags.append("ACTOR_GENERIC")
    if any(not s.is_known and not s.is_generic for s in (*candidate.side1, *candidate.side2)):
        flags.append("ACTOR_UNKNOWN")
    attribution = candidate.attribution or "stated"
    if candidate.attribution_text:
        # The words of a source may run over the end of a line.
        attribution = f"{attribution}: {' '.join(candidate.attribution_text.text.split())}"
    swapped = (
        bool(candidate.side2)
        and cast.actor1 is not None
        and cast.actor1 in {s.name for s in candidate.side2}
        and cast.actor1 not in {s.name for s in candidate.side1}
    )
    ones, twos = candidate.fatalities_side1, candidate.fatalities_side2
    if swapped:
        ones, twos = twos, ones
    return CodedEvent(
        coded_id=f"{candidate.article_id}#{index}",
        article_id=candidate.article_id,
        event_index=index,
        status="held" if held else "published",
        reasons=held,
        confidence=confidence,
        event_date=candidate.event_date,
        year=candidate.event_date.year if candidate.event_date else None,
        time_precision=candidate.time_precision if candidate.event_date else None,
        disorder_type=derive.disorder_type(sub),
        event_type=event_type,
        sub_event_type=sub,
        actor1=cast.actor1,
        assoc_actor_1=_joined(cast.assoc1),
        inter1=derive.inter_label(cast.inter1) if cast.inter1 else None,
        actor2=cast.actor2,
        assoc_actor_2=_joined(cast.assoc2),
        inter2=derive.inter_label(cast.inter2) if cast.inter2 else None,
        interaction=interaction,
        civilian_targeting=derive.civilian_targeting(sub, cast.actor2),
        iso=derive.iso(candidate.country) if candidate.country else None,
        region=derive.region(candidate.country) if candidate.country else None,
        country=country.label if country else None,
        admin1=candidate.admin1,
        admin2=candidate.admin2,
        admin3=candidate.admin3,
        location=candidate.location if placed else None,
        latitude=candidate.latitude if placed else None,
        longitude=candidate.longitude if placed else None,
        geo_precision=candidate.geo_precision if placed else None,
        source=source,
        source_scale=source_scale(candidate.publisher, candidate.country),
        notes=written,
        fatalities=deaths,
        tags=tags,
        date_start=candidate.date_start,
        date_end=candidate.date_end,
        date_basis=candidate.date_basis,
        geo_resolution=candidate.geo_resolution,
        geonameid=candidate.geonameid if placed else None,
        fatalities_low=(candidate.fatalities_low or 0) + several,
        fatalities_high=(candidate.fatalities_high or 0) + several,
        fatalities_actor1=ones or 0,
        fatalities_actor2=twos or 0,
        fatalities_civilians=candidate.fatalities_civilians or 0,
        fatalities_unknown=max(0, deaths - (ones or 0) - (twos or 0) - (candidate.fatalities_civilians or 0)),
        injured=candidate.injured,
        captured=candidate.captured,
        attribution=attribution,
        is_background=candidate.is_background,
        weapon=candidate.weapon,
        reported_incident_count=candidate.incident_count,
        qa_flags=tuple(sorted(set(flags))),
        reported_place=candidate.reported_place,
        participants=candidate.cast,
        evidence=tuple(evidence),
        terms=candidate.terms,
        published=candidate.published,
        url=candidate.url,
        publisher=candidate.publisher,
        batch=candidate.batch,
    )
