"""Every sentence of the codebook is coded as the codebook says (`schemas/examples.yaml`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pipeline import contract
from pipeline.contract.examples import NOTHING, PUBLISHED, Examples, Pair, examples, published, without

SPEC = contract.default_spec()
LISTS = {found.codes: found for found in examples(SPEC)}
#: Reasons for holding without a sentence: one needs a second article, one tells a failure.
NO_SENTENCE = {"DUPLICATE_OF", "READING_FAILED"}
_OPEN = pytest.mark.xfail(
    raises=AssertionError,
    strict=True,
    reason="says `open` in schemas/examples.yaml: not coded as the codebook says yet",
)


def sentences() -> Iterator[tuple[str, Examples, str, Pair, str]]:
    """Name, list, code, pair and which of its sentences."""
    for found in LISTS.values():
        for code, pair in found.pairs.items():
            for which in ("example", "counter"):
                yield f"{found.codes}-{code}-{which}", found, code, pair, which


def parameters() -> Iterator[Any]:
    for name, found, code, pair, which in sentences():
        yield pytest.param(name, found, code, pair, which, id=name, marks=_OPEN if pair.open == which else ())


@pytest.fixture(scope="module")
def coded() -> dict[str, list[dict[str, Any]]]:
    """The events of each sentence, by its name."""
    from pipeline.commands.coding import code

    day = published(SPEC).isoformat()
    lines = [
        {"id": name, "text": getattr(pair, which)} | ({"published": day} if pair.is_dated else {})
        for name, _, _, pair, which in sentences()
    ]
    return {answer.body["id"]: answer.body["events"] for answer in code([json.dumps(line).encode() for line in lines])}


@pytest.fixture(scope="module")
def refused() -> dict[str, set[str]]:
    """Why what the example sentences tell was refused, by their names."""
    from pipeline.commands.questions import RUN, alone, asked, distinct
    from pipeline.runner import REJECTS, run_articles

    day = published(SPEC).isoformat()
    lines = [
        json.dumps({"id": name, "text": pair.example, "published": day}).encode()
        for name, _, _, pair, which in sentences()
        if pair.is_refused and which == "example"
    ]
    reasons: dict[str, set[str]] = {}
    for row in run_articles(alone(distinct(asked(lines))), RUN).tables[REJECTS].to_pylist():
        reasons.setdefault(row["article_id"], set()).add(row["reason"])
    return reasons


def values(event: Mapping[str, Any], columns: tuple[str, ...]) -> set[str]:
    """The codes that an event has in columns; `attribution` and some tags also say more, after a mark."""
    flat: list[Any] = []
    for column in columns:
        value = str(event[column]).split("; ") if column == "tags" else event[column]
        flat += value if isinstance(value, list) else [value]
    return {re.split(": |=", str(one))[0] for one in flat}


@pytest.mark.integration
@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize(("name", "found", "code", "pair", "which"), parameters())
def test_sentence_is_coded_as_the_codebook_says(
    coded: dict[str, list[dict[str, Any]]],
    refused: dict[str, set[str]],
    name: str,
    found: Examples,
    code: str,
    pair: Pair,
    which: str,
) -> None:
    events = coded[name]
    wanted = code if which == "example" else pair.instead
    told = [(event["status"], event["reasons"], sorted(values(event, found.columns))) for event in events]
    if which == "example" and pair.is_refused:
        assert (events, code in refused.get(name, ())) == ([], True), told
        return
    if wanted == NOTHING:
        assert events == [], told
        return
    reasons = {row.code for row in SPEC.codes("reject_reason")}
    held = wanted if wanted in reasons else pair.held if which == "example" else None
    assert {event["status"] for event in events} == {"held" if held else "published"}, told
    assert held is None or any(held in event["reasons"] for event in events), told
    if wanted != PUBLISHED and wanted != held:
        assert any(wanted in values(event, found.columns) for event in events), told
    if which == "counter" and len(found.columns) == 1:
        assert not any(code in values(event, found.columns) for event in events), told


@pytest.mark.parametrize("name", sorted(LISTS.keys() - {"reject_reason", "qa_flag"}))
def test_each_code_of_the_list_has_sentences(name: str) -> None:
    pairs = LISTS[name].pairs
    assert [row.code for row in SPEC.codes(name) if not {row.code, row.label} & pairs.keys()] == []


def test_each_list_of_a_release_has_sentences_or_says_why_not() -> None:
    released = [column for table in SPEC.tables.values() if table.release for column in table.columns]
    used = {column.field.codes[0] for column in released if column.field.codes}
    assert len(used) > 15
    assert used - LISTS.keys() == without(SPEC).keys()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_rest_of_a_list_is_explained_where_there_is_one(name: str) -> None:
    found = LISTS[name]
    rest = [row.code for row in SPEC.codes(name) if not {row.code, row.label} & found.pairs.keys()]
    assert bool(found.rest) == bool(rest)


def test_each_flag_of_an_article_has_sentences() -> None:
    # Flags of rules are set when a batch is validated; days differ only between articles.
    flags = {row.code for row in SPEC.codes("qa_flag") if row.parent != "rule"} - {"DATE_CONFLICT"}
    assert len(flags) > 10
    assert flags == LISTS["qa_flag"].pairs.keys()


def test_each_reason_for_holding_an_event_has_sentences() -> None:
    rows = SPEC.codes("reject_reason")
    holding = {row.code for row in rows if "classify" in row.parent.split("|")} - NO_SENTENCE
    assert len(holding) > 10
    assert holding == LISTS["reject_reason"].pairs.keys()


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_sentence_of_a_list_stands_there_twice(name: str) -> None:
    texts = [text for pair in LISTS[name].pairs.values() for text in (pair.example, pair.counter)]
    assert sorted(set(texts)) == sorted(texts)
