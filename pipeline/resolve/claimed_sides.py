"""The group that another sentence than that of an event names as those who did it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence
from pipeline.reference.actors import categories
from pipeline.resolve.actors import resolve_actor
from pipeline.resolve.claims import Claim, about, best, is_denied, is_disputed
from pipeline.resolve.differing import days_differ
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.sides import VIOLENT, Party, as_side
from pipeline.resolve.unlisted_groups import unlisted_group

#: What stands between a group and that of which it is a part.
_PART_OF = re.compile(r"\W+(?:[\w-]+\s+){0,4}?(?:of|from)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}|\W*\(", re.I)


def find_claimed(
    setting: Setting, agents: Sequence[Party], targets: Sequence[Party], evidence: list[Evidence]
) -> tuple[tuple[ActorSide, str] | None, bool]:
    """The group that another sentence names as those who did it, where that of the attack names nobody, and how it is
    known; and whether that is disputed, so that nobody is named."""
    event, reading = setting.event, setting.context.reading
    if not event.classes & VIOLENT or event.is_background:
        return None, False
    # "Militants killed 19 before commandos stormed the hotel": the claim is the militants'.
    is_of_band = any(_is_unnamed_group(party.side) for party in agents)
    doers = [p.side for p in agents if not (is_of_band and p.side.inter in actor_types.OF_STATES)]
    if any(not (side.is_generic and side.category in ("armed_group", "civilian", "gang")) for side in doers):
        return None, False
    near = _near(setting)
    found = _named_in(setting, near, {party.side.name for party in targets})
    if len(found) != 1:  # several are named, or whoever is named denies it
        return None, bool(found) or is_denied(near)
    side, kind = found[0]
    evidence.append(quote(reading.text, "actor1", side.start, side.end, side.rule))
    return (side, kind), False


def without_accused_in_turn(setting: Setting, agents: list[Party]) -> list[Party]:
    """Those who act without whom one side only accuses in turn: "the government blamed the rebels, but they said the
    army had fired the shells"; all of them where no other sentence tells the event."""
    sentences = setting.context.reading.sentences
    said = [(c.start, sentences[c.sentence].end) for c in setting.context.claims if is_disputed(c)]
    if all(told.mention.sentence in {c.sentence for c in setting.context.claims} for told in setting.event.told):
        return agents
    return [p for p in agents if not any(start <= p.participant.start < end for start, end in said)]


def with_claimed_attackers(
    setting: Setting, agents: Sequence[Party], targets: Sequence[Party], evidence: list[Evidence]
) -> tuple[list[Party], ActorSide | None]:
    """The targets, those who attacked and were struck themselves under the name of the one group that claims it: "three
    gunmen were killed by police ... The front claimed responsibility"; and that group, None where nobody claims it."""
    event = setting.event
    are_forces = bool(agents) and all(party.side.inter in actor_types.OF_STATES for party in agents)
    unnamed = [party for party in targets if _is_unnamed_group(party.side)]
    if not are_forces or not unnamed or event.is_background or not event.classes & VIOLENT:
        return list(targets), None
    found = [
        side
        for side, kind in _named_in(setting, _near(setting), {party.side.name for party in targets})
        if kind == "claimed"
    ]
    if len(found) != 1:
        return list(targets), None
    side = found[0]
    evidence.append(quote(setting.context.reading.text, "actor2", side.start, side.end, side.rule))
    named = Party(side, unnamed[0].participant)
    return [named if party is unnamed[0] else party for party in targets if party not in unnamed[1:]], side


def _is_unnamed_group(side: ActorSide) -> bool:
    return side.is_generic and side.category in categories.ARMED_GROUPS


def _near(setting: Setting) -> list[Claim]:
    """The claims that are about an event."""
    event = setting.event
    told = [t.mention.sentence for t in event.told if not t.mention.in_headline] or event.sentences
    alone = setting.context.told_alone(event)
    claims = [c for c in setting.context.claims if c.is_of_all or c.is_of_the_told or c.sentence not in alone]
    claims = [
        c
        for c in claims
        if c.is_of_all or not (setting.is_apart(c.start, is_back=True) or _is_of_another_day(setting, c))
    ]
    near = about(claims, told, setting.context.told_elsewhere(event))
    return [claim for claim in near if not claim.is_of_all] or near  # the claim of this one alone says more


def _is_of_another_day(setting: Setting, claim: Claim) -> bool:
    """Does a claim stand where incidents of other days alone are told, and not say that it is of "the attack"?"""
    event, told = setting.event, setting.context.stretches.told_beside(claim.start, is_back=True)
    days = [other.day for other in told]
    return (
        not claim.is_of_the_told
        and bool(days)
        and event not in told
        and event.day is not None
        and all(day is not None and days_differ(day, event.day) for day in days)
    )


def _named_in(setting: Setting, near: Sequence[Claim], known: Container[str]) -> list[tuple[ActorSide, str]]:
    """The armed groups that the weightiest claims name, each once, with the kind of claim; none of the known ones."""
    reading, found = setting.context.reading, dict[str, tuple[ActorSide, str]]()
    for claim in _without_wholes(best(near), reading.text):
        words = reading.text[claim.start : claim.end]
        if (claim.start, claim.end) in setting.context.unlisted:
            actor: ResolvedActor | None = unlisted_group(words)
        else:
            actor = resolve_actor(words, country=setting.country, day=setting.day, told_on=reading.published)
            actor = actor if actor is not None and actor.is_known else None
        if actor is None or actor.category not in categories.ARMED or actor.name in known:
            continue
        side = as_side(replace(actor, rule=f"resolve.actor_{claim.kind}.v1"), words, claim.start, claim.end)
        found.setdefault(actor.name, (side, claim.kind))
    return list(found.values())


def _without_wholes(claims: Sequence[Claim], text: str) -> list[Claim]:
    """The claims without those that only say of what a group is a part: "the Martinez front of the General Staff,
    dissidents of the FARC"."""
    out: list[Claim] = []
    for claim in claims:
        before = out[-1] if out and out[-1].sentence == claim.sentence else None
        if before is None or _PART_OF.fullmatch(text[before.end : claim.start]) is None:
            out.append(claim)
    return out
