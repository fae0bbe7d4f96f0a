"""Which mentions of an article tell of one event.

Mentions are taken in text order. Each joins the event that it fits best, or begins another. What tells events apart:
another day, another place, another kind of violence, others struck, "a second blast". What joins them: a word that
points back ("the attack"), the same victims, the same toll, the same place and day, standing side by side.
CODING_RULES 4.1: one event is one day, one place, one kind of interaction, one set of actors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.resolve.apart import conflicts, is_told_in_parts
from pipeline.resolve.differing import is_fine
from pipeline.resolve.likeness import THRESHOLD, likeness
from pipeline.resolve.other_scenes import are_more, is_led_away
from pipeline.resolve.sums import completed, totals
from pipeline.resolve.told import (
    EXPLOSIONS,
    FORCES,
    HARM,
    VAGUE_VICTIMS,
    Event,
    Told,
    are_of_one_report,
    family,
    points_back,
)
from pipeline.resolve.word_sets import word_set

#: Classes of what is fired by hand.
_FIRING = frozenset({"ambush", "clash", "shoot"})
#: What a toll does while people die of their wounds or are found, and the days for which it does so; chosen by hand.
_RISING = word_set("rising")
_COUNTING_DAYS = 7
#: How forces answer an attack.
_ANSWERS = re.compile(r"[^.;,]{0,60}\b(?:responded|retaliated|(?:fired|hit) back|returned (?:the )?fire)\b")


def join(told: Sequence[Told], parts: Mapping[str, str]) -> list[Event]:
    """Group the mentions of one article into events, in the order of their first mentions.

    Args:
        told: The mentions in text order.
        parts: Id of each mention that is a part of a sum -> id of the mention that sums up (`sums.py`).
    """
    events: list[Event] = []
    sums = totals(told, parts)
    seen = Counter(item.mention.mention_id for item in told)
    listed = {name for name, count in seen.items() if count > 1}
    for item in told:
        fitting = [event for event in events if not conflicts(event, item) and not _is_part_of(item, event, parts)]
        fitting = [event for event in fitting if not _is_news_to_sum(item, event, sums)]
        fitting = [event for event in fitting if not _is_long_before(item, event, events)]
        if _is_rising(item):
            fitting = _of_the_news(fitting)
        for is_likelier in _LIKELIER:
            fitting = [event for event in fitting if is_likelier(event, item)] or fitting
        if item.mention.mention_id in listed:  # one of several: of nothing that is told otherwise elsewhere
            fitting = [e for e in fitting if _is_there(e, item) or e.classes & set(item.mention.trigger_classes)]
        # What has a day and a place of its own is not the only event of its report: it fits another by these, or not.
        is_by_itself = item.day is not None and item.place is not None
        told_with = [e for e in events if is_by_itself or are_of_one_report(e.told[0].report, item.report)]
        deeds = [event for event in told_with if not event.is_of_campaign]
        is_only = len(fitting) == 1 and (len(told_with) == 1 or deeds == fitting)
        news = [event for event in events if event.is_news]
        last = max(news, key=lambda event: event.sentences[-1], default=None)
        scored = [
            (likeness(event, item, only_event=is_only, is_last=event is last), index)
            for index, event in enumerate(fitting)
        ]
        best = max(scored, default=(0.0, -1))
        if best[1] >= 0 and best[0] >= THRESHOLD:
            fitting[best[1]].told.append(_as_arrest(item) if is_led_away(fitting[best[1]], item) else item)
        else:
            events.append(Event([_as_more(item, last)]))
    events = _told_again(events)
    for event in events:
        event.is_sum = any(item.mention.mention_id in sums for item in event.told) or is_told_in_parts(event, events)
    return events


def _is_long_before(item: Told, event: Event, events: Sequence[Event]) -> bool:
    """True for what was a week and more before the news, and an event that has the day of the news: "a bomb killed nine
    on Wednesday. In Taji, gunmen shot two men. Two weeks ago a thousand died on a bridge"."""
    days = [e.day.event_date for e in events if e.is_news and e.day is not None and e.day.event_date is not None]
    own = item.day.event_date if item.day is not None else None
    if own is None or not days or event.day is not None or points_back(item.mention):
        return False
    return (min(days) - own).days > _COUNTING_DAYS


def _as_more(item: Told, last: Event | None) -> Told:
    """The dead of another town, who died of what was told just before: "shelling killed three in A. Two more people
    died in B"."""
    is_next = last is not None and item.mention.sentence - last.sentences[-1] == 1
    if last is None or not is_next or not are_more(item.mention):
        return item
    return replace(item, mention=completed(item.mention, last.told[0].mention))


def _as_arrest(item: Told) -> Told:
    """What is told of people whom forces have detained before: they lead them away, and abduct nobody."""
    return replace(item, mention=replace(item.mention, trigger_class="arrest", trigger_classes=("arrest",)))


def _is_rising(item: Told) -> bool:
    """True for a toll that grows: "by evening the death toll had risen to 12"."""
    mention = item.mention
    is_toll = mention.trigger_class == "toll" and mention.is_definite and item.place is None
    return is_toll and not _RISING.isdisjoint(re.findall(r"\w+", item.sentence_text.lower()))


