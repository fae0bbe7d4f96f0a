"""An event as a candidate: its day, place, parties and tolls, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.contract import actor_types
from pipeline.language.event_classes import FIGHT
from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Candidate, Casualty, Evidence, Mention, Reading, Span
from pipeline.reference.actors import categories
from pipeline.resolve.answers import answering, doers_in, with_those_who_fell, without_those_who_answered
from pipeline.resolve.camps import are_attackers, in_turns, sort_camps, without_attackers
from pipeline.resolve.captors import find_captor
from pipeline.resolve.civilians import as_victims
from pipeline.resolve.claimed_sides import find_claimed, with_claimed_attackers, without_accused_in_turn
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.communities import two_communities
from pipeline.resolve.context import Context
from pipeline.resolve.counted import with_captives, with_doers, with_wounded, without_shares, without_split
from pipeline.resolve.crowds import crowd_size
from pipeline.resolve.enemy_dead import find_telling_army
from pipeline.resolve.entities import SHORT, cast, participants
from pipeline.resolve.event_days import find_day
from pipeline.resolve.event_places import find_place
from pipeline.resolve.fallen import with_fallen
from pipeline.resolve.justifications import deeds_of
from pipeline.resolve.launchers import find_launcher
from pipeline.resolve.losers import with_losers
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.several import settlements
from pipeline.resolve.sides import (
    Party,
    find_parties,
    is_bare_number,
    is_crew,
    with_pursued,
)
from pipeline.resolve.strikers import find_striker
from pipeline.resolve.told import Event, classes_of
from pipeline.resolve.tolls import by_side, counts_a_campaign, settle, with_several
from pipeline.resolve.trials import is_old
from pipeline.resolve.word_sets import word_set

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
#: Buildings and vehicles of those who do not fight: who dies there without another word is a civilian.
_CIVIL_PLACES = word_set("civil_places")
_AT_CIVIL_PLACE = re.compile(
    r"\b(?:at|in|inside|into|outside|through) (?:(?:an?|the) )?(?:[\w-]+ ){0,2}"
    rf"(?:{'|'.join(sorted(_CIVIL_PLACES))})\b",
    re.I,
)
#: A toll of so many villages is no one place's; chosen by hand.
_MANY = 10
_SUSPECTED = re.compile(r"\b(?:suspected|alleged|presumed|believed to be|thought to be|likely)\b", re.I)


def candidate(context: Context, event: Event, index: int) -> Candidate:
    """The row of one event, the `index`-th that its article tells."""
    reading = context.reading
    mentions = [told.mention for told in event.told]
    deeds = deeds_of(event)
    evidence = [e for mention in mentions for e in mention.evidence if e.field == "event"]
    flags = ["FATALITIES_SPLIT"] if any("FATALITIES_SPLIT" in m.flags for m in mentions) else []
    if all("SPOKEN_OF" in m.flags for m in mentions):
        flags.append("SPOKEN_OF")
    reasons = _reasons(reading, mentions, evidence)
    if (
        event.is_sum
        or any(told.is_of_country for told in event.told)
        or any(settlements(reading, mention) >= _MANY for mention in mentions if mention.casualties)
    ):
        reasons.append("AGGREGATE_MULTI_LOCATION")
    day = find_day(context, event, evidence, flags, reasons)
    is_heard = context.is_heard(event) or (event.is_background and not context.of_courts.isdisjoint(event.sentences))
    if is_heard and is_old(day, context.report.day) and not reasons:
        reasons.append("LOW_CONFIDENCE")
    location, reported_place = find_place(context, event, evidence, flags, reasons)
    when = day.event_date if day is not None else None
    setting = Setting(context, event, location.iso3 if location is not None else None, when)
    sides = _find_sides(setting, evidence)
    if sides.is_disputed:
        flags.append("ATTRIBUTION_DISPUTED")
    tolls = _toll_columns(setting, mentions, sides, evidence, flags)
    incident_count = max((m.incident_count for m in mentions if m.incident_count is not None), default=None)
    if incident_count is not None and incident_count > 1:
        flags.append("INCIDENTS_COUNTED")
    said = _attribution_columns(reading, mentions, sides, evidence)
    known = {
        (party.participant.start, party.participant.end): party.side.name
        for party in (*sides.agents, *sides.targets)
        if party.side.is_known
    }
    return Candidate(
        candidate_id=f"{reading.article_id}#c{index}",
        article_id=reading.article_id,
        mention_ids=tuple(m.mention_id for m in mentions),
        trigger_classes=classes_of(deeds),
        trigger_rules=tuple(dict.fromkeys(r for m in deeds for r in m.trigger_rules)),
        head_lemmas=tuple(dict.fromkeys(m.head_lemma for m in deeds)),
        words=tuple(sorted({w for m in deeds for w in m.words})),
        realis=mentions[0].realis,
        reasons=tuple(dict.fromkeys(reasons)),
        is_background=_is_background(reading, event, day, is_first=index == 0),
        in_headline=any(m.in_headline for m in mentions),
        event_date=when,
        time_precision=day.time_precision if day is not None else None,
        date_start=day.date_start if day is not None else None,
        date_end=day.date_end if day is not None else None,
        date_basis=day.basis if day is not None and day.event_date is not None else None,
        country=location.iso3 if location else None,
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
        side1=sides.side1,
        side2=sides.side2,
        **tolls,
        **said,
        weapon=_weapon(reading, deeds, evidence),
        incident_count=incident_count,
        crowd_size=crowd_size(reading, mentions, context.sentences_beside(event)),
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


@dataclass(frozen=True)
class _Sides:
    """Who acted and who suffered, and how that is known."""

    #: Sides with the words that name them.
    agents: Sequence[Party]
    targets: Sequence[Party]
    #: All sides in the order of the columns, those of a claim and of a pursuit with them.
    side1: tuple[ActorSide, ...]
    side2: tuple[ActorSide, ...]
    #: Attribution of somebody who claimed the event; None where nobody did.
    claim: str | None
    #: The group that claimed it in another sentence; None where none did.
    claiming: ActorSide | None
    #: The side that acts, or the group that was pursued, is not named with the event: that is suspected, not stated.
    is_inferred: bool
    #: Somebody is blamed and denies it, or several are named: nobody stands as the doer.
    is_disputed: bool


#: Classes of what befalls people, each of whom somebody counts.
_COUNTED = frozenset({"abduct", "arrest", "injure", "kill"})


def _reasons(reading: Reading, mentions: Sequence[Mention], evidence: list[Evidence]) -> list[str]:
    """Why an event is held for what its words say of it: not asserted, or the sum of a campaign."""
    first = mentions[0]
    reasons = []
    if first.realis in _UNASSERTED:
        reasons.append(_UNASSERTED[first.realis])
        if (said := first.realis_text) is not None:
            evidence.append(quote(reading.text, "reasons", said.start, said.end, f"extract.realis.{first.realis}.v1"))
    # "Have captured or killed 90 leaders since May" counts nobody surely, and tells of people all the same.
    tells_of_people = any(
        m.casualties or not _COUNTED.isdisjoint(m.trigger_classes) or set(m.trigger_classes) == {"protest"}
        for m in mentions
    )
    if (
        first.realis in ("asserted", "attempted")
        and tells_of_people
        and (all(m.is_cumulative for m in mentions) or counts_a_campaign(mentions))
    ):
        reasons.append("AGGREGATE_MULTI_DAY")
    return reasons


def _find_sides(setting: Setting, evidence: list[Evidence]) -> _Sides:
    struck = with_fallen(setting, find_parties(setting, "target"))
    acting = without_accused_in_turn(setting, find_parties(setting, "agent"))
    agents, targets = in_turns(setting.event, acting, struck)
    agents, targets = without_those_who_answered(setting.event, agents, targets)
    agents, targets = two_communities(setting, agents, targets)
    agents, targets = sort_camps(setting.event, agents, targets)
    targets = with_losers(setting, agents, targets, evidence)
    targets, claiming = with_claimed_attackers(setting, agents, targets, evidence)
    named, pursued = with_pursued(setting, agents, targets, evidence)
    is_group_inferred = len(named) < len(targets) or any(not _is_told_with(setting, side) for side in pursued)
    targets = named
    claimed, is_disputed = find_claimed(setting, agents, targets, evidence)
    if claimed is not None:
        targets = without_attackers(targets)
        agents = [party for party in agents if party.side.category not in categories.MEMBER_GROUPS]
    striker = find_striker(setting, agents, evidence) if claimed is None else None
    if claimed is None and striker is None:
        striker = find_telling_army(setting, agents, targets, evidence)
    launcher = find_launcher(setting, agents, evidence) if claimed is None and striker is None else None
    captor = find_captor(setting, agents, evidence) if claimed is None else None
    agents = [] if launcher is not None else agents
    text = setting.context.reading.text
    for field, parties in (("actor1", agents), ("actor2", targets)):
        evidence.extend(quote(text, field, *span, party.side.rule) for party in parties for span in party.spans)
    return _Sides(
        agents,
        targets,
        side1=tuple(
            side
            for side in (claimed[0] if claimed else None, striker, launcher, captor, *(party.side for party in agents))
            if side is not None
        ),
        side2=(*pursued, *(party.side for party in targets)),
        claim="claimed" if claiming else claimed[1] if claimed else None,
        claiming=claiming or (claimed[0] if claimed and claimed[1] == "claimed" else None),
        is_inferred=(bool(pursued) and is_group_inferred) or striker is not None,
        is_disputed=is_disputed,
    )


def _is_told_with(setting: Setting, side: ActorSide) -> bool:
    """True if the words for a side stand in a sentence that tells the event."""
    sentences = setting.context.reading.sentences
    return any(sentences[number].start <= side.start < sentences[number].end for number in setting.event.sentences)


def _toll_columns(
    setting: Setting, mentions: Sequence[Mention], sides: _Sides, evidence: list[Evidence], flags: list[str]
) -> dict[str, Any]:
    """The killed, as a range and by side, the injured and the captured."""
    answers, doers = answering(mentions), doers_in(mentions)
    mentions = [with_those_who_fell(with_doers(mention, mentions), answers, doers) for mention in mentions]
    mentions = without_split(mentions)
    mentions = without_shares([with_captives(with_wounded(mention), mentions) for mention in mentions])
    killed, injured, captured = (settle(mentions, effect) for effect in ("killed", "injured", "captured"))
    text = setting.context.reading.text
    for field, toll in (("fatalities", killed), ("injured", injured), ("captured", captured)):
        evidence.extend(quote(text, field, c.start, c.end, "resolve.toll.v1") for c in toll.quoted)
    groups: dict[str, str] = {}
    for casualty in killed.quoted:
        if casualty.group_text and casualty.group_text not in groups:
            resolved = setting.actor(casualty.group_text)
            if resolved is not None and not setting.event.classes & FIGHT:
                resolved = as_victims(resolved, casualty.group_text, setting.country)
            groups[casualty.group_text] = _on_its_side(resolved, sides) if resolved is not None else ""
            if "shootdown" in setting.event.classes and is_crew(casualty.group_text) and sides.side2:
                groups[casualty.group_text] = sides.side2[0].name
            if sides.side1 and sides.side1[0].inter not in actor_types.OF_STATES and are_attackers(casualty.group_text):
                groups[casualty.group_text] = sides.side1[0].name
    for party in sides.targets:  # "nine people, among them four militants": nobody says whose the others were
        if party.said is not None and party.side.inter != actor_types.CIVILIANS:
            start, end = party.participant.start, party.participant.end
            groups |= {c.group_text or "": "" for c in killed.quoted if _is_at(c, start, end)}
    only_civilians = bool(sides.side2) and all(side.inter == actor_types.CIVILIANS for side in sides.side2)
    is_one_sided = only_civilians and not setting.event.classes & FIGHT
    if is_one_sided or (sides.targets == [] and (_is_of_civilians(mentions) or _is_among_civilians(setting, mentions))):
        groups.update({casualty.group_text or "": "Civilians" for casualty in killed.quoted if not casualty.group_text})
        groups.update({text: "Civilians" for text, name in groups.items() if not name and is_bare_number(text)})
    ones, twos, civilians, unknown = by_side(killed, sides.side1, sides.side2, groups)
    if killed.unknown_plural:
        flags.append("FATALITIES_UNKNOWN_PLURAL")
    if killed.upper_bound_only:
        flags.append("FATALITY_UPPER_BOUND_ONLY")
    if killed.is_conflicting:
        flags.append("FATALITIES_CONFLICT")
    return {
        "fatalities": killed.low,
        "fatalities_low": killed.low,
        "fatalities_high": killed.high,
        "fatalities_side1": ones,
        "fatalities_side2": twos,
        "fatalities_civilians": civilians,
        "fatalities_unknown": unknown,
        "injured": with_several(injured),
        "captured": with_several(captured),
    }


def _is_at(casualty: Casualty, start: int, end: int) -> bool:
    """Do the words for a group of the dead stand where some words do?"""
    return casualty.group_start is not None and casualty.group_start < end and start < (casualty.group_end or 0)


def _is_of_civilians(mentions: Sequence[Mention]) -> bool:
    """ "Jets bombed a market, killing 12": what was struck says who died."""
    struck = [p.text.lower().split()[-1] for m in mentions for p in m.targets if p.kind == "physical"]
    return bool(struck) and _CIVIL_PLACES.issuperset(struck)


def _is_among_civilians(setting: Setting, mentions: Sequence[Mention]) -> bool:
    """ "A bomb went off in a market, killing 12": where it was says who died."""
    reading = setting.context.reading
    told = [reading.sentences[mention.sentence] for mention in mentions if mention.casualties]
    return any(_AT_CIVIL_PLACE.search(reading.text, sentence.start, sentence.end) for sentence in told)


def _on_its_side(actor: ResolvedActor, sides: _Sides) -> str:
    """The name by which those harmed stand among the sides: "three militants" are of the one group that is named."""
    groups = {side.name for side in (*sides.side1, *sides.side2) if side.category in categories.MEMBER_GROUPS}
    if actor.is_generic and actor.category in categories.MEMBER_GROUPS and len(groups) == 1:
        return groups.pop() or ""
    return actor.name or ""


def _attribution_columns(
    reading: Reading, mentions: Sequence[Mention], sides: _Sides, evidence: list[Evidence]
) -> dict[str, Any]:
    """How the actors are known and the words that say so; those of a mention that does more than state it first."""
    stated = next(
        (m for m in mentions if m.attribution not in (None, "stated")),
        next((m for m in mentions if m.attribution_text is not None), mentions[0]),
    )
    if (said := stated.attribution_text) is not None:
        evidence.append(quote(reading.text, "attribution", said.start, said.end, "extract.attribution.v1"))
    told = _attribution(stated.attribution, sides.agents, sides.claim, sides.is_inferred)
    if told == sides.claim and stated.attribution in (None, "stated"):
        # Those who say that it happened are not those who say by whom.
        side = sides.claiming
        said = Span(start=side.start, end=side.end, text=reading.text[side.start : side.end]) if side else None
    return {"attribution": told, "attribution_text": said}


def _weapon(reading: Reading, mentions: Sequence[Mention], evidence: list[Evidence]) -> str | None:
    weapon = next((p for m in mentions for p in m.weapons), None)
    if weapon is None:
        return None
    evidence.append(quote(reading.text, "weapon", weapon.start, weapon.end, "extract.weapon.v1"))
    return weapon.text.lower()


def _attribution(told: str | None, agents: Sequence[Party], claim: str | None, is_inferred: bool) -> str | None:
    """How the actors are known: as the event's own sentence says, else as the sentence that names them does."""
    if told not in (None, "stated"):
        return told
    if claim is not None:
        return claim
    if any(party.side.is_known and _SUSPECTED.search(party.words) for party in agents):
        return "suspected"
    return "suspected" if is_inferred else told


def _is_background(reading: Reading, event: Event, day: EventDay | None, *, is_first: bool) -> bool:
    """An earlier event told for context: marked so by its words, or a week and more before publication, and no lead."""
    first = event.told[0].mention
    if event.is_background or first.is_background:
        return True  # first told as what the news answers to, however much is told of it then
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
    score += 0.1 if any(t.mention.in_headline or t.mention.sentence - t.lead <= 1 for t in event.told) else 0.0
    score += 0.05 if any(not m.is_nominal for m in mentions) else 0.0
    return round(min(score, 1.0), 4)
