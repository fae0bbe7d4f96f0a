"""What all tests share: where things are, and a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

# As in the workers of `pipeline/engine.py`: threads that wait for each other cost three times the processor's time.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

ROOT = Path(__file__).resolve().parent.parent
#: Annotated real news, for those who have it beside their checkout; its texts may not be part of the repository.
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """Top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated real news; tests that need it are skipped where it is not."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("no folder shared/ with annotated news beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def seeds_release(root: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The release of the sample articles, made once for all test processes; read it, change nothing."""
    base = tmp_path_factory.getbasetemp()
    data = (base if worker_id == "master" else base.parent) / "seeds_release"
    with FileLock(f"{data}.lock"):
        if not (data / "releases").is_dir():
            command = [sys.executable, "-m", "pipeline.cli", "run", str(root / "seeds/sources.yaml"), "-d", str(data)]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    (release,) = (data / "releases").iterdir()
    return release


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the person who runs the tests must not reach the program under test."""
    for name in [name for name in os.environ if name.startswith("CASUS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes; the test is skipped where nobody may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
