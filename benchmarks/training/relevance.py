"""Train the relevance model of `pipeline/screen`: is an article about violence, protest or armed groups?

    python benchmarks/training/relevance.py GOLD_FOLDER pipeline/screen/relevance.npz

A logistic regression over hashed words and word pairs, numpy only, full-batch gradient descent with a fixed number of steps: the same files give the
same weights. Articles whose id has an odd checksum are held out; figures for them are printed. The weights hold no text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from zlib import crc32

import numpy as np

from pipeline.screen.relevance import BUCKETS, features, squash

STEPS, RATE, DECAY = 400, 2.0, 2e-5
#: (file, what makes a row about conflict)
SETS = ("muc4", "pitf", "isaf", "airwars", "gva", "gvdb", "satp", "case21_task2", "india_police_events", "wikievents", "glocon_doc", "topics_bbc")


def rows(folder: Path) -> list[tuple[str, str, int]]:
    """(id, text, 1 or 0) of every labelled article."""
    out = []
    for name in SETS:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = row.get("text") or " ".join(row.get("sentences") or [" ".join(row.get("tokens") or [])])
                gold = row["gold"]
                if name == "muc4":
                    label = int(bool(gold["relevant"]))
                    if not label:
                        continue  # off MUC's list of crimes, yet mostly about the same wars
                elif name == "topics_bbc":
                    label = 0
                elif name == "glocon_doc":
                    if not gold.get("protest"):
                        continue  # no protest does not mean no violence
                    label = 1
                elif name == "india_police_events":
                    label = int(any(x in gold["doc_labels"] for x in ("KILL", "ARREST", "FORCE")))
                    if not label:
                        continue
                elif name == "gva" and gold.get("boilerplate"):
                    continue
                else:
                    label = 1
                out.append((f"{name}:{row['id']}", text, label))
    return out


def main() -> None:
    """Train, print figures, write the weights."""
    data = rows(Path(sys.argv[1]))
    held = [crc32(name.encode()) % 2 == 1 for name, _, _ in data]
    inputs = [features(text) for _, text, _ in data]
    labels = np.array([label for _, _, label in data], dtype=np.float64)
    kinds = np.array([name.split(":")[0] for name, _, _ in data])
    # Each set weighs alike on its side, so that two thousand shootings do not drown three hundred news stories.
    weight = np.zeros(len(data))
    for label in (0, 1):
        sets = sorted(set(kinds[labels == label]))
        for kind in sets:
            mine = (kinds == kind) & (labels == label)
            weight[mine] = 1.0 / (len(sets) * mine.sum())
    train = [i for i, out in enumerate(held) if not out]
    weights, bias = np.zeros(BUCKETS), 0.0
    index = np.concatenate([inputs[i] for i in train])
    owner = np.concatenate([np.full(len(inputs[i]), k) for k, i in enumerate(train)])
    size = np.array([max(1, len(inputs[i])) for i in train], dtype=np.float64)
    y, w = labels[train], weight[train] / weight[train].sum()
    for _ in range(STEPS):
        z = np.bincount(owner, weights[index], minlength=len(train)) / np.sqrt(size) + bias
        error = w * (1 / (1 + np.exp(-z)) - y)
        gradient = np.bincount(index, (error / np.sqrt(size))[owner], minlength=BUCKETS)
        weights -= RATE * 100 * gradient + DECAY * weights
        bias -= RATE * error.sum()
    scores = np.array([squash(float(weights[f].sum()) / np.sqrt(max(1, len(f))) + bias) for f in inputs])
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        line = [f"threshold {threshold}"]
        for kind in SETS:
            for label in (1, 0):
                mine = (kinds == kind) & (labels == label) & np.array(held)
                if mine.any():
                    line.append(f"{kind}{'' if label else ' irrelevant'} {100 * (scores[mine] >= threshold).mean():.1f}% of {mine.sum()}")
        print("; ".join(line))
    np.savez_compressed(sys.argv[2], weights=weights.astype(np.float16), bias=np.float32(bias))


if __name__ == "__main__":
    main()
