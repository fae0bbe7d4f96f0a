"""What `casus geoparse` and `casus timetag` add to the time that their spaCy pipeline takes to read: a third at most.

    python benchmarks/tagging_speed.py ARTICLES.jsonl... [--repeat 5] [--most 200]

The files hold articles as the commands take them. Measured are seconds of processor time, in one process and one
thread, after the models and reference files are loaded, as in `coding_speed.py`: both commands together against the
bare pipeline over the same texts, taken in turn, and each command alone. One row a file and measure; the results, with
day, machine and versions, stand in benchmarks/tagging_speed.csv: of 100 short reports of conflict and of 100 articles
of local news, three times each.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from coding_speed import COLUMNS, ONE_THREAD, bare, in_turn, read, seconds, told

from pipeline.commands.answers import Answer
from pipeline.commands.questions import asked
from pipeline.commands.tagging import geoparse, timetag
from pipeline.extract.reading import prepare
from pipeline.language.layout import without_wraps


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="+", metavar="ARTICLES.jsonl")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--most", type=int, default=200, help="articles of a file, evenly over it")
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for path in given.articles:
        writer.writerows(measured(path.stem, read(path, given.most), given.repeat))


def measured(name: str, lines: list[bytes], repeat: int) -> list[dict[str, Any]]:
    """The rows of one file."""
    texts = [prepare(without_wraps(one.body.decode())).text for one in asked(lines) if not isinstance(one, Answer)]
    commands: dict[str, tuple[Callable[[Sequence[bytes]], Any], ...]] = {
        "both": (geoparse, timetag),
        "geoparse": (geoparse,),
        "timetag": (timetag,),
    }

    def tag(measure: str) -> float:
        return seconds(lambda: [command(lines) for command in commands[measure]])

    tag("both")  # loads what is loaded once
    rows = []
    for measure in commands:
        pairs = in_turn(lambda: tag(measure), lambda: seconds(lambda: bare(texts)), repeat)  # noqa: B023 - called at once
        rows.append(told(f"{measure}, {name}", len(texts), pairs))
    return rows


if __name__ == "__main__":
    main()
