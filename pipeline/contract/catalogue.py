"""What catalogues and their programs read of a release: Croissant 1.0 (MLCommons) and DCAT 3 (W3C), both as JSON-LD.

Both are made from `schemas/` and from what is known when the tables are written: the sha256 of every data file is in
them. The manifest is written last, lists them too, and so cannot be described by them. Addresses are relative to the
folder of the release: it may lie anywhere.

Sources: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html, https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from pipeline.contract.spec import ColumnSpec, TableSpec, Type, default_spec, schemas_folder

#: Types of columns as Croissant names them; of any other, text.
_CROISSANT_TYPES = {
    "boolean": "sc:Boolean",
    "int8": "sc:Integer",
    "int16": "sc:Integer",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
_TEXT = "sc:Text"
PARQUET = "application/vnd.apache.parquet"
#: What the readers of Croissant know it as.
_CROISSANT_PARQUET = "application/x-parquet"
#: Documents of a release that are data to nobody, but that a catalogue shows: path, title, media type.
DOCUMENTS = (
    ("DATA_DICTIONARY.md", "What every column and code means", "text/markdown"),
    ("datapackage.json", "The tables in Frictionless Table Schema", "application/json"),
    ("explorer/index.html", "The release to look at in a browser", "text/html"),
    ("validation/report.html", "What was checked and what was found", "text/html"),
)
_HERE = "./"

_CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_DCAT_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class About:
    """What `schemas/release.yaml` says; the comments there say what each attribute means."""

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    creator: str
    licence: Mapping[str, str]
    sources: tuple[Mapping[str, str], ...]
    rights: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of a release.

    Attributes:
        path: Relative to the release.
        sha256: Of its bytes, in hexadecimal.
        size: In bytes.
    """

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Described:
    """A release as it is described.

    Attributes:
        name: Its version, such as "2024.02.09".
        day: Of its logical time.
        content_sha256: As in its manifest: of all data files together.
        tables: Data files by table of `schemas/tables.yaml`, in the order they shall have.
        days: First and last day of its events; None if it has none.
        previous: Name of the release before; None for the first one.
    """

    name: str
    day: date
    content_sha256: str
    tables: Mapping[str, Sequence[DataFile]]
    days: tuple[date, date] | None
    previous: str | None


@cache
def about() -> About:
    """What every release says of itself."""
    told = yaml.safe_load((schemas_folder() / "release.yaml").read_text(encoding="utf-8"))
    return About(**{**told, "keywords": tuple(told["keywords"]), "sources": tuple(told["sources"])})


def citation(release: Described) -> str:
    """How to cite a release: its name finds it, and the sum proves which one was used."""
    told = about()
    return (
        f"{told.creator} ({release.day.year}): {told.title}, release {release.name}. "
        f"content_sha256 {release.content_sha256}."
    )


def croissant(release: Described) -> dict[str, Any]:
    """The release in Croissant 1.0: files with their sums, tables with their columns."""
    told = about()
    return {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": told.name,
        "description": f"{told.description} {told.rights}",
        "version": _semantic(release.name),
        "datePublished": release.day.isoformat(),
        "license": told.licence["url"],
        "url": "explorer/index.html",
        "creator": {"@type": "sc:Organization", "name": told.creator},
        "citeAs": citation(release),
        "keywords": list(told.keywords),
        "inLanguage": "en",
        "isLiveDataset": False,
        "distribution": [entry for table, files in release.tables.items() for entry in _distribution(table, files)],
        "recordSet": [_record_set(default_spec().table(table), files) for table, files in release.tables.items()],
    }


