"""Which mentions of an article tell of one event.

Mentions are taken in text order. Each joins the event that it fits best, or begins another. What tells events apart:
another day, another place, another kind of violence, others struck, "a second blast". What joins them: a word that
points back ("the attack"), the same victims, the same toll, the same place and day, standing side by side.
CODING_RULES 4.1: one event is one day, one place, one kind of interaction, one set of actors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from pipeline.records import Mention
from pipeline.resolve.dates import EventDay
from pipeline.resolve.locations import Location
from pipeline.resolve.word_sets import word_set

#: Points for what speaks for one event; a mention joins at THRESHOLD. Set by hand on the development part of the gold
#: data; those of other districts and of unlisted places on articles of our own, where the gold data hardly move.
THRESHOLD = 1.0
POINTS = {
    "definite": 2.0,
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
}
#: Points of places farther apart than this are different places.
MAX_KM = 40.0

_REMOTE = {
    "suicide_bomb": "suicide",
    "air_strike": "air",
    "shelling": "shelling",
    "grenade": "grenade",
    "mine": "planted",
    "bomb": "planted",
    "chemical": "chemical",
    "shootdown": "shootdown",
}
#: Rule of the word for a blow from afar, by whatever: "an Israeli strike killed two".
_BARE_STRIKE = "air.strike_kills"
#: Days of the shortest time that is no day of one event.
_YEAR = 360
#: Families that one operation can hold.
_OPERATION = ({"arrest", "violence"}, {"arrest", "disrupt"}, {"disrupt", "violence"})
#: Last words of those who carry out operations.
_FORCES = frozenset("force troop soldier army military patrol team unit police commando".split())
_GENERIC = frozenset("kill die toll injure attack explode damage destroy".split())
#: Classes that tell what became of people: "others were also killed" adds people to an event, and seldom an event.
_HARM = frozenset("kill die toll injure arrest".split())
_DEMONSTRATION = frozenset("protest riot disperse strike".split())
#: Words for those who demonstrate, and for those who are sent against them.
_DEMONSTRATORS = word_set("demonstrators")
_POLICE = frozenset({"police", "policemen", "officers", "forces", "troops", "soldiers"})
#: Sentences within which what an operation took belongs to it.
_OPERATION_SENTENCES = 4
#: Sentences in which the lead stands: a headline, a dateline and one or two sentences.
LEAD_SENTENCES = 3
_VIOLENT = word_set("violent")
#: Words of a death that follows an event some days later.
_DEATHBED = word_set("deathbed")
_VAGUE_VICTIMS = word_set("vague_victims")
#: Words for those who attacked, in the singular.
_ATTACKERS = frozenset(word.rstrip("s") for word in word_set("attackers"))


@dataclass(slots=True)
class Told:
    """A mention with its explicit day and place.

    Attributes:
        mention: The mention.
        day: Its own day; None when its sentence names none.
        place: Its own place; None when its sentence names none.
        killed: Deaths that it tells; None when it tells none.
        victims: Last words for those harmed, in small letters.
        agents: Last words for those who did it, in small letters.
        persons: Names of persons struck.
        things: Words for buildings and vehicles struck that have a name.
        unlisted: Names of its scene that are in no list, in small letters; empty where one is.
        report: Number of its report in a digest; 0 elsewhere.
    """

    mention: Mention
    day: EventDay | None
    place: Location | None
    killed: int | None
    victims: frozenset[str]
    agents: frozenset[str]
    persons: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    report: int = 0


@dataclass(slots=True)
class Event:
    """Mentions that tell of one event, in text order.

    Attributes:
        told: The mentions.
        is_sum: True for a figure of several incidents that the article tells one by one as well.
    """

    told: list[Told] = field(default_factory=list)
    is_sum: bool = False

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(c for t in self.told for c in t.mention.trigger_classes)

    @property
    def day(self) -> EventDay | None:
        return next((t.day for t in self.told if t.day is not None and t.day.event_date is not None), None)

    @property
    def places(self) -> list[Location]:
        return [t.place for t in self.told if t.place is not None]

    @property
    def persons(self) -> frozenset[str]:
        return frozenset(p for t in self.told for p in t.persons)

    @property
    def things(self) -> frozenset[str]:
        return frozenset(p for t in self.told for p in t.things)

    @property
    def sentences(self) -> tuple[int, ...]:
        return tuple(t.mention.sentence for t in self.told)

    @property
    def is_background(self) -> bool:
        """True for an earlier event told for context: the scene of the article is elsewhere."""
        return all(t.mention.is_background for t in self.told)


def family(mention: Mention) -> str:
    """The kind of thing a mention tells: kinds do not mix."""
    if mention.realis not in ("asserted", "attempted"):
        return f"{mention.realis}:{mention.trigger_class}"
    classes = set(mention.trigger_classes)
    if classes & _DEMONSTRATION or ("clash" in classes and _is_of_demonstrators(mention)):
        return "demonstration"
    if classes & _VIOLENT:
        return "violence"
    return mention.trigger_class


def _is_of_demonstrators(mention: Mention) -> bool:
    """ "Students clashed with police": what goes on in a demonstration."""
    named = {p.text.lower().split()[-1] for p in (*mention.agents, *mention.targets)}
    return bool(named & _DEMONSTRATORS) and bool(named & _POLICE)


def _kilometres(one: Location, other: Location) -> float | None:
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    a, b = radians(one.latitude), radians(other.latitude)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(h)))


def _is_fine(place: Location) -> bool:
    return place.geo_resolution in ("neighbourhood", "city", "settlement", "near_settlement", "feature")


def _is_quarter_of(one: Location, other: Location) -> bool:
    """Is a place a quarter or suburb of a city ("City - Quarter")?"""
    return one.geo_resolution == "neighbourhood" and (one.location or "").startswith(f"{other.location} - ")


def places_differ(one: Location, other: Location) -> bool:
    """True if two places cannot be one: another country, another division, or two points far apart."""
    if one.iso3 and other.iso3 and one.iso3 != other.iso3:
        return True
    if _is_quarter_of(one, other) or _is_quarter_of(other, one):
        return False  # suburbs lie in another division than their city now and then
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        return True
    if "feature" in (one.geo_resolution, other.geo_resolution) and one.admin1 and one.admin1 == other.admin1:
        return False  # a valley or a lake is as wide as it is
    if _is_fine(one) and _is_fine(other) and one.location != other.location:
        distance = _kilometres(one, other)
        return distance is not None and distance > MAX_KM
    if one.geo_resolution == "admin2" and other.geo_resolution == "admin2":
        return one.location != other.location
    return False


def days_differ(one: EventDay, other: EventDay) -> bool:
    """True if two days cannot be one: their ranges do not meet (a day of grace where one is not exact)."""
    if one.date_start is None or other.date_start is None or one.date_end is None or other.date_end is None:
        return False
    gap = max((other.date_start - one.date_end).days, (one.date_start - other.date_end).days)
    grace = 1 if one.time_precision != 1 or other.time_precision != 1 else 0
    return gap > grace


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
    if _sums_up(event) and _is_one_of_them(event, told):
        return True
    if "counted" in (first.time_scope, told.mention.time_scope) and first.sentence == told.mention.sentence:
        return True  # "a day after a bombing killed five"
    if any(
        t.mention.sentence == told.mention.sentence and t.mention.is_background != told.mention.is_background
        for t in event.told
    ):
        return True  # the strike and what it answered stand in one sentence
    if any(_is_other_news(t, told) for t in event.told):
        return True
    kinds = {kind for t in event.told for kind in _delivery(t.mention)}
    own = _delivery(told.mention)
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
        and not set(event.classes) <= _GENERIC | {"shoot"}
    ):
        return True
    if _is_of_a_year(told) and not any(_is_of_a_year(t) for t in event.told):
        return True
    if wherever or event.persons & told.persons:
        return False  # nobody is killed twice, whatever day or place is told with it
    other_day = told.day is not None and event.day is not None and days_differ(event.day, told.day)
    if other_day and not _died_later(told):
        return True
    if told.place is None:
        return False
    return any(places_differ(place, told.place) for place in event.places) or _is_within_days(event, told)


def _delivery(mention: Mention) -> set[str]:
    """How what exploded came, as a mention tells it; a bare "strike" does not."""
    if _BARE_STRIKE in mention.trigger_rules:
        return set()
    return {_REMOTE[c] for c in mention.trigger_classes if c in _REMOTE}


def classes_of(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The classes of what an event's mentions tell; a bare "strike" is none of the air where others say what came."""
    is_said = any(_delivery(mention) for mention in mentions)
    return tuple(
        dict.fromkeys(
            kind
            for mention in mentions
            for kind in mention.trigger_classes
            if not (is_said and kind == "air_strike" and _BARE_STRIKE in mention.trigger_rules)
        )
    )


