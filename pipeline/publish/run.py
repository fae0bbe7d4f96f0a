"""Publish a release: an immutable folder that proves itself.

publish(tables, run, folder, *, facts) -> Release
    tables  events, checks, event_sources, coded_events, revisions, deletions, rejects, readings: whole tables of the
            store, or of the widest ones the columns `COLUMNS`
    folder  the folder `releases/`; made when missing
    facts   what made the tables: `Facts`
    returns the new release, or the newest one when it holds the same already
    raises  ReleaseError when a check of the whole table failed, or the newest release is damaged
`pipeline.publish.releases`: list and verify releases. `pipeline.publish.exports`: other shapes of a release.

    releases/2024.02.09/            the day of the run's logical time; .1, .2 ... for further ones of that day
        events/2024.parquet     the dataset, a file a year
        candidates.parquet  event_sources.parquet  evidence.parquet  revisions.parquet  deletions.parquet
        actors.parquet  rejects.parquet
        validation/report.json  report.html  report.txt
        explorer/index.html ...             the release to look at: see `pipeline.publish.explorer`
        DATA_DICTIONARY.md  datapackage.json  croissant.json  dcat.jsonld  diff.md  manifest.json

A release is put together in a hidden folder beside the others and renamed in one step: it is there as a whole or not
at all. The same tables, facts and earlier releases give the same bytes in every file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.contract import catalogue, report
from pipeline.contract.dictionary import data_dictionary
from pipeline.contract.frictionless import datapackage
from pipeline.errors import ReleaseError
from pipeline.publish import diff, files, releases
from pipeline.publish.actors import actors_of
from pipeline.publish.explorer import site
from pipeline.publish.memory import memory_kept
from pipeline.stage import Run

#: Tables that are one file each; the events are a file a year.
SINGLE_FILES = (
    "held_events", "event_sources", "evidence_rows", "revisions", "deletions", "actors", "rejects",
)  # fmt: skip
EVENTS = "release_events"

#: Of the widest tables publishing needs no more than these columns.
COLUMNS = {
    "coded_events": ("coded_id", "article_id", "confidence", "evidence"),
    "readings": ("article_id", "text", "written", "sentences"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What made the tables, for the manifest.

    Attributes:
        code_version: Version of casus.
        code_commit: Commit of the code; None when not known.
        rows: Rows in, kept and refused, by stage.
        models: sha256 of each model, by name and version.
        references: sha256 of each file of reference data, by name.
    """

    code_version: str
    code_commit: str | None
    rows: Mapping[str, tuple[int, int, int]]
    models: Mapping[str, str]
    references: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """A release.

    Attributes:
        name: "2024.02.09" or "2024.02.09.1".
        path: Its folder; as text, its address, which may be one in object storage.
        is_new: False when the newest release held the same already and nothing was written.
    """

    name: str
    path: Path | str
    is_new: bool


def publish(tables: Mapping[str, pa.Table], run: Run, folder: Path, *, facts: Facts) -> Release:
    """Write a release: see the module."""
    with memory_kept():
        return _publish(tables, run, folder, facts)


