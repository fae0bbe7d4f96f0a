"""Sums and their parts: "64 were killed in attacks on a boat and a base. Forty-nine died on the boat near A, and 15 at
the base at B." The parts are the events, and the sum is none (CODING_RULES 4.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.records import Mention
from pipeline.resolve.differing import days_differ, places_differ
from pipeline.resolve.several import FINE
from pipeline.resolve.told import HARM, LEAD_SENTENCES, Told, points_back

#: Sentences behind a sum in which its parts are told; chosen by hand.
_REACH = 10


def parts_of_sums(told: Sequence[Told]) -> dict[str, str]:
    """Id of each mention that is a part -> id of the mention that sums it up.

    Parts stand in one sentence, each with its own dead, and an earlier sentence tells as many as all of them together.
    Or each tells a town of its own, and the lead more dead than all of them together in a wider area. Or the headline
    tells as many as the first ones of one town, of which a later one is said to be another: "a separate bomb".
    """
    deadly = [(_with_scene(item, told), dead) for item in told if (dead := _dead(item.mention)) is not None]
    return _listed(deadly) or _spread(told, deadly) or _added_up(deadly)


def _with_scene(item: Told, told: Sequence[Told]) -> Told:
    """What tells dead without a place, with the only town of its sentence: "a bomber set off his vest in B, killing
    17"."""
    if item.place is not None or item.mention.in_headline:
        return item
    beside = [other for other in told if other.mention.sentence == item.mention.sentence and _is_fine(other)]
    towns = {other.place.location for other in beside if other.place is not None}
    return replace(item, place=beside[0].place) if len(towns) == 1 else item


def _added_up(deadly: Sequence[tuple[Told, int]]) -> dict[str, str]:
    """The first ones of one town whose dead make the headline's, where one of them is said to be another bomb."""
    lead, total = next((entry for entry in deadly if entry[0].mention.in_headline), (None, 0))
    parts: list[Told] = []
    rest = total
    for item, dead in deadly:
        if lead is None or item.mention.in_headline or item.mention.is_background or rest <= 0 or dead >= total:
            continue
        if _is_no_part(item, lead) if item.place is not None else lead.place is not None:
            return {}
        parts.append(item)
        rest -= dead
    if lead is None or rest or len(parts) < 2 or not any(item.mention.is_new for item in parts[1:]):
        return {}
    return {item.mention.mention_id: lead.mention.mention_id for item in parts}


