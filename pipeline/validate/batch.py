"""What is new or changed, held against what was there before: drifts that no rule on single rows sees.

The batch is what the newest run made or changed (the rows of the newest timestamp), the history all older rows. Checks
are of severity W: they stop nothing, and the report shows what was found. Where one of the two is too small to tell
anything, a check looks at no row and passes.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.contract import derive
from pipeline.records import Check

#: Rows that the history and the batch must have.
FEWEST_HISTORY, FEWEST_BATCH = 100, 20
#: A share has drifted when it differs by so much, and by so many standard errors (1 in 16,000 by chance).
DRIFT, STANDARD_ERRORS = 0.2, 4.0
#: Share of named actors of a batch that may be new. Half of a batch of 20 rows are a dozen names.
NEW_ACTORS = 0.5
#: A toll is out of range above this, and above so many times the highest one of its country before.
HIGH_TOLL, TIMES_HIGHEST = 50, 3
_MOST_EXAMPLES = 20
_KEY = ("event_date", "country", "admin1", "location", "sub_event_type", "actor1", "actor2", "reported_place")

Row = Mapping[str, Any]


def checks(published: pa.Table) -> list[Check]:
    """The checks of the published rows of `draft_events`, by id."""
    rows = published.to_pylist()
    newest = max((row["timestamp"] for row in rows), default=0)
    batch = [row for row in rows if row["timestamp"] == newest]
    history = [row for row in rows if row["timestamp"] != newest]
    if len(batch) < FEWEST_BATCH or len(history) < FEWEST_HISTORY:
        batch, history = [], []
    nullable = [column.name for column in contract.table("release_events").columns if column.nullable]
    return [
        _drift("H01", "The share of empty values of each column is as before.", batch, history, nullable, _is_empty),
        _drift(
            "H02", "The mix of time and place precision is as before.", batch, history,
            ("time_precision", "geo_precision"), _value,
        ),
        _drift("H03", "The mix of event types is as before.", batch, history, ("event_type",), _value),
        _drift("H04", "The share of each country is as before.", batch, history, ("country",), _value),
        _new_actors(batch, history),
        _tolls(batch, history),
        _repeats(rows),
    ]  # fmt: skip


def _is_empty(row: Row, column: str) -> str | None:
    return "empty" if row[column] is None else None


def _value(row: Row, column: str) -> str | None:
    return None if row[column] is None else str(row[column])


def _drift(
    name: str,
    description: str,
    batch: Sequence[Row],
    history: Sequence[Row],
    columns: Sequence[str],
    value: Callable[[Row, str], str | None],
) -> Check:
    """Values whose share of the batch is not what it was."""
    found: list[tuple[str, str]] = []
    ids: list[str] = []
    for column in columns:
        now, before = (Counter(filter(None, (value(row, column) for row in rows))) for rows in (batch, history))
        for one in sorted(now.keys() | before.keys()):
            shares = before[one] / len(history), now[one] / len(batch)
            if _has_drifted(before[one], len(history), now[one], len(batch)):
                found.append((column, f"{one}: {shares[0]:.0%} of the rows before, {shares[1]:.0%} now"))
                ids += [row["event_id_cnty"] for row in batch if value(row, column) == one]
    return _check(name, description, len(batch), ids, found, has_drifted=bool(found))


def _has_drifted(before: int, rows_before: int, now: int, rows_now: int) -> bool:
    shares = before / rows_before, now / rows_now
    both = (before + now) / (rows_before + rows_now)
    error = math.sqrt(both * (1 - both) * (1 / rows_before + 1 / rows_now))
    difference = abs(shares[0] - shares[1])
    return difference > DRIFT and difference > STANDARD_ERRORS * error


def _new_actors(batch: Sequence[Row], history: Sequence[Row]) -> Check:
    known = {name for row in history for name in _named(row)}
    named = {name for row in batch for name in _named(row)}
    new = named - known
    ids = [row["event_id_cnty"] for row in batch if not new.isdisjoint(_named(row))]
    description = f"At most {NEW_ACTORS:.0%} of the named actors were never seen before."
    has_failed = len(new) > NEW_ACTORS * len(named)
    return _check("H05", description, len(batch), ids if has_failed else [], [("actor", name) for name in sorted(new)])


def _named(row: Row) -> Iterator[str]:
    for name in (row["actor1"], row["actor2"]):
        if name is not None and derive.fixed_inter(name) is None and not name.startswith("Unidentified"):
            yield name


def _tolls(batch: Sequence[Row], history: Sequence[Row]) -> Check:
    highest: dict[str, int] = defaultdict(int)
    for row in history:
        highest[row["country"]] = max(highest[row["country"]], row["fatalities"] or 0)
    high = [row for row in batch if (row["fatalities"] or 0) > max(HIGH_TOLL, TIMES_HIGHEST * highest[row["country"]])]
    description = f"No toll above {HIGH_TOLL} is more than {TIMES_HIGHEST} times the highest one of its country before."
    found = [("fatalities", f"{row['fatalities']} in {row['country']}, before at most {highest[row['country']]}")
             for row in high]  # fmt: skip
    return _check("H06", description, len(batch), [row["event_id_cnty"] for row in high], found)


def _repeats(rows: Sequence[Row]) -> Check:
    """Rows that say the same; two villages that one town stands for are told apart by the place as reported."""
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in _KEY)].append(row["event_id_cnty"])
    repeated = [ids for ids in groups.values() if len(ids) > 1]
    found = [("event_id_cnty", " and ".join(ids)) for ids in repeated]
    description = "No two rows agree in day, place, type and actors; look whether they are one event."
    return _check("H07", description, len(rows), [one for ids in repeated for one in ids], found)


def _check(
    name: str,
    description: str,
    rows: int,
    ids: Sequence[str],
    found: Sequence[tuple[str, str]],
    *,
    has_drifted: bool = False,
) -> Check:
    """A check; one that finds what is missing fails by `has_drifted`, without rows."""
    failed = sorted(set(ids))
    # In the form of an answer of Great Expectations, which is what the report shows values from.
    answers = [
        {"kwargs": {"column": column}, "result": {"partial_unexpected_list": [text]}}
        for column, text in found[:_MOST_EXAMPLES]
    ]
    is_passed = not failed and not has_drifted
    return Check(
        check_id=name, severity="W", description=description, rows_checked=rows, rows_failed=len(failed),
        examples=tuple(failed[:_MOST_EXAMPLES]), is_passed=is_passed,
        result=None if is_passed else json.dumps({"batch": answers}, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip
