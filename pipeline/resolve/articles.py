"""The events of one article: its mentions with their own days and places, joined into events."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from pipeline.records import Candidate, Mention, Reading
from pipeline.reference.actors import alias_index, categories, fold
from pipeline.resolve import struck
from pipeline.resolve.called_in import is_called_in
from pipeline.resolve.candidates import candidate
from pipeline.resolve.coded_days import event_day
from pipeline.resolve.context import Context
from pipeline.resolve.counted import with_the_rest
from pipeline.resolve.countrywide import is_countrywide
from pipeline.resolve.dates import resolve_times
from pipeline.resolve.digests import find_openings, reports, with_reports
from pipeline.resolve.headline_places import as_divisions, without_doers
from pipeline.resolve.join import join
from pipeline.resolve.leads import lead_of
from pipeline.resolve.locations import Location
from pipeline.resolve.named_places import best_location
from pipeline.resolve.other_scenes import was_brought
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.reigns import of_reigns
from pipeline.resolve.report_days import ReportDay, report_day
from pipeline.resolve.resolved_times import ResolvedTime
from pipeline.resolve.several import tellings
from pipeline.resolve.strands import resolve_by_strand
from pipeline.resolve.sums import completed, parts_of_sums, sums
from pipeline.resolve.told import FORCES, Told

#: How wide a place is that says no more of a scene than the country or division of an unlisted village does.
_WIDE = frozenset({"admin1", "admin2", "country", "region"})
_WIDEST = frozenset({"country", "region"})
#: A distance before the direction of a town: "20 km south of Ghazni".
_HOW_FAR = re.compile(r"\b(?:[\d.,]+|[a-z-]+)[ -]?(?:k?m|kilomet(?:er|re)s?|miles?)\b[^.;,]{0,30}$", re.I)
#: Kinds of place that a name is said to be of where it was or what was taken: "the town of Kafamba".
_SETTLEMENTS = frozenset({"city", "village"})


def resolve_article(reading: Reading, mentions: Sequence[Mention]) -> list[Candidate]:
    """The events of one article, in the order in which it first tells them."""
    headline_end = max((sentence.end for sentence in reading.sentences if sentence.is_headline), default=0)
    names, found, strands = resolve_by_strand(reading, mentions)
    reading = replace(reading, place_names=tuple(names))
    places = as_divisions(names, found, headline_end=headline_end)
    mentions = without_doers(mentions, reading.place_names, places)
    times = resolve_times(reading.time_expressions, published=reading.published, text=reading.text)
    report = report_day(reading.time_expressions, reading.published)
    told = _all_told(reading, mentions, places, times, report)
    parts = parts_of_sums(told)
    if parts:
        totals = sums(mentions, parts)
        mentions = [completed(mention, totals.get(mention.mention_id)) for mention in mentions]
        told = _all_told(reading, mentions, places, times, report)
    openings = find_openings(reading, places, told)
    numbers = reports(reading, openings)
    events = join(with_reports(reading, told, openings, numbers), parts)
    with_the_rest(events)
    context = Context(reading, places, times, report, mentions, events, strands, numbers)
    return [candidate(context, event, index) for index, event in enumerate(events)]


def _all_told(
    reading: Reading,
    mentions: Sequence[Mention],
    places: Sequence[ResolvedPlace | None],
    times: Sequence[ResolvedTime],
    report: ReportDay,
) -> list[Told]:
    lead = lead_of(reading, mentions)
    tellers = frozenset(mention.sentence for mention in mentions)
    of_years = of_reigns(reading)
    return [
        replace(
            _told(reading, part, places, times, report, lead),
            scene=_scene_before(reading, part, places, tellers),
            is_of_a_reign=part.sentence in of_years,
        )
        for mention in mentions
        for part in tellings(reading, mention, places)
    ]


def _told(
    reading: Reading,
    mention: Mention,
    places: Sequence[ResolvedPlace | None],
    times: Sequence[ResolvedTime],
    report: ReportDay,
    lead: int,
) -> Told:
    day = said = None
    if mention.time_ref is not None and mention.time_scope in ("clause", "sentence", "report"):
        day = event_day(times[mention.time_ref], published=report.day)
        if day.date_start is None and day.event_date is None:
            day = None
        if mention.time_scope == "report":
            day, said = None, day
    found = None if was_brought(mention) else best_location(reading, places, mention.place_refs)
    killed = [c.low for c in mention.casualties if c.effect == "killed" and c.low is not None]
    victims = frozenset(
        word.lower().rstrip("s")
        for p in mention.targets
        for word in p.text.split()[-1:]
        if p.effect or p.role == "victim"
    )
    agents = frozenset(_last_word(p.text) for p in mention.agents if p.text)
    sentence = reading.sentences[mention.sentence]
    return Told(
        mention,
        day,
        found[0] if found else None,
        max(killed) if killed else None,
        victims,
        agents,
        struck.persons(mention),
        struck.things(mention),
        _unlisted(reading, mention, places) if found is None or found[0].geo_resolution in _WIDE else frozenset(),
        said=said,
        is_of_country=is_countrywide(reading, mention, found[0] if found else None),
        is_somewhere=found is not None and _is_direction(reading, found[1]),
        sentence_start=sentence.start,
        sentence_text=reading.text[sentence.start : sentence.end],
        lead=lead,
        is_called_in=is_called_in(reading, mention),
    )


def _scene_before(
    reading: Reading, mention: Mention, places: Sequence[ResolvedPlace | None], tellers: Container[int]
) -> Location | None:
    """The place of the sentence before a mention, in its paragraph, in which nothing is done yet: "In Bor district,
    troops saw two men lay a mine. They shot both"."""
    before = mention.sentence - 1
    if before < 0 or before in tellers:
        return None
    first, own = reading.sentences[before], reading.sentences[mention.sentence]
    if first.is_headline or "\n\n" in reading.text[first.start : own.start]:
        return None
    refs = [
        index
        for index, name in enumerate(reading.place_names)
        if name.sentence == before and name.relation == "in" and name.kind == "place"
    ]
    found = best_location(reading, places, refs)
    return found[0] if found is not None and found[0].geo_resolution not in _WIDEST else None


def _last_word(name: str) -> str:
    """The last word for those who act, in small letters; the whole name of a group that calls itself an army: "the
    Arakan Army" is none of the forces of a state."""
    word = name.split()[-1].lower().rstrip("s")
    bearers = alias_index().get(fold(name), ()) if word in FORCES else ()
    is_of_group = bool(bearers) and all(actor.category not in categories.SERVICES for actor in bearers)
    return name.lower() if is_of_group else word


def _is_direction(reading: Reading, ref: int) -> bool:
    """Does a name tell only in which direction something was of it, and not how far off?"""
    name = reading.place_names[ref]
    before = reading.text[reading.sentences[name.sentence].start : name.start]
    return name.relation == "direction" and _HOW_FAR.search(before) is None


def _unlisted(reading: Reading, mention: Mention, places: Sequence[ResolvedPlace | None]) -> frozenset[str]:
    """Names of the scene of a mention that are in no list: where it was, and what was taken ("captured Kitshanga")."""
    taken = {target.start for target in mention.targets} if mention.trigger_class == "territory" else frozenset()
    # A town of the name may be listed in another country.
    is_nowhere = best_location(reading, places, mention.place_refs) is None
    return frozenset(
        name.text.casefold()
        for ref in mention.place_refs
        if places[ref] is None or is_nowhere
        if (name := reading.place_names[ref]).relation in ("in", "near")
        or name.feature in _SETTLEMENTS
        or name.start in taken
    )