def _listed(deadly: Sequence[tuple[Told, int]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for sentence, found in groupby(deadly, key=lambda entry: entry[0].mention.sentence):
        parts = list(found)
        if len(parts) < 2 or not any(_has_scene(item) for item, _ in parts):
            continue
        total = sum(dead for _, dead in parts)
        for item, dead in deadly:
            is_elsewhere = any(_is_no_part(part, item) for part, _ in parts)
            is_near = 0 < sentence - item.mention.sentence <= _REACH
            if dead == total and is_near and not is_elsewhere:
                out.update((part.mention.mention_id, item.mention.mention_id) for part, _ in parts)
    return out


def _has_scene(item: Told) -> bool:
    """False for who they were, of one incident as well: "two men died at the scene, and a woman later"."""
    return item.place is not None or item.day is not None or bool(item.unlisted or item.things) or item.mention.is_new


def _spread(told: Sequence[Told], deadly: Sequence[tuple[Told, int]]) -> dict[str, str]:
    # "Gunmen overran the base at A. They said they had killed 43": told of A, and no sum.
    placed = [item.mention.sentence for item in told if _is_fine(item) and not item.mention.in_headline]
    last = min([*placed, LEAD_SENTENCES])
    # "Nine were killed in an attack by rebels on the town of A": the dead of the attack.
    bare = {item.mention.sentence for item in told if _is_fine(item) and _dead(item.mention) is None}
    leads = [
        (item, dead)
        for item, dead in deadly
        if item.mention.sentence <= last and item.mention.sentence not in bare and not _is_fine(item)
    ]
    if not leads:
        return {}
    # Of two that tell the same figure, the one that says where: the headline may not.
    lead, total = max(leads, key=lambda entry: (entry[1], entry[0].place is not None))
    if any(dead == total and _is_of_one(item.mention) for item, dead in leads):
        return {}
    parts: dict[str, tuple[Told, int]] = {}
    for item, dead in deadly:
        is_one = _ONE_OF_SEVERAL.search(item.sentence_text) is not None
        is_own = not item.mention.is_background and (is_one or not points_back(item.mention))
        is_later = item.mention.sentence > lead.mention.sentence and not _is_of_another_day(item, lead)
        if is_later and is_own and item.place is not None and _is_fine(item):
            parts.setdefault(item.place.location or "", (item, dead))
    if len(parts) > 1 and sum(dead for _, dead in parts.values()) == total:
        return {item.mention.mention_id: lead.mention.mention_id for item, _ in parts.values()}
    parts = {name: (item, dead) for name, (item, dead) in parts.items() if not _is_no_part(item, lead)}
    figures = {casualty.low for item, _ in leads for casualty in item.mention.casualties}
    # "11 dead in Cauca attacks": several incidents, one of which tells its dead
    is_several = lead.mention.in_headline and lead.mention.is_nominal and lead.mention.is_plural
    if (
        len(parts) < (1 if is_several else 2)
        or sum(dead for _, dead in parts.values()) > total
        or any(n in figures for _, n in parts.values())
    ):
        return {}  # "kills seven; 11 assailants dead" sums up nothing but the raid that killed seven
    return {item.mention.mention_id: lead.mention.mention_id for item, _ in parts.values()}


def _is_of_one(mention: Mention) -> bool:
    """Was one thing struck: "a military base", "a bus"? Its dead are no sum of those of towns."""
    struck = [(p.phrase or p.text).lower() for p in mention.targets if p.kind == "physical"]
    return len(struck) == 1 and struck[0].startswith(("a ", "an ", "the "))


def totals(told: Sequence[Told], parts: Mapping[str, str]) -> frozenset[str]:
    """Ids of the mentions that sum up, and of those that tell the same figure of no place of their own: the headline's
    and the lead's."""
    sums_up = set(parts.values())
    figures = {_dead(item.mention) for item in told if item.mention.mention_id in sums_up} - {None}
    again = {item.mention.mention_id for item in told if not _is_fine(item) and _dead(item.mention) in figures}
    return frozenset(sums_up | (again - set(parts)))


def _is_no_part(item: Told, total: Told) -> bool:
    """True for the dead of a town in another division or country than that of a sum, or of another day."""
    is_outside = item.place is not None and total.place is not None and places_differ(total.place, item.place)
    return is_outside or _is_of_another_day(item, total)


def _is_of_another_day(item: Told, total: Told) -> bool:
    return item.day is not None and total.day is not None and days_differ(total.day, item.day)


def _is_fine(item: Told) -> bool:
    return item.place is not None and item.place.geo_resolution in FINE


def _dead(mention: Mention) -> int | None:
    """The dead that a mention counts in exact figures or lower bounds; None without any."""
    dead = [c for c in mention.casualties if c.effect == "killed" and c.low is not None]
    if not dead or mention.realis != "asserted" or mention.is_cumulative:
        return None
    return None if any(c.quantifier not in _COUNTED for c in dead) else sum(c.low or 0 for c in dead)


#: "The first bomb", "the other attack": one of those summed up.
_ONE_OF_SEVERAL = re.compile(
    r"\b[Tt]he (?:first|second|third|fourth|other) (?:[a-z]+ )?(?:attack|blast|bomb(?:ing)?|explosion)\b"
)
#: Figures that somebody counted.
_COUNTED = frozenset({"exact", "at_least"})


def completed(mention: Mention, total: Mention | None) -> Mention:
    """A part with the doers, the day and the kind of violence that its sum names, where it names none itself."""
    if total is None:
        return mention
    if not mention.agents:
        mention = replace(mention, agents=total.agents)
        if set(mention.trigger_classes) <= HARM:
            mention = replace(
                mention,
                trigger_classes=tuple(dict.fromkeys((*mention.trigger_classes, *total.trigger_classes))),
                trigger_rules=tuple(dict.fromkeys((*mention.trigger_rules, *total.trigger_rules))),
                words=tuple(sorted({*mention.words, *total.words})),
            )
    if mention.time_ref is None and total.time_scope in ("clause", "sentence"):
        mention = replace(mention, time_ref=total.time_ref, time_scope=total.time_scope)
    return mention


def sums(mentions: Sequence[Mention], parts: Mapping[str, str]) -> dict[str, Mention]:
    """Id of each part -> the mention that sums it up."""
    by_id = {mention.mention_id: mention for mention in mentions}
    return {part: _with_its_fight(by_id[total], mentions) for part, total in parts.items()}


def _with_its_fight(total: Mention, mentions: Sequence[Mention]) -> Mention:
    """A sum of dead with those who fought, where its sentence or the headline of the same figure says it: "six were
    killed as students clashed with police"."""
    if total.agents or not set(total.trigger_classes) <= HARM:
        return total
    fight = next(
        (
            m
            for m in mentions
            if m.agents and "clash" in m.trigger_classes
            if m.sentence == total.sentence or _dead(m) == _dead(total)
        ),
        None,
    )
    if fight is None:
        return total
    return replace(
        total,
        agents=fight.agents,
        trigger_classes=(*total.trigger_classes, *fight.trigger_classes),
        trigger_rules=(*total.trigger_rules, *fight.trigger_rules),
        words=tuple(sorted({*total.words, *fight.words})),
    )
