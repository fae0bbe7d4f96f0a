"""What screening refused is listed, and read after all when a reader draws it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from pipeline.engine import spread
from pipeline.store import Store

pytestmark = [pytest.mark.integration, pytest.mark.slow]

BREAD = (
    "Mix the flour with the water and leave the dough to rest for an hour in a warm place. Fold it twice, shape it and "
    "put it in a basket. Bake it in a hot oven until the crust is brown, and let it cool on a rack before it is cut. "
    "A mild cheese goes well with it, or butter and a little salt. The dough keeps for two days in a cool place, and "
    "its taste gets better with the time; who likes it darker may add a spoon of malt and bake it for longer."
)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engine.spread", lambda act, chunks, **_: spread(act, chunks, workers=0))


def casus(*words: object) -> tuple[int, str, str]:
    shown = CliRunner().invoke(cli, [*map(str, words)])
    return shown.exit_code, shown.stdout, shown.stderr


def test_refused_article_is_listed_drawn_back_and_stays_so(tmp_path: Path) -> None:
    data, source = tmp_path / "data", tmp_path / "a.jsonl"
    rows = [
        {"id": name, "text": BREAD + f" {name}", "title": "Bread", "published": "2024-02-08"} for name in ("x", "y")
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = ("run", source, "-d", data, "--at", "2024-02-09", "-q")
    assert casus(*run)[0] == 0
    status, output, said = casus("refused", "list", "-d", data)
    listed = [json.loads(line) for line in output.splitlines()]
    assert (status, [(row["id"], row["reason"], row["title"]) for row in listed]) == (
        0,
        [("x", "OFF_TOPIC", "Bread"), ("y", "OFF_TOPIC", "Bread")],
    )
    assert "OFF_TOPIC 2" in said
    decided = ("--reviewer", "A. Reader", "--reason", "The price of bread was protested.", "--on", "2024-02-10")
    status, output, said = casus("refused", "admit", "x", "-d", data, *decided, "--workers", "0")
    assert status == 0, said
    for _ in range(2):
        assert Store(data).read("screened").column("article_id").to_pylist() == ["x"]
        refused = {row["key"]: row["stage"] for row in Store(data).read("rejects").to_pylist()}
        assert refused == {"x": "extract", "y": "screen"}
        assert casus(*run)[0] == 0
    (kept,) = Store(data).read("admissions").to_pylist()
    assert (kept["article_id"], kept["reviewer"], str(kept["decided_on"])) == ("x", "A. Reader", "2024-02-10")


def test_article_that_was_not_refused_cannot_be_drawn_back(tmp_path: Path) -> None:
    data, source = tmp_path / "data", tmp_path / "a.jsonl"
    source.write_text(json.dumps({"id": "x", "text": BREAD}) + "\n")
    assert casus("run", source, "-d", data, "--at", "2024-02-09", "-q")[0] == 0
    status, _, said = casus("refused", "admit", "z", "-d", data, "--reviewer", "A", "--reason", "B")
    assert status != 0 and "z: is none that screening refused" in said
    assert casus("refused", "list", "-d", tmp_path / "nowhere")[0] != 0
