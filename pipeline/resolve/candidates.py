"""An event as a candidate: its day, place, parties and tolls, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.quotes import quote
from pipeline.records import Candidate, Evidence, Reading
from pipeline.resolve.context import Context
from pipeline.resolve.dates import EventDay
from pipeline.resolve.entities import SHORT, cast, participants
from pipeline.resolve.event_days import find_day
from pipeline.resolve.event_places import find_place
from pipeline.resolve.join import Event
from pipeline.resolve.sides import Party, Setting, find_claimed, find_parties, with_pursued
from pipeline.resolve.tolls import by_side, counts_a_campaign, settle, with_several

_UNASSERTED = {
    "rumour": "NOT_REALIS_RUMOUR",
    "future": "NOT_REALIS_FUTURE",
    "hypothetical": "NOT_REALIS_HYPOTHETICAL",
    "negated": "NOT_REALIS_NEGATED",
    "declaration": "DECLARATION_ONLY",
    "threat": "THREAT_ONLY",
    "pattern": "BACKGROUND_PATTERN",
    "aggregate": "AGGREGATE_MULTI_LOCATION",
}
_SUSPECTED = re.compile(r"\b(?:suspected|alleged|presumed|believed to be|thought to be|likely)\b", re.I)


def candidate(context: Context, event: Event, index: int) -> Candidate:
    """The row of one event, the `index`-th that its article tells."""
    reading = context.reading
    evidence: list[Evidence] = []
    flags: list[str] = []
    reasons: list[str] = []
    mentions = [told.mention for told in event.told]
    first = mentions[0]
    for mention in mentions:
        evidence.extend(e for e in mention.evidence if e.field == "event")
    if first.realis in _UNASSERTED:
        reasons.append(_UNASSERTED[first.realis])
        if first.realis_text is not None:
            evidence.append(
                quote(
                    reading.text,
                    "reasons",
                    first.realis_text.start,
                    first.realis_text.end,
                    f"extract.realis.{first.realis}.v1",
                )
            )
    if (
        first.realis in ("asserted", "attempted")
        and any(m.casualties for m in mentions)
        and (all(m.is_cumulative for m in mentions) or counts_a_campaign(mentions))
    ):
        reasons.append("AGGREGATE_MULTI_DAY")
    day = find_day(context, event, evidence, flags, reasons)
    location, reported_place = find_place(context, event, evidence, flags, reasons)
    counted = [m.incident_count for m in mentions if m.incident_count is not None]
    incident_count = max(counted) if counted else None
    country = location.iso3 if location is not None else None
    when = day.event_date if day is not None else None
    setting = Setting(context, event, country, when)
    agents = find_parties(setting, "agent")
    names = {party.side.name for party in agents}
    targets = [
        party
        for party in find_parties(setting, "target")
        if party.side.name not in names or party.side.category == "civilian"
    ]
    targets, groups_pursued = with_pursued(setting, agents, targets, evidence)
    claimed = find_claimed(setting, agents, targets, evidence)
    if claimed is not None:
        agents = [party for party in agents if party.side.category not in ("armed_group", "gang")]
    side1 = (*([claimed[0]] if claimed else []), *(side for side, _ in agents))
    side2 = (*groups_pursued, *(side for side, _ in targets))
    for field, parties in (("actor1", agents), ("actor2", targets)):
        evidence.extend(
            quote(reading.text, field, participant.start, participant.end, side.rule) for side, participant in parties
        )
    killed, injured, captured = (settle(mentions, effect) for effect in ("killed", "injured", "captured"))
    for field, toll in (("fatalities", killed), ("injured", injured), ("captured", captured)):
        evidence.extend(quote(reading.text, field, c.start, c.end, "resolve.toll.v1") for c in toll.quoted)
    groups: dict[str, str] = {}
    for casualty in killed.quoted:
        if casualty.group_text and casualty.group_text not in groups:
            resolved = setting.actor(casualty.group_text)
            groups[casualty.group_text] = resolved.name or "" if resolved is not None else ""
    ones, twos, civilians, unknown = by_side(killed, side1, side2, groups)
    if killed.unknown_plural:
        flags.append("FATALITIES_UNKNOWN_PLURAL")
    if killed.upper_bound_only:
        flags.append("FATALITY_UPPER_BOUND_ONLY")
    if killed.is_conflicting:
        flags.append("FATALITIES_CONFLICT")
    if incident_count is not None and incident_count > 1:
        flags.append("INCIDENTS_COUNTED")
    stated = next(
        (m for m in mentions if m.attribution not in (None, "stated")),
        next((m for m in mentions if m.attribution_text is not None), first),
    )
    if stated.attribution_text is not None:
        said = stated.attribution_text
        evidence.append(quote(reading.text, "attribution", said.start, said.end, "extract.attribution.v1"))
    known = {(p.start, p.end): side.name for side, p in (*agents, *targets) if side.is_known}
    weapons = [p for m in mentions for p in m.weapons]
    weapon = weapons[0].text.lower() if weapons else None
    if weapons:
        evidence.append(quote(reading.text, "weapon", weapons[0].start, weapons[0].end, "extract.weapon.v1"))
    crowd = next((m.crowd_size for m in mentions if m.crowd_size), None)
    return Candidate(
        candidate_id=f"{reading.article_id}#c{index}",
        article_id=reading.article_id,
        mention_ids=tuple(m.mention_id for m in mentions),
        trigger_classes=tuple(dict.fromkeys(c for m in mentions for c in m.trigger_classes)),
        trigger_rules=tuple(dict.fromkeys(r for m in mentions for r in m.trigger_rules)),
        head_lemmas=tuple(dict.fromkeys(m.head_lemma for m in mentions)),
        words=tuple(sorted({w for m in mentions for w in m.words})),
        realis=first.realis,
        reasons=tuple(dict.fromkeys(reasons)),
        is_background=_is_background(reading, event, day, is_first=index == 0),
        in_headline=any(m.in_headline for m in mentions),
        event_date=when,
        time_precision=day.time_precision if day is not None else None,
        date_start=day.date_start if day is not None else None,
        date_end=day.date_end if day is not None else None,
        date_basis=day.basis if day is not None and day.event_date is not None else None,
        country=country,
        admin1=location.admin1 if location else None,
        admin2=location.admin2 if location else None,
        admin3=location.admin3 if location else None,
        location=location.location if location else None,
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        geo_precision=location.geo_precision if location else None,
        geo_resolution=location.geo_resolution if location else None,
        geonameid=location.geonameid if location else None,
        reported_place=reported_place,
        side1=side1,
        side2=side2,
        fatalities=killed.low,
        fatalities_low=killed.low,
        fatalities_high=killed.high,
        fatalities_side1=ones,
        fatalities_side2=twos,
        fatalities_civilians=civilians,
        fatalities_unknown=unknown,
        injured=with_several(injured),
        captured=with_several(captured),
        attribution=_attribution(stated.attribution, agents, claimed[1] if claimed else None, bool(groups_pursued)),
        attribution_text=stated.attribution_text,
        weapon=weapon,
        incident_count=incident_count,
        crowd_size=crowd,
        flags=tuple(dict.fromkeys(flags)),
        participants=tuple(participants(event, known)),
        cast=tuple(cast(event, known, is_short=len(reading.sentences) <= SHORT)),
        evidence=tuple(dict.fromkeys(evidence)),
        text_confidence=_text_confidence(event),
        terms=reading.terms,
        published=reading.published,
        url=reading.url,
        publisher=reading.publisher,
        source_name=reading.source_name,
        batch=reading.batch,
    )


def _attribution(told: str | None, agents: Sequence[Party], claim: str | None, is_pursuit: bool) -> str | None:
    """How the actors are known: as the event's own sentence says, else as the sentence that names them does."""
    if told not in (None, "stated"):
        return told
    if claim is not None:
        return claim
    if any(party.side.is_known and _SUSPECTED.search(party.words) for party in agents):
        return "suspected"
    return "suspected" if is_pursuit else told


def _is_background(reading: Reading, event: Event, day: EventDay | None, *, is_first: bool) -> bool:
    """An earlier event told for context: marked so by its words, or a week and more before publication, and no lead."""
    first = event.told[0].mention
    if event.is_background:
        return True
    if first.in_headline or first.sentence < (2 if is_first else 1):
        return False  # an old event told second is background, however short the article
    return bool(
        day is not None
        and day.event_date is not None
        and reading.published is not None
        and (reading.published - day.event_date).days > 7
    )


def _text_confidence(event: Event) -> float:
    """0..1: how surely the words tell an event; several tellings, named parties, a headline speak for it."""
    mentions = [t.mention for t in event.told]
    score = 0.45
    score += 0.1 * min(len(mentions) - 1, 2)
    score += 0.1 if any(m.agents for m in mentions) else 0.0
    score += 0.1 if any(m.targets for m in mentions) else 0.0
    score += 0.1 if any(m.in_headline or m.sentence <= 1 for m in mentions) else 0.0
    score += 0.05 if any(not m.is_nominal for m in mentions) else 0.0
    return round(min(score, 1.0), 4)
