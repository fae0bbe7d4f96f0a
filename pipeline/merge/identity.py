"""Which id an event has: ids stay with their reports, never change meaning and are never used again.

- An id stays with the event that has most of the coded events it had before; ties go to the one with the smallest.
- An event with several ids keeps a published one before a held one, one of its own country before another, then the
  smallest number; the other ids are deleted and say into which event they were merged.
- An id that was never published and is of another country than the event is now (it had none, or another was read) is
  replaced: nobody can have cited it. A published id stays whatever is learnt later.
- New events are numbered on from the highest number that the country ever had, in the order of day and smallest
  coded_id.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.contract import derive

#: Prefix of events whose country is not known; no country has it.
NO_COUNTRY = "XXX"
_ID = re.compile(r"([A-Z]{3})([0-9]+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that needs an id.

    Attributes:
        members: The coded_id of its reports.
        prefix: Three letters of its country now.
        day: Its day, for the order of new numbers; None comes last.
    """

    members: frozenset[str]
    prefix: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of ids before this run.

    Attributes:
        event_of: Id of the event that each coded_id was part of.
        published: Ids of events that were published.
        used: All ids ever given, deleted ones too.
    """

    event_of: Mapping[str, str]
    published: frozenset[str]
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is who.

    Attributes:
        ids: One id a claim, in their order.
        gone: Ids that no event has any more, with the id that their reports went to; None when no report is left.
    """

    ids: tuple[str, ...]
    gone: Mapping[str, str | None]


def identify(claims: Sequence[Claim], known: Known) -> Identified:
    """Give every event its id."""
    kept: list[str | None] = [None] * len(claims)
    heir = _heirs(claims, known)
    inherited: dict[int, list[str]] = defaultdict(list)
    for event_id, index in heir.items():
        inherited[index].append(event_id)
    for index, ids in inherited.items():
        prefix = claims[index].prefix
        best = min(
            ids, key=lambda event_id: (event_id not in known.published, event_id[:3] != prefix, id_order(event_id))
        )
        if best in known.published or best[:3] == prefix:
            kept[index] = best
    ids_given = _numbered(claims, kept, known.used)
    gone: dict[str, str | None] = {
        event_id: ids_given[index] for event_id, index in heir.items() if ids_given[index] != event_id
    }
    gone |= dict.fromkeys(sorted(set(known.event_of.values()) - heir.keys()))
    return Identified(ids_given, dict(sorted(gone.items(), key=lambda item: id_order(item[0]))))


def id_prefix(country: str | None) -> str:
    """Three letters for a country's name as in events; `NO_COUNTRY` for None."""
    return derive.country_row(country).code if country else NO_COUNTRY


def id_order(event_id: str) -> tuple[str, int]:
    """What ids are sorted by: country, then number."""
    prefix, number = _parts(event_id)
    return prefix, number


def _parts(event_id: str) -> tuple[str, int]:
    match = _ID.fullmatch(event_id)
    if match is None:
        raise ValueError(f"{event_id!r} is no event id: three capital letters and a number.")
    return match[1], int(match[2])


def _heirs(claims: Sequence[Claim], known: Known) -> dict[str, int]:
    """For each known id that has a report left, the claim that it stays with."""
    index_of = {coded_id: index for index, claim in enumerate(claims) for coded_id in claim.members}
    left: dict[str, list[str]] = defaultdict(list)
    for coded_id, event_id in known.event_of.items():
        if coded_id in index_of:
            left[event_id].append(coded_id)
    heirs = {}
    for event_id, coded_ids in left.items():
        counts = Counter(index_of[coded_id] for coded_id in coded_ids)
        smallest = {index: min(c for c in coded_ids if index_of[c] == index) for index in counts}
        heirs[event_id] = min(counts, key=lambda index: (-counts[index], smallest[index]))
    return heirs


def _numbered(claims: Sequence[Claim], kept: Sequence[str | None], used: Iterable[str]) -> tuple[str, ...]:
    highest: dict[str, int] = defaultdict(int)
    for event_id in used:
        prefix, number = _parts(event_id)
        highest[prefix] = max(highest[prefix], number)
    ids = list(kept)
    new = [index for index, event_id in enumerate(kept) if event_id is None]
    for index in sorted(new, key=lambda i: (claims[i].day or date.max, min(claims[i].members))):
        prefix = claims[index].prefix
        highest[prefix] += 1
        ids[index] = f"{prefix}{highest[prefix]}"
    return tuple(event_id for event_id in ids if event_id is not None)
