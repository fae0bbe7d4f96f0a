"""The store in object storage: as on a disk, and safe where there is no lock that ends with its process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import bucket
from pipeline.errors import SettingError, StoreError
from pipeline.location import Changed, located
from pipeline.store import Store
from tests.integration import s3_server
from tests.integration.s3_server import BUCKET, Server
from tests.unit.test_store import articles, deletion, ids

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("s3")]

LEASE_S = 1.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with s3_server.serving() as served:
        yield served


@pytest.fixture
def data(server: Server, request: pytest.FixtureRequest) -> str:
    """An address where nothing lies yet."""
    return f"s3://{BUCKET}/{request.node.name[:60].replace('[', '-').replace(']', '')}/data"


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "LEASE_S", LEASE_S)


def prefix(data: str) -> str:
    return data.removeprefix(f"s3://{BUCKET}/")


def python(script: str) -> subprocess.Popen[bytes]:
    """A script in a process of its own, with short leases."""
    before = f"from pipeline import bucket\nbucket.LEASE_S = {LEASE_S}\n"
    return subprocess.Popen([sys.executable, "-c", before + textwrap.dedent(script)])


def test_tables_come_back_as_they_were_written(data: str) -> None:
    store = Store(data)
    assert not store.is_written
    with store.writing("test") as writer:
        assert writer.put("articles", articles("b", "a"))
        assert ids(writer.read("articles")) == ["a", "b"]
    with store.writing("test") as writer:
        writer.put_batch("articles", "two", articles("c", batch="two"))
        writer.replace("articles", articles("b", "d", batch="two"), "article_id", ["b", "d"])
        assert not writer.put_batch("articles", "one", articles("a"))
        assert writer.append("deletions", deletion("IRQ1"))
        assert not writer.append("deletions", deletion("IRQ1"))
        assert writer.append("deletions", deletion("IRQ1", "IRQ2"))
    for found in (store, Store(data)):
        assert found.read("articles", batch="one").equals(articles("a"))
        assert ids(found.read("articles")) == ["a", "b", "c", "d"]
        assert found.read("deletions").column("event_id_cnty").to_pylist() == ["IRQ1", "IRQ2"]
        assert found.state.number == 2


def test_rows_come_in_parts(data: str) -> None:
    store = Store(data)
    for name in ("a", "c"):
        with store.writing("test") as writer:
            two = articles(f"{name}2", batch="two")
            assert writer.append_parts(
                "articles", [("one", articles(name)), ("one", articles(f"{name}1")), ("two", two)]
            )
    assert ids(Store(data).read("articles", batch="one")) == ["a", "a1", "c", "c1"]
    assert ids(Store(data).read("articles", batch="two")) == ["a2", "c2"]


def test_a_change_that_fails_half_way_does_not_count(data: str) -> None:
    store = Store(data)
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    with pytest.raises(ZeroDivisionError), store.writing("test") as writer:
        writer.put("articles", articles("b"))
        writer.append("deletions", deletion("IRQ1"))
        1 / 0  # noqa: B018 - any error of the block will do
    assert ids(Store(data).read("articles")) == ["a"]
    with store.writing("test") as writer:
        assert ids(writer.read("articles")) == ["a"]
        writer.put_batch("articles", "two", articles("c", batch="two"))
        writer.append("deletions", deletion("IRQ2"))
    assert ids(Store(data).read("articles")) == ["a", "c"]
    assert Store(data).read("deletions").column("event_id_cnty").to_pylist() == ["IRQ2"]


def test_a_condition_that_does_not_hold_changes_nothing(data: str) -> None:
    place = located(data)
    first = place.write("x", b"one", over=None)
    second = place.write("x", b"two", over=first)
    for over in (None, first):
        with pytest.raises(Changed):
            place.write("x", b"three", over=over)
    with pytest.raises(Changed):
        place.write("y", b"three", over=second)
    found = place.read("x")
    assert found is not None and (found.data, found.mark) == (b"two", second)
    assert place.listed("") == ["x"]


@pytest.mark.faults
def test_a_killed_writer_is_waited_for_and_then_shut_out(data: str, short_leases: None) -> None:
    with Store(data).writing("test") as writer:
        writer.put("articles", articles("a"))
    killed = python(f"""
        import os, signal
        from pipeline.store import Store
        from tests.unit.test_store import articles
        with Store({data!r}).writing("to be killed") as writer:
            writer.put("articles", articles("b"))
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert killed.wait(60) == -signal.SIGKILL
    with pytest.raises(StoreError, match=r"in use \(.*: to be killed\)"), Store(data).writing("at once"):
        pass
    fence = Store(data).state.fence
    with Store(data).writing("test", wait_s=30) as writer:
        assert ids(writer.read("articles")) == ["a"]
        writer.put_batch("articles", "two", articles("c", batch="two"))
    assert ids(Store(data).read("articles")) == ["a", "c"]
    assert Store(data).state.fence != fence


