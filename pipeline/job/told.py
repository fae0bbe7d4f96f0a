"""What steps tell of themselves for their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.run_log import Work
from pipeline.runner import Count

if TYPE_CHECKING:
    import pyarrow as pa


def work_of(counts: Sequence[Count]) -> Work:
    """Rows that came in at the first stage, those that the last one kept, and those that any refused."""
    if not counts:
        return Work()
    return Work(rows_in=counts[0].rows_in, kept=counts[-1].kept, refused=sum(count.refused for count in counts))


def values_counted(table: pa.Table, column: str) -> dict[str, int]:
    """How often each value of a column is there, by value."""
    return dict(sorted(Counter(table.column(column).to_pylist()).items()))


def summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts added up by what they count, in order."""
    found: Counter[str] = Counter()
    for one in counts:
        found.update(one)
    return dict(sorted(found.items()))
