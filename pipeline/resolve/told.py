"""What an article tells of an event: its mentions with their own days and places, and when two of these differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.language.event_classes import DEMONSTRATION, FIGHT, VIOLENCE
from pipeline.records import Mention
from pipeline.reference.distances import kilometres
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.locations import Location
from pipeline.resolve.word_sets import word_set

#: Points of places farther apart than this are different places; chosen by hand.
MAX_KM = 40.0
#: A town farther than this from the middle or the seat of a district is not of it: so near are 98.9 % of the 208,342
#: towns of the gazetteer whose district is known (2026-11-28).
DISTRICT_KM = 100.0
#: "South of Baghdad" says little of a place farther off (km); chosen by hand.
# 200 for the closer place of an event before; the texts tell none between 100 and 200.
DIRECTION_KM = 100.0
#: What is farther than this is not of a valley, an island or a lake whose division is not known; chosen by hand.
FEATURE_KM = 150.0
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
#: Rules of words for a blow from afar, by whatever: "an Israeli strike killed two".
_UNSAID_DELIVERY = word_set("unsaid_delivery")
#: Days of the shortest time that is no day of one event.
_YEAR = 360
#: Last words of those who carry out operations.
FORCES = word_set("operating_forces")
GENERIC = frozenset("kill die toll injure attack explode damage destroy".split())
#: Classes that tell what became of people: "others were also killed" adds people to an event, and seldom an event.
HARM = frozenset("kill die toll injure arrest".split())
#: Words for those who demonstrate, and for those who are sent against them.
_DEMONSTRATORS = word_set("demonstrators")
_POLICE = frozenset({"police", "policemen", "officers", "forces", "troops", "soldiers"})
#: All of them.
FORCES_AND_POLICE = FORCES | _POLICE
#: Where the words for those from whom something is taken end.
_NEXT_CLAUSE = re.compile(r"[,.;:]|\b(?:after|and|as|by|in|near|that|when|where|which|while)\b")
#: Who was told before.
_THEY = frozenset({"they", "who"})
#: Those of forces who do away with what these have found.
SAPPERS = frozenset({"engineer", "expert", "sapper", "technician"})
#: How support comes to those who fight, and classes of a fight on the ground.
_SUPPORT = frozenset({"air", "shelling"})
_FOUGHT = FIGHT | {"attack", "shoot"}
#: Rules of words for what forces say of their own dead alone.
HONOURING = frozenset({"die.lay_down_life", "die.martyrdom", "die.sacrifice"})
_OWN_MEN = re.compile(r"(?:its|their)\b", re.I)
#: Sentences in which the lead stands: a headline, a dateline and one or two sentences.
LEAD_SENTENCES = 3
#: Sentences within which what an operation took, or others whom it took, belong to it.
OPERATION_SENTENCES = 4
VAGUE_VICTIMS = word_set("vague_victims")
#: Classes of what bursts.
EXPLOSIONS = frozenset({"bomb", "explode", "grenade", "mine", "suicide_bomb"})


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
        said: Day on which somebody said it; None when none is told.
        is_of_country: True for the killed, injured or taken of a whole country.
        is_somewhere: True where its place is only a direction from a town, and nobody says how far: "south of Baghdad".
        sentence_start: Offset of its sentence in the text of the article, in code points.
        sentence_text: Its sentence.
        lead: Index of the first sentence of the news (`leads.lead_of`), or of its report in a digest.
        is_called_in: True where forces are said to have called for the support of aircraft or guns.
        scene: Place of the sentence before, in which nothing is done yet; None where there is none.
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
    said: EventDay | None = None
    is_of_country: bool = False
    is_somewhere: bool = False
    sentence_start: int = 0
    sentence_text: str = ""
    lead: int = 0
    is_called_in: bool = False
    scene: Location | None = None


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

    @property
    def is_news(self) -> bool:
        """False for an earlier event told for context, and for the dead of a campaign."""
        return not (self.is_background or self.is_campaign)

    @property
    def is_campaign(self) -> bool:
        """True for the dead of a campaign alone: "hundreds have been killed in recent years"."""
        figures = [casualty for t in self.told for casualty in t.mention.casualties]
        return bool(figures) and all(casualty.is_cumulative for casualty in figures)

    @property
    def is_of_campaign(self) -> bool:
        """True for what a campaign did, counted or not: "have captured or killed their leaders since May"."""
        return self.is_campaign or all(t.mention.is_cumulative for t in self.told)


def are_of_one_report(one: int, other: int) -> bool:
    """May what is told in two reports of a digest, by their numbers, be one? What belongs to none (0) is of any."""
    return 0 in (one, other) or one == other


def family(mention: Mention) -> str:
    """The kind of thing a mention tells: kinds do not mix."""
    if mention.realis not in ("asserted", "attempted"):
        return f"{mention.realis}:{mention.trigger_class}"
    classes = set(mention.trigger_classes)
    if classes & DEMONSTRATION or ("clash" in classes and _is_of_demonstrators(mention)):
        return "demonstration"
    if classes & VIOLENCE:
        return "violence"
    return mention.trigger_class


def _is_of_demonstrators(mention: Mention) -> bool:
    """ "Students clashed with police": what goes on in a demonstration."""
    named = {p.text.lower().split()[-1] for p in (*mention.agents, *mention.targets)}
    return bool(named & _DEMONSTRATORS) and bool(named & _POLICE)


def strikes_them(mention: Mention) -> bool:
    """ "Fighters beat them": those of whom the text has just told."""
    return any(target.text.lower() == "them" for target in mention.targets)


def points_back(mention: Mention) -> bool:
    """True for a noun with a definite word, which speaks of what was told before: "the attack"."""
    return mention.is_definite and mention.is_nominal


def is_own_word(mention: Mention) -> bool:
    """True where those who did it say so: "the group said it had killed nine", "claimed that its men planted"."""
    said = mention.attribution_text
    if mention.attribution not in ("claimed", "stated"):
        return False
    return said is not None and any(
        agent.start == said.start or said.start <= agent.start < said.end or _OWN_MEN.match(agent.phrase or agent.text)
        for agent in mention.agents
    )


def apart_km(one: Location, other: Location) -> float | None:
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def is_fine(place: Location) -> bool:
    return place.geo_resolution in ("neighbourhood", "city", "settlement", "near_settlement", "feature")


def is_quarter_of(one: Location, other: Location) -> bool:
    """Is a place a quarter or suburb of a city ("City - Quarter")?"""
    return one.geo_resolution == "neighbourhood" and (one.location or "").startswith(f"{other.location} - ")


def _may_reach(one: Location, other: Location) -> bool:
    """Can a place be of a valley, an island or a lake: of the same division, or nobody knows of which?"""
    if one.admin1 and other.admin1:
        return one.admin1 == other.admin1
    apart = apart_km(one, other)
    return apart is not None and apart <= FEATURE_KM


def places_differ(one: Location, other: Location) -> bool:
    """True if two places cannot be one: another country, another division, or two points far apart."""
    if one.iso3 and other.iso3 and one.iso3 != other.iso3:
        return True
    if is_quarter_of(one, other) or is_quarter_of(other, one):
        return False  # suburbs lie in another division than their city now and then
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        return True
    if "feature" in (one.geo_resolution, other.geo_resolution) and _may_reach(one, other):
        return False
    if is_fine(one) and is_fine(other) and one.location != other.location:
        distance = apart_km(one, other)
        return distance is not None and distance > MAX_KM
    districts = [one.geo_resolution, other.geo_resolution].count("admin2")
    if districts == 2:
        return one.location != other.location
    if districts and (is_fine(one) or is_fine(other)):
        distance = apart_km(one, other)
        return distance is not None and distance > DISTRICT_KM
    return False


#: Days of what is known to a week, less one: Monday is none of "last week", however near Sunday is.
_MOST_OF_A_WEEK = 5


def days_differ(one: EventDay, other: EventDay) -> bool:
    """True if two days cannot be one: their ranges do not meet (a day of grace where one is not exact, but no week)."""
    if one.date_start is None or other.date_start is None or one.date_end is None or other.date_end is None:
        return False
    ends = (one.likely_end or one.date_end, other.likely_end or other.date_end)
    gap = max((other.date_start - ends[0]).days, (one.date_start - ends[1]).days)
    is_rough = one.time_precision != 1 or other.time_precision != 1
    grace = 1 if is_rough and max(length(one), length(other)) < _MOST_OF_A_WEEK else 0
    return gap > grace


def delivery(mention: Mention) -> set[str]:
    """How what exploded came, as a mention tells it; a bare "strike" does not."""
    if _UNSAID_DELIVERY.intersection(mention.trigger_rules):
        return set()
    return {_REMOTE[c] for c in mention.trigger_classes if c in _REMOTE}


def classes_of(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The classes of what an event's mentions tell; a bare "strike" is none of the air where others say what came."""
    is_said = any(delivery(mention) for mention in mentions)
    return tuple(
        dict.fromkeys(
            kind
            for mention in mentions
            for kind in mention.trigger_classes
            if not (is_said and kind == "air_strike" and _UNSAID_DELIVERY.intersection(mention.trigger_rules))
        )
    )


