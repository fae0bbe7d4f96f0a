"""Credentials of sources: asked of the environment or of the scheduler, never read from a file, never told to anybody.

An entry gives the name only (`authorization_from`). The environment variable of that name holds the value of an
Authorization header. Where there is none, those are asked that `also_ask` was given: the DAGs add the connections of
Airflow.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable

from pipeline.errors import SettingError

#: Given a name: the value of an Authorization header, or None.
Ask = Callable[[str], str | None]

_ALSO: list[Ask] = []


def also_ask(ask: Ask) -> None:
    """Ask here too for names that the environment does not have."""
    if ask not in _ALSO:
        _ALSO.append(ask)


def authorization(name: str, source: str) -> str:
    """The Authorization header of this name.

    Args:
        name: As the entry gives it.
        source: Name of the entry, for the message.

    Raises:
        SettingError: If there is none, or it cannot stand in a header; the message does not hold it.
    """
    value = os.environ.get(name) or next((found for ask in _ALSO if (found := ask(name))), None)
    if not value:
        raise SettingError(f"{source}: there is neither an environment variable nor a connection of the name {name}.")
    if not (value.isascii() and value.isprintable()):
        raise SettingError(f"{source}: {name} holds no Authorization header: it must be printable ASCII.")
    return value


def header(login: str | None, password: str) -> str:
    """The Authorization header for a name and a password; for a password alone, which is a token."""
    if not login:
        return f"Bearer {password}"
    return f"Basic {b64encode(f'{login}:{password}'.encode()).decode()}"
