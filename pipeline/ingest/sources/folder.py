"""A folder of .html, .htm and .txt files, subfolders included, each with what is known of it in a .meta.yaml beside it.

An article without an id of its own is named after the source and its path. Files are taken in the order of their paths,
so that the same folder gives the same rows on any machine. Names that begin with a dot are passed over; every other
file that is no article is refused, so that none is forgotten.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.articles import (
    HTML,
    MAX_BODY_BYTES,
    TEXT,
    Place,
    Refused,
    article,
    check_body,
    description,
    is_id,
    refusal,
    refuse_withdrawn,
    taken_or_refused,
)
from pipeline.ingest.descriptions import MAX_DESCRIPTION_BYTES, SUFFIX, read_description
from pipeline.ingest.entries import SETTINGS_NAME, SourceEntry
from pipeline.records import Article, Reject
from pipeline.stage import Run

#: publisher, language: of articles that say nothing of it themselves.
OPTIONS = ("publisher", "language")

KIND = "folder"
MEDIA_TYPES = {".html": HTML, ".htm": HTML, ".txt": TEXT}


def read(entry: SourceEntry, run: Run) -> Iterator[Article | Reject]:
    """The articles of the folder, and a refusal for every file that is none.

    Raises:
        SourceError: If there is no such folder or it cannot be listed.
    """
    names = _files(entry.path)
    described = {name for name in names if name.endswith(SUFFIX)}
    used: set[str] = set()
    for name in names:
        if name in described or name == SETTINGS_NAME:
            continue
        beside = next((found for found in _description_names(name) if found in described), None)
        if beside:
            used.add(beside)
        place = Place(entry.name, KIND, _printable(name))
        yield taken_or_refused(partial(_article, entry, name, beside, place, run), place, run)
    for name in sorted(described - used):
        place = Place(entry.name, KIND, _printable(name))
        yield refusal(Refused("META_INVALID", "describes an article that is not beside it"), place, run)


def _files(root: Path) -> list[str]:
    """Paths of all files under `root`, relative to it, sorted; links to folders are not followed."""
    if not root.is_dir():
        raise SourceError(f"{root}: is no folder." if root.exists() else f"{root}: no such folder.")
    found: list[str] = []

    def failed(error: OSError) -> None:
        raise SourceError(f"{error.filename}: cannot be listed: {(error.strerror or '').lower()}.") from error

    for folder, below, names in os.walk(root, onerror=failed):
        below[:] = [name for name in below if not name.startswith(".")]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names if not name.startswith(".")]
    return sorted(found, key=os.fsencode)


def _description_names(name: str) -> tuple[str, str]:
    return name + SUFFIX, os.path.splitext(name)[0] + SUFFIX


def _article(entry: SourceEntry, name: str, beside: str | None, place: Place, run: Run) -> Article:
    article_id = f"{place.source}/{place.origin}"
    media_type = MEDIA_TYPES.get(os.path.splitext(name)[1].lower())
    if media_type is None:
        raise Refused("UNSUPPORTED_TYPE", "a folder holds .html, .htm and .txt files")
    given = read_description(_bytes(entry.path, beside, MAX_DESCRIPTION_BYTES)) if beside else {}
    if given.get("id") is not None:
        article_id = given["id"]
    if not is_id(article_id):
        raise Refused("NO_ID", "the id, or the path that stands for it, is no printable text of up to 512 characters")
    refuse_withdrawn(given, article_id)
    told = {**entry.options, **{key: value for key, value in description(given, article_id).items() if value}}
    body = _bytes(entry.path, name, MAX_BODY_BYTES)
    check_body(body, media_type, article_id)
    expected = given.get("sha256")
    if expected is not None and expected != sha256(body).hexdigest():
        raise Refused("META_INVALID", "sha256 in the description is not that of the file", article_id)
    return article(article_id, body, media_type, told, place, run)


def _bytes(root: Path, name: str, limit: int) -> bytes:
    """The bytes of a file, one more than `limit` at most.

    Raises:
        Refused: UNREADABLE_FILE, if it is no regular file, leads out of the folder or cannot be read.
    """
    path = root / name
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            raise Refused("UNREADABLE_FILE", "a link that leads out of the folder")
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting
            raise Refused("UNREADABLE_FILE", "no regular file")
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go in a circle
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Refused("UNREADABLE_FILE", reason.lower()) from error


def _printable(name: str) -> str:
    """A path as text, / between folders: bytes that are no UTF-8 and control characters are written as escapes."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace").replace(os.sep, "/")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
