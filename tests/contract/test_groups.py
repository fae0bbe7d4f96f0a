"""Tests that share a server, a browser or a coded batch are of one group, which one worker runs: else each worker makes
its own. pytest-xdist tells its scheduler the group of a test by a suffix, which a newer pytest took away in silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_who_runs_it(number):
    with open({told!r}, "a") as told:
        print(os.environ["PYTEST_XDIST_WORKER"], file=told)
"""


def test_a_group_stays_with_one_worker(tmp_path: Path) -> None:
    told = tmp_path / "workers.txt"
    file = tmp_path / "test_grouped.py"
    file.write_text(_GROUPED.format(told=str(told)), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-p",
        "no:cacheprovider",
        file.name,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    workers = told.read_text(encoding="utf-8").split()
    assert len(workers) == 6
    assert len(set(workers)) == 1, f"tests of one group ran in {sorted(set(workers))}"
