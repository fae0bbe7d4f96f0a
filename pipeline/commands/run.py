"""`casus run`: the whole job in this process and its workers, and the summary that ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from pipeline import flow, job
from pipeline.commands.progress import Progress, say
from pipeline.commands.review import void
from pipeline.ingest.entries import SourceEntry, is_live
from pipeline.publish.run import Release
from pipeline.store import Store

#: Name of the work folder; a run by hand has the store for itself, so one name is enough.
WORK = "run"


def run(
    sources: str | None,
    data: str,
    *,
    at: datetime | None = None,
    batch: str | None = None,
    workers: int | None = None,
    work: str | None = None,
    quiet: bool = False,
) -> None:
    """Do the whole job and print where the release lies and what is in it.

    Args:
        sources: A folder, a .jsonl file or a .yaml list of sources; None for seeds/sources.yaml.
        data: Where the dataset lies.
        at: Logical time; None for the day after the newest publication day.
        batch: Name of the batch; None for the day of `at`.
        workers: Processes; None for the cores.
        work: Folder for what the steps put down between them; None for the usual one.
        quiet: Show no progress.
    """
    entries = job.sources(sources)
    store = Store(data, work=work)
    with store.exclusive("casus run"):
        moment = at or logical_time(entries, workers)
        intake = job.take_in(store, entries, job.run_at(moment, batch))
        say(f"{_count(intake.articles, 'article')} in, {intake.new} new or changed; {intake.refused} refused")
        release = read_and_release(store, intake.batches, workers=workers, quiet=quiet)
    for line in void(store):
        say(line)
    for line in summary(store, release):
        click.echo(line)


def read_and_release(
    store: Store, batches: Collection[str], *, workers: int | None = None, quiet: bool = False
) -> Release:
    """Read the articles of some batches, and those that were left unread, and publish what is known then."""
    size = job.chunk_articles(workers)
    chunks = job.plan(store, WORK, batches, size=size)
    with Progress("cleaning", total=sum(chunk.count for chunk in chunks), quiet=quiet) as progress:
        for chunk in chunks:
            job.clean_chunk(store, chunk, workers=workers, done=progress.advance)
    chunks = job.index(store, WORK, size=size)
    with Progress("reading", total=sum(chunk.count for chunk in chunks), quiet=quiet) as progress:
        for chunk in chunks:
            job.code_chunk(store, chunk, workers=workers, done=progress.advance)
    job.collect(store, WORK)
    say("merging and checking events")
    job.merge(store)
    job.validate(store)
    return job.release(store)


def logical_time(entries: Sequence[SourceEntry], workers: int | None = None) -> datetime:
    """The time of a run that is not told one; says so when it had to look at the clock.

    Sources on the web are not read to find it: they would be asked for everything twice.
    """
    live = next((entry.name for entry in entries if is_live(entry)), None)
    at = None if live else job.default_at(entries, workers=workers)
    if at is None:
        at = datetime.now(UTC).replace(microsecond=0)
        why = f"{live} is on the web" if live else "no article is dated"
        say(f"{why}, so the time of this run is taken from the clock: {at:%Y-%m-%dT%H:%M:%SZ}")
    return at


def summary(store: Store, release: Release) -> list[str]:
    """What a run ends with: what is in the dataset, where the release lies, how to open it."""
    return [*contents(store), "", *opening(release)]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a dataset, or what its last articles brought.

    Attributes:
        articles: Articles and lines that came in.
        coded: Those that tell of an event.
        refused: Why the others do not, with how many of each.
        published: Events published, by type.
        held: Events held.
        reasons: Why they are held, with how many of each; an event can have several.
    """

    articles: int
    coded: int
    refused: Mapping[str, int]
    published: Mapping[str, int]
    held: int
    reasons: Mapping[str, int]


