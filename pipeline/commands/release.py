"""`casus release verify`, `casus release show`, `casus diff`, `casus compare` and `casus export`."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import click

from pipeline.commands.lines import STANDARD, writing_lines
from pipeline.commands.progress import say
from pipeline.errors import SettingError, StoreError
from pipeline.publish import compare as comparison
from pipeline.publish import diff as differences
from pipeline.publish import exports, releases

#: What `casus diff` can be written as.
DIFF_FORMATS = ("text", "json", "html")
#: What `casus export` can write; the last one is a file that is no text.
SQLITE = "sqlite"
EXPORT_FORMATS = (*exports.TEXT_FORMATS, SQLITE)


def verify(folder: str) -> bool:
    """Compare a release with its manifest and say what differs.

    Returns:
        True if nothing does.
    """
    path = found(folder)
    problems = releases.verify(path)
    for problem in problems:
        say(f"{path}: {problem}")
    click.echo(f"{path}: {'damaged' if problems else 'every file is as its manifest says'}")
    return not problems


def show(folder: str) -> None:
    """Print what a release says of itself."""
    path = found(folder)
    told = releases.manifest(path)
    click.echo(str(path))
    for name, value in told.items():
        for line in _told(name, value):
            click.echo(line)


def diff(before: str, after: str, target: str, *, shape: str) -> None:
    """Write what is different between two releases.

    Args:
        before, after: A release each, or the folder of a dataset for its newest one.
        target: Path of the file, or "-".
        shape: One of `DIFF_FORMATS`.
    """
    old, new = found(before), found(after)
    told = differences.compare_releases(old, new)
    if shape == "json":
        text = differences.as_json(told, new.name, old.name)
    elif shape == "html":
        text = differences.as_html(told, new.name, old.name)
    else:
        text = differences.as_markdown(told, new.name, old.name, with_values=True)
    _write(target, text)


def compare(folder: str, theirs: str, target: str, *, shape: str, days: int, km: float) -> None:
    """Write how the events of a release and those of another coder's file agree.

    Args:
        folder: A release, or the folder of a dataset for its newest one.
        theirs: CSV in the shape of an ACLED export or of UCDP GED.
        target: Path of the file, or "-".
        shape: One of `DIFF_FORMATS`.
        days, km: How far apart two events may be.
    """
    release = found(folder)
    told = comparison.compare(release, Path(theirs), comparison.Limits(days, km))
    if shape == "json":
        text = comparison.as_json(told)
    elif shape == "html":
        text = comparison.as_html(told, release.name, Path(theirs).name)
    else:
        text = comparison.as_text(told)
    _write(target, text)


def export(folder: str, target: str, *, shape: str) -> None:
    """Write a release in another shape.

    Args:
        folder: A release, or the folder of a dataset for its newest one.
        target: Path of the file, or "-" for a text.
        shape: One of `EXPORT_FORMATS`.
    """
    release = found(folder)
    if shape in exports.TEXT_FORMATS:
        _write(target, exports.TEXT_FORMATS[shape](release))
        return
    if target == STANDARD:
        raise SettingError("sqlite: is no text; give the name of a file with -o.")
    path = Path(target)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise SettingError(f"{target}: cannot be written there; give a file in a folder that exists.")
    waiting = path.with_name(f".{path.name}.partial")
    waiting.unlink(missing_ok=True)
    try:
        exports.sqlite(release, waiting)
        waiting.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{target}: cannot be written: {error}. Nothing was left behind.") from error
    finally:
        waiting.unlink(missing_ok=True)


def _write(target: str, text: str) -> None:
    with writing_lines(target) as write:
        write(text.removesuffix("\n").encode())


def found(folder: str) -> Path:
    """The release that a folder is or, for the folder of a dataset, its newest one.

    Raises:
        SettingError: If it is neither.
    """
    path = Path(folder)
    if (path / releases.MANIFEST).is_file():
        return path
    newest = releases.newest(path / "releases") or releases.newest(path)
    if newest is None:
        raise SettingError(f"{folder}: neither a release nor the folder of a dataset that has one.")
    return newest


def _told(name: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"  {name}"] + [f"    {key}  {_short(entry)}" for key, entry in value.items()]
    return [f"  {name}  {_short(value)}"]


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {entry}" for key, entry in value.items())
    return "" if value is None else str(value)
