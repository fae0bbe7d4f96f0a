"""The datapackage of a release: tables, types, limits and codes as Frictionless readers know them."""

import json

from pipeline import contract

FILES = {
    "release_events": ["events/2024.parquet", "events/2025.parquet"],
    "deletions": ["deletions.parquet"],
    "acled_events": ["acled.csv"],
}


def package() -> dict:
    return contract.datapackage(FILES, name="casus-events", version="2024.02.09", title="Conflict events")


def field(name: str) -> dict:
    return next(field for field in package()["resources"][0]["schema"]["fields"] if field["name"] == name)


def test_resources_are_named_as_in_the_release():
    resources = package()["resources"]
    assert [resource["name"] for resource in resources] == ["events", "deletions", "acled_events"]
    assert resources[0]["path"] == FILES["release_events"]
    assert resources[1]["path"] == "deletions.parquet"
    assert [resource["format"] for resource in resources] == ["parquet", "parquet", "csv"]
    assert resources[0]["schema"]["primaryKey"] == ["event_id_cnty"]


def test_fields_carry_type_limits_and_words():
    assert field("fatalities")["type"] == "integer"
    assert field("fatalities")["constraints"] == {"required": True, "minimum": 0, "maximum": 10000000}
    assert field("fatalities")["unit"] == "persons"
    assert field("event_date")["constraints"]["minimum"] == "1800-01-01"
    assert field("event_id_cnty")["constraints"]["unique"] is True
    assert field("assoc_actor_1").get("constraints", {}).get("required") is None
    assert len(field("sub_event_type")["constraints"]["enum"]) == 25
    assert field("qa_flags")["type"] == "array"
    assert field("qa_flags")["items"] == {"type": "string"}


def test_structs_are_objects_with_fields():
    participants = next(f for f in contract.table_schema("coded_events")["fields"] if f["name"] == "participants")
    assert participants["items"]["type"] == "object"
    assert participants["items"]["fields"][0]["name"] == "role"


def test_every_table_can_be_written_as_json():
    for table in contract.default_spec().tables:
        schema = contract.table_schema(table)
        assert [f["name"] for f in schema["fields"]] == list(contract.table(table).column_names)
        assert json.loads(json.dumps(schema)) == schema


def test_same_release_gives_the_same_bytes():
    assert json.dumps(package()) == json.dumps(package())
