"""What a tool can check is checked by the tool: the same as `make lint` says of style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_ruff_finds_nothing(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "concise", str(root)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_test_file_has_tests(root: Path) -> None:
    """An emptied file passes as well as a full one does."""
    files = sorted((root / "tests").rglob("test_*.py"))
    empty = [str(file.relative_to(root)) for file in files if "\ndef test_" not in file.read_text(encoding="utf-8")]
    assert files
    assert not empty
