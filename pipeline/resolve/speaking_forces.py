"""Groups, states and armies that tell of their own people: "the alliance said its troops had captured the town"."""

from __future__ import annotations

import re

from pipeline.contract import actor_types
from pipeline.language.numbers import parse_number
from pipeline.records import Participant
from pipeline.reference import countries
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting

#: What stands between whoever speaks and his people.
_SAYS = r"\s+(?:has |have )?(?:announced|claimed|declared|said)(?: on \w+)?(?: that)?\s+"
_SAID = re.compile(_SAYS + r"(?:(?:at least )?\w+ of )?(?:its |their )?", re.I)
_BEGINS = re.compile(_SAYS, re.I)
#: Words for people of a group, and none for those who live in a place of it.
_MEMBERS = frozenset("cadres commanders fighters members men militants personnel soldiers troops".split())
#: Who speaks for an army, and an army or its ministry that tells of an enemy's dead.
_SPEAKS = r"(?:['\u2019]s(?: [\w-]+){1,3}| spokes\w+)? (?:announced|confirmed|reported|said)\b"
_OWN_ARMY = (
    r"(?P<speaker>(?:[Tt]he )?(?:[A-Z][\w.-]*(?: [\w.-]+)? )??"
    r"(?:(?:[Aa]rmed [Ff]orces|[Aa]rmy|[Mm]ilitary)(?: of [A-Z]\w+)?|(?P<ministry>[Dd]efen[cs]e [Mm]inistry)))"
)
_OWN_ARMY_BEGINS, _BY_WHOM_OWN = re.compile(_OWN_ARMY + _SPEAKS), re.compile(rf", {_OWN_ARMY}{_SPEAKS}")
#: Words for soldiers, and what stands before them where no nation is told.
_SOLDIERS = frozenset(
    "marine marines serviceman servicemen servicemember servicemembers soldier soldiers troops".split()
)
_SO_MANY = frozenset("a an at dozens its least of several some the".split())
#: The army or force that tells of them.
_ARMY = r"(?P<speaker>(?:[Tt]he )?[A-Z][\w.-]*(?: [\w.-]+){0,2}? (?:air force|army|coalition|command|forces?|military))"
_SAID_BY = re.compile(_ARMY + r" (?:announced|confirmed|said)(?: on \w+)?(?: that)?(?: [\w,]+){0,3} $")
_BEGINS_TO_SAY = re.compile(rf"{_ARMY} (?:announced|confirmed|said)\b")
_BY_WHOM_SAID = re.compile(rf", {_ARMY} (?:announced|confirmed|said)\b")


def are_bare_soldiers(phrase: str) -> bool:
    """Soldiers of whom the words tell no nation: "two soldiers", "at least 12 Marines"."""
    words = phrase.lower().split()
    is_counted = all(word in _SO_MANY or parse_number(word) is not None for word in words[:-1])
    return bool(words) and words[-1] in _SOLDIERS and is_counted


def speaking_group(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """The group that tells what its own people did, or what befell them: "the alliance said its troops had captured",
    "the front said a drone had killed three of its members"."""
    for start, name in setting.context.named_before(participant.start)[:1]:
        end = start + len(name)
        group = setting.actor(name)
        text = setting.context.reading.text
        sentence = max((s.start for s in setting.context.reading.sentences if s.start <= participant.start), default=0)
        is_first = sentence <= start and text[sentence:start].strip().lower() in ("", "the")
        are_members = not _MEMBERS.isdisjoint(participant.text.lower().split()[-1:])
        is_said = _SAID.fullmatch(text, end, participant.start) is not None
        is_said = is_said or (is_first and are_members and _BEGINS.match(text, end) is not None)
        return group if is_said and group is not None and group.is_known else None
    return None


def speaking_state(setting: Setting, participant: Participant, head: str) -> ResolvedActor | None:
    """The forces of the state whose office or army tells what they did: "Russia's defence ministry said its troops"."""
    reading = setting.context.reading
    start = max((s.start for s in reading.sentences if s.start <= participant.start), default=0)
    before = reading.text[start : participant.start]
    said = [match for match in _SAID.finditer(before) if match.end() == len(before)]
    if not said:
        return None
    speaker = re.split(r"[,;:]", before[: said[-1].start()])[-1]
    words = re.split(r"['\u2019\s]+", speaker)
    named = next((word for word in words if countries.find_country(word) is not None), None)
    if named is not None:
        return setting.actor(f"{named} {head}")
    return _force(setting, speaker.strip())


def speaking_army(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """The army or foreign force that tells of soldiers without a nation: "the US military said that two soldiers were
    killed", "two Marines died in an ambush, the U.S. military said"."""
    reading = setting.context.reading
    sentence = next((s for s in reversed(reading.sentences) if s.start <= participant.start), None)
    if sentence is None:
        return None
    before = _SAID_BY.search(reading.text[sentence.start : participant.start])
    words = (participant.phrase or participant.text).lower().split()
    # "Five soldiers were killed, the French army said" may be of anybody's; its Marines are its own.
    is_own = words[-1:] and words[-1] in _SOLDIERS - {"soldier", "soldiers", "troops"}
    behind = _BY_WHOM_SAID.search(reading.text, participant.end, sentence.end) if is_own else None
    found = before or behind
    return _force(setting, found["speaker"]) if found is not None else None


def announcing_army(setting: Setting) -> tuple[ResolvedActor, int, int] | None:
    """The army or foreign force that tells of an event, and where its name stands: "the Turkish military said that 12
    were killed in air strikes"."""
    reading = setting.context.reading
    for number in setting.event.sentences:
        sentence = reading.sentences[number]
        found = _BEGINS_TO_SAY.match(reading.text, sentence.start, sentence.end)
        found = found or _BY_WHOM_SAID.search(reading.text, sentence.start, sentence.end)
        army = _force(setting, found["speaker"]) if found is not None else None
        if found is not None and army is not None:
            return army, found.start("speaker"), found.end("speaker")
    return None


def army_telling(setting: Setting) -> tuple[ResolvedActor, int, int] | None:
    """The army that tells of an event, with its ministry, and where its name stands: "the Nigerian army said that 12
    fighters were killed", "six rebels were killed, the defence ministry said"."""
    reading = setting.context.reading
    for number in setting.event.sentences:
        sentence = reading.sentences[number]
        found = _OWN_ARMY_BEGINS.match(reading.text, sentence.start, sentence.end)
        found = found or _BY_WHOM_OWN.search(reading.text, sentence.start, sentence.end)
        if found is None:
            continue
        words = found["speaker"] if found["ministry"] is None else found["speaker"].replace(found["ministry"], "army")
        army = _force(setting, words)
        if army is not None and army.category == "state":
            return army, found.start("speaker"), found.end("speaker")
    return None


def _force(setting: Setting, words: str) -> ResolvedActor | None:
    """The army or foreign force that words name; None where they name another one."""
    army = setting.actor(words)
    is_force = army is not None and (army.inter in actor_types.OF_STATES or army.category == "external")
    return army if is_force else None
