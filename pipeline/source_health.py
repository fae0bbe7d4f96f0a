"""Whether sources bring what they used to: one that goes quiet, or whose pages no longer give a text or a day.

A source is held against its own past, never against others. What it brought is told by the records of its readings
(`pipeline/run_log.py`), since a reading that brings nothing leaves no trace in the tables; what became of its pages is
told by the tables.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from pipeline.run_log import DONE, Record
from pipeline.store import Store

#: Name of the step that reads sources, in the records.
READING = "take_in"
#: Readings before the newest one that tell what is usual: four weeks of nights; with fewer than five nothing is.
USUAL_READINGS, FEWEST_READINGS = 28, 5
#: A source is quiet when it brings less than this share of the usual number, and that number is no accident.
QUIET_SHARE, FEWEST_USUAL = 0.1, 5
#: Its pages are odd when so much more of them than before lack something, of so many.
MORE_LACK, FEWEST_PAGES = 0.3, 10


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is.

    Attributes:
        name: Of the source.
        read_at: Logical time of its newest reading; None if no reading is recorded.
        new: Articles that were new then; None if no reading is recorded.
        usual: Median of that number in the readings before; None where there are too few to tell.
        newest: Newest day of publication of its articles; None if none is dated.
        without_text, without_day: Share of the articles of its newest day of arrival that gave no text, or no day of
            publication.
        odd: What is not as it was, one line each.
    """

    name: str
    read_at: str | None
    new: int | None
    usual: float | None
    newest: date | None
    without_text: float
    without_day: float
    odd: tuple[str, ...]


@dataclass(slots=True)
class _Pages:
    """Articles of a source that came in on one day: all, without text, without day of publication."""

    all: int = 0
    textless: int = 0
    dayless: int = 0


def health(store: Store, records: Sequence[Record]) -> list[Health]:
    """How each source of a store is, by name.

    Args:
        store: The store.
        records: Its records; the older ones may be left out.
    """
    read = _readings(records)
    pages, newest = _pages(store)
    return [
        _judged(name, read.get(name, {}), pages.get(name, {}), newest.get(name))
        for name in sorted(read.keys() | pages.keys())
    ]


def _readings(records: Iterable[Record]) -> dict[str, dict[str, int]]:
    """For each source, the new articles by logical time; reading a time again adds to it, and never takes away."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        if record.step == READING and record.outcome == DONE and record.work.logical_at is not None:
            for name, numbers in record.work.sources.items():
                found[name][record.work.logical_at] += numbers["new"]
    return {name: dict(times) for name, times in found.items()}


def _pages(store: Store) -> tuple[dict[str, dict[date, _Pages]], dict[str, date]]:
    """For each source, its articles by day of arrival, and their newest day of publication."""
    columns = ["article_id", "source_name", "first_seen_at"]
    days: dict[str, date | None] = {
        row["article_id"]: row["published"]
        for row in store.read("documents", columns=["article_id", "published"]).to_pylist()
    }
    refused = {
        row["article_id"]
        for row in store.read("rejects", columns=["stage", "key", "article_id", "reason"]).to_pylist()
        if row["stage"] == "clean"
    }
    found: dict[str, dict[date, _Pages]] = defaultdict(lambda: defaultdict(_Pages))
    newest: dict[str, date] = {}
    for row in store.read("articles", columns=columns).to_pylist():
        name, article = row["source_name"], row["article_id"]
        if article not in days and article not in refused:
            continue  # not read yet
        counted = found[name][_day(row["first_seen_at"])]
        published = days.get(article)
        counted.all += 1
        counted.textless += article in refused
        counted.dayless += article not in refused and published is None
        if published is not None:
            newest[name] = max(published, newest.get(name, published))
    return found, newest


def _day(at: datetime) -> date:
    return at.date()


def _judged(name: str, read: Mapping[str, int], pages: Mapping[date, _Pages], newest: date | None) -> Health:
    times = sorted(read)
    before = [read[at] for at in times[:-1]][-USUAL_READINGS:]
    usual = float(median(before)) if len(before) >= FEWEST_READINGS else None
    odd = []
    if usual is not None and usual >= FEWEST_USUAL and read[times[-1]] < QUIET_SHARE * usual:
        odd.append(f"brought {read[times[-1]]} articles, and usually {usual:g}")
    last = pages[max(pages)] if pages else _Pages()
    earlier = [pages[day] for day in sorted(pages)[:-1]]
    for what, attribute in (("text", "textless"), ("day of publication", "dayless")):
        odd += _lacking(what, last.all, getattr(last, attribute), earlier, attribute)
    return Health(
        name=name,
        read_at=times[-1] if times else None,
        new=read[times[-1]] if times else None,
        usual=usual,
        newest=newest,
        without_text=_share(last.textless, last.all),
        without_day=_share(last.dayless, last.all),
        odd=tuple(odd),
    )


def _lacking(what: str, pages: int, lacking: int, earlier: Sequence[Any], attribute: str) -> list[str]:
    before = sum(day.all for day in earlier)
    if min(pages, before) < FEWEST_PAGES:
        return []
    usual = _share(sum(getattr(day, attribute) for day in earlier), before)
    if _share(lacking, pages) < usual + MORE_LACK:
        return []
    return [f"{lacking} of {pages} articles without a {what}, and usually {usual:.0%}: its pages may have changed"]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
