"""`schemas/DATA_DICTIONARY.md`: what every table, column, code and rule means, for people, from `schemas/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipeline.contract.markdown import grid, names
from pipeline.contract.rules import columns_of
from pipeline.contract.spec import ColumnSpec, FieldSpec, Spec, TableSpec, default_spec

_LONG_LIST = 30  # a code list with more rows is not printed, but named


def data_dictionary(*, spec: Spec | None = None) -> str:
    """The data dictionary in Markdown; the same `schemas/` give the same bytes."""
    return "\n".join(_lines(spec or default_spec())) + "\n"


def _lines(spec: Spec) -> Iterator[str]:
    released = [table for table in spec.tables.values() if table.release]
    others = [table for table in spec.tables.values() if not table.release]
    yield "<!-- Generated from schemas/ by `python -m pipeline.contract.codegen`; do not edit. -->"
    yield ""
    yield "# Data dictionary"
    yield ""
    yield f"Schema version {spec.version}. An empty cell is null: not stated, not known or not applicable, never zero."
    yield "Offsets are in code points of the article's cleaned text, end exclusive. Days are local, instants are UTC."
    yield ""
    yield "- [Tables of a release](#tables-of-a-release): " + ", ".join(
        _link("release-table", table.release or "") for table in released
    )
    yield "- [Tables inside the pipeline](#tables-inside-the-pipeline): " + ", ".join(
        _link("table", table.name) for table in others
    )
    yield "- [Structs](#structs), [columns](#columns), [rules](#rules), [code lists](#code-lists)"
    yield ""
    yield "## Tables of a release"
    for table in released:
        yield from _table(table, f"Release table {table.release}", table.columns)
    yield ""
    yield "## Tables inside the pipeline"
    for table in others:
        yield from _table(table, f"Table {table.name}", (*table.columns, *table.optional))
    yield ""
    yield "## Structs"
    for struct in spec.structs.values():
        yield from ("", f"### Struct {struct.name}", "", struct.purpose, "")
        yield from _columns(struct.columns)
    yield ""
    yield "## Columns"
    yield ""
    yield "Every column with how its value is decided. `a.b` is column b where it stands in table or struct a."
    for field in sorted(spec.fields.values(), key=lambda field: field.id):
        yield from _field(field)
    yield ""
    yield "## Rules"
    yield ""
    yield "A published event keeps every rule of severity E; one of severity W that it breaks stands in its `qa_flags`."
    yield ""
    rules = [(rule.id, rule.severity, rule.description, names(columns_of(rule, spec))) for rule in spec.rules.values()]
    yield from grid(("rule", "severity", "demands", "looks at"), rules)
    yield ""
    yield "## Code lists"
    for name in spec.code_lists():
        rows = spec.codes(name)
        yield from ("", f"### Codes {name}", "")
        if len(rows) > _LONG_LIST:
            yield f"{len(rows)} codes, in `schemas/codes/{name}.csv`."
        else:
            yield from grid(("code", "label", "definition"), [(row.code, row.label, row.definition) for row in rows])


def _table(table: TableSpec, title: str, columns: Sequence[ColumnSpec]) -> Iterator[str]:
    key = f" Key: {names(table.key)}." if table.key else ""
    yield from ("", f"### {title}", "", f"{table.purpose} One row is {table.row}. Written by {table.stage}.{key}", "")
    yield from _columns(columns)


def _columns(columns: Sequence[ColumnSpec]) -> Iterator[str]:
    rows = [
        (
            f"`{column.name}`",
            str(column.type),
            "yes" if column.nullable else "",
            _allowed(column.field),
            column.field.description,
        )
        for column in columns
    ]
    yield from grid(("column", "type", "may be null", "unit or codes", "meaning"), rows)


def _field(field: FieldSpec) -> Iterator[str]:
    facts = [str(field.type), _allowed(field), f"from {field.origin}"]
    yield from ("", f"**`{field.id}`** ({', '.join(fact for fact in facts if fact)}): {field.description}")
    yield from field_facts(field)


def field_facts(field: FieldSpec) -> Iterator[str]:
    """How a column's value is decided, its limits, a right and a wrong value; one line, or none if nothing is told."""
    more = [field.guideline] if field.guideline else []
    if field.constraints:
        limits = ", ".join(f"{key} `{_text(value)}`" for key, value in field.constraints.items())
        more.append(f"Limits: {limits}.")
    if field.example is not None:
        more.append(f"Example: `{_text(field.example)}`.")
    if field.bad_example is not None:
        more.append(f"Wrong: `{_text(field.bad_example)}`.")
    if more:
        yield " ".join(more)


def _allowed(field: FieldSpec) -> str:
    return f"codes {field.codes[0]}" if field.codes else field.unit or ""


def _link(kind: str, name: str) -> str:
    return f"[{name}](#{kind}-{name})"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value if value else '""'
    return value.isoformat() if isinstance(value, date) else str(value)
