"""What tells two events of an article apart: another kind of violence, or another deed than that of an event."""

from __future__ import annotations

import re

from pipeline.language.event_classes import DEBRIS_RULES, FIGHT
from pipeline.resolve.differing import days_differ, is_fine, length
from pipeline.resolve.one_deed import is_of_one_search, is_support, shares_agents
from pipeline.resolve.told import (
    FORCES,
    FORCES_AND_POLICE,
    GENERIC,
    HARM,
    LEAD_SENTENCES,
    OPERATION_SENTENCES,
    Event,
    Told,
    delivery,
    family,
    strikes_them,
)
from pipeline.resolve.word_sets import word_set

#: What was done, and what was tried: "they tried to break through the barricades".
_TOOK_PLACE = frozenset({"asserted", "attempted"})
#: Forces that are called by "the" from the first, and how a force is called that was told before.
_INSTITUTIONS = frozenset({"army", "military", "police"})
_THE_FORCE = re.compile(r"(?:the|these|this)\b", re.I)
#: Families that one operation can hold.
_OPERATION = (
    {"arrest", "violence"},
    {"arrest", "disrupt"},
    {"disrupt", "violence"},
    {"arrest", "surrender"},
    {"surrender", "violence"},
)
#: Rules of those who are taken in a fight, and are no suspects.
_CAPTURES = frozenset({"arrest.capture", "arrest.prisoner"})
#: What leads from those whom forces took to the deed that others had done.
_AFTER = re.compile(
    r"\b(?:after|following)\b"
    r"|\b(?:accused of|charged with|for|in connection (?:to|with)|in relation to|linked (?:to|with)"
    r"|on (?:charges|suspicion) of|over|suspected of|wanted (?:for|over))(?: [\w'\u2019-]+){0,5} ?$",
    re.I,
)
_AFTER_OTHERS = re.compile(r"\bafter\b[^.;]*$")
#: Last words for those who take people into custody, as `Told.agents` has them.
_WHO_ARREST = frozenset(word.rstrip("s") for word in FORCES_AND_POLICE | word_set("who_arrest"))
#: Days after which a deed is another one than that of which somebody tells: a raid is told of for a week. Chosen by
#: hand; a day that an event inherits is asked more of (`event_days`).
_OTHER_DEED_DAYS = 7
#: Last words for crowds, and classes of what they do.
_CROWDS = word_set("angry_crowds")
_OF_CROWDS = frozenset({"loot", "lynch", "riot"})
_MOBS = frozenset({"crowd", "lyncher", "mob"})
#: Words for fighters, in the singular.
_FIGHTERS = frozenset(word.rstrip("s") for word in word_set("group_members"))
#: Words of what befalls those who were taken before.
_CUSTODY = word_set("custody_words")
#: Words for those who take people, in the singular, and classes of what may befall them.
_KIDNAPPERS = frozenset(word.rstrip("s") for word in word_set("kidnappers"))
_STRUCK = frozenset({"clash", "die", "injure", "kill", "shoot"})
#: Rules of bombs that went off.
_GONE_OFF = frozenset({"explosion.explode", "explosion.go_off"})
#: Words for those who attacked, in the singular.
ATTACKERS = frozenset(word.rstrip("s") for word in word_set("attackers"))


def is_other_kind(event: Event, told: Told) -> bool:
    """True where a mention tells another kind of thing than an event, or what others did at another time."""
    same_operation = (
        _is_one_operation(event, told)
        or _met_the_crowd(event, told)
        or _threw_stones_in_it(event, told)
        or _counts_the_same(event, told)
    )
    if family(event.told[0].mention) != family(told.mention) and not same_operation:
        return True
    kinds = {kind for t in event.told for kind in delivery(t.mention)}
    return (
        (_came_otherwise(kinds, delivery(told.mention)) and not is_support(event, told))
        or _is_no_kidnapping(event, told, kinds)
        or _is_rescue(event, told)
        or any(_are_taken_and_killed(before, told) for before in event.told)
        or _is_another_arrest(event, told)
        or (bool(kinds & {"planted", "suicide"}) and _is_hunt(event, told))
        or _has_spilled(event, told, kinds)
        or _is_volley(event, told)
        or _is_of_earlier_crowd(event, told)
        or _is_later_operation(event, told)
        or _is_revenge(event, told, kinds)
        or _is_of_another_time(event, told)
        or _is_strike_on_takers(event, told)
        or _was_attacked_before(event, told)
        or _is_lynching_of_attackers(event, told)
        or _has_driven_out(event, told)
        or _is_bomb_of_others(event, told, kinds)
        or _has_exploded_elsewhere(event, told)
        or (event.classes == {"disrupt"} and not DEBRIS_RULES.isdisjoint(told.mention.trigger_rules))
        or ("separately" in told.mention.words and not event.told[-1].mention.in_headline)
    )


