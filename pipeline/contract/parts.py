"""In which part of its table a row stands: what the store reads and writes instead of the whole table.

Parts do not depend on what else is in the table. A table of events is parted by the id, a thousand to a part, so that
an event never leaves its part whatever is learnt of it; what is looked up by time, by the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

#: The column that the store adds on disk and takes away again.
PART = "part"
#: The part of rows without a day.
NO_MONTH = "none"

_BY_ID = "event_id_cnty"
#: An id without its last three digits.
_ID = r"^([A-Z]{3})([0-9]*?)[0-9]{1,3}$"
#: By id, or by the month of the first of these days that there is.
_PARTED: MappingProxyType[str, str | Sequence[str]] = MappingProxyType(
    {
        "coded_events": ("published", "event_date"),
        "screened": ("published",),
        "event_members": _BY_ID,
        "draft_events": _BY_ID,
        "event_sources": _BY_ID,
        "merge_proposals": _BY_ID,
        "lookup_words": ("looked_up_on",),
        "lookup_days": ("event_date",),
    }
)


def parts(table: str, rows: pa.Table) -> pa.Array | None:
    """The part of every row; None if the table is not parted."""
    by = _PARTED.get(table)
    if by is None:
        return None
    if isinstance(by, str):
        return parts_of_ids(rows.column(by))
    import pyarrow.compute as pc

    day = rows.column(by[0])
    for name in by[1:]:
        day = pc.coalesce(day, rows.column(name))
    return pc.fill_null(pc.strftime(day, format="%Y-%m"), NO_MONTH)


def parts_of_ids(ids: Iterable[str] | pa.ChunkedArray) -> pa.Array:
    """The parts in which events of these ids stand, in their order."""
    import pyarrow
    import pyarrow.compute as pc

    given = ids if isinstance(ids, pyarrow.ChunkedArray | pyarrow.Array) else pyarrow.array(ids, pyarrow.string())
    return pc.replace_substring_regex(given, _ID, r"\1-\2")


def month(day: date | None) -> str:
    """The part of a row of this day."""
    return f"{day:%Y-%m}" if day else NO_MONTH
