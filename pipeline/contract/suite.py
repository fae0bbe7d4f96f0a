"""The rules of `schemas/tables.yaml` as expectations of Great Expectations, and the columns that they look at.

Each check of a rule becomes one expectation (`complete`, `same_nulls` and `set_by_match`: one for each column or
direction) whose meta names the rule and the number of the check. What Great Expectations cannot express on the columns
as they are, it is given as a column more, worked out in Arrow: `Frame` makes those, and their names say what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract import derive
from pipeline.contract.combinations import by_combination
from pipeline.contract.rules import NOTES_OPENING, code_tuples, column_of, spoken_day
from pipeline.contract.spec import CheckSpec, RuleSpec, Spec, When

_IN_SCOPE = "in_scope_"
_BETWEEN = " | "  # joins the values of several columns to one
_SEVERITY = MappingProxyType({"E": "critical", "W": "warning"})
#: These compare rows with each other: they cannot be asked about each combination of values once.
_OVER_ROWS = frozenset({"ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation.

    Attributes:
        kind: Name of its class.
        parameters: What the class is given; `meta` names the rule and the check.
        columns: The columns that it looks at, its scope among them.
    """

    kind: str
    parameters: Mapping[str, Any]
    columns: tuple[str, ...]

    @property
    def is_over_rows(self) -> bool:
        """Whether it compares rows with each other."""
        return self.kind in _OVER_ROWS


class Frame:
    """The columns that the expectations look at and the expectations, in the making.

    Attributes:
        spec: Where rules and code lists are from.
        columns: The columns by name.
        expectations: In the order of the checks.
    """

    def __init__(self, data: pa.Table, spec: Spec) -> None:
        self.spec = spec
        self.columns: dict[str, pa.Array] = {}
        self.expectations: list[Expectation] = []
        self._data = data
        self._meta: dict[str, Any] = {}
        self._scope: str | None = None

    def expect(self, rule: RuleSpec, number: int, check: CheckSpec) -> None:
        """Add the expectations of one check of a rule."""
        self._meta = {"rule": rule.id, "check": number, "kind": check.kind, "severity": rule.severity}
        self._scope = None
        if check.when:
            self._scope = self.put(f"{_IN_SCOPE}{rule.id}_{number}", self._in_scope(check.when))
        if check.kind in _WITH_CODES:
            _WITH_CODES[check.kind](self, check.params["columns"], code_tuples(check, self.spec), check.params)
        else:
            _KINDS[check.kind](self, **check.params)

    def add(self, kind: str, **parameters: Any) -> None:
        """Add an expectation, by the name of its class."""
        looked_at = [parameters[name] for name in ("column", "column_A", "column_B") if name in parameters]
        looked_at += parameters.get("column_list", ())
        if self._scope is not None:
            looked_at.append(self._scope)
            parameters |= {"row_condition": f"{self._scope} == True", "condition_parser": "pandas"}
        parameters |= {"meta": dict(self._meta), "severity": _SEVERITY[self._meta["severity"]]}
        self.expectations.append(Expectation(kind, parameters, tuple(looked_at)))

    def given(self, name: str) -> pa.Array:
        """A column of the data."""
        return column_of(self._data, name)

    def show(self, name: str) -> str:
        """Make a column of the data one of the frame, as it is; its name."""
        if name not in self.columns:
            values = self.given(name)
            if pa.types.is_floating(values.type):
                # pandas takes what is not a number for a null; no limit lets infinity pass.
                values = pc.if_else(pc.is_nan(values), float("inf"), values)
            self.columns[name] = values
        return name

    def put(self, name: str, values: pa.Array) -> str:
        """Add a column that is worked out; its name."""
        self.columns[name] = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        return name

    def _in_scope(self, when: When) -> pa.Array:
        values = self.given(when.column)
        if when.is_null:
            return pc.is_null(values)
        return pc.fill_null(pc.is_in(values, pa.array(when.values, values.type)), False)


def _absent(frame: Frame, *, column: str) -> None:
    frame.add("ExpectColumnValuesToBeNull", column=frame.show(column))


