"""The sides of an event: who acts and who is struck, as its mentions or other sentences name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.contract import actor_types
from pipeline.language.event_classes import FIGHT, VIOLENCE
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import MAX_QUOTE, quote
from pipeline.records import ActorSide, Evidence, Mention, Participant
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.resolve.civilians import as_crowd, as_victims
from pipeline.resolve.claims import is_disputed
from pipeline.resolve.entities import is_pronoun
from pipeline.resolve.garrisons import garrison, is_garrison
from pipeline.resolve.introduced import name_given
from pipeline.resolve.majorities import as_majority
from pipeline.resolve.other_kinds import ATTACKERS
from pipeline.resolve.peoples import is_name_at_end, leading_names
from pipeline.resolve.pursuits import may_be_pursued, pursued
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.speaking_forces import are_bare_soldiers, speaking_army, speaking_group, speaking_state
from pipeline.resolve.told import FORCES, SAPPERS, VAGUE_VICTIMS, Event, Told
from pipeline.resolve.unlisted_groups import unlisted_group
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
#: Those aboard an aircraft.
_CREWS = word_set("crews")
_COLUMNS = word_set("columns")
_HOLDERS = frozenset({"state", "police", "armed_group", "external"})
_ANAPHORIC = word_set("anaphoric")
_OF_THE_GROUP = re.compile(
    r"\b(?:fighters?|leaders?|members?|militants?) of (?:the|this|that) "
    r"(?:gang|group|militia|movement|organi[sz]ation)$"
    r"|^(?:the|this|that) (?:group|militia|movement|organi[sz]ation)['\u2019]s (?:\w+ )?"
    r"(?:brigade|commanders?|fighters?|forces|gunmen|leaders?|members?|militants?|units?|wing)$",
    re.I,
)
#: First words of a phrase that points back.
_DEFINITE = frozenset("the this that these those its their".split())
#: Words that bring in somebody new where nothing points back with them.
_NEWCOMERS = frozenset({"assailants", "attackers", "gunmen", "men", "raiders"})
#: "Its troops", "two of its members": people of whoever speaks.
_OWN_PEOPLE = re.compile(r"^(?:its|their)\b|\bof (?:its|their) (?:own )?\w+$", re.I)
#: Those who are what the one is of whom they are told: "a policeman and two of his colleagues".
_FELLOWS = re.compile(r"(?:[\w-]+ of )?(?:her|his|their) (?:[\w-]+ )?(?:colleague|comrade|fellow)s?", re.I)
#: A unit that is told as that of somebody.
_OWN_UNIT = re.compile(r"(?:her|his|its|their) ", re.I)
#: The mission that peacekeepers are said to be of: "Ghanaian peacekeepers serving with [UNIFIL]".
_MISSION_BEHIND = re.compile(
    r"(?:[\w-]+ ){0,3}?(?:peacekeepers?|soldiers?|troops) (?:(?:deployed|serving) )?(?:from|in|of|under|with) (?:the )?"
    r"(?P<mission>(?:[A-Z][\w-]+ ?)+)"
)
_OF_MISSIONS = frozenset({"external", "state"})
#: Officers of whom nobody says of what, and what somebody rides in.
_OFFICERS = re.compile(
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|senior) )*officers?", re.I
)
_CONVOY_OF = re.compile(r"(?P<who>[^'\u2019]+)['\u2019]s? (?:\w+ )?(?:convoy|motorcade)", re.I)
#: Where a weapon comes from, which is not whose it is: "Iranian-made drones".
_MADE_IN = re.compile(r"\b[\w-]+-(?:built|designed|made|supplied)\b", re.I)
#: What stands between fighters and their group; those "loyal to" somebody are their own (`_LINKED`).
_OF_A_GROUP = re.compile(r" (?:belonging to|from|of)(?: the)? ")
#: The force that an adjective before "and" belongs to: "Afghan [and coalition security forces]".
_FORCE_BESIDE = re.compile(
    r"(?:,| and|/|-)\s*(?:[\w.]+\s+){0,3}?(forces?|troops|soldiers|police|army|military|patrols?|team|units?|warplanes|"
    r"jets|aircraft)\b(?!\s+(?:said|say|told)\b)"
)
#: Who a nationality without its noun is: "Guatemalan [murder suspect]".
_OF_WHOM = re.compile(r"(?: [a-z]+)? (?:accused|citizens?|nationals?|suspects?|m[ae]n|wom[ae]n)\b")
#: What leads to those whom fighters are against.
_AGAINST = re.compile(r" (?:hostile|opposed) to\b| (?:battling|opposing)\b")
#: Words that say to whom fighters are close, not whose they are, and the longest of them in code points.
_LINKED = re.compile(r"(?:[\w-]+ ){1,4}(?:affiliated|aligned|allied|linked|loyal|tied) (?:to|with)\b")
_LINK = len("affiliated with")
_ALSO = re.compile(r"(?:,? and|,| or) (?:the |rival )?")
_COUNTING = word_set("counting_words")
#: Sentences around those of an event in which its operation is told: "The force was after a Taliban commander".
_OPERATION_BEFORE, _OPERATION_AFTER = 1, 2
#: Armed people, and what follows are of their band; how far before a word they may begin, in code points.
_ARMED_AND = re.compile(r"\b(?:armed men|fighters|gunmen|militants|rebels) and $", re.I)
_PHRASE = 20
#: What leads to some of those who were told just before.
_AMONG = re.compile(r"\b(?:among them|including)(?: [\w-]+){0,3} $", re.I)
#: Bare words that point back to men, and the last that were told before, with the words before them.
_THE_MEN = re.compile(r"(?:[\w-]+ of )?(?:the|these|those)(?: [\w-]+)? (?:individuals?|man|men|persons?)", re.I)
_MEN = re.compile(r"(?P<how>(?:[\w-]+ ){0,2})\b(?:individuals?|man|men|persons?)\b", re.I)
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
            resolved = _actor(setting, participant)
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
    groups = [party for party in parties if _is_known_group(party.side)]
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
        not _CIVIL_INSTITUTIONS.isdisjoint(target.text.lower().split()[-1:])
        and _phrase_start(target) <= participant.start
        and participant.end <= target.end
        for target in targets
    )


def _phrase_start(participant: Participant) -> int:
    """The code point at which the phrase of a participant begins, if it ends with him: "a United Nations school"."""
    phrase = participant.phrase or participant.text
    ahead = len(phrase) - len(participant.text)
    return participant.start - ahead if phrase.endswith(participant.text) else participant.start


def _mission_behind(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """The mission of whose peacekeepers the words behind them say that they are."""
    behind = _MISSION_BEHIND.match(setting.context.reading.text, participant.start)
    named = setting.actor(behind["mission"].strip()) if behind is not None else None
    return named if named is not None and named.is_known and named.category == "external" else None


def _only_mission(setting: Setting) -> ResolvedActor | None:
    """The mission that an event names, of which its "peacekeeper" is: "UN troops fought rebels. A peacekeeper died"."""
    people = (p for told in setting.event.told for p in (*told.mention.agents, *told.mention.targets))
    named = [found for p in people if (found := setting.actor(p.phrase or p.text)) is not None]
    missions = {found.name: found for found in named if found.is_known and found.category == "external"}
    return next(iter(missions.values())) if len(missions) == 1 else None


def _is_stronghold(participant: Participant) -> bool:
    """A place that its words say is held by armed people: "a military base", "the army's positions"."""
    words = participant.text.lower().partition(" of ")[0].split()
    return bool(words) and words[-1] in _STRONGHOLDS


def _actor(setting: Setting, participant: Participant) -> ResolvedActor | None:
    """The actor that a participant stands for; words such as "the group" stand for the group named before."""
    phrase = participant.phrase or participant.text
    text = setting.context.reading.text
    whose = _OF_A_GROUP.match(text, participant.end)
    last = whose.end() + 1 if whose is not None else participant.end
    for start, end in setting.context.unlisted:
        if start < last and participant.start < end:
            return unlisted_group(setting.context.reading.text[start:end])
    beside = _FORCE_BESIDE.match(setting.context.reading.text, participant.end)
    if beside is not None:
        adjective = countries.find_country(participant.text)
        if adjective is not None and countries.ends_in_demonym(participant.text):
            phrase = f"{phrase} {beside[1]}"  # "Afghan and coalition forces": the adjective is of the forces too
    elif (of_whom := _OF_WHOM.match(setting.context.reading.text, participant.end)) is not None:
        phrase += of_whom[0] if countries.ends_in_demonym(phrase) and len(phrase.split()) == 1 else ""
    phrase += _conjoined(setting.context.reading.text, participant, phrase)
    words = phrase.lower().split()
    if (convoy := _CONVOY_OF.fullmatch(phrase)) is not None:
        phrase = convoy["who"]  # "the mayor's convoy"
    resolved = setting.actor("armed men" if _were_armed(setting, participant) else phrase)
    if resolved is None or _is_of_things(setting, words):
        return None
    head = words[-1] if words else ""
    is_mission = resolved.is_known and resolved.category == "external"
    may_serve = resolved.category in _OF_MISSIONS and not is_mission
    if may_serve and (mission := _mission_behind(setting, participant)) is not None:
        own = (resolved.name,) if resolved.category == "state" else ()
        return replace(mission, associates=(*mission.associates, *own))
    points_back = _OF_THE_GROUP.search(phrase) is not None or (
        bool(words) and (words[0] in _DEFINITE or len(words) == 1) and head in _ANAPHORIC
    )
    if head.startswith("peacekeeper") and not resolved.is_known:
        return _only_mission(setting) or resolved
    if _AGAINST.match(text, participant.end):
        points_back = False  # "militants opposed to the group"
    of_one = not points_back and _counts_of_one_group(setting, participant, words)
    points_back = points_back or of_one
    if _OWN_PEOPLE.search(phrase):
        speaker = speaking_group(setting, participant) or speaking_state(setting, participant, head)
        if speaker is not None:
            return replace(speaker, rule="resolve.actor_speaker.v1")
        if words[-2:] == ["own", "men"] and not resolved.is_known:
            return None  # "two of its own men": of an army or a group, and no civilians
    if are_bare_soldiers(phrase) and participant.role != "perpetrator":
        army = speaking_army(setting, participant)
        if army is not None and army.iso3 != setting.country:
            return replace(army, rule="resolve.actor_speaker.v1")
    if not resolved.is_known and words[:1] == ["the"] and len(words) == 2 and phrase[-len(head) :].istitle():
        for at, name in setting.context.named_before(participant.start):
            if setting.is_abroad(at):
                continue
            known = setting.actor(name) if name.lower().split()[-1] == head else None
            if known is not None and known.is_known:
                return replace(known, rule="resolve.actor_short_name.v1")  # "the Guards": the Revolutionary Guards
    may_be_a_group = resolved.category in ("armed_group", "unknown", "gang") or _OF_THE_GROUP.search(phrase) is not None
    if not resolved.is_known and may_be_a_group:
        given = name_given(setting, participant, acts=participant.role == "perpetrator")
        known = setting.actor(given) if given is not None else None
        if known is not None and _is_known_group(known):
            return replace(known, rule="resolve.actor_given_name.v1")
    if not resolved.is_known and may_be_a_group and points_back:
        known = _group_meant(setting, participant, words)
        if known is not None:
            return replace(known, rule="resolve.actor_anaphora.v1")
    return resolved


def _were_armed(setting: Setting, participant: Participant) -> bool:
    """ "Several armed men were seen ... The patrol shot two of the men": were those who are called by a bare word told
    as armed where the word was last used?"""
    bare = _THE_MEN.fullmatch(participant.phrase or participant.text)
    if bare is None:
        return False
    reading = setting.context.reading
    first = max(0, min(setting.event.sentences) - _OPERATION_BEFORE)
    before = reading.text[reading.sentences[first].start : participant.start]
    told = [one["how"].lower().split() for one in _MEN.finditer(before)]
    new = [words for words in told if words[-1:] not in (["the"], ["these"], ["those"])]
    return bool(new) and "armed" in new[-1]


def _counts_of_one_group(setting: Setting, participant: Participant, words: Sequence[str]) -> bool:
    """Does a phrase count members of the only group that is named before it: "about 30 rebels", "six of the rebels"?
    "Four gunmen" may be anybody's, and who is "among" others is."""
    counted = [word for word in words if word not in _COUNTING and parse_number(word) is None]
    is_part = counted[:2] == ["of", "the"]
    bare = counted[2:] if is_part else counted
    if counted == list(words) or len(bare) != 1 or bare[0] not in _ANAPHORIC or bare[0] in _NEWCOMERS:
        return False
    return is_part or len(_group_names(_named_before(setting, participant, is_vague=True))) == 1


