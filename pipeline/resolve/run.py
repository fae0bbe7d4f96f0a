"""Turn what was read into what is meant: days, places, actors and tolls; mentions of one event become one candidate.

resolve(tables, run) -> Result
    reads   readings, mentions
    writes  candidates   one row an event of one article
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from pipeline import contract
from pipeline.language.numbers import parse_number
from pipeline.language.word_sets import word_set
from pipeline.records import ActorSide, Candidate, Evidence, Mention, Participant, Reading, Reject
from pipeline.reference import actors as actor_table
from pipeline.reference import countries
from pipeline.reference.regimes import regimes_named
from pipeline.resolve.actors import (
    ResolvedActor,
    as_crowd,
    as_victims,
    is_name_at_end,
    leading_names,
    may_be_pursued,
    pursued,
    resolve_actor,
)
from pipeline.resolve.claims import best, claims
from pipeline.resolve.dates import (
    EventDay,
    ReportDay,
    ResolvedTime,
    event_day,
    inherited_day,
    is_dateline,
    report_day,
    resolve_times,
)
from pipeline.resolve.entities import is_pronoun, participants
from pipeline.resolve.join import Event, Told, join
from pipeline.resolve.locations import Location, code_location, country_only
from pipeline.resolve.places import ResolvedPlace, countries_of_groups, resolve_places
from pipeline.resolve.tolls import Toll, settle, with_several
from pipeline.stage import Result, Run

MAX_QUOTE = 200
#: How specific a place is: the most specific one named for an event is its place.
_SPECIFICITY = {
    "neighbourhood": 8,
    "settlement": 7,
    "near_settlement": 6.5,
    "city": 7,
    "feature": 5,
    "border_area": 4,
    "admin2": 4.5,
    "sea": 4,
    "region": 3,
    "admin1": 3,
    "country": 1,
}
_UNASSERTED = {
    "rumour": "NOT_REALIS_RUMOUR",
    "future": "NOT_REALIS_FUTURE",
    "hypothetical": "NOT_REALIS_HYPOTHETICAL",
    "negated": "NOT_REALIS_NEGATED",
    "declaration": "DECLARATION_ONLY",
    "threat": "THREAT_ONLY",
    "pattern": "BACKGROUND_PATTERN",
    "aggregate": "AGGREGATE_MULTI_LOCATION",
}
#: Classes of what an armed group does, or is said to have done.
_VIOLENCE = frozenset(
    (
        "abduct ambush attack beat bomb clash destroy die explode grenade injure kill mine shelling shoot shootdown "
        "suicide_bomb toll"
    ).split()
)
#: Categories of those who may be named as the doers of an attack by another sentence.
_ACCUSED = frozenset({"armed_group", "gang", "communal", "external", "state", "police"})
_FIGHT = frozenset({"clash", "ambush"})
_ANAPHORIC = word_set("pipeline.resolve", "anaphoric")
#: The force that an adjective before "and" belongs to: "Afghan [and coalition security forces]".
_FORCE_BESIDE = re.compile(
    r"(?:,| and|/|-)\s*(?:[\w.]+\s+){0,3}?(forces?|troops|soldiers|police|army|military|patrols?|team|units?|warplanes|"
    r"jets|aircraft)\b"
)
_COUNTING = frozenset("at least about around some more than nearly over dozens scores several many others".split())
#: Sentences from the start within which an event without any time word counts as the news of the day.
_LEAD_SENTENCES = 3
#: Sentences around an event within which a day can be that of an event that says none.
_NEAR_SENTENCES = 2
#: Days within which a statement is still news.
_NEWS_DAYS = 3
#: Rank of a day that cannot be coded, after every precision.
_NO_PRECISION = 9
#: Grains that say a day or some days, and grains too long to say when anything happened.
_DAYS = frozenset({"day", "range", "week", "weekend"})
_LONG = frozenset({"season", "quarter", "year", "decade", "century"})


def resolve(tables: Mapping[str, pa.Table], run: Run) -> Result:
    """Stage function: see the module."""
    mentions: dict[str, list[Mention]] = {}
    for mention in contract.to_records(tables["mentions"], "mentions"):
        mentions.setdefault(mention.article_id, []).append(mention)
    out: list[Candidate] = []
    rejected: list[Reject] = []
    for reading in contract.to_records(tables["readings"], "readings"):
        own = mentions.get(reading.article_id, [])
        if own:
            out.extend(resolve_article(reading, own))
        else:
            rejected.append(
                Reject(
                    stage="resolve",
                    key=reading.article_id,
                    article_id=reading.article_id,
                    reason="NO_EVENT_MENTION",
                    detail="a reading without a mention",
                    batch=reading.batch,
                )
            )
    return Result({"candidates": contract.from_records("candidates", out)}, contract.from_records("rejects", rejected))


def resolve_article(reading: Reading, mentions: Sequence[Mention]) -> list[Candidate]:
    """The events of one article, in the order in which it first tells them."""
    places = resolve_places(reading.text, reading.place_names)
    times = resolve_times(reading.time_expressions, published=reading.published, text=reading.text)
    report = report_day(reading.time_expressions, reading.published)
    told = [_told(reading, mention, places, times, report) for mention in mentions]
    events = join(told)
    context = _Context(reading, places, times, report, mentions)
    return [_candidate(context, event, index) for index, event in enumerate(events)]


class _Context:
    """What the events of one article share; it remembers the days and places of those seen, for the next to inherit."""

    def __init__(
        self,
        reading: Reading,
        places: Sequence[ResolvedPlace | None],
        times: Sequence[ResolvedTime],
        report: ReportDay,
        mentions: Sequence[Mention],
    ) -> None:
        self.reading = reading
        self.places = places
        self.times = times
        self.report = report
        datelines = [e.sentence for e in reading.time_expressions if is_dateline(e)]
        self.lead = max(datelines, default=0)
        self.background_times = frozenset(
            m.time_ref for m in mentions if m.is_background and m.time_ref is not None and m.time_scope == "clause"
        )
        self.days: list[tuple[tuple[int, ...], EventDay]] = []
        self.locations: list[tuple[tuple[int, ...], Location]] = []
        self.regimes = regimes_named(reading.text)
        self.named = actor_table.name_spans(reading.text)
        self.claims = claims(
            reading.text,
            [(sentence.start, sentence.end) for sentence in reading.sentences],
            [(start, end) for start, end, _ in self.named],
        )

    def is_place(self, participant: Participant) -> bool:
        """True for a dateline, or a town, that the parser takes for somebody: "KABUL - Troops detained ..."."""
        for name, place in zip(self.reading.place_names, self.places, strict=True):
            if name.kind == "place" and name.start <= participant.start and participant.end <= name.end:
                return name.relation == "dateline" or (place is not None and place.feature != "country")
        return False

    def named_before(self, offset: int) -> list[str]:
        """Known group names before an offset, nearest first."""
        return [self.reading.text[start:end] for start, end, _ in reversed(self.named) if end <= offset]

    def named_all(self) -> list[str]:
        """Known group names of the article, in text order."""
        return [self.reading.text[start:end] for start, end, _ in self.named]


def _sentences(event: Event) -> tuple[int, ...]:
    return tuple(told.mention.sentence for told in event.told)


def _only_background(event: Event) -> bool:
    """True for an earlier event told for context: the scene of the article is elsewhere."""
    return all(told.mention.is_background for told in event.told)


def _quote(text: str, field: str, start: int, end: int, rule: str) -> Evidence:
    end = min(end, start + MAX_QUOTE)
    return Evidence(field=field, start=start, end=end, quote=text[start:end], rule=rule)


def _outer(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> ResolvedPlace | None:
    """The nearest resolved place that a name is said to lie in: "X village in Y district of Z province"."""
    seen = {index}
    current = reading.place_names[index].parent
    while current is not None and current not in seen:
        if places[current] is not None:
            return places[current]
        seen.add(current)
        current = reading.place_names[current].parent
    return None


def _location(reading: Reading, places: Sequence[ResolvedPlace | None], index: int) -> Location | None:
    """The location of a place name; of the place that it is said to lie in, where it is in no list."""
    name, place = reading.place_names[index], places[index]
    parent = _outer(reading, places, index)
    if place is None or not place.is_supported:
        if parent is None or parent.feature == "country" or not parent.is_supported or name.relation in ("from", "to"):
            return None
        return code_location(parent, "in" if name.feature == "neighbourhood" else "near", None, None)
    if place.iso3 is None and place.feature != "sea":
        return None
    return code_location(place, name.relation, name.feature, parent)


def _best_location(
    reading: Reading, places: Sequence[ResolvedPlace | None], refs: Sequence[int]
) -> tuple[Location, int] | None:
    """The most specific place among those named, the first among equals, and its index."""
    best: tuple[float, int, Location, int] | None = None
    for order, index in enumerate(refs):
        location = _location(reading, places, index)
        if location is None:
            continue
        relation = reading.place_names[index].relation
        weight = _SPECIFICITY.get(location.geo_resolution or "country", 1) - (
            3.5 if relation in ("from", "to", "dateline") else 0.0
        )
        if location.geo_resolution == "country" and relation in ("from", "to", "border"):
            continue
        if best is None or weight > best[0]:
            best = (weight, -order, location, index)
    return None if best is None else (best[2], best[3])


def _closer(
    reading: Reading, places: Sequence[ResolvedPlace | None], country: Location, sentence: int
) -> tuple[Location, int] | None:
    """A place in the country of an event that the sentences beside it name as the scene, where its own names the
    country alone."""
    refs = [
        index
        for index, name in enumerate(reading.place_names)
        if name.kind in ("place", "capital")
        and abs(name.sentence - sentence) <= 1
        and (name.relation in _AT or name.feature is not None)
        and (place := places[index]) is not None
        and place.iso3 == country.iso3
        and place.feature not in ("country", "region")
    ]
    refs.sort(key=lambda index: (abs(reading.place_names[index].sentence - sentence), index))
    return _best_location(reading, places, refs)


#: Relations of a place to what happens there.
_AT = frozenset({"in", "near", "direction", "between"})


def _told(
    reading: Reading,
    mention: Mention,
    places: Sequence[ResolvedPlace | None],
    times: Sequence[ResolvedTime],
    report: ReportDay,
) -> Told:
    day = None
    if mention.time_ref is not None and mention.time_scope in ("clause", "sentence"):
        day = event_day(times[mention.time_ref], published=report.day)
        if day.date_start is None and day.event_date is None:
            day = None
    found = _best_location(reading, places, mention.place_refs)
    killed = [c.low for c in mention.casualties if c.effect == "killed" and c.low is not None]
    victims = frozenset(
        word.lower().rstrip("s")
        for p in mention.targets
        for word in p.text.split()[-1:]
        if p.effect or p.role == "victim"
    )
    agents = frozenset(word.lower().rstrip("s") for p in mention.agents for word in p.text.split()[-1:])
    return Told(mention, day, found[0] if found else None, max(killed) if killed else None, victims, agents)


def _day(
    context: _Context, event: Event, evidence: list[Evidence], flags: list[str], reasons: list[str]
) -> EventDay | None:
    """The day of an event: the clause's, else the sentence's, else inherited, else the day of the report."""
    reading = context.reading
    first = event.told[0].mention
    asserted = first.realis in ("asserted", "attempted")
    own = _own_days(context, event, asserted)
    if own:
        day, ref = own[0]
        expression = reading.time_expressions[ref]
        evidence.append(_quote(reading.text, "event_date", expression.start, expression.end, "resolve.day.v1"))
        if day.event_date is not None:
            if not _only_background(event):
                context.days.append((_sentences(event), day))
            return day
        unresolved = [reason for other, _ in own for reason in other.reasons]
        reasons.append("DATE_YEAR_UNRESOLVED" if "DATE_YEAR_UNRESOLVED" in unresolved else "DATE_UNRESOLVED")
        return day
    if asserted and not first.is_background:
        heir_of = _told_before(context, first.sentence)
        if heir_of is not None:
            flags.append("DATE_INHERITED")
            return inherited_day(heir_of)
        near = _nearby_day(context, event)
        if near is not None:
            day, ref = near
            expression = reading.time_expressions[ref]
            evidence.append(
                _quote(reading.text, "event_date", expression.start, expression.end, "resolve.day_nearby.v1")
            )
            flags.append("DATE_INHERITED")
            found = inherited_day(day)
            context.days.append((_sentences(event), found))
            return found
        if context.report.day is not None and (context.days or _is_news(context, event)):
            flags.append("DATE_OF_REPORT")
            return _as_reported(context, event, context.report.day)
    reasons.append("DATE_UNRESOLVED")
    return None


def _told_before(context: _Context, sentence: int) -> EventDay | None:
    """The day of the event told nearest by; a farther one counts only where the day of the report is not known.

    Measured on reports of 1989 and 1990 that tell several events: of the days taken over within two sentences two in
    three were right, of those from farther off half, while the day of the report was right in five of six.
    """
    if not context.days:
        return None
    distance, day = min(
        ((min(abs(s - sentence) for s in sentences), day) for sentences, day in context.days), key=lambda item: item[0]
    )
    return day if distance <= _NEAR_SENTENCES or context.report.day is None else None


def _own_days(context: _Context, event: Event, asserted: bool) -> list[tuple[EventDay, int]]:
    """The days that the clauses and sentences of an event say, the best first, with the expressions that say them."""
    ranked: list[tuple[int, int, EventDay, int]] = []
    for order, told in enumerate(event.told):
        ref = told.mention.time_ref
        rank = {"clause": 0, "sentence": 2}.get(told.mention.time_scope)
        if ref is None or rank is None or (asserted and _says_no_day(context.times[ref], context.report.day)):
            continue
        day = event_day(context.times[ref], published=context.report.day)
        coarse = day.time_precision or _NO_PRECISION
        ranked.append((rank + coarse, order, day, ref))
    ranked.sort(key=lambda entry: (entry[2].event_date is None, *entry[:2]))
    if ranked and ranked[0][2].event_date is None and asserted:
        # Only what the event is first told with leaves its day open for good.
        ranked = [entry for entry in ranked if entry[1] == 0 or "DATE_YEAR_UNRESOLVED" in entry[2].reasons]
    return [(day, ref) for _, _, day, ref in ranked]


def _says_no_day(time: ResolvedTime, report: date | None) -> bool:
    """True for a time that leaves the day of what happened open: a time of day, "now", "this year", what is to come.

    A day and month without a year do say a day: the year is what is missing.
    """
    if time.date_start is None or time.date_end is None:
        return not time.needs_year and (time.type == "TIME" or time.value in ("PRESENT_REF", "FUTURE_REF"))
    if report is None:
        return False
    return time.date_start > report or (time.grain in _LONG and time.date_end >= report)


def _said_refs(event: Event) -> list[int]:
    """The times that stand beside a verb of saying: "police said on Monday"."""
    refs = [(told.mention.time_ref, told.mention.time_scope) for told in event.told]
    return [ref for ref, scope in refs if ref is not None and scope == "report"]


def _as_reported(context: _Context, event: Event, report: date) -> EventDay:
    """The day of the report, or the one on which somebody told of the event where that was shortly before."""
    day = report
    for ref in _said_refs(event):
        said = context.times[ref]
        if said.grain == "day" and said.date_start is not None and 0 <= (report - said.date_start).days <= _NEWS_DAYS:
            day = min(day, said.date_start)
    return EventDay(
        event_date=day, time_precision=2, date_start=day, date_end=day, basis=context.report.basis, reasons=()
    )


def _nearby_day(context: _Context, event: Event) -> tuple[EventDay, int] | None:
    """The day that the text is at where it tells an event without one: said shortly before or after, or in the lead."""
    reading, lead, sentence = context.reading, context.lead, event.told[0].mention.sentence
    said = _said_refs(event)
    best: tuple[int, int, EventDay] | None = None
    for index, expression in enumerate(reading.time_expressions):
        distance = sentence - expression.sentence
        in_lead = distance > 0 and expression.sentence - lead <= _LEAD_SENTENCES
        if is_dateline(expression) or not (-_NEAR_SENTENCES <= distance <= _NEAR_SENTENCES or in_lead):
            continue
        if index in said or index in context.background_times or context.times[index].grain not in _DAYS:
            continue
        day = event_day(context.times[index], published=context.report.day)
        if day.event_date is not None and (best is None or abs(distance) < best[0]):
            best = (abs(distance), index, day)
    return None if best is None else (best[2], best[1])


def _is_news(context: _Context, event: Event) -> bool:
    """True for an event told as new: in the lead of the report, as somebody's word, or in a text that says no day."""
    first = event.told[0].mention
    if first.in_headline or first.sentence - context.lead <= _LEAD_SENTENCES:
        return True
    if _said_refs(event):
        return True
    return not any(
        time.grain in _DAYS and not is_dateline(expression)
        for time, expression in zip(context.times, context.reading.time_expressions, strict=True)
    )


