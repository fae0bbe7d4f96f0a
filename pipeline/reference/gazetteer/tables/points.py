"""Write the points of `supplement.csv` from the sources that its rows name.

    python -m pipeline.reference.gazetteer.tables.points [AIRPORTS]

`AIRPORTS` is the file `airports.csv` of the PyPI package airportsdata 20260905; without it the points of airfields stay
as they are. What else is taken from a source that is not installed stays too: `supplement.meta.yaml` says what it is.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from math import atan2, cos, degrees, hypot, radians, sin
from pathlib import Path

from pipeline.reference.gazetteer.build import Row, from_packages

_FILE = Path(__file__).parents[1] / "supplement.csv"
#: "GeoNames 98182"; "GeoNames, its seat Juba 373303"; "GeoNames, middle of Luhansk 702657, Donetsk 709716".
_GEONAMES = re.compile(r"GeoNames(?: (?P<own>\d+)|, (?:its seat|point of|middle of) (?P<several>.+))")
_NUMBER = re.compile(r"\d+(?=,|$)")
#: "CIA World Factbook, middle of KAZ, KGZ".
_COUNTRIES = re.compile(r"CIA World Factbook, middle of (.+)")
_AIRFIELD = re.compile(r"airportsdata 20260905: (\S+)")

Point = tuple[float, float]


def main(arguments: list[str] | None = None) -> int:
    """Write the file in the folder above."""
    given = arguments if arguments is not None else sys.argv[1:]
    airfields = _airfields(Path(given[0])) if given else {}
    places = from_packages()
    with _FILE.open(encoding="utf-8") as lines:
        entries = list(csv.DictReader(lines))
    for entry, point in zip(entries, points(entries, places, airfields), strict=True):
        if point is not None:
            entry["latitude"], entry["longitude"] = (f"{degree:.4f}" for degree in point)
    with _FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, entries[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(entries)
    return 0


def points(entries: list[dict[str, str]], places: list[Row], airfields: Mapping[str, Point]) -> Iterator[Point | None]:
    """The point of each row of the supplement by its source; None where it cannot be worked out here."""
    numbered = {place.geonameid: (place.latitude, place.longitude) for place in places if place.geonameid}
    countries = {place.iso3: (place.latitude, place.longitude) for place in places if place.feature == "country"}
    for entry in entries:
        source = entry["source"]
        if found := _GEONAMES.fullmatch(source):
            numbers = _NUMBER.findall(found["own"] or found["several"])
            yield middle([numbered[int(number)] for number in numbers])
        elif found := _COUNTRIES.fullmatch(source):
            yield middle([countries[iso3] for iso3 in found[1].split(", ")])
        elif found := _AIRFIELD.fullmatch(source):
            yield airfields.get(found[1])
        else:
            yield None


def middle(among: list[Point]) -> Point:
    """The middle of points on the globe; of one, itself (degrees)."""
    if len(among) == 1:
        return among[0]
    x = sum(cos(radians(latitude)) * cos(radians(longitude)) for latitude, longitude in among)
    y = sum(cos(radians(latitude)) * sin(radians(longitude)) for latitude, longitude in among)
    z = sum(sin(radians(latitude)) for latitude, _ in among)
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def _airfields(path: Path) -> dict[str, Point]:
    """ICAO code of an airfield -> its point."""
    with path.open(encoding="utf-8") as lines:
        return {entry["icao"]: (float(entry["lat"]), float(entry["lon"])) for entry in csv.DictReader(lines)}


if __name__ == "__main__":
    raise SystemExit(main())
