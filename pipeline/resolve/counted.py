"""Whom the figures of an event's mentions count, where the words alone do not say it: those who did it, and parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Casualty, Mention
from pipeline.resolve.told import HARM

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
_SHARED = "FATALITIES_SPLIT"


def without_split(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without an even share of a total where another one tells the dead of the place itself: "28 died in A
    and B ... In B two attackers killed six"."""
    if all(_killed(m) is None or _SHARED in m.flags for m in mentions):
        return list(mentions)
    return [
        replace(m, casualties=tuple(c for c in m.casualties if c.effect != "killed")) if _SHARED in m.flags else m
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
