"""Where articles come from: the entries of a list of sources (`sources.yaml`), or one folder or file given directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SourceError

_KEYS = {"name", "kind", "path", "publisher", "language"}


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source.

    Attributes:
        name: Its name; the first part of the ids of articles that have none of their own.
        kind: A module of `ingest/sources` (codes/source_kind.csv).
        path: Where it lies.
        options: Further settings: publisher and language of articles that do not say theirs.
    """

    name: str
    kind: str
    path: Path
    options: Mapping[str, str] = field(default_factory=dict)


def kinds() -> tuple[str, ...]:
    """Kinds of sources that can be read, sorted: the modules of `ingest/sources`."""
    return tuple(sorted(p.stem for p in (Path(__file__).parent / "sources").glob("*.py") if p.stem != "__init__"))


def source_module(kind: str) -> Any:
    """The module of a kind of source; it has `read(entry, run) -> (articles, rejects)`.

    Raises:
        SourceError: If there is no such kind.
    """
    if kind not in kinds():
        raise SourceError(f"source kind {kind!r} is not known. Kinds are: {', '.join(kinds())}.")
    return import_module(f"pipeline.ingest.sources.{kind}")


def read_entries(given: str | Path) -> list[SourceEntry]:
    """The sources that a path names: a folder of files, a .jsonl file of article lines, or a .yaml list of sources.

    A folder that holds a sources.yaml stands for that list.

    Raises:
        SourceError: If there is nothing there, or the list cannot be used.
    """
    path = Path(given)
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder. Give a folder of articles, a .jsonl file or a .yaml list of sources.")
    if path.is_dir():
        listed = path / "sources.yaml"
        return _listed(listed) if listed.is_file() else [SourceEntry(path.resolve().name, "folder", path)]
    name = path.name.removesuffix(".gz")
    if name.endswith((".yaml", ".yml")):
        return _listed(path)
    if name.endswith((".jsonl", ".ndjson")):
        return [SourceEntry(name.rsplit(".", 1)[0], "jsonl", path)]
    raise SourceError(f"{path}: neither a folder, nor .jsonl, nor .yaml. Give one of these.")


def _listed(path: Path) -> list[SourceEntry]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(f"{path}: cannot be read as YAML: {str(error).splitlines()[0]}.") from error
    rows = data.get("sources") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows:
        raise SourceError(f"{path}: holds no list `sources`. Write `sources:` and an entry with name, kind and path for each.")
    out: list[SourceEntry] = []
    for number, row in enumerate(rows, start=1):
        where = f"{path}: source {number}"
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) and row[key] for key in ("name", "kind", "path")):
            raise SourceError(f"{where}: needs name, kind and path, each a text.")
        if unknown := set(row) - _KEYS:
            raise SourceError(f"{where} ({row['name']}): unknown keys {sorted(unknown)}. Known are: {sorted(_KEYS)}.")
        if row["kind"] not in kinds():
            raise SourceError(f"{where} ({row['name']}): kind {row['kind']!r} is not known. Kinds are: {', '.join(kinds())}.")
        if row["name"] in {entry.name for entry in out}:
            raise SourceError(f"{where}: the name {row['name']!r} stands twice. Give each source its own.")
        options = {key: str(row[key]) for key in ("publisher", "language") if row.get(key)}
        out.append(SourceEntry(row["name"], row["kind"], path.parent / row["path"], options))
    return out
