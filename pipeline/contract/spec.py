"""What `schemas/` says, as Python objects: fields, structs, tables, code lists, rules.

No pyarrow here: loading the spec is part of every start of the program. What `schemas/` may not say is a `SpecError`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from pipeline.errors import SpecError

SCALARS = (
    "string", "boolean", "int8", "int16", "int32", "int64", "float64", "date", "timestamp", "binary",
)  # fmt: skip
INTEGERS = ("int8", "int16", "int32", "int64")
CODE_COLUMNS = ("code", "label", "parent", "definition", "source")
LIST_SEPARATOR = "|"  # between the values of one cell of a code list
SEVERITIES = ("E", "W")

_FIELD_KEYS = {
    "type", "description", "origin", "unit", "constraints", "codes", "example", "bad_example", "guideline",
}  # fmt: skip
_CONSTRAINT_KEYS = {"minimum", "maximum", "pattern", "minLength", "maxLength"}
_STRUCT_KEYS = {"purpose", "record", "columns"}
_TABLE_KEYS = {"purpose", "row", "stage", "record", "key", "columns", "release", "values", "optional"}
_RULE_KEYS = {"tables", "severity", "description", "checks"}
_WHEN_KEYS = {"column", "values", "codes", "where", "is_null"}
# kind of check -> (parameters it needs, parameters it may have); what they do: pipeline/contract/rules.py
CHECK_KINDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        kind: (frozenset(needed.split()), frozenset(("when " + more).split()))
        for kind, needed, more in (
            ("absent", "column", ""),
            ("complete", "table", ""),
            ("decimals", "column places", ""),
            ("home_forces", "actor inter country", ""),
            ("in_codes", "columns codes fields", "either_order nulls"),
            ("match", "column pattern", ""),
            ("no_match", "column pattern", ""),
            ("not_after", "column instant", ""),
            ("not_all_zero", "columns", ""),
            ("notes_opening", "column date precision", ""),
            ("occurs", "column pattern times", ""),
            ("pattern_fixes", "columns codes fields", ""),
            ("present", "column", ""),
            ("range", "column", "minimum maximum"),
            ("same_nulls", "columns", ""),
            ("set_by_match", "column by pattern", ""),
            ("unique", "columns", ""),
            ("year_of", "column of", ""),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type of `fields.yaml`. Exactly one of the three is set.

    Attributes:
        scalar: One of `SCALARS`.
        struct: Name of a struct of `tables.yaml`.
        items: Type of the items of a list.
    """

    scalar: str | None = None
    struct: str | None = None
    items: Type | None = None

    def __str__(self) -> str:
        return f"list<{self.items}>" if self.items else self.scalar or self.struct or ""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One entry of `fields.yaml`; its comment there says what each attribute means.

    Attributes:
        codes: Name of the closed list and column of it that holds the values; None when the field is open.
    """

    id: str
    type: Type
    description: str
    origin: str
    unit: str | None = None
    constraints: Mapping[str, Any] = field(default_factory=dict)
    codes: tuple[str, str] | None = None
    example: Any = None
    bad_example: Any = None
    guideline: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column of one table or struct: its name there, what it means, whether it may be null."""

    name: str
    field: FieldSpec
    nullable: bool

    @property
    def type(self) -> Type:
        """Its type, from the field."""
        return self.field.type


