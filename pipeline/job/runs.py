"""What a run is: its sources, its logical time, its batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from pipeline import contract, engine, flow
from pipeline.errors import SettingError
from pipeline.ingest.articles import WITHDRAWN
from pipeline.ingest.entries import SourceEntry, read_entries
from pipeline.language.instants import read_stamp
from pipeline.records import Article
from pipeline.runner import REJECTS, run_articles, run_ingest
from pipeline.stage import Run
from pipeline.store import Store
from pipeline.store.names import checked_batch

#: Sources of a run that names none.
DEFAULT_SOURCES = "seeds/sources.yaml"

#: Stands for a day in what is given as sources.
_DAY = "{day}"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def run_at(at: datetime, batch: str | None = None) -> Run:
    """The run at a logical time; its batch is named after the day unless it is given.

    Raises:
        SettingError: If the batch has a name that cannot be a folder.
    """
    name = checked_batch(batch) if batch else at.date().isoformat()
    return Run(run_id=f"{name}@{at:%Y%m%dT%H%M%SZ}", at=at, batch=name)


def sources(given: str | None = None, run: str | None = None) -> list[SourceEntry]:
    """The sources that a path stands for; without one, those of the repository.

    Args:
        given: The path.
        run: Name of a run that several processes share; its budget of requests is for all of them together.

    Raises:
        SourceError: If there is nothing that can be a source.
        SettingError: If the list of sources cannot be used.
    """
    return read_entries(given or DEFAULT_SOURCES, run)


def of_day(given: str, day: datetime | None) -> str:
    """The sources of a day, where what is given says {day}, such as articles/{day}.jsonl.

    Raises:
        SettingError: If it does and no day is known.
    """
    if _DAY not in given:
        return given
    if day is None:
        raise SettingError(f"{given}: this run has no day to put there. Give it a logical date, or another source.")
    return given.replace(_DAY, day.date().isoformat())


def batches_between(store: Store, first: str | None, last: str | None) -> list[str]:
    """Names of the batches of articles from one to another, both included, in order; None for no end.

    Raises:
        SettingError: If there is none.
    """
    followers = f"{last}."  # what did not fit into the batch of a day
    found = [
        name
        for name in store.batches()
        if (first or name) <= name and (name <= (last or name) or name.startswith(followers))
    ]
    if not found:
        span = f"from {first or 'the first'} to {last or 'the last'}"
        raise SettingError(f"{store.location.name}: no batch of articles {span}.")
    return found


def instant(given: str | datetime) -> datetime:
    """A logical time in UTC and whole seconds; a day is its first instant, a time without a zone is in UTC.

    Raises:
        SettingError: If it is no ISO day or instant.
    """
    try:
        at = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    except ValueError:
        raise SettingError(f"{given!r} is no ISO day or instant, such as 2024-02-09 or 2024-02-09T06:00:00Z.") from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.replace(microsecond=0)


def newest_day(entries: Sequence[SourceEntry], *, workers: int | None = None) -> date | None:
    """The newest publication day of the articles of some sources, as given or as a page says; None if none is dated."""
    newest: date | None = None

    def undated() -> Iterator[Article]:
        nonlocal newest
        for outcome in run_ingest(entries, run_at(EPOCH)):
            for article in contract.to_records(outcome.tables["articles"], "articles"):
                stamp = read_stamp(article.published) if article.published else None
                if stamp is None:
                    yield article
                else:
                    newest = max(newest or stamp.day, stamp.day)

    pieces = engine.spread(_page_days, engine.chunked(undated()), workers=workers)
    found = [day for piece in pieces for day in piece.answer or ()]
    return max([*found, *([newest] if newest else [])], default=None)


def _page_days(articles: Sequence[Article]) -> list[date]:
    """Publication days that the articles themselves state; this is what a worker calls."""
    made = run_articles({"articles": contract.from_records("articles", articles)}, run_at(EPOCH), flow.CLEANING).tables
    return [day for day in made["documents"].column("published").to_pylist() if day is not None]


def default_at(entries: Sequence[SourceEntry], *, workers: int | None = None) -> datetime | None:
    """00:00 UTC of the day after the newest publication day; None when no article is dated.

    So the same articles give the same bytes on any day that they are run.
    """
    newest = newest_day(entries, workers=workers)
    return None if newest is None else datetime.combine(newest + timedelta(days=1), time(), UTC)


def dataset_run(store: Store) -> Run:
    """The run of the steps after taking in: its time is when the newest article of the store came in.

    So what they make depends on the store alone, and not on who runs them when.
    """
    import pyarrow.compute as pc

    newest = pc.max(store.read("articles", columns=["first_seen_at"]).column("first_seen_at")).as_py()
    return run_at(newest or EPOCH)


def rebuild_run(store: Store) -> Run:
    """The run of the steps on the whole dataset.

    Its time is that of `dataset_run`, or the day on which an article was last withdrawn or a reviewer last decided, if
    that is later: what changes an event without a new article is not older than what made it change.
    """
    import pyarrow.compute as pc

    decided = pc.max(store.read("corrections", columns=["number", "decided_on"]).column("decided_on")).as_py()
    days = [day for day in (decided, _withdrawn_on(store)) if day is not None]
    return run_at(max([dataset_run(store).at, *(datetime.combine(day, time(), UTC) for day in days)]))


def _withdrawn_on(store: Store) -> date | None:
    """Day of the last batch that withdrew an article; None where none did that is named after its day."""
    import pyarrow.compute as pc

    days = map(_day_of, store.batches(REJECTS, pc.field("reason") == WITHDRAWN))
    return max((day for day in days if day is not None), default=None)


def _day_of(batch: str) -> date | None:
    """The day that a batch is named after, as `run_at` names it; None for one with another name."""
    try:
        return date.fromisoformat(batch.partition(".")[0])
    except ValueError:
        return None
