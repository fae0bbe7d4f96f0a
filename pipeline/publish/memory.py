"""Which memory Arrow works in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

#: Keeps freed memory for a second, where Arrow's own choice gives it back at once and then has it cleared anew: a sixth
#: of the time of a release of a million events. Not in every build of Arrow.
_KEEPS = "jemalloc"


@contextmanager
def memory_kept() -> Iterator[None]:
    """Let Arrow use what was freed again, as long as the block lasts."""
    before = pa.default_memory_pool()
    if _KEEPS in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
