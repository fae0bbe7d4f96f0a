"""`casus clean` and `casus screen`: the article without its page; is it about conflict, is it a copy?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline import contract, flow
from pipeline.commands.answers import Answer, refusal
from pipeline.commands.questions import RUN, asked, distinct
from pipeline.records import Document, Reject
from pipeline.runner import REJECTS, run_articles
from pipeline.screen.copies import find_copies, index_articles
from pipeline.screen.language import READ, language_of
from pipeline.screen.relevance import is_relevant, relevance


def clean(lines: Sequence[bytes]) -> list[Answer]:
    """One answer a line, in their order; `matter` is the Document."""
    questions = asked(lines)
    articles = distinct(questions)
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
            answers.append(_refused(refused[question.article_id]))
    return answers


def _refused(row: Reject) -> Answer:
    """The answer for an article that clean refused; a page of nothing but furniture was read well, and is empty."""
    if row.reason != "BOILERPLATE_ONLY":
        return refusal(row.key, row.reason, row.detail)
    empty = {"title": None, "published": None, "author": None, "language": None, "boilerplate_only": True}
    return Answer(row.key, {"id": row.key, "status": "cleaned", "reasons": [row.reason], "text": "", **empty})


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


def assess(lines: Sequence[bytes]) -> list[Answer]:
    """Clean the lines and say what each one is about by itself; `matter` is the Document."""
    return [_assessed(found) for found in clean(lines)]


def _assessed(found: Answer) -> Answer:
    document = found.matter
    if document is None:
        reasons = found.body["reasons"]
        return found if found.body["status"] == "rejected" else refusal(found.id, reasons[0])
    language, _ = language_of(document.text, document.language_given)
    share = relevance(document.text) if language in READ else 0.0
    body: dict[str, Any] = {
        "id": document.article_id,
        "status": "screened",
        "relevant": language in READ and is_relevant(document.text, share),
        "relevance": share,
        "language": language,
    }
    return Answer(document.article_id, body, document)


def with_copies(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The same answers, each with the first article of the input that it is a copy of.

    Args:
        answers: As `assess` gave them, of the whole input.
    """
    given = list(answers)
    documents = [found.matter for found in given if found.matter is not None]
    table = contract.from_records("documents", documents)
    # In a dataset the original is the earliest by its day; here it is the first of the input.
    place = {document.article_id: (f"{number:012}", document.article_id) for number, document in enumerate(documents)}
    index = index_articles(table, contract.empty("article_index"))
    copies = find_copies(documents, index, rank=lambda row: place[row["article_id"]])
    for found in given:
        if found.matter is None:
            yield found
        else:
            original, similarity = copies.get(found.matter.article_id, (None, 0.0))
            yield Answer(found.id, {**found.body, "duplicate_of": original, "similarity": similarity})
