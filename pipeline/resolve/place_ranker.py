"""Which candidate of a place name is likeliest: boosted trees over what the text says (`place_ranker.csv`).

`table` describes every candidate of every name by the columns `FEATURES`; `Ranker.scores` runs the trees on all of them
at once. The trees are trained by benchmarks/training/place_ranker.py, see place_ranker.meta.yaml.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import log10
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.records import PlaceName
from pipeline.reference.distances import EARTH_RADIUS_KM, kilometres
from pipeline.reference.gazetteer import Place
from pipeline.reference.gazetteer.names import key

if TYPE_CHECKING:
    from pipeline.resolve.place_scene import Scene

Floats = npt.NDArray[np.float64]

#: What is known of a candidate, in the order of the columns of a table.
FEATURES = (
    "population",
    "population_rank",
    "population_share",
    "country_population_share",
    "conflict",
    "candidates",
    "is_country",
    "is_admin1",
    "is_admin2",
    "is_city",
    "is_region",
    "is_sea",
    "is_other",
    "is_main",
    "is_exact",
    "unlike",
    "is_supplement",
    "words_fit",
    "words_misfit",
    "country_share",
    "country_votes",
    "country_said",
    "country_distance",
    "country_rank",
    "country_possible",
    "parent",
    "same_name_parent",
    "division_names",
    "division_share",
    "division_said",
    "division_distance",
    "division_possible",
    "county_said",
    "nearest",
    "third_nearest",
    "neighbours",
    "around",
)
#: Value of a distance where there is nothing to measure to (logarithm of km or of characters).
_FAR = 6.0
#: Characters over which the weight of another name falls to a third, and the same for km.
_READ_CHARACTERS, _READ_KM = 500.0, 200.0
_MIDDLES = frozenset({"country", "sea", "region"})
_PEOPLED = frozenset({"city", "admin1", "admin2", "country"})

_FITS = {
    "province": {"admin1", "region"},
    "district": {"admin2", "city", "admin1"},
    "city": {"city"},
    "village": {"city"},
    "neighbourhood": {"neighbourhood"},
    "camp": {"camp", "neighbourhood", "city"},
    "base": {"base", "feature"},
    "river": {"feature"},
    "mountain": {"feature", "region"},
    "island": {"feature", "region", "admin1", "admin2"},
    "sea": {"sea"},
    "border": {"border"},
    "region": {"region", "admin1"},
    "country": {"country"},
}

Division = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Candidates by their features.

    Attributes:
        values: One row a candidate, one column a feature.
        starts: First row of each name that has candidates.
        names: Index of each such name.
        within: Whether each candidate lies in the place that the words put it in.
    """

    values: Floats
    starts: list[int]
    names: list[int]
    within: list[bool]


def fits(name: PlaceName, place: Place) -> tuple[bool, bool]:
    """Do the words beside a name tell a kind of place that a candidate is, or one that it is not?"""
    fitting = _FITS.get(name.feature or "")
    if not fitting:
        return False, False
    return place.feature in fitting, place.feature not in fitting


@lru_cache(maxsize=65_536)
def alike(name: str, other: str) -> float:
    """Share of letter pairs that two names have in common, 0..1: "Fan" and "Van" 0.5."""
    pairs = []
    for text in (key(name), key(other)):
        pairs.append({text[i : i + 2] for i in range(len(text) - 1)} or {text})
    first, second = pairs
    return 2.0 * len(first & second) / (len(first) + len(second))


def inside(place: Place, outer: Place) -> bool:
    """Does a place lie in another, as far as names of divisions tell?"""
    if outer.feature == "country":
        return place.iso3 == outer.iso3
    if place.iso3 != outer.iso3:
        return False
    if outer.feature in ("admin1", "region"):
        return key(place.admin1) == key(outer.admin1) or key(place.admin1) == key(outer.name)
    if outer.feature == "admin2":
        return key(place.admin2) == key(outer.name)
    if place.parent:
        return key(place.parent) == key(outer.name)
    return (
        place.admin1 == outer.admin1
        and kilometres(place.latitude, place.longitude, outer.latitude, outer.longitude) < 60.0
    )


class _Said:
    """What the names of a scene say of countries and divisions, by the words that say it."""

    def __init__(self, scene: Scene) -> None:
        self.texts = [" ".join(name.text.split()).casefold() for name in scene.names]
        self.countries: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.divisions: dict[Division, list[tuple[int, str]]] = defaultdict(list)
        self.members: dict[Division, set[str]] = defaultdict(set)
        self.counties: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self.parents: dict[str, list[int]] = defaultdict(list)
        self.possible: dict[str, set[str]] = defaultdict(set)
        placed: set[str] = set()
        for name, text, choice, options in zip(scene.names, self.texts, scene.chosen, scene.options, strict=True):
            if name.parent is not None:
                self.parents[text].append(name.parent)
            for option in options:
                if option.iso3:
                    self.possible[option.iso3].add(text)
            if choice is None:
                continue
            place = choice[0]
            if place.feature == "country":
                self.countries[place.iso3].append((name.start, text))
            elif place.admin1:
                division = place.iso3, place.admin1
                self.members[division].add(text)
                placed.add(text)
                if place.feature == "admin1":
                    self.divisions[division].append((name.start, text))
                elif place.feature == "admin2":
                    self.counties[(*division, key(place.admin2 or place.name))].add(text)
        self.placed = max(len(placed), 1)
        self.distinct = max(len(set(self.texts)), 1)
        self.ranks = {
            country: rank
            for rank, country in enumerate(sorted(scene.votes, key=lambda iso3: (-scene.votes[iso3], iso3)))
        }


