"""Does a candidate tell one event, or is it talk of violence in general? A small linear model (`specific.csv`).

Editorials, speeches and communiques are full of words of violence without telling any one event: "they have killed many
people", "the murder of our leaders". Whether a coder would write an event down shows in many weak signs at once: a day,
a place, a number, a named victim, the kind of verb, the words around it, where in the article it stands. The model
weighs them; it is a logistic regression trained by `benchmarks/training/specific.py`, with its card in
`specific.meta.yaml`.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from math import exp

from pipeline.records import ActorSide, Candidate

#: Sub-events that are judged by the model alone; others are left alone.
JUDGED = frozenset(
    {
        "Abduction/forced disappearance",
        "Air/drone strike",
        "Attack",
        "Grenade",
        "Looting/property destruction",
        "Mob violence",
        "Remote explosive/landmine/IED",
        "Sexual violence",
        "Shelling/artillery/missile attack",
    }
)
#: Sub-events that are judged where neither day nor toll is told, or no place: a coder of MUC left out most fighting
#: between armies and rebels, so that the model must not decide about a clash of which the article says when and where.
CLASHES = frozenset({"Armed clash", "Government regains territory", "Non-state actor overtakes territory"})
#: Below this a candidate is no event but a pattern. Chosen by five-fold cross-validation: see specific.meta.yaml.
THRESHOLD = 0.35
#: The same for clashes, and for what is told within so many code points from the start: the article is about it.
LEAD_THRESHOLD = 0.3
LEAD_CHARACTERS = 250
_TOLD_DAYS = frozenset({"explicit", "relative", "yearless"})
_VAGUE_PLACES = frozenset({None, "country", "admin1", "region", "border_area"})
_DEATHS = (0, 1, 3, 9, 49)
_PEOPLE = (0, 1, 9)
_STARTS = (250, 500, 1000, 2000, 4000)


def _size(value: int | None, edges: Sequence[int]) -> str:
    return "none" if value is None else str(bisect_left(edges, value))


def _start(candidate: Candidate) -> int:
    """Offset of the first sentence that tells the event, in code points."""
    return min((e.start for e in candidate.evidence if e.field == "event"), default=0)


def _side_features(name: str, sides: Sequence[ActorSide]) -> set[str]:
    found = {f"{name}={min(len(sides), 3)}"}
    for side in sides:
        how = "known" if side.is_known else "generic" if side.is_generic else "other"
        found.add(f"{name}.category={side.category}.{how}")
    return found


def features(candidate: Candidate, sub: str) -> frozenset[str]:
    """What the model looks at, as names of features that hold."""
    people = candidate.participants
    victims = [p for p in people if p.role == "victim"]
    perpetrators = [p for p in people if p.role == "perpetrator"]
    found = {
        f"sub={sub}",
        f"mentions={min(len(candidate.mention_ids), 4)}",
        f"realis={candidate.realis}",
        f"date_basis={candidate.date_basis}",
        f"time_precision={candidate.time_precision}",
        f"geo={candidate.geo_resolution}",
        f"killed={_size(candidate.fatalities, _DEATHS)}",
        f"injured={_size(candidate.injured, _PEOPLE)}",
        f"captured={_size(candidate.captured, _PEOPLE)}",
        f"victim={bool(victims)}",
        f"named_victim={any(p.canonical for p in victims)}",
        f"perpetrator={bool(perpetrators)}",
        f"named_perpetrator={any(p.canonical for p in perpetrators)}",
        f"physical={any(p.kind == 'physical' for p in people)}",
        f"weapon={any(p.kind == 'weapon' for p in people)}",
        f"background={candidate.is_background}",
        f"headline={candidate.in_headline}",
        f"attribution={candidate.attribution}",
        f"counted={(candidate.incident_count or 0) > 1}",
        f"start={bisect_left(_STARTS, _start(candidate))}",
        f"confidence={int(candidate.text_confidence * 10)}",
    }
    found |= _side_features("side1", candidate.side1) | _side_features("side2", candidate.side2)
    for name, values in (
        ("class", candidate.trigger_classes),
        ("rule", candidate.trigger_rules),
        ("reason", candidate.reasons),
        ("flag", candidate.flags),
        ("head", candidate.head_lemmas),
        ("word", candidate.words),
        ("term", candidate.terms),
    ):
        found.update(f"{name}={value}" for value in values)
    return frozenset(found)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    with resources.files("pipeline.classify").joinpath("specific.csv").open(encoding="utf-8") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}


def probability(candidate: Candidate, sub: str) -> float:
    """How surely a coder would write the candidate down as one event, 0..1."""
    weights = _weights()
    # Sorted, because sums in another order are other numbers.
    odds = weights["bias"] + sum(weights.get(name, 0.0) for name in sorted(features(candidate, sub)))
    return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, odds))))


def is_specific(candidate: Candidate) -> bool:
    """True where the article says a place, and a day or a toll, of the event itself."""
    day = candidate.date_basis in _TOLD_DAYS or bool(candidate.fatalities or candidate.injured)
    return day and candidate.geo_resolution not in _VAGUE_PLACES


def is_general(candidate: Candidate, sub: str) -> bool:
    """True for talk of violence in general that tells no one event.

    A figure for many incidents ("85 strikes in two countries") is no talk in general: it is held as an aggregate.
    """
    if (candidate.incident_count or 0) > 1:
        return False
    is_clash = sub in CLASHES and not is_specific(candidate)
    if candidate.realis not in ("asserted", "attempted") or candidate.in_headline or not (sub in JUDGED or is_clash):
        return False
    is_lenient = is_clash or _start(candidate) <= LEAD_CHARACTERS
    return probability(candidate, sub) < (LEAD_THRESHOLD if is_lenient else THRESHOLD)
