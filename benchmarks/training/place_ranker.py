"""Train the trees by which `pipeline/resolve/place_ranker.py` chooses among places of one name.

    python benchmarks/training/place_ranker.py RANKER_CSV ANNOTATED_JSONL... [--held ANNOTATED_JSONL...]

Each line of a file is a text with the points of its place names: {"text", "gold": {"toponyms": [{"start", "end", "lat",
"lon"}, ...]}}, or with the place of its event: {"text", "gold": {"locality", "district", "lat", "lon"}}.

Boosted trees that make the right candidate of each name the likeliest (a softmax over the candidates). What is known of
a candidate depends on what the other names mean, so texts are resolved with the trees so far and the fit is repeated;
each half of the texts is resolved by trees of the other half, for a text must not be judged by trees that have seen it.
Full batches and fixed numbers of trees, no chance: the same files give the same trees. The trees hold no text.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.extract.reading import read
from pipeline.extract.toponyms import find_place_names
from pipeline.language.layout import without_wraps
from pipeline.records import PlaceName
from pipeline.reference import gazetteer
from pipeline.reference.distances import kilometres
from pipeline.resolve import place_ranker
from pipeline.resolve.place_candidates import candidates
from pipeline.resolve.place_choice import choose, with_variants
from pipeline.resolve.place_ranker import FEATURES, Floats, Ranker
from pipeline.resolve.place_scene import Scene, countries_of_groups
from pipeline.resolve.places import ROUNDS

#: Rounds of resolving and fitting.
PASSES = 2
#: Trees, their depth, the rate of each, the pull of leaves towards 0, the least weight of a leaf, cuts of a feature

TREES, DEPTH, RATE, PULL, LEAST, CUTS = 240, 4, 0.12, 3.0, 3.0, 40
#: A candidate this near the annotated point is right; 161 km is 100 miles, the measure of the literature. Tables differ
#: over the middles of countries.
RIGHT_KM, RIGHT_COUNTRY_KM = 161.0, 700.0
#: Candidates this much farther than the nearest are the same place (km).
SAME_KM = 1.0
_KINDS = re.compile(r"\b(state|province|district|region|governorate|county|city|town|village|near)\b", re.I)

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text, its place names, and the annotated point of those that have one."""

    body: str
    names: list[PlaceName]
    points: dict[int, tuple[float, float]]


def texts(paths: Iterable[str]) -> list[Text]:
    """The texts of files, read."""
    out = []
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            text = without_wraps(row["text"])
            names = find_place_names(read(text)[0])
            gold = row["gold"]
            points = toponyms(names, gold["toponyms"]) if "toponyms" in gold else scene_of_event(names, gold)
            out.append(Text(text, names, points))
    return out


def toponyms(names: list[PlaceName], annotated: list[dict[str, Any]]) -> dict[int, tuple[float, float]]:
    """Points of the names that an annotator gave one."""
    points: dict[int, tuple[float, float]] = {}
    for toponym in annotated:
        if toponym.get("lat") is None:
            continue
        for index, name in enumerate(names):
            if name.start < toponym["end"] and toponym["start"] < name.end:
                points.setdefault(index, (float(toponym["lat"]), float(toponym["lon"])))
                break
    return points


def scene_of_event(names: list[PlaceName], gold: dict[str, Any]) -> dict[int, tuple[float, float]]:
    """The point of an event, for the names that a coder gave as its place."""
    if gold.get("lat") is None or gold.get("lon") is None:
        return {}
    said = {_bare(part) for field in ("locality", "district") for part in re.split(r"[,;/]", gold.get(field) or "")} - {
        ""
    }
    return {
        index: (float(gold["lat"]), float(gold["lon"])) for index, name in enumerate(names) if _bare(name.text) in said
    }


def _bare(name: str) -> str:
    return " ".join(_KINDS.sub(" ", name).casefold().split())


class Scenes:
    """Texts with their candidates, looked up once."""

    def __init__(self, data: list[Text]) -> None:
        known = gazetteer.load()
        self.data = data
        self.groups = [countries_of_groups(text.body) for text in data]
        self.options = []
        for text, groups in zip(data, self.groups, strict=True):
            options = [candidates(known, name) for name in text.names]
            nothing: list[Any] = [None] * len(options)
            scene = Scene(text.names, options, nothing, groups)
            self.options.append(with_variants(known, text.names, options, scene))

    def resolve(self, number: int, ranker: Ranker) -> tuple[list[Scene], list[Any]]:
        """The scenes of a text, one before each round of choosing, and the choices after the last."""
        names, options, groups = self.data[number].names, self.options[number], self.groups[number]
        chosen: list[Any] = [None] * len(names)
        scenes = []
        for _ in range(ROUNDS):
            scenes.append(Scene(names, options, chosen, groups))
            chosen = choose(scenes[-1], ranker)
        return scenes, chosen

    def accuracy(self, rankers: list[Ranker], limit: float = RIGHT_KM) -> tuple[int, int]:
        """Names whose choice lies within `limit` km of the annotated point, of how many."""
        right = total = 0
        for number, text in enumerate(self.data):
            _, chosen = self.resolve(number, rankers[number % len(rankers)])
            for index, point in text.points.items():
                total += 1
                right += chosen[index] is not None and distance(chosen[index][0], point) <= limit
        return right, total


def distance(place: gazetteer.Place, point: tuple[float, float]) -> float:
    """From a place to a point, in km."""
    return kilometres(place.latitude, place.longitude, *point)