def is_of_a_year(told: Told) -> bool:
    """True for what a year or more took: "militants killed 8,000 people last year"."""
    return told.day is not None and length(told.day) >= _YEAR


def length(day: EventDay) -> int:
    """Days from the first to the last that a day can be; 0 where it is known."""
    return (day.date_end - day.date_start).days if day.date_start is not None and day.date_end is not None else 0


def sums_up(event: Event) -> bool:
    """True where an event is the sum of several incidents: "killed during separate operations in the south", below a
    headline as well."""
    return (_first_of_body(event).mention.incident_count or 0) > 1


def _first_of_body(event: Event) -> Told:
    """The first mention of an event below the headline; that of the headline where there is no other."""
    return next((told for told in event.told if not told.mention.in_headline), event.told[0])


def is_of_one_search(event: Event, told: Told) -> bool:
    """May what was found and who was taken be of one search, or of one raid: "police detained a man ... They also
    seized two rifles", "three rifles were found"?"""
    classes = event.classes | set(told.mention.trigger_classes)
    acted = {agent for before in event.told for agent in before.agents}
    if "disrupt" not in classes or _are_from_forces(told):
        return False
    if told.agents & FORCES:
        return bool(acted & FORCES) or (not acted and "arrest" in event.classes)
    by_forces = "arrest" in classes or bool(acted & FORCES)
    return by_forces and (not told.agents or told.agents <= _THEY | SAPPERS) or shares_agents(event, told)