def _place(
    context: _Context, event: Event, evidence: list[Evidence], flags: list[str], reasons: list[str]
) -> tuple[Location | None, str | None]:
    """The place of an event and the words for it: the most specific one its mentions name, else that of the event told
    before."""
    reading = context.reading
    refs: list[int] = []
    for told in event.told:
        refs.extend(index for index in told.mention.place_refs if index not in refs)
    found = _best_location(reading, context.places, refs)
    if found is not None:
        location, index = found
        name = reading.place_names[index]
        evidence.append(_quote(reading.text, "location", name.start, name.end, "resolve.place.v1"))
        flags.extend(location.flags)
        first = event.told[0].mention
        if location.geo_resolution == "country" and first.realis in ("asserted", "attempted"):
            closer = _closer(reading, context.places, location, first.sentence)
            if closer is not None:
                flags.append("PLACE_INHERITED")
                context.locations.append((_sentences(event), closer[0]))
                return closer[0], reading.place_names[closer[1]].text
        named = {loc.iso3 for ref in refs if (loc := _location(reading, context.places, ref)) is not None and loc.iso3}
        if location.geo_resolution == "country":
            if len(named) > 1 or any(t.mention.incident_count for t in event.told):
                if len(named) > 1:
                    reasons.append("AGGREGATE_MULTI_LOCATION")
            reasons.extend(r for r in location.reasons if r not in reasons)
        elif not _only_background(event):
            context.locations.append((_sentences(event), location))
        return location, name.text
    first = event.told[0].mention
    asserted = first.realis in ("asserted", "attempted")
    if asserted and context.locations and not first.is_background:
        _, location = min(context.locations, key=lambda item: min(abs(s - first.sentence) for s in item[0]))
        flags.append("PLACE_INHERITED")
        return location, None
    if asserted:
        votes: dict[int, int] = {}
        for index, name in enumerate(reading.place_names):
            if name.kind in ("place", "capital") and name.relation != "dateline" and context.places[index] is not None:
                votes[index] = abs(name.sentence - first.sentence)
        near = sorted(votes, key=lambda i: (votes[i], i))[:4]
        found = _best_location(reading, context.places, [i for i in near if votes[i] <= 2]) or _best_location(
            reading, context.places, near
        )
        if found is None:
            datelines = [i for i, n in enumerate(reading.place_names) if n.relation == "dateline"]
            found = _best_location(reading, context.places, datelines)
        if found is not None:
            location, index = found
            name = reading.place_names[index]
            flags.append("PLACE_INHERITED")
            evidence.append(_quote(reading.text, "location", name.start, name.end, "resolve.place_nearby.v1"))
            reasons.extend(location.reasons)
            return location, name.text
        # Nationalities and the names of organisations tell the country at most, and so do the groups that fight in one
        # alone.
        for index, name in enumerate(reading.place_names):
            place = context.places[index]
            if (
                name.kind in ("demonym", "organisation")
                and place is not None
                and place.iso3 is not None
                and place.is_supported
            ):
                evidence.append(_quote(reading.text, "country", name.start, name.end, f"resolve.{name.kind}.v1"))
                reasons.append("GEO_COUNTRY_ONLY")
                return country_only(place.iso3), None
        homes = countries_of_groups(reading.text)
        if homes:
            reasons.append("GEO_COUNTRY_ONLY")
            return country_only(max(sorted(homes), key=lambda country: homes[country])), None
    reasons.append("GEO_UNRESOLVED")
    return None, None


