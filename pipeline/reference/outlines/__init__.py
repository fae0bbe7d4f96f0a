"""Where countries lie: their outlines, and whether a point stands in another country.

    regions.topojson   first-order divisions, simplified; the map of the explorer draws them
    codes.csv          what the outlines call countries that our code list calls otherwise, or counts to another one
    claimed.csv        areas that the outlines give to who controls them and the dataset to another country

Outlines are rough by some km, and lack islands of less than 100 km2.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from pipeline.reference.distances import DEGREE_KM

_HALF = 90

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The border of a country.

    Attributes:
        edges: Its straight pieces, as rows of longitude, latitude, longitude, latitude in degrees.
        bands: For each whole degree of latitude from -90, the pieces that touch it.
    """

    edges: Floats
    bands: tuple[Floats, ...]

    def holds(self, latitudes: Floats, longitudes: Floats) -> Flags:
        """Which points lie inside."""
        found = np.zeros(len(latitudes), bool)
        numbers = np.clip(np.floor(latitudes).astype(int) + _HALF, 0, len(self.bands) - 1)
        for number in np.unique(numbers):
            rows, edges = np.flatnonzero(numbers == number), self.bands[number]
            if len(edges):
                found[rows] = _crossings(edges, latitudes[rows], longitudes[rows]) % 2 == 1
        return found

    def km_to(self, latitude: float, longitude: float) -> float:
        """Distance of a point from the border, in km; good to a per cent within some hundred km."""
        narrow = np.cos(np.radians(latitude))
        starts = (self.edges[:, :2] - (longitude, latitude)) * (narrow, 1.0)
        ends = (self.edges[:, 2:] - (longitude, latitude)) * (narrow, 1.0)
        along = ends - starts
        lengths = (along**2).sum(axis=1)
        share = np.clip(-(starts * along).sum(axis=1) / np.where(lengths, lengths, 1.0), 0.0, 1.0)
        nearest = starts + along * share[:, None]
        return float(np.sqrt((nearest**2).sum(axis=1)).min() * DEGREE_KM)


def _crossings(edges: Floats, latitudes: Floats, longitudes: Floats) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many pieces a way from each point to the east crosses; an odd number means that the point is inside."""
    west, south, east, north = edges.T
    crossed = (south[None] > latitudes[:, None]) != (north[None] > latitudes[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = west + (latitudes[:, None] - south) * (east - west) / (north - south)
    counted: np.ndarray[Any, np.dtype[np.int64]] = (crossed & (at > longitudes[:, None])).sum(axis=1)
    return counted


def topology() -> dict[str, Any]:
    """The divisions as TopoJSON: arcs of whole numbers, each of them once, although two neighbours share it."""
    found: dict[str, Any] = json.loads(_file("regions.topojson"))
    return found


@cache
def outlines() -> dict[str, Outline]:
    """The outline of each country that has one, by alpha-3 code."""
    told = topology()
    scale, move = np.array(told["transform"]["scale"]), np.array(told["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in told["arcs"]]
    code_of = {row["outline"]: row["iso3"] for row in _rows("codes.csv")}
    uses: dict[str, Counter[int]] = defaultdict(Counter)
    for division in told["objects"]["regions"]["geometries"]:
        uses[code_of.get(division["id"], division["id"])].update(_arcs(division["arcs"]))
    found = {}
    for country, counted in sorted(uses.items()):
        # An arc that two divisions of the country share is no border of it.
        border = [arcs[number] for number, times in sorted(counted.items()) if times % 2 and len(arcs[number]) > 1]
        if border:
            found[country] = _outline(np.vstack([np.hstack([arc[:-1], arc[1:]]) for arc in border]))
    return found


def _arcs(nested: Any) -> Iterator[int]:
    """Numbers of arcs, whichever way they are gone."""
    if isinstance(nested, int):
        yield nested if nested >= 0 else ~nested
    else:
        for one in nested:
            yield from _arcs(one)


def _outline(edges: Floats) -> Outline:
    low, high = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    bands = [edges[(low < degree + 1) & (high >= degree)] for degree in range(-_HALF, _HALF)]
    return Outline(edges, tuple(bands))


def elsewhere(country: str, latitudes: Floats, longitudes: Floats, *, km: float) -> dict[int, str]:
    """The points of a country that stand in another one.

    Args:
        country: Alpha-3 code.
        latitudes, longitudes: Of the points, in degrees.
        km: A point nearer to the country's border than this is not told.

    Returns:
        For each such point, by its position, the code of the other country. A point at sea, on an island that the
        outlines lack, or of a country without an outline is in no other country.
    """
    own = outlines().get(country)
    if own is None:
        return {}
    found = {}
    claimed = [row for row in _rows("claimed.csv") if row["iso3"] == country]
    for place in np.flatnonzero(~own.holds(latitudes, longitudes)):
        latitude, longitude = float(latitudes[place]), float(longitudes[place])
        if own.km_to(latitude, longitude) <= km or any(_is_within(row, latitude, longitude) for row in claimed):
            continue
        where = (latitudes[place : place + 1], longitudes[place : place + 1])
        other = next((code for code, one in outlines().items() if code != country and one.holds(*where)[0]), None)
        if other is not None:
            found[int(place)] = other
    return found


def _is_within(area: dict[str, str], latitude: float, longitude: float) -> bool:
    south, west, north, east = (float(area[side]) for side in ("south", "west", "north", "east"))
    return south <= latitude <= north and west <= longitude <= east


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_file(name).splitlines()))


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
