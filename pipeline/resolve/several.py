"""Several incidents told in one breath: "bombs went off in Jalalabad and Herat", "three blasts, at A, at B and at C".

CODING_RULES 4.2 asks for one row a named place, with the deaths split (5.5). A mention is taken apart where its words
list places of their own, each a town, a village or a quarter, or where it counts as many incidents as it names things
struck. A count without places or things of its own stays one mention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.numbers import find_quantities
from pipeline.records import Mention, Participant, Reading
from pipeline.resolve.day_shares import by_day
from pipeline.resolve.named_places import best_location, strangers
from pipeline.resolve.places import ResolvedPlace
from pipeline.resolve.shares import by_share, share

#: How exactly a place must be told to be that of one incident.
FINE = frozenset({"neighbourhood", "city", "settlement", "near_settlement", "admin2"})
_TOWNS = frozenset({"city", "settlement"})
_SPLIT = frozenset({"asserted", "attempted"})
_KINDS = (
    r"(?:(?:[a-z]+\s+)?(?:towns?|cit(?:y|ies)|villages?|districts?|municipalit(?:y|ies)|neighbou?rhoods?)\s+of\s+)?"
)
#: What stands between items of a list: a comma alone, so that "Jalalabad, in the east" is none, or "and".
_COMMA = re.compile(r"\s*[,;]\s*", re.I)
_AND = re.compile(rf"\s*[,;]?\s*(?:and|as well as)\s+(?:also\s+)?(?:(?:in|at|near)\s+)?(?:the\s+)?{_KINDS}", re.I)
_SETTLEMENTS = re.compile(r"\s+(?:[a-z]+\s+)?(?:communities|settlements|towns|villages)\b", re.I)
#: Relations of a place to what happens there; what goes "from" one place "to" another or lies "between" is one thing.
_AT = frozenset({"in", "near", "none"})
#: What leads to a scene, and how far before a thing it may begin, in code points.
_WITHIN = re.compile(r"\b(?:in|inside|of|outside)\s+(?:(?:an?|the)\s+)?(?:[\w-]+\s+)?$")
_LEAD = 30
#: More items than this are a list of where somebody is active, not of incidents.
_MOST = 6


def tellings(reading: Reading, mention: Mention, places: Sequence[ResolvedPlace | None]) -> list[Mention]:
    """The mention, or one for each incident that it tells."""
    if mention.realis not in _SPLIT:
        return [mention]
    shares = by_share(reading, mention) or by_day(reading, mention)
    if shares:
        return shares
    parts = _by_place(reading, mention, places) or ([] if _is_one_scene(reading, mention) else _by_thing(mention))
    if not 1 < len(parts) <= _MOST or settlements(reading, mention) > len(parts):
        return [mention]
    return [
        replace(
            part, casualties=share(mention.casualties, index, len(parts)), incident_count=None, flags=_flags(mention)
        )
        for index, part in enumerate(parts)
    ]


def settlements(reading: Reading, mention: Mention) -> int:
    """How many villages or towns the sentence of a mention counts: "attacks on some 20 villages in A and B"."""
    sentence = reading.sentences[mention.sentence]
    text = reading.text[sentence.start : sentence.end]
    if _SETTLEMENTS.search(text) is None:
        return 0
    counts = [q.low or 0 for _, stop, q in find_quantities(text) if _SETTLEMENTS.match(text, stop)]
    return max(counts, default=0)


def _flags(mention: Mention) -> tuple[str, ...]:
    """The flags of a part: the incidents are told apart, and its dead are a share of a total."""
    is_shared = any(casualty.effect == "killed" and casualty.low for casualty in mention.casualties)
    others = tuple(flag for flag in mention.flags if flag != "INCIDENTS_COUNTED")
    return (*others, *(("FATALITIES_SPLIT",) if is_shared else ()))


def _by_place(reading: Reading, mention: Mention, places: Sequence[ResolvedPlace | None]) -> list[Mention]:
    """A mention for each place of a list of towns; [] where the mention has none."""
    refs = sorted(set(mention.place_refs), key=lambda ref: reading.place_names[ref].start)
    runs: list[list[int]] = []
    ended: list[bool] = []
    for ref in refs:
        name = reading.place_names[ref]
        before = reading.place_names[runs[-1][-1]] if runs else None
        between = reading.text[before.end : name.start] if before is not None else ""
        is_last = _AND.fullmatch(between) is not None
        if before is not None and (is_last or _COMMA.fullmatch(between)) and ref != before.parent:
            runs[-1].append(ref)
            ended[-1] = ended[-1] or is_last
        else:
            runs.append([ref])
            ended.append(False)
    lists = [run for run, has_and in zip(runs, ended, strict=True) if has_and]
    run = max(lists, key=len, default=[])
    if left_out := strangers(reading, places, run):
        run = [ref for ref in run if ref not in left_out]
    if any(reading.place_names[ref].relation not in _AT for ref in run):
        return []
    spots: dict[str, int] = {}
    unknown: list[int] = []
    for ref in run:
        found = best_location(reading, places, [ref])
        if found is None and places[ref] is None:
            unknown.append(ref)
            continue
        if found is None or found[0].geo_resolution not in FINE:
            return []
        spots.setdefault(found[0].location or "", ref)
    if len(spots) < 2:
        return []
    spots.update((reading.place_names[ref].text, ref) for ref in unknown)
    others = [ref for ref in mention.place_refs if ref not in run]
    beside = {ref: spot for ref in others if (spot := _town_beside(reading, places, run, ref)) is not None}
    for ref, spot in beside.items():
        spots.setdefault(spot, ref)
    shared = [ref for ref in others if ref not in beside]
    return [replace(mention, place_refs=(ref, *shared)) for ref in spots.values()]


def _town_beside(reading: Reading, places: Sequence[ResolvedPlace | None], run: Sequence[int], ref: int) -> str | None:
    """The town of a name that stands outside of a list and that none of the list lies in: "in A, and near B and C"."""
    names = reading.place_names
    above = {names[inner].parent for inner in run} | {
        names[p].parent for i in run if (p := names[i].parent) is not None
    }
    found = best_location(reading, places, [ref]) if names[ref].relation in _AT and ref not in above else None
    is_town = found is not None and found[0].geo_resolution in _TOWNS
    return found[0].location if found is not None and is_town else None


def _is_one_scene(reading: Reading, mention: Mention) -> bool:
    """ "Two bombs exploded in a street of bars and restaurants", "in a market and a mosque": where several incidents
    were, and not what each of them struck."""
    things = [p for p in mention.cast if p.role == "target" and p.kind == "physical"]
    return any(_WITHIN.search(reading.text, max(0, p.start - _LEAD), p.start) for p in things)


def _by_thing(mention: Mention) -> list[Mention]:
    """A mention for each thing struck, where it counts as many incidents as it names things.

    "Depots" of which the sentence speaks before "a depot" are no second thing.
    """
    named = {p.text: p for p in mention.cast if p.role == "target" and p.kind == "physical"}
    last = {text: text.lower().split()[-1] for text in named}
    things = [p for text, p in named.items() if not any(last[text] == f"{other}s" for other in last.values())]
    are_many = any(p.count is None and p.text.lower().endswith("s") for p in things)  # "attacks on buses and cars"
    if mention.incident_count is None or len(things) != mention.incident_count or are_many:
        return []

    def without(cast: Sequence[Participant], kept: Participant) -> tuple[Participant, ...]:
        return tuple(p for p in cast if p.text == kept.text or p.text not in {thing.text for thing in things})

    return [
        replace(mention, cast=without(mention.cast, thing), targets=without(mention.targets, thing)) for thing in things
    ]
