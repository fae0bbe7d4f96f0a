"""What a stage is: a named, pure function from declared tables to declared tables.

A stage package `pipeline/<name>/__init__.py` holds one `STAGE = Stage(...)` and nothing else; its function is named,
not imported, so that listing the stages loads no heavy library. `pipeline/runner.py` runs stages; `pipeline/flow.py`
orders them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.errors import SettingError, StageError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Run:
    """What a stage may know about the run it is part of. No stage reads a clock.

    Attributes:
        run_id: Name of the run, in logs and manifests; never in a data column.
        at: Logical time of the run: UTC, aware, whole seconds.
        batch: Name of the batch, e.g. "2024-02-08" or "seeds".
    """

    run_id: str
    at: datetime
    batch: str

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta(0) or self.at.microsecond:
            raise SettingError(
                f"time of the run: {self.at.isoformat()!r} must be UTC in whole seconds, such as 2024-02-08T00:00:00Z."
            )


@dataclass(frozen=True, slots=True)
class Result:
    """What a stage gives back.

    Attributes:
        kept: Tables by name; every table in `Stage.writes` is here, also when it has no rows.
        rejected: Table `rejects`: one row for each row that the stage refused, with a reason.
    """

    kept: dict[str, pa.Table]
    rejected: pa.Table


@dataclass(frozen=True, slots=True)
class Stage:
    """One room of the pipeline.

    Attributes:
        name: A verb: "clean".
        reads: Tables it is given; the first one is the main one. Empty for `ingest`, which is given sources.
        writes: Tables it makes; the first one is the main one.
        run: Where its function is: "pipeline.clean.run:clean". Called with (tables by name, Run); gives a `Result`.
        key: The column that accounts for rows: every value of it in the first table read is in the first table
            written or in `rejects`.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: str
    key: str

    def function(self) -> Callable[[Mapping[str, pa.Table], Run], Result]:
        """Load the stage's function; this is what imports the stage's module, and with it what the stage needs.

        Raises:
            StageError: If `run` does not name a function.
        """
        module_name, _, function_name = self.run.partition(":")
        module = import_module(module_name)
        function: Any = getattr(module, function_name, None)
        if not callable(function):
            raise StageError(
                f"stage {self.name}: {self.run!r} names no function. Write it as 'package.module:function'."
            )
        return function  # type: ignore[no-any-return]
