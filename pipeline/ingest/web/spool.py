"""What was fetched, kept as it was received: bodies under their sha256, beside each address its headers.

A page in the spool is not fetched again, so a run that was killed goes on where it was. A feed or sitemap is asked for
again with the headers of the last answer, so that an unchanged one costs a 304.
Names are hashes: nothing that comes from outside becomes a path.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES, WITHDRAWN, Refused
from pipeline.ingest.web.fetching import Fetcher, Response


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of responses."""

    folder: Path

    def page(self, url: str) -> Response | None:
        """The last response to an address; None if there is none, or it is damaged."""
        try:
            row: Any = json.loads(self._record(url).read_bytes())
            body = self._body(row["sha256"]).read_bytes()
            if row["url"] != url or sha256(body).hexdigest() != row["sha256"]:
                return None
            headers = {str(name): str(value) for name, value in row["headers"].items()}
            return Response(str(row["answered_by"]), 200, headers, body)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, url: str, response: Response) -> None:
        """Put a response down, whole or not at all; the body of an earlier one stays.

        Raises:
            SourceError: If it cannot be written.
        """
        digest = sha256(response.body).hexdigest()
        row = {
            "url": url,
            "answered_by": response.url,
            "headers": dict(response.headers),
            "sha256": digest,
        }
        with self._writing():
            body = self._body(digest)
            if not body.exists():
                _write(body, response.body)
            _write(self._record(url), json.dumps(row, indent=1).encode() + b"\n")

    def forget(self, url: str) -> None:
        """Take away what stood at an address."""
        self._record(url).unlink(missing_ok=True)

    def remember(self, name: str, url: str) -> None:
        """Note which address an entry of the source leads to.

        Raises:
            SourceError: If it cannot be written.
        """
        if self.remembered(name) != url:
            with self._writing():
                _write(self._name(name), json.dumps({"name": name, "url": url}).encode() + b"\n")

    def remembered(self, name: str) -> str | None:
        """The address that was noted last for an entry; None if none was."""
        try:
            row: Any = json.loads(self._name(name).read_bytes())
            return str(row["url"]) if row["name"] == name else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _name(self, name: str) -> Path:
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / "names" / digest[:2] / f"{digest}.json"

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SourceError(f"{self.folder}: cannot be written: {(error.strerror or str(error)).lower()}.") from error

    def _record(self, url: str) -> Path:
        name = sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / "pages" / name[:2] / f"{name}.json"

    def _body(self, digest: str) -> Path:
        if len(digest) != 64 or not digest.isalnum():
            raise ValueError("no sha256")
        return self.folder / "bodies" / digest[:2] / digest


def renewed(url: str, fetcher: Fetcher, spool: Spool, limit: int = MAX_BODY_BYTES) -> Response:
    """What stands at an address now; from the spool if nothing has changed since.

    Raises:
        Refused: If it cannot be had; see `Fetcher.get`.
    """
    known = spool.page(url)
    try:
        response = fetcher.get(url, limit=limit, known=known.headers if known else None)
    except Refused as refused:
        if refused.reason == WITHDRAWN:
            spool.forget(url)
        raise
    if response.status == 304 and known:
        return known
    spool.keep(url, response)
    return response


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    os.replace(part, path)
