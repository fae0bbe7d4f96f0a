"""Whom the words for somebody mean: a force, a group named before, people of whoever speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import actor_types
from pipeline.language.numbers import parse_number
from pipeline.language.quotes import MAX_QUOTE
from pipeline.records import ActorSide, Participant
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.actors import categories
from pipeline.resolve.claims import is_disputed
from pipeline.resolve.introduced import name_given
from pipeline.resolve.peoples import is_name_at_end, leading_names
from pipeline.resolve.resolved_actors import ResolvedActor
from pipeline.resolve.setting import Setting
from pipeline.resolve.speaking_forces import (
    are_bare_soldiers,
    quoted_group,
    speaking_army,
    speaking_group,
    speaking_state,
)
from pipeline.resolve.unlisted_groups import unlisted_group
from pipeline.resolve.word_sets import word_set

#: What is of whoever is in it: "a column of rebels".
_COLUMNS = word_set("columns")
#: Words that stand for a group told before.
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
#: The mission that peacekeepers are said to be of: "Ghanaian peacekeepers serving with [UNIFIL]".
_MISSION_BEHIND = re.compile(
    r"(?:[\w-]+ ){0,3}?(?:peacekeepers?|soldiers?|troops) (?:(?:deployed|serving) )?(?:from|in|of|under|with) (?:the )?"
    r"(?P<mission>(?:[A-Z][\w-]+ ?)+)"
)
_OF_MISSIONS = frozenset({"external", "state"})
#: What somebody rides in.
_CONVOY_OF = re.compile(r"(?P<who>[^'\u2019]+)['\u2019]s? (?:\w+ )?(?:convoy|motorcade)", re.I)
#: What stands between fighters and their group; those "loyal to" somebody are their own (`sides._LINKED`).
_OF_A_GROUP = re.compile(r" (?:belonging to|from|of)(?: the)? ")
#: The people that armed men are said to be of: "raiders [from the Murle tribe]".
_OF_A_PEOPLE = re.compile(
    r" (?:belonging to|from|of) (?:the )?(?:rival )?(?P<people>[A-Z\u00c0-\u00dd][\w'\u2019-]+)"
    r" (?:clan|community|ethnic group|people|tribe)\b"
)
#: Where guards are those of a prison, and words before them that say no more.
_PRISON = re.compile(r"\b(?:inmates?|jails?|prisoners?|prisons?)\b", re.I)
_SO_MANY_GUARDS = frozenset("a at least several some the".split())
#: The force that an adjective before "and" belongs to: "Afghan [and coalition security forces]".
_FORCE_BESIDE = re.compile(
    r"(?:,| and|/|-)\s*(?:[\w.]+\s+){0,3}?(forces?|troops|soldiers|police|army|military|patrols?|team|units?|warplanes|"
    r"jets|aircraft)\b(?!\s+(?:said|say|told)\b)"
)
#: Who a nationality without its noun is: "Guatemalan [murder suspect]".
_OF_WHOM = re.compile(r"(?: [a-z]+)? (?:accused|citizens?|nationals?|suspects?|m[ae]n|wom[ae]n)\b")
#: What leads to those whom fighters are against.
_AGAINST = re.compile(r" (?:hostile|opposed) to\b| (?:battling|opposing)\b")
#: What leads to a second name behind one.
_ALSO = re.compile(r"(?:,? and|,| or) (?:the |rival )?")
#: Words of a number of people that say nothing of who they are.
COUNTING = word_set("counting_words")
#: Sentences around those of an event in which its operation is told: "The force was after a Taliban commander".
OPERATION_BEFORE, OPERATION_AFTER = 1, 2
#: How somebody fell who had taken part in a fight.
_FELL = (
    r" (?:(?:had|has|have) )?(?:(?:been|was|were) )?(?:died|fell|killed|slain)\b"
    r"[^.;,]{0,60}\bwhile fighting\b(?! (?:an? |the )?(?:[\w-]+ )?(?:blaze|fire|flames)\b)"
)
_FELL_FIGHTING = re.compile(rf"(?:,[^,.;]{{1,60}},)?{_FELL}", re.I)
_HE_FELL_FIGHTING = re.compile(rf"\b(?:he|she|they){_FELL}", re.I)
#: Bare words that point back to men, and the last that were told before, with the words before them.
_THE_MEN = re.compile(r"(?:[\w-]+ of )?(?:the|these|those)(?: [\w-]+)? (?:individuals?|man|men|persons?)", re.I)
_MEN = re.compile(r"(?P<how>(?:[\w-]+ ){0,2})\b(?:individuals?|man|men|persons?)\b", re.I)


def actor_meant(setting: Setting, participant: Participant) -> ResolvedActor | None:
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
    if words and words[-1] in ("guard", "guards") and _is_told_of_prison(setting, participant):
        phrase = f"prison {words[-1]}"  # "prisoners took two guards hostage at a jail"
    if (speaker := quoted_group(setting, participant)) is not None:
        return replace(speaker, rule="resolve.actor_speaker.v1")
    resolved = setting.actor("armed men" if _were_armed(setting, participant) else phrase)
    if resolved is None or _is_of_things(setting, words):
        return None
    of_people = _OF_A_PEOPLE.match(text, participant.end)
    if of_people is not None and resolved.is_generic and resolved.category in ("armed_group", "communal", "vigilante"):
        resolved = setting.actor(f"armed {of_people['people']} tribesmen") or resolved
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
        if known is not None and is_known_group(known):
            return replace(known, rule="resolve.actor_given_name.v1")
    if not resolved.is_known and may_be_a_group and points_back:
        known = _group_meant(setting, participant, words)
        if known is not None:
            return replace(known, rule="resolve.actor_anaphora.v1")
    return resolved


def _is_told_of_prison(setting: Setting, participant: Participant) -> bool:
    """Do the words for guards say no more than that, in a sentence about prisoners?"""
    words = (participant.phrase or participant.text).lower().split()[:-1]
    if any(word not in _SO_MANY_GUARDS and parse_number(word) is None for word in words):
        return False
    reading = setting.context.reading
    sentence = next((s for s in reversed(reading.sentences) if s.start <= participant.start), None)
    return sentence is not None and _PRISON.search(reading.text, sentence.start, sentence.end) is not None


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


def _were_armed(setting: Setting, participant: Participant) -> bool:
    """ "Several armed men were seen ... The patrol shot two of the men": were those who are called by a bare word told
    as armed where the word was last used? And was somebody "killed while fighting"?"""
    if participant.role == "victim" and _fell_fighting(setting, participant):
        return True
    bare = _THE_MEN.fullmatch(participant.phrase or participant.text)
    if bare is None:
        return False
    reading = setting.context.reading
    first = max(0, min(setting.event.sentences) - OPERATION_BEFORE)
    before = reading.text[reading.sentences[first].start : participant.start]
    told = [one["how"].lower().split() for one in _MEN.finditer(before)]
    new = [words for words in told if words[-1:] not in (["the"], ["these"], ["those"])]
    return bool(new) and "armed" in new[-1]


def _fell_fighting(setting: Setting, participant: Participant) -> bool:
    """ "Ali Khan was killed on Monday while fighting in Aleppo", where nothing says whose fighter he was."""
    who = setting.actor(participant.phrase or participant.text)
    if who is not None and (who.is_known or who.inter != actor_types.CIVILIANS):
        return False
    reading = setting.context.reading
    told = [reading.sentences[number] for number in setting.event.sentences]
    return any(
        _FELL_FIGHTING.match(reading.text, participant.end, sentence.end)
        if sentence.start <= participant.start < sentence.end
        else _HE_FELL_FIGHTING.search(reading.text, sentence.start, sentence.end)
        for sentence in told
    )


def _counts_of_one_group(setting: Setting, participant: Participant, words: Sequence[str]) -> bool:
    """Does a phrase count members of the only group that is named before it: "about 30 rebels", "six of the rebels"?
    "Four gunmen" may be anybody's, and who is "among" others is."""
    counted = [word for word in words if word not in COUNTING and parse_number(word) is None]
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
        if group is not None and is_known_group(group) and not actor_table.is_party(name, setting.day)
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


def phrase_start(participant: Participant) -> int:
    """The code point at which the phrase of a participant begins, if it ends with him: "a United Nations school"."""
    phrase = participant.phrase or participant.text
    ahead = len(phrase) - len(participant.text)
    return participant.start - ahead if phrase.endswith(participant.text) else participant.start


def is_known_group(one: ActorSide | ResolvedActor) -> bool:
    return one.is_known and one.category in categories.MEMBER_GROUPS