def _is_revenge(event: Event, told: Told, kinds: set[str]) -> bool:
    """Is what a crowd does, or an air strike on those who attacked, another thing than the attack before it?

    "A bomb killed three ... Angry crowds looted shops", "the Taliban attacked a post ... A strike killed ten of them".
    """
    own = set(told.mention.trigger_classes)
    is_of_crowd = bool(told.agents & _CROWDS) and bool(own & _OF_CROWDS)
    if is_of_crowd and kinds and not delivery(told.mention) and not event.classes & (_OF_CROWDS | {"protest"}):
        return True
    if is_support(event, told):
        return False
    return delivery(told.mention) == {"air"} and not kinds and bool(told.victims & ATTACKERS) and not told.agents


def _is_strike_on_takers(event: Event, told: Told) -> bool:
    """Is it an air strike of others than those who took a town: "rebels captured a base. Army helicopters bombed the
    town"?"""
    is_strike = delivery(told.mention) == {"air"} and "territory" in event.classes and bool(told.agents & FORCES)
    return is_strike and not any(t.agents & FORCES for t in event.told) and any(t.agents for t in event.told)


def _was_attacked_before(event: Event, told: Told) -> bool:
    """Is it what others had done before: "soldiers entered the village after militants attacked it", "tribesmen blew up
    a pipeline after the army shelled their village"?"""
    last = event.told[-1]
    is_same = last.mention.sentence == told.mention.sentence and bool(last.agents and told.agents)
    if not is_same or told.agents & last.agents or told.victims & (FORCES | last.agents):
        return False
    is_blow = not delivery(told.mention).isdisjoint({"air", "shelling"}) and not delivery(last.mention)
    if event.classes != {"territory"} and not (is_blow and event.classes.isdisjoint(FIGHT)):
        return False
    begin, end = (at - last.sentence_start for at in (last.mention.trigger.end, told.mention.trigger.start))
    return begin < end and _AFTER_OTHERS.search(last.sentence_text[begin:end]) is not None


def _is_lynching_of_attackers(event: Event, told: Told) -> bool:
    """Is it what residents did to those who had attacked others: "gunmen killed two officers. One of the attackers was
    beaten to death by residents"?"""
    is_lynching = "lynch" in told.mention.trigger_classes and "lynch" not in event.classes and bool(told.agents)
    return is_lynching and bool(told.victims & ATTACKERS) and any(before.agents for before in event.told)


def _is_bomb_of_others(event: Event, told: Told, kinds: set[str]) -> bool:
    """Is it a bomb that others set off at a time of its own, where the event tells who shot somebody: "the mayor was
    shot by unidentified men. Early on Monday rebel groups detonated eight bombs"?"""
    doers = {agent for before in event.told for agent in before.agents}
    is_bomb = delivery(told.mention) == {"planted"} and not kinds and not told.mention.is_definite
    is_shooting = bool(event.classes & _STRUCK) and event.classes <= _STRUCK | {"attack"}
    are_others = bool(doers and told.agents) and not doers & told.agents
    return is_bomb and is_shooting and are_others and (told.day is not None or told.place is not None)


def _has_exploded_elsewhere(event: Event, told: Told) -> bool:
    """Is it another bomb that went off, where the event tells of one that was found or defused: "a bomb was defused at
    the embassy. Two bombs exploded in the capital"?"""
    is_blast = _GONE_OFF.intersection(told.mention.trigger_rules) != set() and not told.mention.is_definite
    return event.classes == {"disrupt"} and is_blast and told.mention.realis == "asserted"


def _has_driven_out(event: Event, told: Told) -> bool:
    """Is it the fighting of a war that made people leave, where the event is no fight: "gunmen killed nine villagers.
    The fighting has displaced a million people"?"""
    mention = told.mention
    is_of_war = {"displace", "clash"} <= set(mention.trigger_classes) and mention.is_definite
    return is_of_war and not mention.agents and event.classes.isdisjoint(FIGHT)


def _is_of_another_time(event: Event, told: Told) -> bool:
    """True for a deed of a day well before that on which somebody tells of an event: "the army has regained control, it
    said on Monday. The group claimed the Feb. 2 raid"."""
    said, day = event.told[0].said, told.day
    if event.day is not None or said is None or day is None or said.date_start is None or day.date_end is None:
        return False
    return (said.date_start - day.date_end).days > _OTHER_DEED_DAYS


