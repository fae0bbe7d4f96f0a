"""The store: what was written is what is read, a change counts as a whole, and a killed one does not count."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipeline import contract
from pipeline.errors import SchemaMismatch, SettingError, StoreError
from pipeline.records import Article, Deletion, MergeProposal, Reject
from pipeline.store import Store
from pipeline.store.states import States

AT = datetime(2024, 2, 9, tzinfo=UTC)


def articles(*ids: str, batch: str = "one", body: bytes = b"Text.") -> pa.Table:
    rows = [
        Article(
            article_id=name, source_name="own", source_kind="jsonl", origin="a.jsonl", url=None,
            media_type="text/plain", body=body, sha256="0" * 64, title=None, published="2024-02-08", language=None,
            publisher=None, first_seen_at=AT, batch=batch,
        )
        for name in ids
    ]  # fmt: skip
    return contract.from_records("articles", rows)


def deletion(*ids: str) -> pa.Table:
    rows = [Deletion(event_id_cnty=name, deleted_timestamp=1, reason="MERGED", merged_into="IRQ9") for name in ids]
    return contract.from_records("deletions", rows)


def ids(table: pa.Table) -> list[str]:
    return table.column("article_id").to_pylist()


def test_a_table_comes_back_as_it_was_written_sorted_by_its_key(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        assert writer.put("articles", articles("b", "a"))
        assert ids(writer.read("articles")) == ["a", "b"]
    for found in (store.read("articles"), Store(tmp_path).read("articles")):
        assert found.equals(articles("a", "b"))
        contract.check("articles", found)


def test_a_table_never_written_is_empty(tmp_path: Path) -> None:
    assert Store(tmp_path).read("events").equals(contract.empty("events"))
    assert not list(tmp_path.iterdir())


def test_a_table_that_breaks_the_schema_is_not_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(SchemaMismatch), store.writing("test") as writer:
        writer.put("articles", articles("a").drop_columns(["sha256"]))
    assert store.read("articles").num_rows == 0


def test_writing_a_batch_leaves_the_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put_batch("articles", "one", articles("a", "b"))
        writer.put_batch("articles", "two", articles("c", batch="two"))
        writer.put_batch("articles", "one", articles("d"))
    assert ids(store.read("articles")) == ["c", "d"]
    assert ids(store.read("articles", batch="two")) == ["c"]
    assert store.batches() == ["one", "two"]


def test_few_rows_of_a_large_table_are_found_and_other_batches_are_not_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        for name in "abc":
            writer.put_batch("articles", name, articles(f"{name}1", f"{name}2", batch=name))
    wanted = pc.field("article_id").isin(["b2", "c1"])
    assert store.find("articles", wanted).equals(store.read("articles", where=wanted))
    assert store.find("articles", wanted, columns=["article_id"]).column_names == ["article_id"]
    assert store.find("articles", pc.field("article_id") == "none").num_rows == 0
    assert store.find("documents", wanted).num_rows == 0
    assert store.batches("articles", wanted) == ["b", "c"]
    assert store.batch_sizes("articles") == {"a": 2, "b": 2, "c": 2}
    some = store.scan("articles", columns=["article_id", "batch"], where=wanted)
    assert sorted(row["article_id"] for rows in some for row in rows.to_pylist()) == ["b2", "c1"]


def test_rows_are_looked_for_in_the_batches_that_are_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put_batch("articles", "one", articles("a", "b"))
        gone = pc.field("article_id") == "a"
        writer.replace_where("articles", articles("c", batch="two"), gone, within=())
        assert ids(writer.read("articles")) == ["a", "b", "c"]
        writer.replace_where("articles", articles("a", batch="two"), gone, within=["one"])
    assert ids(store.read("articles", batch="two")) == ["a", "c"]
    assert ids(store.read("articles", batch="one")) == ["b"]


def proposals(*pairs: tuple[str, str]) -> pa.Table:
    points = dict.fromkeys((f.name for f in fields(MergeProposal) if f.name.endswith("points")), 1)
    rows = [MergeProposal(event_id_cnty=one, other_event_id=other, **points) for one, other in sorted(pairs)]
    return contract.from_records("merge_proposals", rows)


def test_parts_are_read_alone_and_give_all_their_rows_and_columns(tmp_path: Path) -> None:
    store = Store(tmp_path)
    pairs = [("AFG1001", "AFG1002"), ("AFG2001", "AFG1002"), ("MLI7", "NER3001")]
    with store.writing("proposals") as writer:
        writer.put("merge_proposals", proposals(*pairs))
    assert store.read("merge_proposals", parts=["AFG-2", "MLI-", "ZWE-1"]) == proposals(*pairs[1:])
    assert store.read("merge_proposals", parts=["ZWE-1"]).num_rows == 0
    for path in tmp_path.rglob("*part=AFG-1/*.parquet"):
        path.unlink()
    assert store.read("merge_proposals", parts=["AFG-2"]) == proposals(pairs[1])


def test_parts_that_may_hold_a_word_are_told_without_opening_them(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.parts_with("merge_proposals", "other_event_id", ["AFG1002"]) == set()
    with store.writing("proposals") as writer:
        writer.put("merge_proposals", proposals(("AFG1001", "AFG1002"), ("AFG2001", "AFG1002"), ("MLI7", "NER3001")))
    for path in tmp_path.rglob("*.parquet"):
        path.unlink()
    found = partial(store.parts_with, "merge_proposals", "other_event_id")
    assert found(["AFG1002", "AAA1"]) == {"AFG-1", "AFG-2"}
    assert found(["NER3001"]) == {"MLI-"}
    assert found(["AFG1001", "AFG1003", "ZWE1"]) == found([]) == set()


def test_rows_that_come_in_parts_make_one_file_a_batch_and_one_change(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        assert not writer.append_parts("articles", [])
        assert "articles" not in writer.versions
        parts = [("one", articles("a", "b")), ("one", articles("c")), ("two", articles("d", batch="two"))]
        assert writer.append_parts("articles", parts)
        before = writer.versions["articles"]
        assert writer.append_parts("articles", [("one", articles("e"))])
        assert writer.versions["articles"] == before + 1
    assert ids(store.read("articles", batch="one")) == ["a", "b", "c", "e"]
    assert ids(store.read("articles", batch="two")) == ["d"]
    contract.check("articles", store.read("articles"))
    files = (tmp_path / "store/tables/articles").rglob("*.parquet")
    assert sorted(path.parent.name for path in files) == ["batch=one", "batch=one", "batch=two"]


def test_parts_that_break_off_leave_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[str, pa.Table]]:
        yield "one", articles("a")
        raise SettingError("broken off")

    store = Store(tmp_path)
    with pytest.raises(SettingError), store.writing("test") as writer:
        writer.append_parts("articles", broken())
    assert store.read("articles").num_rows == 0


def test_what_a_step_puts_down_for_itself_is_gone_with_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.scratch() as file:
        file.write(b"a")
        assert store.works() == []
    assert not list(tmp_path.iterdir())


def test_replacing_rows_by_key_moves_them_between_batches(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a", "b"))
        writer.replace("articles", articles("b", "c", batch="two"), "article_id", ["b", "c"])
    assert ids(store.read("articles", batch="one")) == ["a"]
    assert ids(store.read("articles", batch="two")) == ["b", "c"]


def test_new_rows_come_beside_those_of_their_batch_which_is_not_written_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a", "b"))
        before = set((tmp_path / "store/tables/articles").rglob("*.parquet"))
        assert writer.replace("articles", articles("c"), "article_id", ["c"])
    assert before < set((tmp_path / "store/tables/articles").rglob("*.parquet"))
    assert ids(store.read("articles", batch="one")) == ["a", "b", "c"]
    contract.check("articles", store.read("articles"))


def test_rows_without_a_value_stay_when_others_are_replaced(tmp_path: Path) -> None:
    store = Store(tmp_path)
    rows = [
        Reject(stage="ingest", key="file:3", article_id=None, reason="NO_ID", detail="", batch="one"),
        Reject(stage="clean", key="a", article_id="a", reason="EMPTY_DOCUMENT", detail="", batch="one"),
    ]
    with store.writing("test") as writer:
        writer.put("rejects", contract.from_records("rejects", rows))
        writer.replace("rejects", contract.empty("rejects"), "article_id", ["a"])
    assert store.read("rejects").column("key").to_pylist() == ["file:3"]


def test_a_table_without_a_key_is_sorted_by_all_it_holds(tmp_path: Path) -> None:
    store = Store(tmp_path)
    rows = [
        Reject(stage="clean", key=key, article_id=None, reason=reason, detail="", batch=batch)
        for key, reason, batch in (
            ("b", "EMPTY_DOCUMENT", "two"),
            ("a", "LINE_TOO_LONG", "one"),
            ("a", "EMPTY_DOCUMENT", "one"),
        )
    ]
    with store.writing("test") as writer:
        writer.put("rejects", contract.from_records("rejects", rows))
    found = store.read("rejects")
    assert list(zip(found["key"].to_pylist(), found["reason"].to_pylist(), strict=True)) == [
        ("a", "EMPTY_DOCUMENT"), ("a", "LINE_TOO_LONG"), ("b", "EMPTY_DOCUMENT"),
    ]  # fmt: skip


def test_appending_the_same_rows_again_adds_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    row = Deletion(event_id_cnty="IRQ1", deleted_timestamp=1, reason="MERGED", merged_into="IRQ2")
    table = contract.from_records("deletions", [row])
    with store.writing("test") as writer:
        assert writer.append("deletions", table)
        assert not writer.append("deletions", table)
    assert store.read("deletions").num_rows == 1


def test_writing_what_is_there_already_changes_no_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file())
    with store.writing("test") as writer:
        assert not writer.put("articles", articles("a"))
        assert not writer.put_batch("articles", "one", articles("a"))
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_change_that_fails_half_way_does_not_count(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    with pytest.raises(ZeroDivisionError), store.writing("test") as writer:
        writer.put("articles", articles("b"))
        1 / 0  # noqa: B018 - any error of the block will do
    assert ids(store.read("articles")) == ["a"]
    assert ids(Store(tmp_path).read("articles")) == ["a"]
    with store.writing("test") as writer:
        assert ids(writer.read("articles")) == ["a"]
        writer.put_batch("articles", "two", articles("c", batch="two"))
    assert ids(store.read("articles")) == ["a", "c"]


@pytest.mark.faults
def test_a_writer_killed_between_two_tables_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    script = textwrap.dedent(
        f"""
        import os, signal, sys
        from pipeline import contract
        from pipeline.records import Deletion
        from pipeline.store import Store
        store = Store({str(tmp_path)!r})
        with store.writing("to be killed") as writer:
            writer.put("articles", contract.empty("articles"))
            writer.append("deletions", contract.from_records("deletions",
                [Deletion(event_id_cnty="IRQ1", deleted_timestamp=1, reason="MERGED", merged_into="IRQ2")]))
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    assert ids(Store(tmp_path).read("articles")) == ["a"]
    store = Store(tmp_path)
    with store.writing("test") as writer:
        assert ids(writer.read("articles")) == ["a"]
        assert writer.read("deletions").num_rows == 0
        row = Deletion(event_id_cnty="IRQ5", deleted_timestamp=1, reason="MERGED", merged_into="IRQ2")
        writer.append("deletions", contract.from_records("deletions", [row]))
        writer.put_batch("articles", "two", articles("b", batch="two"))
    assert ids(Store(tmp_path).read("articles")) == ["a", "b"]
    assert Store(tmp_path).read("deletions").column("event_id_cnty").to_pylist() == ["IRQ5"]


