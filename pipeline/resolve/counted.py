"""Whom the figures of an event's mentions count, where the words alone do not say it: those who did it, and parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Casualty, Mention
from pipeline.resolve.told import HARM, Event

#: All of a number told before: "all four were shot dead".
_OF_THEM = re.compile(r"(?P<number>[a-z]+|\d+) of (?:them|whom)", re.I)
_ALL_OF_THEM = re.compile(r"(?:all|both)(?: (?:of them|[a-z]+|\d+))?", re.I)

_THEIR_BODIES = re.compile(r"their (?:[\w-]+ )?(?:bodies|corpses)", re.I)


def with_doers(mention: Mention, mentions: Sequence[Mention]) -> Mention:
    """A mention whose "all four" are the four who did it, where an earlier one tells that four did: "four militants
    attacked a base ... All four were shot dead"."""
    doers = {agent.count: agent for before in mentions for agent in before.agents if (agent.count or 0) > 1}

    def meant(casualty: Casualty) -> Casualty:
        doer = doers.get(casualty.low)
        words = casualty.group_text or casualty.text
        if casualty.effect != "killed" or doer is None or doer.start > casualty.start:
            return casualty
        if _ALL_OF_THEM.fullmatch(words) is None:
            return casualty
        return replace(casualty, group_text=doer.phrase or doer.text, group_start=doer.start, group_end=doer.end)

    found = tuple(meant(casualty) for casualty in mention.casualties)
    return mention if found == mention.casualties else replace(mention, casualties=found)


def with_wounded(mention: Mention) -> Mention:
    """A mention whose "one of them" is of the wounded that it tells: "30 were wounded, and one of them died"."""
    hurt = [c.start for c in mention.casualties if c.effect == "injured"]

    def meant(casualty: Casualty) -> Casualty:
        found = _OF_THEM.fullmatch(casualty.text)
        if casualty.effect != "killed" or found is None or not any(start < casualty.start for start in hurt):
            return casualty
        return replace(casualty, group_text=f"{found['number']} of the wounded")

    found = tuple(meant(casualty) for casualty in mention.casualties)
    return mention if found == mention.casualties else replace(mention, casualties=found)


def with_captives(mention: Mention, mentions: Sequence[Mention]) -> Mention:
    """A mention whose "their bodies" are those of all who were taken: "two teachers were abducted ... Their bodies were
    found". Without captives the dead of whom it speaks were counted before."""
    taken = max(
        (c.low for before in mentions for c in before.casualties if c.effect == "captured" and c.low is not None),
        default=None,
    )
    if not any(map(_are_their_bodies, mention.casualties)):
        return mention
    if taken is None:
        return replace(mention, casualties=tuple(c for c in mention.casualties if not _are_their_bodies(c)))
    found = tuple(
        replace(c, low=taken, high=taken, quantifier="exact") if _are_their_bodies(c) else c for c in mention.casualties
    )
    return replace(mention, casualties=found)


def _are_their_bodies(casualty: Casualty) -> bool:
    return casualty.effect == "killed" and _THEIR_BODIES.fullmatch(casualty.group_text or casualty.text) is not None


#: Flag of a mention whose dead are an even share of a total.
SHARED = "FATALITIES_SPLIT"


def with_the_rest(events: Sequence[Event]) -> None:
    """Give the other towns of a total that was split evenly what is left of it, where a town's own dead are told: of
    "28 died in A and B ... In B a bomb killed six" A had 22 (CODING_RULES 5.5)."""
    split: dict[str, list[tuple[int, int]]] = {}
    for number, event in enumerate(events):
        for index, told in enumerate(event.told):
            if SHARED in told.mention.flags and _killed(told.mention) is not None:
                split.setdefault(told.mention.mention_id, []).append((number, index))
    for parts in split.values():
        own = [_own_dead([t.mention for t in events[number].told]) for number, _ in parts]
        shares = [_dead_of(events[number].told[index].mention) for number, index in parts]
        if len(parts) < 2 or all(dead is None for dead in own) or any(len(found) != 1 for found in shares):
            continue
        rest = sum(found[0].low or 0 for found in shares) - sum(dead or 0 for dead in own)
        others = [part for part, dead in zip(parts, own, strict=True) if dead is None]
        if rest < 0 or not others:
            continue  # nothing is left, or the text differs with itself
        for place, (number, index) in enumerate(others):
            low = rest // len(others) + (place < rest % len(others))
            told = events[number].told[index]
            mention = _with_dead(told.mention, low)
            events[number].told[index] = replace(told, mention=mention, killed=low or None)


def _own_dead(mentions: Sequence[Mention]) -> int | None:
    """The dead that mentions of an event tell of its own place; None where they have but a share of a total, or no
    place: "In B gunmen killed six"."""
    own = [mention for mention in mentions if SHARED not in mention.flags]
    if not any(mention.place_refs for mention in own):
        return None
    return max((dead for mention in own if (dead := _killed(mention)) is not None), default=None)


def _dead_of(mention: Mention) -> list[Casualty]:
    return [c for c in mention.casualties if c.effect == "killed" and c.low is not None]


def _with_dead(mention: Mention, low: int) -> Mention:
    """A mention that tells so many dead; none where nobody is left for it."""
    found = [replace(c, low=low, high=low) if c.effect == "killed" else c for c in mention.casualties]
    return replace(mention, casualties=tuple(c for c in found if low or c.effect != "killed"))


def without_split(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without an even share of a total where another one tells the dead of the place itself: "28 died in A
    and B ... In B two attackers killed six"."""
    if _own_dead(mentions) is None:
        return list(mentions)
    return [
        replace(m, casualties=tuple(c for c in m.casualties if c.effect != "killed")) if SHARED in m.flags else m
        for m in mentions
    ]


def without_shares(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without the dead of one blow of several, where another mention tells those of all: "276 died in two
    blasts ... The second bomb killed two"."""
    whole = [_killed(mention) for mention in mentions if not mention.is_new]
    most = max((low for low in whole if low is not None), default=0)
    out = []
    for mention in mentions:
        is_blow = mention.is_new and not set(mention.trigger_classes) <= HARM and "also" not in mention.words
        is_share = is_blow and (_killed(mention) or most) < most
        kept = tuple(c for c in mention.casualties if c.effect != "killed") if is_share else mention.casualties
        out.append(mention if kept == mention.casualties else replace(mention, casualties=kept))
    return out


def _killed(mention: Mention) -> int | None:
    """The largest number of dead that a mention tells."""
    return max((c.low for c in mention.casualties if c.effect == "killed" and c.low is not None), default=None)
