"""What the whole job costs on pages of the web, most of them not about conflict, against reading all of them fully.

    python benchmarks/page_speed.py PAGES CONFLICT.jsonl [--pages 120] [--repeat 3]

PAGES is a folder of pages (.html or .html.gz), CONFLICT.jsonl articles of conflict as `casus code` takes them. One page
in ten is made one of conflict, where most of what is found in it is then the article: the paragraphs of its longest
part are taken out and those of an article put in their place, its first words are the headline, and all around is as it
was. In one process and one thread, after the models are loaded, in turn:

    casus      `casus code` over all pages: the article found in each, screened, and read if it is about conflict
    all read   trafilatura with metadata over every page, and spaCy's own components over every text that it finds

Told are processor seconds, which pages were read, and how many of the published events are left of those that come out
when no page is screened off, for the pages of conflict and the others. Results, with day, machine and
versions, stand in benchmarks/page_speed.csv.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import trafilatura
from coding_speed import MIX, bare, described, in_one_thread, in_turn, print_row, read, seconds, told
from lxml import html

from pipeline import contract
from pipeline.commands.coding import code
from pipeline.commands.questions import RUN, alone, asked, distinct
from pipeline.engine import chunked
from pipeline.records import Admission
from pipeline.runner import run_articles

#: Publication day of a page that tells none: the events of such a page are held either way.
PUBLISHED = "2024-02-08"
#: Code points of an article by which it is known again.
SHOWN = 60
#: A page is of conflict when more than this share of what trafilatura finds in it is the article.
MOSTLY = 0.7


def pages(folder: Path, most: int) -> list[str]:
    """The pages of a folder, by name."""
    paths = sorted(path for path in folder.rglob("*.html*") if path.suffix in (".html", ".gz"))[:most]
    return [
        (gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes()).decode("utf-8", "replace")
        for p in paths
    ]


def with_article(page: str, text: str) -> str:
    """A page whose longest part holds the paragraphs of an article instead of its own."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    length: dict[Any, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        length[parent] = length.get(parent, 0) + len(paragraph.text_content())
    if length:
        longest = max(length, key=lambda part: length[part])
    else:
        longest = tree.body
    for heading in (*tree.iter("title"), *tree.iter("h1")):
        heading.clear()
        heading.text = text.strip()[:SHOWN]
    for child in list(longest):
        longest.remove(child)
    longest.text = None
    for part in text.split("\n"):
        if part.strip():
            longest.append(html.fragment_fromstring(f"<p>{escape(part)}</p>"))
    return html.tostring(tree, encoding="unicode")


def lines_of(found: Sequence[str], conflict: Sequence[bytes]) -> tuple[list[bytes], set[str]]:
    """The pages as lines of articles, and the ids of those that hold an article of conflict: one in `MIX`."""
    lines, changed = [], set()
    articles = [json.loads(line) for line in conflict]
    for number, page in enumerate(found):
        day = PUBLISHED
        if articles and len(changed) * MIX <= number:
            other = with_article(page, articles[0]["text"])
            text = trafilatura.extract(other) or ""
            article = articles[0]["text"].strip()
            if article[:SHOWN] in text and len(article) > MOSTLY * len(text):
                page, day = other, articles.pop(0).get("published") or PUBLISHED
                changed.add(str(number))
        lines.append(json.dumps({"id": str(number), "html": page, "published": day}).encode())
    return lines, changed


def coded(lines: Sequence[bytes]) -> None:
    """The job, in the chunks that its workers get."""
    for chunk in chunked(lines):
        code(chunk)


def read_all(lines: Sequence[bytes]) -> None:
    """Every page through trafilatura, every text through the parser."""
    for line in lines:
        found = trafilatura.bare_extraction(json.loads(line)["html"], with_metadata=True, include_comments=False)
        if found is not None and found.text:
            bare([found.text])


def published(lines: Sequence[bytes], *, screened: bool) -> tuple[set[tuple[Any, ...]], int]:
    """The published events, and how many pages were read; unscreened, every page is admitted as by a reader."""
    events: set[tuple[Any, ...]] = set()
    pages_read = 0
    for chunk in chunked(lines):
        articles = distinct(asked(chunk))
        given = alone(articles)
        if not screened:
            rows = [
                Admission(article_id=one.article_id, reviewer="benchmark", decided_on=RUN.at.date(), reason="compared")
                for one in articles
            ]
            given |= {"admissions": contract.from_records("admissions", rows)}
        made = run_articles(given, RUN).tables
        pages_read += made["screened"].num_rows
        for row in made["coded_events"].to_pylist():
            if row["status"] == "published":
                told_of = (row["event_date"], row["sub_event_type"], row["location"], row["fatalities"])
                events.add((row["article_id"], *told_of))
    return events, pages_read


def kept(screened: set[tuple[Any, ...]], everything: set[tuple[Any, ...]], pages: set[str]) -> str:
    """How many events of some pages are left."""
    of_these = {event for event in everything if event[0] in pages}
    return f"{len(of_these & screened)} of {len(of_these)}"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("conflict", type=Path)
    parser.add_argument("--pages", dest="most", type=int, default=120)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    in_one_thread()
    found = pages(given.pages, given.most)
    lines, conflict = lines_of(found, read(given.conflict, len(found) // MIX + 1))
    few = lines[: 2 * MIX]
    coded(few)  # loads what is loaded once
    read_all(few)
    everything, _ = published(lines, screened=False)
    left, pages_read = published(lines, screened=True)
    others = {str(number) for number in range(len(lines))} - conflict
    pairs = in_turn(lambda: seconds(lambda: coded(lines)), lambda: seconds(lambda: read_all(lines)), given.repeat)
    row = told("pages", len(lines), pairs) | {
        "conflict_pages": len(conflict),
        "pages_read": pages_read,
        "events_of_conflict_pages": kept(left, everything, conflict),
        "events_of_other_pages": kept(left, everything, others),
        "versions": f"{described()['versions']}, trafilatura {version('trafilatura')}",
    }
    print_row(row)


if __name__ == "__main__":
    main()
