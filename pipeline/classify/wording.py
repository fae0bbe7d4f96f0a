"""Which sub-event the words of an event speak of: a small linear model beside the decision procedure (`wording.csv`).

The procedure reads triggers, sides and weapons; where one of these is misread it types surely and wrongly: "two suicide
bombers blew themselves up as troops surrounded the house" may look like a fight. The model weighs each word and pair of
words of the sentences that tell the event. It is heard only where it is far surer than of what the procedure found.
Trained by `benchmarks/training/wording.py`, with its card in `wording.meta.yaml`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from math import exp

from pipeline.classify import judge
from pipeline.classify.deliveries import DELIVERIES
from pipeline.contract import actor_types, derive
from pipeline.language.event_classes import VIOLENCE
from pipeline.records import Candidate

RULE = "classify.wording.v1"
#: By how much the chance of another sub-event must exceed that of the one decided. Chosen by five-fold
#: cross-validation; see wording.meta.yaml.
MARGIN = 0.6
#: Rules by which an agent was used, whatever dropped it: bombs that carry sarin are dropped from aircraft.
_USED = frozenset({"chemical.carry", "chemical.drop", "chemical.use"})
#: Rules by which a crowd throws what hurts.
_THROWN = frozenset({"riot.throw_explosives", "riot.throw_stones"})
#: Sub-events of crowds that do no violence, and classes of what such crowds do to nothing.
_PEACEFUL = frozenset({"Excessive force against protesters", "Peaceful protest", "Protest with intervention"})
_LAID_WASTE = frozenset({"destroy", "loot"})
#: Classes of what people protest about.
_DONE_TO_ONE = frozenset({"abduct", "kill"})
#: Sub-events that tell a weapon.
_BY_WEAPON = frozenset(sub for _, sub in DELIVERIES)
_FROM_THE_AIR = "Air/drone strike"
#: What must be said of some sub-events, whatever the other words are like.
_MUST_SAY = {
    "Chemical weapon": re.compile(
        r"\b(?:breath|chemical|chlorine|gas|mustard|nerve|poison|sarin|suffocat|toxic)", re.I
    ),
    "Grenade": re.compile(r"\bgrenade", re.I),
    "Sexual violence": re.compile(r"\b(?:rape|sexual|gang-?rape|molest|assault|abuse)", re.I),
    "Suicide bomb": re.compile(r"\b(?:suicide|himself|herself|themselves|itself|vest|belt|kamikaze|martyrdom)", re.I),
}
#: The first letters of a longer word stand for its other forms: "demonstrators", "demonstrated".
STEM = 5
_WORD = re.compile(r"[a-z]+")


def signs(text: str) -> frozenset[str]:
    """The words, stems and pairs of neighbouring words of a text, as the model names them."""
    words = _WORD.findall(text.lower())
    stems = {f"{word[:STEM]}*" for word in words if len(word) > STEM}
    return frozenset({*words, *stems, *(f"{one} {two}" for one, two in zip(words, words[1:], strict=False))})


@lru_cache(maxsize=1)
def _weights() -> tuple[tuple[str, ...], Mapping[str, tuple[tuple[int, float], ...]]]:
    """The sub-events, and sign -> (index of a sub-event, weight)."""
    found: dict[str, list[tuple[str, float]]] = {}
    with resources.files("pipeline.classify").joinpath("wording.csv").open(encoding="utf-8") as lines:
        _, *rows = csv.reader(lines)  # sign, sub_event_type, weight
    for sign, sub, weight in rows:
        found.setdefault(sign, []).append((sub, float(weight)))
    subs = tuple(sorted({sub for entries in found.values() for sub, _ in entries}))
    number = {sub: index for index, sub in enumerate(subs)}
    return subs, {sign: tuple((number[sub], weight) for sub, weight in entries) for sign, entries in found.items()}


def chances(text: str) -> dict[str, float]:
    """How likely each sub-event is by the words alone; they sum to 1."""
    subs, weights = _weights()
    odds = [0.0] * len(subs)
    # Sorted, because sums in another order are other numbers.
    for sign in ("", *sorted(signs(text))):
        for index, weight in weights.get(sign, ()):
            odds[index] += weight
    highest = max(odds)
    parts = [exp(value - highest) for value in odds]
    total = sum(parts)
    return {sub: part / total for sub, part in zip(subs, parts, strict=True)}


def told(candidate: Candidate) -> str:
    """The sentences that tell an event."""
    return " ".join(dict.fromkeys(e.quote for e in candidate.evidence if e.field == "event"))


def reconsider(candidate: Candidate, decided: tuple[str, str]) -> tuple[str, str]:
    """The sub-event and its rule: what was decided, or what the words say so much more surely.

    A type that would be refused as no event is never taken: the words alone do not show who was arrested. Nor is a
    battle in which only civilians are struck, or an attack on civilians in which only armed people are, or a weapon
    that nobody used: "detained a man and found a grenade".
    """
    if decided[1] == "classify.chemical.v1" and not _USED.isdisjoint(candidate.trigger_rules):
        return decided
    found = chances(told(candidate))
    best = max(sorted(found), key=lambda sub: found[sub])
    if found[best] - found.get(decided[0], 0.0) <= MARGIN or judge.refused(candidate, best) is not None:
        return decided
    if best in _MUST_SAY and _MUST_SAY[best].search(told(candidate)) is None:
        return decided
    if best == "Peaceful protest" and not _THROWN.isdisjoint(candidate.trigger_rules):
        return decided  # whatever else is told of a march, stones flew there
    if best == _FROM_THE_AIR and {"air_strike", "shootdown"}.intersection(candidate.trigger_classes) == {"shootdown"}:
        return decided  # the aircraft was hit, and struck nobody
    if best in _PEACEFUL and decided[0] not in _PEACEFUL and not _LAID_WASTE.isdisjoint(candidate.trigger_classes):
        return decided  # nor is a crowd peaceful that burned a parliament, whoever shot at it later
    crowds = any(side.inter in actor_types.CROWDS for side in (*candidate.side1, *candidate.side2))
    if best in _PEACEFUL and set(candidate.trigger_classes) <= _DONE_TO_ONE and not crowds:
        return decided  # "protested against the killing of a student": the words are those of the protest
    if best in _BY_WEAPON and VIOLENCE.isdisjoint(candidate.trigger_classes):
        return decided
    struck = {side.inter for side in candidate.side2}
    if struck and derive.actor2_rule(best) == "required" and struck.isdisjoint(derive.inter2_allowed(best)):
        return decided
    return best, RULE
