"""Write `parts.csv` and `spellings.csv`: places of which no list has a point, and other spellings of places listed.

    python -m pipeline.reference.gazetteer.tables.parts PLACES

`PLACES` is a CSV with the columns country, adm1, adm2 and place: the names of the UCDP Georeferenced Event Dataset
(`adm_1`, `adm_2` and `where_coordinates` of its release, CC BY 4.0), which tell what lies in what. No coordinates are
read. A name that its first-order division has under another spelling is written down as one; another stands at the
district or division that it lies in.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline.reference.countries import find_country
from pipeline.reference.gazetteer import transliterated
from pipeline.reference.gazetteer.build import (
    Row,
    from_packages,
    supplement,
    villages,
    with_preferred_names,
    with_supplement,
)
from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.names import key, loose_key

_FOLDER = Path(__file__).parents[1]
#: Words of UCDP for kinds of divisions.
_DIVISIONS = re.compile(
    r" (?:province|governorate|state|region|department|district|territory|county|division|oblast|raion|township"
    r"|municipality|commune|zone|prefecture|emirate|woreda|area|council|city|town|lga|locality|constituency|sector|block|tehsil|barangay)$"
)
#: The kinds of places that are written down, and what they are here.
_KINDS = {
    "village": "city",
    "town": "city",
    "city": "city",
    "camp": "camp",
    "refugee camp": "camp",
    "district": "city",
    "sub-district": "city",
    "township": "city",
}
_PLACE = re.compile(rf"(?P<name>[^\d()/,\"]+) (?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})")
#: A shorter name is a person's or another word more often than a place.
_MIN_LETTERS, _MAX_WORDS = 5, 3


def main(arguments: list[str] | None = None) -> int:
    """Write the files in the folder above."""
    source = Path((arguments if arguments is not None else sys.argv[1:])[0])
    with source.open(encoding="utf-8") as lines:
        told = list(csv.DictReader(lines))
    known = _Known(with_supplement(with_preferred_names(from_packages()), [*supplement(), *villages()]))
    parts: dict[tuple[str, str, str], list[str]] = {}
    spellings: set[tuple[int, str]] = set()
    for entry in told:
        iso3 = find_country(entry["country"].split(" (")[0]) or ""
        first = known.division(iso3, "admin1", entry["adm1"], "")
        if first is None:
            continue
        district = known.division(iso3, "admin2", entry["adm2"], first.name)
        for name, feature, parent in _names(entry, first, district):
            same = known.same(iso3, first.name, name)
            if same is not None and same.geonameid and key(name) not in map(key, (same.name, *same.names)):
                spellings.add((same.geonameid, name))
            elif same is None and not known.has(iso3, name):
                parts.setdefault(
                    (iso3, first.name, key(name)), [name, iso3, first.name, feature, parent.name, parent.feature]
                )
    _write("parts.csv", ["name", "iso3", "admin1", "feature", "parent", "level"], sorted(parts.values()))
    _write("spellings.csv", ["geonameid", "name"], sorted(spellings))
    return 0


class _Known:
    """What the other sources list, by country and name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._divisions: dict[tuple[str, str, str, str], Row] = {}
        self._loose: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self._names: set[tuple[str, str]] = set()
        self._great: set[str] = set()
        for row in rows:
            above = row.admin1 if row.feature == "admin2" else ""
            for name in (row.name, *row.names):
                if row.feature in ("admin1", "admin2") and not row.point_of:
                    for spelled in {key(bare_name(name)), loose_key(bare_name(name))} - {""}:
                        self._divisions.setdefault((row.iso3, row.feature, above, spelled), row)
                if row.feature in ("city", "admin2") and (loose := loose_key(name)):
                    self._loose[row.iso3, row.admin1, loose].append(row)
                self._names.add((row.iso3, key(name).removeprefix("al ")))
                if row.feature in ("country", "admin1", "region", "sea"):
                    self._great.add(key(name))

    def division(self, iso3: str, feature: str, told: str, above: str) -> Row | None:
        """The division that UCDP names: "Kandahar province"."""
        bare = bare_name(_DIVISIONS.sub("", told))
        options = ((iso3, feature, above, spelled) for spelled in (key(bare), loose_key(bare)) if spelled)
        return next((row for option in options if (row := self._divisions.get(option)) is not None), None)

    def same(self, iso3: str, admin1: str, name: str) -> Row | None:
        """The one place of a division whose name is another spelling of a name."""
        loose = loose_key(name) if iso3 in transliterated() else ""
        found = {id(row): row for row in self._loose.get((iso3, admin1, loose), ())} if loose else {}
        return next(iter(found.values())) if len(found) == 1 else None

    def has(self, iso3: str, name: str) -> bool:
        """Has a country a place of a name, or the world a country, sea or first-order division?"""
        return (iso3, key(name).removeprefix("al ")) in self._names or key(name) in self._great


def _names(entry: dict[str, str], first: Row, district: Row | None) -> Iterable[tuple[str, str, Row]]:
    """Names of an entry with their kind and what they lie in: those of its district and of its place."""
    told: list[tuple[str, str, Row]] = []
    if district is None:
        told.append((_DIVISIONS.sub("", entry["adm2"]), "city", first))
    if found := _PLACE.fullmatch(entry["place"]):
        told.append((found["name"], _KINDS[found["kind"]], district or first))
    for name, feature, parent in told:
        letters = re.sub("[ '-]", "", name)
        if letters.isalpha() and len(letters) >= _MIN_LETTERS and len(name.split()) <= _MAX_WORDS and name[0].isupper():
            yield name, feature, parent


def _write(name: str, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    with (_FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
