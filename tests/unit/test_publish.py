"""A release: what is in it, that it appears whole or not at all, and that it proves itself."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline import contract
from pipeline.errors import ReleaseError
from pipeline.merge import STAGE as MERGE
from pipeline.publish import STAGE, files, releases
from pipeline.publish.diff import compare_releases
from pipeline.publish.exports import acled_csv
from pipeline.publish.run import Facts, publish, release_tables
from pipeline.records import CodedEvent
from pipeline.runner import concatenated, run_stage
from pipeline.stage import Run
from pipeline.validate import STAGE as VALIDATE
from tests.unit.coded_rows import RUN, coded, held, merge_inputs

FACTS = Facts(
    code_version="0.1.0",
    code_commit="0" * 40,
    rows={"clean": (3, 2, 1), "merge": (2, 2, 0)},
    models={"model 1.0": "a" * 64},
    references={"actors.csv": "b" * 64},
)
NEXT_YEAR = coded(
    "b", event_date=date(2023, 12, 30), location="Samarra", published=date(2024, 1, 2), terms=("samarra",)
)
#: What DuckDB calls the types of columns.
DUCKDB_TYPES = {
    "string": "VARCHAR", "date32[day]": "DATE", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER",
    "int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN", "list<element: string not null>": "VARCHAR[]",
}  # fmt: skip
HELD = held("c", reasons=("GEO_COUNTRY_ONLY",), location=None, latitude=None, longitude=None, admin1=None, terms=("x",))


def store(
    events: Sequence[CodedEvent], before: dict[str, pa.Table] | None = None, run: Run = RUN
) -> dict[str, pa.Table]:
    """What the store holds after merge and validate: the tables that publish reads, and those that merge needs next."""
    before = before or {}
    inputs = merge_inputs(events, before)
    tables = dict(run_stage(MERGE, inputs, run).tables)
    for name in ("revisions", "deletions"):
        tables[name] = concatenated(name, [before.get(name, contract.empty(name)), tables[name]])
    tables |= run_stage(VALIDATE, tables, run).tables
    return {**tables, "coded_events": inputs["coded_events"], "readings": contract.empty("readings")}


def read_only(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return {name: tables[name] for name in STAGE.reads}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return store([coded("a"), NEXT_YEAR, HELD])


@pytest.fixture
def release(tables: dict[str, pa.Table], tmp_path: Path) -> Path:
    return publish(read_only(tables), RUN, tmp_path / "releases", facts=FACTS).path


def test_a_release_holds_the_tables_and_documents_of_its_design(release: Path) -> None:
    assert release.name == "2024.02.12"
    assert [path for path in files.listed(release) if not path.startswith("explorer/")] == [
        "DATA_DICTIONARY.md", "actors.parquet", "candidates.parquet", "croissant.json", "datapackage.json",
        "dcat.jsonld", "deletions.parquet", "diff.md", "event_sources.parquet",
        "events/2023.parquet", "events/2024.parquet",
        "evidence.parquet", "manifest.json", "rejects.parquet", "revisions.parquet", "validation/report.html",
        "validation/report.json", "validation/report.txt",
    ]  # fmt: skip


def test_pandas_duckdb_and_arrow_read_the_events_with_their_year(release: Path) -> None:
    events = pandas.read_parquet(release / "events")
    assert sorted(events["event_id_cnty"]) == ["IRQ1", "IRQ2"]
    assert list(events.columns) == list(contract.table("release_events").column_names)
    assert list(events[events["year"] > 2023]["year"]) == [2024]
    assert duckdb.sql(f"SELECT year, location FROM '{release}/events/*.parquet' ORDER BY year").fetchall() == [
        (2023, "Samarra"),
        (2024, "Baghdad"),
    ]
    assert ds.dataset(release / "events").count_rows() == 2


def test_pandas_and_duckdb_read_every_column_in_its_type(release: Path) -> None:
    schema = contract.arrow_schema("release_events")
    declared = {field.name: field.type for field in schema}
    events = pandas.read_parquet(release / "events", dtype_backend="pyarrow")
    assert {name: events[name].dtype.pyarrow_dtype for name in declared} == declared
    path = release / "events/2024.parquet"
    rows = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    assert {row[0]: row[1] for row in rows} == {name: DUCKDB_TYPES[str(kind)] for name, kind in declared.items()}


def test_polars_reads_the_types_and_the_descriptions_of_columns(release: Path) -> None:
    events = polars.read_parquet(release / "events/*.parquet")
    assert sorted(events["event_id_cnty"]) == ["IRQ1", "IRQ2"]
    wanted = {
        "event_date": polars.Date,
        "fatalities": polars.Int32,
        "latitude": polars.Float64,
        "qa_flags": polars.List,
    }
    assert {name: events.schema[name] for name in wanted} == wanted
    told = json.loads(polars.read_parquet_metadata(release / "events/2024.parquet")["casus.columns"])
    assert {*told} == {*events.columns}
    assert all(column["description"] for column in told.values())


def test_a_table_reads_back_as_it_was_declared(release: Path) -> None:
    events = releases.read(release, "release_events")
    contract.check("release_events", events)
    assert events.schema.equals(contract.arrow_schema("release_events"), check_metadata=True)
    contract.check("held_events", releases.read(release, "held_events"))


def test_columns_carry_their_descriptions(release: Path) -> None:
    schema = pq.read_schema(release / "events/2024.parquet")
    assert all(schema.field(name).metadata[b"description"] for name in schema.names)
    assert schema.metadata[b"casus.schema_version"].decode() == contract.default_spec().version


def test_what_reads_parquet_without_arrow_finds_the_descriptions_too(release: Path) -> None:
    found = duckdb.sql(
        f"SELECT decode(value) FROM parquet_kv_metadata('{release}/candidates.parquet') WHERE key = 'casus.columns'"
    ).fetchall()
    columns = json.loads(found[0][0])
    assert list(columns) == list(contract.table("held_events").column_names)
    assert columns["fatalities"]["unit"] and all(column["description"] for column in columns.values())


def test_held_events_are_candidates_with_their_reasons(release: Path) -> None:
    rows = releases.read(release, "held_events").to_pylist()
    assert [(row["status"], row["reasons"]) for row in rows] == [("held", ["GEO_COUNTRY_ONLY"])]


def test_evidence_says_what_supports_what(release: Path) -> None:
    rows = releases.read(release, "evidence_rows").to_pylist()
    assert {(row["event_id_cnty"], row["article_id"], row["field"]) for row in rows} >= {("IRQ2", "a", "fatalities")}
    assert all(len(row["quote"]) <= 200 for row in rows)


def test_actors_are_those_of_the_events(release: Path) -> None:
    rows = {row["name"]: row for row in releases.read(release, "actors").to_pylist()}
    assert rows["Military Forces of the United States (2021-2025)"]["inter"] == "State forces"
    assert rows["Military Forces of the United States (2021-2025)"]["country"] == "United States"
    assert "Kataib Hezbollah" in rows


def test_the_manifest_says_what_made_it_and_every_file(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["name"] == "2024.02.12"
    assert manifest["schema_version"] == contract.default_spec().version
    assert manifest["code"] == {"version": "0.1.0", "commit": "0" * 40}
    assert manifest["stages"]["clean"] == {"in": 3, "kept": 2, "refused": 1}
    assert (manifest["models"], manifest["references"]) == (FACTS.models, FACTS.references)
    assert manifest["tables"]["events"] == 2
    assert sorted(manifest["files"]) == [path for path in files.listed(release) if path != "manifest.json"]
    assert releases.verify(release) == []


def test_the_same_tables_give_the_same_bytes(tables: dict[str, pa.Table], release: Path, tmp_path: Path) -> None:
    chunks = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in read_only(tables).items()}
    again = publish(chunks, RUN, tmp_path / "other", facts=FACTS).path
    assert {path: files.sha256(again / path) for path in files.listed(again)} == {
        path: files.sha256(release / path) for path in files.listed(release)
    }


def test_the_memory_that_arrow_works_in_shows_neither_in_a_release_nor_after_it(
    tables: dict[str, pa.Table], release: Path, tmp_path: Path
) -> None:
    before = pa.default_memory_pool().backend_name
    other = pa.system_memory_pool()
    pa.set_memory_pool(other)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pa, "supported_memory_backends", lambda: ["system"])
            again = publish(read_only(tables), RUN, tmp_path / "elsewhere", facts=FACTS)
        assert pa.default_memory_pool().backend_name == "system"
        publish(read_only(tables), RUN, tmp_path / "again", facts=FACTS)
        assert pa.default_memory_pool().backend_name == "system"
    finally:
        pa.set_memory_pool(getattr(pa, f"{before}_memory_pool")())
    assert Path(again.path, "manifest.json").read_bytes() == (release / "manifest.json").read_bytes()


def test_what_tells_of_events_that_are_not_there_is_left_out(tables: dict[str, pa.Table]) -> None:
    less = {**tables, "events": tables["events"].slice(1)}
    gone = tables["events"]["event_id_cnty"][0].as_py()
    for name in ("event_sources", "revisions"):
        assert gone in tables[name]["event_id_cnty"].to_pylist()
        shown = release_tables(less)[name]
        assert shown.equals(tables[name].filter(pc.field("event_id_cnty") != gone))
        assert release_tables(tables)[name].equals(tables[name])


def test_no_new_release_when_nothing_changed(tables: dict[str, pa.Table], release: Path) -> None:
    later = replace(RUN, at=datetime(2024, 3, 1, tzinfo=UTC))
    found = publish(read_only(tables), later, release.parent, facts=FACTS)
    assert (found.path, found.name, found.is_new) == (release, "2024.02.12", False)
    assert os.listdir(release.parent) == ["2024.02.12"]


def changed(tables: dict[str, pa.Table], run: Run = RUN) -> dict[str, pa.Table]:
    """The store after a new article told of another event and corrected a known one."""
    place = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.335, "longitude": 43.1189, "terms": ("mosul",)}
    return store([coded("a"), coded("d", fatalities=2), coded("e", **place), NEXT_YEAR, HELD], tables, run)


def test_a_further_release_of_a_day_gets_a_number_and_says_what_changed(
    tables: dict[str, pa.Table], release: Path
) -> None:
    found = publish(read_only(changed(tables)), RUN, release.parent, facts=FACTS)
    assert (found.name, found.is_new) == ("2024.02.12.1", True)
    assert releases.manifest(found.path)["previous"] == "2024.02.12"
    told = (found.path / "diff.md").read_text()
    assert "Compared with release 2024.02.12." in told
    assert "- Added: 1 (IRQ4)" in told
    assert "- Changed: 1 (IRQ2)" in told
    assert "| fatalities | 1 |" in told
    assert releases.verify(release) == []


def test_a_clock_set_back_puts_no_release_before_an_older_one(tables: dict[str, pa.Table], release: Path) -> None:
    back = replace(RUN, at=datetime(2024, 1, 1, tzinfo=UTC))
    found = publish(read_only(changed(tables)), back, release.parent, facts=FACTS)
    assert found.name == "2024.02.12.1"
    assert releases.newest(release.parent) == found.path


def test_releases_of_a_day_are_ordered_by_number(tmp_path: Path) -> None:
    for name in ("2024.02.12", "2024.02.12.9", "2024.02.12.10", "2024.02.09.11"):
        (tmp_path / name).mkdir()
    assert releases.next_name(tmp_path, date(2024, 2, 12)) == "2024.02.12.11"
    assert releases.next_name(tmp_path, date(2024, 2, 13)) == "2024.02.13"


def test_a_failed_check_of_the_table_stops_the_release(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    rows = tables["checks"].to_pylist()
    failed = [
        row | {"is_passed": False, "rows_failed": 1, "examples": ["IRQ1"]} if row["check_id"] == "T01" else row
        for row in rows
    ]
    stopped = {**read_only(tables), "checks": pa.Table.from_pylist(failed, schema=tables["checks"].schema)}
    with pytest.raises(ReleaseError, match="nothing is released.* T01: No id of a deleted event.* Such as IRQ1"):
        publish(stopped, RUN, tmp_path, facts=FACTS)
    assert os.listdir(tmp_path) == []


def test_events_that_were_never_checked_are_not_released(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="never checked"):
        publish({**read_only(tables), "checks": contract.empty("checks")}, RUN, tmp_path, facts=FACTS)


def test_a_release_without_published_events_can_be_opened(tmp_path: Path) -> None:
    release = publish(read_only(store([HELD])), RUN, tmp_path, facts=FACTS).path
    assert len(pandas.read_parquet(release / "events")) == 0
    assert releases.read(release, "held_events").num_rows == 1
    assert releases.verify(release) == []


def overwrite(path: Path, change: Any) -> None:
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))


def test_a_changed_missing_or_strange_file_is_found(release: Path) -> None:
    overwrite(release / "diff.md", lambda body: body + b"x")
    (release / "rejects.parquet").unlink()
    (release / "notes.txt").write_text("mine")
    problems = releases.verify(release)
    assert len(problems) == 3
    assert problems[0].startswith("rejects.parquet: is missing")
    assert problems[1].startswith("notes.txt: is not part")
    assert problems[2].startswith("diff.md: was changed")


def test_a_truncated_table_is_found_even_with_its_hash_in_the_manifest(release: Path) -> None:
    path = release / "events/2024.parquet"
    pq.write_table(pq.ParquetFile(path).read().slice(0, 0), release.parent / "cut.parquet")
    overwrite(path, lambda _: (release.parent / "cut.parquet").read_bytes())
    told = json.loads((release / "manifest.json").read_text())
    told["files"]["events/2024.parquet"]["sha256"] = files.sha256(path)
    overwrite(release / "manifest.json", lambda _: json.dumps(told).encode())
    problems = releases.verify(release)
    assert problems == ["manifest.json: was changed, its manifest_sha256 is not the sum of its other fields."]
    overwrite(release / "manifest.json", lambda _: json.dumps(releases.sealed(told)).encode())
    problems = releases.verify(release)
    assert problems[0] == "content_sha256 is not that of the tables."
    assert problems[1] == "events: has 1 rows, the manifest says 2."


@pytest.mark.parametrize(
    ("field", "value"),
    [("schema_version", "9.9.9"), ("code", {"version": "0.1.0", "commit": "1" * 40}), ("logical_time", None)],
)
def test_an_edit_of_the_manifest_is_found(release: Path, field: str, value: Any) -> None:
    told = json.loads((release / "manifest.json").read_text())
    overwrite(release / "manifest.json", lambda _: json.dumps({**told, field: value}).encode())
    (problem,) = releases.verify(release)
    assert problem.startswith("manifest.json: was changed")


def test_a_manifest_written_again_with_other_spaces_is_the_same(release: Path) -> None:
    overwrite(release / "manifest.json", lambda body: json.dumps(json.loads(body)).encode())
    assert releases.verify(release) == []


def test_a_release_of_another_schema_is_not_read_as_ours_but_can_be_compared(release: Path) -> None:
    told = json.loads((release / "manifest.json").read_text()) | {"schema_version": "9.9.9"}
    overwrite(release / "manifest.json", lambda _: json.dumps(releases.sealed(told)).encode())
    assert releases.verify(release) == []
    with pytest.raises(ReleaseError, match=r"is of schema 9\.9\.9, this casus knows .* casus diff compares"):
        acled_csv(release)
    assert all(not found.changed for found in compare_releases(release, release))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"format": 99, "files": {}, "content_sha256": ""}', b"\xff"])
def test_an_unreadable_manifest_is_one_clear_line(release: Path, body: bytes) -> None:
    overwrite(release / "manifest.json", lambda _: body)
    (problem,) = releases.verify(release)
    assert "manifest.json" in problem


def test_nothing_is_released_on_top_of_a_damaged_release(tables: dict[str, pa.Table], release: Path) -> None:
    overwrite(release / "events/2024.parquet", lambda body: body[:-9])
    with pytest.raises(ReleaseError, match="is not as it was released.*was changed"):
        publish(read_only(changed(tables)), RUN, release.parent, facts=FACTS)
    assert os.listdir(release.parent) == ["2024.02.12"]


def test_what_a_killed_run_left_is_taken_away(tables: dict[str, pa.Table], tmp_path: Path) -> None:
    left = tmp_path / ".2024.02.12.partial"
    (left / "events").mkdir(parents=True)
    publish(read_only(tables), RUN, tmp_path, facts=FACTS)
    assert os.listdir(tmp_path) == ["2024.02.12"]


def test_an_error_while_writing_leaves_nothing(
    tables: dict[str, pa.Table], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        publish(read_only(tables), RUN, tmp_path, facts=FACTS)
    assert os.listdir(tmp_path) == []


def test_a_run_killed_at_any_file_shows_no_release_and_the_next_one_is_whole(
    tables: dict[str, pa.Table], release: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    for name, table in read_only(tables).items():
        with pa.OSFile(str(tmp_path / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    for count in (0, 1, 3, 8, 12):
        code = f"""
            import os, signal, sys
            from datetime import UTC, datetime
            from pathlib import Path
            import pyarrow as pa
            from pipeline.publish import files, run
            from pipeline.stage import Run
            here, left = Path({str(tmp_path)!r}), [{count}]
            def dying(write):
                def written(path, content):
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    write(path, content)
                return written
            files.write_text, files.write_parquet = dying(files.write_text), dying(files.write_parquet)
            tables = {{p.stem: pa.ipc.open_file(p).read_all() for p in here.glob("*.arrow")}}
            facts = run.Facts("0", None, {{}}, {{}}, {{}})
            moment = datetime(2024, 2, 12, tzinfo=UTC)
            run.publish(tables, Run(run_id="x", at=moment, batch="x"), here / "killed", facts=facts)
        """
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert releases.listed(folder) == []
    again = publish(read_only(tables), RUN, folder, facts=FACTS).path
    assert {p: files.sha256(again / p) for p in files.listed(again)} == {
        p: files.sha256(release / p) for p in files.listed(release)
    }
    assert os.listdir(folder) == ["2024.02.12"]


def test_the_acled_csv_has_31_columns_in_order(release: Path) -> None:
    rows = list(csv.reader(acled_csv(release)))
    assert rows[0] == list(contract.table("acled_events").column_names)
    assert len(rows[0]) == 31
    assert [row[0] for row in rows[1:]] == ["IRQ1", "IRQ2"]
    assert rows[2][:4] == ["IRQ2", "2024-02-07", "2024", "1"]
    assert rows[2][rows[0].index("civilian_targeting")] == ""


def test_no_cell_of_the_csv_is_a_formula(tmp_path: Path) -> None:
    wild = coded("a", source='=HYPERLINK("x")', publisher='=HYPERLINK("x")', assoc_actor_1="@cmd", longitude=-44.4)
    rows = list(csv.DictReader(acled_csv(publish(read_only(store([wild])), RUN, tmp_path, facts=FACTS).path)))
    assert rows[0]["source"] == '\'=HYPERLINK("x")'
    assert rows[0]["assoc_actor_1"] == "'@cmd"
    assert rows[0]["longitude"] == "-44.4"