_ALSO = re.compile(r"(?:,? and|,| or) (?:the |rival )?")


def _conjoined(context: _Context, participant: Participant, phrase: str) -> str:
    """The second name after a phrase that ends with one: "fighters of A [and B]", "Lou Nuer [and Murle youths]"."""
    text = context.reading.text
    found = text.find(phrase, max(0, participant.start - len(phrase)))
    end = found + len(phrase) if found >= 0 else participant.end
    link = _ALSO.match(text, end)
    if link is None or not is_name_at_end(phrase):
        return ""
    following = text[link.end() : link.end() + MAX_QUOTE].split(".")[0]
    name = next((words for words in leading_names(following)), "")
    return f" and {name}" if name else ""


def _actor(context: _Context, participant: Participant, country: str | None, day: date | None) -> ResolvedActor | None:
    """The actor that a participant stands for; words such as "the group" stand for the group named before."""
    phrase = participant.phrase or participant.text
    beside = _FORCE_BESIDE.match(context.reading.text, participant.end)
    if beside is not None:
        adjective = countries.find_country(participant.text)
        if adjective is not None and countries.ends_in_demonym(participant.text):
            phrase = f"{phrase} {beside[1]}"  # "Afghan and coalition forces": the adjective is of the forces too
    phrase += _conjoined(context, participant, phrase)
    words = phrase.lower().split()
    told_on = context.reading.published
    resolved = resolve_actor(phrase, country=country, day=day, regimes=context.regimes, told_on=told_on)
    if resolved is None:
        return None
    head = words[-1] if words else ""
    points_back = (
        bool(words)
        and (words[0] in ("the", "this", "that", "these", "those", "its", "their") or len(words) == 1)
        and head in _ANAPHORIC
    )
    if not resolved.is_known and resolved.category in ("armed_group", "unknown", "gang") and points_back:
        for name in context.named_before(participant.start):
            known = resolve_actor(name, country=country, day=day, regimes=context.regimes, told_on=told_on)
            if known is not None and known.is_known and known.category in ("armed_group", "gang"):
                return replace(known, rule="resolve.actor_anaphora.v1")
    return resolved


