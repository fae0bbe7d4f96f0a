"""What the tests of whole commands and of sources share."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import contract
from pipeline.contract.examples import examples


@pytest.fixture(autouse=True)
def hosts_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """When a host may be asked again is noted in the cache of the user; a test must not wait for another one."""
    folder: Path = tmp_path_factory.mktemp("hosts")
    for module in ("web.pages", "entries"):
        monkeypatch.setattr(f"pipeline.ingest.{module}.shared_folder", lambda: folder)


@pytest.fixture(scope="session")
def codebook_texts() -> list[str]:
    """The codebook's sentences: each example alone, and all counter-examples as one text."""
    pairs = [pair for found in examples(contract.default_spec()) for pair in found.pairs.values()]
    return [*(pair.example for pair in pairs), " ".join(pair.counter for pair in pairs)]
