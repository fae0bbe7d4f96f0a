"""`casus run` and the commands around it on a dataset in object storage, and the way back in time."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import cli
from pipeline.engine import spread
from pipeline.store import Store
from tests.faults.test_killed import KILLED
from tests.integration import s3_server, sample
from tests.integration.s3_server import BUCKET, Server

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.xdist_group("s3-run")]

RELEASE = "2024.02.09"
DATA = f"s3://{BUCKET}/news"
#: Of the runs that are killed: how long the next one has to wait.
LEASE_S = 3.0
#: Before a script: no worker processes, whose start is most of the time of a small run.
IN_ONE_PROCESS = """
from pipeline import bucket, engine
spread = engine.spread
engine.spread = lambda act, chunks, **_: spread(act, chunks, workers=0)
"""


def casus(*arguments: object) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file under a folder, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def released(server: Server, data: str = DATA) -> dict[str, str]:
    """As `hashes`, of the releases of a dataset in object storage."""
    folder = f"{data.removeprefix(f's3://{BUCKET}/')}/releases/"
    return {key.removeprefix(folder): hashlib.sha256(server.get(key)).hexdigest() for key in server.keys(folder)}


@pytest.fixture(scope="module", autouse=True)
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Who works on the code may commit while these tests run; and starting workers would be most of their time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipeline.provenance.code_commit", lambda: None)
        patched.setattr("pipeline.engine.spread", lambda act, chunks, **_: spread(act, chunks, workers=0))
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with s3_server.serving() as served:
        yield served


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two files of article lines, the second one with more of them."""
    folder = tmp_path_factory.mktemp("sources")
    lines = sample.lines()
    (folder / "early.jsonl").write_bytes(b"\n".join(lines[:2]) + b"\n")
    (folder / "late.jsonl").write_bytes(b"\n".join(lines[:4] + lines[-3:]) + b"\n")
    return folder / "early.jsonl", folder / "late.jsonl"


