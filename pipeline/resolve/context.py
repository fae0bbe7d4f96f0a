"""What the events of one article share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Mention, Participant, Reading
from pipeline.reference import actors as actor_table
from pipeline.reference.regimes import regimes_named
from pipeline.resolve.claims import claims
from pipeline.resolve.coded_days import EventDay
from pipeline.resolve.differing import places_differ
from pipeline.resolve.leads import first_full, first_of_news
from pipeline.resolve.locations import Location
from pipeline.resolve.named_groups import is_backer
from pipeline.resolve.peoples import community_spans
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.report_days import ReportDay, is_dateline
from pipeline.resolve.resolved_times import ResolvedTime
from pipeline.resolve.strands import text_of_strand
from pipeline.resolve.stretches import Stretches
from pipeline.resolve.told import Event, are_of_one_report, family
from pipeline.resolve.trials import court_sentences
from pipeline.resolve.unlisted_groups import unlisted_groups

#: What the living do with the dead, on days and in places of its own.
_BURIED = re.compile(r"\b(?:buried|burials?|cremat\w+|funerals?|laid to rest|obsequies)\b", re.I)


class Context:
    """What the events of one article share; it remembers the days and places of those seen, for the next to inherit."""

    def __init__(
        self,
        reading: Reading,
        places: Sequence[ResolvedPlace | None],
        times: Sequence[ResolvedTime],
        report: ReportDay,
        mentions: Sequence[Mention],
        events: Sequence[Event],
        strands: Sequence[int],
        reports: Sequence[int],
    ) -> None:
        self.reading = reading
        self.places = places
        self.times = times
        self.report = report
        self.mentions = mentions
        datelines = [e.sentence for e in reading.time_expressions if is_dateline(e)]
        self.events = events
        self.reports = reports
        self.strands = strands
        self.stretches = Stretches(reading, places, events)
        # No lead as those of mentions (`Told.lead`): it is never a line like "For immediate release".
        self.first_sentence = max([*datelines, first_full(reading, first_of_news(reading, mentions))])
        self.of_courts = court_sentences(reading)
        told = {mention.sentence for mention in mentions}
        self.of_burials = frozenset(
            index
            for index, sentence in enumerate(reading.sentences)
            if index not in told and _BURIED.search(reading.text, sentence.start, sentence.end)
        )
        self.background_times = frozenset(
            m.time_ref for m in mentions if m.is_background and m.time_ref is not None and m.time_scope == "clause"
        )
        self.days: list[tuple[tuple[int, ...], EventDay]] = []
        #: Sentences of what happened years before, on no day that can be coded.
        self.long_ago: set[int] = set()
        self.locations: list[tuple[tuple[int, ...], Location]] = []
        # In text order.
        self.countries = tuple(dict.fromkeys(p.iso3 for p in places if p is not None and p.iso3 is not None))
        self.regimes = regimes_named(reading.text)
        self.named = actor_table.name_spans(reading.text)
        known = [(start, end) for start, end, _ in self.named]
        self.unlisted = unlisted_groups(reading.text, known)
        taken = {at for start, end in known for at in range(start, end)}
        communities = [span for span in community_spans(reading.text) if taken.isdisjoint(range(*span))]
        sentences = [(sentence.start, sentence.end) for sentence in reading.sentences]
        self.claims = claims(reading.text, sentences, [*known, *communities], self.unlisted)

    def is_heard(self, event: Event) -> bool:
        """True for the deeds in an article whose headline or lead says what goes on in a court; who gathers outside of
        it does so now."""
        is_of_court = any(s == self.first_sentence or self.reading.sentences[s].is_headline for s in self.of_courts)
        return is_of_court and (event.is_background or family(event.told[0].mention) != "demonstration")

    def is_place(self, participant: Participant) -> bool:
        """True for a dateline, or a town, that the parser takes for somebody: "KABUL - Troops detained ..."."""
        for name, place in zip(self.reading.place_names, self.places, strict=True):
            if name.kind == "place" and name.start <= participant.start and participant.end <= name.end:
                return name.relation == "dateline" or (place is not None and place.feature != "country")
        return False

    def sentences_beside(self, event: Event) -> frozenset[int]:
        """Sentences that tell other events than this one, and not this one."""
        others = {s for other in self.events if other is not event for s in other.sentences}
        return frozenset(others - set(event.sentences))

    def told_elsewhere(self, event: Event) -> list[int]:
        """Sentences that tell other events, of other places than this one; of any place, where this one names none."""
        return [
            sentence
            for other in self.events
            if other.is_news
            if any(places_differ(a, b) for a in other.places for b in event.places)
            or (other.places and not event.places)
            for sentence in other.sentences
        ]

    def told_alone(self, event: Event) -> frozenset[int]:
        """Sentences that tell other events of the news and not this one: who says there what he did speaks of those."""
        others = {s for other in self.events if other is not event and other.is_news for s in other.sentences}
        return frozenset(others.difference(event.sentences))

    def may_share(self, sentence: int, other: int) -> bool:
        """Can an event of one sentence take a day or a place from another: not from another strand, nor report?"""
        is_one_report = are_of_one_report(self.reports[sentence], self.reports[other])
        return is_one_report and self.strands[sentence] == self.strands[other]

    def text_of_strand(self, sentence: int) -> str:
        """The text with blanks for what belongs to other strands than a sentence does."""
        return text_of_strand(self.reading, self.strands, self.strands[sentence])

    def named_before(self, offset: int) -> list[tuple[int, str]]:
        """Where known groups are named before an offset, and their names, nearest first."""
        text = self.reading.text
        spans = [(start, end) for start, end, _ in reversed(self.named) if end <= offset and not is_backer(text, end)]
        return [(start, text[start:end]) for start, end in spans]
