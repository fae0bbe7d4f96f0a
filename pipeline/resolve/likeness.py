"""How much speaks for a mention being part of an event: the same victims, place, day, toll, words that point back."""

from __future__ import annotations

from pipeline.resolve.differing import is_fine
from pipeline.resolve.locations import Location
from pipeline.resolve.one_deed import are_its_dead, is_of_one_search, is_support, shares_agents
from pipeline.resolve.told import (
    EXPLOSIONS,
    FORCES,
    GENERIC,
    HARM,
    LEAD_SENTENCES,
    OPERATION_SENTENCES,
    VAGUE_VICTIMS,
    Event,
    Told,
    delivery,
    family,
    is_own_word,
    points_back,
    strikes_them,
    sums_up,
)
from pipeline.resolve.word_sets import word_set

#: Points for what speaks for one event; a mention joins at THRESHOLD. Set by hand on the development part of the gold
#: data; those of other districts and of unlisted places on articles of our own, where the gold data hardly move.
THRESHOLD = 1.0
POINTS = {
    "definite": 2.0,
    "just_told": 1.0,
    "same_place": 1.2,
    "same_day": 0.8,
    "same_victims": 1.0,
    "same_toll": 1.2,
    "same_class": 0.5,
    "adjacent": 0.7,
    "headline": 1.5,
    "generic": 0.5,
    "same_agents": 0.5,
    "only_event": 0.4,
    "only_event_no_agent": 0.5,
    "new": -2.5,
    "more_harmed": -1.0,
    "background": 1.0,
    "other_toll": -0.7,
    "far": -0.3,
    "same_person": 2.0,
    "other_person": -1.0,
    "same_thing": 1.0,
    "other_thing": -1.0,
    "new_place": -0.6,
    "verb_day": -0.6,
    "other_district": -0.5,
    "unlisted_place": -1.5,
    "same_demonstration": 0.5,
    "same_sentence": 0.4,
    "found_there": 0.5,
    "own_word": 1.0,
    "called_in": 1.5,
    "its_dead": 1.5,
    "the_weapon": 1.0,
}
#: Last words for what strikes from the air.
_AIRCRAFT = frozenset({"aircraft", "drone", "gunship", "helicopter", "jet", "plane", "warplane"})
#: Words of another operation.
_ELSEWHERE = word_set("elsewhere")
#: Last words that name no other crowd than the one told before.
_CROWDS = word_set("bare_crowds")


def _counts_others(event: Event, told: Told) -> bool:
    """ "Seven officers were kidnapped" after "two officers were killed": other people, by another fate and number."""
    own = {(c.effect, c.low) for c in told.mention.casualties if c.low is not None}
    before = {(c.effect, c.low) for t in event.told for c in t.mention.casualties if c.low is not None}
    if not own or not before or told.mention.is_definite:
        return False
    return {effect for effect, _ in own}.isdisjoint(effect for effect, _ in before) and {n for _, n in own}.isdisjoint(
        n for _, n in before
    )


