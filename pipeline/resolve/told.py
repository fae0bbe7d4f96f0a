"""What an article tells of an event: its mentions with their own days and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.language.event_classes import DEMONSTRATION, VIOLENCE
from pipeline.records import Mention
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.differing import length
from pipeline.resolve.locations import Location
from pipeline.resolve.word_sets import word_set

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
        is_of_a_reign: True for what was in the years in which somebody ruled ("during the previous government").
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
    is_of_a_reign: bool = False


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


def sums_up(event: Event) -> bool:
    """True where an event is the sum of several incidents: "killed during separate operations in the south", below a
    headline as well."""
    return (_first_of_body(event).mention.incident_count or 0) > 1


def _first_of_body(event: Event) -> Told:
    """The first mention of an event below the headline; that of the headline where there is no other."""
    return next((told for told in event.told if not told.mention.in_headline), event.told[0])