def _is_other_news(one: Told, other: Told) -> bool:
    """True for two parts of one headline that count other people: "Rebels kill three; 13 rebels die in Bor".

    Attackers who died are those of the attack: "Raid kills seven; 11 assailants dead".
    """
    first, second = one.mention, other.mention
    if not (first.in_headline and second.in_headline) or first.sentence == second.sentence:
        return False
    victims = [{word for word in t.victims - _VAGUE_VICTIMS if word.isalpha()} for t in (one, other)]
    if any(words and words <= _ATTACKERS for words in victims):
        return False
    if None not in (one.killed, other.killed):
        return one.killed != other.killed
    return all(victims) and victims[0].isdisjoint(victims[1])


def _is_within_days(event: Event, told: Told) -> bool:
    """True for an incident of one day in another town, told beside what several days took in one: "left 30 dead between
    Tuesday and Friday ... On Thursday police killed two in the suburb"."""
    place = told.place
    if event.day is None or told.day is None or place is None or not _is_fine(place):
        return False
    if (_length(event.day) > 0) == (_length(told.day) > 0):
        return False
    others = [other for other in event.places if _is_fine(other)]
    return bool(others) and all(
        other.location != place.location and not _is_quarter_of(other, place) and not _is_quarter_of(place, other)
        for other in others
    )