def likeness(event: Event, told: Told, *, only_event: bool, is_last: bool) -> float:
    """Points that speak for a mention being part of an event.

    Args:
        event: The event.
        told: The mention.
        only_event: True if the article tells no other event so far.
        is_last: True if the event is the one told last, but for those told for context.
    """
    mention, last = told.mention, event.told[-1].mention
    points = 0.0
    if points_back(mention):
        points += POINTS["definite"]
    were_taken_too = _were_taken_too(event, told)
    if were_taken_too or (is_last and _leans_on_another(told, last.sentence)):
        points += POINTS["just_told"]
    if mention.is_background:
        points += POINTS["background"] if event.told[0].mention.is_background else -POINTS["background"]
    is_of_search = is_last and _is_of_search(event, told)
    if mention.is_new and not (were_taken_too or is_of_search):  # who is taken too is another, of the same operation
        points += _likeness_of_new(event, told)
    points += _likeness_of_scene(event, told)
    if told.day is not None and event.day is not None:
        points += POINTS["same_day"]
    specific = told.victims - VAGUE_VICTIMS
    if any(specific & t.victims for t in event.told) and not _counts_others(event, told):
        points += POINTS["same_victims"]
    if told.place is not None and not event.places:
        points += POINTS["new_place"]
    if told.day is not None and not mention.is_nominal:
        points += POINTS["verb_day"]
    if family(mention) == "violence":
        points += _likeness_of_struck(event, told)
    if _are_same_agents(event, told):
        points += POINTS["same_agents"]
    tolls = {t.killed for t in event.told if t.killed is not None}
    if told.killed is not None and tolls:
        is_same = told.killed in tolls and (told.killed > 1 or len(tolls) == 1)  # one of several tolls is often one
        points += POINTS["same_toll"] if is_same else POINTS["other_toll"]
    if mention.trigger_class in event.classes and mention.trigger_class not in GENERIC:
        points += POINTS["same_class"]
    if set(mention.trigger_classes) <= GENERIC:
        points += POINTS["generic"]
    first = event.told[0].mention
    behind = mention.sentence - told.lead
    is_lead = first.in_headline or (first.sentence == told.lead and behind <= 3 and not first.is_background)
    if is_lead and (only_event or not sums_up(event)):
        points += POINTS["headline"] if behind <= 4 else POINTS["headline"] / 2
    gap = mention.sentence - last.sentence
    is_told_on = gap <= 1 or (last.in_headline and mention.sentence <= LEAD_SENTENCES)
    points += POINTS["adjacent"] if is_told_on else POINTS["far"] if gap > 6 else 0.0
    is_bare = told.day is None and told.place is None and not mention.is_new
    if is_bare and gap == 0 and not mention.is_background:
        points += POINTS["same_sentence"]
    is_arrest = "arrest" in mention.trigger_classes and not told.agents
    is_of_crowd = family(mention) == "demonstration" or (
        family(event.told[0].mention) == "demonstration" and (is_arrest or strikes_them(mention))
    )
    if is_of_crowd and (gap == 0 or (gap == 1 and is_bare)):
        points += POINTS["same_demonstration"]
    if (family(mention) == "disrupt" and not told.agents and is_told_on) or is_of_search:
        points += POINTS["found_there"]  # "two rifles were recovered"
    if is_bare and is_own_word(mention) and not told.agents & FORCES:
        points += POINTS["own_word"]
    if is_support(event, told):
        points += POINTS["called_in"]
    if are_its_dead(event, told):
        points += POINTS["its_dead"]
    if _is_the_weapon(event, told):
        points += POINTS["the_weapon"]
    if only_event:
        # "Twelve were wounded", and nobody named who did it: told of what was told before.
        points += POINTS["only_event" if told.agents else "only_event_no_agent"]
    return points


def _is_the_weapon(event: Event, told: Told) -> bool:
    """ "The device exploded on Saturday", just after "a bomb that killed three": the one that was told."""
    weapons = [(weapon.phrase or weapon.text).lower() for weapon in told.mention.weapons]
    is_the = bool(weapons) and all(words.startswith("the ") for words in weapons)
    is_near = told.mention.sentence - event.told[-1].mention.sentence <= LEAD_SENTENCES
    is_blast = not EXPLOSIONS.isdisjoint(told.mention.trigger_classes)
    return is_the and is_blast and is_near and not EXPLOSIONS.isdisjoint(event.told[-1].mention.trigger_classes)


def _is_of_search(event: Event, told: Told) -> bool:
    """ "They also seized two rifles", "police also held the owner", of no day and place of its own, shortly after the
    search or the raid in which forces took others or found arms."""
    own, before = set(told.mention.trigger_classes), event.classes
    is_bare = told.day is None and told.place is None and _ELSEWHERE.isdisjoint(told.mention.words)
    is_near = told.mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    is_raid = "arrest" in before or (bool(told.agents) and any(t.agents & FORCES for t in event.told))
    is_search = (own == {"disrupt"} and is_raid) or (own == {"arrest"} and "disrupt" in before)
    is_search = is_search or (own == {"destroy", "disrupt"} and "disrupt" in before)  # of what had been found
    return is_bare and is_near and is_search and is_of_one_search(event, told)


