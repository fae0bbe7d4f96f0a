"""Figures that are of no weight beside others: boasts, hearsay, bodies; and the bounds where sources differ."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language.quotes import quoted
from pipeline.records import Casualty, Mention
from pipeline.resolve.added_tolls import ADDING, adds, says_as_well
from pipeline.resolve.told import FORCES, is_own_word, points_back
from pipeline.resolve.toll_parts import VAGUE_NUMBERS, Part, is_uncounted, is_vague, may_be_the_same, sides_of
from pipeline.resolve.word_sets import word_set

#: Last words for what says what nobody has counted: "some reports".
_HEARSAY = word_set("hearsay")
#: Rules of words by which somebody gives a figure of his own: "the police put the toll at nine".
_PUT_BY_OTHERS = frozenset({"toll.put", "toll.put_number", "toll.revise"})
#: A rule of words for bodies that somebody received or found: as many as he saw, and no sum.
_BODIES = "die.body"
#: Words of a figure that was given before.
_FORMERLY = word_set("formerly")
_HAD_PUT = re.compile(rf"\b(?:had|{'|'.join(sorted(_FORMERLY))}) (?:\w+ )?put\b", re.I)


def without_bodies(
    tellings: list[tuple[Mention, Part]], every: list[tuple[Mention, Part]]
) -> tuple[Part | None, list[tuple[Mention, Part]], list[tuple[Mention, Part]]]:
    """Tellings and parts without bodies that somebody received or found where others count the dead; the most of those
    bodies, None where they stay.

    They are no sum of the dead, and not all of them need be of this event: where sources differ the lowest figure
    counts (CODING_RULES 5.4). Bodies of whom the words say whose they are stay, and those added to others.
    """
    bodies = {
        m.mention_id
        for m, part in tellings
        if set(m.trigger_rules) == {_BODIES} and part.is_general and not adds(part, m)
    }
    rest = [(mention, part) for mention, part in tellings if mention.mention_id not in bodies]
    # "Rebels killed a guard ... Twenty bodies were found": whose they are is not said, and more than his.
    counts = [part for _, part in rest if part.low > 1 and not part.has_plural and sides_of(part) == {""}]
    if not bodies or not counts:
        return None, tellings, every
    most = max((part for mention, part in tellings if mention.mention_id in bodies), key=lambda part: part.low)
    return most, rest, [(mention, part) for mention, part in every if mention.mention_id not in bodies]


def without_boasts(tellings: Sequence[tuple[Mention, Part]]) -> list[tuple[Mention, Part]]:
    """Without the larger figures of a group that says how many it killed itself, where others count the same dead."""
    told = [(mention, part, _is_boast(mention)) for mention, part in tellings]
    counts = [part for _, part, is_boast in told if not is_boast and part.low and not part.has_plural]
    return [
        (mention, part)
        for mention, part, is_boast in told
        if not is_boast or not any(other.low < part.low and may_be_the_same(part, other) for other in counts)
    ]


def without_vague_echoes(tellings: Sequence[tuple[Mention, Part]]) -> list[tuple[Mention, Part]]:
    """Without people whom nobody counts in what points back, or of whom there are only said to be more: "nine soldiers
    were shot. The Pope condemned the killing of innocent people. Some reports said more people had died"."""
    counted = [part for _, part in tellings if part.low]
    return [
        (mention, part)
        for mention, part in tellings
        if not (counted and is_uncounted(part) and _is_vague_echo(mention, part, counted))
    ]


def _is_vague_echo(mention: Mention, part: Part, counted: Sequence[Part]) -> bool:
    """Are these people nobody's count: more of them by hearsay ("some reports said more people had died"), whose deed
    only a noun tells ("condemned the killing of innocent people"), or who may be the counted ones?

    "Several more were killed as they fled", "the explosion killed many shoppers" beside four policemen, and "several
    villagers as well" are others.
    """
    words = (part.members[0].group_text or "").lower().split()
    adding = set(words) & ADDING
    if adding:
        said = mention.attribution_text
        is_heard = said is not None and not _HEARSAY.isdisjoint(said.text.lower().split()[-1:])
        return adding == {"more"} and (is_heard or VAGUE_NUMBERS.isdisjoint(words))
    if not points_back(mention):
        return False
    is_only_noun = len(set(mention.trigger_rules)) == 1
    return is_only_noun or (not says_as_well(mention) and any(may_be_the_same(part, before) for before in counted))


def _is_boast(mention: Mention) -> bool:
    return is_own_word(mention) and not any(a.text.lower().split()[-1].rstrip("s") in FORCES for a in mention.agents)


def _is_former(mention: Mention) -> bool:
    """Does a figure stand with words that say that it was given before: "initially", "had first put the toll at"?"""
    return not _FORMERLY.isdisjoint(mention.words) or _HAD_PUT.search(quoted(mention.evidence, "event")) is not None


def where_sources_differ(
    tellings: Sequence[tuple[Mention, Part]], best: Part, low: int, high: int
) -> tuple[int, int, tuple[Casualty, ...], bool]:
    """The bounds where two sources, each named, give different totals: the lowest counts, the highest is kept.

    A lower figure that others put behind the best one counts as theirs; where the best one is a sum of several
    tellings, wherever it stands.
    """
    # "Dozens died ... The ministry put the toll at 67" says the same twice.
    tellings = [(m, told) for m, told in tellings if told.low >= low or not all(map(is_vague, told.members))]
    totals = [
        (mention, told)
        for mention, told in tellings
        if told.is_general and not told.has_plural and set(mention.trigger_rules) != {_BODIES}
    ]
    conflicting = len({told.low for _, told in totals}) > 1
    others = [told for mention, told in tellings if not _PUT_BY_OTHERS & set(mention.trigger_rules)]
    is_put = any(_PUT_BY_OTHERS & set(m.trigger_rules) and told.members == best.members for m, told in tellings)
    if is_put and not any(told.is_general or told.has_plural for told in others):
        least = max(
            others, key=lambda told: told.low, default=best
        )  # "killed 36 villagers ... others put the toll at 42"
        if 0 < least.low < low:
            return least.low, max(high, low), (*least.members, *best.members), True
    is_of_one_group = len(best.members) == 1 and not best.has_plural
    told_last = max((m.sentence for m, told in tellings if told.members == best.members), default=0)
    put_later = [
        told
        for mention, told in totals
        if _PUT_BY_OTHERS & set(mention.trigger_rules)
        and (mention.sentence > told_last or (mention.sentence == told_last and is_of_one_group))
        and 0 < told.low < low
        and not _is_former(mention)
    ]
    # "At least 14 people ... Police put the toll at nine", "five protesters; the police put the toll at four".
    if (best.is_general or is_of_one_group) and put_later:
        least = min(put_later, key=lambda told: told.low)
        return least.low, max(high, low), (*least.members, *best.members), True
    sources: dict[str, Part] = {}
    for mention, told in totals:
        if _is_former(mention) and told.low < low:
            continue  # "police had first put the toll at 61"
        if _PUT_BY_OTHERS & set(mention.trigger_rules):
            sources[f"put by others in sentence {mention.sentence}"] = told
        elif mention.attribution_text is not None:
            sources[mention.attribution_text.text.lower()] = told
    if best.is_general and len(sources) > 1 and any(told.members == best.members for told in sources.values()):
        least = min(sources.values(), key=lambda told: told.low)
        if least.low < low:
            return least.low, max(high, low), (*least.members, *best.members), True
    return low, high, best.members, conflicting
