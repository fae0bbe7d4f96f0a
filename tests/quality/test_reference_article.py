"""The hand-coded reference article, by the scorer that lies beside the checkout in development."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.quality


def test_the_reference_article_is_coded_as_its_coding_says(shared: Path, root: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(shared / "gold" / "score"), "seed", "--json", str(figures)]
    program = f"{sys.executable} -m pipeline.cli"
    done = subprocess.run([*command, "--casus", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.dumps(json.loads(figures.read_text(encoding="utf-8")))
    wrong = [line for line in done.stdout.splitlines() if line.startswith("seed-") and " 100.0 " not in line]
    assert "seed-undated" in told
    assert not wrong, "\n".join(wrong)