def _are_same_agents(event: Event, told: Told) -> bool:
    """Do the words for those who act agree: the same, forces both times, or forces and their aircraft where both strike
    from the air?"""
    if shares_agents(event, told) or (told.agents & FORCES and any(t.agents & FORCES for t in event.told)):
        return True
    is_bare = told.day is None and told.place is None and not told.mention.is_new
    strikers = [t for t in event.told if "air" in delivery(t.mention) and t.agents & (FORCES | _AIRCRAFT)]
    return is_bare and "air" in delivery(told.mention) and bool(told.agents & (FORCES | _AIRCRAFT) and strikers)


def _leans_on_another(told: Told, before: int) -> bool:
    """True for what points back ("the attack"), or tells only what became of people, without a place, and without a day
    or in the sentence of what is told before."""
    mention = told.mention
    if points_back(mention):
        return True
    is_harm = set(mention.trigger_classes) <= HARM - {"arrest"}
    return is_harm and told.place is None and (told.day is None or mention.sentence == before)


def _were_taken_too(event: Event, told: Told) -> bool:
    """ "Two additional suspects were also detained", and nobody says by whom, where or when: beside those whom an
    operation took that was told shortly before."""
    mention = told.mention
    is_bare = mention.is_new and not told.agents and told.place is None and told.day is None
    is_taking = set(mention.trigger_classes) == {"arrest"} and "arrest" in event.classes
    is_near = mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    return is_bare and is_taking and is_near and _ELSEWHERE.isdisjoint(mention.words)


def _goes_on(event: Event, told: Told) -> bool:
    """ "Protesters clashed with police ... Demonstrators also threw stones at a bank": one crowd, what it does next."""
    are_crowds = family(told.mention) == family(event.told[0].mention) == "demonstration" and told.agents <= _CROWDS
    is_bare = told.day is None and told.place is None and "also" in told.mention.words
    return are_crowds and is_bare and told.mention.sentence - event.told[-1].mention.sentence <= 1


def _likeness_of_new(event: Event, told: Told) -> float:
    """Points against what is told as another one: "another attack", "six more were killed"; none behind a headline, or
    for what a crowd does next."""
    if set(told.mention.trigger_classes) <= HARM:
        return POINTS["more_harmed"]
    return 0.0 if _is_only_headline(event) or _goes_on(event, told) else POINTS["new"]


def _is_only_headline(event: Event) -> bool:
    """True for what only the headline has told so far: nothing in the text is another one after it."""
    return all(before.mention.in_headline for before in event.told)


def _likeness_of_scene(event: Event, told: Told) -> float:
    """Points for the same place, none for two places of one division, and against a village of another name."""
    points = 0.0
    place = told.place
    if place is not None:
        if any(_is_other_district(before, place) for before in event.places):
            points += POINTS["other_district"]
        elif any(before.location == place.location or before.admin1 == place.admin1 for before in event.places):
            points += POINTS["same_place"]
    if told.unlisted and not any(told.unlisted & t.unlisted for t in event.told):
        is_placed = any(is_fine(before) for before in event.places) or any(t.unlisted for t in event.told)
        points += POINTS["unlisted_place"] if is_placed else 0.0
    return points


def _is_other_district(one: Location, other: Location) -> bool:
    """Are two places in other districts, or one of them another district than that of the other; or two quarters of one
    city?"""
    (city, quarter), (other_city, other_quarter) = _quarter(one), _quarter(other)
    if quarter and other_quarter and city == other_city:
        return quarter != other_quarter
    if not (is_fine(one) or one.geo_resolution == "admin2") or not (is_fine(other) or other.geo_resolution == "admin2"):
        return False
    return bool(one.admin2 and other.admin2) and one.admin2 != other.admin2 and one.location != other.location


def _quarter(place: Location) -> tuple[str, str]:
    """The city and the quarter in the name of a place, "Mogadishu - Hodan"; "" for the quarter where it has none."""
    city, _, quarter = (place.location or "").partition(" - ")
    return city, quarter


def _likeness_of_struck(event: Event, told: Told) -> float:
    """Points for the same people or things struck, and against others told farther on."""
    is_beside = told.mention.sentence - event.told[-1].mention.sentence <= 1
    points = 0.0
    for name, before, own in (
        ("person", event.persons, told.persons),
        ("thing", event.things, told.things),
    ):
        if before & own:
            points += POINTS[f"same_{name}"]
        elif before and own and not is_beside:
            points += POINTS[f"other_{name}"]
    return points