def _publish(tables: Mapping[str, pa.Table], run: Run, folder: Path, facts: Facts) -> Release:
    _stop_at_failed_checks(tables["checks"])
    shown = release_tables(tables)
    for name, table in shown.items():
        contract.check(name, table)
    folder.mkdir(parents=True, exist_ok=True)
    releases.clear_leftovers(folder)
    before = releases.newest(folder)
    if before is not None and (problems := releases.verify(before)):
        raise ReleaseError(
            f"{before}: is not as it was released: {problems[0]} Restore it from a copy, or move it out of {folder}."
        )
    name = releases.next_name(folder, run.at.date())
    staging = releases.staging(folder, name)
    staging.mkdir()
    try:
        written = _write_tables(shown, tables["checks"], run, staging)
        hashes = {path: files.sha256(staging / path) for paths in written.values() for path in paths}
        content = files.digest(hashes)
        if before is not None and releases.manifest(before)["content_sha256"] == content:
            return Release(before.name, before, is_new=False)
        described = catalogue.Described(
            name=name,
            day=run.at.date(),
            content_sha256=content,
            tables={
                table: [catalogue.DataFile(path, hashes[path], (staging / path).stat().st_size) for path in paths]
                for table, paths in written.items()
            },
            days=_days(shown[EVENTS]),
            previous=before.name if before else None,
        )
        _write_documents(described, written, tables["checks"], staging)
        _write_pages(described, run, facts, shown, tables, before, staging)
        manifest = releases.sealed(_manifest(described, hashes, run, facts, shown, staging))
        files.write_text(staging / releases.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        files.settle(staging)
        target = folder / name
        staging.rename(target)
        files.sync_folder(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Release(name, target, is_new=True)


def release_tables(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of a release from those of the store, sorted by their keys: everything about events that it holds."""
    events = tables["events"]
    is_published = pc.equal(events["status"], "published")
    published = _as(EVENTS, events).filter(is_published)
    held = _as("held_events", events).filter(pc.invert(is_published))
    ids = events["event_id_cnty"].combine_chunks()
    known = pa.concat_arrays([ids, tables["deletions"]["event_id_cnty"].combine_chunks()])
    shown = {
        EVENTS: published,
        "held_events": held,
        "event_sources": _of(tables["event_sources"], ids),
        "revisions": _of(tables["revisions"], known),
        "deletions": tables["deletions"],
        "actors": contract.from_records("actors", actors_of(published)),
        "rejects": tables["rejects"],
    }
    ordered = {name: contract.in_order(name, table) for name, table in shown.items()}
    return ordered | {"evidence_rows": _evidence(events, tables["coded_events"])}


def _stop_at_failed_checks(checks: pa.Table) -> None:
    rows = contract.to_records(checks, "checks")
    if not rows:
        raise ReleaseError("publish: the events were never checked. Run the stage validate first.")
    failed = [row for row in rows if row.severity == "T" and not row.is_passed]
    if failed:
        told = " ".join(
            f"{row.check_id}: {row.description} {row.rows_failed} of {row.rows_checked} rows." for row in failed
        )
        example = next((f" Such as {row.examples[0]}." for row in failed if row.examples), "")
        raise ReleaseError(
            f"publish: nothing is released, {len(failed)} checks of the whole table failed. {told}{example} "
            "See `casus report -d DATA --format html`, mend the cause and run again."
        )


def _as(name: str, rows: pa.Table) -> pa.Table:
    """The columns of a release table out of wider rows."""
    schema = contract.arrow_schema(name)
    return pa.Table.from_arrays([rows[column] for column in schema.names], schema=schema)


def _of(table: pa.Table, ids: pa.Array) -> pa.Table:
    """The rows of some events."""
    column = table["event_id_cnty"].combine_chunks()
    if column.filter(_differs_from_before([column])).equals(ids):
        return table  # as a rule; to look each id up takes five times as long
    is_of = pc.is_in(table["event_id_cnty"], ids)
    return table if pc.all(is_of).as_py() else table.filter(is_of)


def _evidence(events: pa.Table, coded_events: pa.Table) -> pa.Table:
    """The passages behind every event: those of all its coded events, each once, in the order of their key.

    Coded events whose event was refused by a rule have none.
    """
    told = _told(events, coded_events)
    of_coded = told["place"].to_numpy()
    passages = coded_events["evidence"].combine_chunks()
    starts, counts = passages.offsets.to_numpy()[of_coded], pc.list_value_length(passages).to_numpy()[of_coded]
    # The passages of the first of them, then those of the second: their places among all passages.
    ends = np.cumsum(counts)
    places = pa.array(np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - counts), counts))
    owners = np.repeat(np.arange(told.num_rows), counts)
    # Sorted are numbers: there are millions of passages, and few names of fields and rules.
    key = {"owner": pa.array(_numbered(told)[owners])}
    for name in ("field", "start", "end", "rule"):
        values = passages.values.field(name)
        key[name] = (_ranks(values) if pa.types.is_string(values.type) else values).take(places)
    order = pc.sort_indices(pa.table(key), sort_keys=[(name, "ascending") for name in key])
    is_first = _differs_from_before([values.take(order) for values in key.values()])
    order = order.filter(is_first)
    owners, places = owners[order.to_numpy()], places.take(order)
    values = {
        "event_id_cnty": told["event_id_cnty"].take(pa.array(owners)),
        "article_id": told["article_id"].take(pa.array(owners)),
        "confidence": coded_events["confidence"].combine_chunks().take(pa.array(of_coded[owners])),
        **{name: passages.values.field(name).take(places) for name in ("field", "start", "end", "quote", "rule")},
    }
    schema = contract.arrow_schema("evidence_rows")
    return pa.Table.from_arrays([values[name] for name in schema.names], schema=schema).combine_chunks()


def _told(events: pa.Table, coded_events: pa.Table) -> pa.Table:
    """Each event and article that tells it, in order, with the place of the coded event in its table."""
    members = events["members"].combine_chunks()
    place = pc.index_in(pc.struct_field(members.flatten(), "coded_id"), coded_events["coded_id"].combine_chunks())
    there = pc.is_valid(place)
    place = place.filter(there)
    told = {
        "event_id_cnty": events["event_id_cnty"].combine_chunks().take(pc.list_parent_indices(members).filter(there)),
        "article_id": coded_events["article_id"].combine_chunks().take(place),
        "place": place,
    }
    return contract.in_order("evidence_rows", pa.table(told))


def _numbered(told: pa.Table) -> Any:
    """A number for each row, the same for rows of one event and article, which stand together."""
    columns = [told[name].combine_chunks() for name in ("event_id_cnty", "article_id")]
    return np.cumsum(_differs_from_before(columns).to_numpy(zero_copy_only=False))


def _ranks(texts: pa.Array) -> pa.Array:
    """Numbers in the order of the texts."""
    encoded = texts.dictionary_encode()
    return pc.rank(encoded.dictionary, sort_keys="ascending", tiebreaker="dense").take(encoded.indices)


def _differs_from_before(columns: Sequence[pa.Array]) -> pa.Array:
    """In which rows some column has another value than in the row before; true for the first row."""
    differs = pa.repeat(pa.scalar(False), max(0, len(columns[0]) - 1))
    for column in columns:
        differs = pc.or_(differs, pc.not_equal(column[1:], column[:-1]))
    return pa.concat_arrays([pa.array([True] * (len(columns[0]) > 0), pa.bool_()), differs])


def _write_tables(shown: Mapping[str, pa.Table], checks: pa.Table, run: Run, staging: Path) -> dict[str, list[str]]:
    """Write the data; paths relative to the release, by table."""
    events = shown[EVENTS]
    written: dict[str, list[str]] = {EVENTS: []}
    for year in sorted(pc.unique(events["year"]).to_pylist()) or [run.at.year]:
        # No folder `year=2024`: pandas would read its year as a category that cannot be compared with a number.
        path = f"events/{year}.parquet"
        files.write_parquet(staging / path, events.filter(pc.equal(events["year"], year)))
        written[EVENTS].append(path)
    for name in SINGLE_FILES:
        path = f"{contract.table(name).release}.parquet"
        files.write_parquet(staging / path, shown[name])
        written[name] = [path]
    files.write_text(staging / "validation/report.json", report.as_json(checks))
    return written


def _days(events: pa.Table) -> tuple[date, date] | None:
    """First and last day of some events; None if there are none."""
    found = pc.min_max(events["event_date"]).as_py()
    return None if found["min"] is None else (found["min"], found["max"])


def _write_documents(
    described: catalogue.Described, written: Mapping[str, list[str]], checks: pa.Table, staging: Path
) -> None:
    """Write what tells programs and people what the data are."""
    files.write_text(staging / "validation/report.txt", report.as_text(checks))
    files.write_text(staging / "DATA_DICTIONARY.md", data_dictionary())
    for name, document in (
        ("datapackage.json", _package(described, written)),
        ("croissant.json", catalogue.croissant(described)),
        ("dcat.jsonld", catalogue.dcat(described)),
    ):
        files.write_text(staging / name, json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _package(described: catalogue.Described, written: Mapping[str, list[str]]) -> dict[str, object]:
    about = catalogue.about()
    package = datapackage(written, name=about.name, version=described.name, title=about.title)
    licence = {"name": about.licence["name"], "title": about.licence["title"], "path": about.licence["url"]}
    sources = [{"title": source["title"], "path": source["url"]} for source in about.sources]
    resources = package.pop("resources")
    return {
        **package,
        "description": f"{about.description} {about.rights}",
        "licenses": [licence],
        "sources": sources,
        "resources": resources,
    }


def _write_pages(
    described: catalogue.Described,
    run: Run,
    facts: Facts,
    shown: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    before: Path | None,
    staging: Path,
) -> None:
    """Write what people look at: the differences, the explorer, the validation report."""
    name = described.name
    earlier = {table: releases.read_as_written(before, table) for table in (EVENTS, "held_events")} if before else {}
    found = diff.compare(earlier, shown)
    files.write_text(staging / "diff.md", diff.as_markdown(found, name, before.name if before else None))
    told = {
        "made for": run.at.strftime("%d %B %Y, %H:%M UTC").lstrip("0"),
        "casus": facts.code_version,
        "commit": facts.code_commit or "not known",
        "schema": contract.default_spec().version,
        "cite as": catalogue.citation(described),
        "rights": catalogue.about().rights,
    }
    past = site.write(staging, name, before, shown, tables["readings"], tables["checks"], found, told)
    page = report.as_html(
        tables["checks"],
        title=f"Release {name}",
        trend=report.over_releases(past),
        rows=_row_words(tables, shown),
        explorer=f"../{site.FOLDER}/index.html",
    )
    files.write_text(staging / "validation/report.html", page)


def _row_words(tables: Mapping[str, pa.Table], shown: Mapping[str, pa.Table]) -> dict[str, str]:
    """A line about each event that a check names; of one that was refused, with which values."""
    named = pa.array(sorted({one for ids in tables["checks"]["examples"].to_pylist() for one in ids}), pa.string())
    rejects = shown["rejects"].filter(pc.is_in(shown["rejects"]["key"], named))
    rows = [shown[name].filter(pc.is_in(shown[name]["event_id_cnty"], named)) for name in (EVENTS, "held_events")]
    return report.words_by_id((row for table in rows for row in table.to_pylist()), rejects.to_pylist())


def _manifest(
    described: catalogue.Described,
    hashes: Mapping[str, str],
    run: Run,
    facts: Facts,
    shown: Mapping[str, pa.Table],
    staging: Path,
) -> dict[str, object]:
    """The manifest; of some files the sha256 is known."""
    paths = files.listed(staging)
    return {
        "name": described.name,
        "format": releases.FORMAT,
        "schema_version": contract.default_spec().version,
        "logical_time": run.at.isoformat(),
        "previous": described.previous,
        "code": {"version": facts.code_version, "commit": facts.code_commit},
        "models": dict(sorted(facts.models.items())),
        "references": dict(sorted(facts.references.items())),
        "stages": {
            stage: {"in": counts[0], "kept": counts[1], "refused": counts[2]} for stage, counts in facts.rows.items()
        },
        "tables": {contract.table(table).release: rows.num_rows for table, rows in shown.items()},
        "content_sha256": described.content_sha256,
        "files": {
            path: {"sha256": hashes.get(path) or files.sha256(staging / path), "bytes": (staging / path).stat().st_size}
            for path in paths
        },
    }
