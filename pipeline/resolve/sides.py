"""The sides of an event: who acts and who is struck, as its mentions or other sentences name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.contract import actor_types
from pipeline.language.event_classes import FIGHT, VIOLENCE
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import quote
from pipeline.records import ActorSide, Evidence, Mention, Participant
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.resolve.actors_meant import (
    COUNTING,
    OPERATION_AFTER,
    OPERATION_BEFORE,
    actor_meant,
    is_known_group,
    phrase_start,
)
from pipeline.resolve.civilians import as_crowd, as_victims
from pipeline.resolve.entities import is_pronoun
from pipeline.resolve.garrisons import garrison, is_garrison
from pipeline.resolve.majorities import as_majority
from pipeline.resolve.one_deed import SAPPERS
from pipeline.resolve.other_kinds import ATTACKERS
from pipeline.resolve.pursuits import may_be_pursued, pursued
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.told import FORCES, VAGUE_VICTIMS, Event, Told
from pipeline.resolve.word_sets import word_set

#: Classes of what an armed group does, or is said to have done.
VIOLENT = VIOLENCE - frozenset("loot lynch rob sexual territory".split())
#: Classes of what no crowd lays or sets off.
_LAID = frozenset({"bomb", "mine", "suicide_bomb"})
#: Words for the forces of a state that do not say which.
_ANY_FORCE = word_set("any_force")
#: What forces carry out: who dies in it fell to them.
_RAIDS = word_set("raids")
#: Classes of what the police do and find after a deed.
_AFTERWARDS = frozenset({"arrest", "die", "disrupt", "release"})
_CROWD = frozenset({"protest", "riot", "disperse", "lynch"})
#: What armed people hold, and their categories: who attacks "an army post" attacks those on duty in it.
_STRONGHOLDS = word_set("strongholds")
#: What is struck in a building that bears the name of forces, and is none of theirs.
_CIVIL_INSTITUTIONS = word_set("civil_institutions")
#: Where the words for the head of a phrase end: "students [of a school]" are no school.
_BEHIND = re.compile(r" (?:at|from|in|of) ")
#: Those aboard an aircraft.
_CREWS = word_set("crews")
_HOLDERS = frozenset({"state", "police", "armed_group", "external"})
#: Those who are what the one is of whom they are told: "a policeman and two of his colleagues".
_FELLOWS = re.compile(r"(?:[\w-]+ of )?(?:her|his|their) (?:[\w-]+ )?(?:colleague|comrade|fellow)s?", re.I)
#: A unit that is told as that of somebody.
_OWN_UNIT = re.compile(r"(?:her|his|its|their) ", re.I)
#: Officers of whom nobody says of what.
_OFFICERS = re.compile(
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|senior) )*officers?", re.I
)
#: Where a weapon comes from, which is not whose it is: "Iranian-made drones".
_MADE_IN = re.compile(r"\b[\w-]+-(?:built|designed|made|supplied)\b", re.I)
#: Words that say to whom fighters are close, not whose they are, and the longest of them in code points.
_LINKED = re.compile(r"(?:[\w-]+ ){1,4}(?:affiliated|aligned|allied|linked|loyal|tied) (?:to|with)\b")
_LINK = len("affiliated with")
#: Armed people, and what follows are of their band; how far before a word they may begin, in code points.
_ARMED_AND = re.compile(r"\b(?:armed men|fighters|gunmen|militants|rebels) and $", re.I)
_PHRASE = 20
#: What leads to some of those who were told just before.
_AMONG = re.compile(r"\b(?:among them|including)(?: [\w-]+){0,3} $", re.I)
#: What only forces do, told without them: "three suspects were detained".
_OPERATION_CLASSES = frozenset({"arrest", "disrupt", "air_strike"})


class Party(NamedTuple):
    """An actor on one side of an event, and the words for it.

    Attributes:
        side: The actor.
        participant: The participant that names it.
        said: Where the article says apart what those people were ("Most of the dead were policemen"): start and end in
            its text, in code points.
    """

    side: ActorSide
    participant: Participant
    said: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        return self.participant.phrase or self.participant.text

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the text supports the actor; what is said right behind the words for it, with them."""
        start, end = self.participant.start, self.participant.end
        if self.said is None:
            return [(start, end)]
        return [(start, self.said[1])] if self.said[0] == end else [(start, end), self.said]


