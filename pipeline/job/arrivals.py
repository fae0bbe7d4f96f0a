"""What the sources of a run bring, put down on a disk until it is known what of it is new.

A run may bring more than the memory holds, and a dataset may hold more than can be looked through for every part of a
run. So all of it is put down first, a part at a time, and the dataset is asked once what it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pipeline import contract
from pipeline.ingest.articles import WITHDRAWN
from pipeline.runner import REJECTS, Outcome, concatenated, log_counts

if TYPE_CHECKING:
    import pyarrow as pa

#: What an article is and says of itself, its id first.
TOLD = ("article_id", "sha256", "media_type", "title", "published", "url", "publisher", "language")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What sources brought.

    Attributes:
        file: The articles, table articles, as parts of an Arrow file.
        told: Hash of what each article is and says of itself, by its id; it never leaves the process.
        refused: What is no article, table rejects.
        withdrawn: Ids of articles that a source says were withdrawn.
        count: Keys that were refused.
    """

    file: BinaryIO
    told: Mapping[str, int]
    refused: pa.Table
    withdrawn: frozenset[str]
    count: int

    def parts(self) -> Iterator[pa.Table]:
        """The articles but for those that were withdrawn, as they came; only one part is in memory."""
        import pyarrow
        import pyarrow.compute as pc

        gone = pyarrow.array(sorted(self.withdrawn), pyarrow.string())
        self.file.seek(0)
        with pyarrow.ipc.open_stream(pyarrow.PythonFile(self.file, mode="r")) as stream:
            for rows in stream:
                stays = rows.filter(pc.invert(pc.is_in(rows.column("article_id"), gone)))
                yield pyarrow.Table.from_batches([stays])


def put_down(outcomes: Iterable[Outcome], file: BinaryIO) -> Arrivals:
    """Put what comes into a file, part by part."""
    import pyarrow
    import pyarrow.compute as pc

    told: dict[str, int] = {}
    refused, count = [], 0
    options = pyarrow.ipc.IpcWriteOptions(compression="lz4")
    sink = pyarrow.PythonFile(file, mode="w")
    with pyarrow.ipc.new_stream(sink, contract.arrow_schema("articles"), options=options) as writer:
        for outcome in outcomes:
            log_counts(outcome.counts)
            writer.write_table(outcome.tables["articles"])
            told |= told_by(outcome.tables["articles"])
            refused.append(outcome.tables[REJECTS])
            count += outcome.counts[0].refused
            give_back_memory()
    rejects = concatenated(REJECTS, refused)
    gone = rejects.filter(pc.equal(rejects.column("reason"), WITHDRAWN)).column("article_id").drop_null().to_pylist()
    return Arrivals(file, told, rejects, frozenset(gone), count)


def told_by(articles: pa.Table | pa.RecordBatch) -> dict[str, int]:
    """Hash of what each article is and says of itself, whoever brought it when, by its id."""
    rows = zip(*(articles.column(name).to_pylist() for name in TOLD), strict=True)
    return {row[0]: hash(row) for row in rows}


def give_back_memory() -> None:
    """Let the allocators, Arrow's and that of the machine, give back what they keep of freed memory."""
    import pyarrow

    for pool in (pyarrow.default_memory_pool(), pyarrow.system_memory_pool()):
        pool.release_unused()
