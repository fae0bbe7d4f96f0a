"""`casus sources check`: what each source would bring, and what it would not, with nothing taken in."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import cli


def check(path: Path) -> tuple[int, str]:
    shown = CliRunner().invoke(cli, ["sources", "check", str(path)], catch_exceptions=False)
    return shown.exit_code, shown.output


def test_entry_is_tested_and_what_it_would_bring_is_shown(tmp_path: Path) -> None:
    rows = [
        {"id": f"courier-{number}", "text": "Two died.", "title": f"Raid {number}", "published": "2024-02-08"}
        for number in range(7)
    ]
    lines = [*map(json.dumps, rows), "no JSON", json.dumps({"id": "x", "text": ""})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    status, output = check(tmp_path / "a.jsonl")
    assert status == 0
    assert "a: 7 articles, 2 refused (UNREADABLE_LINE 1, NO_TEXT 1)" in output
    assert "  2024-02-08  courier-0  Raid 0\n" in output
    assert "courier-4" in output and "courier-5" not in output
    assert "  x: NO_TEXT: 0 bytes" in output
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_all_entries_are_told_also_after_one_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "b", "text": "Two died."}))
    entries = [{"name": name, "kind": "jsonl", "path": f"{name}.jsonl"} for name in ("gone", "b")]
    (tmp_path / "sources.yaml").write_text(json.dumps({"sources": entries}))
    status, output = check(tmp_path / "sources.yaml")
    assert status == 1
    assert "gone: " in output and "cannot be read" in output
    assert "b: 1 article  [jsonl: " in output
    assert "  undated  b\n" in output
