"""What is new or changed, held against what was there before: drifts that no rule on single rows sees.

The batch is what the newest run made or changed (the rows of the newest timestamp), the history all older rows. Checks
are of severity W: they stop nothing, and the report shows what was found. Where one of the two is too small to tell
anything, a check looks at no row and passes.

What follows from the published rows alone (H07, H08) is a flag of the rows too. What depends on which of them are new
is not: the same rows would have other flags after the next run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.contract import derive
from pipeline.contract.combinations import combinations
from pipeline.records import Check
from pipeline.reference import outlines

#: Rows that the history and the batch must have.
FEWEST_HISTORY, FEWEST_BATCH = 100, 20
#: A share has drifted when it differs by so much, and by so many standard errors (1 in 16,000 by chance).
DRIFT, STANDARD_ERRORS = 0.2, 4.0
#: Share of named actors of a batch that may be new. Half of a batch of 20 rows are a dozen names.
NEW_ACTORS = 0.5
#: Earlier runs whose volume is looked at, and how many it takes to know what is usual.
USUAL_RUNS, FEWEST_RUNS = 10, 5
#: More than so many times the median of these runs, or less than that part of it, is no usual volume; either is told
#: from 20 rows on: of 20 that are usual, 6 or fewer come by chance once in 4,000 runs (Poisson).
TIMES_USUAL, FEWEST_VOLUME = 3, 20
#: A toll is out of range above this, and above so many times the highest one of its country before.
HIGH_TOLL, TIMES_HIGHEST = 50, 3
#: Km from the border of its country at which a place in another one is told. Of 97,000 places of the gazetteer (a
#: sample of up to 1,500 a country) 15 are: some are wrong there, some stand near a border that is drawn otherwise.
FAR_KM = 25
_MOST_EXAMPLES = 20
_KEY = ("event_date", "country", "admin1", "location", "sub_event_type", "actor1", "actor2", "reported_place")

#: Columns whose share of empty values is compared, and all that is looked at.
_NULLABLE = tuple(column.name for column in contract.table("release_events").columns if column.nullable)
_OTHERS = ("event_id_cnty", "timestamp", "time_precision", "geo_precision", "event_type", "fatalities", "latitude",
           "longitude", *_KEY)  # fmt: skip
COLUMNS = tuple(dict.fromkeys((*_OTHERS, *_NULLABLE)))

#: What stands for the share of rows without a value.
_EMPTY = "empty"


def checks(published: pa.Table) -> tuple[list[Check], pa.Table]:
    """The checks of the published rows of `draft_events`, by id, and the flags that they give.

    Returns:
        The checks, and a table of `event_id_cnty` and `rule`, each pair once, in the order of the checks.
    """
    is_new = pc.fill_null(pc.equal(published["timestamp"], pc.max(published["timestamp"])), False)
    compared = published.select(COLUMNS)
    batch, history = compared.filter(is_new), compared.filter(pc.invert(is_new))
    if batch.num_rows < FEWEST_BATCH or history.num_rows < FEWEST_HISTORY:
        batch, history = batch.slice(0, 0), history.slice(0, 0)
    of_rows = _repeats(published), _elsewhere(published)
    found = [
        _drift(
            "H01", "The share of empty values of each column is as before.", batch, history, _NULLABLE, of_empty=True
        ),
        _drift(
            "H02", "The mix of time and place precision is as before.", batch, history,
            ("time_precision", "geo_precision"),
        ),
        _drift("H03", "The mix of event types is as before.", batch, history, ("event_type",)),
        _drift("H04", "The share of each country is as before.", batch, history, ("country",)),
        _new_actors(batch, history),
        _tolls(batch, history),
        *(check for check, _ in of_rows),
        _volume(published.select(("event_id_cnty", "timestamp", "country", "event_type"))),
    ]  # fmt: skip
    flags = [
        pa.table({"event_id_cnty": failing, "rule": pa.repeat(check.check_id, len(failing))})
        for check, ids in of_rows
        for failing in [pc.unique(ids)]
    ]
    return found, pa.concat_tables(flags)


def _drift(
    name: str, description: str, batch: pa.Table, history: pa.Table, columns: Sequence[str], *, of_empty: bool = False
) -> Check:
    """Values whose share of the batch is not what it was; with `of_empty`, the share of rows without one."""
    found: list[tuple[str, str]] = []
    drifted = np.zeros(batch.num_rows, bool)
    for column in columns:
        told_now, told_before = (_told(rows[column], of_empty=of_empty) for rows in (batch, history))
        now, before = _counts(told_now), _counts(told_before)
        for one in sorted(now.keys() | before.keys()):
            counts = before.get(one, 0), history.num_rows, now.get(one, 0), batch.num_rows
            if _has_drifted(*counts):
                shares = counts[0] / counts[1], counts[2] / counts[3]
                found.append((column, f"{one}: {shares[0]:.0%} of the rows before, {shares[1]:.0%} now"))
                drifted |= pc.fill_null(pc.equal(told_now, one), False).to_numpy(zero_copy_only=False)
    ids = batch["event_id_cnty"].filter(pa.array(drifted))
    return _check(name, description, batch.num_rows, ids, found, has_drifted=bool(found))


def _told(column: pa.ChunkedArray, *, of_empty: bool) -> pa.Array:
    """The values as text; or `_EMPTY` where there is none, and null where there is one."""
    values = column.combine_chunks()
    if of_empty:
        return pc.if_else(pc.is_null(values), _EMPTY, pa.scalar(None, pa.string()))
    return pc.cast(values, pa.string())


def _counts(values: pa.Array) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in pc.value_counts(values).to_pylist() if row["values"] is not None}


def _has_drifted(before: int, rows_before: int, now: int, rows_now: int) -> bool:
    shares = before / rows_before, now / rows_now
    both = (before + now) / (rows_before + rows_now)
    error = math.sqrt(both * (1 - both) * (1 / rows_before + 1 / rows_now))
    difference = abs(shares[0] - shares[1])
    return difference > DRIFT and difference > STANDARD_ERRORS * error


def _volume(rows: pa.Table) -> Check:
    """Countries and types of which the newest run made or changed many more or fewer rows than runs before it did."""
    runs = sorted(pc.unique(rows["timestamp"]).to_pylist())[-USUAL_RUNS - 1 :]
    is_new = pc.equal(rows["timestamp"], runs[-1]) if runs else pa.array([], pa.bool_())
    if len(runs) <= FEWEST_RUNS:
        rows, is_new, runs = rows.slice(0, 0), pa.array([], pa.bool_()), []
    found: list[tuple[str, str]] = []
    ids = [pa.array([], pa.string())]
    for column in ("country", "event_type"):
        counts = {(row[column], row["timestamp"]): row["event_id_cnty_count"] for row in _by_run(rows, column)}
        for name in sorted({name for name, _ in counts}):
            usual = median(counts.get((name, run), 0) for run in runs[:-1])
            now = counts.get((name, runs[-1]), 0)
            is_more = now >= FEWEST_VOLUME and now > TIMES_USUAL * usual
            if is_more or (usual >= FEWEST_VOLUME and now * TIMES_USUAL < usual):
                found.append((column, f"{name}: {now} rows, in a usual run {usual:g}"))
                ids.append(rows["event_id_cnty"].filter(pc.and_(is_new, pc.equal(rows[column], name))).combine_chunks())
    description = (
        f"No country or type has more than {TIMES_USUAL} times the rows of a usual run, or less than a third: "
        "a source may have gone quiet, come new, or been taken in twice."
    )
    count = pc.sum(is_new).as_py() or 0
    return _check("H09", description, count, pa.concat_arrays(ids), found, has_drifted=bool(found))


def _by_run(rows: pa.Table, column: str) -> list[dict[str, Any]]:
    return rows.group_by([column, "timestamp"]).aggregate([("event_id_cnty", "count")]).to_pylist()  # type: ignore[no-any-return]


def _new_actors(batch: pa.Table, history: pa.Table) -> Check:
    named = set(_named(batch))
    new = sorted(named.difference(_named(history)))
    names = pa.array(new, pa.string())
    has_new = pc.or_(*(pc.is_in(batch[side], names) for side in ("actor1", "actor2")))
    description = f"At most {NEW_ACTORS:.0%} of the named actors were never seen before."
    ids = batch["event_id_cnty"].filter(has_new) if len(new) > NEW_ACTORS * len(named) else pa.array([], pa.string())
    return _check("H05", description, batch.num_rows, ids, [("actor", name) for name in new])


def _named(rows: pa.Table) -> Iterator[str]:
    """The actors of some rows that have a name of their own, each once or twice."""
    for side in ("actor1", "actor2"):
        for name in pc.unique(rows[side]).to_pylist():
            if name is not None and derive.fixed_inter(name) is None and not name.startswith("Unidentified"):
                yield name


def _tolls(batch: pa.Table, history: pa.Table) -> Check:
    grouped = history.group_by("country").aggregate([("fatalities", "max")])
    before = pc.fill_null(grouped["fatalities_max"].take(pc.index_in(batch["country"], grouped["country"])), 0)
    limit = pc.max_element_wise(pc.multiply(pc.cast(before, pa.int64()), TIMES_HIGHEST), HIGH_TOLL)
    is_high = pc.fill_null(pc.greater(batch["fatalities"], limit), False)
    high = batch.select(("event_id_cnty", "fatalities", "country")).append_column("before", before).filter(is_high)
    description = f"No toll above {HIGH_TOLL} is more than {TIMES_HIGHEST} times the highest one of its country before."
    found = [
        ("fatalities", f"{row['fatalities']} in {row['country']}, before at most {row['before']}")
        for row in high.slice(0, _MOST_EXAMPLES).to_pylist()
    ]
    return _check("H06", description, batch.num_rows, high["event_id_cnty"], found)


def _repeats(rows: pa.Table) -> tuple[Check, pa.ChunkedArray]:
    """Rows that say the same, and all their ids; two villages that one town stands for are told apart by the place as
    reported."""
    alike = combinations([rows[column].combine_chunks() for column in _KEY])
    repeated = np.flatnonzero(alike.rows > 1)
    ids = rows["event_id_cnty"].take(pa.array(alike.rows_of(repeated)))
    examples = (rows["event_id_cnty"].take(pa.array(alike.rows_of([number]))).to_pylist() for number in repeated)
    found = [("event_id_cnty", " and ".join(some)) for some in islice(examples, _MOST_EXAMPLES)]
    description = "No two rows agree in day, place, type and actors; look whether they are one event."
    return _check("H07", description, rows.num_rows, ids, found), ids


def _elsewhere(rows: pa.Table) -> tuple[Check, pa.ChunkedArray]:
    """Rows whose coordinates stand in another country than their own, and all their ids; places are looked up once."""
    located = rows.filter(pc.and_(pc.is_valid(rows["latitude"]), pc.is_valid(rows["longitude"])))
    places = combinations([located[name].combine_chunks() for name in ("country", "latitude", "longitude")])
    where = located.select(("country", "location", "latitude", "longitude")).take(pa.array(places.first))
    countries = np.array(where["country"].to_pylist(), np.object_)
    latitudes, longitudes = (where[name].to_numpy() for name in ("latitude", "longitude"))
    codes = {row.label: row.code for row in contract.codes("country")}
    others: dict[int, str] = {}
    for country in pc.unique(where["country"]).to_pylist():
        of_it = np.flatnonzero(countries == country)
        given = (latitudes[of_it], longitudes[of_it])
        found = outlines.elsewhere(codes.get(country, ""), *given, km=FAR_KM)
        others |= {int(of_it[place]): derive.country_row(code).label for place, code in found.items()}
    numbers = sorted(others)
    ids = located["event_id_cnty"].take(pa.array(places.rows_of(numbers)))
    told = []
    for place, row in zip(numbers, where.take(pa.array(numbers, pa.int64())).to_pylist(), strict=True):
        point = f"{row['location']} ({row['latitude']}, {row['longitude']})"
        told.append(("location", f"{point}: in {others[place]}, not {row['country']}"))
    description = f"No coordinates stand in another country, farther than {FAR_KM} km from the event's own."
    return _check("H08", description, located.num_rows, ids, told), ids


def _check(
    name: str,
    description: str,
    rows: int,
    ids: pa.ChunkedArray | pa.Array,
    found: Iterable[tuple[str, str]],
    *,
    has_drifted: bool = False,
) -> Check:
    """A check; one that finds what is missing fails by `has_drifted`, without rows."""
    failed = pc.unique(ids)
    # In the form of an answer of Great Expectations, which is what the report shows values from.
    answers = [
        {"kwargs": {"column": column}, "result": {"partial_unexpected_list": [text]}}
        for column, text in islice(found, _MOST_EXAMPLES)
    ]
    is_passed = not len(failed) and not has_drifted
    examples = failed.take(pc.sort_indices(failed)[:_MOST_EXAMPLES]).to_pylist()
    return Check(
        check_id=name, severity="W", description=description, rows_checked=rows, rows_failed=len(failed),
        examples=tuple(examples), is_passed=is_passed,
        result=None if is_passed else json.dumps({"batch": answers}, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip
