"""Groups, states and armies that tell of their own people: "the alliance said its troops had captured the town"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.contract import actor_types
from pipeline.language.numbers import parse_number
from pipeline.records import Participant
from pipeline.reference import countries
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting

#: What stands between whoever speaks and his people.
_SAYS = r"\s+(?:has |have )?(?:announced|claimed|declared|said)(?:(?: early| late)? on \w+)?(?: that)?\s+"
#: What is said of a group before what it says: "JNIM, an affiliate of al-Qaeda, said".
_ASIDE = r"(?:, (?:allied|an?|based|linked|part|the|which)\b[^,.;]{0,90},)?"
_SAID = re.compile(_ASIDE + _SAYS + r"(?:(?:at least )?\w+ of )?(?:its |their )?", re.I)
_BEGINS = re.compile(_ASIDE + _SAYS, re.I)
#: Groups named before somebody that may be whose people he is of: the one who speaks, and whoever it is allied to.
_NEAREST = 2
_ITS = re.compile(r"^(?:its|their) ", re.I)
#: Words for people of a group, and none for those who live in a place of it.
_MEMBERS = frozenset("cadres commanders fighters members men militants personnel soldiers troops".split())
#: Those who speak of themselves, and what stands before and behind the name of a group that is quoted.
_OUR = re.compile(r"(?:our|us|we)\b", re.I)
_COMMA = re.compile(r"[,”\"'’] (?:the )?\Z", re.I)
_SPOKE = re.compile(r"(?: spokes\w+)?(?: [A-Z][\w-]+){0,3} (?:announced|claimed|declared|reported|said)\b")
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
    for start, name in setting.context.named_before(participant.start)[:_NEAREST]:
        end = start + len(name)
        group = setting.actor(name)
        text = setting.context.reading.text
        sentence = max((s.start for s in setting.context.reading.sentences if s.start <= participant.start), default=0)
        is_first = sentence <= start and text[sentence:start].strip().lower() in ("", "the")
        are_members = not _MEMBERS.isdisjoint(participant.text.lower().split()[-1:])
        is_said = _SAID.fullmatch(text, end, participant.start) is not None
        is_said = is_said or (is_first and are_members and _BEGINS.match(text, end) is not None)
        if is_said and group is not None and group.is_known and not _is_written_small(name, group):
            return group
    return None


def quoted_group(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """The group whose words a sentence gives, for "we" and "our": "we shot down a helicopter, the front said"."""
    if _OUR.match(participant.phrase or participant.text) is None:
        return None
    reading = setting.context.reading
    sentence = next((s for s in reversed(reading.sentences) if s.start <= participant.start), None)
    if sentence is None:
        return None
    for start, end, _ in setting.context.named:
        is_behind = participant.end < start and _COMMA.search(reading.text, sentence.start, start) is not None
        is_said = _SPOKE.match(reading.text, end, sentence.end) is not None
        if sentence.start <= start and end <= sentence.end and is_said and (is_behind or end < participant.start):
            group = setting.actor(reading.text[start:end])
            return group if group is not None and group.is_known else None
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
        whose = setting.actor(_ITS.sub(f"{named}'s ", participant.phrase or participant.text))
        return whose if whose is not None and whose.is_known else setting.actor(f"{named} {head}")
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
    return next(_armies(setting, _BEGINS_TO_SAY, _BY_WHOM_SAID), None)


def army_telling(setting: Setting) -> tuple[ResolvedActor, int, int] | None:
    """The army that tells of an event, with its ministry, and where its name stands: "the Nigerian army said that 12
    fighters were killed", "six rebels were killed, the defence ministry said"."""
    found = _armies(setting, _OWN_ARMY_BEGINS, _BY_WHOM_OWN)
    return next((told for told in found if told[0].category == "state"), None)


def _armies(
    setting: Setting, begins: re.Pattern[str], by_whom: re.Pattern[str]
) -> Iterator[tuple[ResolvedActor, int, int]]:
    """The armies and forces that tell of an event at the beginning of a sentence or behind a comma."""
    reading = setting.context.reading
    for number in setting.event.sentences:
        sentence = reading.sentences[number]
        found = begins.match(reading.text, sentence.start, sentence.end)
        found = found or by_whom.search(reading.text, sentence.start, sentence.end)
        if found is None:
            continue
        ministry = found.groupdict().get("ministry")
        army = _force(setting, found["speaker"].replace(ministry, "army") if ministry else found["speaker"])
        if army is not None:
            yield army, found.start("speaker"), found.end("speaker")


def _is_written_small(words: str, actor: ResolvedActor) -> bool:
    """ "A South African union": the last word of what somebody is called, written as no name is."""
    last = words.split()[-1]
    is_small = last in actor.name.lower().split() and last not in actor.name.split()
    return is_small and actor.category == "external"


def _force(setting: Setting, words: str) -> ResolvedActor | None:
    """The army or foreign force that words name; None where they name another one or nobody."""
    army = setting.actor(words)
    if army is not None and _is_written_small(words, army):
        return None
    is_force = army is not None and (army.inter in actor_types.OF_STATES or army.category == "external")
    return army if is_force else None
