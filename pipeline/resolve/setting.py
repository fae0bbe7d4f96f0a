"""An event as its actors are looked up: with its country and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.resolve.actors import resolve_actor
from pipeline.resolve.context import Context
from pipeline.resolve.named_groups import named_group
from pipeline.resolve.resolved_actors import UNKNOWN, ResolvedActor
from pipeline.resolve.sailors import of_a_navy
from pipeline.resolve.told import Event


@dataclass(frozen=True, slots=True)
class Setting:
    """An event with the country and the day that its actors are looked up for; None where they are not known."""

    context: Context
    event: Event
    country: str | None
    day: date | None

    def actor(self, phrase: str) -> ResolvedActor | None:
        """The actor that a phrase of the article means in this country on this day."""
        words = of_a_navy(phrase, self.context.reading.text)
        told_on = self.context.reading.published
        found = resolve_actor(words, country=self.country, day=self.day, regimes=self.context.regimes, told_on=told_on)
        if found is None or found.rule != UNKNOWN:
            return found
        # "Colombia's government and the National Liberation Army met in Havana": the one group of that name of the
        # other countries told of.
        found_abroad = (named_group(words, country, self.day, told_on) for country in self.context.countries)
        abroad = {group.name: group for group in found_abroad if group is not None}
        return next(iter(abroad.values())) if len(abroad) == 1 else found

    def is_abroad(self, offset: int) -> bool:
        """Do the words at an offset go on about incidents of other countries alone?"""
        return self.context.stretches.is_abroad(self.event, self.country, offset)

    def is_apart(self, offset: int, *, is_back: bool = False) -> bool:
        """Do the words at an offset go on about incidents of other places alone; `is_back`: told before them?"""
        return self.context.stretches.is_apart(self.event, self.country, offset, is_back=is_back)
