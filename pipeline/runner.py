"""Run a stage: check what it reads, call it, check what it wrote, account for every row.

What a stage promises (`pipeline/stage.py`) is proved here on every run: tables are as `schemas/` declares them at both
ends, and every key that went in came out, kept or refused, and once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import contract, flow
from pipeline.errors import CasusError, StageError
from pipeline.stage import Result, Run, Stage

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

REJECTS = "rejects"


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of one stage in one run: `rows_in` = `kept` + `refused`.

    Attributes:
        stage: Name of the stage.
        rows_in: Keys in the first table it read.
        kept: Keys in the first table it wrote.
        refused: Keys in `rejects` that are not kept.
    """

    stage: str
    rows_in: int
    kept: int
    refused: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage, or a row of stages, made.

    Attributes:
        tables: Every table written, by name; `rejects` holds the refused rows of all the stages.
        counts: One entry a stage, in order.
    """

    tables: dict[str, pa.Table]
    counts: tuple[Count, ...]


def run_stage(stage: Stage, tables: Mapping[str, pa.Table], run: Run) -> Outcome:
    """Run one stage between two checks.

    Args:
        stage: The stage.
        tables: At least the tables that it reads.
        run: What the stage may know about the run.

    Raises:
        SchemaMismatch: If a table it is given, or gives back, is not as declared.
        StageError: If a table is missing, an unforeseen error was raised, or a row is unaccounted for.
    """
    missing = [name for name in stage.reads if name not in tables]
    if missing:
        raise StageError(f"stage {stage.name}: reads {', '.join(missing)}, which no stage before it has written.")
    inputs = {name: tables[name] for name in stage.reads}
    for name, table in inputs.items():
        contract.check(name, table)
    result = _call(stage, lambda function: function(inputs, run))
    keys = inputs[stage.reads[0]].column(stage.key)
    return _checked(stage, keys, result)


def run_ingest(sources: Sequence[Any], run: Run) -> Iterator[Outcome]:
    """Run `ingest`, which is given sources instead of tables, and gives what it takes in and refuses in parts."""
    stage = flow.stage(flow.INGEST)
    function: Callable[..., Any] = _guarded(stage, stage.function)
    parts = iter(function(sources, run))
    while (result := _guarded(stage, lambda: next(parts, None))) is not None:
        yield _checked(stage, None, result)


def run_articles(tables: Mapping[str, pa.Table], run: Run, stages: Sequence[str] = flow.ARTICLE_STAGES) -> Outcome:
    """Run the stages that work on one article at a time, one after the other.

    Args:
        tables: What the first stage reads, and what later ones read beside their forerunners' tables.
        run: What the stages may know about the run.
        stages: Names of neighbouring stages.
    """
    known = dict(tables)
    made: dict[str, pa.Table] = {}
    rejected: list[pa.Table] = []
    counts: list[Count] = []
    for name in stages:
        outcome = run_stage(flow.stage(name), known, run)
        rejected.append(outcome.tables.pop(REJECTS))
        counts.extend(outcome.counts)
        made.update(outcome.tables)
        known.update(outcome.tables)
    made[REJECTS] = concatenated(REJECTS, rejected)
    return Outcome(made, tuple(counts))


def concatenated(name: str, parts: Iterable[pa.Table]) -> pa.Table:
    """One table of this name from its parts, in their order; empty when there are none."""
    import pyarrow

    parts = [part for part in parts if part.num_rows]
    return pyarrow.concat_tables(parts).combine_chunks() if parts else contract.empty(name)


def added(counts: Iterable[Count]) -> tuple[Count, ...]:
    """Counts of several chunks added up by stage, in the order of the flow."""
    sums: dict[str, list[int]] = {}
    for count in counts:
        row = sums.setdefault(count.stage, [0, 0, 0])
        row[0] += count.rows_in
        row[1] += count.kept
        row[2] += count.refused
    return tuple(Count(name, *sums[name]) for name in flow.ALL if name in sums)


def log_counts(counts: Iterable[Count]) -> None:
    """One line a stage: `stage=clean in=120 kept=117 refused=3`."""
    for count in counts:
        log.info("stage=%s in=%d kept=%d refused=%d", count.stage, count.rows_in, count.kept, count.refused)


def _call(stage: Stage, call: Callable[[Callable[..., Any]], Any]) -> Result:
    result = _guarded(stage, lambda: call(stage.function()))
    if not isinstance(result, Result):
        raise StageError(f"stage {stage.name}: gave back {type(result).__name__}, not Result.")
    return result


def _guarded(stage: Stage, call: Callable[[], Any]) -> Any:
    """What a call gives; an unforeseen error of it names the stage."""
    try:
        return call()
    except (CasusError, ImportError):
        raise
    except Exception as error:
        # The engine finds the article that did it; whoever reads its reject needs the stage and the place.
        text = " ".join(str(error).split())
        raise StageError(f"{stage.name}: {type(error).__name__}: {text}{_place(error)}") from error


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    last = None
    while trace is not None:
        if "pipeline" in trace.tb_frame.f_code.co_filename:
            last = trace
        trace = trace.tb_next
    if last is None:
        return ""
    path = last.tb_frame.f_code.co_filename
    return f" ({path[path.rindex('pipeline') :]}:{last.tb_lineno})"


def _checked(stage: Stage, keys: pa.ChunkedArray | None, result: Result) -> Outcome:
    tables = {**result.kept, REJECTS: result.rejected}
    missing = [name for name in stage.writes if name not in result.kept]
    extra = [name for name in result.kept if name not in stage.writes]
    if missing or extra:
        raise StageError(
            f"stage {stage.name}: did not write {missing}, wrote {extra} undeclared. Its STAGE says {stage.writes}."
        )
    for name, table in tables.items():
        contract.check(name, table)
    main = result.kept[stage.writes[0]]
    if keys is None:  # ingest: whatever it was given is an article or a row of rejects, two of one id too
        count = Count(stage.name, main.num_rows + result.rejected.num_rows, main.num_rows, result.rejected.num_rows)
        return Outcome(tables, (count,))
    refused = _refused_keys(stage, keys, result.rejected)
    if stage.key not in main.column_names:
        count = _accounted_by_number(stage, keys, main.num_rows, len(refused))
    else:
        count = _accounted_by_key(stage, keys, main.column(stage.key), refused)
    return Outcome(tables, (count,))


def _refused_keys(stage: Stage, keys: pa.ChunkedArray, rejected: pa.Table) -> pa.Array:
    """Keys of refused rows; a refused part of an article, such as one mention, is no refusal of the article."""
    import pyarrow.compute as pc

    refused = rejected.column("key")
    if stage.key == "article_id":
        whole = _among(refused, keys), pc.invert(_among(rejected.column("article_id"), keys))
        refused = refused.filter(pc.or_(*whole))
    return pc.unique(refused)


def _accounted_by_key(stage: Stage, keys: pa.ChunkedArray, kept: pa.ChunkedArray, refused: pa.Array) -> Count:
    import pyarrow.compute as pc

    given, kept = pc.unique(keys), pc.unique(kept)
    refused = _without(refused, kept)
    lost = _without(_without(given, kept), refused)
    invented = [*_without(kept, given), *_without(refused, given)]
    for what, some in (("vanished: neither kept nor refused", lost), ("came from nowhere", invented)):
        if len(some):
            example = min((one.as_py() for one in some), key=str)
            raise StageError(
                f"stage {stage.name}: {len(some)} of {len(given)} {stage.key} {what}, such as {example!r}."
            )
    return Count(stage.name, len(given), len(kept), len(refused))


def _without(values: pa.Array, others: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return values.filter(pc.invert(_among(values, others)))


def _among(values: pa.Array | pa.ChunkedArray, others: pa.Array | pa.ChunkedArray) -> Any:
    """Which values are among others; a null is not."""
    import pyarrow.compute as pc

    return pc.and_(pc.is_in(values, pc.unique(others)), pc.is_valid(values))


def _accounted_by_number(stage: Stage, keys: pa.ChunkedArray, kept: int, refused: int) -> Count:
    """For a stage whose rows get another key on the way: classify makes a coded event of each candidate it keeps."""
    import pyarrow.compute as pc

    given = pc.count_distinct(keys).as_py()
    if given != kept + refused:
        raise StageError(f"stage {stage.name}: {given} {stage.key} in, but {kept} kept and {refused} refused.")
    return Count(stage.name, given, kept, refused)