def find_parties(setting: Setting, role: str) -> list[Party]:
    """The actors of one side ("agent" or "target"), each once, with the participant that names it."""
    event = setting.event
    out: list[Party] = []
    seen: set[str] = set()
    came_after = _came_after(event) if role == "agent" else frozenset()
    for told in event.told:
        for participant in _of_side(event, told, role):
            is_held = role == "target" and _is_stronghold(participant) and not event.classes & _CROWD
            if _is_no_party(setting, told.mention, participant, role, is_held=is_held):
                continue
            resolved = actor_meant(setting, participant)
            is_unowned = resolved is None or resolved.rule == "resolve.actor_person.v1"
            if is_unowned and is_held and is_garrison(setting, told.mention, participant):
                resolved = garrison(setting, participant)
            if participant.kind == "physical" and (resolved is None or resolved.category not in _HOLDERS):
                continue
            words = participant.phrase or participant.text
            said: tuple[int, int] | None = None
            if resolved is not None and role == "target":
                resolved, said = as_majority(setting, participant, resolved)
            if resolved is not None and role == "target" and not FIGHT & set(told.mention.trigger_classes):
                reading = setting.context.reading
                behind = reading.text[participant.end : reading.sentences[told.mention.sentence].end]
                resolved = as_victims(resolved, words, setting.country, behind)
            elif resolved is not None and role == "agent" and event.classes & VIOLENT:
                resolved = as_crowd(resolved, words, setting.country, lays_bombs=not _LAID.isdisjoint(event.classes))
            if resolved is None or not resolved.name:
                continue
            if resolved.name in seen:
                out = [_with_associates(party, resolved) for party in out]
                continue
            if resolved.category == "civilian" and _is_among_armed(setting, participant, out):
                continue
            if told.mention.mention_id in came_after and resolved.category in categories.SERVICES:
                continue
            seen.add(resolved.name)
            side = as_side(resolved, participant.text, participant.start, participant.end)
            out.append(Party(side, participant, said))
    if role == "target" and not out:
        out = _intercepted(setting)
    out = _without_sappers(out) if role == "agent" and "disrupt" in event.classes else out
    out = _without_own_units(_without_officers(_without_crew(setting, out)))
    return _without_shadows(_without_linked(setting, _without_headline_people(setting, out)))


def _is_among_armed(setting: Setting, participant: Participant, before: Sequence[Party]) -> bool:
    """ "Nine militants, among them a local leader": one of those told just before, who were armed."""
    text = setting.context.reading.text
    is_among = _AMONG.search(text, max(0, participant.start - _PHRASE), participant.start) is not None
    last = before[-1] if before else None
    return is_among and last is not None and last.side.category in categories.ARMED_GROUPS


def _with_associates(party: Party, told_too: ResolvedActor) -> Party:
    """A party of civilians with what others of them are called: "two officials and three journalists"."""
    side = party.side
    if side.name != told_too.name or side.inter != actor_types.CIVILIANS:
        return party
    both = dict.fromkeys((*side.associates, *told_too.associates))
    return party._replace(side=replace(side, associates=tuple(both)))


def _is_no_party(setting: Setting, mention: Mention, participant: Participant, role: str, *, is_held: bool) -> bool:
    """True for what is no actor of its own: a thing that nobody holds, a pronoun, a place, people told as others."""
    if participant.kind == "weapon" or (participant.kind == "physical" and not is_held):
        return True
    if is_pronoun(participant.text) or (participant.phrase or "").lower() in ("each other", "one another"):
        return True
    if _are_lost_men(mention, participant) or setting.context.is_place(participant):
        return True
    if role == "agent":
        return _are_armed_too(setting, participant)
    is_fellow = _FELLOWS.fullmatch(participant.phrase or participant.text) is not None
    return (is_fellow and len(mention.targets) > 1) or _is_of_institution(participant, mention.targets)


def _are_armed_too(setting: Setting, participant: Participant) -> bool:
    """ "Armed men and women stormed a theatre": the women are armed as well, and no crowd beside them."""
    start = participant.start
    if participant.text.lower() not in ("boys", "teenagers", "women", "youths"):
        return False
    return _ARMED_AND.search(setting.context.reading.text, max(0, start - _PHRASE), start) is not None


def _are_lost_men(mention: Mention, participant: Participant) -> bool:
    """ "The army lost three men": its own, who are told as the army."""
    return "kill.lose_men" in mention.trigger_rules and participant.text.lower() in ("man", "men")


def _without_officers(parties: list[Party]) -> list[Party]:
    """The parties without "officers", who are of the army where its soldiers stand beside them."""
    has_soldiers = any(p.side.category == "state" for p in parties)
    return [p for p in parties if not (has_soldiers and are_officers(p))]


def _without_own_units(parties: list[Party]) -> list[Party]:
    """The parties without what is held by those who stand beside it: "Kenyan soldiers were killed when rebels attacked
    their convoy"."""
    forces = [p for p in parties if p.side.category in categories.SERVICES | {"external"}]
    owners = [p for p in forces if _OWN_UNIT.match(p.words) is None]
    things = [p for p in forces if p not in owners and p.participant.kind == "physical"]
    return [p for p in parties if not (owners and p in things)]


