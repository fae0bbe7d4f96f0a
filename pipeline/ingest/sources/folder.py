"""A folder of .html and .txt files, each with a description beside it (`name.meta.yaml`): id, title, published, url, publisher, language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import SourceError
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.lines import MAX_ARTICLE_BYTES, reject
from pipeline.records import Article, Reject
from pipeline.stage import Run

_MEDIA = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
_FIELDS = ("id", "title", "published", "url", "publisher", "language")
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,30})", re.I)


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The articles and refusals of a folder and those inside it, by path.

    Raises:
        SourceError: If the folder is missing or cannot be listed.
    """
    if not entry.path.is_dir():
        raise SourceError(f"source {entry.name}: {entry.path}: no such folder.")
    try:
        files = sorted((p for p in entry.path.rglob("*") if p.is_file()), key=lambda p: p.relative_to(entry.path).as_posix())
    except OSError as error:
        raise SourceError(f"source {entry.name}: {entry.path}: cannot be listed: {error.strerror}.") from error
    for path in files:
        if path.suffix.lower() in _MEDIA:
            yield _article(entry, path, run)


def _article(entry: SourceEntry, path: Path, run: Run) -> Article | Reject:
    inside = path.relative_to(entry.path).as_posix()
    key = f"{entry.name}/{inside}"
    try:
        size = path.stat().st_size
        if size > MAX_ARTICLE_BYTES:
            return reject(key, "TOO_LARGE", f"{size} bytes; {MAX_ARTICLE_BYTES} are allowed", run)
        body = path.read_bytes()
    except OSError as error:
        return reject(key, "UNREADABLE_FILE", str(error.strerror), run)
    about = _description(path)
    if isinstance(about, str):
        return reject(key, "META_INVALID", about, run)
    if not body.strip():
        return reject(key, "NO_TEXT", "an empty file", run)
    if b"\x00" in body and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return reject(key, "NUL_BYTES", f"at byte {body.index(0)}", run)
    media = _MEDIA[path.suffix.lower()]
    problem = _undecodable(body, media)
    if problem:
        return reject(key, "BAD_ENCODING", problem, run)
    return Article(
        article_id=str(about.get("id") or f"{entry.name}/{inside.rsplit('.', 1)[0]}"), source_name=entry.name, source_kind="folder", origin=inside, url=about.get("url"), media_type=media, body=body,
        sha256=sha256(body).hexdigest(), title=about.get("title"), published=about.get("published"), language=about.get("language") or entry.options.get("language"),
        publisher=about.get("publisher") or entry.options.get("publisher"), first_seen_at=run.at, batch=run.batch,
    )  # fmt: skip


def _description(path: Path) -> dict[str, Any] | str:
    """What is known of a file, or why its description cannot be used; empty when there is none."""
    for beside in (path.with_name(f"{path.name}.meta.yaml"), path.with_name(f"{path.stem}.meta.yaml")):
        if not beside.is_file():
            continue
        try:
            data = yaml.safe_load(beside.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            return f"{beside.name}: {str(error).splitlines()[0]}"
        if data is None:
            return {}
        if not isinstance(data, dict):
            return f"{beside.name}: holds no keys"
        out: dict[str, Any] = {}
        for field in _FIELDS:
            value = data.get(field)
            if isinstance(value, datetime | date):
                value = value.isoformat()
            if value is not None and not isinstance(value, str | int):
                return f"{beside.name}: {field} is no text"
            out[field] = None if value is None else str(value)
        return out
    return {}


def _undecodable(body: bytes, media: str) -> str | None:
    """Why bytes are no text; None when they are. Plain text is UTF-8; a page may declare another charset."""
    charset = "utf-8"
    if media == "text/html" and (declared := _CHARSET.search(body[:4096])):
        charset = declared.group(1).decode("ascii")
    try:
        body.decode(charset)
    except UnicodeDecodeError as error:
        return f"not {charset} at byte {error.start}"
    except LookupError:
        return f"unknown charset {charset!r}"
    return None
