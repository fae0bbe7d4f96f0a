"""Train the model of `pipeline/classify/specific.py`: does a candidate tell one event, or violence in general?

    python benchmarks/training/specific.py gather FOLDER... > features.jsonl
    python benchmarks/training/specific.py fit features.jsonl > pipeline/classify/specific.csv

`gather` codes each article and writes the features of every candidate of the judged sub-events and of clashes, and
whether a human coder wrote the event down. In `muc4.jsonl` a candidate is told when it pairs, one to one and likest
first, with a coded incident of a fitting type; in the files of single incidents the main event is told and the others
say nothing; in ordinary news no candidate is told. `fit` weighs the features: a logistic regression with a quadratic
penalty, full-batch gradient descent with momentum from zero, so that the same lines give the same weights. It prints
the weights, and on standard error what five-fold cross-validation over the articles of muc4 makes of several
thresholds.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

STEPS, RATE, MOMENTUM, PENALTY = 300, 0.5, 0.9, 0.03
#: A feature is weighed when so many candidates have it; rarer ones are names and chance.
MIN_SEEN = 4
#: Words count only where news writes them small: a name must not decide whether something happened.
SMALL_WORDS = Path("pipeline/extract/patterns/small_words.txt")
FOLDS = 5
#: What a candidate from a set of single incidents weighs against one from muc4: their texts are short and all alike.
SINGLE_WEIGHT = 0.2
SINGLE = ("pitf", "isaf", "case21_task2", "airwars")
ORDINARY = ("topics_bbc",)
#: Articles of a set that are read at most: reports of one kind are alike, and those of airwars long.
MOST = {"airwars": 200}
MOST_ELSE = 700
_CLASHES = {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"}
#: Incident types of MUC and the sub-events that answer them.
FITTING = {
    "ATTACK": {"Attack", "Sexual violence", "Mob violence", "Remote explosive/landmine/IED", "Grenade"} | _CLASHES,
    "BOMBING": {"Remote explosive/landmine/IED", "Suicide bomb", "Grenade"},
    "KIDNAPPING": {"Abduction/forced disappearance"},
    "ARSON": {"Looting/property destruction", "Mob violence"},
    "ROBBERY": {"Looting/property destruction"},
}
_FIRED = {"Shelling/artillery/missile attack", "Air/drone strike"}
_ROLES = ("perp_individuals", "perp_organizations", "physical_targets", "human_targets", "weapons")


def _likeness(gold: dict[str, Any], candidate: Any, sub: str) -> int:
    """0 where the types do not fit, else 1 and more for the same day and each shared word for somebody or something."""
    if not any(
        sub in FITTING.get(kind, set()) | (_FIRED if kind in ("ATTACK", "BOMBING") else set()) for kind in gold["type"]
    ):
        return 0
    given = {p.text.lower() for p in candidate.participants}
    named = {text.lower() for role in _ROLES for entity in gold.get(role) or () for text in entity}
    day = candidate.event_date.isoformat() if candidate.event_date else None
    return 2 + 2 * (day is not None and day == gold.get("date_start")) + len(given & named)


def _told(golds: Sequence[dict[str, Any]], found: Sequence[tuple[Any, str]]) -> set[int]:
    """Indices of the candidates that pair with a coded incident."""
    pairs = sorted(
        (
            (-_likeness(gold, candidate, sub), i, j)
            for i, gold in enumerate(golds)
            for j, (candidate, sub) in enumerate(found)
        ),
    )
    taken: set[int] = set()
    out: set[int] = set()
    for points, i, j in pairs:
        if points < 0 and i not in taken and j not in out:
            taken.add(i)
            out.add(j)
    return out


def gather(folders: Sequence[Path]) -> None:
    """Print one line a candidate."""
    from pipeline import contract, flow
    from pipeline.classify.decide import decide
    from pipeline.classify.specific import CLASHES, JUDGED, features
    from pipeline.commands.questions import RUN, asked
    from pipeline.runner import run_articles

    for folder in folders:
        for name in ("muc4", *SINGLE, *ORDINARY):
            rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").split("\n") if line]
            for row in rows if name == "muc4" else rows[: MOST.get(name, MOST_ELSE)]:
                line = {"id": row["id"], "text": row["text"], "published": row.get("date")}
                articles = contract.from_records("articles", asked([json.dumps(line).encode()]))
                made = run_articles(
                    {"articles": articles, "article_index": contract.empty("article_index")},
                    RUN,
                    flow.ARTICLE_STAGES[:-1],
                ).tables
                found = [(c, decide(c)) for c in contract.to_records(made["candidates"], "candidates")]
                typed = [(c, decided[0]) for c, decided in found if decided is not None]
                if name == "muc4":
                    told = _told(row["gold"]["events"], typed)
                else:
                    told = {0} if name in SINGLE and typed else set()
                for index, (candidate, sub) in enumerate(typed):
                    if sub in JUDGED | CLASHES and (index in told or name not in SINGLE):
                        entry = {
                            "set": name,
                            "article": row["id"],
                            "told": int(index in told),
                            "features": sorted(features(candidate, sub)),
                        }
                        print(json.dumps(entry))


def _train(x: Any, y: Any, weight: Any) -> tuple[Any, float]:
    w, v = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    bias = step = 0.0
    total = weight.sum()
    for _ in range(STEPS):
        error = weight * (1 / (1 + np.exp(-(x @ w + bias))) - y)
        v = MOMENTUM * v - RATE * (x.T @ error / total + PENALTY * w)
        step = MOMENTUM * step - RATE * error.sum() / total
        w, bias = w + v, bias + step
    return w, bias


def _known(feature: str, small: frozenset[str]) -> bool:
    kind, _, value = feature.partition("=")
    return kind not in ("word", "term", "head") or value in small


def fit(lines: Iterable[str]) -> None:
    """Print the weights, and the figures on standard error."""
    small = frozenset(SMALL_WORDS.read_text("utf-8").split())
    rows = sorted((json.loads(line) for line in lines), key=lambda row: json.dumps(row, sort_keys=True))
    seen = Counter(name for row in rows for name in row["features"] if _known(name, small))
    names = sorted(name for name, times in seen.items() if times >= MIN_SEEN)
    column = {name: index for index, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for index, row in enumerate(rows):
        x[index, [column[name] for name in row["features"] if name in column]] = 1
    y = np.array([row["told"] for row in rows], dtype=float)
    weight = np.array([SINGLE_WEIGHT if row["set"] in SINGLE else 1.0 for row in rows])
    fold = np.array([crc32(row["article"].encode()) % FOLDS for row in rows])
    guess = np.zeros(len(rows))
    for k in range(FOLDS):
        w, bias = _train(x[fold != k], y[fold != k], weight[fold != k])
        guess[fold == k] = 1 / (1 + np.exp(-(x[fold == k] @ w + bias)))
    main = np.array([row["set"] == "muc4" for row in rows])
    for threshold in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45):
        kept = main & (guess >= threshold)
        right = int(y[kept].sum())
        print(
            f"threshold {threshold}: of {int(kept.sum())} kept {100 * right / max(1, kept.sum()):.1f} % told; "
            f"{100 * right / y[main].sum():.1f} % of the told kept; "
            f"single incidents kept {100 * (guess[~main & (y == 1)] >= threshold).mean():.1f} %",
            file=sys.stderr,
        )
    w, bias = _train(x, y, weight)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("feature", "weight"))
    table = {name: round(float(value), 3) for name, value in zip(names, w, strict=True)} | {
        "bias": round(float(bias), 3)
    }
    writer.writerows((name, value) for name, value in sorted(table.items()) if abs(value) >= 0.005)


if __name__ == "__main__":
    if sys.argv[1] == "gather":
        gather([Path(folder) for folder in sys.argv[2:]])
    else:
        fit(Path(sys.argv[2]).read_text("utf-8").splitlines())
