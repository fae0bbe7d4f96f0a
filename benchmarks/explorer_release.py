"""A large release made up from a fixed seed, for the explorer: `python benchmarks/explorer_release.py EVENTS FOLDER`.

Places are the hand-written ones of the gazetteer, actors those of the actor table, countries as unevenly as ranks go
(Zipf); days get more frequent towards the end, as news do; tolls have a long tail. One event in eight is held. Each has
one to four articles with a few sentences, and evidence for its main values. The tables pass the checks of `contract`.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import derive
from pipeline.publish import diff
from pipeline.publish.explorer import site

SEED = 20240208
FIRST, LAST = date(2015, 1, 1), date(2024, 12, 31)
COUNTRIES = 45
HELD_SHARE = 0.125
TYPES = {
    "Armed clash": 24,
    "Attack": 18,
    "Air/drone strike": 12,
    "Shelling/artillery/missile attack": 14,
    "Peaceful protest": 16,
    "Remote explosive/landmine/IED": 6,
    "Mob violence": 3,
    "Abduction/forced disappearance": 4,
    "Arrests": 2,
    "Looting/property destruction": 3,
}
REASONS = (
    ("DATE_UNRESOLVED",),
    ("GEO_COUNTRY_ONLY",),
    ("GEO_UNRESOLVED",),
    ("NOT_REALIS_RUMOUR",),
    ("NOT_POLITICAL", "LOW_CONFIDENCE"),
)
PUBLISHERS = [
    f"{town} {kind}"
    for town in ("Coastal", "Savanna", "Lakeside", "Highland", "Delta", "Border")
    for kind in ("Wire", "Herald", "Times", "Post")
]


def tables(count: int) -> dict[str, pa.Table]:
    """The tables of a release with so many events, published and held together; and the readings behind them."""
    chance = random.Random(SEED)
    places = _places()
    names = sorted(places, key=lambda iso3: (-len(places[iso3]), iso3))[:COUNTRIES]
    chance.shuffle(names)
    labels = {row.code: row.label for row in contract.codes("country")}
    actors = _actors()
    weights = [1 / rank for rank in range(1, len(names) + 1)]
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    given: dict[str, int] = defaultdict(int)
    length = (LAST - FIRST).days
    for number in range(count):
        iso3 = chance.choices(names, weights)[0]
        given[iso3] += 1
        event_id = f"{iso3}{given[iso3]}"
        name, latitude, longitude, admin1 = chance.choice(places[iso3])
        country = labels[iso3]
        day = FIRST + timedelta(int(length * chance.random() ** 0.6))
        sub = chance.choices(list(TYPES), list(TYPES.values()))[0]
        own = actors.get(iso3) or [(f"Unidentified Armed Group ({country})", "Political militia")]
        actor1, inter1 = (f"Protesters ({country})", "Protesters") if "protest" in sub else chance.choice(own)
        actor2, inter2 = (None, None) if "protest" in sub else (f"Civilians ({country})", "Civilians")
        if sub in ("Armed clash", "Air/drone strike"):
            actor2, inter2 = f"Unidentified Armed Group ({country})", "Political militia"
        dead = 0 if "protest" in sub or chance.random() < 0.45 else min(int(chance.paretovariate(1.3)), 400)
        precision = chance.choices((1, 2, 3), (78, 12, 10))[0]
        is_held = chance.random() < HELD_SHARE
        reasons = chance.choice(REASONS) if is_held else ()
        if "GEO_COUNTRY_ONLY" in reasons or "GEO_UNRESOLVED" in reasons:
            name = admin1 = latitude = longitude = precision = None  # type: ignore[assignment]
        has_day = "DATE_UNRESOLVED" not in reasons
        confidence = round(min(0.5 + 0.49 * chance.random() ** 0.4, 0.99), 2)
        second = derive.inter_code(inter2) if inter2 else None
        article_ids = [f"a{number}-{copy}" for copy in range(chance.choices((1, 2, 3, 4), (70, 18, 8, 4))[0])]
        rows["held_events" if is_held else "release_events"].append(
            {
                "event_id_cnty": event_id,
                "status": "held",
                "reasons": list(reasons),
                "event_date": day if has_day else None,
                "year": day.year if has_day else None,
                "time_precision": chance.choices((1, 2, 3), (85, 11, 4))[0] if has_day else None,
                "disorder_type": derive.disorder_type(sub),
                "event_type": derive.event_type(sub),
                "sub_event_type": sub,
                "actor1": actor1,
                "inter1": inter1,
                "actor2": actor2,
                "inter2": inter2,
                "interaction": derive.interaction(derive.inter_code(inter1), second)[1],
                "civilian_targeting": derive.civilian_targeting(sub, actor2),
                "iso": derive.iso(country),
                "region": derive.region(country),
                "country": country,
                "admin1": admin1,
                "location": name,
                "latitude": latitude,
                "longitude": longitude,
                "geo_precision": precision,
                "geo_resolution": {1: "settlement", 2: "near_settlement", 3: "admin1"}.get(precision),
                "source": "; ".join(sorted({_publisher(number, copy) for copy in range(len(article_ids))})),
                "source_scale": "National",
                "fatalities": dead,
                "fatalities_low": dead or None,
                "fatalities_high": dead or None,
                "timestamp": 1735689600,
                "date_start": day if has_day else None,
                "date_end": day if has_day else None,
                "date_basis": "explicit" if has_day else None,
                "attribution": "stated",
                "is_background": False,
                "qa_flags": ["ACTOR_GENERIC"] if "Unidentified" in actor1 else [],
                "confidence": confidence,
                "revision": 1,
                "notes": f"On {day.day} {day:%B %Y}, {actor1} acted in {name or country}. {dead or 'No'} fatalities.",
            }
        )
        for copy, article in enumerate(article_ids):
            _article(rows, event_id, article, copy, number, day, (actor1, name or country, dead), chance)
        rows["revisions"].append(
            {
                "event_id_cnty": event_id,
                "revision": 1,
                "changed_at": datetime(2025, 1, 1, tzinfo=UTC),
                "field": "event_id_cnty",
                "old_value": None,
                "new_value": event_id,
                "because_article_id": article_ids[0],
                "reason": "CREATED",
            }
        )
    rows["checks"] = [
        {
            "check_id": "R01",
            "severity": "E",
            "description": "A made-up check.",
            "rows_checked": count,
            "rows_failed": 0,
            "examples": [],
            "is_passed": True,
            "result": None,
        }
    ]
    wanted = (
        "release_events",
        "held_events",
        "event_sources",
        "evidence_rows",
        "revisions",
        "deletions",
        "rejects",
        "readings",
        "checks",
    )
    return {name: pa.Table.from_pylist(rows[name], schema=contract.arrow_schema(name)) for name in wanted}


def _article(
    rows: dict[str, list[dict[str, Any]]],
    event_id: str,
    article: str,
    copy: int,
    number: int,
    day: date,
    told: tuple[str, str, int],
    chance: random.Random,
) -> None:
    """An article that tells an event, and the words of it that are evidence."""
    actor, place, dead = told
    publisher = _publisher(number, copy)
    opening = (
        f"{publisher.upper()} - {actor} acted near the market of {place} on {day:%A}, residents and officials said."
    )
    toll = f"{dead or 'No'} people were killed, according to the hospital, which gave no other figure."
    filler = "It was the latest in a series of incidents along the road. " * chance.randint(1, 4)
    text = f"{opening} {toll} {filler}".strip()
    ends = [len(opening), len(opening) + 1 + len(toll), len(text)]
    starts = [0, ends[0] + 1, ends[1] + 1]
    rows["readings"].append(
        {
            "article_id": article,
            "text": text,
            "body_start": 0,
            "published": day,
            "url": f"https://news.example/{article}",
            "publisher": publisher,
            "source_name": "made",
            "language": "en",
            "relevance": 1.0,
            "place_names": [],
            "time_expressions": [],
            "terms": [],
            "batch": "made",
            "sentences": [
                {"start": start, "end": end, "paragraph": 0, "is_headline": False}
                for start, end in zip(starts, ends, strict=True)
            ],
        }
    )
    rows["event_sources"].append(
        {
            "event_id_cnty": event_id,
            "article_id": article,
            "event_index": 0,
            "publisher": publisher,
            "url": f"https://news.example/{article}",
            "published": day,
            "sha256": "0" * 64,
            "source_scale": "National",
            "score": round(chance.uniform(0.6, 1), 2),
        }
    )
    for column, words in (
        ("actor1", actor),
        ("location", place),
        ("event_date", f"{day:%A}"),
        ("fatalities", str(dead or "No")),
    ):
        start = text.index(words, starts[1] if column == "fatalities" else 0)
        rows["evidence_rows"].append(
            {
                "event_id_cnty": event_id,
                "field": column,
                "article_id": article,
                "start": start,
                "end": start + len(words),
                "quote": words[:200],
                "rule": f"made.{column}",
                "confidence": 0.8,
            }
        )


def _publisher(number: int, copy: int) -> str:
    return PUBLISHERS[(number + copy) % len(PUBLISHERS)]


def _places() -> dict[str, list[tuple[str, float, float, str]]]:
    """Places with coordinates and a division, by country."""
    found: dict[str, list[tuple[str, float, float, str]]] = defaultdict(list)
    with (Path(contract.__file__).parents[1] / "reference/gazetteer/supplement.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["admin1"] and row["latitude"]:
                found[row["iso3"]].append((row["name"], float(row["latitude"]), float(row["longitude"]), row["admin1"]))
    return found


def _actors() -> dict[str, list[tuple[str, str]]]:
    """Names and types of actors, by country."""
    labels = {row.code: row.label for row in contract.codes("inter")}
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (Path(contract.__file__).parents[1] / "reference/actors/actors.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for iso3 in row["countries"].split("|"):
                if row["inter"] in labels:
                    found[iso3].append((row["name"], labels[row["inter"]]))
    return found


def write(count: int, folder: Path) -> Path:
    """The explorer of a release with so many events; gives its first page."""
    made = tables(count)
    folder.mkdir(parents=True, exist_ok=True)
    shown = {name: rows for name, rows in made.items() if name not in ("readings", "checks")}
    found = diff.compare({}, {name: made[name].slice(0, 0) for name in ("release_events", "held_events")})
    staging = folder / "2025.01.01"
    site.write(staging, "2025.01.01", None, shown, made["readings"], made["checks"], found, {"made up from seed": SEED})
    return staging / site.FOLDER / "index.html"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(write(given.events, given.folder))