def _distance(mentions: list[tuple[int, str]], start: int, text: str) -> float:
    """Characters to the nearest other name among some mentions, as a logarithm."""
    nearest = min((abs(start - other) for other, said in mentions if said != text), default=None)
    return _FAR if nearest is None else log10(1 + nearest)


def table(scene: Scene) -> Table:
    """Describe every candidate of the names of a scene."""
    said = _Said(scene)
    rows: list[list[float]] = []
    starts: list[int] = []
    names: list[int] = []
    owners: list[int] = []
    points: list[tuple[float, float]] = []
    for index, options in enumerate(scene.options):
        if options:
            starts.append(len(rows))
            names.append(index)
            rows.extend(_rows(index, scene, said))
            owners.extend([index] * len(options))
            points.extend((place.latitude, place.longitude) for place in options)
    if not rows:
        return Table(np.zeros((0, len(FEATURES))), [], [], [])
    near = _nearness(scene, said, owners, np.array(points))
    values = np.round(np.hstack([np.array(rows), near]), 6)
    return Table(values, starts, names, [bool(is_in > 0) for is_in in values[:, FEATURES.index("parent")]])


def _rows(index: int, scene: Scene, said: _Said) -> list[list[float]]:
    name, text, options = scene.names[index], said.texts[index], scene.options[index]
    people = [place.population if place.feature in _PEOPLED else 0 for place in options]
    total = sum(people) or 1
    at_home: dict[str, int] = defaultdict(int)
    for row, place in enumerate(options):
        at_home[place.iso3] += people[row]
    conflict = _conflict()
    order = sorted(range(len(options)), key=lambda i: -people[i])
    rank = {row: min(number, 9) for number, row in enumerate(order)}
    outers = _outers(scene, name.parent)
    same = [outer for parent in said.parents.get(text, ()) for outer in _outers(scene, parent)]
    others = max(said.distinct - 1, 1)
    out = []
    for row, place in enumerate(options):
        division = place.iso3, place.admin1
        feature = place.feature
        fit, misfit = fits(name, place)
        members = said.members.get(division, set()) - {text} if place.admin1 else set()
        own_country = scene.own[index][0] == place.iso3
        votes = scene.votes.get(place.iso3, 0.0) - (scene.own[index][1] if own_country else 0.0)
        county = key(place.admin2 if feature != "admin2" else place.admin2 or place.name)
        counties = said.counties.get((*division, county), set()) if county else set()
        out.append(
            [
                log10(max(people[row], 100)),
                float(rank[row]),
                people[row] / total,
                at_home[place.iso3] / total,
                conflict.get(place.iso3, 0.0),
                log10(len(options)),
                float(feature == "country"),
                float(feature == "admin1"),
                float(feature == "admin2"),
                float(feature == "city"),
                float(feature == "region"),
                float(feature == "sea"),
                float(feature not in ("country", "admin1", "admin2", "city", "region", "sea")),
                float(place.is_main),
                float(text == place.name.casefold()),
                1.0 - alike(text, place.name),
                float(place.geonameid == 0),
                float(fit),
                float(misfit),
                scene.share(index, place.iso3),
                max(votes, 0.0),
                float(any(other != text for _, other in said.countries.get(place.iso3, ()))),
                _distance(said.countries.get(place.iso3, []), name.start, text),
                float(min(said.ranks.get(place.iso3, 9), 9)),
                len(said.possible.get(place.iso3, set()) - {text}) / others,
                0.0 if not outers else 1.0 if any(inside(place, outer) for outer in outers) else -1.0,
                0.0 if not same else 1.0 if any(inside(place, outer) for outer in same) else -1.0,
                float(len(members)),
                len(members) / said.placed,
                float(any(other != text for _, other in said.divisions.get(division, ()))),
                _distance(said.divisions.get(division, []), name.start, text),
                max(scene.support[division] - 1, 0) / others if place.admin1 else 0.0,
                float(bool(counties - {text})),
            ]
        )
    return out


@lru_cache(maxsize=1)
def _conflict() -> dict[str, float]:
    """How much armed conflict a country has, as a logarithm: news of it plays there."""
    with resources.files("pipeline.resolve").joinpath("conflict_events.csv").open(encoding="utf-8") as lines:
        return {row["iso3"]: log10(1 + int(row["events"])) for row in csv.DictReader(lines)}


