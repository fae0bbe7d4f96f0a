"""What those who struck somebody say that he had done: "troops shot a man dead. The army said he had thrown a bomb"."""

from __future__ import annotations

import re

from pipeline.records import Mention
from pipeline.resolve.told import FORCES, Event, Told

#: One of those struck before, as who acts.
_HE = frozenset({"he", "she"})
_HAD = re.compile(r"\b(?:he|she)\b(?: \w+){0,2} (?:had|tried|was|attempted)\b", re.I)


def deeds_of(event: Event) -> list[Mention]:
    """The mentions of an event without what is said to have led to it; all where nothing is left."""
    found = [told.mention for told in event.told if not _is_justification(event, told)]
    return found or [told.mention for told in event.told]


def _is_justification(event: Event, told: Told) -> bool:
    """Is it what one whom forces struck is said to have done before?"""
    first = event.told[0]
    is_his = bool(told.agents) and told.agents <= _HE and told.killed is None
    by_forces = bool(first.agents & FORCES) and bool(first.victims) and first is not told
    return is_his and by_forces and _HAD.search(told.sentence_text) is not None
