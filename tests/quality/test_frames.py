"""Pages that hold no article: how many of them are told from articles, and that no article is taken for one."""

from __future__ import annotations

import html
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.commands.screening import clean

pytestmark = pytest.mark.quality

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
#: Share of the pages without an article that must be refused.
LEAST = 0.95


@cache
def given() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "frames.yaml").read_text(encoding="utf-8"))
    return found


def in_frame(frame: str, paragraphs: list[str]) -> str:
    return frame.replace("{content}", "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs))


def pages() -> dict[str, str]:
    """Pages without an article: each content in each frame, those of lots, which are many, in one."""
    made = {}
    for kind, contents in given()["contents"].items():
        for number, paragraphs in enumerate(contents):
            for place, frame in enumerate(given()["frames"]):
                if kind.startswith("lot ") and place != number % len(given()["frames"]):
                    continue
                made[f"{kind} {number} in frame {place}"] = json.dumps({"html": in_frame(frame, paragraphs)})
    return made


def refused(lines: dict[str, str]) -> set[str]:
    """Names of the lines in which no article is found."""
    told = [json.dumps({"id": name, **json.loads(line)}).encode() for name, line in lines.items()]
    return {str(answer.id) for answer in clean(told) if answer.matter is None}


def test_page_without_an_article_is_told_from_one() -> None:
    found = pages()
    missed = sorted(found.keys() - refused(found))
    assert len(missed) <= (1 - LEAST) * len(found), f"{len(missed)} of {len(found)} taken for articles: {missed}"


def test_no_article_is_taken_for_a_page_without_one() -> None:
    articles = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("*/article.txt"))}
    lines = {}
    for name, text in articles.items():
        frame = given()["frames"][len(name) % len(given()["frames"])]
        paragraphs = [line for line in text.split("\n") if line.strip()]
        lines[f"{name} in a frame"] = json.dumps({"html": in_frame(frame, paragraphs)})
        lines[f"{name} as text"] = json.dumps({"text": text})
    assert lines
    assert refused(lines) == set()


@pytest.mark.parametrize("name", ["site_words.txt", "site_orders.txt"])
def test_words_of_sites_are_sorted_and_unique(name: str) -> None:
    words = (HERE.parents[1] / "pipeline/clean" / name).read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
