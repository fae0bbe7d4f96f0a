"""One module a kind of source, found by its name: a new kind is a new file here and nothing else.

A module has
    OPTIONS           names of the options that its entries may carry, all of them text
    IS_LIVE           true for what is asked of others, who should not be asked twice; may be left out
    SUFFIXES          how the names of files end that are such a source when no entry says so; may be left out
    read(entry, run)  the articles and the refusals that the source holds, one by one, in an order that does not depend
                      on the machine; raises `SourceError` when the source as a whole cannot be read
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def kinds() -> tuple[str, ...]:
    """Names of the kinds of sources, sorted."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__)))


def kind_of_file(name: str) -> tuple[str, str] | None:
    """The kind of a file by its name, and the name without its ending; None for a file that is no source."""
    for kind in kinds():
        for suffix in sorted(getattr(module(kind), "SUFFIXES", ()), key=len, reverse=True):
            if name.endswith(suffix):
                return kind, name.removesuffix(suffix)
    return None


def file_suffixes() -> tuple[str, ...]:
    """The endings that `kind_of_file` knows, sorted."""
    return tuple(sorted(suffix for kind in kinds() for suffix in getattr(module(kind), "SUFFIXES", ())))


def module(kind: str) -> ModuleType:
    """The module of a kind.

    Raises:
        KeyError: If there is none; no other module can be reached by a name from a settings file.
    """
    if kind not in kinds():
        raise KeyError(kind)
    return import_module(f"{__name__}.{kind}")