def _sides(
    context: _Context, event: Event, role: str, country: str | None, day: date | None
) -> list[tuple[ActorSide, Participant, Mention]]:
    out: list[tuple[ActorSide, Participant, Mention]] = []
    seen: set[str] = set()
    for told in event.told:
        for participant in told.mention.agents if role == "agent" else told.mention.targets:
            if participant.kind in ("physical", "weapon") or is_pronoun(participant.text):
                continue
            if (participant.phrase or "").lower() in ("each other", "one another"):
                continue
            if context.is_place(participant):
                continue
            resolved = _actor(context, participant, country, day)
            words = participant.phrase or participant.text
            if resolved is not None and role == "target" and not event.classes & _FIGHT:
                resolved = as_victims(resolved, words, country)
            elif resolved is not None and role == "agent" and event.classes & _VIOLENCE:
                resolved = as_crowd(resolved, words, country)
            if resolved is None or not resolved.name or resolved.name in seen:
                continue
            seen.add(resolved.name)
            side = _side(resolved, participant.text, participant.start, participant.end)
            out.append((side, participant, told.mention))
    return _without_shadows(out)


#: Sentences around those of an event in which its operation is told: "The force was after a Taliban commander".
_OPERATION_BEFORE, _OPERATION_AFTER = 1, 2
#: What only forces do, told without them: "three suspects were detained".
_OPERATION_CLASSES = frozenset({"arrest", "disrupt", "air_strike"})