def _group_meant(setting: Setting, participant: Participant, words: Sequence[str]) -> ResolvedActor | None:
    """The group that a word points back to; "rebels" alone to one blamed for what was done elsewhere no more than to
    one of several that are named for other places."""
    is_vague = words[0] not in _DEFINITE and "the" not in words
    if is_vague and _is_said_behind(setting):
        return None
    named = _named_before(setting, participant, is_new=words[0] in _NEWCOMERS, is_vague=is_vague)
    if len(words) == 1:
        blamed = _blamed_elsewhere(setting)
        named = [(at, name, group) for at, name, group in named if name not in blamed]
        if len(_group_names(named)) > 1:
            named = [(at, name, group) for at, name, group in named if not setting.is_apart(at)]
    return named[0][2] if named else None


def _is_said_behind(setting: Setting) -> bool:
    """Does the sentence behind an event say who did it: "militants kidnapped ten. They are thought to be of the A"?"""
    behind = max(setting.event.sentences) + 1
    return any(claim.sentence == behind and not is_disputed(claim) for claim in setting.context.claims)


def _group_names(named: Sequence[tuple[int, str, ResolvedActor]]) -> frozenset[str]:
    return frozenset(group.name for _, _, group in named)


def _named_before(
    setting: Setting, participant: Participant, *, is_new: bool = False, is_vague: bool = False
) -> list[tuple[int, str, ResolvedActor]]:
    """The groups named before a participant, nearest first, with where and by which name: those of the stretch of his
    event, else of its country.

    Args:
        setting: The event.
        participant: Somebody who may be of one of them.
        is_new: As "gunmen" without "the": only groups named since the event began.
        is_vague: As "rebels", "ten rebels": no group that is named in one other paragraph alone, for another place.
    """
    context = setting.context
    found = [(at, name, setting.actor(name)) for at, name in context.named_before(participant.start)]
    named = [
        (at, name, group)
        for at, name, group in found
        if group is not None and _is_known_group(group) and not actor_table.is_party(name)
    ]
    if is_new:
        first = context.reading.sentences[min(setting.event.sentences)].start
        struck = [p.phrase or p.text for told in setting.event.told for p in told.mention.targets]
        # "A leader of the X network was shot dead by gunmen": by others than his.
        return [one for one in named if one[0] >= first and not any(one[1] in words for words in struck)]
    own = context.stretches.paragraph_at(participant.start)
    # "Linked the militia to an attack in Jordan": a definite word means the group of its paragraph, wherever it fought.
    beside = {at for at, _, _ in named if not is_vague and context.stretches.paragraph_at(at) == own}
    named = [one for one in named if one[0] in beside or not setting.is_abroad(one[0])]
    near = [one for one in named if one[0] in beside or not setting.is_apart(one[0])]
    if near or not is_vague:
        return near or named
    told: dict[str, set[int]] = {}
    for start, end, _ in context.named:
        group = setting.actor(context.reading.text[start:end])
        if group is not None:
            told.setdefault(group.name, set()).add(context.stretches.paragraph_at(start))
    return [one for one in named if own in told[one[2].name] or len(told[one[2].name]) > 1]


