"""What is read of parted tables is read once, and is what the store would give."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from pipeline import contract
from pipeline.contract.parts import parts_of_ids
from pipeline.job.parts_read import PartsRead
from pipeline.records import MergeProposal
from pipeline.store import Store, Writer, is_among

NAME = "merge_proposals"
IDS = ("IRQ1", "IRQ999", "IRQ1000", "IRQ1001", "IRQ2000", "SYR7")


def proposals() -> Any:
    points = {field.name: 10 for field in fields(MergeProposal) if field.name.endswith("points")}
    rows = [MergeProposal(event_id_cnty=one, other_event_id="ZWE1", **points) for one in IDS]
    return contract.in_order(NAME, contract.from_records(NAME, rows))


def parts(*events: str) -> list[str]:
    return list(parts_of_ids(events).to_pylist())


def test_reads_what_the_store_gives_and_no_part_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    read = Writer.read

    def noted(writer: Writer, name: str, **given: Any) -> Any:
        asked.append(sorted(given["parts"]))
        return read(writer, name, **given)

    with Store(tmp_path).writing("test") as writer:
        writer.put(NAME, proposals())
        monkeypatch.setattr(Writer, "read", noted)
        held = PartsRead(writer, [NAME])
        for wanted in (parts("SYR7"), parts("IRQ1", "SYR7"), parts("IRQ2000", "IRQ1"), parts("COL1")):
            for where in (None, is_among("event_id_cnty", ["IRQ999", "SYR7"])):
                for columns in (None, ["event_id_cnty", "other_event_id"]):
                    given: dict[str, Any] = {"parts": wanted, "where": where, "columns": columns}
                    assert held.read(NAME, **given).equals(read(writer, NAME, **given))
        assert asked == [parts("SYR7"), parts("IRQ1"), parts("IRQ2000"), parts("COL1")]


def test_what_was_taken_is_read_again_as_it_then_is(tmp_path: Path) -> None:
    with Store(tmp_path).writing("test") as writer:
        writer.put(NAME, proposals())
        held = PartsRead(writer, [NAME])
        held.read(NAME, parts=parts("IRQ1", "IRQ1000"))
        there = held.take(NAME, parts("IRQ1"))
        assert there["event_id_cnty"].to_pylist() == ["IRQ1", "IRQ999"]
        writer.put_parts(NAME, parts("IRQ1"), there.filter(pc.field("event_id_cnty") == "IRQ1"), there=there)
        assert held.read(NAME, parts=parts("IRQ1"))["event_id_cnty"].to_pylist() == ["IRQ1"]
