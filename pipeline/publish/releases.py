"""The folder of releases: their names and order, what a manifest says, and whether a release is as it was released."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.errors import ReleaseError
from pipeline.publish import files

MANIFEST = "manifest.json"
#: The lay-out of a release and its manifest; `verify` refuses any other.
FORMAT = 1
#: Field of a manifest with the sum of all its other fields.
SEAL = "manifest_sha256"

_NAME = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.(\d+))?")
_PARTIAL = ".partial"
#: Files that make up the content; the others tell about it and name the release.
_CONTENT = re.compile(r"events/.+\.parquet|[a-z_]+\.parquet")


def listed(folder: Path) -> list[Path]:
    """The releases in a folder, oldest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)), key=_order)


def newest(folder: Path) -> Path | None:
    """The last release; None when there is none."""
    return last(listed(folder))


def last(paths: Iterable[Path]) -> Path | None:
    """The last one of some releases, whether they are there or not; None when no name is that of a release."""
    return max((path for path in paths if _NAME.fullmatch(path.name)), key=_order, default=None)


def next_name(folder: Path, day: date) -> str:
    """Name of the next release: the day, or of the newest release if that is later; with a number when there is one.

    A clock set back must not put a new release before an older one.
    """
    last = newest(folder)
    if last is None:
        return f"{day:%Y.%m.%d}"
    year, month, number, count = _order(last)
    if day > date(year, month, number):
        return f"{day:%Y.%m.%d}"
    return f"{year:04}.{month:02}.{number:02}.{count + 1}"


def staging(folder: Path, name: str) -> Path:
    """Where a release is put together before it is one."""
    return folder / f".{name}{_PARTIAL}"


def clear_leftovers(folder: Path) -> None:
    """Take away what a run that was killed left unfinished."""
    for path in folder.glob(f".*{_PARTIAL}"):
        shutil.rmtree(path)


def manifest(release: Path) -> dict[str, Any]:
    """What a release says of itself.

    Raises:
        ReleaseError: If it has no manifest of a form that is known.
    """
    path = release / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        usable = (
            found["format"] == FORMAT and isinstance(found["files"], dict) and isinstance(found["content_sha256"], str)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}). Restore the release from a copy.") from error
    if not usable:
        raise ReleaseError(
            f"{path}: is of format {found['format']!r}, this casus knows {FORMAT}. Use the one that wrote it."
        )
    return dict(found)


def sealed(told: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with the sum of what it says, so that an edit of it is found like one of any other file."""
    return {**told, SEAL: _seal(told)}


def _seal(told: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in told.items() if name != SEAL}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read(release: Path, table: str) -> pa.Table:
    """A table of a release, as it was before it was written.

    Args:
        release: Folder of the release.
        table: Name as in schemas/tables.yaml, such as "release_events".

    Raises:
        ReleaseError: If the release is of another schema than ours, in which the same column may mean something else,
            or a file of it cannot be read.
    """
    theirs, ours = manifest(release).get("schema_version"), contract.default_spec().version
    if theirs != ours:
        raise ReleaseError(
            f"{release}: is of schema {theirs}, this casus knows {ours}. Read it with the casus that wrote it; casus "
            "diff compares releases of any schema."
        )
    try:
        return _read(release, table)
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise _unreadable(release, table, error) from error


def read_as_written(release: Path, table: str) -> pa.Table:
    """A table of a release with the columns that it has, also when they are of another schema than ours.

    Raises:
        ReleaseError: If a file of it cannot be read.
    """
    try:
        parts = list(_parts(release, table))
        if not parts:
            return contract.arrow_schema(table).empty_table()
        return pa.concat_tables(parts, promote_options="default").combine_chunks()
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise _unreadable(release, table, error) from error


def _unreadable(release: Path, table: str, error: Exception) -> ReleaseError:
    text = " ".join(str(error).split())
    return ReleaseError(
        f"{release}: its table {table} cannot be read: {text[:200]}. Look with casus release verify, and restore "
        "it from a copy."
    )


def _read(release: Path, table: str) -> pa.Table:
    schema = contract.arrow_schema(table)
    parts = [part.select(schema.names).cast(schema) for part in _parts(release, table)]
    return pa.concat_tables(parts).combine_chunks() if parts else schema.empty_table()


def _parts(release: Path, table: str) -> Iterator[pa.Table]:
    """The files of a table: one, or those of a folder."""
    name = contract.table(table).release
    for path in (*sorted(release.glob(f"{name}.parquet")), *sorted(release.glob(f"{name}/*.parquet"))):
        yield files.read_parquet(path)


def verify(release: Path) -> list[str]:
    """What is wrong with a release, one sentence each; empty when every file is as its manifest says."""
    try:
        told = manifest(release)
    except ReleaseError as error:
        return [error.message]
    problems = []
    if told.get(SEAL) != _seal(told):
        problems.append(f"{MANIFEST}: was changed, its {SEAL} is not the sum of its other fields.")
    there = {path for path in files.listed(release) if path != MANIFEST}
    declared = set(told["files"])
    problems += [f"{path}: is missing." for path in sorted(declared - there)]
    problems += [f"{path}: is not part of the release." for path in sorted(there - declared)]
    hashes = {}
    for path in sorted(declared & there):
        hashes[path] = files.sha256(release / path)
        if hashes[path] != told["files"][path]["sha256"]:
            problems.append(f"{path}: was changed, its sha256 is {hashes[path][:12]}... and not as in the manifest.")
    if not problems:
        problems += _verify_content(release, told, hashes)
    return problems


def _verify_content(release: Path, told: dict[str, Any], hashes: dict[str, str]) -> list[str]:
    problems = []
    content = {path: value for path, value in hashes.items() if _CONTENT.fullmatch(path)}
    if files.digest(content) != told["content_sha256"]:
        problems.append("content_sha256 is not that of the tables.")
    if told["schema_version"] != contract.default_spec().version:
        return problems  # of another schema; what its tables should be is not known here
    for table in contract.default_spec().tables.values():
        if table.release in told["tables"]:
            try:
                rows = read(release, table.name).num_rows
            except ReleaseError as error:
                problems.append(error.message)
                continue
            if rows != told["tables"][table.release]:
                problems.append(f"{table.release}: has {rows} rows, the manifest says {told['tables'][table.release]}.")
    return problems


def _order(release: Path) -> tuple[int, int, int, int]:
    match = _NAME.fullmatch(release.name)
    if match is None:
        raise ReleaseError(f"{release}: is no release; their names are like 2024.02.09 or 2024.02.09.1.")
    year, month, day, count = match.groups()
    return int(year), int(month), int(day), int(count or 0)