def _with_pursued(
    context: _Context,
    event: Event,
    agents: Sequence[tuple[ActorSide, Participant, Mention]],
    targets: list[tuple[ActorSide, Participant, Mention]],
    country: str | None,
    day: date | None,
    evidence: list[Evidence],
) -> tuple[list[tuple[ActorSide, Participant, Mention]], tuple[ActorSide, ...]]:
    """The targets of an operation of state forces, suspects without a name replaced by the group whose men the forces
    were after.

    Returns:
        The targets that stay, and the groups, empty where the text names none.
    """
    if any(side.category in ("armed_group", "gang") and side.is_known for side, _, _ in agents):
        return targets, ()
    operating = any(side.inter in (1, 8) for side, _, _ in agents)
    if not operating and (agents or not event.classes & _OPERATION_CLASSES):
        return targets, ()
    if any(side.category in ("armed_group", "gang") and side.is_known for side, _, _ in targets):
        return targets, ()
    vague = [entry for entry in targets if may_be_pursued(_as_resolved(entry[0]), entry[1].phrase or entry[1].text)]
    if targets and not vague:
        return targets, ()
    sentences = context.reading.sentences
    first = max(0, min(_sentences(event)) - _OPERATION_BEFORE)
    last = min(len(sentences), max(_sentences(event)) + _OPERATION_AFTER + 1)
    spans = sentences[first:last]
    text = context.reading.text
    found = pursued([text[s.start : s.end] for s in spans], country, day or context.reading.published)
    if not found:
        return targets, ()
    groups = []
    for group, index, start, end in found:
        offset = spans[index].start
        evidence.append(_quote(text, "actor2", offset + start, offset + end, group.rule))
        groups.append(_side(group, text[offset + start : offset + end], offset + start, offset + end))
    return [entry for entry in targets if entry not in vague], tuple(groups)