def _came_otherwise(kinds: set[str], own: set[str]) -> bool:
    """Did what exploded come in other ways: a bomb is no air strike; a suicide bomb was planted as well as not?"""
    both = kinds | own
    return bool(kinds and own) and not kinds & own and not both <= {"planted", "suicide"} and "shootdown" not in both


def _is_no_kidnapping(event: Event, told: Told, kinds: set[str]) -> bool:
    """Is one of both a kidnapping and the other a bomb, a battle or the taking of a town?"""
    own = set(told.mention.trigger_classes)
    if family(event.told[0].mention) == "demonstration" and (told.agents & FORCES or strikes_them(told.mention)):
        return False  # "police beat the protesters and took five away"
    if "abduct" in own and "abduct" not in event.classes and not set(event.classes) <= GENERIC | {"shoot"}:
        return True
    if delivery(told.mention) and not kinds and "abduct" in event.classes and not told.mention.is_definite:
        return True
    if "abduct" in own and "abduct" not in event.classes and _is_of_period(event, told):
        return True
    return "territory" in own and event.classes <= {"abduct"}


def _is_of_period(event: Event, told: Told) -> bool:
    """Is something told of several days, after a deed of one day: "killed five soldiers on Friday. Over the past week
    the rebels abducted 30 men"?"""
    if event.day is None or told.day is None or told.mention.time_scope != "clause" or told.persons:
        return False
    if any(told.victims & before.victims for before in event.told):
        return False
    return length(event.day) == 0 < length(told.day)


def _is_rescue(event: Event, told: Told) -> bool:
    """Is one of both a kidnapping of some time before, and the other what befell those who did it: "freed a banker who
    had been kidnapped on 3 April. In the operation police killed four kidnappers"?"""
    if "abduct" in told.mention.trigger_classes:
        before = [t for t in event.told if not t.mention.in_headline]
        return _is_earlier_kidnapping(told) and bool(before) and all(map(_befell_kidnappers, before))
    kidnappings = [t for t in event.told if "abduct" in t.mention.trigger_classes]
    is_of_before = bool(kidnappings) and all(map(_is_earlier_kidnapping, kidnappings))
    return is_of_before and _befell_kidnappers(told) and (told.day is None or event.day != told.day)


def _is_earlier_kidnapping(told: Told) -> bool:
    return told.mention.is_background or told.day is not None


def _befell_kidnappers(told: Told) -> bool:
    """ "The police killed four kidnappers": those who had taken others are struck."""
    is_struck = not _STRUCK.isdisjoint(told.mention.trigger_classes)
    return is_struck and bool(told.victims & _KIDNAPPERS)


def _are_taken_and_killed(one: Told, other: Told) -> bool:
    """ "The kidnapping of three nurses and the murder of a judge": what one sentence names side by side, of others."""
    first, second = one.mention, other.mention
    if first.sentence != second.sentence or not (first.is_nominal and second.is_nominal):
        return False
    kinds = {first.trigger_classes, second.trigger_classes}
    is_so = kinds in ({("abduct",), ("kill",)}, {("abduct",), ("attack",)})
    return is_so and bool(one.victims and other.victims) and one.victims.isdisjoint(other.victims)


def _is_another_arrest(event: Event, told: Told) -> bool:
    """True for somebody else whom another arrest took, on a day and in a place of its own: "have arrested 32 people ...
    On Tuesday police detained a lawyer at the airport"."""
    if set(told.mention.trigger_classes) | event.classes != {"arrest"} or told.mention.is_definite:
        return False
    own, before = _taken(told), {count for t in event.told for count in _taken(t)}
    is_placed = told.place is not None and is_fine(told.place) and told.mention.time_scope == "clause"
    return is_placed and bool(own and before) and own.isdisjoint(before) and not told.mention.in_headline


def _taken(told: Told) -> set[int]:
    """The numbers of people that a mention says were detained."""
    return {c.low for c in told.mention.casualties if c.effect == "captured" and c.low is not None}


def _is_hunt(event: Event, told: Told) -> bool:
    """True for whom the police took after a bomb, which nobody says that they planted."""
    classes = set(told.mention.trigger_classes)
    is_shooting = "shoot" in classes and not told.victims & ATTACKERS
    is_hunt = ("arrest" in classes or is_shooting) and bool(told.agents & FORCES)
    return is_hunt and not any(before.agents & FORCES for before in event.told)


