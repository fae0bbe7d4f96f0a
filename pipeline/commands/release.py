"""`casus release verify` and `casus release show`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.commands.progress import say
from pipeline.errors import SettingError
from pipeline.publish import releases


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