@dataclass(frozen=True, slots=True)
class StructSpec:
    """A struct of `tables.yaml`."""

    name: str
    purpose: str
    record: str
    columns: tuple[ColumnSpec, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of `tables.yaml`; its comment there says what each attribute means."""

    name: str
    purpose: str
    row: str
    stage: str
    record: str
    key: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    release: str | None = None
    values_checked: bool = True
    optional: tuple[ColumnSpec, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order, without the optional ones."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class When:
    """To which rows a check applies: those whose `column` has one of `values`, or is null if `is_null`."""

    column: str
    values: tuple[str, ...] = ()
    is_null: bool = False


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check of a rule.

    Attributes:
        kind: One of `CHECK_KINDS`.
        params: Its parameters, as in `tables.yaml`, without `when`.
        when: Rows it applies to; None for all.
    """

    kind: str
    params: Mapping[str, Any]
    when: When | None = None


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule of `tables.yaml`: a row fails it when it fails one of its checks."""

    id: str
    tables: tuple[str, ...]
    severity: str
    description: str
    checks: tuple[CheckSpec, ...]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One row of a code list; `extra` holds the columns after the first five, by name. An empty cell is ""."""

    code: str
    label: str
    parent: str
    definition: str
    source: str
    extra: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return getattr(self, column) if column in CODE_COLUMNS else self.extra[column]

    def values(self, column: str) -> tuple[str, ...]:
        """The values of a cell that holds several, separated by `|`; an empty cell holds none."""
        return tuple(self[column].split(LIST_SEPARATOR)) if self[column] else ()


class Spec:
    """Everything a `schemas/` folder says.

    Attributes:
        folder: Where it was read.
        version: Version of the schema.
        fields, structs, tables, rules: By name, in file order.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._codes: dict[str, tuple[CodeRow, ...]] = {}
        declared = read_yaml(folder / "tables.yaml")
        require_keys(declared, {"version", "structs", "tables", "rules"}, "tables.yaml")
        self.version = str(declared["version"])
        struct_names = frozenset(declared["structs"])
        self.fields: dict[str, FieldSpec] = {}
        by_owner: dict[str, FieldSpec] = {}
        for name, entry in read_yaml(folder / "fields.yaml").items():
            self.fields[name] = spec = _field(name, entry, struct_names)
            owners, _, column = name.rpartition(".")
            for owner in owners.split("|"):
                by_owner[f"{owner}.{column}" if owner else column] = spec
        used: set[str] = set()

        def columns(owner: str, names: Any) -> tuple[ColumnSpec, ...]:
            if not isinstance(names, str):
                raise SpecError(f"tables.yaml: {owner}: columns are names with spaces between them, and not {names!r}.")
            found = []
            for written in names.split():
                name = written.rstrip("?")
                spec = by_owner.get(f"{owner}.{name}") or by_owner.get(name)
                if spec is None:
                    raise SpecError(f"tables.yaml: {owner}: column {name!r} is not in fields.yaml. Describe it there.")
                used.add(spec.id)
                nullable = written.endswith("?")
                if nullable and spec.type.items:
                    raise SpecError(
                        f"tables.yaml: {owner}: list {name!r} may not be null. Write it without '?': it can be empty."
                    )
                found.append(ColumnSpec(name, spec, nullable))
            if len({column.name for column in found}) < len(found):
                raise SpecError(f"tables.yaml: {owner}: a column stands there twice. Take one away.")
            return tuple(found)

        self.structs: dict[str, StructSpec] = {}
        for name, entry in declared["structs"].items():
            require_keys(entry, _STRUCT_KEYS, f"tables.yaml: {name}", needed=_STRUCT_KEYS)
            self.structs[name] = StructSpec(name, entry["purpose"], entry["record"], columns(name, entry["columns"]))
        self.tables: dict[str, TableSpec] = {}
        for name, entry in declared["tables"].items():
            require_keys(
                entry, _TABLE_KEYS, f"tables.yaml: {name}", needed=_TABLE_KEYS - {"release", "values", "optional"}
            )
            if entry.get("values", "unchecked") != "unchecked":
                raise SpecError(
                    f"tables.yaml: {name}: values: {entry['values']!r} is unknown. Write `unchecked` or leave it out."
                )
            self.tables[name] = table = TableSpec(
                name=name,
                purpose=entry["purpose"],
                row=entry["row"],
                stage=entry["stage"],
                record=entry["record"],
                key=tuple(entry["key"]),
                columns=columns(name, entry["columns"]),
                release=entry.get("release"),
                values_checked="values" not in entry,
                optional=columns(name, entry.get("optional", "")),
            )
            if stray := set(table.key) - set(table.column_names):
                raise SpecError(f"tables.yaml: {name}: key {sorted(stray)} is no column of it.")
        if unused := [name for name in self.fields if name not in used]:
            raise SpecError(
                f"fields.yaml: {len(unused)} are in no table: {unused[:3]}. Use it in tables.yaml or take it away."
            )
        self.rules = {name: self._rule(name, entry) for name, entry in (declared["rules"] or {}).items()}

    def codes(self, name: str) -> tuple[CodeRow, ...]:
        """The rows of `codes/<name>.csv`, in file order.

        Raises:
            SpecError: If there is no such list or it is not sorted, unique and complete.
        """
        if name not in self._codes:
            self._codes[name] = _read_codes(self.folder / "codes" / f"{name}.csv")
        return self._codes[name]

    def code_lists(self) -> tuple[str, ...]:
        """Names of all code lists, sorted."""
        return tuple(sorted(path.stem for path in (self.folder / "codes").glob("*.csv")))

    def allowed(self, spec: FieldSpec) -> tuple[Any, ...] | None:
        """The values that a closed field may have, as its type has them, in list order; None for an open field."""
        if spec.codes is None:
            return None
        name, column = spec.codes
        rows = self.codes(name)
        if column not in CODE_COLUMNS and column not in rows[0].extra:
            raise SpecError(f"fields.yaml: {spec.id}: codes/{name}.csv has no column {column!r}.")
        scalar = (spec.type.items or spec.type).scalar
        convert: Any = int if scalar in INTEGERS else str
        return tuple(dict.fromkeys(convert(row[column]) for row in rows if row[column]))

    def table(self, name: str) -> TableSpec:
        """The declaration of one table.

        Raises:
            SpecError: If no such table is declared.
        """
        if name not in self.tables:
            raise SpecError(f"tables.yaml: no table {name!r}. Declared are: {', '.join(self.tables)}.")
        return self.tables[name]

    def _rule(self, name: str, entry: dict[str, Any]) -> RuleSpec:
        where = f"tables.yaml: rule {name}"
        require_keys(entry, _RULE_KEYS, where, needed=_RULE_KEYS)
        if entry["severity"] not in SEVERITIES:
            raise SpecError(f"{where}: severity {entry['severity']!r} is none of {list(SEVERITIES)}.")
        columns = {column for table in entry["tables"] for column in self.table(table).column_names}
        checks = []
        for declared in entry["checks"]:
            check = dict(declared)
            kind = check.pop("kind", None)
            if kind not in CHECK_KINDS:
                raise SpecError(f"{where}: check {kind!r} is none of {', '.join(CHECK_KINDS)}.")
            needed, optional = CHECK_KINDS[kind]
            require_keys(check, needed | optional, f"{where}: {kind}", needed=needed)
            when = self._when(check.pop("when", None), where)
            named = [check.get("column"), when and when.column, *check.get("columns", ())]
            if stray := [column for column in named if column and column not in columns]:
                raise SpecError(f"{where}: {kind}: {stray[0]!r} is no column of {entry['tables']}.")
            checks.append(CheckSpec(kind, check, when))
        return RuleSpec(name, tuple(entry["tables"]), entry["severity"], entry["description"], tuple(checks))

    def _when(self, entry: dict[str, Any] | None, where: str) -> When | None:
        if entry is None:
            return None
        require_keys(entry, _WHEN_KEYS, f"{where}: when", needed={"column"})
        if "codes" in entry:
            wanted = entry["where"].items()
            rows = self.codes(entry["codes"])
            values = tuple(row.code for row in rows if all(row[column] == value for column, value in wanted))
            if not values:
                raise SpecError(f"{where}: when: no row of codes/{entry['codes']}.csv has {entry['where']}.")
            return When(entry["column"], values)
        return When(entry["column"], tuple(entry.get("values", ())), bool(entry.get("is_null", False)))


def schemas_folder() -> Path:
    """Where `schemas/` lies: inside the package when installed from a wheel, beside it in a working copy."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "schemas", package.parent / "schemas"):
        if (folder / "tables.yaml").is_file():
            return folder
    raise SpecError(
        f"schemas: no folder `schemas` with tables.yaml in {package} or beside it. Install the package again."
    )


def load_spec(folder: Path) -> Spec:
    """Read a `schemas/` folder afresh; `default_spec` is the one to use unless the folder is another one."""
    return Spec(folder)


@cache
def default_spec() -> Spec:
    """The spec of this installation, read once per process."""
    return Spec(schemas_folder())


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader, but a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise SpecError(
                f"{Path(node.start_mark.name).name}, line {node.start_mark.line + 1}: {twice!r} stands there twice."
            )
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping that a file of `schemas/` holds.

    Raises:
        SpecError: If it cannot be read, is no YAML, no mapping, or has a key twice.
    """
    try:
        with path.open("rb") as stream:
            found = yaml.load(stream, _Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise SpecError(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise SpecError(f"{path}: must hold one mapping, and holds a {type(found).__name__}.")
    return found


def require_keys(entry: Mapping[str, Any], known: set[str] | frozenset[str], where: str, needed: Any = ()) -> None:
    """Raise unless `entry` has all the keys of `needed` and none but those of `known`."""
    if not isinstance(entry, Mapping):
        raise SpecError(f"{where}: must be a mapping, and is {entry!r}.")
    if unknown := sorted(set(entry) - known):
        raise SpecError(f"{where}: unknown key {unknown[0]!r}. Known are: {', '.join(sorted(known))}.")
    if missing := sorted(set(needed) - set(entry)):
        raise SpecError(f"{where}: has no {missing[0]!r}. Add it.")


def _type(text: str, structs: frozenset[str], where: str) -> Type:
    if match := re.fullmatch(r"list<(\w+)>", text):
        return Type(items=_type(match[1], structs, where))
    if text in SCALARS:
        return Type(scalar=text)
    if text in structs:
        return Type(struct=text)
    raise SpecError(
        f"{where}: type {text!r} is none of {', '.join(SCALARS)}, a struct of tables.yaml or list<one of these>."
    )


def _field(name: str, entry: dict[str, Any], structs: frozenset[str]) -> FieldSpec:
    where = f"fields.yaml: {name}"
    require_keys(entry, _FIELD_KEYS, where, needed={"type", "description", "origin"})
    kind = _type(entry["type"], structs, where)
    scalar = (kind.items or kind).scalar
    constraints = dict(entry.get("constraints", {}))
    require_keys(constraints, _CONSTRAINT_KEYS, f"{where}: constraints")
    for limit in ("minimum", "maximum"):
        if limit in constraints and isinstance(constraints[limit], date) != (scalar == "date"):
            raise SpecError(f"{where}: {limit} {constraints[limit]!r} is no {scalar}.")
    if scalar in (*INTEGERS, "float64") and "unit" not in entry and "codes" not in entry:
        raise SpecError(f"{where}: a number needs a `unit` or a code list.")
    codes: tuple[str, str] | None = None
    if "codes" in entry:
        listed, _, column = entry["codes"].partition(".")
        codes = (listed, column or "code")
    return FieldSpec(
        id=name,
        type=kind,
        description=" ".join(entry["description"].split()),
        origin=entry["origin"],
        unit=entry.get("unit"),
        constraints=MappingProxyType(constraints),
        codes=codes,
        example=entry.get("example"),
        bad_example=entry.get("bad_example"),
        guideline=entry.get("guideline"),
    )


def _code_key(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdigit() and (code == "0" or code[0] != "0") else (-1, code)


def _read_codes(path: Path) -> tuple[CodeRow, ...]:
    where = f"codes/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SpecError(f"{where}: there is no such code list, or it cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{where}: is not UTF-8 at byte {error.start}.") from error
    if "\r" in text or not text.endswith("\n"):
        raise SpecError(f"{where}: lines must end in LF, the last one too.")
    lines = list(csv.reader(text.splitlines(), strict=True))
    header = lines[0]
    if tuple(header[: len(CODE_COLUMNS)]) != CODE_COLUMNS:
        raise SpecError(f"{where}: must begin with the columns {', '.join(CODE_COLUMNS)}; begins with {header[:5]}.")
    extra = header[len(CODE_COLUMNS) :]
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(header):
            raise SpecError(
                f"{where}, line {number}: {len(cells)} cells, not {len(header)}. Quote cells that hold commas."
            )
        if not (cells[0] and cells[1] and cells[3]):
            raise SpecError(f"{where}, line {number}: code, label and definition may not be empty.")
        code, label, parent, definition, source = cells[: len(CODE_COLUMNS)]
        more = MappingProxyType(dict(zip(extra, cells[len(CODE_COLUMNS) :], strict=True)))
        rows.append(CodeRow(code, label, parent, definition, source, more))
    codes = [row.code for row in rows]
    if not codes:
        raise SpecError(f"{where}: holds no code.")
    if len(set(codes)) < len(codes):
        raise SpecError(
            f"{where}: {next(code for code in codes if codes.count(code) > 1)!r} stands there twice. Take one away."
        )
    keys = [_code_key(code) for code in codes]
    if any(key[0] < 0 for key in keys):
        keys = [(-1, code) for code in codes]
    if keys != sorted(keys):
        wrong = next(code for code, one, other in zip(codes[1:], keys, keys[1:], strict=False) if other < one)
        raise SpecError(f"{where}: {wrong!r} is out of order. Sort by code: numbers by value, words by character.")
    return tuple(rows)
