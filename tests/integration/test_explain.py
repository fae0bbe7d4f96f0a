"""`casus explain`: an article with the words behind each value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.commands.explain import explained, read_one

pytestmark = pytest.mark.integration

STORY = (
    "A roadside bomb killed four soldiers near Mosul, Iraq, on Tuesday, the army said. Rebels threatened to attack "
    "the town of Tikrit."
)


def shown(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["explain", *map(str, arguments)], env={"COLUMNS": "300"})


def test_each_value_stands_beside_its_words_and_its_rule(tmp_path: Path) -> None:
    path = tmp_path / "mosul.txt"
    path.write_text(STORY, encoding="utf-8")
    result = shown(path, "--published", "2024-02-08")
    assert result.exit_code == 0, result.output
    day = next(line for line in result.output.splitlines() if line.startswith("event_date "))
    assert "2024-02-06" in day
    assert f"Tuesday [{STORY.index('Tuesday')}-{STORY.index('Tuesday') + 7}]" in day
    assert "resolve.day" in day
    assert "Tuesday[1.event_date]" in result.output


def test_every_event_and_every_dropped_mention_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mosul.txt"
    path.write_text(STORY, encoding="utf-8")
    found = explained(read_one(str(path), published="2024-02-08"))
    printed = shown(path, "--published", "2024-02-08").output
    assert len(found.events) >= 1
    for number, event in enumerate(found.events, start=1):
        assert f"event {number}: {event['status']}" in printed
        for reason in event["reasons"]:
            assert f"held for {reason}: " in printed
    for reason, detail in found.dropped:
        assert reason in printed and detail in printed


def test_the_description_beside_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "a.meta.yaml").write_text("id: own\npublished: 2024-02-08\n", encoding="utf-8")
    assert json.loads(read_one(str(tmp_path / "a.txt"))) | {"text": ""} == {
        "id": "own", "source": None, "published": "2024-02-08", "text": "",
    }  # fmt: skip


def test_a_line_is_found_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps({"id": name, "text": STORY}) + "\n" for name in "abc"), encoding="utf-8")
    assert json.loads(read_one(str(path), name="b"))["id"] == "b"
    missing = shown(path, "--id", "z")
    assert missing.exit_code == 2
    assert "no line with the id 'z'" in missing.output


def test_a_refused_article_is_explained_too(tmp_path: Path) -> None:
    path = tmp_path / "coffee.txt"
    path.write_text("Coffee growers expect the best harvest in six years. Prices rose by a tenth.", encoding="utf-8")
    result = shown(path)
    assert result.exit_code == 0
    assert "0 published, 0 held" in result.output
    assert "refused by " in result.output


def test_an_article_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hostile.jsonl"
    path.write_text(
        json.dumps({"id": "x\u009b", "text": STORY.replace("Tuesday", "\x1b[31mTuesday")}), encoding="utf-8"
    )
    output = shown(path).output
    assert "\x1b[31m" not in output
    assert "\u009b" not in output
