"""What is different between two releases: events that came, went, changed, and in which columns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.publish import releases

#: Ids named in the text, for each kind of difference.
MOST_NAMED = 20

#: What the tables that are compared are called.
TITLES = {"release_events": "Events", "held_events": "Candidates (held back)"}
_ID = r"^(?P<country>[A-Z]+)(?P<number>[0-9]+)$"


@dataclass(frozen=True, slots=True)
class TableDiff:
    """Differences of one table, ids sorted by country and number.

    Attributes:
        table: Name as in schemas/tables.yaml.
        rows_before, rows_after: Rows in the two releases.
        added: Ids that are new.
        removed: Ids that are gone.
        changed: For each id with a difference, its columns: value before and after. Columns that only one of the
            releases has are left out.
        columns_added, columns_removed: Columns that only one of the releases has, sorted.
        types_changed: For each column of another type, the type before and after.
    """

    table: str
    rows_before: int
    rows_after: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, Mapping[str, tuple[Any, Any]]]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    types_changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> Counter[str]:
        """In how many rows each column changed."""
        return Counter(column for values in self.changed.values() for column in values)


def compare(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> list[TableDiff]:
    """Compare the events and the candidates of two releases; a table that is missing before counts as empty."""
    return [_compare(name, before.get(name, after[name].slice(0, 0)), after[name]) for name in TITLES]


def _compare(name: str, before: pa.Table, after: pa.Table) -> TableDiff:
    old, new = (table["event_id_cnty"].combine_chunks() for table in (before, after))
    types = [{column.name: str(column.type) for column in table.schema} for table in (before, after)]
    shared = [name for name in after.column_names if name in types[0]]
    place = pc.index_in(new, old)
    both = pa.table({"before": place, "after": pa.array(np.arange(len(new)))}).filter(pc.is_valid(place))
    changed: dict[str, dict[str, tuple[Any, Any]]] = {}
    for column in shared:
        values = [table[column].take(both[side]) for table, side in ((before, "before"), (after, "after"))]
        differs = _differs(*(value.combine_chunks() for value in values))
        told = (value.filter(differs).to_pylist() for value in (new.take(both["after"]), *values))
        for event_id, *pair in zip(*told, strict=True):
            changed.setdefault(event_id, {})[column] = (pair[0], pair[1])
    return TableDiff(
        table=name,
        rows_before=len(old),
        rows_after=len(new),
        added=_ordered(new.filter(pc.invert(pc.is_in(new, old)))),
        removed=_ordered(old.filter(pc.invert(pc.is_in(old, new)))),
        changed={event_id: changed[event_id] for event_id in _ordered(pa.array(changed, pa.string()))},
        columns_added=tuple(sorted(types[1].keys() - types[0].keys())),
        columns_removed=tuple(sorted(types[0].keys() - types[1].keys())),
        types_changed={c: (types[0][c], types[1][c]) for c in sorted(shared) if types[0][c] != types[1][c]},
    )


def _differs(before: pa.Array, after: pa.Array) -> pa.Array:
    """In which rows two columns have other values."""
    if before.type != after.type or pa.types.is_nested(before.type):
        pairs = zip(before.to_pylist(), after.to_pylist(), strict=True)
        return pa.array([one != other for one, other in pairs], pa.bool_())
    return pc.fill_null(pc.not_equal(before, after), pc.xor(pc.is_null(before), pc.is_null(after)))


def _ordered(ids: pa.Array) -> tuple[str, ...]:
    """Ids by country and number."""
    parts = pc.extract_regex(ids, _ID)
    columns = {
        "id": ids,
        "country": pc.coalesce(pc.struct_field(parts, "country"), ids),
        "number": pc.fill_null(pc.cast(pc.struct_field(parts, "number"), pa.int64()), 0),
    }
    table = pa.table(columns).sort_by([("country", "ascending"), ("number", "ascending")])
    return tuple(table["id"].to_pylist())


def compare_releases(before: Path, after: Path) -> list[TableDiff]:
    """Compare two releases on disk, also when they are of different schemas.

    Raises:
        ReleaseError: If one of them cannot be read.
    """
    for release in (before, after):
        releases.manifest(release)
    tables = [{name: releases.read_as_written(path, name) for name in TITLES} for path in (before, after)]
    return compare(tables[0], tables[1])


def as_json(found: Sequence[TableDiff], name: str, before: str) -> str:
    """Every difference, with every value before and after; ends with a line feed."""
    document = {
        "before": before,
        "after": name,
        "tables": {
            one.table: {
                "rows_before": one.rows_before,
                "rows_after": one.rows_after,
                "columns_added": one.columns_added,
                "columns_removed": one.columns_removed,
                "types_changed": one.types_changed,
                "added": one.added,
                "removed": one.removed,
                "rows_changed_by_column": dict(sorted(one.columns.items())),
                "changed": {
                    event_id: {column: [_plain(value) for value in pair] for column, pair in columns.items()}
                    for event_id, columns in one.changed.items()
                },
            }
            for one in found
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_html(found: Sequence[TableDiff], name: str, before: str) -> str:
    """One page with every difference; style included, nothing is loaded."""
    from jinja2 import Environment

    source = resources.files("pipeline.publish").joinpath("diff.html.jinja").read_text(encoding="utf-8")
    # Values come from articles: without autoescape, jinja2 would let them write into the page.
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    return template.render(name=name, before=before, tables=found, titles=TITLES, shown=told_value) + "\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def told_value(value: Any) -> str:
    """A value as people read it; an empty one is an empty text."""
    if value is None or value == []:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(_plain(value))


def as_markdown(found: Sequence[TableDiff], name: str, before: str | None) -> str:
    """The note of a release: how many events came, went and changed, and in which columns.

    Args:
        found: The differences.
        name: Name of the later release.
        before: Name of the earlier one; None when there is none.
    """
    lines = [f"# Release {name}", ""]
    if before is None:
        lines += ["The first release: every row is new.", ""]
    else:
        lines += [f"Compared with release {before}.", ""]
    for one in found:
        lines += [f"## {TITLES[one.table]}", ""]
        lines += [f"{one.rows_before} rows before, {one.rows_after} now.", ""]
        for title, ids in (("Added", one.added), ("Removed", one.removed), ("Changed", tuple(one.changed))):
            lines.append(f"- {title}: {len(ids)}{named(ids)}")
        lines += [f"- Columns added: {', '.join(one.columns_added)}"] if one.columns_added else []
        lines += [f"- Columns removed: {', '.join(one.columns_removed)}"] if one.columns_removed else []
        lines += [f"- Type of {column}: {old}, now {new}" for column, (old, new) in one.types_changed.items()]
        if one.columns:
            lines += ["", "| column | rows changed |", "|---|---|"]
            lines += [f"| {column} | {count} |" for column, count in sorted(one.columns.items())]
        lines.append("")
    return "\n".join(lines)


def named(ids: tuple[str, ...]) -> str:
    """The first of some ids, in brackets, and how many more there are; empty when there is none."""
    if not ids:
        return ""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return f" ({', '.join(ids[:MOST_NAMED])}{more})"
