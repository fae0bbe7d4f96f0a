"""What merging 1,000 new articles costs as the dataset grows: `python benchmarks/merge_growth.py [EVENTS ...]`.

Stores are filled with coded events made up from a fixed seed and merged; then 1,000 new articles, of the days after the
last ones, are merged into each in turn, six times, each time into a copy of the store as it was filled. The first time
warms up and does not count. Reported are medians of the other five, in seconds of the processor and of the clock; how
many times as much of the processor as in the first store, the median of five ratios; and the peak memory of the
process that merges into this store, which includes Python and its libraries.

Made up are incidents, about 60 a day and as unevenly as the days of atrocities in the news of 2013 to 2015 (the
variance of their number is mean + mean^2/20), in 60 countries as unevenly as ranks go (Zipf), in towns of our gazetteer
by their population, between actors of our actor table that are of the country, Zipf again; 1.8 reports an incident as
in news of gun violence 2013-2017. Their words are from the table of rare words, by how often they stand in news, with a
few names of an incident's own. What is merged for real is one block of half a year; the years before it are the same
block over and over under other ids and days, since merging all of them would take hours. The files of what merging
writes by part are then joined, as it leaves them itself: a file a part.

The results, with day, machine and load, stand in benchmarks/merge_growth.csv. What grows are the parts of events, which
are read and written whole: 91 with 677 events each where a million coded events are known, 67 with 526 each where
100,000 are; and the lists of files. The table of articles is empty here; `merge` also reads when each came in.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import multiprocessing
import os
import platform
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract, job
from pipeline.contract import derive
from pipeline.merge import STAGE
from pipeline.records import ChangedArticle, CodedEvent, Evidence
from pipeline.reference.gazetteer import load
from pipeline.reference.terms import _rarities
from pipeline.runner import run_stage
from pipeline.stage import Run
from pipeline.store import Store, Writer

SEED = 20240208
SIZES = (100_000, 300_000, 1_000_000)
BLOCK, SMALL_BLOCK = 20_000, 10_000
NEW_ARTICLES, TIMES = 1_000, 5
REPORTS_AN_INCIDENT, INCIDENTS_A_DAY, COUNTRIES, TOWNS = 1.8, 60, 60, 400
#: Shape of the gamma distribution of a day's rate: fitted by moments to the days of 2,484 incidents of the PITF
#: Worldwide Atrocities data of 2013, 2014 and 2015 (30, 28 and 13).
UNEVENNESS = 20
WORDS, SHARED, NAMES = 40, 0.5, 4
TYPES = ("Attack", "Armed clash", "Air/drone strike", "Remote explosive/landmine/IED", "Peaceful protest", "Arrests")
FIRST_DAY = date(1997, 1, 1)
RUN = Run(run_id="growth", at=datetime(2024, 1, 1, tzinfo=UTC), batch="made")
#: What `merge` writes by part: it leaves one file of each.
BY_PART = ("event_members", "draft_events", "event_sources", "merge_proposals", "lookup_words", "lookup_days")
#: Columns that hold ids of articles or coded events, which every copy of the block needs its own of.
NAMED = ("coded_id", "article_id")


class World:
    """Where incidents happen, between whom, and in which words they are told."""

    def __init__(self) -> None:
        chance = random.Random(SEED)
        countries = sorted(contract.codes("country"), key=lambda row: row.code)
        columns = {name: load()._columns[name].to_pylist() for name in (
            "name", "iso3", "admin1", "latitude", "longitude", "population", "feature")}  # fmt: skip
        towns: dict[str, list[tuple[Any, ...]]] = {row.code: [] for row in countries}
        for name, iso3, admin1, latitude, longitude, population, feature in zip(*columns.values(), strict=True):
            if feature == "city" and population and admin1 and iso3 in towns:
                towns[iso3].append((population, name, admin1, latitude, longitude))
        large = [row for row in countries if len(towns[row.code]) >= TOWNS]
        self.countries = chance.sample(large, min(COUNTRIES, len(large)))
        self.towns = {row.code: sorted(towns[row.code], reverse=True)[:TOWNS] for row in self.countries}
        with (Path(contract.__file__).parents[1] / "reference" / "actors" / "actors.csv").open() as stream:
            rows = list(csv.DictReader(stream))
        self.actors = {
            country.code: [
                f"Military Forces of {country.label}",
                *sorted(row["name"] for row in rows if country.code in row["countries"].split("|")),
            ]
            for country in self.countries
        }
        common = [(t, 1 / (1 + r)) for t, r in sorted(_rarities().items()) if r >= 2.0 and " " not in t]
        self.terms, self.weights = zip(*common, strict=True)

    def coded(self, number: int, incident: int) -> CodedEvent:
        """The only event of article `number`, which tells an incident."""
        own, chance = random.Random(f"{SEED} {incident}"), random.Random(f"{SEED} {incident} {number}")
        day = day_of(incident)
        country = own.choices(self.countries, [1 / rank for rank in range(1, len(self.countries) + 1)])[0]
        towns = self.towns[country.code]
        _, town, admin1, latitude, longitude = own.choices(towns, [row[0] for row in towns])[0]
        actors = self.actors[country.code]
        first, second = own.choices(actors, [1 / rank for rank in range(1, len(actors) + 1)], k=2)
        sub = own.choice(TYPES)
        story = own.choices(self.terms, self.weights, k=WORDS)
        words = {*chance.sample(story, int(WORDS * SHARED))}
        words |= {*chance.choices(self.terms, self.weights, k=int(WORDS * (1 - SHARED)))}
        words |= {f"name{incident}x{n} family{incident}" for n in range(NAMES) if chance.random() < 0.7}
        name = f"a{number:08}"
        return CodedEvent(
            coded_id=f"{name}#0", article_id=name, event_index=0, status="published", confidence=0.8,
            event_date=day, year=day.year, date_start=day, date_end=day, time_precision=1, sub_event_type=sub,
            event_type=derive.event_type(sub), disorder_type=derive.disorder_type(sub), country=country.label,
            iso=derive.iso(country.label), region=derive.region(country.label), actor1=first, actor2=second,
            admin1=admin1, location=town, latitude=latitude, longitude=longitude, geo_precision=1,
            geo_resolution="city", fatalities=own.choice((0, 0, 0, 1, 1, 2, 3, 5, 9)), is_background=False,
            notes=f"On {day}, {first} and {second} met in {town}.", terms=tuple(sorted(words)), batch="made",
            published=day + timedelta(chance.choice((0, 1, 1, 2, 5))), publisher=f"Courier {number % 500}",
            source=f"Courier {number % 500}", reasons=(), qa_flags=(), participants=(),
            evidence=(Evidence(field="fatalities", start=0, end=5, quote="three", rule="tolls.number"),),
        )  # fmt: skip

    def block(self, events: int) -> Iterator[CodedEvent]:
        """Coded events of a time without gaps: the first ones tell an incident each, the others one of those."""
        chance = random.Random(SEED)
        incidents = round(events / REPORTS_AN_INCIDENT)
        for number in range(events):
            yield self.coded(number, number if number < incidents else chance.randrange(incidents))

    def news(self, events: int) -> Iterator[CodedEvent]:
        """What comes after such a block: most of it new, some of it about its last days."""
        chance = random.Random(f"{SEED} news")
        last = round(events / REPORTS_AN_INCIDENT)
        for number in range(NEW_ARTICLES):
            incident = last + chance.randrange(-3 * INCIDENTS_A_DAY, round(NEW_ARTICLES / REPORTS_AN_INCIDENT))
            yield self.coded(events + number, incident)


def screened(coded: pa.Table) -> pa.Table:
    """The articles that coded events are of, as screening leaves them, with a short text."""
    rows = coded.num_rows
    values = {"text": "Text.", "body_start": 0, "published_basis": "given", "source_name": "made", "language": "en",
              "is_boilerplate_only": False, "language_confidence": 1.0, "relevance": 1.0, "is_relevant": True,
              "similarity": 0.0, "sha256": "0" * 64, "batch": "made"}  # fmt: skip
    schema = contract.arrow_schema("screened")
    columns = []
    for field in schema:
        if field.name in values:
            columns.append(pa.repeat(pa.scalar(values[field.name], field.type), rows))
        elif field.name in coded.column_names:
            columns.append(coded[field.name].combine_chunks())
        else:
            columns.append(pa.array([()] * rows if pa.types.is_list(field.type) else [None] * rows, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def merged(coded: Sequence[CodedEvent]) -> dict[str, pa.Table]:
    """The tables of a store in which these were merged."""
    rows = contract.from_records("coded_events", sorted(coded, key=lambda one: one.coded_id))
    articles = screened(rows)
    told = articles.select(contract.table("told_articles").column_names).cast(contract.arrow_schema("told_articles"))
    changed = [ChangedArticle(article_id=one.article_id, months=()) for one in coded]
    inputs = {name: contract.empty(name) for name in STAGE.reads} | {
        "coded_events": rows, "told_articles": told,
        "changed_articles": contract.from_records("changed_articles", changed),
    }  # fmt: skip
    made = run_stage(STAGE, inputs, RUN).tables
    return {"coded_events": rows, "screened": articles} | {name: made[name] for name in STAGE.writes}


def shifted(name: str, table: pa.Table, number: int, span: timedelta, highest: dict[str, int]) -> pa.Table:
    """A copy of a table, `number` spans earlier and under ids of its own."""
    if not number:
        return table
    for index, field in enumerate(table.schema):
        column = table[field.name].combine_chunks()
        if pa.types.is_date32(field.type):
            days = pc.subtract(pc.cast(column, pa.int32()), pa.scalar(number * span.days, pa.int32()))
            table = table.set_column(index, field, pc.cast(days, pa.date32()))
        elif field.name in NAMED:
            table = table.set_column(index, field, pc.replace_substring(column, "a", f"b{number}a", max_replacements=1))
        elif field.name in ("event_id_cnty", "other_event_id"):
            prefix = pc.utf8_slice_codeunits(column, 0, 3)
            step = pa.array([highest[one] * number for one in prefix.to_pylist()], pa.int64())
            later = pc.add(pc.cast(pc.utf8_slice_codeunits(column, 3), pa.int64()), step)
            table = table.set_column(index, field, pc.binary_join_element_wise(prefix, pc.cast(later, pa.string()), ""))
        elif field.name == "month":
            days = (
                table["looked_up_on" if name == "lookup_words" else "event_date"] if name != "event_members" else None
            )
            if days is not None:
                table = table.set_column(index, field, pc.strftime(days, format="%Y-%m"))
    return table


@cache
def day_of(incident: int) -> date:
    """The day of an incident; those of one day have numbers one after the other."""
    return FIRST_DAY + timedelta(bisect_right(_ends_of_days(), incident))


@cache
def _ends_of_days() -> list[int]:
    """Of each day of the longest block and of the news after it, the number of the first incident after it."""
    chance = np.random.default_rng(SEED)
    days = 2 * BLOCK // INCIDENTS_A_DAY
    rates = chance.gamma(UNEVENNESS, INCIDENTS_A_DAY / UNEVENNESS, days)
    return list(np.cumsum(chance.poisson(rates)).tolist())


def _merged_block(events: int) -> dict[str, pa.Table]:
    return merged(list(World().block(events)))


def fill(folder: Path, size: int) -> int:
    """A store of so many coded events; gives the size of its last block."""
    events = SMALL_BLOCK if size < BLOCK else BLOCK
    made = dict(_merged_block(events))
    span = day_of(round(events / REPORTS_AN_INCIDENT)) - FIRST_DAY + timedelta(7)
    numbers = contract.to_records(made.pop("event_numbers"), "event_numbers")
    highest = {row.prefix: row.highest for row in numbers}
    blocks = size // events
    with Store(folder).writing("filling") as writer:
        for name, table in made.items():
            for number in range(blocks):
                _add(writer, name, shifted(name, table, number, span, highest))
        all_numbers = [replace(row, highest=row.highest * blocks) for row in numbers]
        writer.put("event_numbers", contract.from_records("event_numbers", all_numbers))
        for name in BY_PART:
            writer.join_files(name)
    return events


def _add(writer: Writer, name: str, table: pa.Table) -> None:
    if name not in writer.versions:
        writer.put(name, table)
    elif table.num_rows:
        writer._commit(name, table, "append")  # `append` would look for known keys, of which there are none


def measured(folder: Path, events: int) -> tuple[float, float, float]:
    """Seconds of the processor and of the clock to merge new articles, and the peak memory so far in MB."""
    store = Store(folder)
    coded = sorted(World().news(events), key=lambda one: one.coded_id)
    rows = contract.from_records("coded_events", [replace(one, batch="news") for one in coded])
    articles = screened(rows)
    batch = articles.schema.get_field_index("batch")
    articles = articles.set_column(batch, articles.schema.field(batch), rows["batch"])
    changed = [ChangedArticle(article_id=one.article_id, months=tuple(sorted(
        {f"{one.published:%Y-%m}", f"{one.event_date:%Y-%m}"}))) for one in coded]  # fmt: skip
    with store.writing("news") as writer:
        for name, table in (("coded_events", rows), ("screened", articles)):
            writer._commit(name, table, "append")
        writer.put("changed_articles", contract.from_records("changed_articles", changed))
    started, begun = time.perf_counter(), time.process_time()
    job.merge(store)
    work, clock = time.process_time() - begun, time.perf_counter() - started
    return work, clock, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_turn(folder: Path, sizes: Sequence[int]) -> dict[int, list[tuple[float, float, float]]]:
    """What `measured` gives for stores of some sizes, in turn, each in a process of its own; without the first time."""
    found: dict[int, list[tuple[float, float, float]]] = {size: [] for size in sizes}
    with contextlib.ExitStack() as stack:
        start = multiprocessing.get_context("spawn")
        filled = {size: fill(folder / str(size), size) for size in sizes}
        pools = {size: stack.enter_context(start.Pool(1)) for size in sizes}
        for _ in range(1 + TIMES):
            for size, events in filled.items():
                copy = folder / "copy"
                # The files of a store are never changed, only replaced: a copy may share them.
                shutil.copytree(folder / str(size), copy, copy_function=os.link)
                found[size].append(pools[size].apply(measured, (copy, events)))
                shutil.rmtree(copy)
    return {size: times[1:] for size, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="*", default=SIZES)
    sizes = parser.parse_args().events
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory(prefix="merge-growth-") as folder:
        found = in_turn(Path(folder), sizes)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("coded_events", "cpu_ms_an_article", "times_as_much", "ms_an_article", "peak_mb", "load", "day",
                     "machine"))  # fmt: skip
    least = [work for work, _, _ in found[sizes[0]]]
    for size, times in found.items():
        work, clock = (statistics.median(time[kind] for time in times) for kind in (0, 1))
        ratio = statistics.median(one / other for (one, _, _), other in zip(times, least, strict=True))
        told = [f"{1000 * seconds / NEW_ARTICLES:.2f}" for seconds in (work, clock)]
        load, day = f"{os.getloadavg()[0]:.1f}", datetime.now(UTC).date().isoformat()
        writer.writerow((size, told[0], f"{ratio:.2f}", told[1], round(times[-1][2]), load, day, machine))


if __name__ == "__main__":
    main()
