"""Joining the small files of a store, and taking away what no state that is kept needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.errors import StoreError
from pipeline.location import Location
from pipeline.store.names import TABLES, state_path, table_path
from pipeline.store.reading import delta_table
from pipeline.store.states import State, recent

if TYPE_CHECKING:
    from pipeline.store.dataset import Store


@dataclass(frozen=True, slots=True)
class Compaction:
    """What `Store.compact` came to.

    Attributes:
        tables: Tables whose small files were joined.
        states: States that can no longer be read.
        files: Data files taken away.
        oldest: Number of the oldest state that can still be read.
    """

    tables: int
    states: int
    files: int
    oldest: int


def compact(store: Store, keep: timedelta) -> Compaction:
    """As `Store.compact`.

    A file goes only if it was there before this process made sure that HEAD.json is still the one it knows: from
    then on nobody can have written one that a state names, and who comes later names no file that was there and
    that no kept state names.
    """
    with store.writing("compaction") as writer:
        joined = sum([writer.join_files(name) for name in sorted(store.state.tables)])
    with store.looking("taking old states away") as (states, turn):
        before = states.all()
        kept = recent(before, keep)
        there = store.location.listed(TABLES)
        needed = _needed(store.location, kept)
        turn.check()
        if not states.look():
            raise StoreError(f"{store.location.name}: another process wrote meanwhile. Run again.")
        gone = [path for path in there if "/_delta_log/" not in path and path not in needed]
        old = before[: len(before) - len(kept)]
        store.location.delete([state_path(state.number) for state in old])  # first: what is listed can be read
        store.location.delete(gone)
    return Compaction(joined, len(old), len(gone), kept[0].number if kept else 0)


def _needed(location: Location, states: Iterable[State]) -> set[str]:
    """Paths of the data files of some states."""
    versions = sorted({(name, version) for state in states for name, version in state.tables.items()})
    needed: set[str] = set()
    with location.refusals():
        for name, version in versions:
            found = delta_table(location, name, version).get_add_actions(flatten=True).column("path").to_pylist()
            needed.update(f"{table_path(name)}/{file}" for file in found)
    return needed
