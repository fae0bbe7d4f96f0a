"""Write what is generated from `schemas/`: `pipeline/records.py`, `schemas/DATA_DICTIONARY.md`, `docs/codebook/`.

    python -m pipeline.contract.codegen            after an edit in schemas/
    python -m pipeline.contract.codegen --check    change nothing; end with 1 if a file is not as it would be written

A test compares the committed files with a fresh generation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.contract.codebook import codebook_pages
from pipeline.contract.dictionary import data_dictionary
from pipeline.contract.spec import ColumnSpec, Spec, Type, default_spec
from pipeline.errors import CasusError

COMMAND = "python -m pipeline.contract.codegen"
_PYTHON = {
    "string": "str",
    "boolean": "bool",
    "int8": "int",
    "int16": "int",
    "int32": "int",
    "int64": "int",
    "float64": "float",
    "date": "date",
    "timestamp": "datetime",
    "binary": "bytes",
}


def records_source(spec: Spec) -> str:
    """The text of `pipeline/records.py`: one frozen dataclass a struct, then one a table."""
    lines = [
        f'"""Generated from schemas/ by `{COMMAND}`; do not edit. One record class a struct and a table.',
        "",
        "What a column means stands in schemas/fields.yaml. Lists are tuples; None is null.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from dataclasses import dataclass",
        "from datetime import date, datetime",
    ]
    for struct in spec.structs.values():
        lines += _record(struct.record, f"{struct.purpose} Struct `{struct.name}`.", struct.columns, spec)
    for table in spec.tables.values():
        row = table.row[0].upper() + table.row[1:]
        lines += _record(table.record, f"{row}. Table `{table.name}`.", table.columns, spec)
    return "\n".join(lines) + "\n"


def generated_files(spec: Spec, repository: Path) -> dict[Path, str]:
    """Every generated file and the text it should have."""
    return {
        repository / "pipeline" / "records.py": records_source(spec),
        repository / "schemas" / "DATA_DICTIONARY.md": data_dictionary(spec=spec),
        **{repository / "docs" / "codebook" / name: text for name, text in codebook_pages(spec).items()},
    }


def main(arguments: list[str] | None = None) -> int:
    """Write the generated files, or with `--check` say which are not as they would be written."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"usage: {COMMAND} [--check]\n")
        return 2
    repository = Path(__file__).resolve().parents[2]
    try:
        files = generated_files(default_spec(), repository)
    except CasusError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    stale = {path: text for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        if not arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{'stale' if arguments else 'written'}: {path.relative_to(repository)}\n")
    return 1 if arguments and stale else 0


def _record(name: str, docstring: str, columns: tuple[ColumnSpec, ...], spec: Spec) -> Iterator[str]:
    yield from (
        "",
        "",
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {name}:",
        f'    """{docstring}"""',
        "",
    )
    for column in columns:
        written = _python_type(column.type, spec)
        if column.type.items:
            yield f"    {column.name}: {written} = ()"
        elif column.nullable:
            yield f"    {column.name}: {written} | None = None"
        else:
            yield f"    {column.name}: {written}"


def _python_type(kind: Type, spec: Spec) -> str:
    if kind.items:
        return f"tuple[{_python_type(kind.items, spec)}, ...]"
    if kind.struct:
        return spec.structs[kind.struct].record
    return _PYTHON[kind.scalar or ""]


if __name__ == "__main__":
    sys.exit(main())
