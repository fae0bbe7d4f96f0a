"""Generated files are fresh, and an edit in `schemas/` flows everywhere without another edit."""

import shutil
import sys
import types
from pathlib import Path

import pytest

from pipeline import contract
from pipeline.contract import codegen, rules
from pipeline.errors import SchemaMismatch, SpecError
from pipeline.extract import time_patterns

REPOSITORY = Path(codegen.__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "path", codegen.generated_files(contract.default_spec(), REPOSITORY), ids=lambda path: path.name
)
def test_committed_file_equals_a_fresh_generation(path):
    assert path.read_bytes().decode("utf-8") == codegen.generated_files(contract.default_spec(), REPOSITORY)[path]


def test_beginnings_of_time_expressions_are_those_of_the_patterns():
    committed = REPOSITORY / "pipeline/extract/patterns" / time_patterns.BEGINNINGS
    is_fresh = committed.read_text("utf-8") == time_patterns.beginnings_table()
    assert is_fresh, "write it anew with: python -m pipeline.extract.time_patterns"


def test_codebook_has_no_page_of_a_list_that_is_gone():
    pages = {path.name for path in codegen.generated_files(contract.default_spec(), REPOSITORY) if path.suffix == ".md"}
    assert {path.name for path in (REPOSITORY / "docs" / "codebook").iterdir()} == pages - {"DATA_DICTIONARY.md"}


def test_generated_files_say_so_in_their_first_line():
    for text in codegen.generated_files(contract.default_spec(), REPOSITORY).values():
        assert "enerated from schemas/ by `python -m pipeline.contract.codegen`; do not edit" in text.splitlines()[0]


@pytest.fixture
def edited(tmp_path) -> contract.Spec:
    """Our schemas with one more column in release_events, its list, and one more code in a list we have."""
    schemas = Path(shutil.copytree(contract.schemas_folder(), tmp_path / "schemas"))
    with (schemas / "fields.yaml").open("a", encoding="utf-8") as fields:
        fields.write(
            "\nmood:\n  type: string\n  description: Mood of the crowd. Null when not told.\n"
            "  origin: classify\n  codes: mood\n  example: angry\n  bad_example: hungry\n"
        )
    (schemas / "codes" / "mood.csv").write_text(
        "code,label,parent,definition,source\nangry,Angry,,The crowd is angry.,test\n"
        "calm,Calm,,The crowd is calm.,test\n"
    )
    tables = (schemas / "tables.yaml").read_text("utf-8")
    tables = tables.replace("reported_place? confidence revision\n", "reported_place? confidence revision mood?\n", 1)
    (schemas / "tables.yaml").write_text(tables, "utf-8")
    scale = schemas / "codes" / "source_scale.csv"
    scale.write_text(scale.read_text("utf-8") + "Village,Village,,Outlet of a village.,test,Village,,8\n", "utf-8")
    return contract.load_spec(schemas)


def records_of(spec: contract.Spec) -> types.ModuleType:
    module = types.ModuleType("edited_records")
    sys.modules[module.__name__] = module  # where a dataclass looks for its module
    exec(codegen.records_source(spec), module.__dict__)  # what the generated file would hold
    return module


def test_new_column_is_in_the_arrow_schema(edited):
    field = contract.arrow_schema("release_events", spec=edited).field("mood")
    assert (str(field.type), field.nullable) == ("string", True)
    assert field.metadata[b"description"] == b"Mood of the crowd. Null when not told."
    assert "mood" not in contract.arrow_schema("release_events").names


def test_new_column_is_in_the_record(edited):
    record = records_of(edited).ReleaseEvent
    assert record.__annotations__["mood"] == "str | None"


def test_new_column_goes_to_records_and_back(edited, rows_of, good_event):
    records = records_of(edited)
    data = rows_of("release_events", [good_event | {"mood": "angry"}], edited)
    rows = contract.to_records(data, "release_events", spec=edited, records=records)
    assert rows[0].mood == "angry"
    assert contract.from_records("release_events", rows, spec=edited).equals(data)


