"""A host is asked one thing at a time, with a pause, by all sources and processes together."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pipeline.ingest.articles import Refused
from pipeline.ingest.web import fetching
from pipeline.ingest.web.fetching import Fetcher, Manners
from pipeline.ingest.web.turns import Turns
from tests.integration.web_server import serving

pytestmark = pytest.mark.integration

ASKING = """
    import sys
    from pathlib import Path
    from pipeline.ingest.web import fetching
    fetching.PAUSE_S = 0.6
    one = fetching.Fetcher(fetching.Manners("desk@example.org", allows_private=True, hosts=Path(sys.argv[2])))
    for _ in range(3):
        one.get(sys.argv[1] + "/gzip")
"""


def test_two_processes_ask_a_host_in_turns_with_the_pause_between(tmp_path: Path) -> None:
    with serving() as server:
        command = [sys.executable, "-c", textwrap.dedent(ASKING), server.url, str(tmp_path)]
        running = [subprocess.Popen(command) for _ in range(2)]
        assert [one.wait(timeout=60) for one in running] == [0, 0]
        assert sum(server.asked.values()) == 8
        gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
        assert min(gaps) > 0.2  # without turns some are asked at once; a busy machine delays some


def test_two_sources_of_one_host_share_its_pause(tmp_path: Path) -> None:
    slept: list[float] = []
    with serving() as server:
        for _ in range(2):
            manners = Manners(
                "desk@example.org", allows_private=True, hosts=tmp_path, clock=lambda: 50.0, sleep=slept.append
            )
            Fetcher(manners).get(f"{server.url}/gzip")
    assert slept == [1.0, 2.0, 3.0]  # robots.txt and the page, twice, and no clock that moves on


def test_host_that_another_process_never_lets_go_is_left_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_WAIT_S", 0.2)
    with serving() as server, Turns(tmp_path, 1.0).taken(server.url.removeprefix("http://"), time.monotonic()):
        with pytest.raises(Refused, match="another run is asking the host"):
            Fetcher(Manners("desk@example.org", allows_private=True, hosts=tmp_path)).get(f"{server.url}/gzip")
        assert not server.asked


def test_what_was_noted_before_the_machine_was_started_anew_does_not_count(tmp_path: Path) -> None:
    with Turns(tmp_path, 100.0).taken("a:80", 5_000.0):
        pass
    turns = Turns(tmp_path, 100.0)
    with turns.taken("a:80", 5_000.0):
        turns.leave("a:80", 5_060.0)
    later = Turns(tmp_path, 100.0)
    with later.taken("a:80", 5_010.0):
        assert later.due("a:80", 5_010.0) == 5_060.0
    anew = Turns(tmp_path, 100.0)
    with anew.taken("a:80", 7.0):
        assert anew.due("a:80", 7.0) == 7.0