def _present(frame: Frame, *, column: str) -> None:
    frame.add("ExpectColumnValuesToNotBeNull", column=frame.show(column))


def _complete(frame: Frame, *, table: str) -> None:
    for column in frame.spec.table(table).columns:
        if not column.nullable:
            there = pc.if_else(pc.is_valid(frame.given(column.name)), True, pa.scalar(None, pa.bool_()))
            frame.add("ExpectColumnValuesToNotBeNull", column=frame.put(f"has {column.name}", there))


def _same_nulls(frame: Frame, *, columns: Sequence[str]) -> None:
    first, *others = (frame.put(f"{name} is filled", pc.is_valid(frame.given(name))) for name in columns)
    for other in others:
        frame.add("ExpectColumnPairValuesToBeEqual", column_A=first, column_B=other)


def _match(frame: Frame, *, column: str, pattern: str) -> None:
    frame.add("ExpectColumnValuesToMatchRegex", column=frame.show(column), regex=_whole(pattern))


def _no_match(frame: Frame, *, column: str, pattern: str) -> None:
    frame.add("ExpectColumnValuesToNotMatchRegex", column=frame.show(column), regex=_whole(pattern))


def _whole(pattern: str) -> str:
    """A pattern whose last `$` is the end of the text, as in RE2, and not before a last line feed too, as in Python."""
    return f"{pattern[:-1]}\\Z" if pattern.endswith("$") and not pattern.endswith("\\$") else pattern


def _range(frame: Frame, *, column: str, minimum: Any = None, maximum: Any = None) -> None:
    limits = {"min_value": _limit(minimum), "max_value": _limit(maximum)}
    frame.add("ExpectColumnValuesToBeBetween", column=frame.show(column), **limits)


def _limit(value: Any) -> Any:
    # A day without a time is compared as text and passes everything (Great Expectations 1.24.1).
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else value


def _unique(frame: Frame, *, columns: Sequence[str]) -> None:
    if len(columns) == 1:
        frame.add("ExpectColumnValuesToBeUnique", column=frame.show(columns[0]))
    else:
        shown = [frame.show(name) for name in columns]
        # "never": rows that lack an actor are repeated when the rest is.
        frame.add("ExpectCompoundColumnsToBeUnique", column_list=shown, ignore_row_if="never")


def _year_of(frame: Frame, *, column: str, of: str) -> None:
    _pair(frame, frame.show(column), frame.put(f"year of {of}", pc.year(frame.given(of))))


def _not_after(frame: Frame, *, column: str, instant: str) -> None:
    last = pc.cast(pc.cast(frame.given(instant), pa.timestamp("s")), pa.date32())
    frame.add(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        column_A=frame.put(f"day of {instant}", last),
        column_B=frame.show(column),
        or_equal=True,
        ignore_row_if="either_value_is_missing",
    )


def _decimals(frame: Frame, *, column: str, places: int) -> None:
    texts = pc.cast(frame.given(column), pa.string())  # as few digits as tell the number, perhaps with an exponent
    digits = pc.utf8_length(pc.struct_field(pc.extract_regex(texts, r"\.(?P<digits>[0-9]*[1-9])"), "digits"))
    exponents = pc.cast(pc.struct_field(pc.extract_regex(texts, r"e\+?(?P<power>-?[0-9]+)"), "power"), pa.int32())
    counts = pc.subtract(pc.fill_null(digits, 0), pc.fill_null(exponents, 0))
    name = frame.put(f"decimals of {column}", pc.max_element_wise(counts, 0))
    frame.add("ExpectColumnValuesToBeBetween", column=name, min_value=0, max_value=places)


def _not_all_zero(frame: Frame, *, columns: Sequence[str]) -> None:
    total = pc.abs(frame.given(columns[0]))
    for name in columns[1:]:
        total = pc.add(total, pc.abs(frame.given(name)))
    name = frame.put(" + ".join(f"|{name}|" for name in columns), total)
    frame.add("ExpectColumnValuesToNotBeInSet", column=name, value_set=[0])


