"""The rules of `schemas/tables.yaml` as a Great Expectations suite, and its answers by rule and row.

`evaluate(table)` runs the suite. Each check of a rule becomes one expectation (`complete`, `same_nulls` and
`set_by_match`: one for each column or direction) whose meta names the rule and the number of the check. What Great
Expectations cannot express on the columns as they are, it is given as a column more: `_Frame` makes those, and their
names say what they hold. `pipeline/contract/rules.py` evaluates the same rules in Arrow; a test holds the two
against each other.

Great Expectations and pandas are loaded inside functions: 5 s and 265 MB that nothing else needs.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from pipeline.contract import derive
from pipeline.contract.rules import code_tuples, columns_of
from pipeline.contract.spec import CheckSpec, RuleSpec, Spec, When, default_spec
from pipeline.errors import SchemaMismatch, SpecError, StageError

#: Values of failing rows that are kept for the report, for each expectation.
MOST_EXAMPLES = 10
_IN_SCOPE = "in_scope_"
_BETWEEN = " | "  # joins the values of several columns to one
_SEVERITY = MappingProxyType({"E": "critical", "W": "warning"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_OPENING = re.compile(r"(?:[^:]{1,60}: )?(On|Around) ([0-9]{1,2} [A-Z][a-z]+ [0-9]{4})( \([^()]+\))?, ")

Column = list[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the suite says of one rule.

    Attributes:
        rule: The rule.
        failing: Rows that fail it, by position, ascending.
        results: What Great Expectations answered, one entry an expectation, in the order of the checks, JSON-ready.
    """

    rule: RuleSpec
    failing: tuple[int, ...]
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
    frame = _Frame(data, spec)
    for name in wanted:
        for number, check in enumerate(spec.rules[name].checks, start=1):
            frame.expect(spec.rules[name], number, check)
    found = _run(frame)
    return {name: _answer(spec.rules[name], found.get(name, [])) for name in wanted}


class _Frame:
    """The columns that the expectations look at and the expectations, in the making."""

    def __init__(self, data: pa.Table, spec: Spec) -> None:
        self.spec = spec
        self.length: int = data.num_rows
        self.columns: dict[str, Column] = {}
        self.expectations: list[tuple[str, dict[str, Any]]] = []
        self._data = data
        self._given: dict[str, Column] = {}
        self._meta: dict[str, Any] = {}
        self._condition: dict[str, Any] = {}

    def expect(self, rule: RuleSpec, number: int, check: CheckSpec) -> None:
        """Add the expectations of one check of a rule."""
        self._meta = {"rule": rule.id, "check": number, "kind": check.kind, "severity": rule.severity}
        self._condition = {}
        if check.when:
            name = f"{_IN_SCOPE}{rule.id}_{number}"
            self.columns[name] = self._scope(check.when)
            self._condition = {"row_condition": f"{name} == True", "condition_parser": "pandas"}
        if check.kind in _WITH_CODES:
            _WITH_CODES[check.kind](self, check.params["columns"], code_tuples(check, self.spec), check.params)
        else:
            _KINDS[check.kind](self, **check.params)

    def add(self, expectation: str, **parameters: Any) -> None:
        """Add an expectation, by the name of its class."""
        severity = _SEVERITY[self._meta["severity"]]
        parameters = {**parameters, **self._condition, "meta": dict(self._meta), "severity": severity}
        self.expectations.append((expectation, parameters))

    def given(self, name: str) -> Column:
        """The values of a column of the data."""
        if name not in self._given:
            self._given[name] = self._data[name].to_pylist()
        return self._given[name]

    def show(self, name: str) -> str:
        """Make a column of the data one of the frame, as it is; its name."""
        if name not in self.columns:
            # pandas takes what is not a number for a null; no limit lets infinity pass.
            self.columns[name] = [math.inf if value != value else value for value in self.given(name)]
        return name

    def put(self, name: str, values: Column) -> str:
        """Add a column that is worked out; its name."""
        self.columns[name] = values
        return name

    def _scope(self, when: When) -> Column:
        values = self.given(when.column)
        if when.is_null:
            return [value is None for value in values]
        allowed = frozenset(when.values)
        return [value in allowed for value in values]


