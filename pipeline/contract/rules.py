"""The rules of `schemas/tables.yaml`, evaluated on a whole table at once.

`evaluate("R07", table)` says which rows fail. A rule has one or more checks; each has a kind from the list below, and
its parameters are the arguments of the function of that name. A null passes unless the check is about nulls: that a
required column is there is the business of `complete`, `present` and `same_nulls`. `when` limits a check to some rows.

kind            a row fails when
absent          `column` is not null
complete        a column that `table` requires is null
decimals        `column` has more than `places` decimals
home_forces     `actor` names military or police forces, and `inter` is not State forces in their own `country`, or not
                External/Other forces elsewhere
in_codes        the values of `columns` together are in no row of `codes` (see `_tuples` for `fields`); with
                `either_order` the first two may be swapped; with `nulls: compare` a null equals an empty cell
match, no_match `pattern` (RE2) is not, or is, found in `column`
not_after       the day `column` is after the day of `instant` (seconds since 1970, UTC)
not_all_zero    all `columns` are 0
notes_opening   `column` does not open with On or Around and the day `date`, as `precision` demands
occurs          `pattern` is found in `column` more or less often than `times`; in a null, never
pattern_fixes   the first of `columns` matches a pattern of `codes` and the second has not the value beside it
present         `column` is null
range           `column` is below `minimum` or above `maximum`
same_nulls      some of `columns` are null and some are not
set_by_match    `column` is set without `by` matching `pattern`, or not set although it does
unique          the values of `columns` together are repeated, nulls included; every one of the repeated rows fails
year_of         `column` is not the year of the day `of`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract.derive import FORCES_OF
from pipeline.contract.spec import CheckSpec, RuleSpec, Spec, When, default_spec
from pipeline.errors import SchemaMismatch, SpecError

_BETWEEN = "\x1f"  # joins the values of several columns to one; never part of a value
_NULL = "\x1e"  # stands for null there
#: As notes write them, whatever the locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: How notes begin; its groups are the word, the day and what follows a day that is not exact.
NOTES_OPENING = (
    r"^(?:[^:]{1,60}: )?(?P<word>On|Around) (?P<day>[0-9]{1,2} [A-Z][a-z]+ [0-9]{4})(?P<how>(?: \([^()]+\))?), "
)
_DECIMALS_SLACK = 1e-9  # degrees; below it, a difference is the rounding of floating point numbers


def evaluate(rule: RuleSpec | str, data: pa.Table, *, spec: Spec | None = None) -> pa.BooleanArray:
    """Which rows of a table fail a rule.

    Args:
        rule: A rule, or its id.
        data: Rows the rule is for, with at least the columns it looks at; published rows only, where held ones differ.
        spec: Where rule and code lists are from, if not from our own `schemas/`.

    Returns:
        One value a row, never null: True where the row fails.

    Raises:
        SchemaMismatch: If `data` lacks a column that the rule looks at.
        SpecError: If there is no such rule.
    """
    spec = spec or default_spec()
    if isinstance(rule, str):
        if rule not in spec.rules:
            raise SpecError(f"tables.yaml: no rule {rule!r}. Declared are: {', '.join(spec.rules)}.")
        rule = spec.rules[rule]
    if missing := [name for name in columns_of(rule, spec) if name not in data.column_names]:
        raise SchemaMismatch("rows", [f"rule {rule.id} looks at columns that are missing: {missing}. Add them."])
    failing = _none(data.num_rows)
    for check in rule.checks:
        failing = pc.or_(failing, _evaluate(check, data, spec))
    return failing


def columns_of(rule: RuleSpec, spec: Spec | None = None) -> tuple[str, ...]:
    """The columns that a rule looks at, in the order of its checks: what to show beside a row that fails it."""
    spec = spec or default_spec()
    found: list[str] = []
    for check in rule.checks:
        if check.when:
            found.append(check.when.column)
        if check.kind == "complete":
            found += [column.name for column in spec.table(check.params["table"]).columns if not column.nullable]
        found += check.params.get("columns", ())
        found += [check.params[name] for name in _COLUMN_PARAMETERS if name in check.params]
    return tuple(dict.fromkeys(found))


def code_tuples(check: CheckSpec, spec: Spec | None = None) -> tuple[tuple[str, ...], ...]:
    """What an `in_codes` or `pattern_fixes` check allows: combinations of values of its columns, as text."""
    spec = spec or default_spec()
    compare = check.params.get("nulls") == "compare"
    found = _tuples(check.params["codes"], check.params["fields"], spec, keep_empty=compare)
    if check.params.get("either_order"):
        found += [(second, first, *rest) for first, second, *rest in found if first and second]
    return tuple(dict.fromkeys(found))


_COLUMN_PARAMETERS = ("column", "of", "instant", "actor", "inter", "country", "date", "precision", "by")


def _evaluate(check: CheckSpec, data: pa.Table, spec: Spec) -> pa.BooleanArray:
    if check.kind == "complete":
        failing = _complete(data, spec, **check.params)
    elif check.kind in ("in_codes", "pattern_fixes"):
        failing = _WITH_CODES[check.kind](data, check.params["columns"], code_tuples(check, spec), check.params)
    elif check.kind == "home_forces":
        failing = _home_forces(data, spec, **check.params)
    else:
        failing = _KINDS[check.kind](data, **check.params)
    failing = pc.fill_null(failing, False)
    return pc.and_(failing, _applies(check.when, data)) if check.when else failing


def _applies(when: When, data: pa.Table) -> pa.BooleanArray:
    column = column_of(data, when.column)
    if when.is_null:
        return pc.is_null(column)
    return pc.fill_null(pc.is_in(column, pa.array(when.values, column.type)), False)


def column_of(data: pa.Table, name: str) -> pa.Array:
    """A column as one array."""
    column = data[name]
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], column.type)])


def _none(length: int) -> pa.BooleanArray:
    return pa.repeat(pa.scalar(False), length)


def _tuples(codes: str, fields: Sequence[str], spec: Spec, *, keep_empty: bool) -> list[tuple[str, ...]]:
    """The combinations that the rows of a code list allow.

    Args:
        codes: Name of the list.
        fields: Its columns. A cell may hold several values, separated by `|`; each is allowed. `column@list.other`
            takes the cell's values as codes of `list` and shows them by its column `other`.
        keep_empty: Whether an empty cell is an empty value; otherwise the row allows nothing.
    """
    translations: dict[str, dict[str, str]] = {}
    for field in fields:
        _, _, target = field.partition("@")
        if target:
            listed, _, column = target.partition(".")
            translations[field] = {row.code: row[column] for row in spec.codes(listed)}
    found: list[tuple[str, ...]] = []
    for row in spec.codes(codes):
        cells = []
        for field in fields:
            name = field.partition("@")[0]
            # A pattern may hold the separator; it is one value.
            values = (row[name],) if name == "pattern" else row.values(name)
            if field in translations:
                values = tuple(translations[field][value] for value in values)
            cells.append(values or (("",) if keep_empty else ()))
        found += product(*cells)
    return found


def _joined(columns: Sequence[pa.Array], null: str | None) -> pa.Array:
    """The values of several columns as one string a row: null where one is null, unless `null` stands for it."""
    texts = [pc.cast(column, pa.string()) for column in columns]
    if null is not None:
        texts = [pc.fill_null(text, null) for text in texts]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, _BETWEEN)


def _in_codes(
    data: pa.Table, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], params: Mapping[str, Any]
) -> pa.BooleanArray:
    compare = params.get("nulls") == "compare"
    rows = _joined([column_of(data, name) for name in columns], "" if compare else None)
    is_in = pc.is_in(rows, pa.array([_BETWEEN.join(values) for values in allowed], pa.string()))
    return pc.and_(pc.invert(is_in), pc.is_valid(rows))


def _pattern_fixes(
    data: pa.Table, columns: Sequence[str], allowed: Sequence[tuple[str, ...]], params: Mapping[str, Any]
) -> pa.BooleanArray:
    name, value = (column_of(data, column) for column in columns)
    failing = _none(data.num_rows)
    for pattern, fixed in allowed:
        has_it = pc.fill_null(pc.equal(value, fixed), False)
        is_named = pc.fill_null(pc.match_substring_regex(name, pattern), False)
        failing = pc.or_(failing, pc.and_(is_named, pc.invert(has_it)))
    return failing


def _complete(data: pa.Table, spec: Spec, *, table: str) -> pa.BooleanArray:
    failing = _none(data.num_rows)
    for column in spec.table(table).columns:
        if not column.nullable:
            failing = pc.or_(failing, pc.is_null(column_of(data, column.name)))
    return failing


def _home_forces(data: pa.Table, spec: Spec, *, actor: str, inter: str, country: str) -> pa.BooleanArray:
    home = pc.struct_field(pc.extract_regex(column_of(data, actor), FORCES_OF), "home")
    here = column_of(data, country)
    rows = spec.codes("country")
    spoken = pa.array([row["name_in_text"].removeprefix("the ") for row in rows], pa.string())
    spoken_here = spoken.take(pc.index_in(here, pa.array([row.label for row in rows], pa.string())))
    at_home = pc.or_kleene(pc.equal(home, here), pc.fill_null(pc.equal(home, spoken_here), False))
    labels = {row.code: row.label for row in spec.codes("inter")}
    expected = pc.if_else(at_home, labels["1"], labels["8"])
    return pc.not_equal(column_of(data, inter), expected)


def _absent(data: pa.Table, *, column: str) -> pa.BooleanArray:
    return pc.is_valid(column_of(data, column))


def _present(data: pa.Table, *, column: str) -> pa.BooleanArray:
    return pc.is_null(column_of(data, column))


def _same_nulls(data: pa.Table, *, columns: Sequence[str]) -> pa.BooleanArray:
    first = pc.is_null(column_of(data, columns[0]))
    failing = _none(data.num_rows)
    for name in columns[1:]:
        failing = pc.or_(failing, pc.xor(first, pc.is_null(column_of(data, name))))
    return failing


def _range(data: pa.Table, *, column: str, minimum: Any = None, maximum: Any = None) -> pa.BooleanArray:
    values = column_of(data, column)
    # Not-within and not below-or-above, so that a NaN fails.
    within = pc.is_valid(values)
    if minimum is not None:
        within = pc.and_(within, pc.greater_equal(values, pa.scalar(minimum, values.type)))
    if maximum is not None:
        within = pc.and_(within, pc.less_equal(values, pa.scalar(maximum, values.type)))
    return pc.and_(pc.invert(within), pc.is_valid(values))


def _decimals(data: pa.Table, *, column: str, places: int) -> pa.BooleanArray:
    values = column_of(data, column)
    return pc.greater(pc.abs(pc.subtract(values, pc.round(values, ndigits=places))), _DECIMALS_SLACK)


def _not_all_zero(data: pa.Table, *, columns: Sequence[str]) -> pa.BooleanArray:
    failing = pa.repeat(pa.scalar(True), data.num_rows)
    for name in columns:
        failing = pc.and_kleene(failing, pc.equal(column_of(data, name), 0))
    return failing


def _match(data: pa.Table, *, column: str, pattern: str) -> pa.BooleanArray:
    return pc.invert(pc.match_substring_regex(column_of(data, column), pattern))


def _no_match(data: pa.Table, *, column: str, pattern: str) -> pa.BooleanArray:
    return pc.match_substring_regex(column_of(data, column), pattern)


def _occurs(data: pa.Table, *, column: str, pattern: str, times: int) -> pa.BooleanArray:
    found = pc.count_substring_regex(pc.fill_null(column_of(data, column), ""), pattern)
    return pc.not_equal(found, times)


def _set_by_match(data: pa.Table, *, column: str, by: str, pattern: str) -> pa.BooleanArray:
    matches = pc.fill_null(pc.match_substring_regex(column_of(data, by), pattern), False)
    return pc.xor(pc.is_valid(column_of(data, column)), matches)


def _unique(data: pa.Table, *, columns: Sequence[str]) -> pa.BooleanArray:
    rows = _joined([column_of(data, name) for name in columns], _NULL).dictionary_encode()
    # Both give first occurrences in order, so the n-th count is that of the n-th entry of the dictionary.
    counts = pc.struct_field(pc.value_counts(rows.indices), "counts")
    return pc.greater(counts.take(rows.indices), 1)


def _year_of(data: pa.Table, *, column: str, of: str) -> pa.BooleanArray:
    return pc.not_equal(pc.cast(column_of(data, column), pa.int64()), pc.year(column_of(data, of)))


def _not_after(data: pa.Table, *, column: str, instant: str) -> pa.BooleanArray:
    seconds = pc.cast(column_of(data, instant), pa.timestamp("s"))
    return pc.greater(column_of(data, column), pc.cast(seconds, pa.date32()))


def spoken_day(day: pa.Array) -> pa.Array:
    """Days as notes tell them: 7 February 2024."""
    month = pa.array(MONTHS).take(pc.subtract(pc.month(day), 1))
    return pc.binary_join_element_wise(
        pc.cast(pc.day(day), pa.string()), month, pc.cast(pc.year(day), pa.string()), " "
    )


def _notes_opening(data: pa.Table, *, column: str, date: str, precision: str) -> pa.BooleanArray:
    notes, day, exactness = column_of(data, column), column_of(data, date), column_of(data, precision)
    opening = pc.extract_regex(notes, NOTES_OPENING)
    word, told, how = (pc.struct_field(opening, name) for name in ("word", "day", "how"))
    expected = spoken_day(day)
    is_exact = pc.equal(exactness, 1)
    wrong_word = pc.not_equal(word, pc.if_else(is_exact, "On", "Around"))
    wrong_how = pc.xor(is_exact, pc.equal(how, ""))
    wrong = pc.or_kleene(pc.or_kleene(pc.not_equal(told, expected), wrong_word), wrong_how)
    return pc.or_kleene(wrong, pc.and_(pc.is_valid(notes), pc.is_null(word)))


_KINDS: Mapping[str, Callable[..., pa.BooleanArray]] = MappingProxyType(
    {
        "absent": _absent,
        "decimals": _decimals,
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
_WITH_CODES: Mapping[str, Callable[..., pa.BooleanArray]] = MappingProxyType(
    {"in_codes": _in_codes, "pattern_fixes": _pattern_fixes}
)