def _are_from_forces(told: Told) -> bool:
    """ "Ten rifles were seized from the soldiers": what others took from forces."""
    behind = told.sentence_text[told.mention.trigger.end - told.sentence_start :].lower().partition(" from ")[2]
    whose = _NEXT_CLAUSE.split(behind, maxsplit=1)[0]
    return not FORCES.isdisjoint(word.rstrip("s") for word in re.findall(r"\w+", whose))


def is_support(event: Event, told: Told) -> bool:
    """Is it a blow from afar that forces called into the fight of an event: "came under fire and called for air
    support. Jets struck the positions"?"""
    is_bare = told.day is None and told.place is None and not told.mention.is_new
    is_blow = told.is_called_in and bool(delivery(told.mention)) and delivery(told.mention) <= _SUPPORT
    is_near = told.mention.sentence - event.told[-1].mention.sentence <= OPERATION_SENTENCES
    return is_bare and is_blow and is_near and not event.classes.isdisjoint(_FOUGHT)


#: Days within which the dead of a deed are counted.
_COUNTING_DAYS = 4


def are_its_dead(event: Event, told: Told) -> bool:
    """ "Gunmen raided a village on Saturday. Residents counted 14 bodies on Sunday": the dead of what is told just
    before, in which nobody is counted yet."""
    is_count = set(told.mention.trigger_rules) == {"die.body"} and bool(told.killed) and told.place is None
    is_next = 0 <= told.mention.sentence - event.told[-1].mention.sentence <= 1
    is_open = (
        event.is_news and family(event.told[0].mention) == "violence" and all(t.killed is None for t in event.told)
    )
    if not (is_count and is_next and is_open) or told.mention.is_new:
        return False
    if told.day is None or event.day is None or told.day.date_start is None or event.day.date_start is None:
        return True
    return 0 <= (told.day.date_start - event.day.date_start).days <= _COUNTING_DAYS


def shares_agents(event: Event, told: Told) -> bool:
    return any(told.agents & before.agents for before in event.told)