def _absent(frame: _Frame, *, column: str) -> None:
    frame.add("ExpectColumnValuesToBeNull", column=frame.show(column))


def _present(frame: _Frame, *, column: str) -> None:
    frame.add("ExpectColumnValuesToNotBeNull", column=frame.show(column))


def _complete(frame: _Frame, *, table: str) -> None:
    for column in frame.spec.table(table).columns:
        if not column.nullable:
            # A list is never null and pandas would take it apart; whether there is one is all that is asked.
            if column.type.items or column.type.struct:
                there: Column = [None if value is None else True for value in frame.given(column.name)]
                frame.add("ExpectColumnValuesToNotBeNull", column=frame.put(f"has {column.name}", there))
            else:
                frame.add("ExpectColumnValuesToNotBeNull", column=frame.show(column.name))


def _same_nulls(frame: _Frame, *, columns: Sequence[str]) -> None:
    filled = [[value is not None for value in frame.given(name)] for name in columns]
    for name, values in zip(columns[1:], filled[1:], strict=True):
        first, second = frame.put(f"{columns[0]} is filled", filled[0]), frame.put(f"{name} is filled", values)
        frame.add("ExpectColumnPairValuesToBeEqual", column_A=first, column_B=second)


def _match(frame: _Frame, *, column: str, pattern: str) -> None:
    frame.add("ExpectColumnValuesToMatchRegex", column=frame.show(column), regex=_whole(pattern))


def _no_match(frame: _Frame, *, column: str, pattern: str) -> None:
    frame.add("ExpectColumnValuesToNotMatchRegex", column=frame.show(column), regex=_whole(pattern))


def _whole(pattern: str) -> str:
    """A pattern whose last `$` is the end of the text, as in RE2, and not before a last line feed too, as in Python."""
    return f"{pattern[:-1]}\\Z" if pattern.endswith("$") and not pattern.endswith("\\$") else pattern


def _range(frame: _Frame, *, column: str, minimum: Any = None, maximum: Any = None) -> None:
    limits = {"min_value": _limit(minimum), "max_value": _limit(maximum)}
    frame.add("ExpectColumnValuesToBeBetween", column=frame.show(column), **limits)


def _limit(value: Any) -> Any:
    # A day without a time is compared as text and passes everything (Great Expectations 1.24.1).
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else value


def _unique(frame: _Frame, *, columns: Sequence[str]) -> None:
    if len(columns) == 1:
        frame.add("ExpectColumnValuesToBeUnique", column=frame.show(columns[0]))
    else:
        shown = [frame.show(name) for name in columns]
        # "never": rows that lack an actor are repeated when the rest is.
        frame.add("ExpectCompoundColumnsToBeUnique", column_list=shown, ignore_row_if="never")


def _year_of(frame: _Frame, *, column: str, of: str) -> None:
    years = [day.year if day else None for day in frame.given(of)]
    _pair(frame, frame.show(column), frame.put(f"year of {of}", years))


def _not_after(frame: _Frame, *, column: str, instant: str) -> None:
    last = [None if second is None else datetime.fromtimestamp(second, UTC).date() for second in frame.given(instant)]
    frame.add(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        column_A=frame.put(f"day of {instant}", last),
        column_B=frame.show(column),
        or_equal=True,
        ignore_row_if="either_value_is_missing",
    )


def _decimals(frame: _Frame, *, column: str, places: int) -> None:
    counts = [None if value is None else _decimal_places(value) for value in frame.given(column)]
    frame.add(
        "ExpectColumnValuesToBeBetween",
        column=frame.put(f"decimals of {column}", counts),
        min_value=0,
        max_value=places,
    )


