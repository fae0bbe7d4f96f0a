"""What tells two events of an article apart: another day, place or kind of violence, or one list that names both."""

from __future__ import annotations

from pipeline.resolve.locations import Location
from pipeline.resolve.told import (
    DISTRICT_KM,
    FORCES,
    GENERIC,
    HARM,
    LEAD_SENTENCES,
    VAGUE_VICTIMS,
    Event,
    Told,
    apart_km,
    days_differ,
    delivery,
    family,
    is_fine,
    is_of_a_year,
    is_quarter_of,
    length,
    places_differ,
    shares_agents,
    sums_up,
)
from pipeline.resolve.word_sets import word_set

#: What was done, and what was tried: "they tried to break through the barricades".
_TOOK_PLACE = frozenset({"asserted", "attempted"})
#: Families that one operation can hold.
_OPERATION = ({"arrest", "violence"}, {"arrest", "disrupt"}, {"disrupt", "violence"})
#: Sentences within which what an operation took belongs to it.
_OPERATION_SENTENCES = 4
#: Words of a death that follows an event some days later.
_DEATHBED = word_set("deathbed")
#: Words for those who attacked, in the singular.
_ATTACKERS = frozenset(word.rstrip("s") for word in word_set("attackers"))


def conflicts(event: Event, told: Told, *, wherever: bool = False) -> bool:
    """True if a mention cannot be part of an event; with `wherever`, days and places are not looked at."""
    first = event.told[0].mention
    if any(0 not in (t.report, told.report) and t.report != told.report for t in event.told):
        return True
    same_operation = _is_one_operation(event, told) or _met_the_crowd(event, told)
    if family(first) != family(told.mention) and not same_operation:
        return True
    if any(t.mention.mention_id == told.mention.mention_id for t in event.told):
        return True  # two incidents of one list
    if sums_up(event) and _is_one_of_them(event, told):
        return True
    if any(
        "counted" in (t.mention.time_scope, told.mention.time_scope) and t.mention.sentence == told.mention.sentence
        for t in event.told
    ):
        return True  # "a day after a bombing killed five"
    if any(
        t.mention.sentence == told.mention.sentence and t.mention.is_background != told.mention.is_background
        for t in event.told
    ):
        return True  # the strike and what it answered stand in one sentence
    if any(_is_other_news(t, told) for t in event.told):
        return True
    if any(t.is_of_country != told.is_of_country for t in event.told):
        return True
    kinds = {kind for t in event.told for kind in delivery(t.mention)}
    own = delivery(told.mention)
    if (
        kinds
        and own
        and not kinds & own
        and not {"planted", "suicide"} >= kinds | own
        and "shootdown" not in kinds | own
    ):
        return True
    if (
        "abduct" in told.mention.trigger_classes
        and "abduct" not in event.classes
        and not set(event.classes) <= GENERIC | {"shoot"}
    ):
        return True
    if own and not kinds and "abduct" in event.classes and not told.mention.is_definite:
        return True  # a bomb after a kidnapping
    if "territory" in told.mention.trigger_classes and event.classes <= {"abduct"}:
        return True
    if _is_another_arrest(event, told):
        return True
    if (kinds & {"planted", "suicide"} and _is_hunt(event, told)) or _is_later_operation(event, told):
        return True
    if _are_reversed(event, told):
        return True
    if _is_total_of_days(event, told):
        return True
    if is_of_a_year(told) and not any(is_of_a_year(t) for t in event.told):
        return True
    if wherever or event.persons & told.persons:
        return False  # nobody is killed twice, whatever day or place is told with it
    other_day = told.day is not None and event.day is not None and days_differ(event.day, told.day)
    if other_day and not _died_later(told):
        return True
    if told.place is None or _died_later(told):
        return False  # where somebody died of his wounds is not where he was struck
    if _is_headlined(event, told):
        return False
    if _is_beside_a_village(event, told):
        return True
    return any(places_differ(place, told.place) for place in event.places) or _is_within_days(event, told)


def _is_headlined(event: Event, told: Told) -> bool:
    """True for what a headline tells with the same number of dead, a little way off: "35 killed at Moscow airport"."""
    headlined = [before for before in event.told if before.mention.in_headline]
    own = told.place
    if own is None or told.killed is None or len(headlined) < len(event.told):
        return False
    return any(before.killed == told.killed and before.place and _is_round(before.place, own) for before in headlined)


def _is_round(one: Location, other: Location) -> bool:
    apart = apart_km(one, other)
    return one.iso3 == other.iso3 and apart is not None and apart <= DISTRICT_KM


def _is_beside_a_village(event: Event, told: Told) -> bool:
    """True for what another town saw on another day, or is told as new, where an event was in a village in no list:
    "gunmen killed four in A. On the same day a car hit a mine near B"."""
    if told.place is None or not is_fine(told.place) or any(is_fine(place) for place in event.places):
        return False
    days = [(day.date_start, day.date_end) for day in (event.day, told.day) if day is not None]
    is_other_day = len(days) > 1 and days[0] != days[1]
    return any(t.unlisted for t in event.told) and (told.mention.is_new or is_other_day)


def _are_reversed(event: Event, told: Told) -> bool:
    """True where those who killed a number fall to others in another: "bandits kill seven" above "troops killed 12
    bandits"."""
    first = event.told[0]
    if None in (first.killed, told.killed) or first.killed == told.killed or not first.mention.in_headline:
        return False
    return bool(first.agents & told.victims) and bool(told.agents) and first.agents.isdisjoint(told.agents)


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
    is_arrest = "arrest" in told.mention.trigger_classes and bool(told.agents & FORCES)
    return is_arrest and not any(before.agents & FORCES for before in event.told)


