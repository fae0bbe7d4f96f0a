"""Arrow schemas from `schemas/`, the boundary check, and the way between tables and records.

Every function takes the table's name as in `schemas/tables.yaml`, and `spec` for another `schemas/` than our own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import records as generated_records
from pipeline.contract.spec import ColumnSpec, FieldSpec, Spec, Type, default_spec
from pipeline.errors import SchemaMismatch

_ARROW = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s", tz="UTC"),
    "binary": pa.binary(),
}
_EXAMPLE_LENGTH = 60  # code points of a value quoted in a message


def arrow_schema(table: str, *, spec: Spec | None = None) -> pa.Schema:
    """The schema of a table, with descriptions, units and code lists in the metadata of its fields."""
    return _schema(table, spec or default_spec())


def empty(table: str, *, spec: Spec | None = None) -> pa.Table:
    """The table without rows."""
    return arrow_schema(table, spec=spec).empty_table()


def conform(table: str, data: pa.Table, *, spec: Spec | None = None) -> pa.Table:
    """Give the declared order and types to data that came through a program that changes them (Delta, DuckDB, pandas).

    Only what loses nothing is changed: order of columns, large strings, timestamp units, nullability, metadata.

    Raises:
        SchemaMismatch: If a column is missing or not declared, or a value does not fit the declared type.
    """
    schema = arrow_schema(table, spec=spec)
    _check_names(table, data, spec or default_spec(), in_order=False)
    schema = pa.schema([schema.field(name) for name in schema.names], metadata=schema.metadata)
    problems = []
    columns = []
    for target in schema:
        try:
            columns.append(data[target.name].cast(target.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
            problems.append(f"{target.name}: {data[target.name].type} does not fit {target.type}: {error}.")
    if problems:
        raise SchemaMismatch(table, problems)
    return pa.Table.from_arrays(columns, schema=schema)


def check(table: str, data: pa.Table, *, spec: Spec | None = None) -> None:
    """The boundary check: columns, order, types, nulls, key, closed lists, ranges, patterns. Milliseconds.

    Raises:
        SchemaMismatch: With every problem: column, how many of how many, one example, what to do.
    """
    spec = spec or default_spec()
    declared = spec.table(table)
    _check_names(table, data, spec, in_order=True)
    problems = []
    columns = {column.name: column for column in (*declared.columns, *declared.optional)}
    for field in data.schema:
        expected = _arrow_type(columns[field.name].type, spec)
        if field.type != expected:
            problems.append(f"{field.name}: is {field.type}, not {expected}. Build it with contract.arrow_schema.")
    if problems:
        raise SchemaMismatch(table, problems)
    for name, column in zip(data.column_names, data.columns, strict=True):
        values = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        problems += _problems(name, columns[name], values, spec, values_checked=declared.values_checked)
    if declared.key and declared.values_checked and not problems:
        if not _ascends(data, declared.key, strictly=True):
            distinct = data.select(declared.key).group_by(list(declared.key)).aggregate([]).num_rows
            if distinct < data.num_rows:
                problems.append(_repeated_key(declared.key, data, distinct))
    if problems:
        raise SchemaMismatch(table, problems)


def in_order(table: str, data: pa.Table, *, spec: Spec | None = None) -> pa.Table:
    """The rows sorted by the key of the table, or by all plain columns where there is none; in one chunk."""
    key = [name for name in (spec or default_spec()).table(table).key if name in data.column_names]
    names = key or [field.name for field in data.schema if not pa.types.is_nested(field.type)]
    data = data.combine_chunks()
    if _ascends(data, names):
        return data  # what the store holds does; sorting a million rows anew takes seconds
    return data.sort_by([(name, "ascending") for name in names]).combine_chunks()


def _ascends(data: pa.Table, names: Sequence[str], *, strictly: bool = False) -> bool:
    """Whether rows stand in the order of some columns, nulls last, as Arrow sorts; strictly, without a repeat."""
    if not names or data.num_rows < 2:
        return True
    ascends = pa.repeat(pa.scalar(not strictly), data.num_rows - 1)
    for name in reversed(names):
        column = _whole(data[name])
        first, second = column[:-1], column[1:]
        is_less, is_same = pc.less(first, second), pc.equal(first, second)
        if column.null_count:
            is_less = pc.or_(pc.fill_null(is_less, False), pc.and_(pc.is_valid(first), pc.is_null(second)))
            is_same = pc.or_(pc.fill_null(is_same, False), pc.and_(pc.is_null(first), pc.is_null(second)))
        ascends = pc.or_(is_less, pc.and_(is_same, ascends))
    return bool(pc.all(ascends).as_py())


def from_records(table: str, rows: Sequence[Any], *, spec: Spec | None = None) -> pa.Table:
    """A table from records of the table's class, or of any class with its attributes. Order is kept.

    Raises:
        SchemaMismatch: If a value does not fit the type of its column.
    """
    spec = spec or default_spec()
    schema = _schema(table, spec)
    arrays = []
    for target in schema:
        try:
            arrays.append(_array(list(map(attrgetter(target.name), rows)), target.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, TypeError, AttributeError) as error:
            raise SchemaMismatch(table, [f"{target.name}: a value does not fit {target.type}: {error}."]) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def to_records(
    data: pa.Table, table: str, *, spec: Spec | None = None, records: ModuleType = generated_records
) -> list[Any]:
    """The rows of a table as records of the table's class, in order; lists become tuples, structs become records."""
    spec = spec or default_spec()
    declared = spec.table(table)
    names = [column.name for column in declared.columns]
    values = [_python(_whole(data[column.name]), column.type, spec, records) for column in declared.columns]
    record = getattr(records, declared.record)
    return [record(**dict(zip(names, row, strict=True))) for row in zip(*values, strict=True)]


