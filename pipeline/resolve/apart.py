"""What tells two events of an article apart: another day, place or kind of violence, or one list that names both."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Mention
from pipeline.resolve.differing import is_fine, places_differ
from pipeline.resolve.one_deed import are_its_dead
from pipeline.resolve.other_kinds import ATTACKERS, is_other_kind
from pipeline.resolve.other_scenes import is_led_away, is_other_scene
from pipeline.resolve.told import VAGUE_VICTIMS, Event, Told, are_of_one_report, is_of_a_year, sums_up


def conflicts(event: Event, told: Told, *, wherever: bool = False) -> bool:
    """True if a mention cannot be part of an event; with `wherever`, days and places are not looked at."""
    if any(_are_told_apart(before, told) for before in event.told):
        return True
    if is_led_away(event, told) or are_its_dead(event, told):
        return False
    if (sums_up(event) and _is_one_of_them(event, told)) or _is_total_of_days(event, told):
        return True
    if _is_day_of_many(event, told) or _is_taken_on_a_day(event, told):
        return True
    if is_of_a_year(told) and not any(is_of_a_year(t) for t in event.told):
        return True
    if is_other_kind(event, told) or _are_reversed(event, told):
        return True
    if wherever or event.persons & told.persons:
        return False  # nobody is killed twice, whatever day or place is told with it
    return is_other_scene(event, told)


def _are_told_apart(one: Told, other: Told) -> bool:
    """Do the words tell two mentions as two: reports of a digest, a list, what came before and what answered it?"""
    if not are_of_one_report(one.report, other.report):
        return True
    first, second = one.mention, other.mention
    if first.mention_id == second.mention_id or one.is_of_country != other.is_of_country:
        return True  # two incidents of one list; the dead of a whole country
    if first.sentence == second.sentence and (
        "counted" in (first.time_scope, second.time_scope)  # "a day after a bombing killed five"
        or (first.is_background != second.is_background and not _are_found_dead(first, second))
    ):
        return True
    if first.sentence != second.sentence and one.is_of_a_reign != other.is_of_a_reign:
        return True
    return _is_other_news(one, other) or _are_ours_and_theirs(first, second) or _is_what_was_answered(one, other)


def _is_what_was_answered(one: Told, other: Told) -> bool:
    """ "There is heavy fighting near Goma. It is in answer to an ambush on 28 January": the occasion has a day of its
    own, and is no word for what was told."""
    second = other.mention
    is_occasion = (
        second.is_background and second.is_nominal and not second.is_definite and not one.mention.is_background
    )
    return is_occasion and other.day is not None and one.day is None


def _are_found_dead(first: Mention, second: Mention) -> bool:
    """ "The bodies of 49 recruits who had been shot were found": what had befallen those whose bodies they are."""
    struck = [{(p.start, p.end) for p in mention.targets} for mention in (first, second)]
    return "die.body" in (*first.trigger_rules, *second.trigger_rules) and not struck[0].isdisjoint(struck[1])


def _are_ours_and_theirs(first: Mention, second: Mention) -> bool:
    """True for what "the enemy" did and what "our troops" did, in what an army tells of itself."""
    are_ours = [any(p.text.lower().startswith("our ") for p in mention.agents) for mention in (first, second)]
    are_theirs = [any(p.text.lower().endswith("enemy") for p in mention.agents) for mention in (first, second)]
    return (are_ours[0] and are_theirs[1]) or (are_ours[1] and are_theirs[0])


def _are_reversed(event: Event, told: Told) -> bool:
    """True where those who killed a number fall to others in another: "bandits kill seven" above "troops killed 12
    bandits"."""
    first = event.told[0]
    if None in (first.killed, told.killed) or first.killed == told.killed or not first.mention.in_headline:
        return False
    return bool(first.agents & told.victims) and bool(told.agents) and first.agents.isdisjoint(told.agents)


def _is_total_of_days(event: Event, told: Told) -> bool:
    """True for the dead of several days told after what happened on one: "... on Monday. Nine have been killed since
    Thursday". That a figure is of several days is read from its own words before."""
    dead = [c for c in told.mention.casualties if c.effect == "killed"]
    is_campaign = bool(dead) and all(c.is_cumulative for c in dead)
    is_of_day = event.day is not None and not any(c.is_cumulative for t in event.told for c in t.mention.casualties)
    is_told_after = event.sentences[0] < told.mention.sentence  # "the protesters say police have killed dozens"
    return is_campaign and is_of_day and not told.mention.in_headline and is_told_after


def _is_day_of_many(event: Event, told: Told) -> bool:
    """True for what happened in a town on a day, told after the dead of several days of a whole country: "fighting has
    killed 97 in three days ... Air strikes hit a base in Omdurman on Sunday"."""
    dead = [c for before in event.told for c in before.mention.casualties if c.effect == "killed"]
    body = [before for before in event.told if not before.mention.in_headline]
    is_campaign = bool(body) and all(
        any(c.is_cumulative for c in before.mention.casualties) or not before.mention.casualties for before in body
    )
    is_of_days = (
        is_campaign and any(c.is_cumulative for c in dead) and not any(is_fine(place) for place in event.places)
    )
    return is_of_days and told.place is not None and is_fine(told.place) and not told.mention.is_definite


def _is_taken_on_a_day(event: Event, told: Told) -> bool:
    """True for those whom somebody took on a day, told after all whom a campaign took or killed: "have captured or
    killed 90 leaders since April. On Monday a leader was detained"."""
    mention = told.mention
    is_of_day = told.day is not None and not any(c.is_cumulative for c in mention.casualties)
    is_campaign = event.is_of_campaign and not any(before.mention.in_headline for before in event.told)
    return is_campaign and is_of_day and "arrest" in mention.trigger_classes and not mention.in_headline


def _is_other_news(one: Told, other: Told) -> bool:
    """True for two parts of one headline that count other people: "Rebels kill three; 13 rebels die in Bor".

    Attackers who died are those of the attack: "Raid kills seven; 11 assailants dead".
    """
    first, second = one.mention, other.mention
    if not (first.in_headline and second.in_headline) or first.sentence == second.sentence:
        return False
    victims = [{word for word in t.victims - VAGUE_VICTIMS if word.isalpha()} for t in (one, other)]
    if any(words and words <= ATTACKERS for words in victims):
        return False
    if None not in (one.killed, other.killed):
        return one.killed != other.killed
    return all(victims) and victims[0].isdisjoint(victims[1])


def is_told_in_parts(event: Event, events: Sequence[Event]) -> bool:
    """Is an event without a town of its own the sum of others that are told behind it, each where it was?"""
    if not sums_up(event) or any(is_fine(place) for place in event.places):
        return False
    parts = [other.told[0] for other in events if other is not event and other.sentences[0] > event.sentences[0]]
    return any(part.scene is not None and part.place is None and _is_one_of_them(event, part) for part in parts)


def _is_one_of_them(event: Event, told: Told) -> bool:
    """True for an incident told after the sum of several: with a place, or with doers and dead, of its own."""
    first = event.told[0].mention
    if told.mention.sentence == first.sentence or (told.mention.incident_count or 1) > 1:
        return False
    if told.place is not None and event.places:
        return all(place.location != told.place.location for place in event.places)
    if told.place is None and told.scene is not None and bool(told.agents):
        return all(places_differ(place, told.scene) or not is_fine(place) for place in event.places)
    others = told.killed not in (None, *(t.killed for t in event.told))
    return others and bool(told.mention.agents) and not any(is_fine(place) for place in event.places)