def _is_of_a_year(told: Told) -> bool:
    """True for what a year or more took: "militants killed 8,000 people last year"."""
    return told.day is not None and _length(told.day) >= _YEAR


def _length(day: EventDay) -> int:
    """Days from the first to the last that a day can be; 0 where it is known."""
    return (day.date_end - day.date_start).days if day.date_start is not None and day.date_end is not None else 0


def _died_later(told: Told) -> bool:
    """True for the death of somebody struck before: "he died in hospital on Tuesday", "of their wounds"."""
    mention = told.mention
    is_death = mention.trigger_class == "die" and set(mention.trigger_classes) <= {"die", "injure"}
    return is_death and not mention.is_nominal and bool(_DEATHBED & set(mention.words))


def _sums_up(event: Event) -> bool:
    """True where an event is the sum of several incidents: "killed during separate operations in the south"."""
    return (event.told[0].mention.incident_count or 0) > 1


def _is_one_of_them(event: Event, told: Told) -> bool:
    """True for an incident told after the sum of several: with a place, or with doers and dead, of its own."""
    first = event.told[0].mention
    if told.mention.sentence == first.sentence or (told.mention.incident_count or 1) > 1:
        return False
    if told.place is not None and event.places:
        return all(place.location != told.place.location for place in event.places)
    others = told.killed not in (None, *(t.killed for t in event.told))
    return others and bool(told.mention.agents) and not any(_is_fine(place) for place in event.places)


