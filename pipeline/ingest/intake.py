"""What sources bring, put together in parts: each id once, and nothing that any source says was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline import contract
from pipeline.ingest.articles import WITHDRAWN, Place, Refused, refusal
from pipeline.records import Article, Reject
from pipeline.stage import Result, Run

#: Articles of one part at most, and bytes of their bodies from which it is full: a part is held in memory as a whole,
#: some times over. Larger parts need more memory (benchmarks/warc_stream.csv), smaller ones make more row groups of a
#: file.
PART_ARTICLES = 5_000
PART_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _First:
    """What is remembered of an article that was taken in."""

    sha256: str
    where: str


class Intake:
    """Articles and refusals as they come in; an article whose id is taken is refused (REPEATED_ID).

    Memory grows by the ids and not by the bodies: these leave with the part that they are in. A withdrawal that comes
    later than the part with its article is for whoever keeps the parts.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._first: dict[str, _First] = {}
        self._gone: set[str] = set()
        self._kept: list[Article] = []
        self._rejected: list[Reject] = []

    def parts(self, rows: Iterable[Article | Reject]) -> Iterator[Result]:
        """What the rows come to, in their order; at least one part."""
        size = 0
        for row in rows:
            self._add(row)
            size += len(row.body) if isinstance(row, Article) else 0
            if len(self._kept) + len(self._rejected) >= PART_ARTICLES or size >= PART_BYTES:
                yield self._part()
                size = 0
        yield self._part()

    def _add(self, row: Article | Reject) -> None:
        if isinstance(row, Reject):
            self._rejected.append(row)
            if row.reason == WITHDRAWN and row.article_id is not None:
                self._gone.add(row.article_id)
            return
        first = self._first.get(row.article_id)
        where = f"{row.source_name}/{row.origin}"
        if first is not None:
            body = "the same body" if first.sha256 == row.sha256 else "another body"
            refused = Refused(
                "REPEATED_ID", f"{where}: the id stands before, with {body}, in {first.where}", row.article_id
            )
            self._rejected.append(refusal(refused, Place(row.source_name, row.source_kind, row.origin), self._run))
            return
        self._first[row.article_id] = _First(row.sha256, where)
        self._kept.append(row)

    def _part(self) -> Result:
        kept = [article for article in self._kept if article.article_id not in self._gone]
        rejected = self._rejected
        self._kept, self._rejected = [], []
        articles = contract.from_records("articles", kept)
        return Result({"articles": articles}, contract.from_records("rejects", rejected))
