"""What a release says to catalogues: its datapackage and Croissant by their reference readers, DCAT by its properties;
CITATION.cff."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import frictionless
import jsonschema
import mlcroissant
import pyarrow as pa
import pytest
import rdflib
import yaml
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from pipeline import contract
from pipeline.contract import catalogue
from pipeline.publish import files, releases
from pipeline.publish.run import publish
from pipeline.stage import Run
from tests.unit.coded_rows import RUN, coded
from tests.unit.test_publish import FACTS, HELD, NEXT_YEAR, read_only, store

REPOSITORY = Path(__file__).parents[2]
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LATER = Run(run_id="later", at=RUN.at.replace(day=20), batch="later")


def made(folder: Path, tables: dict[str, pa.Table], run: Run = RUN) -> Path:
    return Path(publish(read_only(tables), run, folder, facts=FACTS).path)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second of two releases, with events of two years."""
    folder = tmp_path_factory.mktemp("releases")
    made(folder, store([coded("a")]))
    return made(folder, store([coded("a"), NEXT_YEAR, HELD]), LATER)


@pytest.fixture(scope="module")
def croissant(release: Path) -> mlcroissant.Dataset:
    return mlcroissant.Dataset(release / "croissant.json")


@pytest.fixture(scope="module")
def graph(release: Path) -> rdflib.Graph:
    """The DCAT description, read where it lies; nothing is fetched for it."""
    found = rdflib.Graph()
    found.parse(release / "dcat.jsonld", format="json-ld", publicID=f"{release.as_uri()}/")
    return found


def data_files(release: Path) -> list[str]:
    return [path for path in files.listed(release) if path.endswith(".parquet")]


def test_croissant_is_valid_without_a_warning(croissant: mlcroissant.Dataset) -> None:
    issues = croissant.metadata.ctx.issues
    assert (set(issues.errors), set(issues.warnings)) == (set(), set())
    assert croissant.metadata.version == "2024.2.20"
    assert croissant.metadata.license == [LICENCE]


def test_the_reader_of_croissant_gets_every_row_and_column(release: Path, croissant: mlcroissant.Dataset) -> None:
    told = releases.manifest(release)["tables"]
    read = {one.uuid: list(croissant.records(one.uuid)) for one in croissant.metadata.record_sets}
    assert {name: len(rows) for name, rows in read.items()} == told
    assert told["events"] > 1
    columns = contract.table("release_events").column_names
    for row in read["events"]:
        assert [name.removeprefix("events/") for name in row] == list(columns)
        assert row["events/year"] == row["events/event_date"].year


