"""Great Expectations' answers about the rules of `schemas/tables.yaml`, by rule and row.

`evaluate(table)` asks them. `pipeline/contract/suite.py` says which expectation each check of a rule becomes.
Great Expectations is asked about each distinct combination of values that an expectation looks at, once, and its answer
holds for all rows that have these values; where rows are compared with each other, about all rows. A test holds its
answers against those that `pipeline/contract/rules.py` works out in Arrow.

Great Expectations and pandas are loaded inside functions: 5 s and 265 MB that nothing else needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.contract.combinations import Combinations, combinations
from pipeline.contract.rules import columns_of
from pipeline.contract.spec import RuleSpec, Spec, default_spec
from pipeline.contract.suite import Expectation, Frame
from pipeline.errors import SchemaMismatch, SpecError, StageError

#: Values of failing rows that are kept for the report, for each expectation.
MOST_EXAMPLES = 10
_COUNTS = ("element_count", "missing_count", "unexpected_count")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the suite says of one rule.

    Attributes:
        rule: The rule.
        failing: Rows that fail it, by position, ascending: `pyarrow.Int64Array`.
        results: What Great Expectations answered, one entry an expectation, in the order of the checks, JSON-ready.
            `unexpected_count` counts rows; `asked_about` has its own counts, of the combinations it was shown.
    """

    rule: RuleSpec
    failing: pa.Array
    results: tuple[dict[str, Any], ...]


def evaluate(data: pa.Table, rules: Iterable[str] | None = None, *, spec: Spec | None = None) -> dict[str, Answer]:
    """Run the suite over a table.

    Args:
        data: Rows that the rules are for, with at least the columns that they look at.
        rules: Ids of the rules to run; all by default.
        spec: Where the rules are from, if not from our own `schemas/`.

    Returns:
        One answer a rule, in the order of the rules.

    Raises:
        SchemaMismatch: If `data` lacks a column that a rule looks at.
        SpecError: If there is no such rule.
        StageError: If an expectation could not be evaluated.
    """
    spec = spec or default_spec()
    wanted = tuple(spec.rules) if rules is None else tuple(rules)
    if unknown := [name for name in wanted if name not in spec.rules]:
        raise SpecError(f"tables.yaml: no rule {unknown[0]!r}. Declared are: {', '.join(spec.rules)}.")
    for name in wanted:
        if missing := [column for column in columns_of(spec.rules[name], spec) if column not in data.column_names]:
            raise SchemaMismatch("rows", [f"rule {name} looks at columns that are missing: {missing}. Add them."])
    ask = _Question()
    found = {}
    for name in wanted:
        # A frame a rule: what is worked out for one rule is let go before the next one.
        frame = Frame(data, spec)
        for number, check in enumerate(spec.rules[name].checks, start=1):
            frame.expect(spec.rules[name], number, check)
        found[name] = _answer(spec.rules[name], frame, ask)
    return found


def _answer(rule: RuleSpec, frame: Frame, ask: _Question) -> Answer:
    groups: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
    for place, expectation in enumerate(frame.expectations):
        groups.setdefault((expectation.is_over_rows, tuple(sorted(expectation.columns))), []).append(place)
    results: dict[int, dict[str, Any]] = {}
    failing: list[np.ndarray[Any, np.dtype[np.int64]]] = [np.zeros(0, np.int64)]
    for (is_over_rows, names), places in groups.items():
        columns = {name: frame.columns[name] for name in names}
        alike = None if is_over_rows else combinations(list(columns.values()))
        for place, answered in ask(columns, alike, {place: frame.expectations[place] for place in places}).items():
            numbers = (answered["result"] or {}).get("unexpected_index_list") or []
            rows = np.array(numbers, np.int64) if alike is None else alike.rows_of(numbers)
            failing.append(rows)
            results[place] = _short(answered, len(rows))
    joined = pa.array(np.unique(np.concatenate(failing)))
    return Answer(rule, joined, tuple(results[place] for place in range(len(frame.expectations))))


