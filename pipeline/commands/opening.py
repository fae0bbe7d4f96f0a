"""Opening the dataset that a command works on."""

from __future__ import annotations

from pipeline.errors import SettingError
from pipeline.store import Store


def dataset(folder: str) -> Store:
    """The store of a dataset that is there.

    Raises:
        SettingError: If there is none.
    """
    store = Store(folder)
    if not store.is_written:
        raise SettingError(f"{folder}: is no dataset; give what casus run -d was given.")
    return store
