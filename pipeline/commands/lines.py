"""JSON Lines in and out: files, standard streams, .gz by name; a result appears whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import json
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import CasusError, SettingError, StoreError, cause_of

STANDARD = "-"

#: Bytes of one line that are kept. A longer one is cut here, so that a file without line ends cannot fill the memory;
#: `ingest` refuses it as too large.
MAX_LINE_BYTES = 64 * 1024 * 1024

_READ_ERRORS = (OSError, EOFError, zlib.error)


class Write(Protocol):
    """Takes the next line, without its line end."""

    def __call__(self, line: bytes, /) -> None: ...


def read_lines(source: str) -> Iterator[bytes]:
    """Lines of a file without their line ends, blank ones included; a line over MAX_LINE_BYTES comes cut.

    Args:
        source: Path, or "-" for standard input. A name that ends in .gz is unpacked.

    Raises:
        SettingError: If there is no such file, or it cannot be opened.
        StoreError: If it cannot be read to its end.
    """
    with _opened(source) as stream:
        is_first = True
        while True:
            try:
                line = stream.readline(MAX_LINE_BYTES)
                if not line:
                    return
                if not line.endswith(b"\n") and len(line) == MAX_LINE_BYTES:
                    _skip_rest_of_line(stream)
            except _READ_ERRORS as error:
                raise StoreError(f"{source}: cannot be read to its end: {cause_of(error)}.") from error
            line = line.rstrip(b"\r\n")
            yield line.removeprefix(codecs.BOM_UTF8) if is_first else line
            is_first = False


@contextlib.contextmanager
def _opened(source: str) -> Iterator[Any]:
    if source == STANDARD:
        yield sys.stdin.buffer
        return
    path = Path(source)
    if path.is_dir():
        raise SettingError(f"{source}: is a folder; give a file of JSON Lines.")
    try:
        stream = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise SettingError(f"{source}: cannot be opened: {cause_of(error)}.") from error
    with stream:
        yield stream


def _skip_rest_of_line(stream: Any) -> None:
    while True:
        more = stream.readline(MAX_LINE_BYTES)
        if not more or more.endswith(b"\n"):
            return


@contextlib.contextmanager
def writing_lines(target: str) -> Iterator[Write]:
    """Write lines to a file that appears under its name when the block has ended well, and not before.

    The lines wait in a hidden file beside it; if the block ends in an exception that file is removed and an older
    target stays as it was. Standard output, devices and pipes are written as the lines come.

    Args:
        target: Path, or "-" for standard output. A name that ends in .gz is packed, to the same bytes every time.

    Raises:
        SettingError: If the folder does not exist or may not be written.
        StoreError: If the disk is full.
    """
    if target == STANDARD:
        with _as_store_errors("standard output"):
            yield _line_writer(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.is_dir():
        raise SettingError(f"{target}: is a folder; give the name of the file to write.")
    try:
        is_stream = path.exists() and not stat.S_ISREG(path.stat().st_mode)
        waiting = path if is_stream else path.with_name(f".{path.name}.partial")
        raw = waiting.open("wb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise SettingError(f"{target}: cannot be written: {cause_of(error)}.") from error
    try:
        with _as_store_errors(target):
            with raw:
                if path.suffix == ".gz":
                    # No name and no time in the header: the same lines are the same bytes.
                    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed:
                        yield _line_writer(packed)
                else:
                    yield _line_writer(raw)
                raw.flush()
                if not is_stream:
                    os.fsync(raw.fileno())
            if not is_stream:
                os.replace(waiting, path)
    except BaseException:
        if not is_stream:
            waiting.unlink(missing_ok=True)
        raise


def write_text(target: str, text: str) -> None:
    """Write a text that ends with a line feed to a file, as `writing_lines` does."""
    with writing_lines(target) as write:
        write(text.removesuffix("\n").encode())


def _line_writer(stream: Any) -> Write:
    def write(line: bytes, /) -> None:
        stream.write(line)
        stream.write(b"\n")

    return write


@contextlib.contextmanager
def _as_store_errors(target: str) -> Iterator[None]:
    try:
        yield
    except CasusError:
        raise
    except BrokenPipeError:
        raise  # the reader has enough: not a fault, see pipeline/cli.py
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {cause_of(error)}. Nothing was left behind.") from error


def packed(row: dict[str, Any]) -> bytes:
    """One JSON object as one line of UTF-8.

    Half a surrogate pair, which JSON can say and UTF-8 cannot, stays an escape: an id comes back as it was given.
    """
    text = json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(row, ensure_ascii=True, allow_nan=False, separators=(", ", ": ")).encode()