def _is_one_operation(event: Event, told: Told) -> bool:
    """Those who shoot, detain and find weapons in one operation: what the same force does is one event (CODING_RULES
    4.1)."""
    kinds = {family(event.told[0].mention), family(told.mention)}
    if kinds not in _OPERATION or (told.mention.is_background and not event.is_background):
        return False  # "held a commander who is linked to the attack that killed four"
    if kinds == {"arrest", "violence"} and _shares_agents(event, told):
        return True
    if told.mention.sentence - event.told[-1].mention.sentence > _OPERATION_SENTENCES:
        return False
    if "disrupt" in kinds:
        classes = event.classes | set(told.mention.trigger_classes)
        are_forces = bool(told.agents & _FORCES) and any(t.agents & _FORCES for t in event.told)
        return _shares_agents(event, told) or are_forces or (not told.agents and "arrest" in classes)
    # "Two men were detained": by those who fought, where forces did, or in one breath with "three were killed".
    last = event.told[-1]
    in_one_breath = last.mention.sentence == told.mention.sentence and not last.agents
    return not told.agents and (
        "arrest" in event.classes or in_one_breath or any(_FORCES & before.agents for before in event.told)
    )


def _counts_others(event: Event, told: Told) -> bool:
    """ "Seven officers were kidnapped" after "two officers were killed": other people, by another fate and number."""
    own = {(c.effect, c.low) for c in told.mention.casualties if c.low is not None}
    before = {(c.effect, c.low) for t in event.told for c in t.mention.casualties if c.low is not None}
    if not own or not before or told.mention.is_definite:
        return False
    return {effect for effect, _ in own}.isdisjoint(effect for effect, _ in before) and {n for _, n in own}.isdisjoint(
        n for _, n in before
    )


def _shares_agents(event: Event, told: Told) -> bool:
    return any(told.agents & before.agents for before in event.told)


def _met_the_crowd(event: Event, told: Told) -> bool:
    """True if an event is a demonstration and a mention tells, beside it, whom the police took from it or who was
    hurt."""
    first, last = event.told[0].mention, event.told[-1].mention
    classes = set(told.mention.trigger_classes)
    is_its_clash = classes <= _HARM | {"clash"} and _shares_agents(event, told)  # "students clashed with police"
    is_of_crowd = family(first) == "demonstration" and (classes <= _HARM or is_its_clash)
    is_lead = first.in_headline and told.mention.sentence <= LEAD_SENTENCES
    is_beside = told.mention.sentence - last.sentence <= 1 or is_lead
    is_now = told.mention.realis == first.realis and not (told.mention.is_background and not event.is_background)
    return is_of_crowd and is_beside and is_now


def likeness(event: Event, told: Told, *, only_event: bool) -> float:
    """Points that speak for a mention being part of an event."""
    mention, last = told.mention, event.told[-1].mention
    points = 0.0
    if mention.is_definite and mention.is_nominal:
        points += POINTS["definite"]
    if mention.is_background:
        points += POINTS["background"] if event.told[0].mention.is_background else -POINTS["background"]
    if mention.is_new:
        points += POINTS["more_harmed" if set(mention.trigger_classes) <= _HARM else "new"]
    points += _likeness_of_scene(event, told)
    if told.day is not None and event.day is not None:
        points += POINTS["same_day"]
    specific = told.victims - _VAGUE_VICTIMS
    if any(specific & t.victims for t in event.told) and not _counts_others(event, told):
        points += POINTS["same_victims"]
    gap = mention.sentence - last.sentence
    if told.place is not None and not event.places:
        points += POINTS["new_place"]
    if told.day is not None and not mention.is_nominal:
        points += POINTS["verb_day"]
    if family(mention) == "violence":
        points += _likeness_of_struck(event, told)
    if _shares_agents(event, told) or (told.agents & _FORCES and any(t.agents & _FORCES for t in event.told)):
        points += POINTS["same_agents"]
    tolls = {t.killed for t in event.told if t.killed is not None}
    if told.killed is not None and tolls:
        points += POINTS["same_toll"] if told.killed in tolls else POINTS["other_toll"]
    if mention.trigger_class in event.classes and mention.trigger_class not in _GENERIC:
        points += POINTS["same_class"]
    if set(mention.trigger_classes) <= _GENERIC:
        points += POINTS["generic"]
    is_lead = event.told[0].mention.in_headline or (event.told[0].mention.sentence == 0 and mention.sentence <= 3)
    if is_lead and (only_event or not _sums_up(event)):
        points += POINTS["headline"] if mention.sentence <= 4 else POINTS["headline"] / 2
    gap = mention.sentence - last.sentence
    is_told_on = gap <= 1 or (last.in_headline and mention.sentence <= LEAD_SENTENCES)
    points += POINTS["adjacent"] if is_told_on else POINTS["far"] if gap > 6 else 0.0
    if only_event:
        # "Twelve were wounded", and nobody named who did it: told of what was told before.
        points += POINTS["only_event" if told.agents else "only_event_no_agent"]
    return points


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
        is_placed = any(_is_fine(before) for before in event.places) or any(t.unlisted for t in event.told)
        points += POINTS["unlisted_place"] if is_placed else 0.0
    return points


