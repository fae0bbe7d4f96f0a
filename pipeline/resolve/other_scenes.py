"""What tells two events of an article apart: another day or another place."""

from __future__ import annotations

from pipeline.resolve.locations import Location
from pipeline.resolve.told import (
    DISTRICT_KM,
    Event,
    Told,
    apart_km,
    days_differ,
    is_fine,
    is_quarter_of,
    length,
    places_differ,
)
from pipeline.resolve.word_sets import word_set

#: Words of a death that follows an event some days later.
_DEATHBED = word_set("deathbed")


def is_other_scene(event: Event, told: Told) -> bool:
    """True for a mention of another day or another place than an event."""
    if _died_later(told):
        return False  # when and where somebody died of his wounds is not when and where he was struck
    if told.day is not None and event.day is not None and days_differ(event.day, told.day):
        return True
    if told.place is None or _is_headlined(event, told):
        return False
    return (
        _is_beside_a_village(event, told)
        or any(places_differ(place, told.place) for place in event.places)
        or _is_within_days(event, told)
    )


def _died_later(told: Told) -> bool:
    """True for the death of somebody struck before: "he died in hospital on Tuesday", "of their wounds"."""
    mention = told.mention
    is_death = mention.trigger_class == "die" and set(mention.trigger_classes) <= {"die", "injure"}
    return is_death and not mention.is_nominal and bool(_DEATHBED & set(mention.words))


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