def counted(store: Store, *, since: datetime | None = None, batch: str | None = None) -> Contents:
    """Count what is in a dataset.

    Args:
        store: Its store.
        since: Only the articles that first came in at this instant, with the lines refused in their batches and the
            events that they tell; None for all.
        batch: Only the articles of this batch, likewise; None for all.
    """
    columns = ["article_id", "first_seen_at", "batch"]
    articles = [
        row
        for row in store.read("articles", columns=columns, batch=batch).to_pylist()
        if since in (None, row["first_seen_at"])
    ]
    ids, batches = {row["article_id"] for row in articles}, {batch or row["batch"] for row in articles}
    is_all = since is None and batch is None
    rejects = [
        row
        for row in store.read("rejects", columns=["stage", "key", "article_id", "reason", "batch"]).to_pylist()
        if is_all or row["article_id"] in ids or (row["stage"] == flow.INGEST and row["batch"] in batches)
    ]
    article_of = {
        row["coded_id"]: row["article_id"]
        for row in store.read("coded_events", columns=["coded_id", "article_id"]).to_pylist()
    }
    coded = len(ids.intersection(article_of.values()))
    # Whole articles: a mention or an event that was refused leaves its article among those with events, or not.
    whole = [row for row in rejects if row["article_id"] in (None, row["key"])]
    refused = Counter(row["reason"] for row in whole if row["stage"] not in flow.DATASET_STAGES)
    # The rest was read and tells of something, but of no event: every mention or candidate was refused by itself.
    refused["EVERY_MENTION_REFUSED"] = len(ids) - coded - sum(row["stage"] in flow.ARTICLE_STAGES for row in whole)
    unread = sum(row["stage"] == flow.INGEST for row in rejects)
    events = store.read("events", columns=["event_id_cnty", "status", "event_type", "reasons"]).to_pylist()
    if not is_all:
        members = store.read("event_members", columns=["event_id_cnty", "coded_id"]).to_pylist()
        of_these = {row["event_id_cnty"] for row in members if article_of.get(row["coded_id"]) in ids}
        events = [row for row in events if row["event_id_cnty"] in of_these]
    held = [row for row in events if row["status"] == "held"]
    return Contents(
        articles=len(ids) + unread,
        coded=coded,
        refused=_ordered(refused),
        published=_ordered(Counter(row["event_type"] for row in events if row["status"] == "published")),
        held=len(held),
        reasons=_ordered(Counter(reason for row in held for reason in row["reasons"])),
    )


def contents(store: Store) -> list[str]:
    """Articles in, coded, refused; events published and held, by type; checks passed and failed."""
    checks = store.read("checks").to_pylist()
    failed = [check for check in checks if not check["is_passed"]]
    broken = store.read("rejects", columns=["stage"]).column("stage").to_pylist().count("validate")
    found = counted(store)
    return [
        *articles_and_events(found),
        *([f"          {broken} refused by a rule"] if broken else []),
        f"by type   {', '.join(f'{name} {count}' for name, count in found.published.items()) or 'none'}",
        f"checks    {sum(check['is_passed'] for check in checks)} passed, {len(failed)} failed",
        *(_failed_check(check) for check in failed),
    ]


def articles_and_events(found: Contents) -> list[str]:
    """A line on articles and one on events."""
    return [f"{what:9} {told}" for what, told in told_of(found)]


def told_of(found: Contents) -> list[tuple[str, str]]:
    """What there is to say of the articles, and of the events."""
    without = f"{found.articles - found.coded} without{_listed(found.refused)}"
    held = f"{found.held} held{_listed(found.reasons)}"
    return [
        ("articles", f"{found.articles} in: {found.coded} with events, {without}"),
        ("events", f"{sum(found.published.values())} published, {held}"),
    ]


def _failed_check(check: Mapping[str, Any]) -> str:
    """What a failed check found. E kept rows back, W published them with a flag; the report in the release has all."""
    example = f", such as {check['examples'][0]}" if check["examples"] else ""
    count = f"{check['rows_failed']} of {check['rows_checked']} rows{example}"
    return f"          {check['check_id']} ({check['severity']}) {check['description']} Not so in {count}."


def opening(release: Release) -> list[str]:
    """Where the release lies, and one line for each program that opens it."""
    path = release.path
    lines = [f"release   {path}" + ("" if release.is_new else "  (as it was: nothing has changed)")]
    files = f"{path}/events"
    return [
        *lines,
        f"look      {path}/explorer/index.html",
        f'pandas    pandas.read_parquet("{files}")',
        f"DuckDB    SELECT * FROM '{files}/*.parquet';",
        f'R         arrow::open_dataset("{files}") |> dplyr::collect()',
    ]


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """The largest count first; what did not occur is left out."""
    return {name: count for name, count in counts.most_common() if count}


def _listed(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{name} {count}' for name, count in counts.items())})" if counts else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
