"""Train the relevance model of `pipeline/screen`: is an article about violence, protest or armed groups?

    python benchmarks/training/relevance.py pipeline/screen/relevance.npz TRAIN_FOLDER... [--held FOLDER...]

A logistic regression over hashed words and word pairs beside a fixed weight for words of conflict; numpy only, full
batch gradient descent with a fixed number of steps, so that the same files give the same weights.
The weights hold no text.

Trained on the folders in front of `--held` and on nothing else. Printed are, by set, the share of texts that are kept:
of the held folders by the written model, and of the training folders by a model that has seen no text of that set
(`unseen`), which is what to expect of a source that nobody trained on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from pipeline.screen.relevance import BUCKETS, WORD_WEIGHT, conflict_words, features, is_relevant, squash, words_of

STEPS, RATE, MOMENTUM, DECAY = 200, 40.0, 0.9, 2e-4
#: Texts of one set at most, so that two thousand reports from one place do not drown the others.
MOST_TEXTS = 700
#: A longer text counts a second time with its first words only: much of the news comes as short notices.
LEAD_WORDS, LONG_TEXT = 45, 120
#: What it costs to lose an article on conflict, against reading one that is off topic.
CONFLICT_WEIGHT = 2.0

CONFLICT = (
    "muc4",
    "pitf",
    "isaf",
    "airwars",
    "gva",
    "gvdb",
    "satp",
    "case21_task2",
    "india_police_events",
    "wikievents",
    "re3d",
    "glocon_doc",
)
#: Ordinary news, by label (topics_bbc) or because it has at most one word of conflict.
ORDINARY = ("topics_bbc", "glocon_doc", "geo_lgl", "timex_tbaq", "wikinews")
POLICE = {"KILL", "ARREST", "FORCE"}


@dataclass(frozen=True)
class Text:
    """One text: the set it is from, which share of the set it is, 1 for conflict, its words."""

    source: str
    kind: str
    label: int
    words: list[str]
    raw: str


def texts(folders: Sequence[Path]) -> list[Text]:
    """Every labelled text, those of one set and label together."""
    out = []
    for label, names in ((1, CONFLICT), (0, ORDINARY)):
        for name in names:
            found = sorted((raw for raw in _raw(folders, name, label) if raw.strip()), key=_checksum)[:MOST_TEXTS]
            for raw in found:
                out.append(Text(name, f"{name} {label}", label, words_of(raw), raw))
                lead = " ".join(raw.split()[:LEAD_WORDS])
                if len(raw.split()) > LONG_TEXT and (not label or conflict_words(words_of(lead))):
                    out.append(Text(name, f"{name} {label} lead", label, words_of(lead), lead))
    return out


def _checksum(text: str) -> int:
    return crc32(text.encode())


def _raw(folders: Sequence[Path], name: str, label: int) -> Iterator[str]:
    for path in (folder / f"{name}.jsonl" for folder in folders):
        if not path.exists():
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = row.get("text") or " ".join(map(str, row.get("sentences") or row.get("tokens") or []))
                text = f"{row.get('title') or ''}\n\n{text}"
                if _is_of(name, label, row.get("gold") or {}, text):
                    yield text


def _is_of(name: str, label: int, gold: dict[str, Any], text: str) -> bool:
    if not label:
        return name == "topics_bbc" or (not gold.get("protest") and conflict_words(words_of(text)) <= 1)
    return {
        "muc4": bool(gold.get("relevant")),
        "glocon_doc": bool(gold.get("protest")),
        "india_police_events": bool(POLICE & set(gold.get("doc_labels") or ())),
        "gva": not gold.get("boilerplate"),
    }.get(name, True)


def train(data: list[Text]) -> tuple[np.ndarray[Any, Any], float]:
    """Weights (BUCKETS,) and bias."""
    kinds = np.array([text.kind for text in data])
    labels = np.array([text.label for text in data], dtype=np.float64)
    cost = np.zeros(len(data))
    for kind in sorted(set(kinds)):
        mine = kinds == kind
        cost[mine] = min(1.0, mine.sum() / 100) / mine.sum()  # sets weigh alike, very small ones less
    for label in (0, 1):
        cost[labels == label] *= (CONFLICT_WEIGHT if label else 1.0) / len(set(kinds[labels == label]))
    cost /= cost.sum()
    buckets = [features(text.words) for text in data]
    index = np.concatenate(buckets)
    owner = np.repeat(np.arange(len(data)), [len(own) for own in buckets])
    size = np.sqrt([max(1, len(own)) for own in buckets])
    offset = WORD_WEIGHT * np.array([conflict_words(text.words) for text in data])
    weights, speed, bias = np.zeros(BUCKETS), np.zeros(BUCKETS), 0.0
    for _ in range(STEPS):
        odds = np.bincount(owner, weights[index], minlength=len(data)) / size + bias + offset
        error = cost * (1 / (1 + np.exp(-odds)) - labels)
        speed = MOMENTUM * speed + np.bincount(index, (error / size)[owner], minlength=BUCKETS)
        weights -= RATE * speed + DECAY * weights
        bias -= RATE / 20 * error.sum()
    return weights, bias


def kept(weights: np.ndarray[Any, Any], bias: float, text: Text) -> bool:
    """Whether the model reads a text."""
    own = features(text.words)
    odds = float(weights[own].sum()) / np.sqrt(max(1, len(own))) + bias + WORD_WEIGHT * conflict_words(text.words)
    return is_relevant(text.raw, squash(odds))


def report(name: str, weights: np.ndarray[Any, Any], bias: float, data: Sequence[Text]) -> None:
    """Print what share of the texts is kept, by kind."""
    for kind in dict.fromkeys(text.kind for text in data):
        found = [kept(weights, bias, text) for text in data if text.kind == kind]
        print(f"{name}: {kind}: {100 * sum(found) / len(found):.1f} % of {len(found)} kept", flush=True)


def main() -> None:
    """Train, write the weights, print figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, help="the .npz to write")
    parser.add_argument("folders", type=Path, nargs="+", help="folders with SET.jsonl to train on")
    parser.add_argument("--held", type=Path, nargs="+", default=[], help="folders to measure on")
    parser.add_argument("--unseen", action="store_true", help="also measure each set by a model without it")
    given = parser.parse_args()
    data = texts(given.folders)
    weights, bias = train(data)
    np.savez_compressed(given.target, weights=weights.astype(np.float16), bias=np.float32(bias))
    report("held", weights, bias, texts(given.held))
    for name in dict.fromkeys(text.source for text in data) if given.unseen else ():
        weights, bias = train([text for text in data if text.source != name])
        report("unseen", weights, bias, [text for text in data if text.source == name])


if __name__ == "__main__":
    main()
