"""`casus merge`: coded articles in, events out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.commands.lines import packed, read_lines, writing_lines
from pipeline.commands.progress import Progress, say
from pipeline.merge.lines import merge_lines


def merge(source: str, target: str, *, quiet: bool = False) -> int:
    """Merge the answers of `casus code` into events.

    Args:
        source: Path of what `casus code` wrote, or "-".
        target: Path of the events, or "-".
        quiet: Neither a progress bar nor a summary.

    Returns:
        The number of lines that are no answer of `casus code`.
    """
    unusable: Counter[str] = Counter()
    with Progress("merge", source, quiet=quiet) as progress, writing_lines(target) as write:
        articles = list(_articles(source, unusable, progress))
        events = merge_lines(articles)
        for event in events:
            write(packed(event))
    if not quiet:
        statuses = Counter(event["status"] for event in events)
        told = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
        say(f"casus merge: {len(articles)} articles, {len(events)} events" + (f": {told}" if told else ""))
        for problem, count in unusable.most_common(5):
            say(f"casus merge: {count} lines left out: {problem}")
    return sum(unusable.values())


def _articles(source: str, unusable: Counter[str], progress: Progress) -> Iterator[dict[str, Any]]:
    for line in read_lines(source):
        progress.advance(1, len(line) + 1)
        try:
            row = json.loads(line)
        except ValueError:
            unusable["not JSON"] += 1
            continue
        problem = _problem(row)
        if problem:
            unusable[problem] += 1
        else:
            yield row


def _problem(row: Any) -> str:
    """What keeps a line from being an answer of `casus code`; empty when it is one."""
    if not isinstance(row, dict) or not isinstance(row.get("status"), str):
        return "no answer of casus code"
    if row["status"] == "rejected":
        return ""
    if not isinstance(row.get("id"), str) or not row["id"]:
        return "no id"
    events = row.get("events")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return "no list of events"
    return ""
