"""Would a human coder write a candidate down as an event? The verifier: a small linear model (`verifier.csv`).

Editorials, speeches and communiques are full of words of violence without telling any one event: "they have killed many
people", "the murder of our leaders"; a story tells its incident again and again. Whether a coder would write an event
down shows in many weak signs at once (`signs.py`, and the words of the whole article, `article_words.py`); the model
weighs them. It is a logistic regression trained by
`benchmarks/training/verifier.py`, with its card in `verifier.meta.yaml`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from math import exp

from pipeline.classify.article_words import article_signs
from pipeline.classify.signs import is_specific, signs
from pipeline.classify.typed import Typed
from pipeline.records import Reading

#: Sub-events that are judged: violence. Peaceful gatherings and strategic matters are left alone: the training data say
#: too little of them.
JUDGED = frozenset(
    {
        "Abduction/forced disappearance",
        "Air/drone strike",
        "Armed clash",
        "Attack",
        "Chemical weapon",
        "Excessive force against protesters",
        "Government regains territory",
        "Grenade",
        "Looting/property destruction",
        "Mob violence",
        "Non-state actor overtakes territory",
        "Remote explosive/landmine/IED",
        "Sexual violence",
        "Shelling/artillery/missile attack",
        "Suicide bomb",
        "Violent demonstration",
    }
)

#: Below this a candidate becomes no event. Chosen by five-fold cross-validation on the training part of muc4: the best
#: sum of F1 over articles (81.1) and over events (64.6); see verifier.meta.yaml.
REFUSED_BELOW = 0.35
#: The same for what the headline tells, for a figure of many incidents ("85 strikes in two countries") and for what is
#: threatened, planned or denied: those are to be held with their reason, and only what is surely nothing is refused.
SURELY_NONE_BELOW = 0.1
#: Published below this is held as LOW_CONFIDENCE: likelier no event than one. Cross-validated, coders wrote down 34 %
#: of the candidates of muc4 between 0.4 and 0.45, and 54 % of those between 0.45 and 0.5.
HELD_BELOW = 0.45


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    with resources.files("pipeline.classify").joinpath("verifier.csv").open(encoding="utf-8") as lines:
        return {row["sign"]: float(row["weight"]) for row in csv.DictReader(lines)}


def probability(typed: Typed, others: Sequence[Typed], reading: Reading | None) -> float:
    """How surely a coder would write the candidate down as one event, 0..1."""
    weights = _weights()
    # Sorted, because sums in another order are other numbers.
    found = signs(typed, others, reading) | article_signs(None if reading is None else reading.text)
    odds = weights["bias"] + sum(weights.get(sign, 0.0) for sign in sorted(found))
    return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, odds))))


def refused(typed: Typed, chance: float) -> str | None:
    """The reason why a candidate of this probability becomes no coded event; None when it becomes one."""
    candidate = typed.candidate
    is_lenient = (
        candidate.in_headline
        or candidate.realis not in ("asserted", "attempted")
        or (candidate.incident_count or 0) > 1
    )
    if chance >= (SURELY_NONE_BELOW if is_lenient else REFUSED_BELOW):
        return None
    return "LOW_CONFIDENCE" if is_specific(candidate) else "BACKGROUND_PATTERN"
