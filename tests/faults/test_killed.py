"""kill -9 in the middle of every step: the next run ends in the same release as an undisturbed one."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.integration import sample

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("killed")]

#: Where the process is killed, one after the other in one dataset: what is patched, and which of its calls dies.
#: The calls are those that put something down, so that each time something is half done. What an earlier run finished
#: is not written again.
MOMENTS = (
    ("pipeline.store:Writer.append_parts", 1),  # ingest: the articles are written, nothing names them
    ("pipeline.job.chunks:write_folder", 1),  # clean
    ("pipeline.job.chunks:write_file", 3),  # between clean and screen: the index of copies
    ("pipeline.job.chunks:write_folder", 2),  # screen, extract, resolve, classify
    ("pipeline.store:Writer._commit", 3),  # collect: some of the tables are written
    ("pipeline.store:Writer._commit", 10),  # merge
    ("pipeline.store:Writer._commit", 5),  # validate
    ("pipeline.publish.files:settle", 1),  # publish: all files are there, the release is not
)

KILLED = """
    import os, signal, sys
    from importlib import import_module
    from pipeline import provenance
    from pipeline.cli import cli

    provenance.code_commit = lambda: None  # who works on the code may commit while this test runs
    path, count = sys.argv[1], int(sys.argv[2])
    module, _, name = path.partition(":")
    owner = import_module(module)
    *parts, last = name.split(".")
    for part in parts:
        owner = getattr(owner, part)
    original, calls = getattr(owner, last), []

    def dying(*given, **named):
        answer = original(*given, **named)
        calls.append(1)
        if len(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, last, dying)
    cli(["run", *sys.argv[3:], "--workers", "1"])
"""


#: No call is the zeroth one.
NEVER = ("pipeline.job.chunks:write_file", 0)


def run(*arguments: object, moment: tuple[str, int] = NEVER) -> subprocess.CompletedProcess[str]:
    """`casus run` in a process of its own that dies after a certain call; with 0 it lives."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), moment[0], str(moment[1]), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file under a folder, hidden ones too, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_killed_in_every_step_and_run_again_gives_the_same_release(tmp_path: Path) -> None:
    sources = tmp_path / "own.jsonl"
    sources.write_bytes(b"\n".join(sample.lines()[:4] + sample.lines()[-3:]) + b"\n")
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    done = run(sources, "-d", undisturbed)
    assert done.returncode == 0, done.stderr
    for moment in MOMENTS:
        done = run(sources, "-d", disturbed, moment=moment)
        assert done.returncode == -signal.SIGKILL, f"{moment}: {done.stdout}{done.stderr}"
        assert not list(disturbed.glob("releases/2*")), moment
    done = run(sources, "-d", disturbed)
    assert done.returncode == 0, done.stderr
    assert hashes(disturbed / "releases") == hashes(undisturbed / "releases")
    assert not (disturbed / "work").exists()
