"""Source entries: what `sources.yaml` says, and what a path on the command line means.

budget: 2000               # requests of a run, all sources on the web together; may be left out
sources:
  - name: courier            # stands in every row that comes from here
    kind: folder             # a module of pipeline/ingest/sources/
    path: articles           # relative to this file
    options: {publisher: Baghdad Courier, language: en}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from pipeline.errors import SettingError, SourceError
from pipeline.ingest.sources import file_suffixes, kind_of_file, kinds, module
from pipeline.ingest.web.budget import RunBudget, counted_in
from pipeline.ingest.web.turns import shared_folder

#: Largest sources.yaml, in bytes.
MAX_SETTINGS_BYTES = 1_000_000

#: The file that describes a folder of sources.
SETTINGS_NAME = "sources.yaml"

_TOP_KEYS = ("sources", "budget")
_KEYS = ("name", "kind", "path", "options")
_REQUIRED = ("name", "kind", "path")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SETTINGS_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source to take articles from.

    Attributes:
        name: Stands in `source_name` of every row; letters, digits, dot, dash, underscore.
        kind: Name of a module of `pipeline/ingest/sources/`.
        path: Where it lies.
        options: What the module of this kind takes beside the path; checked against its `OPTIONS`.
        run_budget: Requests of the run, shared with the other sources; None for no limit but the own one.
    """

    name: str
    kind: str
    path: Path
    options: Mapping[str, str] = field(default_factory=dict)
    run_budget: RunBudget | None = field(default=None, compare=False, repr=False)


def is_live(entry: SourceEntry) -> bool:
    """Whether a source is asked of others, and holds something else on another day."""
    return bool(getattr(module(entry.kind), "IS_LIVE", False))


def read_entries(given: str | Path, run: str | None = None) -> list[SourceEntry]:
    """The sources that a path on the command line stands for.

    A .yaml file is a list of sources; a folder with a sources.yaml in it is that list; any other folder is one source,
    and so is a file whose name ends as its kind says (.jsonl, .warc, .mbox ...), named after the file.

    Args:
        given: The path.
        run: Name of a run whose sources are read by several processes, which share its budget; None for this one alone.

    Raises:
        SourceError: If there is nothing there, or nothing that can be a source.
        SettingError: If the list of sources cannot be used; the message names the entry and what is wrong.
    """
    path = Path(given)
    if path.is_dir():
        settings = path / SETTINGS_NAME
        return _listed(settings, run) if settings.is_file() else [_entry_for(path, "folder", path.resolve().name)]
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder. Give a folder, a file of articles, or a .yaml list.")
    if path.suffix in _SETTINGS_SUFFIXES:
        return _listed(path, run)
    found = kind_of_file(path.name)
    if found is not None:
        return [_entry_for(path, *found)]
    known = ", ".join(file_suffixes())
    raise SourceError(f"{path}: is no source. Give a folder, a .yaml list of sources, or a file that ends in {known}.")


def _entry_for(path: Path, kind: str, stem: str) -> SourceEntry:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:64]
    return SourceEntry(name=name or kind, kind=kind, path=path)


def _listed(path: Path, run: str | None) -> list[SourceEntry]:
    entries: list[SourceEntry] = []
    rows, budget = _rows(path)
    shared = None
    if budget is not None:
        shared = RunBudget(budget, counted_in(shared_folder() / "budgets", path, run) if run else None)
    for number, row in enumerate(rows, start=1):
        entry = replace(_checked(row, f"{path}: entry {number}", path.parent), run_budget=shared)
        if any(entry.name == earlier.name for earlier in entries):
            raise SettingError(f"{path}: entry {number}: the name {entry.name!r} is taken. Give each source its own.")
        entries.append(entry)
    return entries


def _rows(path: Path) -> tuple[list[Any], int | None]:
    """The entries of a list of sources, and the requests that a run may make."""
    try:
        if path.stat().st_size > MAX_SETTINGS_BYTES:
            raise SettingError(f"{path}: is larger than {MAX_SETTINGS_BYTES} bytes: no list of sources.")
        data = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise SettingError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SettingError(f"{path}: is not YAML: {' '.join(str(error).split())[:200]}.") from error
    if not isinstance(data, dict) or not isinstance(data.get("sources"), list):
        raise SettingError(f"{path}: must have the key `sources:`, with a list of entries under it.")
    unknown = sorted(str(key) for key in data if key not in _TOP_KEYS)
    if unknown:
        raise SettingError(f"{path}: unknown key {unknown[0]!r}. Known are {', '.join(_TOP_KEYS)}.")
    budget = data.get("budget")
    if budget is not None and (not isinstance(budget, int) or isinstance(budget, bool) or budget < 1):
        raise SettingError(f"{path}: budget must be a number of requests, 1 or more.")
    if not data["sources"]:
        raise SettingError(f"{path}: lists no source. Add an entry with name, kind and path.")
    rows: list[Any] = data["sources"]
    return rows, budget


def _checked(row: Any, where: str, folder: Path) -> SourceEntry:
    if not isinstance(row, dict):
        raise SettingError(f"{where}: must have the keys {', '.join(_REQUIRED)}.")
    unknown = sorted(str(key) for key in row if key not in _KEYS)
    if unknown:
        raise SettingError(f"{where}: unknown key {unknown[0]!r}. Known are {', '.join(_KEYS)}.")
    for key in _REQUIRED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise SettingError(f"{where}: {key} must be given, as text.")
    name, kind = row["name"], row["kind"]
    if not _NAME.fullmatch(name):
        raise SettingError(f"{where}: name {name!r}: use at most 64 letters, digits, dots, dashes and underscores.")
    if kind not in kinds():
        raise SettingError(f"{where}: kind {kind!r} is not known. There are {', '.join(kinds())}.")
    options = _options(row.get("options"), module(kind), kind, where)
    return SourceEntry(name=name, kind=kind, path=folder / Path(row["path"]).expanduser(), options=options)


def _options(given: Any, source: ModuleType, kind: str, where: str) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise SettingError(f"{where}: options must be keys with values.")
    for key, value in given.items():
        if key not in source.OPTIONS:
            raise SettingError(f"{where}: unknown option {key!r} of {kind}. Known are {', '.join(source.OPTIONS)}.")
        if not isinstance(value, str) or not value.strip():
            raise SettingError(f"{where}: option {key} must be text.")
    return dict(given)
