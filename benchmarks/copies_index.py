"""Size and speed of the index of copies.

    python benchmarks/copies_index.py [--articles 200000]

Fills an index with texts of random words, as many as asked for, one in twenty an edited copy, and prints bytes an
article, seconds to add a batch of 1,000, and seconds to look up 100 articles, at a tenth of the size and at the full.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter

import pyarrow as pa

from pipeline import contract
from pipeline.records import Document
from pipeline.screen.copies import find_copies, index_articles

WORDS, VOCABULARY, BATCH = 400, 30_000, 1_000


def documents(count: int) -> Iterator[list[Document]]:
    """Batches of articles."""
    chance = random.Random(6)
    words = [f"word{number}" for number in range(VOCABULARY)]
    weights = [1 / (number + 10) for number in range(VOCABULARY)]  # as words of a language are spread
    texts: list[str] = []
    for first in range(0, count, BATCH):
        made = []
        for number in range(first, first + BATCH):
            if texts and number % 20 == 0:
                text = texts[chance.randrange(len(texts))] + " one more sentence at the end"
            else:
                text = " ".join(chance.choices(words, weights, k=WORDS))
                if len(texts) < BATCH:
                    texts.append(text)
            made.append(
                Document(
                    article_id=f"https://courier.example/2024/02/{number:09}",
                    sha256="0" * 64,
                    text=text,
                    body_start=0,
                    published=date(2024, 1, 1) + timedelta(days=number % 300),
                    published_basis="given",
                    source_name="benchmark",
                    is_boilerplate_only=False,
                    batch="benchmark",
                )
            )
        yield made


def measure(index: pa.Table, asked: list[Document], count: int) -> None:
    """Print what an index of this size costs."""
    start = perf_counter()
    found = find_copies(asked[:100], index)
    looked_up = perf_counter() - start
    start = perf_counter()
    index_articles(contract.from_records("documents", asked), index)
    added = perf_counter() - start
    print(f"{count} articles: {index.nbytes / count:.0f} bytes an article, {index.num_rows / count:.1f} rows")
    print(f"  100 looked up in {looked_up:.2f} s ({len(found)} copies), {BATCH} added in {added:.2f} s", flush=True)


def main() -> None:
    """Grow the index, measure twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    given = parser.parse_args()
    parts, count, batch = [], 0, []
    for batch in documents(given.articles):
        parts.append(index_articles(contract.from_records("documents", batch), contract.empty("article_index")))
        count += len(batch)
        if count in (given.articles // 10, given.articles):
            index = pa.concat_tables(parts).sort_by([("fingerprint", "ascending"), ("article_id", "ascending")])
            measure(index.combine_chunks(), batch, count)


if __name__ == "__main__":
    main()
