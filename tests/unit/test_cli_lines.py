"""JSON Lines in and out: what a file, a pipe and a full disk do."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from pipeline.commands import lines
from pipeline.errors import SettingError, StoreError


def test_every_line_is_read_blank_ones_and_an_unfinished_last_one_too(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "1"}\r\n\n{"id": "2"}')
    assert list(lines.read_lines(str(path))) == [b'{"id": "1"}', b"", b'{"id": "2"}']


def test_gz_is_known_by_name_and_packs_to_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"
    for path in (first, second):
        with lines.writing_lines(str(path)) as write:
            write(b"one")
            write(b"two")
    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()) == b"one\ntwo\n"
    assert list(lines.read_lines(str(first))) == [b"one", b"two"]


def test_a_line_without_end_is_cut_and_the_next_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 10)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 35 + b"\nshort\n")
    assert list(lines.read_lines(str(path))) == [b"x" * 10, b"short"]


@pytest.mark.parametrize("name", ["missing.jsonl", "."], ids=["no such file", "a folder"])
def test_input_that_cannot_be_opened_is_an_unusable_argument(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError):
        list(lines.read_lines(str(tmp_path / name)))


def test_a_damaged_gz_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(os.urandom(5000))[:-20])
    with pytest.raises(StoreError, match="cannot be read to its end"):
        list(lines.read_lines(str(path)))


def test_output_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old\n")
    with pytest.raises(ZeroDivisionError), lines.writing_lines(str(target)) as write:
        write(b"new")
        assert target.read_text() == "old\n"
        1 / 0  # noqa: B018 - any error of the block will do
    assert target.read_text() == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    with lines.writing_lines(str(target)) as write:
        write(b"new")
    assert target.read_text() == "new\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_output_into_a_missing_folder_is_an_unusable_argument(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be written"), lines.writing_lines(str(tmp_path / "no" / "out")):
        pass


@pytest.mark.faults
def test_a_full_disk_is_one_clear_error() -> None:
    with pytest.raises(StoreError, match="no space left on the disk"), lines.writing_lines("/dev/full") as write:
        write(b"x" * 100_000)


def test_a_line_is_compact_utf8_and_half_a_surrogate_pair_survives() -> None:
    assert lines.packed({"id": "é", "n": None}) == '{"id": "é", "n": null}'.encode()
    assert lines.packed({"id": "\ud800"}) == b'{"id": "\\ud800"}'
    with pytest.raises(ValueError, match="not JSON compliant|Out of range"):
        lines.packed({"x": float("nan")})


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"one\ntwo\n")))
    assert list(lines.read_lines("-")) == [b"one", b"two"]