def _of_the_news(events: Sequence[Event]) -> list[Event]:
    """Some events without those of weeks before the newest of them: the dead of these are counted by now."""
    days = [event.day.event_date for event in events if event.day is not None and event.day.event_date is not None]
    newest = max(days, default=None)
    return [
        event
        for event in events
        if newest is None
        or event.day is None
        or event.day.event_date is None
        or (newest - event.day.event_date).days <= _COUNTING_DAYS
    ]


def _is_there(event: Event, item: Told) -> bool:
    """True for an event in the very town or village that a mention names."""
    place = item.place
    return place is not None and is_fine(place) and any(before.location == place.location for before in event.places)


def _may_be_claimed(event: Event, item: Told) -> bool:
    """False for what forces did, where a group claims "the attack"."""
    mention = item.mention
    is_of_group = bool(item.agents) and not item.agents & FORCES
    is_claim = mention.attribution == "claimed" and mention.is_definite and is_of_group
    return not is_claim or not any(before.agents & FORCES for before in event.told)


def _may_be_theirs(event: Event, item: Told) -> bool:
    """False for what befell those who did "the attack": "soldiers targeted a leader ... The leader led the attack"."""
    if not (item.mention.is_nominal and item.mention.is_definite and item.agents):
        return True
    acted = {agent for before in event.told for agent in before.agents}
    return bool(item.agents & acted) or not any(item.agents & before.victims for before in event.told)


def _has_died(event: Event, item: Told) -> bool:
    """False for an arrest, where the death of somebody told before is told again: "the murdered man was found"."""
    people = [p for p in item.mention.targets if (p.phrase or p.text).lower().startswith("the ")]
    is_death = set(item.mention.trigger_classes) == {"kill"} and bool(people) and not item.agents
    return not is_death or event.classes != {"arrest"}


def _has_struck(event: Event, item: Told) -> bool:
    """True for an event that struck the very one of whom a mention tells: "a blogger's murder. The blogger was"."""
    ones = [p for p in item.mention.targets if p.count == 1 and (p.phrase or p.text).lower().startswith("the ")]
    names = {p.text.lower().split()[-1].rstrip("s") for p in ones} - VAGUE_VICTIMS
    return any(names & before.victims for before in event.told)


def _may_have_exploded(event: Event, item: Told) -> bool:
    """False for a battle or a shooting where what is told is an explosion, which is of another event, if any."""
    own = set(item.mention.trigger_classes)
    return not own & EXPLOSIONS or own & _FIRING != set() or bool(event.classes & EXPLOSIONS)


def _met_just_before(event: Event, item: Told) -> bool:
    """True for the demonstration that the sentence before tells, where the police break up one without a place or day:
    "On Wednesday traders held a vigil. Officers used tear gas"."""
    is_bare = item.day is None and item.place is None and "disperse" in item.mention.trigger_classes
    last = event.told[-1].mention
    return is_bare and family(last) == "demonstration" and item.mention.sentence - last.sentence == 1


def _was_met_just_before(event: Event, item: Told) -> bool:
    """True for the attack on forces of which the sentence before tells, where forces answer it: "in June, rebels
    attacked the post. The soldiers responded, killing 30"."""
    last = event.told[-1].mention
    is_attack = family(last) == "violence" and bool(event.told[-1].victims & FORCES)
    is_answer = bool(item.agents & FORCES) and _ANSWERS.match(item.sentence_text) is not None
    return is_attack and is_answer and item.mention.sentence - last.sentence == 1


def _is_of_its_sentence(event: Event, item: Told) -> bool:
    """True for the event that the same sentence tells, where people are only said to be harmed: "in A, people marched.
    In B, demonstrators burned a post; two were injured"."""
    mention = item.mention
    is_bare = item.day is None and item.place is None and not mention.agents and set(mention.trigger_classes) <= HARM
    return is_bare and not mention.is_new and event.told[-1].mention.sentence == mention.sentence


def _is_one_deed(event: Event, item: Told) -> bool:
    """False for the dead of a campaign, where what is told counts none of a campaign: "hundreds have died in recent
    years. The attack also left nine wounded"."""
    return not event.is_of_campaign or any(casualty.is_cumulative for casualty in item.mention.casualties)


#: What makes some of the events that a mention fits likelier than the others, the surest first.
_LIKELIER = (
    _is_one_deed,
    _is_of_its_sentence,
    _is_there,
    _may_be_claimed,
    _may_be_theirs,
    _has_died,
    _has_struck,
    _may_have_exploded,
    _met_just_before,
    _was_met_just_before,
)


def _is_news_to_sum(item: Told, event: Event, sums: frozenset[str]) -> bool:
    """True for what is told anew after a sum: an incident of its own, where "the attacks" are those of the sum."""
    is_sum = any(before.mention.mention_id in sums for before in event.told)
    return is_sum and item.mention.mention_id not in sums and not item.mention.is_definite


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