class _Question:
    """Asks Great Expectations; holds its context, which takes a while to make."""

    def __init__(self) -> None:
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        settings = DataContextConfig(
            analytics_enabled=False,  # nothing leaves the machine
            progress_bars=ProgressBarsConfig(globally=False),
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),  # or /tmp fills up
        )
        context = gx.get_context(mode="ephemeral", project_config=settings)
        asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
        self._batches = asset.add_batch_definition_whole_dataframe("rows")

    def __call__(
        self, columns: Mapping[str, pa.Array], alike: Combinations | None, asked: Mapping[int, Expectation]
    ) -> dict[int, dict[str, Any]]:
        """The answer to each expectation, by its place."""
        import great_expectations as gx
        from great_expectations import expectations

        suite = gx.ExpectationSuite(name="rules")
        for place, one in asked.items():
            meta = {**one.parameters["meta"], "place": place}
            suite.add_expectation(getattr(expectations, one.kind)(**{**one.parameters, "meta": meta}))
        batch = self._batches.get_batch({"dataframe": _pandas(columns, alike)})
        validated = batch.validate(suite, result_format={"result_format": "COMPLETE"})
        found = {}
        for result in validated.results:  # in an order of its own: failures first
            entry = result.to_json_dict()
            meta = entry["expectation_config"]["meta"]
            _raise_if_broken(entry, meta)
            found[meta["place"]] = entry
        if len(found) != len(asked):
            raise StageError(
                f"Great Expectations answered {len(found)} of {len(asked)} expectations. "
                "Two of them are equal, or its version has changed."
            )
        return found


def _pandas(columns: Mapping[str, pa.Array], alike: Combinations | None) -> Any:
    """The columns, or one row for each combination, as a pandas frame whose labels are the positions of the rows."""
    import pandas

    if alike is not None:
        first = pa.array(alike.first)
        columns = {name: values.take(first) for name, values in columns.items()}
    length = len(next(iter(columns.values())))
    made = {name: _series(values) for name, values in columns.items()}
    return pandas.DataFrame(made, index=pandas.RangeIndex(length))


def _series(values: pa.Array) -> Any:
    import pandas

    if pa.types.is_date32(values.type):
        return pandas.Series(values.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False), dtype="datetime64[s]")
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
        return pandas.Series(values.cast(pa.float64()).to_numpy(zero_copy_only=False))  # exact up to 2**53
    if pa.types.is_boolean(values.type) and not values.null_count:
        return pandas.Series(values.to_numpy(zero_copy_only=False), dtype="bool")
    return pandas.Series(values.to_numpy(zero_copy_only=False), dtype="object")


def _raise_if_broken(entry: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    """An expectation that could not be evaluated is no failing row: say so instead of passing or failing everything."""
    told = entry["exception_info"] or {}
    nested = [part for part in told.values() if isinstance(part, dict)]
    if told.get("raised_exception") or any(part.get("raised_exception") for part in nested):
        messages = [told.get("exception_message"), *(part.get("exception_message") for part in nested)]
        message = " ".join(str(text) for text in messages if text)
        kind = entry["expectation_config"]["type"]
        raise StageError(f"rule {meta['rule']}, check {meta['check']}: {kind} could not be evaluated: {message[:300]}")


def _short(entry: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """What is kept of the answer to one expectation that so many rows do not meet."""
    config, result = entry["expectation_config"], entry["result"] or {}
    parameters = {
        name: value for name, value in sorted(config["kwargs"].items()) if name not in ("batch_id", "value_set")
    }
    own = {name: result.get(name) for name in _COUNTS if name in result}
    examples = (result.get("partial_unexpected_list") or [])[:MOST_EXAMPLES]
    meta = {name: value for name, value in config["meta"].items() if name != "place"}
    short = {
        "expectation_type": config["type"],
        "kwargs": parameters,
        "meta": meta,
        "success": entry["success"],
        "result": {"unexpected_count": rows, "asked_about": own, "partial_unexpected_list": examples},
    }
    readable: dict[str, Any] = json.loads(json.dumps(short, default=str, sort_keys=True))
    return readable
