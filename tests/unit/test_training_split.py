"""The parts into which labelled collections are cut for training."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "benchmarks" / "training"


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    import split as module

    yield module
    sys.modules.pop("split")


def test_parts_together_are_the_set_and_stay_the_same(split, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"a-{number}", "text": "x"}) for number in range(500)]
    (tmp_path / "set.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    counts = split.cut(tmp_path / "set.jsonl", tmp_path / "parts")
    parts = {name: (tmp_path / "parts" / name / "set.jsonl").read_text("utf-8").split("\n")[:-1] for name in counts}
    assert sorted(parts["train"] + parts["held"]) == sorted(lines)
    assert 150 <= counts["held"] <= 250  # two of five
    assert [split.part(f"a-{number}") for number in range(4)] == ["held", "train", "train", "held"]


def test_a_set_that_grows_moves_no_line(split, tmp_path: Path) -> None:
    def held(count: int) -> list[str]:
        path = tmp_path / "set.jsonl"
        path.write_text("".join(json.dumps({"id": f"b-{number}"}) + "\n" for number in range(count)), "utf-8")
        split.cut(path, tmp_path / "parts")
        return (tmp_path / "parts" / "held" / "set.jsonl").read_text("utf-8").split("\n")[:-1]

    few, more = held(50), held(100)
    assert few and more[: len(few)] == few and len(more) > len(few)


def test_lines_without_an_id_are_left_out(split, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"text": "x"}\n', "utf-8")
    assert split.cut(tmp_path / "set.jsonl", tmp_path / "parts") == {}
    assert not (tmp_path / "parts").exists()
