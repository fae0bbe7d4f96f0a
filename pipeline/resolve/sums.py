"""Sums and their parts: "64 were killed in attacks on a boat and a base. Forty-nine died on the boat near A, and 15 at
the base at B." The parts are the events, and the sum is none (CODING_RULES 4.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.records import Mention


def parts_of_sums(mentions: Sequence[Mention]) -> dict[str, str]:
    """Id of each mention that is a part -> id of the mention that sums it up.

    Parts stand in one sentence, each with its own dead; an earlier sentence tells as many as all of them together.
    """
    out: dict[str, str] = {}
    deadly = [(mention, dead) for mention in mentions if (dead := _dead(mention)) is not None]
    for sentence, found in groupby(deadly, key=lambda item: item[0].sentence):
        parts = list(found)
        if len(parts) < 2 or any(mention.is_cumulative for mention, _ in parts):
            continue
        total = sum(dead for _, dead in parts)
        for mention, dead in deadly:
            if dead == total and mention.sentence < sentence:
                out.update((part.mention_id, mention.mention_id) for part, _ in parts)
    return out


def _dead(mention: Mention) -> int | None:
    """The dead that a mention counts in one exact figure or list; None without any."""
    dead = [c for c in mention.casualties if c.effect == "killed" and c.low is not None]
    if not dead or mention.realis != "asserted" or any(c.quantifier != "exact" for c in dead):
        return None
    return sum(c.low or 0 for c in dead)


def completed(mentions: Sequence[Mention], parts: Mapping[str, str]) -> list[Mention]:
    """The mentions, each part with the doers and the day that its sum names, where it names none itself."""
    by_id = {mention.mention_id: mention for mention in mentions}
    return [_completed(mention, by_id.get(parts.get(mention.mention_id, ""))) for mention in mentions]


def _completed(mention: Mention, total: Mention | None) -> Mention:
    if total is None:
        return mention
    if not mention.agents:
        mention = replace(mention, agents=total.agents)
    if mention.time_ref is None and total.time_scope in ("clause", "sentence"):
        mention = replace(mention, time_ref=total.time_ref, time_scope=total.time_scope)
    return mention