def _has_spilled(event: Event, told: Told, kinds: set[str]) -> bool:
    """True for shells of nobody that hurt nobody, after an attack of others with no shells: "rebels attacked a post ...
    Shells landed across the border"."""
    mention = told.mention
    is_bare = set(mention.trigger_classes) == {"shelling"} and not mention.agents and not mention.casualties
    is_assault = bool(event.classes & ({"attack"} | FIGHT)) and any(before.agents for before in event.told)
    sides = {word for one in event.told for word in one.agents | one.victims}
    before = told.sentence_text[: mention.trigger.start - told.sentence_start].lower()
    if not sides.isdisjoint(word.rstrip("s") for word in re.findall(r"\w+", before)):
        return False  # "the patrol answered with mortar fire", "the rebels went on with rocket attacks"
    return is_bare and is_assault and not kinds and "shelling" not in event.classes and not mention.is_definite


def _is_of_earlier_crowd(event: Event, told: Told) -> bool:
    """True for the dead of earlier demonstrations: "people marched ... Police had killed dozens in earlier marches"."""
    is_before = told.mention.is_background and not event.is_background and told.killed is not None
    return is_before and family(told.mention) == "demonstration"


def _is_volley(event: Event, told: Told) -> bool:
    """True for shots over or into a crowd that had killed others: "a mob killed nine ... Helicopters fired
    over the heads of the crowd"."""
    classes = set(told.mention.trigger_classes)
    is_fired = classes <= {"disperse", "shoot"} and bool(told.agents) and told.killed is None
    is_of_mob = any(before.agents & _MOBS for before in event.told) and "protest" not in event.classes
    return is_fired and is_of_mob and told.agents.isdisjoint(_MOBS | _CROWDS)


def _is_later_operation(event: Event, told: Told) -> bool:
    """True for those whom forces say that they killed, some day after an attack in which nobody has forces kill:
    "gunmen killed six on Friday ... On Monday police said they had killed three suspects"."""
    if told.said is None or told.killed is None or event.day is None or not days_differ(event.day, told.said):
        return False
    are_others = bool(told.agents & FORCES) and not any(before.agents & FORCES for before in event.told)
    return are_others and not told.victims & ATTACKERS and not told.mention.is_definite


def _is_one_operation(event: Event, told: Told) -> bool:
    """Those who shoot, detain and find weapons in one operation: what the same force does is one event (CODING_RULES
    4.1)."""
    kinds = {family(event.told[0].mention), family(told.mention)}
    if kinds not in _OPERATION or (told.mention.is_background and not event.is_background):
        return False  # "held a commander who is linked to the attack that killed four"
    if told.unlisted and not told.agents and any(is_fine(place) for place in event.places):
        return False  # "captured a leader in A. Two boys were killed by a shell near B"
    if "arrest" in event.classes and not told.agents:
        if _CUSTODY.intersection(told.mention.words) and told.mention.trigger_class == "beat":
            return False  # "a lawyer said the detainees had been beaten in custody"
        if delivery(told.mention) & {"planted", "suicide"} or _was_before(event.told[-1], told):
            return False  # "arrested two men after a bomb killed three", "after the murder of a journalist"
    if "surrender" in kinds:
        if "abduct" in event.classes and told.agents & _KIDNAPPERS:
            return True  # "hostage-takers holding 11 people gave themselves up"
        return family(told.mention) == "surrender" and _gave_up(event, told)
    if kinds == {"arrest", "violence"} and shares_agents(event, told):
        return True
    if told.mention.sentence - event.told[-1].mention.sentence > OPERATION_SENTENCES:
        return False
    if kinds == {"arrest", "violence"} and _goes_on_in_raid(event, told):
        return True
    if "disrupt" in kinds:
        return is_of_one_search(event, told)  # "three rifles were seized"
    if not _CAPTURES.isdisjoint(told.mention.trigger_rules) and not told.agents and told.victims & FORCES:
        return _goes_on(told)  # "rebels attacked a base. Nine soldiers were captured"
    # "Two men were detained": by those who fought, where forces did, or in one breath with "three were killed".
    last = event.told[-1]
    in_one_breath = last.mention.sentence == told.mention.sentence and not last.agents
    fell = bool(last.victims & _FIGHTERS) and not delivery(last.mention)
    if in_one_breath and fell and "arrest" in told.mention.trigger_classes:
        return not told.agents or bool(told.agents & _WHO_ARREST)  # "rebels were killed, and police took two men away"
    return not told.agents and (
        "arrest" in event.classes or in_one_breath or any(FORCES & before.agents for before in event.told)
    )


def _gave_up(event: Event, told: Told) -> bool:
    """ "Troops stormed the house. Two men surrendered", and no other day or place is told: those whom the forces came
    for."""
    is_bare = told.day is None and told.place is None and not told.unlisted
    is_near = told.mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    is_raid = "arrest" in event.classes or any(before.agents & FORCES for before in event.told)
    return is_bare and is_near and is_raid and "surrender" not in event.told[0].mention.trigger_classes


