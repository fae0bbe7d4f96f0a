"""`casus release verify`, `casus release show`, `casus diff`, `casus compare` and `casus export`."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands import compared
from pipeline.commands.lines import STANDARD, write_text, writing_lines
from pipeline.commands.progress import say
from pipeline.commands.terminal import columns, echo, heading, rendered
from pipeline.errors import SettingError, StoreError
from pipeline.location import Location, located
from pipeline.publish import compare as comparison
from pipeline.publish import compare_told, exports, releases
from pipeline.publish import diff as differences
from pipeline.store import Store

if TYPE_CHECKING:
    from rich.console import RenderableType

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
    with found(folder) as release:
        problems = releases.verify(release.path)
    for problem in problems:
        say(f"{release.name}: {problem.removeprefix(f'{release.path}/')}")
    click.echo(f"{release.name}: {'damaged' if problems else 'every file is as its manifest says'}")
    return not problems


def show(folder: str) -> None:
    """Print what a release says of itself."""
    with found(folder, only=releases.MANIFEST) as release:
        told = releases.manifest(release.path)
    single = [(name, _short(value)) for name, value in told.items() if not isinstance(value, dict)]
    parts = {name: value for name, value in told.items() if isinstance(value, dict)}
    echo([heading(release.name), columns(single, [0])])
    for name, value in parts.items():
        echo([heading(f"  {name}"), columns([(key, _short(entry)) for key, entry in value.items()], [0], indent=4)])


def diff(before: str, after: str, target: str, *, shape: str) -> None:
    """Write what is different between two releases.

    Args:
        before, after: A release each, or the folder of a dataset for its newest one.
        target: Path of the file, or "-".
        shape: One of `DIFF_FORMATS`.
    """
    with found(before) as old, found(after) as new:
        told = differences.compare_releases(old.path, new.path)
    if shape == "json":
        write_text(target, differences.as_json(told, new.path.name, old.path.name))
    elif shape == "html":
        write_text(target, differences.as_html(told, new.path.name, old.path.name))
    else:
        _for_people(target, compared.differences(told, new.path.name, old.path.name))


def compare(folder: str, theirs: str, target: str, *, shape: str, days: int, km: float) -> None:
    """Write how the events of a release and those of another coder's file agree.

    Args:
        folder: A release, or the folder of a dataset for its newest one.
        theirs: CSV in the shape of an ACLED export or of UCDP GED.
        target: Path of the file, or "-".
        shape: One of `DIFF_FORMATS`.
        days, km: How far apart two events may be.
    """
    with found(folder) as release:
        told = comparison.compare(release.path, Path(theirs), comparison.Limits(days, km))
    if shape == "json":
        write_text(target, compare_told.as_json(told))
    elif shape == "html":
        write_text(target, compare_told.as_html(told, release.path.name, Path(theirs).name))
    else:
        _for_people(target, compared.agreement(told))


def _for_people(target: str, parts: Iterable[RenderableType]) -> None:
    if target == STANDARD:
        echo(parts)
    else:
        write_text(target, rendered(parts))


def export(folder: str, target: str, *, shape: str, as_of: str | None = None) -> None:
    """Write a release in another shape.

    Args:
        folder: A release, or the folder of a dataset for its newest one.
        target: Path of the file, or "-" for a text.
        shape: One of `EXPORT_FORMATS`.
        as_of: Which state of the dataset: its newest release then.
    """
    with found(folder, as_of=as_of) as release:
        if shape in exports.TEXT_FORMATS:
            with writing_lines(target) as write:
                for line in exports.TEXT_FORMATS[shape](release.path):
                    write(line.encode())
        else:
            _export_sqlite(release.path, target)


def _export_sqlite(release: Path, target: str) -> None:
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


@dataclass(frozen=True, slots=True)
class Found:
    """A release to read.

    Attributes:
        name: What the user would call it: its folder or address.
        path: A folder of this machine that holds it, perhaps a copy.
    """

    name: str
    path: Path


@contextlib.contextmanager
def found(folder: str, *, as_of: str | None = None, only: str | None = None) -> Iterator[Found]:
    """The release that a folder is or, for the folder of a dataset, its newest one.

    Args:
        folder: A folder, or an address in object storage.
        as_of: The newest one in this state of the dataset.
        only: The one file of it that is needed.

    Raises:
        SettingError: If it is neither, or there was no release then.
    """
    place = located(folder)
    path = _path(folder, place, as_of)
    with place.copy(path, only=only) as copy:
        yield Found(place.address(path), copy)


def _path(folder: str, place: Location, as_of: str | None) -> str:
    """Where in a location the release is."""
    if as_of is not None:
        release = Store(folder).at(as_of).state.release
        if release is None:
            raise SettingError(f"{folder}: had no release yet in the state {as_of}.")
        return f"releases/{release}"
    if place.read(releases.MANIFEST) is not None:
        return ""
    for within in ("releases/", ""):
        manifest = re.compile(rf"{within}([^/]+)/{re.escape(releases.MANIFEST)}")
        paths = [Path(match[1]) for path in place.listed(within) if (match := manifest.fullmatch(path))]
        if newest := releases.last(paths):
            return f"{within}{newest.name}"
    raise SettingError(
        f"{folder}: neither a release nor the folder of a dataset that has one. "
        "Give what casus run -d was given, or a folder in its releases/."
    )


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {entry}" for key, entry in value.items())
    return "" if value is None else str(value)