def test_datapackage_is_valid_and_every_row_is_as_it_says(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert frictionless.Package.validate_descriptor(package, basepath=str(release)).valid
    tables = {
        contract.table(name).release: name for name in contract.default_spec().tables if contract.table(name).release
    }
    counted = 0
    for described in package["resources"]:
        rows = releases.read(release, tables[described["name"]]).to_pylist()
        columns = [field["name"] for field in described["schema"]["fields"]]
        cells = [columns, *([row[column] for column in columns] for row in rows)]
        schema = frictionless.Schema.from_descriptor(described["schema"])
        found = frictionless.Resource(data=cells, schema=schema).validate()
        assert found.valid, found.flatten(["fieldName", "type", "message"])[:3]
        counted += len(rows)
    assert counted == sum(releases.manifest(release)["tables"].values())


def test_every_data_file_is_described_with_its_sum(release: Path, graph: rdflib.Graph) -> None:
    sums = {path: entry["sha256"] for path, entry in releases.manifest(release)["files"].items()}
    wanted = {path: sums[path] for path in data_files(release)}
    told = json.loads((release / "croissant.json").read_bytes())["distribution"]
    assert {one["contentUrl"]: one["sha256"] for one in told if one["@type"] == "cr:FileObject"} == wanted
    found = {}
    for offer, checksum in graph.subject_objects(SPDX.checksum):
        path = str(graph.value(offer, DCAT.downloadURL)).removeprefix(f"{release.as_uri()}/")
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert int(graph.value(offer, DCAT.byteSize)) == (release / path).stat().st_size
        found[path] = str(graph.value(checksum, SPDX.checksumValue))
    assert found == wanted
    assert {"croissant.json", "dcat.jsonld"} <= set(sums)


def test_dcat_has_what_a_dataset_and_a_distribution_must_have(release: Path, graph: rdflib.Graph) -> None:
    """Mandatory and recommended properties of DCAT-AP 3, but for themes and contact, which casus does not know."""
    here = rdflib.URIRef(f"{release.as_uri()}/")
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [here]
    needed = (
        DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.issued, DCTERMS.license, DCTERMS.rights,
        DCTERMS.publisher, DCTERMS.creator, DCTERMS.temporal, DCTERMS.language, DCAT.keyword,
        rdflib.URIRef(f"{DCAT}version"),
        DCAT.landingPage, DCAT.distribution,
    )  # fmt: skip
    assert [term for term in needed if graph.value(here, term) is None and not list(graph.objects(here, term))] == []
    assert graph.value(here, DCTERMS.issued) == rdflib.Literal("2024-02-20", datatype=XSD.date)
    assert graph.value(here, DCTERMS.license) == rdflib.URIRef(LICENCE)
    assert graph.value(here, rdflib.URIRef(f"{DCAT}previousVersion")) == rdflib.URIRef(
        f"{release.parent.as_uri()}/2024.02.12/"
    )
    assert graph.value(graph.value(here, DCTERMS.publisher), FOAF.name) is not None
    period = graph.value(here, DCTERMS.temporal)
    days = releases.read(release, "release_events").column("event_date").to_pylist()
    assert graph.value(period, DCAT.startDate).toPython() == min(days)
    assert graph.value(period, DCAT.endDate).toPython() == max(days)
    offers = list(graph.objects(here, DCAT.distribution))
    assert len(offers) == len(data_files(release)) + len(catalogue.DOCUMENTS)
    for offer in offers:
        path = str(graph.value(offer, DCAT.accessURL)).removeprefix(f"{release.as_uri()}/")
        assert (release / path).is_file()
        assert (offer, RDF.type, DCAT.Distribution) in graph
        assert graph.value(offer, DCAT.mediaType) and graph.value(offer, DCTERMS.license)


def test_every_word_of_a_description_is_one_of_its_vocabulary(graph: rdflib.Graph) -> None:
    """rdflib knows the vocabularies of DCAT 2, DCMI and FOAF; DCAT 3 added two of our terms."""
    used = {term for triple in graph for term in (triple[1], triple[2]) if isinstance(term, rdflib.URIRef)}
    of_vocabularies = {term for term in used if str(term).startswith((str(DCAT), str(DCTERMS), str(FOAF)))}
    assert len(of_vocabularies) > 15
    new = {rdflib.URIRef(f"{DCAT}version"), rdflib.URIRef(f"{DCAT}previousVersion")}
    assert {term for term in of_vocabularies if not any(term in space for space in (DCAT, DCTERMS, FOAF))} == new


def test_the_licence_is_that_of_the_facts_and_quotes_are_left_out(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_bytes())
    assert package["licenses"][0]["path"] == LICENCE
    for name in ("datapackage.json", "croissant.json", "dcat.jsonld"):
        assert "remain their publishers'" in (release / name).read_text(encoding="utf-8"), name


def test_the_citation_names_the_release_and_its_sum(release: Path) -> None:
    told = json.loads((release / "croissant.json").read_bytes())["citeAs"]
    assert "release 2024.02.20." in told
    assert releases.manifest(release)["content_sha256"] in told


@pytest.mark.parametrize(
    ("name", "version"), [("2024.02.09", "2024.2.9"), ("2024.12.31.2", "2024.12.31+2")], ids=["first", "of one day"]
)
def test_a_release_without_events_can_be_described(name: str, version: str) -> None:
    file = catalogue.DataFile("events/2024.parquet", "0" * 64, 9)
    described = catalogue.Described(name, date(2024, 2, 9), "0" * 64, {"release_events": [file]}, None, None)
    assert catalogue.croissant(described)["version"] == version
    assert not {"dct:temporal", "dcat:previousVersion"} & catalogue.dcat(described).keys()
    assert json.dumps(catalogue.dcat(described)) == json.dumps(catalogue.dcat(described))


def test_the_citation_file_is_valid_and_of_this_version() -> None:
    told = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    schema = json.loads((Path(__file__).parent / "cff/schema-1.2.0.json").read_bytes())
    jsonschema.Draft7Validator(schema).validate(told)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (told["version"], told["license"]) == (project["version"], project["license"])
