"""How near `casus code` is to the limit, which is the time that its spaCy pipeline takes to read.

    python benchmarks/coding_speed.py CONFLICT.jsonl [--others OTHERS.jsonl] [--repeat 5] [--articles 200]

The files hold articles as `casus code` takes them (`id`, `text` and so on). Measured are seconds of processor time, in
one process and one thread, after the models and reference files are loaded; each pair of figures is taken in turn, so
that what else the machine does meets both, and the median of the ratios is told:

    conflict   `casus code` on the conflict articles against the bare pipeline: spaCy's own components with the same
               numeric back end, over the same texts as casus gives them to spaCy (capitals restored, lines mended)
    mixed      the same on a stream in which one article in ten is of conflict; OTHERS are the rest
    runner     what the runner of the stages (contract checks, accounting) takes, as a share of the stages' own time
    start      a program that codes one article, from start to end, against one that imports spaCy and loads its model

Sentences are those of the parser, so that others who count in sentences can be compared. Results, with day, machine and
versions, are added to benchmarks/coding_speed.csv by hand.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from pipeline import flow, runner
from pipeline.commands.coding import code, code_articles
from pipeline.commands.questions import asked, distinct
from pipeline.extract.reading import bare_nlp, prepare
from pipeline.stage import Result, Stage

if TYPE_CHECKING:
    from spacy.language import Language

#: One article in so many of the mixed stream is of conflict.
MIX = 10
#: Numeric libraries on one thread each: a second one would be counted as processor time and do no good on texts.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
BARE_START = "import spacy; from pipeline.extract.reading import MODEL; spacy.load(MODEL)"
ONE_ARTICLE = {"id": "a", "published": "2024-02-08", "text": "Gunmen killed five villagers in Sokoto on Wednesday."}
COLUMNS = (
    "measure",
    "articles",
    "sentences",
    "cpu_s",
    "against_cpu_s",
    "ratio",
    "lowest",
    "highest",
    "day",
    "machine",
    "versions",
)


def seconds(act: Callable[[], Any]) -> float:
    """Processor seconds of one call."""
    start = process_time()
    act()
    return process_time() - start


def in_turn(first: Callable[[], float], second: Callable[[], float], repeat: int) -> list[tuple[float, float]]:
    """Both measured `repeat` times, one after the other."""
    return [(first(), second()) for _ in range(repeat)]


@cache
def parser() -> Language:
    """spaCy's own components, loaded once."""
    return bare_nlp()


def bare(texts: Sequence[str]) -> int:
    """The spaCy pipeline alone; gives the number of sentences."""
    nlp, sentences = parser(), 0
    for text in texts:
        doc = nlp.make_doc(text)
        doc._.breaks = ()
        sentences += sum(1 for _ in nlp(doc).sents)
    return sentences


def prepared(lines: Sequence[bytes]) -> list[str]:
    """The texts as `extract` gives them to spaCy."""
    documents = code_documents(lines)
    return [prepare(row["text"], row["body_start"]).text for row in documents]


def code_documents(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    """What `clean` makes of the articles."""
    from pipeline import contract
    from pipeline.commands.questions import RUN

    given = {"articles": contract.from_records("articles", distinct(asked(lines)))}
    rows: list[dict[str, Any]] = runner.run_stage(flow.stage("clean"), given, RUN).tables["documents"].to_pylist()
    return rows


def stages_alone(lines: Sequence[bytes]) -> float:
    """Processor seconds inside the stages while articles are coded."""
    spent = 0.0
    call = runner._call

    def timed(stage: Stage, how: Callable[[Callable[..., Any]], Any]) -> Result:
        nonlocal spent
        start = process_time()
        result = call(stage, how)
        spent += process_time() - start
        return result

    runner._call = timed
    try:
        code_articles(distinct(asked(lines)))
    finally:
        runner._call = call
    return spent


def of_runner(lines: Sequence[bytes]) -> tuple[float, float]:
    """Processor seconds of the runner alone, and of the stages, in one pass."""
    inside = 0.0

    def run() -> None:
        nonlocal inside
        inside = stages_alone(lines)

    whole = seconds(run)
    return whole - inside, inside


def of_program(*arguments: str, given: str = "") -> float:
    """Processor seconds of a program and of those it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        input=given,
        text=True,
        check=True,
        capture_output=True,
        env={**os.environ, **ONE_THREAD},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def read(path: Path, most: int) -> list[bytes]:
    """At most so many articles, evenly over the file."""
    lines = [line for line in path.read_bytes().split(b"\n") if line]
    return lines[:: max(1, len(lines) // most)][:most]


def told(
    measure: str, articles: int, pairs: Sequence[tuple[float, float]], *, sentences: int | None = None
) -> dict[str, Any]:
    """A row of the results."""
    ratios = sorted(first / second for first, second in pairs)
    return {
        "measure": measure,
        "articles": articles,
        "sentences": sentences,
        "cpu_s": round(statistics.median(first for first, _ in pairs), 3),
        "against_cpu_s": round(statistics.median(second for _, second in pairs), 3),
        "ratio": round(statistics.median(ratios), 3),
        "lowest": round(ratios[0], 3),
        "highest": round(ratios[-1], 3),
        **described(),
    }


def described() -> dict[str, str]:
    """The day, the machine and the versions, for a row of the results."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "versions": f"spaCy {version('spacy')}, casus-etl {version('casus-etl')}",
    }


def print_row(row: Mapping[str, object]) -> None:
    """Print the one row of a table of results, under its names."""
    writer = csv.DictWriter(sys.stdout, row.keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)


def in_one_thread() -> None:
    """Begin this program anew with numeric libraries on one thread each, unless they are."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conflict", type=Path)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--articles", type=int, default=200)
    given = parser.parse_args()
    in_one_thread()
    conflict = read(given.conflict, given.articles)
    texts = prepared(conflict)
    code(conflict[:20])  # loads what is loaded once
    bare(texts[:20])
    rows = [
        told(
            "conflict",
            len(conflict),
            in_turn(lambda: seconds(lambda: code(conflict)), lambda: seconds(lambda: bare(texts)), given.repeat),
            sentences=bare(texts),
        ),
        told("runner", len(conflict), [of_runner(conflict) for _ in range(given.repeat)]),
    ]
    if given.others:
        others = read(given.others, given.articles)
        few = conflict[: max(1, len(others) // (MIX - 1))]
        mixed = [*few, *others]
        all_texts = prepared(mixed)
        pairs = in_turn(lambda: seconds(lambda: code(mixed)), lambda: seconds(lambda: bare(all_texts)), given.repeat)
        rows.append(told("mixed", len(mixed), pairs, sentences=bare(all_texts)))
    line = json.dumps(ONE_ARTICLE)
    starts = in_turn(
        lambda: of_program("-m", "pipeline.cli", "code", "-", "-q", given=line),
        lambda: of_program("-c", BARE_START),
        given.repeat,
    )
    rows.append(told("start", 1, starts))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main()
