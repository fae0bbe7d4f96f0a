"""What the tests of whole commands and of sources share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def hosts_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """When a host may be asked again is noted in the cache of the user; a test must not wait for another one."""
    folder: Path = tmp_path_factory.mktemp("hosts")
    for module in ("web.pages", "entries"):
        monkeypatch.setattr(f"pipeline.ingest.{module}.shared_folder", lambda: folder)
