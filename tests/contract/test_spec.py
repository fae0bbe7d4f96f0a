"""What `schemas/` says is consistent, and what it may not say is refused with the place and the remedy."""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from pipeline import contract
from pipeline.contract.arrow import _ARROW, value_problems
from pipeline.errors import SpecError

SPEC = contract.default_spec()


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of `schemas/` to spoil."""
    return Path(shutil.copytree(contract.schemas_folder(), tmp_path / "schemas"))


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")


# --- our own schemas/ ---


@pytest.mark.parametrize("name", SPEC.code_lists())
def test_code_list_is_written_as_a_program_would_write_it(name):
    path = SPEC.folder / "codes" / f"{name}.csv"
    rows = SPEC.codes(name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "label", "parent", "definition", "source", *rows[0].extra])
    for row in rows:
        writer.writerow([row.code, row.label, row.parent, row.definition, row.source, *row.extra.values()])
    assert path.read_bytes() == out.getvalue().encode("utf-8")


@pytest.mark.parametrize("field", [f for f in SPEC.fields.values() if f.codes], ids=lambda field: field.id)
def test_closed_field_has_values(field):
    assert SPEC.allowed(field)


def problems_of(field: contract.FieldSpec, value: object) -> list[str]:
    values = pa.array(value if field.type.items else [value], _ARROW[(field.type.items or field.type).scalar])
    return list(value_problems(field.id, field, values, SPEC))


@pytest.mark.parametrize(
    "field", [f for f in SPEC.fields.values() if f.example is not None], ids=lambda field: field.id
)
def test_example_is_right(field):
    assert problems_of(field, field.example) == []


@pytest.mark.parametrize(
    "field", [f for f in SPEC.fields.values() if f.bad_example is not None], ids=lambda field: field.id
)
def test_bad_example_is_wrong(field):
    try:
        problems = problems_of(field, field.bad_example)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return  # not even of the type
    assert problems


def test_each_of_the_31_columns_says_how_to_tell_right_from_wrong():
    for column in contract.table("acled_events").columns:
        assert column.field.example is not None, column.name
        limited = column.field.constraints or column.field.codes
        assert column.field.bad_example is not None or column.name.startswith("admin") or not limited, column.name


def test_every_rule_of_severity_e_is_a_reject_reason():
    reasons = {row.code for row in contract.codes("reject_reason")}
    assert {rule.id for rule in SPEC.rules.values() if rule.severity == "E"} <= reasons


def test_every_rule_of_severity_w_is_a_flag():
    flags = {row.code for row in contract.codes("qa_flag")}
    assert {rule.id for rule in SPEC.rules.values() if rule.severity == "W"} <= flags


def test_every_quarantine_reason_is_a_reject_reason():
    reasons = {row.code for row in contract.codes("reject_reason")}
    assert {row.code for row in contract.codes("quarantine_reason")} <= reasons


def test_reject_reasons_name_stages():
    stages = {row.code for row in contract.codes("stage")}
    for row in contract.codes("reject_reason"):
        assert row.values("parent") and set(row.values("parent")) <= stages, row.code


def test_realis_that_is_no_fact_names_its_quarantine_reason():
    reasons = {row.code for row in contract.codes("quarantine_reason")}
    for row in contract.codes("realis"):
        assert (row.parent in reasons) == (row.code not in ("asserted", "attempted")), row.code


def test_columns_of_the_31_are_the_same_in_every_table_of_events():
    expected = {column.name: column.field.id for column in contract.table("acled_events").columns}
    for name in ("draft_events", "events", "release_events", "held_events"):
        found = {column.name: column.field.id for column in contract.table(name).columns}
        assert found.items() >= expected.items(), name


def test_importing_the_contract_loads_no_pyarrow():
    code = (
        "import sys, pipeline.contract as c; c.default_spec(); print('pyarrow' in sys.modules, 'duckdb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


# --- refusals ---

STRAY = "stray: {type: string, description: In no table., origin: nobody}"

FIELDS = [
    ("field key", "  origin: merge\n", "  orgin: merge\n", "event_id_cnty: unknown key 'orgin'"),
    ("constraint key", "{pattern: ", "{patern: ", "constraints: unknown key 'patern'"),
    ("type", "type: date\n", "type: day\n", "type 'day' is none of"),
    ("number without unit", "  unit: calendar year\n", "", "year: a number needs a `unit`"),
    ("limit of another type", "minimum: 1800-01-01", "minimum: 1800", "minimum 1800 is no date"),
    ("field twice", "\nyear:\n", "\nevent_date:\n", "'event_date' stands there twice"),
    ("column without field", "\nyear:\n", "\nyears:\n", "column 'year' is not in fields.yaml"),
    ("field without column", "\nyear:\n", f"\n{STRAY}\nyear:\n", "are in no table: ['stray']"),
    ("no YAML", "  type: int16\n", "  type: [\n", "is no YAML"),
]
TABLES = [
    ("table key", "    stage: ingest\n", "    stages: ingest\n", "articles: unknown key 'stages'"),
    ("missing key", "    row: one article as received\n", "", "articles: has no 'row'"),
    ("struct key", "    record: Span\n", "    records: Span\n", "span: unknown key 'records'"),
    ("column twice", "columns: start end text\n", "columns: start end end\n", "span: a column stands there twice"),
    ("columns as a list", "columns: start end text\n", "columns: [start]\n", "span: columns are names with spaces"),
    ("key no column", "    key: [article_id]", "    key: [id]", "key ['id'] is no column"),
    ("list may be null", " reasons is_background", " reasons? is_background", "list 'reasons' may not be null"),
    ("top key", "version: 1", "versions: 1", "unknown key 'versions'"),
    ("severity", "    severity: E\n", "    severity: X\n", "severity 'X' is none of"),
    ("kind of check", "kind: year_of", "kind: year", "check 'year' is none of"),
    ("parameter of check", "of: event_date}", "from: event_date}", "unknown key 'from'"),
    ("missing parameter", ", of: event_date}", "}", "year_of: has no 'of'"),
    ("check of no column", "columns: [event_id_cnty]}", "columns: [event_id]}", "'event_id' is no column"),
    (
        "condition that never holds",
        "where: {actor2: required}",
        "where: {actor2: no}",
        "no row of codes/sub_event_type",
    ),
    ("values", "values: unchecked", "values: ignored", "values: 'ignored' is unknown"),
]
WRONG_YAML = [
    pytest.param(file, old, new, message, id=name)
    for file, cases in (("fields.yaml", FIELDS), ("tables.yaml", TABLES))
    for name, old, new, message in cases
]


@pytest.mark.parametrize(("file", "old", "new", "message"), WRONG_YAML)
def test_wrong_declaration_is_refused(schemas, file, old, new, message):
    edit(schemas / file, old, new)
    with pytest.raises(SpecError) as refused:
        contract.load_spec(schemas)
    assert message in str(refused.value)


WRONG_CODES = [
    pytest.param("W,Warning", "A,Warning", "out of order", id="unsorted"),
    pytest.param("T,Table,", "E,Table,", "'E' stands there twice", id="repeated"),
    pytest.param("\n", "\r\n", "must end in LF", id="CRLF"),
    pytest.param("W,Warning", ",Warning", "may not be empty", id="no code"),
    pytest.param("E,Error,", "E,Error,,", "6 cells, not 5", id="too many cells"),
    pytest.param("code,label", "label,code", "must begin with the columns", id="header"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_CODES)
def test_wrong_code_list_is_refused(schemas, old, new, message):
    edit(schemas / "codes" / "severity.csv", old, new)
    with pytest.raises(SpecError) as refused:
        contract.load_spec(schemas).codes("severity")
    assert str(refused.value).startswith("codes/severity.csv")
    assert message in str(refused.value)


def test_code_list_that_is_not_there_is_refused(schemas):
    (schemas / "codes" / "stage.csv").unlink()
    with pytest.raises(SpecError, match="no such code list"):
        contract.load_spec(schemas).codes("stage")


def test_code_list_in_another_encoding_is_refused(schemas):
    (schemas / "codes" / "stage.csv").write_bytes("code,label,parent,definition,source\né,b,,c,d\n".encode("latin-1"))
    with pytest.raises(SpecError, match="is not UTF-8"):
        contract.load_spec(schemas).codes("stage")


def test_folder_without_declarations_is_refused(tmp_path):
    with pytest.raises(SpecError, match="cannot be read"):
        contract.load_spec(tmp_path)


def test_unknown_table_is_refused():
    with pytest.raises(SpecError, match="no table 'event'"):
        contract.table("event")


def test_declarations_are_plain_yaml():
    for file in ("fields.yaml", "tables.yaml"):
        text = (SPEC.folder / file).read_bytes()
        assert b"\r" not in text and b"\t" not in text and text.endswith(b"\n")
        assert yaml.safe_load(text)
