"""Train the weights by which `pipeline/resolve/places.py` chooses among places of one name.

    python benchmarks/training/place_ranker.py WEIGHTS_CSV ANNOTATED_JSONL... [--held ANNOTATED_JSONL...]

Each line of a file is a text with its toponyms: {"text", "gold": {"toponyms": [{"start", "end", "lat", "lon"}, ...]}}.
A conditional logit: the weights make the right candidate of each name the likeliest. The features of a candidate depend
on what the other names mean, so texts are resolved with the weights so far and the fit is repeated. Full batches, a
fixed number of steps,
no chance: the same files give the same weights. The weights hold no text.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.extract.reading import read
from pipeline.extract.toponyms import find_place_names
from pipeline.records import PlaceName
from pipeline.reference import gazetteer
from pipeline.resolve import places

#: Rounds of resolving and fitting, steps of a fit, its rate and its pull towards the weights it began with.
PASSES, STEPS, RATE, PULL = 3, 600, 0.15, 2e-3
#: A candidate this near the annotated point is right; 161 km is 100 miles, the measure of the literature.
RIGHT_KM = 161.0

Text = tuple[str, list[PlaceName], dict[int, tuple[float, float]]]


def texts(paths: Iterable[str]) -> list[Text]:
    """Text, its place names, and the annotated point of those that have one."""
    out = []
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            names = find_place_names(read(row["text"])[0])
            points = {}
            for toponym in row["gold"]["toponyms"]:
                if toponym.get("lat") is None:
                    continue
                for index, name in enumerate(names):
                    if name.start < toponym["end"] and toponym["start"] < name.end:
                        points.setdefault(index, (float(toponym["lat"]), float(toponym["lon"])))
                        break
            out.append((row["text"], names, points))
    return out


def resolve(text: Text, weights: dict[str, float]) -> tuple[places.Scene, list[Any]]:
    """The scene of a text after the rounds of choosing, and its choices."""
    body, names, _ = text
    known = gazetteer.load()
    options = [places.candidates(known, name) for name in names]
    groups = places.countries_of_groups(body)
    chosen: list[Any] = [None] * len(names)
    scene = places.Scene(names, options, chosen, groups)
    options = places.with_variants(known, names, options, scene)
    for _ in range(places.ROUNDS):
        scene = places.Scene(names, options, chosen, groups)
        chosen = [places.choose(index, scene, weights) for index in range(len(names))]
    return scene, chosen


def accuracy(data: list[Text], weights: dict[str, float]) -> tuple[int, int]:
    """Names whose choice lies within `RIGHT_KM` of the annotated point, of how many."""
    right = total = 0
    for text in data:
        _, chosen = resolve(text, weights)
        for index, point in text[2].items():
            total += 1
            right += chosen[index] is not None and distance(chosen[index][0], point) <= RIGHT_KM
    return right, total


def distance(place: gazetteer.Place, point: tuple[float, float]) -> float:
    """From a place to a point, in km."""
    return places.kilometres(place.latitude, place.longitude, *point)


def examples(data: list[Text], weights: dict[str, float]) -> list[tuple[list[dict[str, float]], int]]:
    """Features of the candidates of a name and which one is right, for names with a right and a wrong candidate."""
    out = []
    for text in data:
        scene, _ = resolve(text, weights)
        for index, point in text[2].items():
            options = scene.options[index]
            if len(options) < 2:
                continue
            near = [distance(place, point) for place in options]
            best = int(np.argmin(near))
            if near[best] > RIGHT_KM or max(near) <= RIGHT_KM:
                continue
            out.append(([places.features(index, place, scene) for place in options], best))
    return out


def fit(data: list[tuple[list[dict[str, float]], int]], start: dict[str, float]) -> dict[str, float]:
    """Weights that make the right candidates likeliest, not far from those at the start."""
    names = sorted(start)
    column = {name: number for number, name in enumerate(names)}
    first = np.array([start[name] for name in names])
    groups = []
    for options, right in data:
        table = np.zeros((len(options), len(names)))
        for row, values in enumerate(options):
            for name, value in values.items():
                if name in column:
                    table[row, column[name]] = value
        groups.append((table, right))
    rows = np.concatenate([table for table, _ in groups])
    starts = np.cumsum([0] + [len(table) for table, _ in groups])[:-1]
    rights = starts + np.array([right for _, right in groups])
    member = np.repeat(np.arange(len(groups)), [len(table) for table, _ in groups])
    weights = first.copy()
    for _ in range(STEPS):
        scores = rows @ weights
        scores -= np.maximum.reduceat(scores, starts)[member]
        shares = np.exp(scores)
        shares /= np.add.reduceat(shares, starts)[member]
        slope = (rows.T @ shares - rows[rights].sum(axis=0)) / len(groups) + PULL * (weights - first)
        weights -= RATE * slope
    return {name: round(float(weights[column[name]]), 3) for name in names}


def main() -> int:
    """Command line: see the module."""
    target, *rest = sys.argv[1:]
    cut = rest.index("--held") if "--held" in rest else len(rest)
    data, held = texts(rest[:cut]), texts(rest[cut + 1 :])
    weights = dict(places.load_weights())
    for number in range(PASSES + 1):
        print(number, *("{} of {}".format(*accuracy(names, weights)) for names in (data, held)))
        if number < PASSES:
            weights = fit(examples(data, weights), weights)
    with Path(target).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows(sorted(weights.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
