"""Put the explorer into a release: what is the same in all of them, and the data as scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.publish import diff, files
from pipeline.publish.explorer import codebook, overview, rows
from pipeline.publish.explorer.scripts import script
from pipeline.reference import outlines

#: Folder of a release that holds the explorer.
FOLDER = "explorer"


def write(
    staging: Path,
    name: str,
    before: Path | None,
    shown: Mapping[str, pa.Table],
    readings: pa.Table,
    checks: pa.Table,
    found: Sequence[diff.TableDiff],
    facts: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Write the explorer of a release.

    Args:
        staging: Where the release is put together; the releases before it lie beside it.
        name: Name of the release.
        before: The release before; None when this is the first.
        shown: The tables of the release.
        readings: Table `readings`, for the sentences.
        checks: Table `checks`.
        found: What is different from the release before.
        facts: What made the release, to be shown as it is: text by name.

    Returns:
        This release and those before it, as `overview.history` says.
    """
    folder = staging / FOLDER
    for path, text in sorted(_assets(resources.files("pipeline.publish.explorer") / "site")):
        files.write_text(folder / path, text)
    files.write_text(folder / "map.js", script("map", outlines.topology()))
    events = rows.all_rows(shown["release_events"], shown["held_events"])
    told = overview.overview(name, before, events, shown, checks, found, facts)
    past = overview.history(staging.parent, name, told["counts"], checks)
    names, parts = rows.names_and_events(
        events,
        Counter(shown["event_sources"]["event_id_cnty"].to_pylist()),
        overview.changes(found, is_first=before is None),
    )
    names["deletions"] = [
        [row["event_id_cnty"], _day(row["deleted_timestamp"]), row["reason"], row["merged_into"]]
        for row in shown["deletions"].to_pylist()
    ]
    sizes = {"rows": events.count, "eventsAFile": rows.EVENTS_A_FILE, "detailsAFile": rows.DETAILS_A_FILE}
    _put(folder, "release", {**told, "files": sizes, "history": past})
    _put(folder, "meanings", overview.meanings())
    _put(folder, "codebook", codebook.codebook())
    _put(folder, "names", names)
    for number, part in enumerate(parts):
        _put(folder, f"events/{number}", part)
    articles = rows.Articles(readings)
    tables = (shown["event_sources"], shown["evidence_rows"], shown["revisions"])
    for number, detail in enumerate(rows.details(events, *tables, articles)):
        _put(folder, f"details/{number}", detail)
    return past


def _day(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).date().isoformat()


def _put(folder: Path, name: str, value: Any) -> None:
    files.write_text(folder / f"data/{name}.js", script(name, value))


def _assets(folder: Traversable, below: str = "") -> list[tuple[str, str]]:
    """Every file of the site, its path and its text."""
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _assets(entry, f"{below}{entry.name}/")
        else:
            found.append((f"{below}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