def dcat(release: Described) -> dict[str, Any]:
    """The release in DCAT 3: a dataset with a distribution a file."""
    told = about()
    entry: dict[str, Any] = {
        "@context": _DCAT_CONTEXT,
        "@id": _HERE,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{told.name}-{release.name}",
        "dct:title": _english(told.title),
        "dct:description": _english(told.description),
        "dct:issued": _day(release.day),
        "dct:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/en"},
        "dct:license": {"@id": told.licence["url"]},
        "dct:rights": {"@type": "dct:RightsStatement", "dct:description": _english(told.rights)},
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": told.creator},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": told.creator},
        "dct:source": [{"@id": source["url"]} for source in told.sources],
        "dct:bibliographicCitation": citation(release),
        "dcat:keyword": [_english(keyword) for keyword in told.keywords],
        "dcat:version": release.name,
        "dcat:landingPage": {"@id": "explorer/index.html"},
        "dcat:distribution": [
            *(
                _offer(file.path, default_spec().table(table).purpose, PARQUET, file)
                for table, files in release.tables.items()
                for file in files
            ),
            *(_offer(path, title, kind) for path, title, kind in DOCUMENTS),
        ],
    }
    if release.days is not None:
        first, last = release.days
        period = {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(first), "dcat:endDate": _day(last)}
        entry["dct:temporal"] = period
    if release.previous is not None:
        entry["dcat:previousVersion"] = {"@id": f"../{release.previous}/"}
    return entry


def _semantic(name: str) -> str:
    """The name of a release as Croissant demands versions: "2024.02.09.1" is "2024.2.9+1"."""
    year, month, day, *further = (int(part) for part in name.split("."))
    return f"{year}.{month}.{day}" + "".join(f"+{number}" for number in further)


def _distribution(table: str, files: Sequence[DataFile]) -> list[dict[str, Any]]:
    """The files of a table; and, where they stand in a folder, the set that they are."""
    listed = [
        {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "contentUrl": file.path,
            "contentSize": f"{file.size} B",
            "encodingFormat": _CROISSANT_PARQUET,
            "sha256": file.sha256,
        }
        for file in files
    ]
    if not _is_set(files):
        return listed
    folder = files[0].path.partition("/")[0]
    return [
        *listed,
        {
            "@type": "cr:FileSet",
            "@id": f"{folder}-files",
            "name": f"{folder}-files",
            "description": default_spec().table(table).purpose,
            "encodingFormat": _CROISSANT_PARQUET,
            "includes": f"{folder}/*.parquet",
        },
    ]


def _is_set(files: Sequence[DataFile]) -> bool:
    return any("/" in file.path for file in files)


def _record_set(table: TableSpec, files: Sequence[DataFile]) -> dict[str, Any]:
    name = table.release or table.name
    entry: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{table.purpose} One record is {table.row}.",
        "field": [_field(name, column, files) for column in table.columns],
    }
    if table.key:
        entry["key"] = [{"@id": f"{name}/{column}"} for column in table.key]
    return entry


def _field(record_set: str, column: ColumnSpec, files: Sequence[DataFile]) -> dict[str, Any]:
    source: dict[str, Any]
    if _is_set(files):
        source = {"fileSet": {"@id": f"{record_set}-files"}}
    else:
        source = {"fileObject": {"@id": files[0].path}}
    source["extract"] = {"column": column.name}
    entry: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column.name}",
        "name": column.name,
        "description": column.field.description,
        "dataType": _croissant_type(column.type),
        "source": source,
    }
    if column.type.items:
        entry["repeated"] = True
    return entry


def _croissant_type(kind: Type) -> str:
    return _croissant_type(kind.items) if kind.items else _CROISSANT_TYPES.get(kind.scalar or "", _TEXT)


def _offer(path: str, title: str, media_type: str, file: DataFile | None = None) -> dict[str, Any]:
    told = about()
    entry: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": _english(title),
        "dcat:accessURL": {"@id": path},
        "dcat:downloadURL": {"@id": path},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPE}{media_type}"},
        "dct:license": {"@id": told.licence["url"]},
    }
    if file is not None:
        entry["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)}
        entry["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        }
    return entry


def _english(text: str) -> dict[str, str]:
    return {"@language": "en", "@value": text}


def _day(day: date) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}