def test_new_column_is_checked(edited, rows_of, good_event):
    contract.check("release_events", rows_of("release_events", [good_event | {"mood": "calm"}], edited), spec=edited)
    with pytest.raises(SchemaMismatch, match=r"mood: 1 of 1 not in codes/mood.csv: \['hungry'\]"):
        contract.check(
            "release_events", rows_of("release_events", [good_event | {"mood": "hungry"}], edited), spec=edited
        )


def test_new_column_and_its_codes_are_in_the_data_dictionary(edited):
    text = contract.data_dictionary(spec=edited)
    assert "| `mood` | string | yes | codes mood | Mood of the crowd. Null when not told. |" in text
    assert "| calm | Calm | The crowd is calm. |" in text


def test_new_column_and_its_codes_are_in_the_datapackage(edited):
    package = contract.datapackage({"release_events": ["x.parquet"]}, name="x", version="1", title="x", spec=edited)
    field = next(field for field in package["resources"][0]["schema"]["fields"] if field["name"] == "mood")
    assert field["constraints"]["enum"] == ["angry", "calm"]


def test_new_code_passes_the_check_and_the_rule(edited, rows_of, good_event, drafts):
    event = good_event | {"source_scale": "Village"}
    with pytest.raises(SchemaMismatch, match=r"source_scale: 1 of 1 not in codes/source_scale.csv: \['Village'\]"):
        contract.check("release_events", rows_of("release_events", [event]))
    contract.check("release_events", rows_of("release_events", [event], edited), spec=edited)
    draft = drafts({"source_scale": "Village"})
    assert rules.evaluate("R21", draft).to_pylist() == [True]
    assert rules.evaluate("R21", draft, spec=edited).to_pylist() == [False]


def test_codegen_says_what_is_stale_and_writes_it(tmp_path, monkeypatch, capsys):
    (tmp_path / "pipeline" / "contract").mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    monkeypatch.setattr(codegen, "__file__", str(tmp_path / "pipeline" / "contract" / "codegen.py"))
    assert codegen.main(["--check"]) == 1
    assert "stale: pipeline/records.py" in capsys.readouterr().out
    assert codegen.main([]) == 0
    assert codegen.main(["--check"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        "written: pipeline/records.py", "written: schemas/DATA_DICTIONARY.md", "written: docs/codebook/index.md",
    ]  # fmt: skip
    assert len(told) == len(codegen.generated_files(contract.default_spec(), tmp_path))


def test_codebook_shows_an_example_and_a_counter_example_with_what_decides():
    page = codegen.codebook_pages(contract.default_spec())["time_precision.md"]
    assert "- **Yes:** A roadside bomb killed two soldiers in the Malian town of Gao on Tuesday." in page
    assert "in the Malian town of Gao last week. *Only the week is known; the middle of it stands.*" in page


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("instead: Armed clash", "instead: Clash"), "'Clash' is not in codes/sub_event_type.csv"),
        (("      Grenade:", "      Grenades:"), "sub_event_type: Grenades: the code or"),
        (("Outside is not in.", "Outside is not in.\n        open: both"), "open: 'both' is none of example, counter"),
        (("        why: They fought over", "        because: They fought over"), "'because'"),
        (("published: 2024-02-08", "published: once"), "'once' is no day"),
    ],
)
def test_wrong_examples_are_refused_with_the_place(tmp_path, edit, said):
    schemas = Path(shutil.copytree(contract.schemas_folder(), tmp_path / "schemas"))
    text = (schemas / "examples.yaml").read_text("utf-8")
    assert edit[0] in text
    (schemas / "examples.yaml").write_text(text.replace(*edit, 1), "utf-8")
    with pytest.raises(SpecError, match=said):
        codegen.codebook_pages(contract.load_spec(schemas))


def test_codegen_refuses_unknown_arguments(capsys):
    assert codegen.main(["--all"]) == 2
    assert "usage:" in capsys.readouterr().err


def test_codegen_ends_with_one_line_when_schemas_are_wrong(monkeypatch, capsys):
    def refuse() -> contract.Spec:
        raise SpecError("fields.yaml: year: unknown key 'x'.")

    monkeypatch.setattr(codegen, "default_spec", refuse)
    assert codegen.main([]) == 1
    assert capsys.readouterr().err == "fields.yaml: year: unknown key 'x'.\n"
