"""What batches, releases and the files of a dataset are called."""

from __future__ import annotations

import re

from pipeline.errors import SettingError

#: The column that says with which batch a row came in.
BATCH = "batch"
_BATCH_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
RELEASE_NAME = re.compile(r"\d{4}\.\d{2}\.\d{2}(?:\.\d+)?")

HEAD, HEADS, TABLES = "store/HEAD.json", "store/heads", "store/tables"
RELEASES, MANIFEST = "releases", "manifest.json"
#: Name of the run that reads articles.
READING = "store/READING"
#: The two turns: of a single change, and of a run of several changes.
WRITING, RUN = "store/WRITING", "store/RUN"


def table_path(name: str) -> str:
    """Where a table lies."""
    return f"{TABLES}/{name}"


def state_path(number: int) -> str:
    """Where a state before the one that counts is kept."""
    return f"{HEADS}/{number:09}.json"


def checked_batch(name: str) -> str:
    """The name of a batch, once it is sure that it can be a folder and stand in a filter.

    Raises:
        SettingError: If it cannot.
    """
    if not _BATCH_NAME.fullmatch(name):
        raise SettingError(f"batch {name!r}: use up to 64 letters, digits, '.', '_' and '-', a letter or digit first.")
    return name


def release_order(name: str | None) -> tuple[int, ...]:
    """Sorts the names of releases by time; None, before the first one, comes first."""
    return tuple(int(part) for part in name.split(".")) if name else ()