def _is_other_district(one: Location, other: Location) -> bool:
    """Are two places in other districts, or one of them another district than that of the other?"""
    if not (_is_fine(one) or one.geo_resolution == "admin2") or not (
        _is_fine(other) or other.geo_resolution == "admin2"
    ):
        return False
    return bool(one.admin2 and other.admin2) and one.admin2 != other.admin2 and one.location != other.location


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


def join(told: Sequence[Told], parts: Mapping[str, str]) -> list[Event]:
    """Group the mentions of one article into events, in the order of their first mentions.

    Args:
        told: The mentions in text order.
        parts: Id of each mention that is a part of a sum -> id of the mention that sums up (`sums.py`).
    """
    events: list[Event] = []
    for item in told:
        fitting = [event for event in events if not conflicts(event, item) and not _is_part_of(item, event, parts)]
        fitting = [event for event in fitting if _is_there(event, item)] or fitting
        scored = [
            (likeness(event, item, only_event=len(fitting) == 1 and len(events) == 1), index)
            for index, event in enumerate(fitting)
        ]
        best = max(scored, default=(0.0, -1))
        if best[1] >= 0 and best[0] >= THRESHOLD:
            fitting[best[1]].told.append(item)
        else:
            events.append(Event([item]))
    events = _told_again(events)
    sums = set(parts.values())
    for event in events:
        event.is_sum = any(item.mention.mention_id in sums for item in event.told)
    return events


def _is_there(event: Event, item: Told) -> bool:
    """True for an event in the very town or village that a mention names."""
    place = item.place
    return place is not None and _is_fine(place) and any(before.location == place.location for before in event.places)


def _is_part_of(item: Told, event: Event, parts: Mapping[str, str]) -> bool:
    """True for a part of the sum that an event tells, and for another part of the sum that an event is part of."""
    total = parts.get(item.mention.mention_id)
    ids = {t.mention.mention_id for t in event.told}
    return total is not None and (total in ids or any(parts.get(one) == total for one in ids))


def _told_again(events: Sequence[Event]) -> list[Event]:
    """Make one of the events that strike the same person, whatever day or place is told with them."""
    out: list[Event] = []
    for event in events:
        same = next((before for before in out if _strikes_the_same(before, event)), None)
        if same is None:
            out.append(event)
        else:
            same.told = sorted([*same.told, *event.told], key=lambda t: t.mention.sentence)
    return out


def _strikes_the_same(one: Event, other: Event) -> bool:
    if not one.persons & other.persons:
        return False
    return not any(conflicts(one, t, wherever=True) for t in other.told) and not any(
        conflicts(other, t, wherever=True) for t in one.told
    )