@cache
def _schema(table: str, spec: Spec) -> pa.Schema:
    fields = [_arrow_field(column, spec) for column in spec.table(table).columns]
    # Once more as JSON: what reads Parquet without Arrow (DuckDB, Polars, nanoparquet) does not see metadata of fields.
    told = {
        column.name: {key.decode(): text.decode() for key, text in field.metadata.items()}
        for column, field in zip(spec.table(table).columns, fields, strict=True)
    }
    columns = json.dumps(told, ensure_ascii=False)
    return pa.schema(
        fields, metadata={"casus.table": table, "casus.schema_version": spec.version, "casus.columns": columns}
    )


def _arrow_field(column: ColumnSpec, spec: Spec) -> pa.Field:
    metadata = {"description": column.field.description}
    if column.field.unit:
        metadata["unit"] = column.field.unit
    if column.field.codes:
        metadata["codes"] = ".".join(column.field.codes)
    return pa.field(column.name, _arrow_type(column.type, spec), nullable=column.nullable, metadata=metadata)


@cache
def _arrow_type(kind: Type, spec: Spec) -> pa.DataType:
    if kind.items:
        return pa.list_(pa.field("element", _arrow_type(kind.items, spec), nullable=False))
    if kind.struct:
        # Arrow cannot cast a null struct whose children may not be null (26.0), so nulls inside are left to `check`.
        fields = [_arrow_field(column, spec) for column in spec.structs[kind.struct].columns]
        return pa.struct([field.with_nullable(True) for field in fields])
    return _ARROW[kind.scalar or ""]


# --- checking ---


def _check_names(table: str, data: pa.Table, spec: Spec, *, in_order: bool) -> None:
    declared = spec.table(table)
    found = data.column_names  # Arrow makes this list anew each time it is asked
    expected = list(declared.column_names)
    optional = [column.name for column in declared.optional]
    problems = []
    if missing := [name for name in expected if name not in found]:
        problems.append(f"{len(missing)} of {len(expected)} columns are missing: {missing}. Write them.")
    if unknown := [name for name in found if name not in expected and name not in optional]:
        problems.append(
            f"{len(unknown)} columns are not declared: {unknown}. Add them to schemas/tables.yaml or leave them out."
        )
    if len(set(found)) < len(found):
        problems.append(f"a column stands there twice: {found}.")
    allowed = [name for name in (*expected, *optional) if name in found]
    if in_order and not problems and found != allowed:
        problems.append(
            "columns are in another order than in schemas/tables.yaml. Use contract.conform or contract.arrow_schema."
        )
    if problems:
        raise SchemaMismatch(table, problems)


def _problems(path: str, column: ColumnSpec, values: pa.Array, spec: Spec, *, values_checked: bool) -> Iterator[str]:
    """One sentence for each thing wrong with the values of one column, nested ones included."""
    if values.null_count:
        if not column.nullable:
            yield f"{path}: {values.null_count} of {len(values)} are null and may not be. Fill them or refuse the rows."
        values = values.drop_null()
    if column.type.items:
        items = values.flatten()
        if items.null_count:
            yield f"{path}: {items.null_count} of {len(items)} items are null and may not be. Leave them out."
            items = items.drop_null()
        kind, values = column.type.items, items
    else:
        kind = column.type
    if not len(values):
        return
    if kind.struct:
        for number, child in enumerate(spec.structs[kind.struct].columns):
            yield from _problems(
                f"{path}.{child.name}", child, values.field(number), spec, values_checked=values_checked
            )  # fmt: skip
    elif values_checked:
        yield from value_problems(path, column.field, values, spec)


