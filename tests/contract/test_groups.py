"""Tests that share a server, a browser or a coded batch are of one group, which one worker runs: else each worker makes
its own."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("told")
def test_a_group_stays_with_one_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist tells its scheduler the group of a test by a suffix; without it tests are spread one by one."""
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("tests run in one process, or by another rule than --dist loadgroup of `make test`")
    assert request.node.nodeid.endswith("@told")
