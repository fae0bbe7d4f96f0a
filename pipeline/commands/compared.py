"""What came of comparing, two releases or two coders, as parts that a terminal prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.commands.terminal import columns, heading, line
from pipeline.publish.compare import Comparison
from pipeline.publish.compare_told import MEANING
from pipeline.publish.diff import TITLES, TableDiff, named, told_value

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Of a comparison with another coder: kinds of disagreement about the type, and rows of the file that cannot be used.
MOST_TYPES, MOST_UNUSABLE = 5, 5
#: Events whose values before and now are told.
MOST_EVENTS = 20


def agreement(found: Comparison) -> Iterator[RenderableType]:
    """How our events and those of another coder agree."""
    yield heading(f"compared with a file of the shape of {found.shape}; {found.limits}")
    figures = [(name, "-" if value is None else str(value), MEANING[name]) for name, value in found.figures().items()]
    outside = [
        ("outside_ours", str(found.outside_ours), "events of ours in days or countries that the file does not cover"),
        ("outside_theirs", str(found.outside_theirs), "events of theirs in days or countries that ours do not cover"),
    ]
    yield columns([*figures, *outside], [0, 0], right=[1])
    differ = [(one, other, str(count)) for (one, other), count in found.types() if one != other]
    if differ:
        yield heading("types that differ most often: ours, theirs, pairs")
        yield columns(differ[:MOST_TYPES], [0, 0])
    if found.unusable:
        yield heading(f"rows that are not usable: {len(found.unusable)}, such as")
        yield columns([(reason,) for reason in found.unusable[:MOST_UNUSABLE]], [])


def differences(found: Sequence[TableDiff], name: str, before: str) -> Iterator[RenderableType]:
    """What changed from one release to another."""
    yield line(f"from release {before} to {name}")
    for one in found:
        yield heading(TITLES[one.table])
        counts = [("rows", f"{one.rows_before} before, {one.rows_after} now")]
        for title, ids in (("added", one.added), ("removed", one.removed), ("changed", tuple(one.changed))):
            counts.append((title, f"{len(ids)}{named(ids)}"))
        counts += [("columns added", ", ".join(one.columns_added))] if one.columns_added else []
        counts += [("columns removed", ", ".join(one.columns_removed))] if one.columns_removed else []
        counts += [(f"type of {column}", f"{old}, now {new}") for column, (old, new) in one.types_changed.items()]
        yield columns(counts, [0])
        if one.columns:
            counts = [(str(count), column) for column, count in sorted(one.columns.items())]
            yield line("  rows changed, by column")
            yield columns(counts, [0], indent=4, right=[0])
            yield line("  values before and now")
            values = [
                (event_id, column, when, told_value(value))
                for event_id in list(one.changed)[:MOST_EVENTS]
                for column, pair in one.changed[event_id].items()
                for when, value in zip(("before", "now"), pair, strict=True)
            ]
            yield columns(values, [0, 0, 0], indent=4)
        if len(one.changed) > MOST_EVENTS:
            yield line(f"    and {len(one.changed) - MOST_EVENTS} more events; --format json has all")
