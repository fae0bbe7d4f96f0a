"""What the terminal shows while casus works: a bar where somebody looks, nothing in a pipe or a log."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

#: Of a shorter time no rate is told.
_SHORTEST_S = 0.1


def say(line: str) -> None:
    """Write one line to standard error, where it is in nobody's way."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Progress:
    """A bar on a terminal, by the bytes of the input where its size is known.

    Args:
        what: What is being done.
        source: Path of the input, "-" or "" when there is none to measure.
        total: Items to do, where they are counted and not read.
        quiet: Show nothing.
    """

    def __init__(self, what: str, source: str = "", *, total: int | None = None, quiet: bool = False) -> None:
        self._bar: Any = None
        if quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        path = Path(source) if source and source != "-" and not source.endswith(".gz") else None
        self._by_bytes = total is None
        size = path.stat().st_size if path is not None and path.is_file() else None
        counted = TextColumn("{task.fields[items]} articles") if self._by_bytes else MofNCompleteColumn()
        rate = TextColumn("{task.fields[rate]}")
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            counted,
            rate,
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(what, total=size if self._by_bytes else total, items=0, rate="")
        self._items = 0
        self._began = time.monotonic()

    def advance(self, items: int, size: int = 0) -> None:
        """Count items that are done, and their bytes."""
        if self._bar is not None:
            self._items += items
            rate = f"{self._items / max(time.monotonic() - self._began, _SHORTEST_S):.1f}/s"
            self._bar.update(self._task, advance=size if self._by_bytes else items, items=self._items, rate=rate)

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
