"""A dataset in S3-compatible storage: `s3://bucket/prefix`.

The storage must know conditional writes (If-Match and If-None-Match), as AWS S3, MinIO, Ceph and R2 do. Keys, region
and endpoint come from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or
AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL. Keys are read by the libraries alone; nothing here holds
them.

A turn is a lease: an object that names its owner and is written anew four times before it runs out. It is over when the
storage's own clock says that nobody wrote it for its length; then, and not before, another process takes it. A process
that was stopped for so long and wakes up has lost it: it sees so at its next heartbeat, and whatever it sees, the store
does not take its change (see `pipeline.store`).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ReleaseError, SettingError, StoreClosed, StoreError
from pipeline.location import S3, Busy, Changed, Holder, Stored, Turn, as_store_errors

#: Seconds after which a lease that nobody writes anew is over. Long enough for a process that waits for the disk or
#: for a retried request, short enough that after a crash the next try of a task finds it over.
LEASE_S = 60.0
#: How often a lease is written anew in this time.
BEATS = 4
#: Storage tells times in whole seconds, so two of them may seem this much nearer than they are.
_RESOLUTION_S = 1.0
#: Seconds between two looks at a turn that another process has.
_LOOK_S = 0.5

#: Tries and seconds until storage that does not answer is given up.
RETRIES, RETRY_S, CONNECT_S, REQUEST_S = 4, 20, 5, 60
_PARALLEL = 8
_DEFAULT_REGION = "us-east-1"

#: What the texts of refusals have in them, and what to say.
_TOLD = (
    (("NoSuchBucket",), StoreClosed, "there is no such bucket. Make it, or give another one"),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "InvalidToken", "403 Forbidden", "401 Unauth"),
        StoreClosed,
        "the storage refused the credentials. Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do",
    ),
    (
        ("169.254.169.254", "security-credentials", "api/token"),
        StoreClosed,
        "no credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (
        ("error sending request", "Connection refused", "curlCode", "dns error", "timed out", "NETWORK_CONNECTION"),
        StoreError,
        "the storage cannot be reached. Look at AWS_ENDPOINT_URL and the network",
    ),
)


class Bucket:
    """A prefix in object storage.

    Raises:
        SettingError: If the address names no bucket.
    """

    def __init__(self, address: str) -> None:
        self.name = address.rstrip("/")
        self._bucket, _, prefix = self.name.removeprefix(S3).partition("/")
        if not self._bucket or "//" in prefix:
            raise SettingError(f"{address}: names no bucket; give s3://BUCKET/PREFIX.")
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        self._region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or _DEFAULT_REGION
        self._objects = self._opened()

    def _opened(self) -> Any:
        from obstore.store import S3Store

        with self.refusals():
            return S3Store(
                self._bucket,
                region=self._region,
                endpoint=self._endpoint,
                conditional_put="etag",
                client_options={
                    "allow_http": self._is_plain,
                    "connect_timeout": timedelta(seconds=CONNECT_S),
                    "timeout": timedelta(seconds=REQUEST_S),
                },
                retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_S)},
            )

    @property
    def _is_plain(self) -> bool:
        return (self._endpoint or "").startswith("http://")

    def read(self, path: str) -> Stored | None:
        import obstore

        with self.refusals():
            try:
                found = obstore.get(self._objects, self._prefix + path)
                return Stored(bytes(found.bytes()), str(found.meta["e_tag"]))
            except FileNotFoundError as error:  # what obstore's NotFoundError is
                if _is_about_bucket(error):
                    raise
                return None

    def write(self, path: str, data: bytes, *, over: str | None) -> str:
        """As the protocol says.

        A request that was answered by nobody is sent again, and may then be refused because the first one was heard:
        so an object that is there with our bytes was written by us, since each of them says who made it.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError, NotFoundError, PreconditionError

        mode: Any = "create" if over is None else {"e_tag": over}
        with self.refusals():
            try:
                return str(
                    obstore.put(self._objects, self._prefix + path, data, mode=mode, use_multipart=False)["e_tag"]
                )
            except (AlreadyExistsError, PreconditionError, NotFoundError) as error:
                if _is_about_bucket(error):
                    raise
        found = self.read(path)
        if found is not None and found.data == data:
            return found.mark
        raise Changed(path)

    def listed(self, folder: str) -> list[str]:
        import obstore

        below = f"{self._prefix}{folder}".rstrip("/")
        with self.refusals():
            found = obstore.list(self._objects, below or None).collect()
        return sorted(str(entry["path"])[len(self._prefix) :] for entry in found)

    def delete(self, paths: Iterable[str]) -> None:
        import obstore

        keys = [self._prefix + path for path in paths]
        with self.refusals(), contextlib.suppress(FileNotFoundError):
            if keys:
                obstore.delete(self._objects, keys)

    @contextlib.contextmanager
    def turn(self, name: str, purpose: str, *, wait_s: float) -> Iterator[Turn]:
        lease = Lease(self, f"{name}.lease.json", purpose)
        give_up = time.monotonic() + wait_s
        while not lease.take():
            if time.monotonic() >= give_up:
                raise Busy(lease.who)
            time.sleep(min(_LOOK_S, max(0.0, give_up - time.monotonic())))
        with lease.kept():
            yield lease

    def holder(self, name: str) -> Holder | None:
        """As the protocol says; how old its last sign of life is, is told by the clock of this machine."""
        import obstore

        path = f"{name}.lease.json"
        found = self.read(path)
        told = _read(found) if found else {}
        if not told or told.get("state") == "free":
            return None
        with self.refusals():
            then: datetime = obstore.head(self._objects, self._prefix + path)["last_modified"]
        age = (datetime.now(UTC) - then).total_seconds()
        return Holder(
            str(told.get("owner", "unknown")), str(told.get("purpose", "unknown")), age <= _length(told) + _RESOLUTION_S
        )

    def age_s(self, path: str) -> float:
        """Seconds since an object was written, by the storage's clock; infinite where there is none."""
        import obstore

        # Two processes that look at once each write an object of their own: what counts is when.
        probe = f"{path}.{uuid.uuid4().hex}.probe"
        with self.refusals():
            obstore.put(self._objects, self._prefix + probe, b"")
            try:
                now: datetime = obstore.head(self._objects, self._prefix + probe)["last_modified"]
                then: datetime = obstore.head(self._objects, self._prefix + path)["last_modified"]
            finally:
                obstore.delete(self._objects, self._prefix + probe)
        return (now - then).total_seconds()

    def table(self, path: str) -> str:
        return f"{S3}{self._bucket}/{self._prefix}{path}"

    def options(self) -> dict[str, str] | None:
        given = {
            "region": self._region,
            "allow_http": str(self._is_plain).lower(),
            "conditional_put": "etag",
            "connect_timeout": f"{CONNECT_S}s",
            "timeout": f"{REQUEST_S}s",
            "max_retries": str(RETRIES),
            "retry_timeout": f"{RETRY_S}s",
        }
        return given | ({"endpoint": self._endpoint} if self._endpoint else {})

    def files(self, path: str) -> Any:
        from pyarrow import fs

        endpoint = urlsplit(self._endpoint) if self._endpoint else None
        system = fs.S3FileSystem(
            region=self._region,
            scheme=endpoint.scheme if endpoint else "https",
            endpoint_override=endpoint.netloc + endpoint.path.rstrip("/") if endpoint else None,
            connect_timeout=CONNECT_S,
            request_timeout=REQUEST_S,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=RETRIES),
        )
        return fs.SubTreeFileSystem(f"{self._bucket}/{self._prefix}{path}", system)

    @contextlib.contextmanager
    def copy(self, path: str, *, only: str | None = None) -> Iterator[Path]:
        with self._scratch() as scratch:
            folder = scratch / self.address(path).rpartition("/")[2]
            folder.mkdir()
            self._fetch(path, folder, only)
            with self._named(folder, path):
                yield folder

    @contextlib.contextmanager
    def publishing(self, path: str, keep: Iterable[str]) -> Iterator[Path]:
        with self._scratch() as scratch:
            for name in keep:
                self._fetch(f"{path}/{name}", scratch / name, None)
            with self._named(scratch, path), self.refusals():
                yield scratch

    def publish(self, made: Path, path: str, *, last: str) -> None:
        """As the protocol says: every object once, and none over another; `last` when all others are there."""
        there = self.listed(path)
        if f"{path}/{last}" in there:
            raise StoreError(f"{self.address(path)}: was published by another process meanwhile. Run again.")
        self.delete(there)  # of a process that was killed before its release was one
        files = sorted(file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file())
        try:
            _at_once(
                lambda name: self.write(f"{path}/{name}", (made / name).read_bytes(), over=None),
                [name for name in files if name != last],
            )
            self.write(f"{path}/{last}", (made / last).read_bytes(), over=None)
        except Changed as error:
            raise StoreError(
                f"{self.address(path)}: another process is publishing there ({error}). Run again."
            ) from error

    def address(self, path: str) -> str:
        return f"{self.name}/{path}" if path else self.name

    @contextlib.contextmanager
    def refusals(self) -> Iterator[None]:
        from deltalake.exceptions import DeltaError
        from obstore.exceptions import BaseError
        from pyarrow import ArrowException

        try:
            yield
        except (BaseError, DeltaError, ArrowException, OSError) as error:
            text = str(error)
            for signs, kind, told in _TOLD:
                if any(sign in text for sign in signs):
                    where = f" at {self._endpoint}" if self._endpoint else ""
                    raise kind(f"{self.name}{where}: {told}.") from error
            with as_store_errors(self.name):
                if isinstance(error, BaseError):
                    raise OSError(text) from error
                raise

    def _fetch(self, path: str, folder: Path, only: str | None) -> None:
        def fetch(name: str) -> None:
            found = self.read(name)
            if found is not None:
                target = folder / name.removeprefix(f"{path}/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(found.data)

        with as_store_errors(folder):
            _at_once(fetch, [f"{path}/{only}".lstrip("/")] if only else self.listed(path))

    @contextlib.contextmanager
    def _scratch(self) -> Iterator[Path]:
        with as_store_errors(tempfile.gettempdir()), tempfile.TemporaryDirectory(prefix="casus-") as folder:
            yield Path(folder)

    @contextlib.contextmanager
    def _named(self, folder: Path, path: str) -> Iterator[None]:
        """Say the address of a release where a message has the folder of its copy."""
        try:
            yield
        except ReleaseError as error:
            raise ReleaseError(error.message.replace(str(folder), self.address(path))) from error


class Lease:
    """A turn in object storage: see the module.

    Attributes:
        was_left: True if the owner before never gave it back.
        who: Who has it, in brackets; empty while nobody else does.
    """

    def __init__(self, bucket: Bucket, path: str, purpose: str) -> None:
        self._bucket, self._path, self._purpose = bucket, path, purpose
        self._owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:12]}"
        self._beat, self._mark = 0, ""
        self._good_until = 0.0
        self._is_lost, self._end = threading.Event(), threading.Event()
        self.was_left, self.who = False, ""

    def take(self) -> bool:
        """Take it, if nobody has it; True if that worked."""
        found = self._bucket.read(self._path)
        was_left = False
        if found is not None:
            told = _read(found)
            if told.get("state") != "free":
                self.who = f" ({told.get('owner', 'unknown')}: {told.get('purpose', 'unknown')})"
                if self._bucket.age_s(self._path) <= _length(told) + _RESOLUTION_S:
                    return False
                was_left = True
        try:
            self._write(over=found.mark if found else None)
        except Changed:  # another one was faster
            return False
        self.was_left = was_left
        return True

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Write it anew until the block ends, then give it back."""
        thread = threading.Thread(target=self._keep, name="casus-lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._end.set()
            thread.join()
            if not self._is_lost.is_set():
                with contextlib.suppress(Changed, StoreError):  # then it ends by itself
                    self._write(over=self._mark, state="free")

    def check(self) -> None:
        """Raise StoreError if it was lost meanwhile."""
        if self._is_lost.is_set() or time.monotonic() > self._good_until:
            raise StoreError(
                f"{self._bucket.name}: this process was away for so long that its turn to write is over; another one "
                "may have it. Nothing of this step was kept; run again."
            )

    def _keep(self) -> None:
        while not self._end.wait(LEASE_S / BEATS):
            try:
                self._write(over=self._mark)
            except Changed:
                if not self._is_ours():
                    self._is_lost.set()
                    return
            except StoreError:  # the network may come back before the lease is over; `check` knows
                continue

    def _is_ours(self) -> bool:
        """Whether it is still ours: the answer to our last writing may have been lost, and not the lease."""
        with contextlib.suppress(StoreError):
            found = self._bucket.read(self._path)
            if found is None or _read(found).get("owner") != self._owner:
                return False
            self._mark = found.mark
        return True

    def _write(self, *, over: str | None, state: str = "held") -> None:
        before = time.monotonic()
        self._beat += 1
        told = {"state": state, "owner": self._owner, "purpose": self._purpose, "seconds": LEASE_S, "beat": self._beat}
        self._mark = self._bucket.write(self._path, json.dumps(told, indent=1).encode() + b"\n", over=over)
        self._good_until = before + LEASE_S


def _at_once(act: Callable[[str], object], names: Iterable[str]) -> None:
    """Do something for several names, some at a time; the first error ends it."""
    with ThreadPoolExecutor(_PARALLEL) as pool:
        for _ in pool.map(act, names):
            pass


def _read(found: Stored) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        told = json.loads(found.data)
        if isinstance(told, dict):
            return told
    return {}


def _length(told: Mapping[str, Any]) -> float:
    """Seconds that a lease lasts after its last sign of life."""
    seconds = told.get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else LEASE_S


def _is_about_bucket(error: Exception) -> bool:
    return "NoSuchBucket" in str(error)
