"""Settle how many were killed, injured and captured in an event that is told several times (CODING_RULES 5.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import ActorSide, Casualty, Mention
from pipeline.resolve.added_tolls import added_groups, adds
from pipeline.resolve.disputed_tolls import where_sources_differ, without_boasts, without_bodies, without_vague_echoes
from pipeline.resolve.toll_parts import Part, is_vague, parts_of, says_the_told, telling_of

#: What "several" or "a few" counts for among the injured and the captured. The coding rules give figures for the dead
#: alone (enums.json, fatality_phrases); these are those of the one coded collection of captives, the press releases of
#: ISAF of 2009-13 (Strick van Linschoten and Kuehn, A Knock on the Door, 2011), which takes the least that is meant.
SEVERAL = 3
#: And "numerous".
NUMEROUS = 4
_NUMEROUS = frozenset({"numerous"})
#: One person told before.
_PRONOUNS = frozenset("him her he she".split())


@dataclass(frozen=True, slots=True)
class Toll:
    """A settled number of people.

    Attributes:
        low, high: Bounds in persons; None when the article gives no number.
        unknown_plural: True when it says "several", alone or beside the number: the coder's 3 or 10 applies.
        upper_bound_only: True when it only says "up to N".
        quoted: The figures that decided, for evidence.
        is_conflicting: True when passages give different figures.
    """

    low: int | None
    high: int | None
    unknown_plural: bool
    upper_bound_only: bool
    quoted: tuple[Casualty, ...]
    is_conflicting: bool


def settle(mentions: Sequence[Mention], effect: str) -> Toll:
    """Settle the figures that the mentions of one event give for one effect.

    Figures for people in general are totals, and the last of a rising series wins over what it revises; where two
    sources differ the lowest figure counts. Groups add up inside one telling, and over tellings where the words say so
    ("another", "a fourth victim") or the groups cannot be one. A campaign's total is no event's toll.
    """
    tellings: list[tuple[Mention, Part]] = []
    bounds: list[Casualty] = []
    every: list[tuple[Mention, Part]] = []
    for mention, found in _without_pronouns(mentions, effect):
        bounds += [c for c in found if c.low is None and c.high is not None]
        parts = parts_of(found)
        if parts:
            tellings.append((mention, telling_of(parts)))
            every.extend((mention, part) for part in parts)
    tellings = without_vague_echoes(without_boasts(tellings))
    kept = {mention.mention_id for mention, _ in tellings}
    every = [(mention, part) for mention, part in every if mention.mention_id in kept]
    if not tellings:
        return Toll(None, None, False, bool(bounds), tuple(bounds[:2]), False)
    seen, tellings, every = without_bodies(tellings, every)
    fresh = [told for index, (_, told) in enumerate(tellings) if not _names_the_told(told, tellings[:index])]
    best = max(fresh, key=lambda t: (t.least, t.low, t.high, t.is_named))
    is_total = any(told.is_general and not adds(told, mention) for mention, told in tellings)
    added = added_groups(every)
    # A general figure holds all groups; without one, groups of several tellings make the toll together.
    if added.least > best.least and (not is_total or added.is_general or _exceeds(added, best)):
        best = added
    low, high = best.low, max(best.high, best.low)
    low, high, quoted, conflicting = where_sources_differ(tellings, best, low, high)
    if seen is not None and seen.low > high:
        high, conflicting, quoted = seen.low, True, (*quoted, *seen.members)
    if low == 0 and best.has_plural:
        return Toll(None, None, True, False, quoted[:2], conflicting)
    return Toll(low, high, best.has_plural, False, quoted, conflicting)


def _without_pronouns(mentions: Sequence[Mention], effect: str) -> list[tuple[Mention, list[Casualty]]]:
    """The figures of each mention for one effect, without "him" and "her" where the article names whom they mean."""
    of_campaigns = {c.low for m in mentions for c in m.casualties if c.is_cumulative and (c.low or 0) > 1}
    found = [
        (
            mention,
            [
                c
                for c in mention.casualties
                if c.effect == effect and not c.is_cumulative and not (c.low in of_campaigns and mention.in_headline)
            ],
        )
        for mention in mentions
    ]
    named = [
        (mention, [c for c in figures if c.series is not None or (c.group_text or "").lower() not in _PRONOUNS])
        for mention, figures in found
    ]
    return named if any(figures for _, figures in named) else found


def _names_the_told(told: Part, before: Sequence[tuple[Mention, Part]]) -> bool:
    """True for "the commander and other militants" after "several militants": the same people, and no more of them."""
    return says_the_told(told) and any(earlier.has_plural for _, earlier in before)


def with_several(toll: Toll) -> int | None:
    """Persons to write down for a toll of injured or captured; None when the article does not say."""
    if not toll.unknown_plural:
        return toll.low
    uncounted = [c for c in toll.quoted if c.low is None]
    are_numerous = any(not _NUMEROUS.isdisjoint(c.text.lower().split()) for c in uncounted)
    return (toll.low or 0) + (NUMEROUS if are_numerous else SEVERAL)


def _exceeds(added: Part, best: Part) -> bool:
    """True when the groups told one by one are more than the total told: the total was for some of them."""
    return not best.is_general and added.low > best.low


def by_side(
    toll: Toll, side1: Sequence[ActorSide], side2: Sequence[ActorSide], categories: Mapping[str, str]
) -> tuple[int, int, int, int]:
    """Deaths of side 1, of side 2, of civilians, and of those whose side the article does not tell."""
    if toll.low is None:
        return 0, 0, 0, 0
    sums = {"side1": 0, "side2": 0, "civilians": 0}
    ones, twos = {s.name for s in side1}, {s.name for s in side2}
    for casualty in toll.quoted:
        name = categories.get(casualty.group_text or "", "")
        value = casualty.low or 0
        if name.startswith("Civilians"):
            sums["civilians"] += value
        elif name in ones:
            sums["side1"] += value
        elif name in twos:
            sums["side2"] += value
    known = sum(sums.values())
    if known > toll.low:
        return 0, 0, 0, toll.low
    return sums["side1"], sums["side2"], sums["civilians"], toll.low - known


def counts_a_campaign(mentions: Sequence[Mention]) -> bool:
    """True if every figure of the dead is one that a mention calls a campaign's: "60 dead" above "over three weeks",
    or "dozens" above it."""
    dead = [c for m in mentions for c in m.casualties if c.effect == "killed" and c.low is not None]
    campaign = {c.low or 0 for c in dead if c.is_cumulative}
    others = [c for c in dead if c.low not in campaign]
    return bool(campaign) and all(is_vague(c) and (c.low or 0) <= max(campaign) for c in others)
