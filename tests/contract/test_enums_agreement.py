"""`schemas/` agrees with the project's list of columns and codes, where that list lies beside the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import contract

ENUMS = Path(__file__).resolve().parents[3] / "shared" / "spec" / "enums.json"
pytestmark = pytest.mark.skipif(
    not ENUMS.is_file(), reason="the list of columns and codes is not beside the repository"
)
TYPES = {"date32": "date"}


@pytest.fixture(scope="module")
def enums() -> Any:
    return json.loads(ENUMS.read_text("utf-8"))


def labels(name: str, column: str = "code") -> list[str]:
    return [row[column] for row in contract.codes(name)]


def test_the_31_columns(enums):
    columns = contract.table("acled_events").columns
    found = [(column.name, str(column.type), column.nullable) for column in columns]
    expected = [(c["name"], TYPES.get(c["parquet_type"], c["parquet_type"]), c["nullable"]) for c in enums["columns"]]
    assert found == expected


def test_optional_columns(enums):
    optional = contract.table("acled_events").optional
    expected = [(c["name"], c["parquet_type"], c["nullable"]) for c in enums["optional_population_columns"]]
    assert [(c.name, str(c.type), c.nullable) for c in optional] == expected


def test_event_types(enums):
    assert {row.code: int(row["rank"]) for row in contract.codes("event_type")} == {
        event["name"]: event["rank"] for event in enums["event_types"]
    }


def test_sub_event_types(enums):
    rows = {row.code: row for row in contract.codes("sub_event_type")}
    count = 0
    for event in enums["event_types"]:
        for sub in event["sub_event_types"]:
            count += 1
            row = rows[sub["name"]]
            assert row.parent == event["name"]
            assert int(row["rank"]) == sub["overall_rank"]
            assert int(row["rank_in_type"]) == sub["rank_in_type"]
            for column in ("disorder_type", "actor2", "fatalities_rule", "civilian_targeting_rule"):
                assert row[column] == sub[column], (row.code, column)
            for column in ("political_violence", "organized_political_violence", "demonstration"):
                assert int(row[column]) == sub[column], (row.code, column)
            for column in ("inter1_allowed", "inter2_allowed"):
                assert [int(code) for code in row.values(column)] == sub[column], (row.code, column)
            assert list(row.values("notes_prefixes")) == sub.get("notes_prefixes_seen", [])
            assert row["plover_event"] == (sub["plover"]["event"] or "")
            assert list(row.values("plover_modes")) == sub["plover"]["modes"]
            assert row["cameo"] == (sub["cameo"]["primary"] or "")
            assert list(row.values("cameo_others")) == sub["cameo"]["others"]
    assert count == len(rows) == 25


def test_actor_types_and_interactions(enums):
    assert [(int(row.code), row.label, list(row.values("legacy_labels"))) for row in contract.codes("inter")] == [
        (inter["code"], inter["label"], inter["legacy_labels"]) for inter in enums["inter"]
    ]
    found = [(int(r.code), r.label, r["inter_a"], r["inter_b"]) for r in contract.codes("interaction")]
    assert found == [(i["code"], i["label"], str(i["inter_a"]), str(i["inter_b"] or "")) for i in enums["interactions"]]


def test_countries(enums):
    found = {
        row.code: (row.label, int(row["iso"]), row.parent, int(row["region_code"]), int(row["coverage_start_year"]))
        for row in contract.codes("country")
    }
    assert found == {
        c["iso3"]: (c["country"], c["iso_numeric"], c["region"], c["region_code"], c["coverage_start_year"])
        for c in enums["countries"]
    }


def test_regions(enums):
    assert [(int(row.code), row.label) for row in contract.codes("region")] == [
        (region["code"], region["name"]) for region in enums["regions"]
    ]


def test_source_scales(enums):
    scales = enums["source_scale"]
    assert set(labels("source_scale")) == {*scales["single"], *scales["pairs"]}
    singles = sorted(
        (row for row in contract.codes("source_scale") if not row["scale_b"]), key=lambda r: int(r["rank"])
    )
    assert [row.code for row in singles] == scales["single"]


def test_simple_lists(enums):
    tags = enums["tags"]
    for name, expected in (
        ("disorder_type", enums["disorder_types"]),
        ("civilian_targeting", [value for value in enums["civilian_targeting_values"] if value]),
        ("time_precision", [str(row["code"]) for row in enums["time_precision"]]),
        ("geo_precision", [str(row["code"]) for row in enums["geo_precision"]]),
        ("quarantine_reason", enums["quarantine_reasons"]),
        ("crowd_size", tags["crowd_size_values_seen"]),
        ("women_targeted", tags["women_targeted_values"]),
        ("tag", [tags["crowd_size_key"], tags["women_targeted_key"], *tags["other_seen"]]),
        ("ucdp_region", enums["ucdp"]["regions"]),
        ("plover_mode", [f"{event}:{mode}" for event, modes in enums["plover_modes"].items() for mode in modes]),
        ("cameo", [*enums["cameo_to_sub_event"], *(c[:2] for c in enums["cameo_root_codes_without_counterpart"])]),
    ):
        assert sorted(labels(name)) == sorted(expected), name
    assert sorted(labels("fatality_phrase", "label")) == sorted(row["phrase"] for row in enums["fatality_phrases"])


def test_ucdp_lists(enums):
    ucdp = enums["ucdp"]
    for name in ("type_of_violence", "where_prec", "date_prec", "event_clarity"):
        assert {row.code: row.label for row in contract.codes(f"ucdp_{name}")} == ucdp[name], name
    rows = {row.code: row for row in contract.codes("ucdp_temporal_expression")}
    assert len(rows) == len(ucdp["temporal_expressions"])
    for expression in ucdp["temporal_expressions"]:
        row = rows[expression["expression"]]
        found = (row["date_start"], row["date_end"], int(row["date_prec"]))
        assert found == (expression["date_start"], expression["date_end"], expression["date_prec"])
    assert list(contract.table("ucdp_events").column_names) == ucdp["columns"]


def test_cameo_codes_lead_to_known_sub_events():
    known = set(labels("sub_event_type"))
    assert {row["sub_event_type"] for row in contract.codes("cameo")} <= known | {""}
