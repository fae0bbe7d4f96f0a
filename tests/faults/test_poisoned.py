"""Poisoned articles: each is refused alone with its reason, in time, and the articles around it are read as ever."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.ingest.articles import MAX_BODY_BYTES

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("poisoned")]

STORY = (
    "Gunmen attacked a village near Gao in northern Mali on Tuesday and killed nine farmers, a local official said. "
    "The attackers burned huts and drove cattle away before soldiers arrived."
)
#: Seconds that the whole of the file below may take on a busy machine; alone it takes 15.
MOST_SECONDS = 240

#: Name, the line, and the reasons of which one must be given; none for what must be read all the same.
POISON: dict[str, tuple[bytes, set[str]]] = {
    "nul": (b'{"id": "nul", "text": "Gunmen killed\\u0000 nine."}', {"NUL_BYTES"}),
    "raw nul": (b'{"id": "raw nul", "text": "Gunmen \0 killed nine."}', {"NUL_BYTES"}),
    "5 MB": (b'{"id": "5 MB", "text": "' + b"a" * 5_000_000 + b'"}', {"TOO_LARGE"}),
    "one line": (b'{"id": "one line", "text": "' + b"killed " * (MAX_BODY_BYTES // 8) + b'"}', {"TOO_LARGE"}),
    "long line": (b'{"id": "long line", "text": "' + b"killed " * 100_000 + b'"}', {"LINE_TOO_LONG"}),
    "broken UTF-8": (b'{"id": "broken UTF-8", "text": "Gunmen killed \xff\xfe nine."}', {"BAD_ENCODING"}),
    "surrogate": (b'{"id": "surrogate", "text": "Gunmen \\ud800 killed nine."}', {"BAD_ENCODING"}),
    "nested": (json.dumps({"id": "nested", "html": "<div>" * 100_000 + STORY}).encode(), {"HTML_TOO_DEEP"}),
    "nested lists": (json.dumps({"id": "nested lists", "html": "<ul>" * 100_000}).encode(), {"HTML_TOO_DEEP"}),
    "empty": (b'{"id": "empty", "text": ""}', {"NO_TEXT"}),
    "blank": (b'{"id": "blank", "text": " \\n\\t "}', {"EMPTY_DOCUMENT"}),
    "empty page": (b'{"id": "empty page", "html": "<html><body></body></html>"}', {"NO_TEXT_FOUND"}),
    "picture": (
        b'{"id": "picture", "html": "\\u0089PNG\\r\\n\\u001a\\n\\u0001\\u0002"}',
        {"NO_TEXT_FOUND", "OFF_TOPIC"},
    ),
    "open tags": (json.dumps({"id": "open tags", "html": "<" * 300_000}).encode(), {"NO_TEXT_FOUND"}),
    "open comments": (json.dumps({"id": "open comments", "html": "<!--" * 300_000}).encode(), {"NO_TEXT_FOUND"}),
    "open attribute": (json.dumps({"id": "open attribute", "html": '<p a="' * 100_000}).encode(), {"NO_TEXT_FOUND"}),
    "entities": (
        json.dumps({"id": "entities", "html": "<!DOCTYPE x [<!ENTITY a 'aa'>]><p>" + "&a;" * 100_000}).encode(),
        {"NO_TEXT_FOUND", "OFF_TOPIC", "LINE_TOO_LONG", "LANGUAGE_UNSUPPORTED"},
    ),
    "linked data": (
        json.dumps(
            {
                "id": "linked data",
                "html": '<script type="application/ld+json">'
                + "[" * 100_000
                + f"</script><article><p>{STORY}</p></article>",
            }
        ).encode(),
        set(),
    ),
    "brackets": (json.dumps({"id": "brackets", "text": STORY + " (" * 20_000}).encode(), set()),
    "quotes": (json.dumps({"id": "quotes", "text": STORY + ' "' * 20_000}).encode(), set()),
    "digits": (json.dumps({"id": "digits", "text": STORY + " " + "1" * 100_000}).encode(), set()),
    "line ends": (json.dumps({"id": "line ends", "text": STORY + "\r\n" * 100_000 + STORY}).encode(), set()),
    "one word": (json.dumps({"id": "one word", "text": STORY + " " + "kill" * 20_000}).encode(), set()),
    "marks": (json.dumps({"id": "marks", "text": STORY + " a" + "\u0301" * 50_000}).encode(), set()),
    "directions": (json.dumps({"id": "directions", "text": "\u202e" + STORY + "\u2066" * 1_000}).encode(), set()),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("poison")
    good = [json.dumps({"id": f"good {n}", "text": STORY, "published": "2024-02-08"}).encode() for n in range(2)]
    (folder / "in.jsonl").write_bytes(b"\n".join([good[0], *(line for line, _ in POISON.values()), good[1]]) + b"\n")
    start = monotonic()
    done = CliRunner().invoke(
        cli, ["code", str(folder / "in.jsonl"), "-o", str(folder / "out.jsonl"), "--workers", "1", "-q"]
    )
    assert done.exit_code == 0, done.output
    assert monotonic() - start < MOST_SECONDS
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(POISON) + 2
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("name", [name for name, (_, reasons) in POISON.items() if reasons])
def test_poison_is_refused_alone_with_its_reason(answers: dict[str, dict[str, Any]], name: str) -> None:
    assert answers[name]["status"] == "rejected"
    assert set(answers[name]["reasons"]) & POISON[name][1]
    assert not set(answers[name]["reasons"]) & {"READING_FAILED", "WORKER_LOST"}


@pytest.mark.parametrize("name", [name for name, (_, reasons) in POISON.items() if not reasons])
def test_poison_around_an_article_does_not_cost_it(answers: dict[str, dict[str, Any]], name: str) -> None:
    assert answers[name]["status"] != "rejected", answers[name]["reasons"]
    assert any(event["sub_event_type"] == "Attack" for event in answers[name]["events"])


def test_articles_beside_poison_are_read_as_ever(answers: dict[str, dict[str, Any]]) -> None:
    first, second = ({**answers[f"good {n}"], "id": ""} for n in range(2))
    assert first["events"] and json.dumps(first).replace("good 0", "") == json.dumps(second).replace("good 1", "")