def value_problems(path: str, field: FieldSpec, values: pa.Array, spec: Spec) -> Iterator[str]:
    """One sentence for each limit of a field (closed list, range, length, form) that some of its values break.

    Args:
        path: What to call the column in the sentence.
        field: The field; of a list, its items are meant.
        values: Scalars without nulls.
        spec: Where its code list is from.
    """
    if (allowed := _value_set(field.id, spec)) is not None:
        listed = f"codes/{field.codes[0]}.csv" if field.codes else ""
        yield from _failing(
            path, values, pc.invert(pc.is_in(values, allowed)), f"not in {listed}", "Fix the rule or add the code."
        )
    limits = field.constraints
    if "minimum" in limits:
        low = pa.scalar(limits["minimum"], type=values.type)
        yield from _failing(path, values, pc.less(values, low), f"below {limits['minimum']}", "Fix the rule.")
    if "maximum" in limits:
        high = pa.scalar(limits["maximum"], type=values.type)
        yield from _failing(path, values, pc.greater(values, high), f"above {limits['maximum']}", "Fix the rule.")
    if pa.types.is_floating(values.type) and ("minimum" in limits or "maximum" in limits):
        yield from _failing(path, values, pc.is_nan(values), "not a number", "Write null.")
    if "minLength" in limits:
        least = limits["minLength"]
        length = pc.binary_length(values) if least == 1 else pc.utf8_length(values)
        yield from _failing(
            path, values, pc.less(length, least), f"shorter than {least}", "Write null, or refuse the row."
        )
    if "maxLength" in limits:
        most = limits["maxLength"]
        yield from _failing(path, values, pc.greater(pc.utf8_length(values), most), f"longer than {most}", "Cut it.")
    if "pattern" in limits:
        matches = pc.match_substring_regex(values, f"^(?:{limits['pattern']})$")
        yield from _failing(path, values, pc.invert(matches), f"not of the form {limits['pattern']}", "Fix the rule.")


def _failing(path: str, values: pa.Array, failing: pa.Array, what: str, remedy: str) -> Iterator[str]:
    count = pc.sum(failing).as_py() or 0
    if count:
        examples = pc.unique(values.filter(failing)).slice(0, 3).to_pylist()
        shown = [value[:_EXAMPLE_LENGTH] if isinstance(value, str) else value for value in examples]
        shown = [value if isinstance(value, str | int | float) else str(value) for value in shown]
        yield f"{path}: {count} of {len(values)} {what}: {shown}. {remedy}"


@cache
def _value_set(field_id: str, spec: Spec) -> pa.Array | None:
    field = spec.fields[field_id]
    allowed = spec.allowed(field)
    return None if allowed is None else pa.array(allowed, type=_ARROW[(field.type.items or field.type).scalar or ""])


def _repeated_key(key: tuple[str, ...], data: pa.Table, distinct: int) -> str:
    counted = data.select(key).group_by(list(key)).aggregate([([], "count_all")])
    example = counted.filter(pc.greater(counted["count_all"], 1)).slice(0, 1).drop_columns(["count_all"]).to_pylist()[0]
    name = ", ".join(key)
    count = data.num_rows - distinct
    return f"{name}: {count} of {data.num_rows} rows repeat a key: {list(example.values())}. Write each row once."


# --- records ---


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Values of one column as an Arrow array; column by column, which is faster than row by row for nested values."""
    if pa.types.is_list(kind):
        offsets = [0]
        items: list[Any] = []
        for value in values:
            items.extend(value)
            offsets.append(len(items))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), _array(items, kind.value_type), type=kind)
    if pa.types.is_struct(kind):
        missing = pa.array([value is None for value in values], pa.bool_())
        children = []
        for child in kind.fields:
            attribute = attrgetter(child.name)  # Arrow makes the name anew each time it is asked
            children.append(_array([None if value is None else attribute(value) for value in values], child.type))
        return pa.StructArray.from_arrays(children, fields=kind.fields, mask=missing)
    return pa.array(values, type=kind)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _python(values: pa.Array, kind: Type, spec: Spec, records: ModuleType) -> list[Any]:
    if kind.items:
        offsets = values.offsets.to_pylist()
        first = offsets[0]
        items = _python(values.values.slice(first, offsets[-1] - first), kind.items, spec, records)
        return [tuple(items[start - first : end - first]) for start, end in zip(offsets, offsets[1:], strict=False)]
    if kind.struct:
        struct = spec.structs[kind.struct]
        record = getattr(records, struct.record)
        names = [column.name for column in struct.columns]
        children = [
            _python(values.field(number), column.type, spec, records) for number, column in enumerate(struct.columns)
        ]
        made = zip(*children, strict=True)
        if not values.null_count:
            return [record(**dict(zip(names, row, strict=True))) for row in made]
        there = values.is_valid().to_pylist()
        return [
            record(**dict(zip(names, row, strict=True))) if is_there else None
            for is_there, row in zip(there, made, strict=True)
        ]
    return values.to_pylist()  # type: ignore[no-any-return]
