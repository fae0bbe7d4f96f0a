"""What a change has read of parted tables, so that no part is read twice before it is written anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline import contract
from pipeline.contract.parts import parts as parts_of
from pipeline.store import Writer

if TYPE_CHECKING:
    import pyarrow as pa


class PartsRead:
    """Reads tables as `Writer.read` does, and keeps the parts that it reads of some of them, whole.

    Args:
        writer: Reads them; must not write them before what was kept was taken.
        kept: Names of the tables.
    """

    def __init__(self, writer: Writer, kept: Collection[str]) -> None:
        self._writer = writer
        self._parts: dict[str, set[str]] = {name: set() for name in kept}
        self._rows: dict[str, pa.Table] = {name: contract.empty(name) for name in kept}

    def read(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        parts: Iterable[str] | None = None,
        where: pa.compute.Expression | None = None,
    ) -> pa.Table:
        """As `Writer.read`."""
        if parts is None or name not in self._parts:
            return self._writer.read(name, columns=columns, parts=parts, where=where)
        found = self._of(name, {*parts})
        if where is not None:
            found = found.filter(where)
        return found if columns is None else found.select(list(columns))

    def take(self, name: str, parts: Collection[str]) -> pa.Table:
        """The rows of some parts of a table that is kept; they are kept no longer."""
        found = self._of(name, {*parts})
        self._parts[name], self._rows[name] = set(), contract.empty(name)
        return found

    def _of(self, name: str, parts: set[str]) -> pa.Table:
        """The rows of some parts, in the order of their key; what was not read before is read now."""
        import pyarrow
        import pyarrow.compute as pc

        known = self._parts[name]
        if new := parts - known:
            tables = [self._rows[name], self._writer.read(name, parts=new)]
            self._rows[name] = contract.in_order(name, pyarrow.concat_tables(tables))
            known |= new
        rows = self._rows[name]
        if parts == known:
            return rows
        return rows.filter(pc.is_in(parts_of(name, rows), pyarrow.array(sorted(parts), pyarrow.string())))
