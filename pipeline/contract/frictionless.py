"""The `datapackage.json` of a release: its tables described in Frictionless Table Schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.contract.spec import ColumnSpec, Spec, TableSpec, Type, default_spec

PROFILE = "https://specs.frictionlessdata.io/schemas/data-package.json"
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
_TYPES = {
    "string": "string",
    "boolean": "boolean",
    "int8": "integer",
    "int16": "integer",
    "int32": "integer",
    "int64": "integer",
    "float64": "number",
    "date": "date",
    "timestamp": "datetime",
    "binary": "string",
}


def datapackage(
    files: Mapping[str, Sequence[str]], *, name: str, version: str, title: str, spec: Spec | None = None
) -> dict[str, Any]:
    """Describe the files of a release.

    Args:
        files: Paths relative to the release, by table of `schemas/tables.yaml`, in the order they shall have. The
            ending of the first path says the format.
        name: Name of the package: lower case letters, digits, `-`, `_`, `.`.
        version: Version of the release.
        title: One line for people.
        spec: Where the tables are declared, if not in our own `schemas/`.

    Returns:
        What to write as JSON; the same arguments give the same bytes.
    """
    spec = spec or default_spec()
    return {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "version": version,
        "schema_version": spec.version,
        "resources": [_resource(spec.table(table), list(paths), spec) for table, paths in files.items()],
    }


def table_schema(table: str, *, spec: Spec | None = None) -> dict[str, Any]:
    """One table as a Frictionless Table Schema, with our own words (unit, origin, codes ...) as further properties."""
    spec = spec or default_spec()
    declared = spec.table(table)
    schema: dict[str, Any] = {"fields": [_field(column, declared, spec) for column in declared.columns]}
    if declared.key:
        schema["primaryKey"] = list(declared.key)
    schema["missingValues"] = [""]
    return schema


def _resource(table: TableSpec, paths: list[str], spec: Spec) -> dict[str, Any]:
    ending = paths[0].rpartition(".")[2] if paths else "parquet"
    return {
        "name": table.release or table.name,
        "title": f"One row is {table.row}",
        "description": table.purpose,
        "path": paths[0] if len(paths) == 1 else paths,
        "format": ending,
        "mediatype": _MEDIA_TYPES.get(ending, "application/octet-stream"),
        "encoding": "utf-8",
        "schema": table_schema(table.name, spec=spec),
    }


def _field(column: ColumnSpec, table: TableSpec, spec: Spec) -> dict[str, Any]:
    field = column.field
    entry: dict[str, Any] = {"name": column.name, **_type(column.type, spec), "description": field.description}
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if not column.type.items:
        constraints |= {key: _plain(value) for key, value in field.constraints.items()}
        if (allowed := spec.allowed(field)) is not None:
            constraints["enum"] = list(allowed)
    if constraints:
        entry["constraints"] = constraints
    for key, value in (
        ("unit", field.unit),
        ("codes", field.codes and field.codes[0]),
        ("origin", field.origin),
        ("example", _plain(field.example)),
        ("bad_example", _plain(field.bad_example)),
        ("guideline", field.guideline),
    ):
        if value is not None:
            entry[key] = value
    return entry


def _type(kind: Type, spec: Spec) -> dict[str, Any]:
    if kind.items:
        return {"type": "array", "items": _type(kind.items, spec)}
    if kind.struct:
        columns = spec.structs[kind.struct].columns
        children = [
            {"name": column.name, **_type(column.type, spec), "description": column.field.description}
            for column in columns
        ]
        return {"type": "object", "fields": children}
    scalar = kind.scalar or ""
    return {"type": _TYPES[scalar], **({"format": "binary"} if scalar == "binary" else {})}


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value