@dataclass(frozen=True, slots=True)
class Examples:
    """Candidates of names that have a right and a wrong one.

    Attributes:
        values: One row a candidate.
        starts: First row of each name.
        right: Which rows are right.
        text: Number of the text of each name.
    """

    values: Floats
    starts: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]
    text: np.ndarray[Any, Any]

    def part(self, keep: np.ndarray[Any, Any]) -> Examples:
        """The names that are kept."""
        sizes = np.diff([*self.starts, len(self.values)])
        rows = np.repeat(keep, sizes)
        starts = np.concatenate([[0], np.cumsum(sizes[keep])[:-1]]).astype(np.int64)
        return Examples(self.values[rows], starts, self.right[rows], self.text[keep])


def examples(scenes: Scenes, rankers: list[Ranker]) -> Examples:
    """Describe the candidates of the annotated names, as every round of choosing sees them."""
    values, starts, right, number_of = [], [], [], []
    size = 0
    for number, text in enumerate(scenes.data):
        if not text.points:
            continue
        for scene in scenes.resolve(number, rankers[number % len(rankers)])[0]:
            table = place_ranker.table(scene)
            for start, index in zip(table.starts, table.names, strict=True):
                if index not in text.points or len(scene.options[index]) < 2:
                    continue
                options = scene.options[index]
                near = np.array([distance(place, text.points[index]) for place in options])
                best = int(np.argmin(near))
                limit = RIGHT_COUNTRY_KM if options[best].feature == "country" else RIGHT_KM
                if near[best] > limit or near.max() <= SAME_KM:
                    continue
                values.append(table.values[start : start + len(options)])
                starts.append(size)
                right.append(near <= near[best] + SAME_KM)
                number_of.append(number)
                size += len(options)
    return Examples(np.concatenate(values), np.array(starts), np.concatenate(right), np.array(number_of))


def fit(data: Examples) -> Rows:
    """Trees that make the right candidates likeliest."""
    cuts = [
        np.unique(np.quantile(column, np.linspace(0, 1, CUTS + 1)[1:-1], method="lower")) for column in data.values.T
    ]
    bins = np.stack(
        [np.searchsorted(cut, column, side="left") for cut, column in zip(cuts, data.values.T, strict=True)]
    )
    member = np.repeat(np.arange(len(data.starts)), np.diff([*data.starts, len(data.values)]))
    scores = np.zeros(len(data.values))
    rows: Rows = []
    for tree in range(TREES):
        shares = np.exp(scores - np.maximum.reduceat(scores, data.starts)[member])
        shares /= np.add.reduceat(shares, data.starts)[member]
        aim = shares * data.right
        aim /= np.add.reduceat(aim, data.starts)[member]
        slope, bend = shares - aim, np.maximum(shares * (1.0 - shares), 1e-6)
        nodes, values = grow(bins, cuts, slope, bend)
        scores += values
        rows += [{"tree": str(tree), **node} for node in nodes]
    return rows


def grow(
    bins: np.ndarray[Any, Any], cuts: list[Any], slope: Floats, bend: Floats
) -> tuple[list[dict[str, str]], Floats]:
    """One tree, as rows, and what it adds to each candidate."""
    nodes: list[dict[str, str]] = []
    values = np.zeros(len(slope))

    def add(members: np.ndarray[Any, Any], depth: int) -> int:
        at = len(nodes)
        nodes.append({})
        total, weight = slope[members].sum(), bend[members].sum()
        best = (1e-6, -1, -1)
        for column in range(len(cuts)) if depth < DEPTH else ():
            count = len(cuts[column])
            if not count:
                continue
            own = bins[column, members]
            left = np.cumsum(np.bincount(own, slope[members], count + 1))[:-1]
            heavy = np.cumsum(np.bincount(own, bend[members], count + 1))[:-1]
            gain = left**2 / (heavy + PULL) + (total - left) ** 2 / (weight - heavy + PULL) - total**2 / (weight + PULL)
            gain[(heavy < LEAST) | (weight - heavy < LEAST)] = -1.0
            cut = int(np.argmax(gain))
            if gain[cut] > best[0]:
                best = (float(gain[cut]), column, cut)
        if best[1] < 0:
            value = float(round(-RATE * total / (weight + PULL), 5))
            values[members] = value
            nodes[at] = {"feature": "", "threshold": "", "low": "", "high": "", "value": repr(value)}
            return at
        _, column, cut = best
        is_low = bins[column, members] <= cut
        low = add(members[is_low], depth + 1)
        high = add(members[~is_low], depth + 1)
        threshold = repr(float(cuts[column][cut]))
        nodes[at] = {
            "feature": FEATURES[column],
            "threshold": threshold,
            "low": str(low),
            "high": str(high),
            "value": "",
        }
        return at

    add(np.arange(len(slope)), 0)
    return nodes, values


def main() -> int:
    """Command line: see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("annotated", nargs="+")
    parser.add_argument("--held", nargs="*", default=[])
    given = parser.parse_args()
    data, held = Scenes(texts(given.annotated)), Scenes(texts(given.held))
    rows = train(data, held)
    with given.target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["tree", "feature", "threshold", "low", "high", "value"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


def train(data: Scenes, held: Scenes) -> Rows:
    """Resolve and fit in turn; the trees of the last fit."""
    rankers = [place_ranker.from_rows([])] * 2
    rows: Rows = []
    for number in range(PASSES):
        told = examples(data, rankers)
        rows = fit(told)
        rankers = [place_ranker.from_rows(fit(told.part(told.text % 2 != half))) for half in (0, 1)]
        print(
            number,
            "within 161 km, texts that were not seen: {} of {};".format(*data.accuracy(rankers)),
            "held: {} of {}".format(*held.accuracy([place_ranker.from_rows(rows)])),
            flush=True,
        )
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
