"""Count in how many articles each term stands: `python -m pipeline.reference.terms.build ARTICLES.jsonl`.

The input has one JSON object a line with `text` and perhaps `title`. Terms in a single article are left out: an unknown
term counts as rarer still, and the file stays small.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.reference.terms import PATH, TOTAL
from pipeline.reference.terms.words import words

MIN_ARTICLES = 2


def count(texts: Iterable[str]) -> dict[str, int]:
    """Number of texts that each term stands in, for terms in at least `MIN_ARTICLES`; under `TOTAL`, of all texts."""
    found: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        found.update(set(words(text)))
    kept = {term: articles for term, articles in found.items() if articles >= MIN_ARTICLES}
    return {TOTAL: total, **dict(sorted(kept.items()))}


def main(arguments: list[str]) -> None:
    """Write `document_frequencies.csv` from the file named on the command line."""
    with Path(arguments[0]).open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines if line.strip()]
    counts = count(f"{article.get('title') or ''}\n{article['text']}" for article in articles)
    with PATH.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["term", "articles"])
        writer.writerows(counts.items())


if __name__ == "__main__":
    main(sys.argv[1:])
