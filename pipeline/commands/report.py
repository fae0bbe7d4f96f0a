"""`casus report`: what a batch of articles brought, what was checked and what failed, against the batches before it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

from pipeline import contract
from pipeline.commands.lines import write_text
from pipeline.commands.run import Contents, articles_and_events, counted
from pipeline.contract import report as pages
from pipeline.errors import SettingError
from pipeline.flow import INGEST
from pipeline.store import Store

#: Batches of the trend, and rows of each list of examples.
NEWEST_BATCHES, MOST_ROWS = 12, 10
_FIGURES = (
    ("Articles", "articles"),
    ("Articles with events", "coded"),
    ("Published events", "published"),
    ("Held events", "held"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What one batch brought.

    Attributes:
        name: Of the batch.
        articles: Articles and lines that came in.
        coded: Articles that tell of an event.
        published, held: Events that an article of the batch tells.
    """

    name: str
    articles: int
    coded: int
    published: int
    held: int


def report(folder: str, target: str, *, shape: str, batch: str | None = None, as_of: str | None = None) -> None:
    """Write the report of a batch.

    Args:
        folder: Where the dataset lies.
        target: Path of the file, or "-".
        shape: "text", "json" or "html".
        batch: Its name; None for the newest one.
        as_of: State of the dataset; None for the newest one. The checks are those of that state.

    Raises:
        SettingError: If there is no dataset, it was never checked, or it has no such batch.
    """
    store = Store(folder)
    store = store if as_of is None else store.at(as_of)
    checks = store.read("checks")
    if not checks.num_rows:
        raise SettingError(f"{folder}: no events were checked; give what casus run -d was given, after a run.")
    trend = batches(store)
    name = batch or trend[-1].name
    if name not in {one.name for one in trend}:
        known = ", ".join(one.name for one in trend[-NEWEST_BATCHES:])
        raise SettingError(f"{folder}: has no batch {name!r}. The newest are: {known}.")
    brought = counted(store, batch=name)
    until = trend[: next(place for place, one in enumerate(trend) if one.name == name) + 1][-NEWEST_BATCHES:]
    if shape == "json":
        document = {"batch": name, "brought": asdict(brought), "batches": [asdict(one) for one in until]}
        text = json.dumps(document | json.loads(pages.as_json(checks)), ensure_ascii=False, indent=1) + "\n"
    elif shape == "html":
        text = _page(store, name, brought, until, checks)
    else:
        text = "\n".join([f"batch     {name}", *articles_and_events(brought), "", pages.as_text(checks)])
    write_text(target, text)


def batches(store: Store) -> list[BatchCounts]:
    """What each batch brought, in the order in which their newest articles came in."""
    articles = store.read("articles", columns=["article_id", "batch", "first_seen_at"]).to_pylist()
    batch_of = {row["article_id"]: row["batch"] for row in articles}
    unread = [
        row["batch"] for row in store.read("rejects", columns=["stage", "batch"]).to_pylist() if row["stage"] == INGEST
    ]
    count = Counter([*batch_of.values(), *unread])
    newest: dict[str, Any] = {}
    for row in articles:
        newest[row["batch"]] = max(row["first_seen_at"], newest.get(row["batch"], row["first_seen_at"]))
    coded = store.read("coded_events", columns=["coded_id", "article_id"]).to_pylist()
    article_of = {row["coded_id"]: row["article_id"] for row in coded}
    telling = Counter(batch_of[name] for name in set(article_of.values()) if name in batch_of)
    events = _events_of_batches(store, {coded_id: batch_of.get(name, "") for coded_id, name in article_of.items()})
    return [
        BatchCounts(name, count[name], telling[name], events[name, "published"], events[name, "held"])
        for name in sorted(newest, key=lambda name: (newest[name], name))
    ]


def _events_of_batches(store: Store, batch_of: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """How many events of each status an article of each batch tells."""
    rows = store.read("events", columns=["event_id_cnty", "status"]).to_pylist()
    status = {row["event_id_cnty"]: row["status"] for row in rows}
    members = store.read("event_members", columns=["event_id_cnty", "coded_id"]).to_pylist()
    told = {(row["event_id_cnty"], batch_of.get(row["coded_id"], "")) for row in members}
    return Counter((batch, status[event]) for event, batch in told if event in status)


def _page(store: Store, name: str, brought: Contents, until: list[BatchCounts], checks: pa.Table) -> str:
    rows = store.read("events").to_pylist()
    rejects = store.read("rejects").to_pylist()
    refused = [row for row in rejects if row["batch"] == name]
    articles = {row["article_id"] for row in store.read("articles", columns=["article_id"], batch=name).to_pylist()}
    held = [row for row in rows if row["status"] == "held" and articles & {one["article_id"] for one in row["members"]}]
    whole = [row for row in refused if row["article_id"] in (None, row["key"])]
    count = brought.articles - brought.coded
    told = articles_and_events(brought)
    parts = [
        pages.Part("Articles", _sentence(told[0]), *_refused(whole, count)),
        pages.Part("Events", _sentence(told[1]), *_held(held)),
    ]
    trend = pages.Trend("Against earlier batches", "Batch", _FIGURES, [asdict(one) for one in until])
    words = pages.words_by_id(rows, rejects)
    return pages.as_html(checks, title=f"Batch {name}", parts=parts, trend=trend, rows=words)


def _sentence(line: str) -> str:
    """A line of the screen without the word it begins with."""
    return f"{line.partition(' ')[2].strip()}."


def _refused(rows: list[dict[str, Any]], count: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A few articles without events, of as many reasons as there is room for."""
    seen: Counter[str] = Counter()
    ranked = []
    for row in sorted(rows, key=lambda row: (row["reason"], row["key"])):
        seen[row["reason"]] += 1
        ranked.append((seen[row["reason"]], row))
    shown = [row for _, row in sorted(ranked, key=lambda pair: pair[0])[:MOST_ROWS]]
    head = ("Why", f"Article (some of {count})", "What was found")
    return head, tuple((_reasons([row["reason"]]), row["key"], row["detail"]) for row in shown)


def _held(rows: list[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A few of the held events."""
    shown = sorted(rows, key=lambda row: row["event_id_cnty"])[:MOST_ROWS]
    head = ("Held because", f"Event (some of {len(rows)})", "What is known")
    return head, tuple((_reasons(row["reasons"]), row["event_id_cnty"], pages.row_words(row)) for row in shown)


def _reasons(codes: Sequence[str]) -> str:
    """Reasons for people, with their codes."""
    labels = {row.code: row.label for row in contract.codes("reject_reason")}
    return "; ".join(f"{labels[code]} ({code})" for code in codes)
