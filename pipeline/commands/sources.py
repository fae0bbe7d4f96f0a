"""`casus sources check`."""

from __future__ import annotations

from collections import Counter

import click

from pipeline import contract, job
from pipeline.errors import SourceError
from pipeline.ingest.entries import SourceEntry
from pipeline.records import Article, Reject
from pipeline.runner import REJECTS, run_ingest

#: Articles, and refusals, of each source that are shown.
SHOWN = 5


def check(given: str | None) -> bool:
    """Say of each source what taking it in would come to.

    Returns:
        True if every source holds at least one usable article.
    """
    usable = [_check(entry) for entry in job.sources(given)]  # all of them are told, also after a bad one
    return all(usable)


def _check(entry: SourceEntry) -> bool:
    count, examples = 0, list[Article]()
    refused, told = Counter[str](), list[Reject]()
    try:
        for outcome in run_ingest([entry], job.run_at(job.EPOCH)):
            articles, rejects = outcome.tables["articles"], outcome.tables[REJECTS]
            count += articles.num_rows
            refused.update(rejects.column("reason").to_pylist())
            examples += contract.to_records(articles.slice(0, SHOWN - len(examples)), "articles")
            told += contract.to_records(rejects.slice(0, SHOWN - len(told)), REJECTS)
    except SourceError as error:
        click.echo(f"{entry.name}: {error}")
        return False
    reasons = f", {refused.total()} refused ({', '.join(f'{k} {n}' for k, n in refused.most_common())})"
    said = f"{count} article{'' if count == 1 else 's'}{reasons if refused else ''}"
    click.echo(f"{entry.name}: {said}  [{entry.kind}: {entry.path}]")
    for article in examples:
        click.echo(f"  {article.published or 'undated'}  {article.article_id}  {article.title or ''}".rstrip())
    for row in told:
        click.echo(f"  {row.key}: {row.reason}: {row.detail}")
    return count > 0