def _without_sappers(parties: list[Party]) -> list[Party]:
    """The parties without the experts who do away with what the others found."""
    others = [p for p in parties if p.words.lower().split()[-1].removesuffix("s") not in SAPPERS]
    return others or parties


def are_officers(party: Party) -> bool:
    """Officers of whom nobody says of what."""
    return _OFFICERS.fullmatch(party.words) is not None


def _of_side(event: Event, told: Told, role: str) -> tuple[Participant, ...]:
    """The participants of a mention on one side; who surrenders in a raid or an arrest is struck by it."""
    mention = told.mention
    others = event.classes - {"surrender"}
    is_surrender = "surrender" in mention.trigger_classes and set(mention.trigger_classes) <= {"arrest", "surrender"}
    if not is_surrender or others.isdisjoint(VIOLENT | {"arrest"}):
        return mention.agents if role == "agent" else mention.targets
    are_others_struck = any(t.mention.targets for t in event.told if t is not told)
    named = [p for p in mention.agents if not (are_others_struck and p.text.lower() in VAGUE_VICTIMS)]
    return () if role == "agent" else (*mention.targets, *named)


def _came_after(event: Event) -> frozenset[str]:
    """Ids of the mentions that tell only whom the police took and what they found after people had been struck whom
    nobody calls armed: "Two traders were shot dead. Police took a woman into custody"."""
    struck = [t for t in event.told if _tells_of_struck(set(t.mention.trigger_classes))]
    is_raid = any(not _RAIDS.isdisjoint(t.mention.words) for t in event.told)
    has_victims = any(t.victims or t.killed for t in struck)
    if not has_victims or is_raid or any(t.victims & ATTACKERS or t.agents & FORCES for t in struck):
        return frozenset()
    deeds = {t.mention.sentence for t in struck}
    return frozenset(
        t.mention.mention_id
        for t in event.told
        if set(t.mention.trigger_classes) <= _AFTERWARDS and t.mention.sentence not in deeds
    )


def _tells_of_struck(classes: set[str]) -> bool:
    """Not "destroyed the rifles in a controlled blast", which is what became of what was found."""
    return bool(classes - _AFTERWARDS) and classes != {"destroy", "disrupt"}


def _without_linked(setting: Setting, parties: list[Party]) -> list[Party]:
    """The parties without a group that fighters are only close to, where their own is named too: "militants linked to
    Islamic State ... Members of the Allied Democratic Forces"."""
    text = setting.context.reading.text
    groups = [party for party in parties if is_known_group(party.side)]
    ends = {party: party.participant.start + len(party.words) + _LINK for party in groups}
    linked = [party for party in groups if _LINKED.match(text[party.participant.start : ends[party]])]
    return parties if len(linked) == len(groups) else [party for party in parties if party not in linked]


def _without_headline_people(setting: Setting, parties: list[Party]) -> list[Party]:
    """The parties without those of whom only the headline does not say that they were armed: "Two Palestinians killed",
    and below it "two Palestinian gunmen"."""
    below = setting.context.reading.body_start
    armed = {p.participant.count for p in parties if p.side.category in categories.ARMED_GROUPS} - {None}
    return [
        p
        for p in parties
        if not (p.participant.end <= below and p.side.category == "civilian" and p.participant.count in armed)
    ]


def _intercepted(setting: Setting) -> list[Party]:
    """Whose weapons were brought down before they hit anything, where the words name the owner: "three Russian
    drones"."""
    if "disrupt" not in setting.event.classes:
        return []
    for told in setting.event.told:
        for weapon in told.mention.weapons:
            words = _MADE_IN.sub("", weapon.phrase or weapon.text)
            owner = setting.actor(words)
            if owner is None or not owner.is_known or owner.category not in _HOLDERS:
                continue
            is_named = owner.category == "armed_group" or any(countries.find_country(word) for word in words.split())
            if is_named:
                return [Party(as_side(owner, weapon.text, weapon.start, weapon.end), weapon)]
    return []


def is_crew(words: str) -> bool:
    """Those aboard an aircraft: "the pilot", "two crew"."""
    return not _CREWS.isdisjoint(words.lower().split()[-1:])


def _without_crew(setting: Setting, parties: list[Party]) -> list[Party]:
    """The parties without the pilot of the aircraft shot down that another of them names."""
    if "shootdown" not in setting.event.classes or not any(p.side.category in _HOLDERS for p in parties):
        return parties
    return [party for party in parties if not (party.side.is_generic and is_crew(party.words))]