@pytest.mark.faults
def test_a_lease_that_is_kept_is_not_taken(data: str, short_leases: None) -> None:
    with Store(data).writing("a long one") as writer:
        with pytest.raises(StoreError, match="in use"), Store(data).writing("other", wait_s=3 * LEASE_S):
            pass
        writer.put("articles", articles("a"))
    assert ids(Store(data).read("articles")) == ["a"]


@pytest.mark.faults
def test_who_has_the_turn_is_told_without_taking_it(data: str) -> None:
    store = Store(data)
    assert store.holders() == []
    with store.exclusive("casus run"):
        (holder,) = Store(data).holders()
        assert holder.purpose == "casus run" and f"/{os.getpid()}/" in holder.who and holder.is_working
    assert store.holders() == []
    place = located(data)
    place.write("store/RUN.lease.json", b'{"owner": "gone", "purpose": "casus run", "seconds": -9}', over=_mark(data))
    (holder,) = store.holders()
    assert (holder.who, holder.is_working) == ("gone", False)


def _mark(data: str) -> str | None:
    found = located(data).read("store/RUN.lease.json")
    return found.mark if found else None


def test_who_lost_its_lease_in_mid_write_keeps_nothing(
    data: str, short_leases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = threading.Event()
    keep = bucket.Lease._keep

    def keeping(lease: bucket.Lease) -> None:
        if lease._purpose != "sleeper":
            keep(lease)
        else:
            asleep.wait(60)  # as a process that is stopped

    monkeypatch.setattr(bucket.Lease, "_keep", keeping)
    # It does not even notice: what is tested is that the storage does not take its change.
    monkeypatch.setattr(bucket.Lease, "check", lambda lease: None)
    with Store(data).writing("test") as writer:
        writer.put("articles", articles("a"))
    with pytest.raises(StoreError, match="another process .*run again"), Store(data).writing("sleeper") as writer:
        writer.put("articles", articles("b"))
        with Store(data).writing("other", wait_s=30) as other:
            other.put_batch("articles", "two", articles("c", batch="two"))
        asleep.set()
    assert ids(Store(data).read("articles")) == ["a", "c"]


@pytest.mark.faults
def test_two_that_write_one_table_at_once_never_see_each_other(
    data: str, short_leases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = threading.Event()
    monkeypatch.setattr(bucket.Lease, "_keep", lambda lease: asleep.wait(60))
    monkeypatch.setattr(bucket.Lease, "check", lambda lease: None)
    with pytest.raises(StoreError, match="run again"), Store(data).writing("sleeper") as writer:
        writer.put("articles", articles("a"))
        with Store(data).writing("other", wait_s=30) as other:
            asleep.set()
            other.put("articles", articles("b"))
            writer.put_batch("articles", "two", articles("c", batch="two"))
            other.put_batch("articles", "three", articles("d", batch="three"))
            writer.append("deletions", deletion("IRQ1"))
            other.append("deletions", deletion("IRQ2"))
        assert ids(writer.read("articles")) == ["a", "c"]
    assert ids(Store(data).read("articles")) == ["b", "d"]
    assert Store(data).read("deletions").column("event_id_cnty").to_pylist() == ["IRQ2"]


@pytest.mark.faults
def test_who_knows_that_its_lease_is_over_stops(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "LEASE_S", 0.2)
    monkeypatch.setattr(bucket.Lease, "_keep", lambda lease: None)
    with pytest.raises(StoreError, match="its turn to write is over"), Store(data).writing("sleeper") as writer:
        time.sleep(0.3)
        writer.put("articles", articles("a"))
    assert not Store(data).is_written


@pytest.mark.faults
def test_a_run_that_lost_its_turn_finishes_no_further_change(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(data)
    with pytest.raises(StoreError, match="its turn to write is over"), store.exclusive("a run"):
        monkeypatch.setattr(bucket.Lease, "_keep", lambda lease: None)
        assert isinstance(store._run, bucket.Lease)
        store._run._good_until = 0.0
        with store.writing("test") as writer:
            writer.put("articles", articles("a"))
    assert not Store(data).is_written


@pytest.mark.faults
def test_writers_of_several_processes_lose_nothing(data: str) -> None:
    script = f"""
        import sys
        from pipeline.store import Store
        from tests.unit.test_store import articles
        for number in range(3):
            batch = f"{{sys.argv[1]}}-{{number}}"
            with Store({data!r}).writing("test", wait_s=60) as writer:
                writer.put_batch("articles", batch, articles(batch, batch=batch))
    """
    before = f"import sys\nfrom pipeline import bucket\nbucket.LEASE_S = {LEASE_S}\n"
    others = [
        subprocess.Popen([sys.executable, "-c", before + textwrap.dedent(script), str(name)]) for name in range(2)
    ]
    assert [other.wait(120) for other in others] == [0, 0]
    assert ids(Store(data).read("articles")) == [f"{name}-{number}" for name in range(2) for number in range(3)]
    assert Store(data).state.number == 6


def test_the_past_stays_readable_until_it_is_compacted(data: str) -> None:
    from datetime import timedelta

    for name in ("a", "b", "c"):
        with Store(data).writing(f"write {name}") as writer:
            writer.put("articles", articles(name))
            writer.append("deletions", deletion(f"IRQ{ord(name)}"))
    store = Store(data)
    assert [state.purpose for state in store.states()] == ["write a", "write b", "write c"]
    assert ids(store.at(1).read("articles")) == ["a"]
    assert store.at("2").read("deletions").num_rows == 2
    done = store.compact(timedelta(0))
    assert (done.tables, done.states) == (1, 3)
    assert done.files > 0
    assert ids(Store(data).read("articles")) == ["c"]
    assert Store(data).read("deletions").num_rows == 3
    with pytest.raises(SettingError, match="the oldest one is number 4"):
        Store(data).at(1)


@pytest.mark.faults
def test_what_cannot_be_used_is_one_clear_line(
    data: str, server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StoreError, match="no-such-bucket/data at .*: there is no such bucket"):
        Store("s3://no-such-bucket/data")
    with pytest.raises(SettingError, match="names no bucket"):
        Store("s3:///data")
    with server.refusing(), pytest.raises(StoreError, match="refused the credentials") as refused:
        Store(data)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    start = time.monotonic()
    with pytest.raises(StoreError, match="at http://127.0.0.1:1: the storage cannot be reached") as silent:
        Store(data)
    assert time.monotonic() - start < 30
    for error in (refused, silent):
        assert len(str(error.value).splitlines()) == 1
        assert "SECRET" not in str(error.value).replace("AWS_SECRET_ACCESS_KEY", "")
    assert capfd.readouterr().err == ""


@pytest.mark.faults
def test_a_store_of_another_schema_or_a_damaged_one_is_refused(data: str, server: Server) -> None:
    with Store(data).writing("test") as writer:
        writer.put("articles", articles("a"))
    head = f"{prefix(data)}/store/HEAD.json"
    told = json.loads(server.get(head))
    server.put(head, json.dumps({**told, "schema_version": "0.0.1"}).encode())
    with pytest.raises(StoreError, match="schema 0.0.1"):
        Store(data)
    server.put(head, b"{")
    with pytest.raises(StoreError, match="damaged"):
        Store(data)
    server.put(head, json.dumps(told).encode())
    part = next(key for key in server.keys(f"{prefix(data)}/store/tables") if key.endswith(".parquet"))
    server.put(part, server.get(part)[:100])
    with pytest.raises(StoreError, match="the store cannot be used"):
        Store(data).read("articles")


def test_a_run_in_progress_lies_on_a_disk(data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert Store(data).work("run").is_relative_to(tmp_path / "cache")
    assert Store(data, work=tmp_path / "own").work("run") == tmp_path / "own" / "run"


@pytest.mark.faults
def test_the_process_ends_well_after_reading(data: str) -> None:
    with Store(data).writing("test") as writer:
        writer.put("articles", articles("a"))
    readers = [python(f"from pipeline.store import Store\nStore({data!r}).read('articles')") for _ in range(3)]
    assert [reader.wait(60) for reader in readers] == [0, 0, 0]
    assert os.environ["AWS_ENDPOINT_URL"]