def _decimal_places(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _not_all_zero(frame: _Frame, *, columns: Sequence[str]) -> None:
    rows = zip(*(frame.given(name) for name in columns), strict=True)
    sums: Column = [None if None in row else sum(map(abs, row)) for row in rows]
    name = frame.put(" + ".join(f"|{name}|" for name in columns), sums)
    frame.add("ExpectColumnValuesToNotBeInSet", column=name, value_set=[0])


def _notes_opening(frame: _Frame, *, column: str, date: str, precision: str) -> None:
    openings: Column = []
    expected: Column = []
    rows = zip(frame.given(column), frame.given(date), frame.given(precision), strict=True)
    for notes, day, exactness in rows:
        match = _OPENING.match(notes or "")
        if match is None:
            openings.append(notes)
            expected.append(None if notes is None else "On or Around and a day")
            continue
        word, told, how = match.groups()
        wanted = told if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        openings.append(f"{word} {told}{' (...)' if how else ''}")
        if exactness is None:
            expected.append(f"{word} {wanted}{' (...)' if how else ''}")
        else:
            expected.append(f"On {wanted}" if exactness == 1 else f"Around {wanted} (...)")
    _pair(frame, frame.put(f"opening of {column}", openings), frame.put(f"opening by {date} and {precision}", expected))


def _occurs(frame: _Frame, *, column: str, pattern: str, times: int) -> None:
    compiled = re.compile(pattern)
    counts = [len(compiled.findall(value or "")) for value in frame.given(column)]
    name = frame.put(f"times that {column} has {pattern}", counts)
    frame.add("ExpectColumnValuesToBeBetween", column=name, min_value=times, max_value=times)


def _set_by_match(frame: _Frame, *, column: str, by: str, pattern: str) -> None:
    compiled = re.compile(pattern)
    matches = [bool(value and compiled.search(value)) for value in frame.given(by)]
    filled = [value is not None for value in frame.given(column)]
    first = frame.put(f"{column} is filled", filled)
    frame.add("ExpectColumnPairValuesToBeEqual", column_A=first, column_B=frame.put(f"{by} has {pattern}", matches))


def _home_forces(frame: _Frame, *, actor: str, inter: str, country: str) -> None:
    expected: Column = []
    for name, where in zip(frame.given(actor), frame.given(country), strict=True):
        code = derive.forces_inter(name, where) if name and where in _country_names(frame.spec) else None
        expected.append(derive.inter_label(code) if code else None)
    _pair(frame, frame.show(inter), frame.put(f"{inter} that {actor} has in {country}", expected))


def _country_names(spec: Spec) -> frozenset[str]:
    return frozenset(row.label for row in spec.codes("country"))


def _in_codes(
    frame: _Frame, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], parameters: Mapping[str, Any]
) -> None:
    compare = parameters.get("nulls") == "compare"
    joined: Column = []
    for row in zip(*(frame.given(name) for name in columns), strict=True):
        texts = ["" if value is None else str(value) for value in row]
        joined.append(_BETWEEN.join(texts) if compare or None not in row else None)
    name = frame.put(_BETWEEN.join(columns), joined)
    frame.add("ExpectColumnValuesToBeInSet", column=name, value_set=[_BETWEEN.join(values) for values in allowed])


def _pattern_fixes(
    frame: _Frame, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], _: Mapping[str, Any]
) -> None:
    name, value = columns
    patterns = [(re.compile(pattern), fixed) for pattern, fixed in allowed]
    shown: Column = []
    expected: Column = []
    for actor, given in zip(frame.given(name), frame.given(value), strict=True):
        fixed = {fixed for pattern, fixed in patterns if actor and pattern.search(actor)}
        shown.append("" if given is None else given)
        expected.append(None if not fixed else " and ".join(sorted(fixed)))
    _pair(frame, frame.put(f"{value} or nothing", shown), frame.put(f"{value} that {name} fixes", expected))


def _pair(frame: _Frame, one: str, other: str) -> None:
    parameters = {"column_A": one, "column_B": other, "ignore_row_if": "either_value_is_missing"}
    frame.add("ExpectColumnPairValuesToBeEqual", **parameters)


_KINDS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "absent": _absent,
        "complete": _complete,
        "decimals": _decimals,
        "home_forces": _home_forces,
        "match": _match,
        "no_match": _no_match,
        "not_after": _not_after,
        "not_all_zero": _not_all_zero,
        "notes_opening": _notes_opening,
        "occurs": _occurs,
        "present": _present,
        "range": _range,
        "same_nulls": _same_nulls,
        "set_by_match": _set_by_match,
        "unique": _unique,
        "year_of": _year_of,
    }
)
_WITH_CODES: Mapping[str, Callable[..., None]] = MappingProxyType(
    {"in_codes": _in_codes, "pattern_fixes": _pattern_fixes}
)


