"""Whose most of the dead were: "killing 14 people, most of them soldiers", "Most of the dead were policemen"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.records import Participant
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting

_NEARLY = r"(?:almost |nearly |virtually )?"
_WHO = r"(?P<who>(?:[\w-]+ ){0,2}?[\w-]+)(?=[.,;]|$| (?:and|at|from|in|near|of|on|who|were)\b)"
#: Behind people in general.
_BEHIND = re.compile(
    rf",? (?:{_NEARLY}(?:all|both|most|the majority) of (?:them|whom)(?: are| were)?|mainly|mostly) {_WHO}", re.I
)
#: In the sentence that tells them, or the next.
_OF_THE_DEAD = re.compile(
    rf"\b{_NEARLY}(?:all|both|most|the majority) (?:of )?(?:the )?(?:casualties|dead|killed|those killed|victims)"
    rf" (?:are|were) {_WHO}",
    re.I,
)
#: People of whom nothing else is said.
_ANYBODY = frozenset({"men", "others", "people", "persons"})


def majority(setting: Setting, participant: Participant, resolved: ResolvedActor) -> ResolvedActor | None:
    """The force or the armed group that most of those struck belonged to, where the words for them say "people" alone;
    None where nobody says so."""
    if resolved.category != "civilian" or participant.text.lower().split()[-1] not in _ANYBODY:
        return None
    reading = setting.context.reading
    last = max(setting.event.sentences)
    end = next(s.end for s in reading.sentences if s.end >= participant.end)
    said = _BEHIND.match(reading.text, participant.end, end)
    if said is None:
        near = reading.sentences[min(last + 1, len(reading.sentences) - 1)]
        said = _OF_THE_DEAD.search(reading.text, participant.end, near.end)
    found = setting.actor(said["who"]) if said is not None else None
    if found is None or found.inter not in actor_types.ARMED:
        return None
    return replace(found, rule="resolve.actor_majority.v1")