def _notes_opening(frame: Frame, *, column: str, date: str, precision: str) -> None:
    notes, day, exactness = (frame.given(name) for name in (column, date, precision))
    opening = pc.extract_regex(notes, NOTES_OPENING)
    word, told, how = (pc.struct_field(opening, name) for name in ("word", "day", "how"))
    roughly = pc.if_else(pc.equal(how, ""), "", " (...)")
    wanted = pc.coalesce(spoken_day(day), told)
    # Of a day that is not known how exactly, the word and what follows are as they are.
    wanted_word = pc.if_else(pc.is_null(exactness), word, pc.if_else(pc.equal(exactness, 1), "On", "Around"))
    wanted_how = pc.if_else(pc.is_null(exactness), roughly, pc.if_else(pc.equal(exactness, 1), "", " (...)"))
    shown = pc.binary_join_element_wise(pc.binary_join_element_wise(word, told, " "), roughly, "")
    expected = pc.binary_join_element_wise(pc.binary_join_element_wise(wanted_word, wanted, " "), wanted_how, "")
    otherwise = pc.if_else(pc.is_valid(notes), "On or Around and a day", pa.scalar(None, pa.string()))
    has_one = pc.is_valid(word)
    first = frame.put(f"opening of {column}", pc.if_else(has_one, shown, notes))
    second = frame.put(f"opening by {date} and {precision}", pc.if_else(has_one, expected, otherwise))
    _pair(frame, first, second)


def _occurs(frame: Frame, *, column: str, pattern: str, times: int) -> None:
    counts = pc.count_substring_regex(pc.fill_null(frame.given(column), ""), pattern)
    name = frame.put(f"times that {column} has {pattern}", counts)
    frame.add("ExpectColumnValuesToBeBetween", column=name, min_value=times, max_value=times)


def _set_by_match(frame: Frame, *, column: str, by: str, pattern: str) -> None:
    matches = pc.fill_null(pc.match_substring_regex(frame.given(by), pattern), False)
    first = frame.put(f"{column} is filled", pc.is_valid(frame.given(column)))
    frame.add("ExpectColumnPairValuesToBeEqual", column_A=first, column_B=frame.put(f"{by} has {pattern}", matches))


def _home_forces(frame: Frame, *, actor: str, inter: str, country: str) -> None:
    countries = frozenset(row.label for row in frame.spec.codes("country"))

    def expected(name: str | None, where: str | None) -> str | None:
        code = derive.forces_inter(name, where) if name and where in countries else None
        return derive.inter_label(code) if code else None

    values = by_combination([frame.given(actor), frame.given(country)], expected, pa.string())
    _pair(frame, frame.show(inter), frame.put(f"{inter} that {actor} has in {country}", values))


def _in_codes(
    frame: Frame, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], parameters: Mapping[str, Any]
) -> None:
    texts = [pc.cast(frame.given(name), pa.string()) for name in columns]
    if parameters.get("nulls") == "compare":
        texts = [pc.fill_null(text, "") for text in texts]
    joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, _BETWEEN)
    name = frame.put(_BETWEEN.join(columns), joined)
    frame.add("ExpectColumnValuesToBeInSet", column=name, value_set=[_BETWEEN.join(values) for values in allowed])


def _pattern_fixes(
    frame: Frame, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], _: Mapping[str, Any]
) -> None:
    name, value = columns
    patterns = [(re.compile(pattern), fixed) for pattern, fixed in allowed]

    def expected(actor: str | None) -> str | None:
        fixed = {fixed for pattern, fixed in patterns if actor and pattern.search(actor)}
        return " and ".join(sorted(fixed)) if fixed else None

    shown = frame.put(f"{value} or nothing", pc.fill_null(frame.given(value), ""))
    fixed = by_combination([frame.given(name)], expected, pa.string())
    _pair(frame, shown, frame.put(f"{value} that {name} fixes", fixed))


def _pair(frame: Frame, one: str, other: str) -> None:
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
