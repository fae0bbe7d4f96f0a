"""What checking a million events costs: `python benchmarks/validate_scale.py [EVENTS]`.

Three things over the same made-up published events (`made_events.py`), each in a process of its own: all rules through
Great Expectations (`contract.expectations.evaluate`), the same rules as SQL in DuckDB (from the same declarations, over
a table that DuckDB holds already), and the whole stage `validate`, which also checks the batch against its history and
writes flags and rejects. Great Expectations and DuckDB must find the same number of failing rows for every rule, or
this ends with an error. Loading the libraries and making the events is not counted.

The results, with day and machine, stand in benchmarks/validate_scale.csv.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
import made_events

from pipeline import contract
from pipeline.contract import expectations
from pipeline.contract.derive import FORCES_OF
from pipeline.contract.rules import NOTES_OPENING, code_tuples
from pipeline.contract.spec import CheckSpec
from pipeline.runner import run_stage
from pipeline.stage import Run
from pipeline.validate import STAGE

EVENTS = 1_000_000
AT = datetime(2025, 1, 1, tzinfo=UTC)


def text(value: Any) -> str:
    """A value as SQL has it."""
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return f"'{value.replace(chr(39), chr(39) * 2)}'" if isinstance(value, str) else str(value)


def column(name: str) -> str:
    return f'"{name}"'


def failing(check: CheckSpec) -> str:
    """What is true in SQL of a row that fails a check."""
    given = dict(check.params)
    found = KINDS[check.kind](check, **given)
    if check.when is None:
        return found
    scope = column(check.when.column)
    within = f"{scope} IS NULL" if check.when.is_null else f"{scope} IN ({', '.join(map(text, check.when.values))})"
    return f"(({within}) AND ({found}))"


def _complete(_: CheckSpec, table: str) -> str:
    needed = [one.name for one in contract.table(table).columns if not one.nullable]
    return " OR ".join(f"{column(name)} IS NULL" for name in needed)


def _in_codes(check: CheckSpec, columns: list[str], **given: Any) -> str:
    compare = given.get("nulls") == "compare"
    texts = [f"CAST({column(name)} AS VARCHAR)" for name in columns]
    texts = [f"coalesce({one}, '')" for one in texts] if compare else texts
    allowed = ", ".join(f"({', '.join(map(text, row))})" for row in code_tuples(check))
    inside = f"({', '.join(texts)}) IN ({allowed})" if len(texts) > 1 else f"{texts[0]} IN ({allowed})"
    there = " AND ".join(f"{one} IS NOT NULL" for one in texts)
    return f"({there}) AND NOT ({inside})"


def _pattern_fixes(check: CheckSpec, columns: list[str], **_: Any) -> str:
    name, value = map(column, columns)
    return " OR ".join(
        f"(regexp_matches({name}, {text(pattern)}) AND {value} IS DISTINCT FROM {text(fixed)})"
        for pattern, fixed in code_tuples(check)
    )


def _home_forces(_: CheckSpec, actor: str, inter: str, country: str) -> str:
    labels = {row.code: row.label for row in contract.codes("inter")}
    spoken = "CASE " + column(country) + " " + " ".join(
        f"WHEN {text(row.label)} THEN {text(row['name_in_text'].removeprefix('the '))}"
        for row in contract.codes("country")
    ) + " END"  # fmt: skip
    home = f"regexp_extract({column(actor)}, {text(FORCES_OF)}, 1)"
    at_home = f"{home} = {column(country)} OR {home} = {spoken}"
    expected = f"CASE WHEN {at_home} THEN {text(labels['1'])} ELSE {text(labels['8'])} END"
    return f"regexp_matches({column(actor)}, {text(FORCES_OF)}) AND {column(inter)} <> {expected}"


def _notes_opening(_: CheckSpec, column: str, date: str, precision: str) -> str:
    def group(number: int) -> str:
        return f'regexp_extract("{column}", {text(NOTES_OPENING)}, {number})'

    day = f"""(day("{date}") || ' ' || monthname("{date}") || ' ' || year("{date}"))"""
    word = f"""CASE WHEN "{precision}" = 1 THEN 'On' ELSE 'Around' END"""
    how = f"""("{precision}" = 1) <> ({group(3)} = '')"""
    matches = f'regexp_matches("{column}", {text(NOTES_OPENING)})'
    wrong = f'{group(2)} <> {day} OR ("{precision}" IS NOT NULL AND ({group(1)} <> {word} OR {how}))'
    return f'"{column}" IS NOT NULL AND (NOT {matches} OR {wrong})'


KINDS: dict[str, Callable[..., str]] = {
    "absent": lambda _, column: f'"{column}" IS NOT NULL',
    "complete": _complete,
    "decimals": lambda _, column, places: f'abs("{column}" - round("{column}", {places})) > 1e-9',
    "home_forces": _home_forces,
    "in_codes": _in_codes,
    "match": lambda _, column, pattern: f'NOT regexp_matches("{column}", {text(pattern)})',
    "no_match": lambda _, column, pattern: f'regexp_matches("{column}", {text(pattern)})',
    "not_after": lambda _, column, instant: f'"{column}" > CAST(make_timestamp("{instant}" * 1000000) AS DATE)',
    "not_all_zero": lambda _, columns: " AND ".join(f'"{name}" = 0' for name in columns),
    "notes_opening": _notes_opening,
    "occurs": lambda _, column, pattern, times: (
        f"len(regexp_extract_all(coalesce(\"{column}\", ''), {text(pattern)})) <> {times}"
    ),
    "pattern_fixes": _pattern_fixes,
    "present": lambda _, column: f'"{column}" IS NULL',
    "range": lambda _, column, minimum=None, maximum=None: " OR ".join(
        f'"{column}" {sign} {text(limit)}' for sign, limit in (("<", minimum), (">", maximum)) if limit is not None
    ),
    "same_nulls": lambda _, columns: " OR ".join(
        f'("{columns[0]}" IS NULL) <> ("{name}" IS NULL)' for name in columns[1:]
    ),
    "set_by_match": lambda _, column, by, pattern: (
        f'("{column}" IS NOT NULL) <> coalesce(regexp_matches("{by}", {text(pattern)}), false)'
    ),
    "unique": lambda _, columns: f"count(*) OVER (PARTITION BY {', '.join(map(column, columns))}) > 1",
    "year_of": lambda _, column, of: f'"{column}" <> year("{of}")',
}


def read(path: Path) -> pa.Table:
    """Draft events, as the store gives them."""
    return pq.read_table(path).cast(contract.arrow_schema("draft_events")).combine_chunks()


def by_duckdb(path: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds of the processor and of the clock, and failing rows by rule."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE drafts AS SELECT * FROM read_parquet('{path}')")
    connection.execute("CREATE TABLE events AS SELECT * FROM drafts WHERE status = 'published'")
    queries = {
        name: " OR ".join(f"({failing(check)})" for check in rule.checks)
        for name, rule in contract.default_spec().rules.items()
    }
    begun, started = time.process_time(), time.perf_counter()
    found = {
        name: connection.execute(f"SELECT count(*) FROM (SELECT ({query}) AS fails FROM events) WHERE fails").fetchone()
        for name, query in queries.items()
    }
    used = time.process_time() - begun, time.perf_counter() - started
    return *used, {name: row[0] for name, row in found.items() if row}


def by_great_expectations(path: Path) -> tuple[float, float, dict[str, int]]:
    """As `by_duckdb`."""
    drafts = read(path)
    expectations.evaluate(drafts.slice(0, 10), ("R01",))  # loads the libraries
    published = drafts.filter(pc.equal(drafts["status"], "published"))
    begun, started = time.process_time(), time.perf_counter()
    answers = expectations.evaluate(published)
    used = time.process_time() - begun, time.perf_counter() - started
    return *used, {name: len(answer.failing) for name, answer in answers.items()}


def by_stage(path: Path) -> tuple[float, float, dict[str, int]]:
    """As `by_duckdb`; the rows are those of each table that it writes."""
    drafts = read(path)
    expectations.evaluate(drafts.slice(0, 10), ("R01",))
    tables = {"draft_events": drafts, "deletions": contract.empty("deletions")}
    begun, started = time.process_time(), time.perf_counter()
    made = run_stage(STAGE, tables, Run(run_id="scale", at=AT, batch="made")).tables
    used = time.process_time() - begun, time.perf_counter() - started
    return *used, {name: table.num_rows for name, table in made.items()}


def _measured(work: Callable[[Path], tuple[float, float, dict[str, int]]], path: Path) -> tuple[Any, ...]:
    return *work(path), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(path: Path, events: int) -> int:
    """Write made-up draft events; gives how many there are."""
    table = made_events.copies(made_events.block()["draft_events"], events).slice(0, events)
    # A tenth of them is what the last run brought.
    when = pa.array([int(AT.timestamp()) - 86_400 * (row % 10 > 0) for row in range(table.num_rows)], pa.int64())
    place = table.schema.get_field_index("timestamp")
    pq.write_table(table.set_column(place, table.schema.field(place), when), path)
    return int(table.num_rows)


def main() -> None:
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="?", default=EVENTS)
    events = parser.parse_args().events
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("what", "events", "cpu_s", "s", "peak_mb", "load", "day", "machine"))
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        count = write(path, events)
        for work in (by_duckdb, by_great_expectations, by_stage):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                cpu, clock, found[work], memory = pool.apply(_measured, (work, path))
            told = (f"{cpu:.1f}", f"{clock:.1f}", round(memory), f"{os.getloadavg()[0]:.1f}")
            writer.writerow((work.__name__, count, *told, datetime.now(UTC).date().isoformat(), machine))
            sys.stdout.flush()
    if found[by_duckdb] != found[by_great_expectations]:
        raise SystemExit(f"other answers: {found[by_duckdb]} and {found[by_great_expectations]}")
    print(found, file=sys.stderr)


if __name__ == "__main__":
    main()
