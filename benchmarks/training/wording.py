"""Train the model of `pipeline/classify/wording.py`: which sub-event the words of an event speak of.

From the root of the repository, where `pip install -e .` was done and the gazetteer is built:

    python benchmarks/training/wording.py TRAIN_FOLDER > wording.csv
    mv wording.csv pipeline/classify/wording.csv

Each text is read as `casus code` reads it, with the models that are in use: a new one of these gives new lines. So
write beside the weights and move them, never into them. The sentences of the main event of a text become one line of
words. Lines: snippets labelled with their sub-event (`case21_task2.jsonl` of the training folder), and sentences of our
own: `benchmarks/typing_sentences.csv`, and those of `typing_by_definition.csv` that are for training. The latter were
written from the definitions of the sub-events by somebody who had seen what the procedure did wrong in the training
snippets, and before they were tried; those marked `check` teach nothing, but are no blind test.
Words count only where news writes them small: a name must not decide a type.

The model is a multinomial logistic regression with a quadratic penalty, solved in the dual in a fixed number of steps,
so that the same lines give the same weights. On standard error stands how many are right by the words alone, in
five-fold cross-validation over the texts. How the answer of the procedure and the words do together, by margin, is no
output of this script: see the card.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.classify.wording import STEM, signs
from pipeline.commands.coding import code

#: Penalty of a weight. 1 and 3 were tried; the figures differ by less than a point.
PENALTY = 3.0
#: What a stem and a pair of words count against a word: they say again, in part, what it says.
STEM_SCALE = PAIR_SCALE = 0.7
STEPS = 300
FOLDS = 5
#: A sign is weighed when so many texts have it.
MIN_SEEN = 2
#: Weights below this are left out.
LEAST = 0.02
BATCH = 32
SMALL_WORDS = Path("pipeline/extract/patterns/small_words.txt")
OWN = Path("benchmarks/typing_sentences.csv")
BY_DEFINITION = Path("benchmarks/training/typing_by_definition.csv")
NONE = "none"


@dataclass(frozen=True)
class Line:
    """The sub-event of a text and the signs of its main event."""

    sub: str
    signs: frozenset[str]


def texts(folder: Path) -> list[tuple[str, str]]:
    """(sub-event, text) of everything that is learnt from."""
    found = []
    with (folder / "case21_task2.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["gold"]["acled_type"]:
                found.append((row["gold"]["acled_type"][1], row["text"]))
    for path in (OWN, BY_DEFINITION):
        with path.open(encoding="utf-8") as lines:
            found += [
                (row["sub_event_type"], row["text"])
                for row in csv.DictReader(lines)
                if row["sub_event_type"] != NONE and row.get("use", "train") == "train"
            ]
    return found


def main_text(event: dict[str, Any]) -> str:
    """The sentences that tell an event, as `wording.told` gives them."""
    return " ".join(dict.fromkeys(e["quote"] for e in event["evidence"] if e["field"] == "event"))


def gather(folder: Path) -> list[Line]:
    """One line a text in which an event was found."""
    words = SMALL_WORDS.read_text(encoding="utf-8").split()
    small = frozenset(words) | {f"{word[:STEM]}*" for word in words if len(word) > STEM}
    given = texts(folder)
    asked = [json.dumps({"id": str(index), "text": text}).encode() for index, (_, text) in enumerate(given)]
    answers = [answer for at in range(0, len(asked), BATCH) for answer in code(asked[at : at + BATCH])]
    found = []
    for (sub, _), answer in zip(given, answers, strict=True):
        events = answer.body.get("events", [])
        if events:
            first = min(events, key=lambda event: (event["is_background"], -event["confidence"]))
            found.append(Line(sub, frozenset(s for s in signs(main_text(first)) if is_common(s, small))))
    return found


def is_common(sign: str, small: frozenset[str]) -> bool:
    """No name: each word is one that news writes small, a stem the start of one."""
    return all(word in small for word in sign.split())


def fit(lines: Sequence[Line], subs: Sequence[str]) -> dict[str, dict[str, float]]:
    """sign -> sub-event -> weight; the empty sign holds for every text."""
    seen = Counter(sign for line in lines for sign in line.signs)
    columns = ["", *sorted(sign for sign, number in seen.items() if number >= MIN_SEEN)]
    at = {sign: index for index, sign in enumerate(columns)}
    scale = np.array([PAIR_SCALE if " " in s else STEM_SCALE if s.endswith("*") else 1.0 for s in columns])
    table = np.zeros((len(lines), len(columns)))
    table[:, 0] = 1.0
    for row, line in enumerate(lines):
        for sign in line.signs & at.keys():
            table[row, at[sign]] = scale[at[sign]]
    wanted = np.zeros((len(lines), len(subs)))
    wanted[np.arange(len(lines)), [subs.index(line.sub) for line in lines]] = 1.0
    likeness = table @ table.T
    step = 1.0 / (0.5 * float(np.linalg.norm(likeness, 2)) + PENALTY)
    old = now = np.zeros_like(wanted)
    pace = 1.0
    for _ in range(STEPS):  # Nesterov's accelerated gradient
        odds = likeness @ now
        parts = np.exp(odds - odds.max(axis=1, keepdims=True))
        new = now - step * (parts / parts.sum(axis=1, keepdims=True) - wanted + PENALTY * now)
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        now = new + (pace - 1) / faster * (new - old)
        old, pace = new, faster
    weights = (table.T @ old) * scale[:, None]
    return {sign: dict(zip(subs, map(float, weights[i]), strict=True)) for sign, i in at.items()}


def best(weights: dict[str, dict[str, float]], line: Line, subs: Sequence[str]) -> str:
    """The likeliest sub-event."""
    odds = {sub: sum(weights[s][sub] for s in ("", *sorted(line.signs)) if s in weights) for sub in subs}
    return max(subs, key=lambda sub: odds[sub])


def main(folder: Path) -> None:
    """Train, tell how well, and write the weights."""
    lines = gather(folder)
    subs = sorted({line.sub for line in lines})
    right = 0
    for fold in range(FOLDS):
        weights = fit([line for i, line in enumerate(lines) if i % FOLDS != fold], subs)
        right += sum(best(weights, line, subs) == line.sub for i, line in enumerate(lines) if i % FOLDS == fold)
    print(f"{right} of {len(lines)} right by the words alone, cross-validated", file=sys.stderr)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("sign", "sub_event_type", "weight"))
    for sign, row in sorted(fit(lines, subs).items()):
        writer.writerows((sign, sub, f"{row[sub]:.3f}") for sub in subs if not sign or abs(row[sub]) >= LEAST)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="TRAIN_FOLDER")
    main(parser.parse_args().folder)
