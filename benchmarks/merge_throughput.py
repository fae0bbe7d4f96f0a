"""How long merging takes as the dataset grows: `python benchmarks/merge_throughput.py [EVENTS ...]`.

Coded events are made up, from a fixed seed: incidents in 60 countries, as unevenly as ranks go (Zipf), in 12 divisions
of each; 1.8 reports an incident, as in news of gun violence 2013-2017; days spread so that the events of one day stay
as many, whatever their number, as a dataset grows by getting longer and not denser. Words come from the table of rare
words, by how often they stand in news, with a few names of an incident's own. One process; making them is not counted.

At 100,000 and a million coded events, with the store, it is measured by benchmarks/merge_growth.py. Here, 28 November
2026, 2 cores shared with other work (load 5 to 8), Python 3.11:

    coded events   ms an event   peak memory, MB
           4,000          0.50               120
          16,000          0.84               224
          32,000          0.69               382
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline import contract
from pipeline.contract import derive
from pipeline.merge.merged import merge_reports
from pipeline.records import CodedEvent
from pipeline.reference.terms import _rarities

SEED = 20240208
SIZES = (5_000, 10_000, 20_000, 40_000)
REPORTS_AN_INCIDENT = 1.8
INCIDENTS_A_DAY = 60
WORDS, SHARED, NAMES = 40, 0.5, 4
TYPES = ("Attack", "Armed clash", "Air/drone strike", "Remote explosive/landmine/IED", "Peaceful protest", "Arrests")
FIRST_DAY = date(1997, 1, 1)


def made(events: int) -> Iterator[CodedEvent]:
    """Coded events, one an article."""
    chance = random.Random(SEED)
    names = sorted(row.label for row in contract.codes("country"))
    common = [
        (term, 1 / (1 + rarity)) for term, rarity in sorted(_rarities().items()) if rarity >= 2.0 and " " not in term
    ]
    terms, weights = zip(*common, strict=True)
    incidents = max(1, round(events / REPORTS_AN_INCIDENT))
    for number in range(events):
        # The first reports are one an incident; the others go to incidents of the same time.
        incident = number if number < incidents else chance.randrange(incidents)
        own = random.Random(incident)
        day = FIRST_DAY + timedelta(incident // INCIDENTS_A_DAY)
        country = own.choices(names[:60], weights=[1 / rank for rank in range(1, 61)])[0]
        sub = own.choice(TYPES)
        story = own.choices(terms, weights, k=WORDS)
        words = {
            *chance.sample(story, int(WORDS * SHARED)),
            *chance.choices(terms, weights, k=int(WORDS * (1 - SHARED))),
        }
        words |= {f"name{incident}x{n} family{incident}" for n in range(NAMES) if chance.random() < 0.7}
        deaths = own.choice((0, 0, 0, 1, 1, 2, 3, 5, 9))
        yield CodedEvent(
            coded_id=f"a{number:08}#0", article_id=f"a{number:08}", event_index=0, status="published", confidence=0.8,
            event_date=day, year=day.year, date_start=day, date_end=day, time_precision=1, sub_event_type=sub,
            event_type=derive.event_type(sub), disorder_type=derive.disorder_type(sub), country=country,
            admin1=f"{country} {own.randrange(12)}", location=f"Town {own.randrange(400)}",
            latitude=own.uniform(-40, 60), longitude=own.uniform(-100, 140), geo_precision=1, geo_resolution="city",
            fatalities=deaths, is_background=False, terms=tuple(sorted(words)), batch="made",
            published=day + timedelta(chance.choice((0, 1, 1, 2, 5))), publisher=f"Courier {number % 500}",
            reasons=(), qa_flags=(), participants=(), evidence=(),
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="*", default=SIZES)
    sizes = parser.parse_args().events
    print("| coded events | events | seconds | ms an event | peak memory, MB |\n|--:|--:|--:|--:|--:|")
    for size in sizes:
        events = list(made(size))
        start = time.perf_counter()
        merged = merge_reports(events)
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {size:,} | {len(merged):,} | {seconds:.1f} | {1000 * seconds / size:.2f} | {memory:.0f} |", flush=True
        )


if __name__ == "__main__":
    main()