def _run(frame: _Frame) -> dict[str, list[tuple[int, dict[str, Any], list[int]]]]:
    """For each rule, the place of each expectation, its result and the positions of its failing rows."""
    import great_expectations as gx
    from great_expectations import expectations
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
    suite = gx.ExpectationSuite(name="rules")
    for place, (kind, parameters) in enumerate(frame.expectations):
        meta = {**parameters["meta"], "place": place}
        suite.add_expectation(getattr(expectations, kind)(**{**parameters, "meta": meta}))
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("rows").get_batch({"dataframe": _pandas(frame)})
    validated = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    found: dict[str, list[tuple[int, dict[str, Any], list[int]]]] = {}
    for result in validated.results:  # in an order of its own: failures first
        entry = result.to_json_dict()
        meta = entry["expectation_config"]["meta"]
        # Without index columns these are pandas labels, and ours are the positions of the rows.
        failing = (entry["result"] or {}).get("unexpected_index_list") or []
        _raise_if_broken(entry, meta)
        found.setdefault(meta["rule"], []).append((meta["place"], _short(entry), [int(row) for row in failing]))
    if len(validated.results) != len(frame.expectations):
        raise StageError(
            f"Great Expectations answered {len(validated.results)} of {len(frame.expectations)} expectations. "
            "Two of them are equal, or its version has changed."
        )
    return found


def _pandas(frame: _Frame) -> Any:
    """The columns as a pandas frame whose labels are the positions of the rows."""
    import pandas

    columns = {}
    for name, values in frame.columns.items():
        kinds = {type(value) for value in values if value is not None}
        if name.startswith(_IN_SCOPE):
            columns[name] = pandas.Series(values, dtype="bool")
        elif kinds == {date}:
            columns[name] = pandas.Series(
                pandas.to_datetime(pandas.Series(values, dtype="object")), dtype="datetime64[s]"
            )
        elif kinds and kinds <= {int, float}:
            columns[name] = pandas.Series(values, dtype="float64")  # whole numbers up to 2**53 are exact
        elif kinds == {bool} and None not in values:
            columns[name] = pandas.Series(values, dtype="bool")
        else:
            columns[name] = pandas.Series(values, dtype="object")
    return pandas.DataFrame(columns, index=pandas.RangeIndex(frame.length))


def _raise_if_broken(entry: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    """An expectation that could not be evaluated is no failing row: say so instead of passing or failing everything."""
    told = entry["exception_info"] or {}
    nested = [part for part in told.values() if isinstance(part, dict)]
    if told.get("raised_exception") or any(part.get("raised_exception") for part in nested):
        messages = [told.get("exception_message"), *(part.get("exception_message") for part in nested)]
        message = " ".join(str(text) for text in messages if text)
        kind = entry["expectation_config"]["type"]
        raise StageError(f"rule {meta['rule']}, check {meta['check']}: {kind} could not be evaluated: {message[:300]}")


def _short(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the answer to one expectation."""
    config, result = entry["expectation_config"], entry["result"] or {}
    parameters = {
        name: value for name, value in sorted(config["kwargs"].items()) if name not in ("batch_id", "value_set")
    }
    kept = {name: result.get(name) for name in ("element_count", "missing_count", "unexpected_count") if name in result}
    examples = (result.get("partial_unexpected_list") or [])[:MOST_EXAMPLES]
    meta = {name: value for name, value in config["meta"].items() if name != "place"}
    short = {
        "expectation_type": config["type"],
        "kwargs": parameters,
        "meta": meta,
        "success": entry["success"],
        "result": {**kept, "partial_unexpected_list": examples},
    }
    readable: dict[str, Any] = json.loads(json.dumps(short, default=str, sort_keys=True))
    return readable


def _answer(rule: RuleSpec, found: list[tuple[int, dict[str, Any], list[int]]]) -> Answer:
    ordered = sorted(found, key=lambda entry: entry[0])
    failing = sorted({row for _, _, rows in ordered for row in rows})
    return Answer(rule, tuple(failing), tuple(result for _, result, _ in ordered))