@pytest.fixture(scope="module")
def local(sources: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset on a disk, of two runs."""
    data = tmp_path_factory.mktemp("local") / "data"
    for source in sources:
        assert casus("run", source, "-d", data, "--workers", "1", "-q").exit_code == 0
    return data


@pytest.fixture(scope="module")
def shown(server: Server, sources: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the program said about the same two runs in object storage."""
    work = tmp_path_factory.mktemp("work")
    for source in sources:
        said = casus("run", source, "-d", DATA, "--workers", "1", "-q", "--work", work / "runs")
        assert said.exit_code == 0, said.output
    assert not (work / "runs").exists()
    return said


def test_a_release_in_object_storage_has_the_bytes_of_one_on_a_disk(local: Path, shown: Result, server: Server) -> None:
    assert released(server) == hashes(local / "releases")
    assert f"release   {DATA}/releases/{RELEASE}.1\n" in shown.stdout
    tables = [(store.state.number, store.state.release) for store in (Store(DATA), Store(local))]
    assert tables[0] == tables[1]


def test_every_command_reads_it_there(local: Path, shown: Result, tmp_path: Path) -> None:
    event = Store(local).read("events").column("event_id_cnty").to_pylist()[0]
    for told in (["show", event], ["history", event], ["review", "export"]):
        there, here = casus(*told, "-d", DATA), casus(*told, "-d", local)
        assert there.exit_code == 0 and there.stdout == here.stdout, there.output
    there, here = (casus("status", "-d", data).stdout.splitlines() for data in (DATA, local))
    assert there[0] == f"dataset   {DATA}"
    assert "at work   nobody" in there, "\n".join(there)
    last_run, steps = (
        next(number for number, line in enumerate(there) if line.startswith(start)) for start in ("last run", "steps")
    )
    assert there[last_run:steps] == here[last_run:steps]
    for where in (DATA, f"{DATA}/releases/{RELEASE}.1"):
        said = casus("release", "verify", where)
        assert said.stdout == f"{DATA}/releases/{RELEASE}.1: every file is as its manifest says\n"
        assert casus("release", "show", where).stdout.startswith(f"{DATA}/releases/{RELEASE}.1\n")
    there, here = (casus("export", data, "--format", "acled-csv") for data in (DATA, local))
    assert there.exit_code == 0 and there.stdout == here.stdout
    assert casus("export", DATA, "--format", "sqlite", "-o", tmp_path / "own.sqlite").exit_code == 0
    pair = [f"releases/{RELEASE}", f"releases/{RELEASE}.1"]
    there, here = (casus("diff", *(f"{data}/{one}" for one in pair)) for data in (DATA, local))
    assert there.exit_code == 0 and there.stdout == here.stdout
    assert casus("show", event, "-d", f"{DATA}/releases/{RELEASE}.1").exit_code == 0


@pytest.mark.parametrize("place", ["disk", "object storage"])
def test_the_states_of_a_dataset_can_be_listed_and_read(place: str, local: Path, shown: Result) -> None:
    data = local if place == "disk" else DATA
    listed = casus("history", "-d", data).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [str(number + 1) for number in range(len(listed))]
    done = [line.split(maxsplit=3)[3] for line in listed]
    assert done[:3] == ["taking articles in", "results of run", "stage merge"]
    assert done.count("release") == 2
    first = next(line.split()[0] for line in listed if line.endswith("  release"))
    told = json.loads(casus("history", "-d", data, "--json").stdout)
    assert told[-1]["release"] == f"{RELEASE}.1"
    exported = [
        casus("export", data, "--format", "acled-csv", "--as-of", state).stdout
        for state in (first, RELEASE, f"{RELEASE}.1")
    ]
    assert exported[0] == exported[1] == casus("export", f"{data}/releases/{RELEASE}", "--format", "acled-csv").stdout
    assert exported[2] == casus("export", data, "--format", "acled-csv").stdout != exported[0]
    then = set(Store(data).at(RELEASE).read("events").column("event_id_cnty").to_pylist())
    new = sorted(set(Store(data).read("events").column("event_id_cnty").to_pylist()) - then)[0]
    assert casus("show", new, "-d", data, "--as-of", f"{RELEASE}.1").exit_code == 0
    unknown = casus("show", new, "-d", data, "--as-of", RELEASE)
    assert unknown.exit_code == 2 and "knows no event of this id" in unknown.stderr
    assert casus("history", sorted(then)[0], "-d", data, "--as-of", first).exit_code == 0
    never = casus("show", new, "-d", data, "--as-of", "1999-12-31")
    assert never.exit_code == 2 and "the oldest one is number 1 of " in never.stderr


@pytest.mark.faults
def test_running_again_changes_nothing(shown: Result, server: Server, sources: tuple[Path, Path]) -> None:
    def objects() -> dict[str, bytes]:
        """All but leases and the records of runs: each run leaves its own."""
        keys = [key for key in server.keys("news/") if not key.startswith("news/runs/")]
        return {key: server.get(key) for key in keys if not key.endswith(".lease.json")}

    before = objects()
    said = casus("run", sources[1], "-d", DATA, "--workers", "1", "-q")
    assert said.exit_code == 0 and "nothing has changed" in said.stdout
    assert objects() == before


@pytest.mark.faults
def test_two_runs_at_once(shown: Result, sources: tuple[Path, Path]) -> None:
    with Store(DATA).exclusive("the first"):
        said = casus("run", sources[0], "-d", DATA)
    assert said.exit_code == 1
    assert f"{DATA}: another run is working on it (" in said.stderr and "the first)" in said.stderr


@pytest.mark.faults
def test_a_release_edited_by_hand_is_found_and_stops_the_next_one(
    shown: Result, server: Server, sources: tuple[Path, Path], tmp_path: Path
) -> None:
    key = f"news/releases/{RELEASE}.1/events/2024.parquet"
    good = server.get(key)
    server.put(key, good[:-100])
    try:
        said = casus("release", "verify", DATA)
        assert said.exit_code == 1
        assert "2024.parquet: was changed" in said.stderr
        more = tmp_path / "more.jsonl"
        more.write_bytes(b"\n".join(sample.lines()[:5]) + b"\n")
        before = set(server.keys("news/releases/"))
        said = casus("run", more, "-d", DATA, "--workers", "1", "-q")
        assert said.exit_code == 1
        assert f"{DATA}/releases/{RELEASE}.1: is not as it was released" in said.stderr.splitlines()[-1]
        assert set(server.keys("news/releases/")) == before
        said = casus("export", DATA, "--format", "acled-csv")
        assert said.exit_code == 1
        assert f"{DATA}/releases/{RELEASE}.1: its table" in said.stderr
    finally:
        server.put(key, good)


@pytest.mark.faults
def test_killed_in_mid_write_and_run_again_gives_the_same_release(
    local: Path, server: Server, sources: tuple[Path, Path], tmp_path: Path
) -> None:
    data = f"s3://{BUCKET}/killed"

    def run(moment: str, count: int) -> subprocess.CompletedProcess[str]:
        script = f"{IN_ONE_PROCESS}bucket.LEASE_S = {LEASE_S}\n" + textwrap.dedent(KILLED)
        command = [sys.executable, "-c", script, moment, str(count), str(sources[0]), "-d", data, "-q"]
        command += ["--work", str(tmp_path / "work")]
        give_up = time.monotonic() + 60
        while True:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if "another run is working on it" not in done.stderr or time.monotonic() > give_up:
                return done
            time.sleep(LEASE_S / 2)

    for moment, count in (
        ("pipeline.store:Writer._commit", 3),  # some tables are written, and no state names them
        ("pipeline.bucket:_at_once", 1),  # all objects of the release are there, and no manifest
    ):
        done = run(moment, count)
        assert done.returncode == -signal.SIGKILL, f"{moment}: {done.stdout}{done.stderr}"
        assert casus("release", "verify", data).exit_code == 2, moment
    assert server.keys("killed/releases/")
    done = run("pipeline.bucket:_at_once", 0)
    assert done.returncode == 0, done.stderr
    assert released(server, data) == {
        path: value for path, value in hashes(local / "releases").items() if path.startswith(f"{RELEASE}/")
    }
    assert not (tmp_path / "work").exists()