def _blamed_elsewhere(setting: Setting) -> frozenset[str]:
    """The groups that are blamed for events of other places: "police blamed the AUC. On Friday rebels blew up a tower"
    tells of any rebels."""
    context = setting.context
    elsewhere = set(context.told_elsewhere(setting.event))
    return frozenset(
        context.reading.text[claim.start : claim.end]
        for claim in context.claims
        if claim.sentence not in setting.event.sentences
        and not elsewhere.isdisjoint((claim.sentence, claim.sentence - 1))
    )


def _is_of_things(setting: Setting, words: Sequence[str]) -> bool:
    """ "A convoy of cars": of nobody who fights."""
    if "of" not in words or words[words.index("of") - 1] not in _COLUMNS:
        return False
    made_of = setting.actor(" ".join(words[words.index("of") + 1 :]))
    return made_of is None or made_of.inter == actor_types.CIVILIANS


def _conjoined(text: str, participant: Participant, phrase: str) -> str:
    """The second name after a phrase that ends with one: "fighters of A [and B]", "Lou Nuer [and Murle youths]"."""
    found = text.find(phrase, max(0, participant.start - len(phrase)))
    end = found + len(phrase) if found >= 0 else participant.end
    link = _ALSO.match(text, end)
    if link is None or not is_name_at_end(phrase):
        return ""
    following = text[link.end() : link.end() + MAX_QUOTE].split(".")[0]
    name = next((words for words in leading_names(following)), "")
    return f" and {name}" if name else ""