def _is_later_operation(event: Event, told: Told) -> bool:
    """True for those whom forces say that they killed, some day after an attack in which nobody has forces kill:
    "gunmen killed six on Friday ... On Monday police said they had killed three suspects"."""
    if told.said is None or told.killed is None or event.day is None or not days_differ(event.day, told.said):
        return False
    are_others = bool(told.agents & FORCES) and not any(before.agents & FORCES for before in event.told)
    return are_others and not told.victims & _ATTACKERS and not told.mention.is_definite


def _is_total_of_days(event: Event, told: Told) -> bool:
    """True for the dead of several days told after what happened on one: "... on Monday. Nine have been killed since
    Thursday"."""
    dead = [c for c in told.mention.casualties if c.effect == "killed"]
    is_campaign = bool(dead) and all(c.is_cumulative for c in dead)
    is_of_day = event.day is not None and not any(before.mention.casualties for before in event.told)
    return is_campaign and is_of_day and not told.mention.in_headline and told.mention.sentence > event.sentences[-1]


def _is_other_news(one: Told, other: Told) -> bool:
    """True for two parts of one headline that count other people: "Rebels kill three; 13 rebels die in Bor".

    Attackers who died are those of the attack: "Raid kills seven; 11 assailants dead".
    """
    first, second = one.mention, other.mention
    if not (first.in_headline and second.in_headline) or first.sentence == second.sentence:
        return False
    victims = [{word for word in t.victims - VAGUE_VICTIMS if word.isalpha()} for t in (one, other)]
    if any(words and words <= _ATTACKERS for words in victims):
        return False
    if None not in (one.killed, other.killed):
        return one.killed != other.killed
    return all(victims) and victims[0].isdisjoint(victims[1])


def _is_within_days(event: Event, told: Told) -> bool:
    """True for an incident of one day in another town, told beside what several days took in one: "left 30 dead between
    Tuesday and Friday ... On Thursday police killed two in the suburb"."""
    place = told.place
    if event.day is None or told.day is None or place is None or not is_fine(place):
        return False
    if (length(event.day) > 0) == (length(told.day) > 0):
        return False
    others = [other for other in event.places if is_fine(other)]
    return bool(others) and all(
        other.location != place.location and not is_quarter_of(other, place) and not is_quarter_of(place, other)
        for other in others
    )


def _died_later(told: Told) -> bool:
    """True for the death of somebody struck before: "he died in hospital on Tuesday", "of their wounds"."""
    mention = told.mention
    is_death = mention.trigger_class == "die" and set(mention.trigger_classes) <= {"die", "injure"}
    return is_death and not mention.is_nominal and bool(_DEATHBED & set(mention.words))


def _is_one_of_them(event: Event, told: Told) -> bool:
    """True for an incident told after the sum of several: with a place, or with doers and dead, of its own."""
    first = event.told[0].mention
    if told.mention.sentence == first.sentence or (told.mention.incident_count or 1) > 1:
        return False
    if told.place is not None and event.places:
        return all(place.location != told.place.location for place in event.places)
    others = told.killed not in (None, *(t.killed for t in event.told))
    return others and bool(told.mention.agents) and not any(is_fine(place) for place in event.places)


def _is_one_operation(event: Event, told: Told) -> bool:
    """Those who shoot, detain and find weapons in one operation: what the same force does is one event (CODING_RULES
    4.1)."""
    kinds = {family(event.told[0].mention), family(told.mention)}
    if kinds not in _OPERATION or (told.mention.is_background and not event.is_background):
        return False  # "held a commander who is linked to the attack that killed four"
    if kinds == {"arrest", "violence"} and shares_agents(event, told):
        return True
    if told.mention.sentence - event.told[-1].mention.sentence > _OPERATION_SENTENCES:
        return False
    if "disrupt" in kinds:
        classes = event.classes | set(told.mention.trigger_classes)
        are_forces = bool(told.agents & FORCES) and any(t.agents & FORCES for t in event.told)
        is_found = not told.agents and ("arrest" in classes or any(t.agents & FORCES for t in event.told))
        return shares_agents(event, told) or are_forces or is_found  # "three rifles were seized"
    # "Two men were detained": by those who fought, where forces did, or in one breath with "three were killed".
    last = event.told[-1]
    in_one_breath = last.mention.sentence == told.mention.sentence and not last.agents
    return not told.agents and (
        "arrest" in event.classes or in_one_breath or any(FORCES & before.agents for before in event.told)
    )


def _met_the_crowd(event: Event, told: Told) -> bool:
    """True if an event is a demonstration and a mention tells, beside it, whom the police took from it or who was
    hurt."""
    first, last = event.told[0].mention, event.told[-1].mention
    classes = set(told.mention.trigger_classes)
    # "Students clashed with police", "troops raided the camp, and 26 died in the clash that followed".
    is_its_clash = classes <= HARM | {"clash"} and (shares_agents(event, told) or told.mention.is_definite)
    is_warning = classes <= {"shoot"} and "warning" in told.mention.words  # "peacekeepers fired warning shots"
    is_of_crowd = family(first) == "demonstration" and (classes <= HARM or is_its_clash or is_warning)
    is_lead = first.in_headline and told.mention.sentence <= LEAD_SENTENCES
    is_beside = told.mention.sentence - last.sentence <= 1 or is_lead
    took_place = {told.mention.realis, first.realis} <= _TOOK_PLACE
    is_now = took_place and not (told.mention.is_background and not event.is_background)
    return is_of_crowd and is_beside and is_now
