"""`casus code`: one article in, its coded events out, through the stages clean .. classify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.commands.answers import Answer, refusal
from pipeline.commands.questions import RUN, alone, asked, distinct
from pipeline.records import Article
from pipeline.runner import REJECTS, run_articles
from pipeline.screen.relevance import relevance

if TYPE_CHECKING:
    import pyarrow as pa

#: Columns of coded_events that say where a row lies and not what happened.
_INTERNAL = {"coded_id", "article_id", "event_index", "batch"}
#: Columns of coded_events that hold for the article as a whole: said once, beside its events; `casus merge` reads them.
_OF_ARTICLE = ("published", "url", "publisher", "terms")


def code(lines: Sequence[bytes]) -> list[Answer]:
    """One answer a line, in their order."""
    questions = asked(lines)
    articles = distinct(questions)
    answers = code_articles(articles) if articles else {}
    return [q if isinstance(q, Answer) else answers[q.article_id] for q in questions]


def code_articles(articles: Sequence[Article]) -> dict[str, Answer]:
    """The answer for each article, by its id."""
    made = run_articles(alone(articles), RUN).tables
    texts = _by_id(made["documents"], ("text", "published", "url", "publisher"))
    screened = _by_id(made["screened"], ("relevance",))
    terms = _by_id(made["readings"], ("terms",))
    refused = _refusals(made[REJECTS])
    events: dict[str, list[dict[str, Any]]] = {}
    for row in made["coded_events"].to_pylist():
        events.setdefault(row["article_id"], []).append(row)
    answers = {}
    for article in articles:
        name = article.article_id
        stage, reason, detail = refused.get(name, ("", "", ""))
        if stage == "screen" and reason == "OFF_TOPIC":
            status, reasons = "off_topic", [reason]
        elif reason and reason != "NO_EVENT_MENTION" and not events.get(name):
            answers[name] = refusal(name, reason, detail)
            continue
        else:
            status, reasons = "coded", []
        body: dict[str, Any] = {"id": name, "status": status, "reasons": reasons}
        body["text"] = texts[name]["text"]
        # The stage keeps no row of an article that it refuses; how relevant that one is must still be told.
        body["relevance"] = screened[name]["relevance"] if name in screened else relevance(body["text"])
        body |= {column: _plain(texts[name][column]) for column in _OF_ARTICLE if column != "terms"}
        body["terms"] = terms.get(name, {"terms": []})["terms"]
        rows = sorted(events.get(name, []), key=lambda row: row["event_index"])
        body["events"] = [event(row) for row in rows]
        answers[name] = Answer(name, body)
    return answers


def event(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of coded_events as it is told to others: days as ISO, nothing about where the row lies."""
    return {name: _plain(value) for name, value in row.items() if name not in _INTERNAL and name not in _OF_ARTICLE}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _by_id(table: pa.Table, columns: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = table.select(["article_id", *columns]).to_pylist()
    return {row["article_id"]: row for row in rows}


def _refusals(rejects: pa.Table) -> dict[str, tuple[str, str, str]]:
    """Stage, reason and detail of the refusal of each article as a whole; refused mentions are not among them."""
    rows = rejects.select(["stage", "key", "article_id", "reason", "detail"]).to_pylist()
    return {
        row["article_id"]: (row["stage"], row["reason"], row["detail"])
        for row in rows
        if row["key"] == row["article_id"]
    }
