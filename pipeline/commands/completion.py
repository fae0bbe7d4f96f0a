"""`casus completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pipeline.errors import SettingError


def completion(program: click.Command, shell: str) -> None:
    """Print the script that makes a shell ask the program what may come next.

    Raises:
        SettingError: If the shell is too old or not there.
    """
    found = get_completion_class(shell)
    try:
        script = found(program, {}, "casus", "_CASUS_COMPLETE").source() if found else ""
    except (RuntimeError, OSError) as error:
        raise SettingError(f"{shell}: cannot complete ({error}).") from error
    click.echo(script)
