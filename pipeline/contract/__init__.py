"""`schemas/` made executable: Arrow schemas, the boundary check, records in and out, rules, generated documents.

What every stage needs is here by one name: `contract.check("events", table)`. pyarrow is loaded by the first name that
needs it, not by `import pipeline.contract`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.contract.spec import (
    CodeRow,
    ColumnSpec,
    FieldSpec,
    RuleSpec,
    Spec,
    StructSpec,
    TableSpec,
    default_spec,
    load_spec,
    schemas_folder,
)

if TYPE_CHECKING:
    from pipeline.contract.arrow import arrow_schema, check, conform, empty, from_records, in_order, to_records
    from pipeline.contract.dictionary import data_dictionary
    from pipeline.contract.frictionless import datapackage, table_schema

_LATER = {
    "arrow_schema": "pipeline.contract.arrow",
    "check": "pipeline.contract.arrow",
    "conform": "pipeline.contract.arrow",
    "data_dictionary": "pipeline.contract.dictionary",
    "datapackage": "pipeline.contract.frictionless",
    "empty": "pipeline.contract.arrow",
    "from_records": "pipeline.contract.arrow",
    "in_order": "pipeline.contract.arrow",
    "table_schema": "pipeline.contract.frictionless",
    "to_records": "pipeline.contract.arrow",
}

__all__ = [
    "CodeRow", "ColumnSpec", "FieldSpec", "RuleSpec", "Spec", "StructSpec", "TableSpec", "arrow_schema", "check",
    "codes", "conform", "data_dictionary", "datapackage", "default_spec", "empty", "from_records", "in_order",
    "load_spec", "schemas_folder", "table", "table_schema", "to_records",
]  # fmt: skip


def table(name: str) -> TableSpec:
    """The declaration of one table of `schemas/tables.yaml`."""
    return default_spec().table(name)


def codes(name: str) -> tuple[CodeRow, ...]:
    """The rows of one closed list, `schemas/codes/<name>.csv`, in file order."""
    return default_spec().codes(name)


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