def _outers(scene: Scene, parent: int | None) -> tuple[Place, ...]:
    """What the words that a name is said to lie in may mean."""
    if parent is None:
        return ()
    choice = scene.chosen[parent]
    return (choice[0],) if choice is not None else scene.options[parent]


def _nearness(scene: Scene, said: _Said, owners: list[int], points: Floats) -> Floats:
    """How near candidates lie to the places of the other names."""
    out = np.full((len(owners), 4), _FAR)
    out[:, 3] = 0.0
    others = [
        (index, choice[0])
        for index, choice in enumerate(scene.chosen)
        if choice is not None and choice[0].feature not in _MIDDLES
    ]
    if not others:
        return out
    number = {text: position for position, text in enumerate(dict.fromkeys(said.texts))}
    there = np.radians(np.array([(place.latitude, place.longitude) for _, place in others]))
    here = np.radians(points)
    half = (here[:, None, :] - there[None, :, :]) / 2.0
    chord = np.sin(half[..., 0]) ** 2 + np.cos(here[:, None, 0]) * np.cos(there[None, :, 0]) * np.sin(half[..., 1]) ** 2
    far = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    own = np.array([number[said.texts[index]] for index in owners])
    other = np.array([number[said.texts[index]] for index, _ in others])
    names = np.array([scene.names[index].start for index in owners])
    apart = np.abs(names[:, None] - np.array([scene.names[index].start for index, _ in others])[None, :])
    far = np.where(own[:, None] == other[None, :], np.inf, far)
    # One town ten times is one town: of each name its nearest mention counts.
    single = np.stack([far[:, other == text].min(axis=1) for text in np.unique(other)], axis=1)
    single.sort(axis=1)
    out[:, 0] = _log(single[:, 0])
    out[:, 1] = _log(single[:, min(2, single.shape[1] - 1)])
    apart = np.where(np.isinf(far), np.inf, apart.astype(np.float64))
    first = np.argsort(apart, axis=1, kind="stable")[:, :2]
    out[:, 2] = _log(np.take_along_axis(far, first, axis=1).min(axis=1))
    weight = np.exp(-apart / _READ_CHARACTERS)
    out[:, 3] = (weight * np.exp(-far / _READ_KM)).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return out


def _log(far: Floats) -> Floats:
    return np.where(np.isinf(far), _FAR, np.log10(1.0 + np.where(np.isinf(far), 0.0, far)))


class Ranker:
    """Boosted trees as arrays: nodes of all trees in one list, a leaf is its own child."""

    def __init__(self, nodes: Floats, roots: npt.NDArray[np.int64], depth: int) -> None:
        self._feature = nodes[:, 0].astype(np.int64)
        self._threshold = nodes[:, 1]
        self._low = nodes[:, 2].astype(np.int64)
        self._high = nodes[:, 3].astype(np.int64)
        self._value = nodes[:, 4]
        self._roots = roots
        self._depth = depth

    def scores(self, values: Floats) -> Floats:
        """A number a row, higher is likelier."""
        if not len(self._roots):
            # Before any training: the largest place.
            return values[:, 0]
        at = np.broadcast_to(self._roots, (len(values), len(self._roots))).copy()
        # `take` is several times as fast as an index of arrays; of each row begin its values, one after the other.
        flat = values.ravel()
        begins = np.arange(len(values))[:, None] * values.shape[1]
        for _ in range(self._depth):
            up = flat.take(begins + self._feature.take(at)) > self._threshold.take(at)
            at = np.where(up, self._high.take(at), self._low.take(at))
        scores: Floats = self._value.take(at).sum(axis=1)
        return scores


@lru_cache(maxsize=1)
def load() -> Ranker:
    """The trained trees."""
    with resources.files("pipeline.resolve").joinpath("place_ranker.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return from_rows(rows)


def from_rows(rows: list[dict[str, str]]) -> Ranker:
    """Trees of the rows tree, feature, threshold, low, high, value; children are rows of the same tree."""
    column = {name: number for number, name in enumerate(FEATURES)}
    roots: list[int] = []
    nodes: list[tuple[float, ...]] = []
    for number, row in enumerate(rows):
        if not roots or row["tree"] != rows[number - 1]["tree"]:
            roots.append(number)
        if row["feature"]:
            children = roots[-1] + int(row["low"]), roots[-1] + int(row["high"])
            nodes.append((column[row["feature"]], float(row["threshold"]), *children, 0.0))
        else:
            nodes.append((0, 0.0, number, number, float(row["value"])))
    depth = max((_depth(nodes, root) for root in roots), default=0)
    return Ranker(np.array(nodes, dtype=np.float64).reshape(-1, 5), np.array(roots, dtype=np.int64), depth)


def _depth(nodes: list[tuple[float, ...]], node: int) -> int:
    low, high = int(nodes[node][2]), int(nodes[node][3])
    return 0 if low == node else 1 + max(_depth(nodes, low), _depth(nodes, high))