def _side(actor: ResolvedActor, text: str, start: int, end: int) -> ActorSide:
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


def _claimed(
    context: _Context,
    event: Event,
    agents: Sequence[tuple[ActorSide, Participant, Mention]],
    targets: Sequence[tuple[ActorSide, Participant, Mention]],
    country: str | None,
    day: date | None,
    evidence: list[Evidence],
) -> tuple[ActorSide, str] | None:
    """The group that another sentence names as those who did it, where that of the attack names nobody, and how it is
    known."""
    if not event.classes & _VIOLENCE or _only_background(event):
        return None
    if any(not (side.is_generic and side.category in ("armed_group", "civilian", "gang")) for side, _, _ in agents):
        return None
    text = context.reading.text
    found: dict[str, tuple[ActorSide, str]] = {}
    for claim in best(context.claims, _sentences(event)):
        words = text[claim.start : claim.end]
        actor = resolve_actor(words, country=country, day=day, told_on=context.reading.published)
        if actor is None or not actor.is_known or actor.category not in _ACCUSED:
            continue
        if actor.name in {side.name for side, _, _ in targets}:
            continue
        side = _side(replace(actor, rule=f"resolve.actor_{claim.kind}.v1"), words, claim.start, claim.end)
        found.setdefault(actor.name, (side, claim.kind))
    if len(found) != 1:  # disputed: nobody is named
        return None
    chosen = next(iter(found.values()))
    evidence.append(_quote(text, "actor1", chosen[0].start, chosen[0].end, chosen[0].rule))
    return chosen


def _as_resolved(side: ActorSide) -> ResolvedActor:
    return ResolvedActor(
        side.name, side.inter, side.category, side.iso3, side.associates, side.is_known, side.is_generic, (), side.rule
    )


def _is_bare_number(text: str) -> bool:
    """True for a count without a noun: "Seventeen", "at least 12", "dozens"."""
    words = re.findall(r"[\w,.]+", text.lower())
    return all(word in _COUNTING or word[:1].isdigit() or parse_number(word) is not None for word in words)


def _without_shadows(
    sides: list[tuple[ActorSide, Participant, Mention]],
) -> list[tuple[ActorSide, Participant, Mention]]:
    """Without the generic forms of an actor that the same side names, and without the whole of which it names a branch.

    "A militia commander" beside Kataib Hezbollah is no second party, nor is Al Qaeda beside its branch in Yemen.
    """
    named = {side.category for side, _, _ in sides if not side.is_generic and side.is_known}
    sides = [entry for entry in sides if not _is_bare_number(entry[1].text)] or sides  # "Seventeen Killed"
    names = [_bare_name(side) for side, _, _ in sides if side.is_known]
    return [
        entry
        for entry in sides
        if not (entry[0].is_generic and entry[0].category == "armed_group" and named & {"armed_group", "gang"})
        and not any(name.startswith(_bare_name(entry[0]) + " ") for name in names)
    ]


