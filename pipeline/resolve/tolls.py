"""Settle how many were killed, injured and captured in an event that is told several times (CODING_RULES 5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.numbers import parse_number
from pipeline.language.word_sets import word_set
from pipeline.records import Casualty, Mention

_GENERAL = word_set("pipeline.resolve", "general")


@dataclass(frozen=True, slots=True)
class Toll:
    """A settled number of people.

    Attributes:
        low, high: Bounds in persons; None when the article gives no number.
        unknown_plural: True when it only says "several": the coder's 3 or 10 applies, by type and country.
        upper_bound_only: True when it only says "up to N".
        quoted: The figures that decided, for evidence.
        is_conflicting: True when passages give different figures.
    """

    low: int | None
    high: int | None
    unknown_plural: bool
    upper_bound_only: bool
    quoted: tuple[Casualty, ...]
    is_conflicting: bool


def _group(casualty: Casualty) -> str:
    """The head word of those harmed, "" for people in general."""
    words = (casualty.group_text or "").lower().split()
    for stop in ("of", "from", "in", "at", "who", "and"):
        if stop in words[1:]:
            cut = words.index(stop, 1)
            if stop == "of" and words[cut - 1] in (
                "dozens",
                "scores",
                "hundreds",
                "number",
                "group",
                "majority",
                "couple",
                "handful",
                "one",
                "some",
                "many",
                "several",
                "two",
                "three",
            ):
                words = words[cut + 1 :]
            else:
                words = words[:cut]
            break
    head = words[-1] if words else ""
    head = head.rstrip("s") if head.endswith("s") and not head.endswith("ss") else head
    return (
        ""
        if casualty.is_total
        or head in _GENERAL
        or head + "s" in _GENERAL
        or not head.isalpha()
        or parse_number(head) is not None
        else head
    )


def _phrase(casualty: Casualty) -> str:
    """The words for those harmed without number and article: "armenian soldiers"; "" for people in general."""
    if not _group(casualty):
        return ""
    return " ".join(
        word
        for word in (casualty.group_text or "").lower().split()
        if parse_number(word) is None and word not in ("a", "an", "the", "at", "least", "about", "more", "than")
    )


def settle(mentions: Sequence[Mention], effect: str) -> Toll:
    """Settle the figures that the mentions of one event give for one effect.

    Figures for people in general are totals, the last of a rising series wins over what it revises; figures for groups of people
    add up inside one telling. A campaign's total is no event's toll.
    """
    tellings: list[tuple[int, int, bool, tuple[Casualty, ...]]] = []
    plural: list[Casualty] = []
    bound: list[Casualty] = []
    groups: dict[str, tuple[int, int, Casualty]] = {}
    for mention in mentions:
        found = [c for c in mention.casualties if c.effect == effect and not c.is_cumulative]
        if not found:
            continue
        own: dict[str, tuple[int, int, Casualty]] = {}
        for casualty in found:
            if casualty.low is None:
                (bound if casualty.high is not None else plural).append(casualty)
                continue
            key = _phrase(casualty)
            high = casualty.high if casualty.high is not None else casualty.low
            before = own.get(key)
            if before is None or casualty.low > before[0]:
                own[key] = (casualty.low, high, casualty)
        if not own:
            continue
        general = own.get("")
        specific = [value for key, value in own.items() if key]
        total_low, total_high = sum(v[0] for v in specific), sum(v[1] for v in specific)
        if general is not None and general[0] >= total_low:
            total_low, total_high = general[0], general[1]
        elif general is not None:
            total_low, total_high = total_low + general[0], total_high + general[1]
        tellings.append((total_low, total_high, general is not None, tuple(v[2] for v in own.values())))
        heads: dict[str, tuple[int, int, Casualty]] = {}
        for key, value in own.items():
            if key:
                head = _group(value[2])
                before = heads.get(head)
                heads[head] = value if before is None else (before[0] + value[0], before[1] + value[1], value[2])
        for head, value in heads.items():
            if head not in groups or value[0] > groups[head][0]:
                groups[head] = value
    if not tellings:
        return Toll(None, None, bool(plural), bool(bound) and not plural, tuple(plural[:2] or bound[:2]), False)
    best = max(tellings, key=lambda t: (t[0], t[1]))
    low, high, quoted = best[0], best[1], best[3]
    if len(groups) > 1:
        total = sum(v[0] for v in groups.values())
        if total > low and not any(t[2] for t in tellings):
            low, high, quoted = total, sum(v[1] for v in groups.values()), tuple(v[2] for v in groups.values())
    conflicting = len({t[0] for t in tellings if t[2]}) > 1
    return Toll(low, max(high, low), False, False, quoted, conflicting)
