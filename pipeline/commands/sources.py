"""`casus sources check`."""

from __future__ import annotations

from collections import Counter

import click

from pipeline import job
from pipeline.errors import SourceError
from pipeline.ingest.entries import SourceEntry
from pipeline.runner import REJECTS, run_ingest


def check(given: str | None) -> bool:
    """Say of each source what taking it in would come to.

    Returns:
        True if every source holds at least one usable article.
    """
    usable = [_check(entry) for entry in job.sources(given)]  # all of them are told, also after a bad one
    return all(usable)


def _check(entry: SourceEntry) -> bool:
    try:
        outcome = run_ingest([entry], job.run_at(job.EPOCH))
    except SourceError as error:
        click.echo(f"{entry.name}: {error}")
        return False
    count: int = outcome.tables["articles"].num_rows
    rejects = outcome.tables[REJECTS].to_pylist()
    reasons = Counter(row["reason"] for row in rejects)
    told = f", {len(rejects)} refused ({', '.join(f'{k} {n}' for k, n in reasons.most_common())})" if rejects else ""
    click.echo(f"{entry.name}: {count} article{'' if count == 1 else 's'}{told}  [{entry.kind}: {entry.path}]")
    for row in rejects[:5]:
        click.echo(f"  {row['key']}: {row['reason']}: {row['detail']}")
    return count > 0
