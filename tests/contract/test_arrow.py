"""The boundary check refuses what is not declared and says what to do; tables and records are the same rows."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from pipeline import contract, records
from pipeline.errors import SchemaMismatch

TABLES = list(contract.default_spec().tables)
PLAIN = {"string": "x", "boolean": False, "float64": 0.5, "date": date(2024, 2, 7), "binary": b"x"}


def minimal(owner: contract.TableSpec | contract.StructSpec, **changes: object) -> Any:
    """A record with the smallest right value in each required column, whatever columns the table has today."""
    spec = contract.default_spec()
    values = {}
    for column in owner.columns:
        if column.nullable or column.type.items or column.name in changes:
            continue
        if column.type.struct:
            values[column.name] = minimal(spec.structs[column.type.struct])
        elif allowed := spec.allowed(column.field):
            values[column.name] = allowed[0]
        elif column.field.example is not None:
            values[column.name] = column.field.example
        else:
            values[column.name] = PLAIN.get(column.type.scalar, 1)
    return getattr(records, owner.record)(**values | changes)


CAR = minimal(contract.default_spec().structs["participant"], text="car")
GUARDS = replace(CAR, kind="individual", text="guards", start=20, end=26, count=2, effect="killed")
MENTION = minimal(contract.table("mentions"), mention_id="m1", targets=(CAR, GUARDS), place_refs=(1, 0))
MENTIONS = [
    MENTION,
    replace(
        MENTION, mention_id="m2", targets=(), realis_text=records.Span(start=7, end=9, text="no"), realis="negated"
    ),
    replace(MENTION, mention_id="m3", place_refs=()),
]


def mentions(**changes: object) -> pa.Table:
    """Two mentions, the second with changes."""
    rows = [MENTION, replace(MENTION, **{"mention_id": "m2"} | changes)]
    return contract.from_records("mentions", rows)


def refusal(table: str, data: pa.Table) -> str:
    with pytest.raises(SchemaMismatch) as refused:
        contract.check(table, data)
    assert refused.value.table == table
    return str(refused.value)


# --- schemas ---


@pytest.mark.parametrize("table", TABLES)
def test_empty_table_passes_its_own_check(table):
    contract.check(table, contract.empty(table))


def test_schema_tells_description_unit_codes_and_version():
    schema = contract.arrow_schema("release_events")
    assert schema.metadata[b"casus.table"] == b"release_events"
    assert schema.metadata[b"casus.schema_version"] == contract.default_spec().version.encode()
    assert schema.field("latitude").metadata[b"unit"] == b"degrees, WGS84"
    assert schema.field("inter1").metadata[b"codes"] == b"inter.label"
    assert all(field.metadata[b"description"] for field in schema)


def test_description_survives_parquet(tmp_path, rows_of, good_event):
    import pyarrow.parquet as pq

    data = rows_of("release_events", [good_event])
    pq.write_table(data, tmp_path / "events.parquet")
    back = pq.read_table(tmp_path / "events.parquet")
    assert back.schema.equals(data.schema, check_metadata=True)
    contract.check("release_events", back)


@pytest.mark.parametrize("table", TABLES)
def test_every_record_class_has_the_columns_of_its_table(table):
    declared = contract.table(table)
    record = getattr(records, declared.record)
    assert tuple(record.__annotations__) == declared.column_names


# --- the boundary check ---


def test_good_rows_pass(rows_of, good_event):
    contract.check("release_events", rows_of("release_events", [good_event]))
    contract.check("mentions", contract.from_records("mentions", MENTIONS))


def test_missing_and_unknown_columns_are_refused():
    data = mentions().drop_columns(["flags"]).append_column("colour", pa.array(["red", "blue"]))
    message = refusal("mentions", data)
    assert "columns are missing: ['flags']" in message
    assert "1 columns are not declared: ['colour']" in message


def test_columns_in_another_order_are_refused():
    data = mentions()
    assert "another order" in refusal("mentions", data.select(data.column_names[::-1]))


def test_column_that_stands_twice_is_refused():
    data = mentions()
    assert "stands there twice" in refusal("mentions", data.append_column("batch", data["batch"]))


def test_wrong_type_is_refused():
    data = mentions()
    wrong = data.set_column(data.column_names.index("sentence"), "sentence", pa.array([0, 1], pa.int64()))
    assert "sentence: is int64, not int32" in refusal("mentions", wrong)


def test_wrong_type_inside_a_struct_is_refused():
    data = mentions()
    spans = pa.array([{"start": 0, "end": 1, "text": "x"}] * 2)
    wrong = data.set_column(data.column_names.index("trigger"), "trigger", spans)
    assert "trigger: is struct<" in refusal("mentions", wrong)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch": None}, "batch: 1 of 2 are null"),
        ({"trigger": records.Span(start=None, end=2, text="x")}, "trigger.start: 1 of 2 are null"),
        ({"place_refs": (None,)}, "place_refs: 1 of 3 items are null"),
        ({"targets": (replace(CAR, text=None),)}, "targets.text: 1 of 3 are null"),
        ({"realis": "odd"}, "realis: 1 of 2 not in codes/realis.csv: ['odd']. Fix the rule or add the code."),
        ({"targets": (replace(CAR, role="odd"),)}, "targets.role: 1 of 3 not in codes/participant_role.csv"),
        ({"flags": ("GEO_AMBIGUOUS", "ODD")}, "flags: 1 of 2 not in codes/qa_flag.csv: ['ODD']"),
        ({"sentence": -1}, "sentence: 1 of 2 below 0: [-1]"),
        ({"place_refs": (3, -2)}, "place_refs: 1 of 4 below 0: [-2]"),
        ({"article_id": ""}, "article_id: 1 of 2 shorter than 1: ['']"),
        (
            {"evidence": (records.Evidence(field="x", start=0, end=1, quote="x" * 201, rule="r"),)},
            "evidence.quote: 1 of 1 longer than 200",
        ),
        ({"mention_id": "m1"}, "article_id, mention_id: 1 of 2 rows repeat a key: ['baghdad-courier-0001', 'm1']"),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else None,
)
def test_wrong_value_is_refused(changes, message):
    assert message in refusal("mentions", mentions(**changes))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"latitude": 90.5}, "latitude: 1 of 1 above 90: [90.5]"),
        ({"longitude": float("nan")}, "longitude: 1 of 1 not a number"),
        ({"event_date": date(25, 2, 7)}, "event_date: 1 of 1 below 1800-01-01: ['0025-02-07']"),
        ({"event_id_cnty": "IRQ1\n"}, "event_id_cnty: 1 of 1 not of the form [A-Z]{3}[0-9]+: ['IRQ1\\n']"),
        ({"actor1": "One; Other"}, "actor1: 1 of 1 not of the form"),
        ({"iso": 1}, "iso: 1 of 1 not in codes/country.csv: [1]"),
        ({"notes": None}, "notes: 1 of 1 are null"),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else None,
)
def test_wrong_value_of_an_event_is_refused(change, message, rows_of, good_event):
    assert message in refusal("release_events", rows_of("release_events", [good_event | change]))


def test_every_problem_is_named_at_once():
    message = refusal("mentions", mentions(realis="odd", sentence=-1))
    assert "realis:" in message and "sentence:" in message


def test_long_values_are_cut_in_the_message(rows_of, good_event):
    message = refusal("release_events", rows_of("release_events", [good_event | {"actor1": ";" * 5000}]))
    assert len(message) < 300


def test_values_of_drafts_are_left_to_validation(drafts):
    contract.check("draft_events", drafts({"time_precision": 9, "latitude": 400.0}, {"event_id_cnty": "IRQ1"}))


def test_nulls_of_drafts_are_checked(drafts):
    assert "status: 1 of 1 are null" in refusal("draft_events", drafts({"status": None}))


def test_optional_columns_may_follow(rows_of, good_event):
    data = rows_of("acled_events", [good_event])
    with_population = data.append_column("population_best", pa.array([None], pa.int64()))
    contract.check("acled_events", with_population)
    assert "population_1km: is string" in refusal("acled_events", data.append_column("population_1km", pa.array(["x"])))


def test_rows_in_several_chunks_are_checked():
    data = pa.concat_tables([mentions(), mentions(mention_id="m3", realis="odd")])
    assert "realis: 1 of 4 not in" in refusal("mentions", data)


def test_check_of_a_long_table_takes_milliseconds():
    import time

    rows = [replace(MENTION, mention_id=str(number)) for number in range(5000)]
    data = contract.from_records("mentions", rows)
    contract.check("mentions", data)
    start = time.perf_counter()
    contract.check("mentions", data)
    assert time.perf_counter() - start < 0.5  # about 0.02 on the machine it was written on


# --- records ---


@pytest.mark.parametrize("rows", [[], MENTIONS, MENTIONS[::-1], [MENTIONS[1]]], ids=["none", "all", "reversed", "one"])
def test_records_come_back_as_they_went(rows):
    assert contract.to_records(contract.from_records("mentions", rows), "mentions") == rows


def test_records_of_a_slice_and_of_chunks_are_its_rows():
    data = contract.from_records("mentions", MENTIONS)
    assert contract.to_records(data.slice(1, 1), "mentions") == MENTIONS[1:2]
    assert contract.to_records(pa.concat_tables([data, data.slice(2)]), "mentions") == [*MENTIONS, MENTIONS[2]]


def test_bytes_and_instants_come_back_as_they_went():
    article = records.Article(
        article_id="a",
        source_name="s",
        source_kind="folder",
        origin="a.html",
        media_type="text/html",
        body=b"\x00\xff",
        sha256="0" * 64,
        first_seen_at=datetime(2024, 2, 9, tzinfo=UTC),
        batch="b",
    )
    data = contract.from_records("articles", [article])
    contract.check("articles", data)
    assert contract.to_records(data, "articles") == [article]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"sentence": "one"}, "sentence"),
        ({"sentence": 2**40}, "sentence"),
        ({"head_lemma": "\ud800"}, "head_lemma"),
        ({"targets": None}, "targets"),
        ({"trigger": "strike"}, "trigger"),
    ],
    ids=["word for number", "too large", "lone surrogate", "null list", "string for struct"],
)
def test_record_with_a_value_of_another_type_is_refused(changes, column):
    with pytest.raises(SchemaMismatch, match=f"mentions: {column}: a value does not fit"):
        mentions(**changes)


# --- conform ---


def test_data_from_another_program_gets_the_declared_types_and_order():
    data = contract.from_records("mentions", MENTIONS)
    changed = data.select(data.column_names[::-1])
    changed = changed.set_column(0, "batch", data["batch"].cast(pa.large_string()))
    changed = changed.set_column(changed.column_names.index("sentence"), "sentence", data["sentence"].cast(pa.int64()))
    assert contract.conform("mentions", changed).equals(data)


def test_microseconds_become_seconds():
    at = pa.array([datetime(2024, 2, 9, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    values = {"event_id_cnty": ["IRQ1"], "revision": [1], "changed_at": at, "field": ["notes"], "reason": ["CREATED"]}
    values |= {name: pa.nulls(1, pa.string()) for name in ("old_value", "new_value", "because_article_id")}
    data = contract.conform("revisions", pa.table(values))
    contract.check("revisions", data)
    assert data["changed_at"].to_pylist() == [datetime(2024, 2, 9, tzinfo=UTC)]


def test_value_that_would_change_is_refused():
    data = mentions()
    wrong = data.set_column(data.column_names.index("sentence"), "sentence", pa.array([0.5, 1.0]))
    with pytest.raises(SchemaMismatch, match="sentence: double does not fit int32"):
        contract.conform("mentions", wrong)


def test_missing_column_is_not_made_up():
    with pytest.raises(SchemaMismatch, match=r"columns are missing: \['flags'\]"):
        contract.conform("mentions", mentions().drop_columns(["flags"]))
