"""Whose most of the dead were: "killing 14 people, most of them soldiers", "Most of the dead were policemen"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.records import Participant
from pipeline.reference.actors import categories
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting

_NEARLY = r"(?:almost |nearly |virtually )?"
_WHO = r"(?P<who>(?:[\w-]+ ){0,2}?[\w-]+)(?=[.,;]|$| (?:and|at|from|in|near|of|on|who|were)\b)"
#: Behind people in general.
_BEHIND = re.compile(
    rf",? (?:{_NEARLY}(?:all|both|most|the majority) of (?:them|whom)(?: are| were)?|mainly|mostly) {_WHO}", re.I
)
#: In a sentence that tells the event, or the next.
_OF_THE_DEAD = re.compile(
    rf"\b{_NEARLY}(?:all|both|most|the majority) (?:of )?(?:the )?(?:casualties|dead|killed|those killed|victims)"
    rf" (?:are|were) {_WHO}",
    re.I,
)
_SOME = (
    r"(?P<who>[^.;()]{3,80}?)(?=[.;]|,(?! (?:and|an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+) )|$"
    r"| (?:at|from|in|near|on|when|who)\b)"
)
#: Behind people: what some of them were.
_INCLUDING = re.compile(rf",? (?:including|among them)(?: at least)? {_SOME}", re.I)
#: In a sentence that tells the event, or the next.
_AMONG_THE_DEAD = re.compile(
    rf"\b(?:among (?:the|those) (?:[\w-]+ )?(?:casualties|dead|killed|victims)"
    rf"|(?!neither|none)[\w-]+ of the (?:dead|victims)) (?:are|is|was|were) {_SOME}",
    re.I,
)
_LISTED = re.compile(r",? and |, ")
#: Associates that say what somebody is, and not what he does.
_OF_EVERY_CALLING = ("Women (", "Men (")
#: People of whom nothing else is said.
_ANYBODY = frozenset({"men", "others", "people", "persons"})


def as_majority(
    setting: Setting, participant: Participant, resolved: ResolvedActor
) -> tuple[ResolvedActor, tuple[int, int] | None]:
    """Those struck, as what most or some of them were, and where the article says so: start and end in its text, in
    code points; None where it says nothing of it."""
    said = _most(setting, participant)
    found = _majority(setting, participant, resolved, said)
    if found is None:
        said = _some(setting, participant)
        found = _with_some(setting, resolved, said)
    return found or resolved, said.span() if said is not None and found is not None else None


def _most(setting: Setting, participant: Participant) -> re.Match[str] | None:
    reading = setting.context.reading
    end = next((s.end for s in reading.sentences if s.end >= participant.end), participant.end)
    return _BEHIND.match(reading.text, participant.end, end) or _near(setting, participant, _OF_THE_DEAD)


def _some(setting: Setting, participant: Participant) -> re.Match[str] | None:
    text = setting.context.reading.text
    return _INCLUDING.match(text, participant.end) or _near(setting, participant, _AMONG_THE_DEAD)


def _majority(
    setting: Setting, participant: Participant, resolved: ResolvedActor, said: re.Match[str] | None
) -> ResolvedActor | None:
    """The force or the armed group that most of those struck belonged to, or what civilians most of them were, where
    the words for them say "people" alone; None where nobody says so."""
    if said is None or resolved.category != "civilian" or participant.text.lower().split()[-1] not in _ANYBODY:
        return None
    found = setting.actor(said["who"])
    if found is not None and found.category == "civilian" and found.associates:
        return replace(resolved, associates=found.associates)  # "147 people, most of them students"
    if found is None or found.inter not in actor_types.ARMED:
        return None
    if not found.is_known and any(len(told.mention.agents) > 1 for told in setting.event.told):
        return None  # "soldiers and FARC rebels fought, killing seven people, most of them rebels": those told before
    return replace(found, rule="resolve.actor_majority.v1")


def _near(setting: Setting, participant: Participant, said: re.Pattern[str]) -> re.Match[str] | None:
    """What is said of the dead behind somebody, in a sentence that tells the event or the one behind it."""
    text, sentences = setting.context.reading.text, setting.context.reading.sentences
    for number in setting.event.sentences:
        end = sentences[min(number + 1, len(sentences) - 1)].end
        found = said.search(text, max(participant.end, sentences[number].start), end)
        if found is not None:
            return found
    return None


def _struck_by_forces(setting: Setting) -> bool:
    """Do forces of a state act, and nobody else?"""
    doers = [setting.actor(p.phrase or p.text) for told in setting.event.told for p in told.mention.agents]
    return bool(doers) and all(doer is not None and doer.inter in actor_types.OF_STATES for doer in doers)


def _with_some(setting: Setting, resolved: ResolvedActor, said: re.Match[str] | None) -> ResolvedActor | None:
    """Civilians with what some of them were: "eight people, including two reporters", "among the dead was a nun"; the
    armed group that some were of whom forces struck: "soldiers killed nine people, among them four militants". None
    where nobody says so."""
    if said is None or resolved.inter != actor_types.CIVILIANS:
        return None
    found = [setting.actor(words) for words in _LISTED.split(said["who"])]
    groups = [one for one in found if one is not None and one.category in categories.ARMED_GROUPS]
    if groups and _struck_by_forces(setting):
        return replace(groups[0], rule="resolve.actor_majority.v1")
    some = [name for one in found if one is not None and one.inter == actor_types.CIVILIANS for name in one.associates]
    more = [name for name in some if not name.startswith(_OF_EVERY_CALLING)]
    return replace(resolved, associates=tuple(dict.fromkeys((*resolved.associates, *more)))) if more else None