def _bare_name(side: ActorSide) -> str:
    """A name without its acronym: "AQAP: Al Qaeda in the Arabian Peninsula" is a branch of "Al Qaeda"."""
    return (side.name or "").partition(": ")[2] or side.name or ""


def _by_side(
    toll: Toll, side1: Sequence[ActorSide], side2: Sequence[ActorSide], categories: Mapping[str, str]
) -> tuple[int, int, int, int]:
    """Deaths of side 1, of side 2, of civilians, and of those whose side the article does not tell."""
    if toll.low is None:
        return 0, 0, 0, 0
    sums = {"side1": 0, "side2": 0, "civilians": 0}
    ones, twos = {s.name for s in side1}, {s.name for s in side2}
    for casualty in toll.quoted:
        name = categories.get(casualty.group_text or "", "")
        value = casualty.low or 0
        if name.startswith("Civilians"):
            sums["civilians"] += value
        elif name in ones:
            sums["side1"] += value
        elif name in twos:
            sums["side2"] += value
    known = sum(sums.values())
    if known > toll.low:
        return 0, 0, 0, toll.low
    return sums["side1"], sums["side2"], sums["civilians"], toll.low - known


def _counts_a_campaign(mentions: Sequence[Mention]) -> bool:
    """True if every figure of the dead is one that a mention calls a campaign's: "60 dead" above "over three weeks"."""
    dead = [c for m in mentions for c in m.casualties if c.effect == "killed" and c.low is not None]
    campaign = {c.low for c in dead if c.is_cumulative}
    return bool(campaign) and {c.low for c in dead} <= campaign


def _candidate(context: _Context, event: Event, index: int) -> Candidate:
    reading = context.reading
    evidence: list[Evidence] = []
    flags: list[str] = []
    reasons: list[str] = []
    mentions = [told.mention for told in event.told]
    first = mentions[0]
    for mention in mentions:
        evidence.extend(e for e in mention.evidence if e.field == "event")
    if first.realis in _UNASSERTED:
        reasons.append(_UNASSERTED[first.realis])
        if first.realis_text is not None:
            evidence.append(
                _quote(
                    reading.text,
                    "reasons",
                    first.realis_text.start,
                    first.realis_text.end,
                    f"extract.realis.{first.realis}.v1",
                )
            )
    if (
        first.realis in ("asserted", "attempted")
        and any(m.casualties for m in mentions)
        and (all(m.is_cumulative for m in mentions) or _counts_a_campaign(mentions))
    ):
        reasons.append("AGGREGATE_MULTI_DAY")
    day = _day(context, event, evidence, flags, reasons)
    location, reported_place = _place(context, event, evidence, flags, reasons)
    counted = [m.incident_count for m in mentions if m.incident_count is not None]
    incident_count = max(counted) if counted else None
    country = location.iso3 if location is not None else None
    when = day.event_date if day is not None else None
    agents = _sides(context, event, "agent", country, when)
    targets = [
        entry
        for entry in _sides(context, event, "target", country, when)
        if entry[0].name not in {side.name for side, _, _ in agents} or entry[0].category == "civilian"
    ]
    targets, groups_pursued = _with_pursued(context, event, agents, targets, country, when, evidence)
    claimed = _claimed(context, event, agents, targets, country, when, evidence)
    if claimed is not None:
        agents = [entry for entry in agents if entry[0].category not in ("armed_group", "gang")]
    side1 = (*([claimed[0]] if claimed else []), *(side for side, _, _ in agents))
    side2 = (*groups_pursued, *(side for side, _, _ in targets))
    for field, entries in (("actor1", agents), ("actor2", targets)):
        evidence.extend(
            _quote(reading.text, field, participant.start, participant.end, side.rule)
            for side, participant, _ in entries
        )
    killed, injured, captured = (settle(mentions, effect) for effect in ("killed", "injured", "captured"))
    for field, toll in (("fatalities", killed), ("injured", injured), ("captured", captured)):
        evidence.extend(_quote(reading.text, field, c.start, c.end, "resolve.toll.v1") for c in toll.quoted)
    groups: dict[str, str] = {}
    for casualty in killed.quoted:
        if casualty.group_text and casualty.group_text not in groups:
            resolved = resolve_actor(
                casualty.group_text, country=country, day=when, regimes=context.regimes, told_on=reading.published
            )
            groups[casualty.group_text] = resolved.name or "" if resolved is not None else ""
    ones, twos, civilians, unknown = _by_side(killed, side1, side2, groups)
    if killed.unknown_plural:
        flags.append("FATALITIES_UNKNOWN_PLURAL")
    if killed.upper_bound_only:
        flags.append("FATALITY_UPPER_BOUND_ONLY")
    if killed.is_conflicting:
        flags.append("FATALITIES_CONFLICT")
    if incident_count is not None and incident_count > 1:
        flags.append("INCIDENTS_COUNTED")
    stated = next(
        (m for m in mentions if m.attribution not in (None, "stated")),
        next((m for m in mentions if m.attribution_text is not None), first),
    )
    if stated.attribution_text is not None:
        said = stated.attribution_text
        evidence.append(_quote(reading.text, "attribution", said.start, said.end, "extract.attribution.v1"))
    weapons = [p for m in mentions for p in m.weapons]
    weapon = weapons[0].text.lower() if weapons else None
    if weapons:
        evidence.append(_quote(reading.text, "weapon", weapons[0].start, weapons[0].end, "extract.weapon.v1"))
    crowd = next((m.crowd_size for m in mentions if m.crowd_size), None)
    return Candidate(
        candidate_id=f"{reading.article_id}#c{index}",
        article_id=reading.article_id,
        mention_ids=tuple(m.mention_id for m in mentions),
        trigger_classes=tuple(dict.fromkeys(c for m in mentions for c in m.trigger_classes)),
        trigger_rules=tuple(dict.fromkeys(r for m in mentions for r in m.trigger_rules)),
        head_lemmas=tuple(dict.fromkeys(m.head_lemma for m in mentions)),
        words=tuple(sorted({w for m in mentions for w in m.words})),
        realis=first.realis,
        reasons=tuple(dict.fromkeys(reasons)),
        is_background=_is_background(reading, event, day, is_first=index == 0),
        in_headline=any(m.in_headline for m in mentions),
        event_date=when,
        time_precision=day.time_precision if day is not None else None,
        date_start=day.date_start if day is not None else None,
        date_end=day.date_end if day is not None else None,
        date_basis=day.basis if day is not None and day.event_date is not None else None,
        country=country,
        admin1=location.admin1 if location else None,
        admin2=location.admin2 if location else None,
        admin3=location.admin3 if location else None,
        location=location.location if location else None,
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        geo_precision=location.geo_precision if location else None,
        geo_resolution=location.geo_resolution if location else None,
        geonameid=location.geonameid if location else None,
        reported_place=reported_place,
        side1=side1,
        side2=side2,
        fatalities=killed.low,
        fatalities_low=killed.low,
        fatalities_high=killed.high,
        fatalities_side1=ones,
        fatalities_side2=twos,
        fatalities_civilians=civilians,
        fatalities_unknown=unknown,
        injured=with_several(injured),
        captured=with_several(captured),
        attribution=_attribution(stated.attribution, agents, claimed[1] if claimed else None, bool(groups_pursued)),
        attribution_text=stated.attribution_text,
        weapon=weapon,
        incident_count=incident_count,
        crowd_size=crowd,
        flags=tuple(dict.fromkeys(flags)),
        participants=tuple(
            participants(event, {(p.start, p.end): side.name for side, p, _ in (*agents, *targets) if side.is_known})
        ),
        evidence=tuple(dict.fromkeys(evidence)),
        text_confidence=_text_confidence(event),
        terms=reading.terms,
        published=reading.published,
        url=reading.url,
        publisher=reading.publisher,
        source_name=reading.source_name,
        batch=reading.batch,
    )


