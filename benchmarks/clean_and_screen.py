"""How fast pages are cleaned and screened, and which share of the time is the HTML parser's own.

    python benchmarks/clean_and_screen.py PAGES [--repeat 3]

PAGES is a folder of .html files or a .jsonl with `html` or `text`. One process, one thread; the model files are loaded
before the clock starts. Printed is one line: milliseconds of processor time a page of each part, pages a second of the
whole, and pages a second of what is left when the parser's time is taken off: trafilatura.load_html, which is lxml's
parser, and trafilatura.extract, which walks the tree. Results: clean_and_screen.csv.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import trafilatura

from pipeline import contract
from pipeline.clean.run import clean
from pipeline.records import Article
from pipeline.screen.copies import index_articles
from pipeline.screen.run import screen
from pipeline.stage import Run

RUN = Run(run_id="benchmark", at=datetime(2024, 2, 8, tzinfo=UTC), batch="benchmark")


def pages(path: Path) -> Iterator[Article]:
    """The articles to work on."""
    if path.is_dir():
        for number, file in enumerate(sorted(path.rglob("*.html"))):
            yield article(str(number), file.read_bytes(), "text/html", None)
        return
    with path.open(encoding="utf-8") as lines:
        for number, row in enumerate(map(json.loads, lines)):
            is_page = row.get("html") is not None
            body = str(row["html"] if is_page else row["text"]).encode("utf-8", "replace")
            yield article(str(number), body, "text/html" if is_page else "text/plain", row.get("url"))


def article(name: str, body: bytes, media_type: str, url: str | None) -> Article:
    """One article as received."""
    return Article(
        article_id=name,
        source_name="benchmark",
        source_kind="folder",
        origin=name,
        media_type=media_type,
        url=url,
        body=body,
        sha256=sha256(body).hexdigest(),
        first_seen_at=RUN.at,
        batch=RUN.batch,
    )


class Clock:
    """Processor seconds spent inside functions that it has wrapped."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            start = process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[name] += process_time() - start

        return timed


def main() -> None:
    """Clean and screen all pages some times, print the fastest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    articles = list(pages(given.pages))
    table = contract.from_records("articles", articles)
    own = (trafilatura.load_html, trafilatura.extract)
    best: Counter[str] = Counter()
    for _ in range(given.repeat + 1):  # the first one loads the models and is not counted
        clock = Clock()
        trafilatura.load_html, trafilatura.extract = (clock.wrap("parser", function) for function in own)
        cleaned = clock.wrap("clean", clean)({"articles": table}, RUN)
        documents = cleaned.kept["documents"]
        index = clock.wrap("index", index_articles)(documents, contract.empty("article_index"))
        given = {"documents": documents, "article_index": index, "admissions": contract.empty("admissions")}
        clock.wrap("screen", screen)(given, RUN)
        total = clock.seconds["clean"] + clock.seconds["index"] + clock.seconds["screen"]
        if not best or total < sum(best[name] for name in ("clean", "index", "screen")):
            best = clock.seconds
    trafilatura.load_html, trafilatura.extract = own
    n = len(articles)
    total = best["clean"] + best["index"] + best["screen"]
    print("pages,clean_ms,of_it_parser_ms,index_ms,screen_ms,parser_share,pages_a_second,without_the_parser,load")
    parts = [f"{1000 * best[name] / n:.2f}" for name in ("clean", "parser", "index", "screen")]
    speeds = [f"{n / total:.0f}", f"{n / (total - best['parser']):.0f}", f"{os.getloadavg()[0]:.1f}"]
    print(n, *parts, f"{best['parser'] / total:.2f}", *speeds, sep=",")


if __name__ == "__main__":
    main()