def _is_of_institution(participant: Participant, targets: Sequence[Participant]) -> bool:
    """Is it a school or hospital, whoever runs it, or named in the words for one: in "the Army Public School" and "a
    military hospital" is no army?"""
    return any(
        not _CIVIL_INSTITUTIONS.isdisjoint(_BEHIND.split(target.text.lower())[0].split()[-1:])
        and phrase_start(target) <= participant.start
        and participant.end <= target.end
        for target in targets
    )


def _is_stronghold(participant: Participant) -> bool:
    """A place that its words say is held by armed people: "a military base", "the army's positions"."""
    words = participant.text.lower().partition(" of ")[0].split()
    return bool(words) and words[-1] in _STRONGHOLDS


def with_pursued(
    setting: Setting, agents: Sequence[Party], targets: list[Party], evidence: list[Evidence]
) -> tuple[list[Party], tuple[ActorSide, ...]]:
    """The targets of an operation of state forces, suspects without a name replaced by the group whose men the forces
    were after.

    Returns:
        The targets that stay, and the groups, empty where the text names none.
    """
    event, reading = setting.event, setting.context.reading
    if any(is_known_group(party.side) for party in agents):
        return targets, ()
    operating = any(party.side.inter in actor_types.OF_STATES for party in agents)
    if not operating and (agents or not event.classes & _OPERATION_CLASSES):
        return targets, ()
    if any(is_known_group(party.side) for party in targets):
        return targets, ()
    vague = [party for party in targets if may_be_pursued(_as_resolved(party.side), party.words)]
    if targets and not vague:
        return targets, ()
    sentences = reading.sentences
    first = max(0, min(event.sentences) - OPERATION_BEFORE)
    last = min(len(sentences), max(event.sentences) + OPERATION_AFTER + 1)
    spans = [sentence for sentence in sentences[first:last] if not setting.is_apart(sentence.start)]
    text = reading.text
    found = pursued([text[s.start : s.end] for s in spans], setting.country, setting.day or reading.published)
    if not found:
        return targets, ()
    groups = []
    for group, index, start, end in found:
        offset = spans[index].start
        evidence.append(quote(text, "actor2", offset + start, offset + end, group.rule))
        groups.append(as_side(group, text[offset + start : offset + end], offset + start, offset + end))
    return [party for party in targets if party not in vague], tuple(groups)


def as_side(actor: ResolvedActor, text: str, start: int, end: int) -> ActorSide:
    """An actor as a side of an event, with the words for it."""
    return ActorSide(
        name=actor.name,
        inter=actor.inter,
        category=actor.category,
        iso3=actor.iso3,
        associates=tuple(actor.associates),
        is_known=actor.is_known,
        is_generic=actor.is_generic,
        text=text,
        start=start,
        end=end,
        rule=actor.rule,
    )


def _as_resolved(side: ActorSide) -> ResolvedActor:
    return ResolvedActor(
        side.name, side.inter, side.category, side.iso3, side.associates, side.is_known, side.is_generic, side.rule
    )


def is_bare_number(text: str) -> bool:
    """True for words that say how many or what became of them, and not who: "at least 12", "three dead", "wounded"."""
    words = [word for word in re.findall(r"[\w,.]+", text.lower()) if word not in ("dead", "injured", "wounded")]
    return all(word in COUNTING or word[:1].isdigit() or parse_number(word) is not None for word in words)


def _without_shadows(parties: list[Party]) -> list[Party]:
    """Without the generic forms of an actor that the same side names, and without the whole of which it names a branch.

    "A militia commander" beside Kataib Hezbollah is no second party, nor is Al Qaeda beside its branch in Yemen, nor
    "security forces" beside the police of the country.
    """
    sides = [party.side for party in parties]
    named = {s.category for s in sides if not s.is_generic and (s.is_known or s.category == "armed_group")}
    parties = [
        party for party in parties if not is_bare_number(party.participant.text)
    ] or parties  # "Seventeen Killed"
    names = [_bare_name(party.side) for party in parties if party.side.is_known]
    forces = [party for party in parties if party.side.inter in actor_types.OF_STATES]
    told = {party.side.iso3 for party in forces if not _is_any_force(party)}
    return [
        party
        for party in parties
        if not (_is_any_force(party) and party.side.iso3 in told)
        and not (party.side.is_generic and party.side.category == "armed_group" and named & categories.ARMED_GROUPS)
        and not any(name.startswith(_bare_name(party.side) + " ") for name in names)
    ]


def _is_any_force(party: Party) -> bool:
    """ "Security forces", which may be any of a country's."""
    return party.side.inter in actor_types.OF_STATES and " ".join(party.words.lower().split()[-2:]) in _ANY_FORCE


def _bare_name(side: ActorSide) -> str:
    """A name without its acronym: "AQAP: Al Qaeda in the Arabian Peninsula" is a branch of "Al Qaeda"."""
    return (side.name or "").partition(": ")[2] or side.name or ""
