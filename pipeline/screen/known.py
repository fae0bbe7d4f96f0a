"""Which known articles may be copies of those of a run, or their originals: what has a key in common with one.

Of every known article the dataset keeps its keys, 72 bytes (table article_keys). They are looked through once a run,
a part at a time; only of articles that have a key in common with another one the text is read. So a run costs no more
memory the more is known, and the index that its workers share (table article_index) stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import contract
from pipeline.records import ArticleKeys
from pipeline.screen.copies import MAX_COMPARED, find_copies, index_articles, numbers, sketch

#: Documents that are indexed at once.
_BLOCK = 1_000
#: Found pairs of a key and an article from which on all but the first MAX_COMPARED of each key are let go.
_MOST_PAIRS = 1_000_000

#: One row a key that an article of the run has too.
_FOUND = pa.schema(
    [("key", pa.int64()), ("published", pa.date32()), ("article_id", pa.string()), ("batch", pa.string())]
)

#: Given a batch and ids of articles in it: their documents.
ReadDocuments = Callable[[str, pa.Array], pa.Table]


def keys_of(documents: pa.Table) -> pa.Table:
    """The keys of some documents.

    Returns:
        Table article_keys.
    """
    rows = []
    for document in contract.to_records(documents, "documents"):
        own = numbers(sketch(document))
        rows.append(
            ArticleKeys(article_id=document.article_id, keys=own, published=document.published, batch=document.batch)
        )
    return contract.from_records("article_keys", rows)


@dataclass(frozen=True, slots=True)
class Met:
    """What the articles of a run met.

    Attributes:
        index: Table article_index of all that have a key in common with another one.
        late: Tables documents of known articles of which an article of the run, which came later, is the original.
    """

    index: pa.Table
    late: tuple[pa.Table, ...]


def index_with_known(
    documents: Sequence[pa.Table], keys: pa.Table, known: Iterable[pa.RecordBatch], read: ReadDocuments
) -> Met:
    """The index in which copies among some documents, and between them and all known ones, are found.

    Args:
        documents: Tables documents.
        keys: Their keys, table article_keys.
        known: The keys of all known articles in parts, table article_keys; those of the documents are passed over.
        read: Gives the documents of known articles.
    """
    ids, own = keys.column("article_id").combine_chunks(), _pairs(keys)
    found = _first_of_each(_found(own.column("key"), ids, known))
    keys_met = pa.concat_tables([own.select(["key"]), found.select(["key"])]).column("key").value_counts()
    is_shared = pc.greater(pc.struct_field(keys_met, "counts"), 1)
    shared = pc.struct_field(keys_met, "values").filter(is_shared)
    wanted = own.filter(pc.is_in(own.column("key"), shared)).column("article_id").unique()
    parts = [_indexed(table.filter(pc.is_in(table.column("article_id"), wanted))) for table in _blocks(documents)]
    batches = sorted(found.column("batch").unique().to_pylist())
    of_batches = [found.filter(pc.equal(found.column("batch"), name)).column("article_id").unique() for name in batches]
    texts = list(_blocks(read(name, there.sort()) for name, there in zip(batches, of_batches, strict=True)))
    joined = pa.concat_tables([contract.empty("article_index"), *parts, *map(_indexed, texts)])
    index = joined.sort_by([("fingerprint", "ascending"), ("article_id", "ascending")]).combine_chunks()
    late = (_copies_of(ids, table, index) for table in texts)
    return Met(index, tuple(table for table in late if table.num_rows))


def _copies_of(ids: pa.Array, documents: pa.Table, index: pa.Table) -> pa.Table:
    """Those of some known documents whose original is one of `ids`."""
    copies = find_copies(contract.to_records(documents, "documents"), index)
    originals = set(ids.to_pylist())
    late = sorted(name for name, (original, _) in copies.items() if original in originals)
    return documents.filter(pc.is_in(documents.column("article_id"), pa.array(late, pa.string())))


def _found(keys: pa.ChunkedArray, ids: pa.Array, known: Iterable[pa.RecordBatch]) -> pa.Table:
    """The known articles that have one of the keys; of a key that many have those that may be compared."""
    wanted = keys.combine_chunks().unique()
    found, count = [_FOUND.empty_table()], 0
    for rows in known:
        met = _met(rows, wanted, ids)
        if met.num_rows:
            found.append(met)
            count += met.num_rows
        if count > _MOST_PAIRS:
            found = [_first_of_each(pa.concat_tables(found))]
            count = 0
    return pa.concat_tables(found)


def _met(rows: pa.RecordBatch, wanted: pa.Array, ids: pa.Array) -> pa.Table:
    """One row a key of `wanted` of each article but those of `ids`."""
    lists = rows.column("keys")
    is_met = pc.is_in(lists.flatten(), wanted)
    some = rows.take(pc.list_parent_indices(lists).filter(is_met).unique())
    pairs = _pairs(pa.Table.from_batches([some.filter(pc.invert(pc.is_in(some.column("article_id"), ids)))]))
    return pairs.filter(pc.is_in(pairs.column("key"), wanted))


def _pairs(keys: pa.Table) -> pa.Table:
    """One row a key of each article."""
    lists = keys.column("keys").combine_chunks()
    of = keys.take(pc.list_parent_indices(lists))
    columns = [lists.flatten(), *(of.column(name).combine_chunks() for name in _FOUND.names[1:])]
    return pa.Table.from_arrays(columns, schema=_FOUND)


def _first_of_each(found: pa.Table) -> pa.Table:
    """Of every key the first MAX_COMPARED articles, by day of publication, undated ones last, and id."""
    in_order = [("key", "ascending"), ("published", "ascending"), ("article_id", "ascending")]
    table = found.sort_by(in_order).combine_chunks()
    keys = table.column("key").to_numpy()
    place = np.arange(len(keys))
    begins = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
    since = place - np.maximum.accumulate(np.where(begins, place, 0))
    return table.filter(pa.array(since < MAX_COMPARED))


def _blocks(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    for table in tables:
        for first in range(0, table.num_rows, _BLOCK):
            yield table.slice(first, _BLOCK)


def _indexed(documents: pa.Table) -> pa.Table:
    return index_articles(documents, contract.empty("article_index"))