@pytest.mark.faults
def test_two_writers_at_once_take_turns_or_are_told(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import time
        from pipeline.store import Store
        with Store({str(tmp_path)!r}).writing("a long load"):
            print("in", flush=True)
            time.sleep(1.5)
        """
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert other.stdout is not None and other.stdout.readline() == b"in\n"
    store = Store(tmp_path)
    with pytest.raises(StoreError, match=f"in use .process {other.pid}: a long load."), store.writing("test"):
        pass
    with store.writing("test", wait_s=30) as writer:
        writer.put("articles", articles("a"))
    assert other.wait() == 0
    assert ids(store.read("articles")) == ["a"]


@pytest.mark.faults
def test_writers_of_different_batches_lose_nothing(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_store import articles
        from pipeline.store import Store
        for number in range(4):
            batch = f"{{sys.argv[1]}}-{{number}}"
            with Store({str(tmp_path)!r}).writing("test", wait_s=60) as writer:
                writer.put_batch("articles", batch, articles(batch, batch=batch))
        """
    )
    others = [subprocess.Popen([sys.executable, "-c", script, str(name)]) for name in range(3)]
    assert [other.wait() for other in others] == [0, 0, 0]
    assert ids(Store(tmp_path).read("articles")) == [f"{name}-{number}" for name in range(3) for number in range(4)]


