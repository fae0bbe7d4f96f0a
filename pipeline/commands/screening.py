"""`casus clean` and `casus screen`: the article without its page; is it about conflict, is it a copy?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline import contract, flow
from pipeline.commands.questions import RUN, Answer, asked, refusal
from pipeline.records import Article, Document
from pipeline.runner import REJECTS, run_articles, run_stage


def clean(lines: Sequence[bytes]) -> list[Answer]:
    """One answer a line, in their order; `matter` is the Document."""
    questions = asked(lines)
    articles = list({q.article_id: q for q in reversed(questions) if isinstance(q, Article)}.values())[::-1]
    made = run_articles({"articles": contract.from_records("articles", articles)}, RUN, flow.ARTICLE_STAGES[:1]).tables
    documents: dict[str, Document] = {
        row.article_id: row for row in contract.to_records(made["documents"], "documents")
    }
    refused = {row.key: row for row in contract.to_records(made[REJECTS], REJECTS)}
    answers = []
    for question in questions:
        if isinstance(question, Answer):
            answers.append(question)
        elif question.article_id in documents:
            answers.append(_cleaned(documents[question.article_id]))
        else:
            row = refused[question.article_id]
            answers.append(refusal(row.key, row.reason, row.detail))
    return answers


def _cleaned(document: Document) -> Answer:
    body: dict[str, Any] = {
        "id": document.article_id,
        "status": "cleaned",
        "text": document.text,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "author": document.author,
        "language": document.language_given,
        "boilerplate_only": document.is_boilerplate_only,
    }
    return Answer(document.article_id, body, document)


def screen(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Screen what was cleaned: all of it is indexed first, because a copy may stand anywhere.

    Args:
        answers: As `clean` gave them, of the whole input.
    """
    from pipeline.screen.copies import index_articles

    given = list(answers)
    documents = contract.from_records("documents", [found.matter for found in given if found.matter is not None])
    index = index_articles(documents, contract.empty("article_index"))
    made = run_stage(flow.stage("screen"), {"documents": documents, "article_index": index}, RUN).tables
    rows = {row["article_id"]: row for row in made["screened"].to_pylist()}
    refused = {row["key"]: row["reason"] for row in made[REJECTS].to_pylist()}
    for found in given:
        if found.matter is None:
            yield found
        else:
            yield _screened(found, rows, refused)


def _screened(found: Answer, rows: Mapping[str, Mapping[str, Any]], refused: Mapping[str, str]) -> Answer:
    name = found.matter.article_id
    row = rows.get(name)
    if row is None:
        return refusal(name, refused[name])
    columns = {"relevant": "is_relevant", "relevance": "relevance", "language": "language"}
    columns |= {"duplicate_of": "duplicate_of", "similarity": "similarity"}
    body = {"id": name, "status": "screened"} | {key: row[column] for key, column in columns.items()}
    return Answer(name, body)
