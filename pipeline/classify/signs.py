"""Signs that an article tells one event: what the verifier looks at, as names of features that hold.

No sign names a country, a group or a document: a place is seen by how exactly it is told, an actor by its kind, and of
words the training keeps only those that news writes small.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.classify.typed import Typed
from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate, Mention, Reading

_TOLD_DAYS = frozenset({"explicit", "relative", "yearless"})
_VAGUE_PLACES = frozenset({None, "country", "admin1", "region", "border_area"})
#: Words for people that two events can share by chance.
_VAGUE_PEOPLE = word_set("pipeline.classify", "vague_people")
_WORD = re.compile(r"[a-z]+")
#: Upper edges of the classes into which counts are put.
_DEATHS = (0, 1, 3, 9, 49)
_PEOPLE = (0, 1, 9)
_STARTS = (250, 500, 1000, 2000, 4000)
_DAYS_BEFORE = (-1, 0, 1, 3, 7, 30, 60, 365)
_SENTENCES = (3, 6, 10, 20, 40)
_EVENTS = (1, 2, 3, 5, 8, 12)
_GAPS = (1, 150, 400, 1000, 2000)
_BIG = 3  # mentions of an event that the article is about
_FIFTHS = 5
_NEWS_DAYS = 3


def start(candidate: Candidate) -> int:
    """Offset of the first sentence that tells the event, in code points."""
    return min((e.start for e in candidate.evidence if e.field == "event"), default=0)


def is_specific(candidate: Candidate) -> bool:
    """True where the article says a place, and a day or a toll, of the event itself."""
    day = candidate.date_basis in _TOLD_DAYS or bool(candidate.fatalities or candidate.injured)
    return day and candidate.geo_resolution not in _VAGUE_PLACES


def beside(one: Typed, every: Sequence[Typed]) -> list[Typed]:
    """The other events that an article tells, without those which a digest tells for themselves: of other countries,
    where both are specific."""
    others = [other for other in every if other is not one]
    if not is_specific(one.candidate):
        return others
    country = one.candidate.country
    return [o for o in others if o.candidate.country == country or not is_specific(o.candidate)]


def signs(typed: Typed, others: Sequence[Typed], reading: Reading | None) -> frozenset[str]:
    """What the verifier looks at.

    Args:
        typed: The candidate.
        others: The other candidates of the article, in text order.
        reading: The article; None where it is not at hand (its signs are then left out).
    """
    found = _own(typed.candidate, typed.sub) | _pairs(typed.candidate, typed.sub) | _told(typed.mentions)
    for tag, side in (
        ("before", [o for o in others if start(o.candidate) <= start(typed.candidate)]),
        ("after", [o for o in others if start(o.candidate) > start(typed.candidate)]),
    ):
        found |= _beside(tag, typed, side)
    found.add(f"others.specific={min(3, sum(is_specific(o.candidate) for o in others))}")
    found.add(f"others.deadly={min(3, sum((o.candidate.fatalities or 0) > 0 for o in others))}")
    found.add(f"others.recent={min(3, sum(_is_recent(o.candidate) for o in others))}")
    found.add(f"others.headline={any(o.candidate.in_headline for o in others)}")
    found.add(f"events={bisect_left(_EVENTS, len(others) + 1)}")
    if reading is not None:
        found |= _article(typed, reading)
    return frozenset(found)


def _size(value: int | None, edges: Sequence[int]) -> str:
    return "none" if value is None else str(bisect_left(edges, value))


def _kind(sides: Sequence[ActorSide]) -> str:
    if not sides:
        return "none"
    side = sides[0]
    return f"{side.inter}.{'generic' if side.is_generic else 'known' if side.is_known else 'other'}"


def _inter(sides: Sequence[ActorSide]) -> int:
    return sides[0].inter if sides else 0


def _days_before(candidate: Candidate) -> str:
    """How long before the article came out."""
    if candidate.event_date is None or candidate.published is None:
        return "none"
    return str(bisect_left(_DAYS_BEFORE, (candidate.published - candidate.event_date).days))


def _is_recent(candidate: Candidate) -> bool:
    """True for what a report tells as news: on a day of its own, a few days before it came out."""
    if candidate.date_basis not in _TOLD_DAYS or candidate.event_date is None or candidate.published is None:
        return False
    return 0 <= (candidate.published - candidate.event_date).days <= _NEWS_DAYS


def _sides(name: str, sides: Sequence[ActorSide]) -> set[str]:
    found = {f"{name}={min(len(sides), 3)}", f"{name}.first={_kind(sides)}"}
    for side in sides:
        how = "known" if side.is_known else "generic" if side.is_generic else "other"
        found.add(f"{name}.category={side.category}.{how}")
    return found


def _own(candidate: Candidate, sub: str) -> set[str]:
    """Signs of the candidate alone, one column each."""
    people = candidate.participants
    victims = [p for p in people if p.role == "victim"]
    perpetrators = [p for p in people if p.role == "perpetrator"]
    own_day = candidate.date_basis in _TOLD_DAYS and "DATE_INHERITED" not in candidate.flags
    own_place = candidate.geo_resolution not in _VAGUE_PLACES and "PLACE_INHERITED" not in candidate.flags
    found = {
        f"sub={sub}",
        f"mentions={min(len(candidate.mention_ids), 4)}",
        f"realis={candidate.realis}",
        f"date_basis={candidate.date_basis}",
        f"time_precision={candidate.time_precision}",
        f"days_before={_days_before(candidate)}",
        f"geo={candidate.geo_resolution}",
        f"own_day={own_day}",
        f"own_place={own_place}",
        f"killed={_size(candidate.fatalities, _DEATHS)}",
        f"injured={_size(candidate.injured, _PEOPLE)}",
        f"captured={_size(candidate.captured, _PEOPLE)}",
        f"victim={bool(victims)}",
        f"named_victim={any(p.canonical for p in victims)}",
        f"one_victim={any(p.count == 1 for p in victims)}",
        f"counted_victim={any((p.count or 0) > 0 for p in victims)}",
        f"perpetrator={bool(perpetrators)}",
        f"named_perpetrator={any(p.canonical for p in perpetrators)}",
        f"physical={any(p.kind == 'physical' for p in people)}",
        f"weapon={any(p.kind == 'weapon' for p in people)}",
        f"participants={min(6, len(people))}",
        f"background={candidate.is_background}",
        f"headline={candidate.in_headline}",
        f"attribution={candidate.attribution}",
        f"counted={(candidate.incident_count or 0) > 1}",
        f"start={bisect_left(_STARTS, start(candidate))}",
        f"confidence={int(candidate.text_confidence * 10)}",
    }
    found |= _sides("side1", candidate.side1) | _sides("side2", candidate.side2)
    for name, values in (
        ("class", candidate.trigger_classes),
        ("rule", candidate.trigger_rules),
        ("reason", candidate.reasons),
        ("flag", candidate.flags),
        ("head", candidate.head_lemmas),
        ("word", candidate.words),
        ("term", candidate.terms),
    ):
        found.update(f"{name}={value}" for value in values)
    return found


def _pairs(candidate: Candidate, sub: str) -> set[str]:
    """Signs that mean something together: who did what to whom, how long ago, how exactly told."""
    one, two, days = _inter(candidate.side1), _inter(candidate.side2), _days_before(candidate)
    has_victim = any(p.role == "victim" for p in candidate.participants)
    return {
        f"sides={one}-{two}",
        f"sub+sides={sub}.{one}-{two}",
        f"sub+geo={sub}.{candidate.geo_resolution}",
        f"sub+days_before={sub}.{days}",
        f"sub+killed={sub}.{_size(candidate.fatalities, _DEATHS)}",
        f"background+days_before={candidate.is_background}.{days}",
        f"specific+days_before+victim={is_specific(candidate)}.{days}.{has_victim}",
    }


def _told(mentions: Sequence[Mention]) -> set[str]:
    """Signs of how the article tells it: verb or noun, one or many, the or a."""
    if not mentions:
        return set()
    first = mentions[0]
    found = {
        f"nominal={all(m.is_nominal for m in mentions)}",
        f"plural={all(m.is_plural for m in mentions)}",
        f"definite={any(m.is_definite for m in mentions)}",
        f"first={first.is_nominal}.{first.is_plural}.{first.is_definite}",
        f"cumulative={any(m.is_cumulative for m in mentions)}",
        f"new={any(m.is_new for m in mentions)}",
        f"mixed_realis={len({m.realis for m in mentions}) > 1}",
        f"place_refs={min(3, sum(len(m.place_refs) for m in mentions))}",
        f"agents={min(3, sum(len(m.agents) for m in mentions))}",
        f"targets={min(3, sum(len(m.targets) for m in mentions))}",
        f"figures={min(3, sum(len(m.casualties) for m in mentions))}",
        f"sources={sum(m.attribution_text is not None for m in mentions[:3])}",
    }
    for mention in mentions:
        found.add(f"scope={mention.time_scope}")
        found.add(f"form={mention.trigger_class}.{mention.is_nominal}")
        found.update(f"agent={_last_word(p.text)}" for p in mention.agents)
        found.update(f"target={_last_word(p.text)}" for p in mention.targets)
    return found


def _last_word(text: str) -> str:
    words = text.lower().split()
    return words[-1] if words else ""


def _names(candidate: Candidate, roles: Iterable[str]) -> frozenset[str]:
    """Last words for those in the roles, vague ones left out."""
    wanted = frozenset(roles)
    return frozenset(_last_word(p.text) for p in candidate.participants if p.role in wanted) - _VAGUE_PEOPLE


def _beside(tag: str, typed: Typed, others: Sequence[Typed]) -> set[str]:
    """Signs of events told before or after: whether this may be one of them again."""
    candidate = typed.candidate
    found = {f"{tag}={min(len(others), 4)}"}
    place = candidate.location if candidate.geo_resolution not in _VAGUE_PLACES else None
    victims, agents = _names(candidate, ("victim", "target")), _names(candidate, ("perpetrator",))
    for other in others:
        beside = other.candidate
        same_sub = other.sub == typed.sub
        same_day = beside.event_date is not None and beside.event_date == candidate.event_date
        same_place = place is not None and beside.location == place
        found.update(
            f"{tag}.{name}"
            for name, holds in (
                ("sub", same_sub),
                ("victim", bool(victims & _names(beside, ("victim", "target")))),
                ("agent", bool(agents & _names(beside, ("perpetrator",)))),
                ("day", same_day),
                ("day+sub", same_day and same_sub),
                ("day+place", same_day and same_place),
                ("day+place+sub", same_day and same_place and same_sub),
                ("place+sub", same_place and same_sub),
                ("killed", bool(candidate.fatalities) and beside.fatalities == candidate.fatalities),
                ("exacter", is_specific(beside) and not is_specific(candidate)),
                ("exacter+sub", same_sub and is_specific(beside) and not is_specific(candidate)),
                ("bigger", len(beside.mention_ids) >= _BIG),
            )
            if holds
        )
    if tag == "before" and others:
        nearest = max(start(other.candidate) for other in others)
        found.add(f"gap={bisect_left(_GAPS, start(candidate) - nearest)}")
    return found


def _article(typed: Typed, reading: Reading) -> set[str]:
    """Signs of the article, and the words of the sentences that tell the event."""
    found = {
        f"sentences={bisect_left(_SENTENCES, len(reading.sentences))}",
        f"relevance={int(reading.relevance * 10)}",
        f"fifth={int(_FIFTHS * start(typed.candidate) / max(1, len(reading.text)))}",
    }
    for mention in typed.mentions:
        sentence = reading.sentences[mention.sentence]
        text = reading.text[sentence.start : sentence.end].lower()
        found.update(f"said={word}" for word in _WORD.findall(text))
        before = _WORD.findall(reading.text[sentence.start : mention.trigger.start].lower())
        after = _WORD.findall(reading.text[mention.trigger.end : sentence.end].lower())
        if before:
            found.add(f"left={before[-1]}")
        if after:
            found.add(f"right={after[0]}")
    return found