@pytest.mark.faults
def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import time
        from pipeline.store import Store
        with Store({str(tmp_path)!r}).exclusive("a run"):
            print("in", flush=True)
            time.sleep(60)
        """
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert other.stdout is not None and other.stdout.readline()
    with pytest.raises(StoreError, match="another run is working on it"), Store(tmp_path).exclusive("test"):
        pass
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    with Store(tmp_path).exclusive("test", wait_s=5):
        pass


def test_a_store_of_another_schema_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    head = tmp_path / "store" / "HEAD.json"
    head.write_text(json.dumps({**json.loads(head.read_text()), "schema_version": "0.0.1"}))
    with pytest.raises(StoreError, match="schema 0.0.1"):
        Store(tmp_path)
    head.write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path)


def test_a_dataset_folder_that_is_a_file_is_an_unusable_argument(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SettingError, match="is a file"):
        Store(tmp_path / "data")


@pytest.mark.parametrize("name", ["", "../x", "a b", "it's", ".hidden", "x" * 65])
def test_a_batch_name_that_could_leave_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError, match="batch"), Store(tmp_path).writing("test") as writer:
        writer.put_batch("articles", name, articles("a"))


@pytest.mark.faults
def test_a_full_disk_is_one_clear_error_and_keeps_the_old_state(small_disk: Path) -> None:
    store = Store(small_disk / "data")
    with store.writing("test") as writer:
        writer.put("articles", articles("a"))
    noise = os.urandom(3_000_000)
    with pytest.raises(StoreError, match="no space left on the disk"), store.writing("test") as writer:
        writer.put("articles", articles("b", "c", body=noise))
    assert ids(Store(small_disk / "data").read("articles")) == ["a"]
    with Store(small_disk / "data").writing("test") as writer:
        writer.put("articles", articles("b"))
    assert ids(Store(small_disk / "data").read("articles")) == ["b"]


@pytest.mark.faults
def test_a_truncated_file_of_a_table_is_one_clear_error(tmp_path: Path) -> None:
    with Store(tmp_path).writing("test") as writer:
        writer.put("articles", articles("a"))
    part = next((tmp_path / "store" / "tables").rglob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(StoreError, match="the store cannot be used") as told:
        Store(tmp_path).read("articles")
    assert len(str(told.value).splitlines()) == 1


def test_appending_writes_the_new_rows_and_no_others(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("IRQ3", "IRQ2"):
        with store.writing("test") as writer:
            assert writer.append("deletions", deletion(*{"IRQ1", name}))
            assert writer.append("deletions", deletion(*{"IRQ1", name})) is False
    parts = sorted((tmp_path / "store" / "tables" / "deletions").glob("*.parquet"))
    assert len(parts) == 2  # IRQ1 came with IRQ3
    assert store.read("deletions").equals(deletion("IRQ1", "IRQ2", "IRQ3"))


def test_every_finished_change_is_a_state_that_can_be_read_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(SettingError, match="nothing was written yet"):
        store.at(1)
    for name in ("a", "b", "c"):
        with store.writing(f"write {name}") as writer:
            writer.put("articles", articles(name))
            writer.release = f"2024.02.09.{ord(name)}"
    with store.writing("nothing new") as writer:
        writer.put("articles", articles("c"))
    assert [(one.number, one.purpose) for one in store.states()] == [(1, "write a"), (2, "write b"), (3, "write c")]
    assert [ids(store.at(number).read("articles")) for number in (1, "2", 3)] == [["a"], ["b"], ["c"]]
    assert ids(store.at("2024.02.09.98").read("articles")) == ["b"]
    for unknown in (0, "4", "2024.02.09.1", "2024.02.09.99.1", "yesterday"):
        with pytest.raises(SettingError, match="state"):
            store.at(unknown)
    with pytest.raises(SettingError, match="the past cannot be written"), store.at(1).writing("test"):
        pass


@pytest.mark.faults
def test_a_change_that_ends_when_the_state_before_is_kept_already_may_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    with store.writing("write a") as writer:
        writer.put("articles", articles("a"))
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError), store.writing("write b") as writer:
        patched.setattr(States, "_set", lambda *_: 1 / 0)
        writer.put("articles", articles("b"))
    assert (tmp_path / "store" / "heads" / "000000001.json").exists()
    assert [one.purpose for one in Store(tmp_path).states()] == ["write a"]
    with store.writing("write c") as writer:
        writer.put("articles", articles("c"))
    assert [one.purpose for one in Store(tmp_path).states()] == ["write a", "write c"]
    assert ids(store.at(1).read("articles")) == ["a"]


class Clock(datetime):
    """A clock that the tests set."""

    at = datetime(2026, 11, 28, 12, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return cls.at


@pytest.mark.faults
def test_states_are_found_by_day_and_instant_also_when_the_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.store.states.datetime", Clock)
    store = Store(tmp_path)
    for name, day in (("a", 1), ("b", 3), ("c", 2), ("d", 5)):  # c was written by a clock set back
        monkeypatch.setattr(Clock, "at", datetime(2026, 11, day, 12, tzinfo=UTC))
        with store.writing(f"write {name}") as writer:
            writer.put("articles", articles(name))
    assert [one.at.day for one in store.states() if one.at] == [1, 3, 3, 5]
    found = {when: ids(store.at(when).read("articles")) for when in (
        "2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05T11:59:59Z", "2026-11-05T12:00", "2027-01-01"
    )}  # fmt: skip
    assert list(found.values()) == [["a"], ["a"], ["c"], ["c"], ["c"], ["d"], ["d"]]
    with pytest.raises(SettingError, match="the oldest one is number 1 of 2026-11-01T12:00:00Z"):
        store.at("2026-11-01T11:00:00Z")


def test_compacting_keeps_what_can_be_asked_for_within_the_retention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.store.states.datetime", Clock)
    store = Store(tmp_path)
    for name, day in (("a", 1), ("b", 10), ("c", 20), ("d", 28)):
        monkeypatch.setattr(Clock, "at", datetime(2026, 11, day, 12, tzinfo=UTC))
        with store.writing(f"write {name}") as writer:
            writer.put("articles", articles(name))
            writer.append("deletions", deletion(f"IRQ{day}"))
    with pytest.raises(ZeroDivisionError), store.writing("fails") as writer:
        writer.put("articles", articles("e"))
        1 / 0  # noqa: B018 - any error of the block will do
    done = Store(tmp_path).compact(timedelta(days=10))
    # On the 18th, ten days before, it was as on the 10th.
    assert (done.tables, done.states, done.oldest) == (1, 1, 2)
    assert done.files == 2  # of a, and of what failed
    store = Store(tmp_path)
    assert [one.purpose for one in store.states()] == ["write b", "write c", "write d", "compaction"]
    assert [ids(store.at(number).read("articles")) for number in (2, 3, 4, 5)] == [["b"], ["c"], ["d"], ["d"]]
    assert [store.at(number).read("deletions").num_rows for number in (2, 3, 4, 5)] == [2, 3, 4, 4]
    assert Store(tmp_path).compact(timedelta(days=10)).files == 0
    with store.writing("goes on") as writer:
        writer.put_batch("articles", "two", articles("f", batch="two"))
        writer.append("deletions", deletion("IRQ99"))
    assert ids(Store(tmp_path).read("articles")) == ["d", "f"]
    assert Store(tmp_path).read("deletions").num_rows == 5


def test_more_versions_than_a_checkpoint_holds_stay_readable(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(110):
        with store.writing("test") as writer:
            writer.append("deletions", deletion(f"IRQ{number:03}"))
    assert list((tmp_path / "store" / "tables" / "deletions" / "_delta_log").glob("*.checkpoint.parquet"))
    assert store.at(3).read("deletions").equals(deletion("IRQ000", "IRQ001", "IRQ002"))
    assert store.read("deletions").num_rows == 110


def test_a_run_starts_with_an_empty_work_folder(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (store.work("run") / "left.arrow").touch()
    assert not list(store.work("run").iterdir())
    store.drop_work("run")
    assert not (tmp_path / "work").exists()


def test_waiting_is_bounded(tmp_path: Path) -> None:
    with Store(tmp_path).exclusive("first"):
        start = time.monotonic()
        with pytest.raises(StoreError), Store(tmp_path).exclusive("second", wait_s=0.2):
            pass
        assert 0.2 <= time.monotonic() - start < 10