_SUSPECTED = re.compile(r"\b(?:suspected|alleged|presumed|believed to be|thought to be|likely)\b", re.I)


def _attribution(
    told: str | None, agents: Sequence[tuple[ActorSide, Participant, Mention]], claim: str | None, is_pursuit: bool
) -> str | None:
    """How the actors are known: as the event's own sentence says, else as the sentence that names them does."""
    if told not in (None, "stated"):
        return told
    if claim is not None:
        return claim
    if any(side.is_known and _SUSPECTED.search(p.phrase or p.text) for side, p, _ in agents):
        return "suspected"
    return "suspected" if is_pursuit else told


def _is_background(reading: Reading, event: Event, day: EventDay | None, *, is_first: bool) -> bool:
    """An earlier event told for context: marked so by its words, or a week and more before publication, and no lead."""
    first = event.told[0].mention
    if all(t.mention.is_background for t in event.told):
        return True
    if first.in_headline or first.sentence < (2 if is_first else 1):
        return False  # an old event told second is background, however short the article
    return bool(
        day is not None
        and day.event_date is not None
        and reading.published is not None
        and (reading.published - day.event_date).days > 7
    )


def _text_confidence(event: Event) -> float:
    """0..1: how surely the words tell an event; several tellings, named parties, a headline speak for it."""
    mentions = [t.mention for t in event.told]
    score = 0.45
    score += 0.1 * min(len(mentions) - 1, 2)
    score += 0.1 if any(m.agents for m in mentions) else 0.0
    score += 0.1 if any(m.targets for m in mentions) else 0.0
    score += 0.1 if any(m.in_headline or m.sentence <= 1 for m in mentions) else 0.0
    score += 0.05 if any(not m.is_nominal for m in mentions) else 0.0
    return round(min(score, 1.0), 4)
