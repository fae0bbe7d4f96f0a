"""What is different between two releases: events that came, went, changed, and in which columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

#: Ids named in the text, for each kind of difference.
MOST_NAMED = 20

_TITLES = {"release_events": "Events", "held_events": "Candidates (held back)"}
_ID = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class TableDiff:
    """Differences of one table, ids sorted by country and number.

    Attributes:
        table: Name as in schemas/tables.yaml.
        rows_before, rows_after: Rows in the two releases.
        added: Ids that are new.
        removed: Ids that are gone.
        changed: For each id with a difference, its columns: value before and after.
    """

    table: str
    rows_before: int
    rows_after: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, Mapping[str, tuple[Any, Any]]]

    @property
    def columns(self) -> Counter[str]:
        """In how many rows each column changed."""
        return Counter(column for values in self.changed.values() for column in values)


def compare(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> list[TableDiff]:
    """Compare the events and the candidates of two releases; a table that is missing before counts as empty."""
    return [_compare(name, before.get(name, after[name].slice(0, 0)), after[name]) for name in _TITLES]


def _compare(name: str, before: pa.Table, after: pa.Table) -> TableDiff:
    old = {row["event_id_cnty"]: row for row in before.to_pylist()}
    new = {row["event_id_cnty"]: row for row in after.to_pylist()}
    changed = {}
    for event_id in sorted(old.keys() & new.keys(), key=_order):
        columns = {
            c: (old[event_id][c], new[event_id][c]) for c in new[event_id] if old[event_id].get(c) != new[event_id][c]
        }
        if columns:
            changed[event_id] = columns
    return TableDiff(
        table=name,
        rows_before=len(old),
        rows_after=len(new),
        added=tuple(sorted(new.keys() - old.keys(), key=_order)),
        removed=tuple(sorted(old.keys() - new.keys(), key=_order)),
        changed=changed,
    )


def as_markdown(found: list[TableDiff], name: str, before: str | None) -> str:
    """The differences as text for people."""
    lines = [f"# Release {name}", ""]
    if before is None:
        lines += ["The first release: every row is new.", ""]
    else:
        lines += [f"Compared with release {before}.", ""]
    for one in found:
        lines += [f"## {_TITLES[one.table]}", ""]
        lines += [f"{one.rows_before} rows before, {one.rows_after} now.", ""]
        for title, ids in (("Added", one.added), ("Removed", one.removed), ("Changed", tuple(one.changed))):
            lines.append(f"- {title}: {len(ids)}{_named(ids)}")
        if one.columns:
            lines += ["", "| column | rows changed |", "|---|---|"]
            lines += [f"| {column} | {count} |" for column, count in sorted(one.columns.items())]
        lines.append("")
    return "\n".join(lines)


def _named(ids: tuple[str, ...]) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return f" ({', '.join(ids[:MOST_NAMED])}{more})"


def _order(event_id: str) -> tuple[str, int]:
    match = _ID.fullmatch(event_id)
    return (match[1], int(match[2])) if match else (event_id, 0)