def with_pursued(
    setting: Setting, agents: Sequence[Party], targets: list[Party], evidence: list[Evidence]
) -> tuple[list[Party], tuple[ActorSide, ...]]:
    """The targets of an operation of state forces, suspects without a name replaced by the group whose men the forces
    were after.

    Returns:
        The targets that stay, and the groups, empty where the text names none.
    """
    event, reading = setting.event, setting.context.reading
    if any(_is_known_group(party.side) for party in agents):
        return targets, ()
    operating = any(party.side.inter in actor_types.OF_STATES for party in agents)
    if not operating and (agents or not event.classes & _OPERATION_CLASSES):
        return targets, ()
    if any(_is_known_group(party.side) for party in targets):
        return targets, ()
    vague = [party for party in targets if may_be_pursued(_as_resolved(party.side), party.words)]
    if targets and not vague:
        return targets, ()
    sentences = reading.sentences
    first = max(0, min(event.sentences) - _OPERATION_BEFORE)
    last = min(len(sentences), max(event.sentences) + _OPERATION_AFTER + 1)
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


def _is_known_group(one: ActorSide | ResolvedActor) -> bool:
    return one.is_known and one.category in categories.MEMBER_GROUPS


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
    return all(word in _COUNTING or word[:1].isdigit() or parse_number(word) is not None for word in words)


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
