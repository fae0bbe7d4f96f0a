"""How a step changes the store: it waits for its turn, and what it refuses replaces what it refused before."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import contract
from pipeline.records import Reject
from pipeline.runner import REJECTS
from pipeline.store import Store, Writer

if TYPE_CHECKING:
    import pyarrow as pa

#: Seconds that a step waits for another one that is writing.
WRITE_WAIT_S = 600.0


def writing(store: Store, purpose: str) -> AbstractContextManager[Writer]:
    """As `Store.writing`, for a step that may be run beside others."""
    return store.writing(purpose, wait_s=WRITE_WAIT_S)


def replace_rejects(writer: Writer, new: pa.Table, gone: pa.compute.Expression) -> None:
    """Put refused rows in the place of those that `gone` is true of; one that was known keeps its batch."""
    there = writer.find(REJECTS, gone)
    if there.num_rows and new.num_rows:
        known: list[Reject] = contract.to_records(there, REJECTS)
        batches = {replace(row, batch=""): row.batch for row in known}
        rows: list[Reject] = contract.to_records(new, REJECTS)
        comes = [replace(row, batch=batches.get(replace(row, batch=""), row.batch)) for row in rows]
        new = contract.from_records(REJECTS, comes)
    writer.replace_where(REJECTS, new, gone, within=set(there.column("batch").to_pylist()))