def _goes_on(told: Told) -> bool:
    """Is no other day or place told, and nothing said to be new?"""
    return told.day is None and told.place is None and not told.unlisted and not told.mention.is_new


def _goes_on_in_raid(event: Event, told: Told) -> bool:
    """ "Soldiers detained a man. Another fired on the force", "grenades were thrown at them", "the troops shot back and
    killed two": what befalls the force of a raid, and what that force does, where no other day or place is told."""
    mention = told.mention
    if not _goes_on(told):
        return False
    if event.told[-1].victims & told.agents & FORCES:
        return True  # "soldiers came under fire. They detained three men"
    if "arrest" not in event.classes and not any(t.agents & FORCES for t in event.told):
        return False
    parties = mention.agents if told.agents & FORCES else mention.targets
    return any(
        _THE_FORCE.match(party.phrase or party.text)
        and party.text.lower().split()[-1].rstrip("s") in FORCES - _INSTITUTIONS
        for party in parties
    )


def _was_before(one: Told, other: Told) -> bool:
    """ "Arrested a man after an attack": one sentence tells first what forces did, and behind "after" what others had
    done."""
    first, second = one.mention, other.mention
    if first.sentence != second.sentence or not one.agents & _WHO_ARREST:
        return False
    if _OF_CROWDS.intersection(second.trigger_classes):
        return False
    begin, end = (at - one.sentence_start for at in (first.trigger.end, second.trigger.start))
    between = one.sentence_text[begin:end]
    return first.trigger.end < second.trigger.start and _AFTER.search(between) is not None


def _counts_the_same(event: Event, told: Told) -> bool:
    """True where a headline counts as many dead protesters as the lead counts people whom snipers shot, or the other
    way round."""
    first = event.told[0]
    kinds = {family(first.mention), family(told.mention)}
    is_lead = first.mention.in_headline and told.mention.sentence <= LEAD_SENTENCES
    return kinds == {"demonstration", "violence"} and is_lead and first.killed == told.killed and (told.killed or 0) > 1


def _met_the_crowd(event: Event, told: Told) -> bool:
    """True if an event is a demonstration and a mention tells, beside it, whom the police took from it or who was
    hurt."""
    first, last = event.told[0].mention, event.told[-1].mention
    classes = set(told.mention.trigger_classes)
    # "Students clashed with police", "troops raided the camp, and 26 died in the clash that followed".
    is_its_clash = classes <= HARM | {"clash"} and (shares_agents(event, told) or told.mention.is_definite)
    is_warning = classes <= {"shoot"} and "warning" in told.mention.words  # "peacekeepers fired warning shots"
    # "At least one was killed as police fired live rounds": where and when the sentence before tells a protest.
    is_bare = told.place is None and told.day is None and not told.victims & (ATTACKERS | FORCES)
    is_by_others = bool(told.agents & FORCES) or strikes_them(told.mention)
    is_fired_at = classes <= HARM | {"abduct", "beat", "shoot"} and is_by_others and is_bare
    is_harm = classes <= HARM and not told.mention.is_new and not _is_of_gunmen(event, told)
    is_of_crowd = family(first) == "demonstration" and (is_harm or is_its_clash or is_warning or is_fired_at)
    is_lead = first.in_headline and told.mention.sentence <= LEAD_SENTENCES
    is_beside = told.mention.sentence - last.sentence <= 1 or is_lead
    took_place = {told.mention.realis, first.realis} <= _TOOK_PLACE
    is_now = took_place and not (told.mention.is_background and not event.is_background)
    return is_of_crowd and is_beside and is_now


def _threw_stones_in_it(event: Event, told: Told) -> bool:
    """ "Police killed seven worshippers during clashes with followers of a preacher. They began throwing stones": how
    the clashes that were told went."""
    meant = {p.text.lower() for p in (*told.mention.agents, *told.mention.targets)}
    is_bare = told.day is None and not told.mention.is_new and not told.mention.is_background and "they" in meant
    has_met = "clash" in event.classes and any(before.agents & FORCES for before in event.told)
    is_beside = told.mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    return has_met and is_bare and is_beside and "riot" in told.mention.trigger_classes


def _is_of_gunmen(event: Event, told: Told) -> bool:
    """True for a deed with a place of its own of others than forces and than the crowd: "traders marched in Karachi.
    Gunmen shot dead a lawyer outside his home in Karachi"."""
    others = told.agents - {agent for before in event.told for agent in before.agents} - FORCES
    return bool(others) and told.agents.isdisjoint(FORCES) and told.place is not None
