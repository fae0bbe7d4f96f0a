"""A server of the S3 interface on loopback (moto), on a free port, with what casus is told about it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

BUCKET = "casus-test"
#: Credentials of nobody.
KEY, SECRET = "testing", "testing"

#: In a process of its own: Delta Lake holds this one's interpreter while it waits for some answers. It ends with its
#: standard input, so also when the tests are killed.
_SERVE = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
sys.stdin.read()
server.stop()
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        url: Its address.
        client: A client of another make than what casus uses.
        process: The server itself.
    """

    url: str
    client: Any
    process: subprocess.Popen[str]

    def keys(self, prefix: str = "") -> list[str]:
        """Keys in the bucket, sorted."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return sorted(entry["Key"] for page in pages for entry in page.get("Contents", ()))

    def get(self, key: str) -> bytes:
        """An object."""
        return self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def put(self, key: str, data: bytes) -> None:
        """Replace an object, whatever it was."""
        self.client.put_object(Bucket=BUCKET, Key=key, Body=data)

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Know nobody's credentials for a block."""
        self._ask("reset-auth", b"0")
        try:
            yield
        finally:
            self._ask("reset-auth", b"1000000000")

    def _ask(self, what: str, data: bytes) -> None:
        told = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{self.url}/moto-api/{what}", data, told, method="POST")
        urllib.request.urlopen(request, timeout=10).close()


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server with an empty bucket, for the time of a block; the environment names it, as a user's would."""
    import boto3

    process = subprocess.Popen([sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    # Work folders lie in the user's cache, by address: those of tests that were killed would be found by the next ones.
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory(prefix="casus-tests-") as cache:
        patched.setenv("XDG_CACHE_HOME", cache)
        for name in ("AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_REGION"):
            patched.delenv(name, raising=False)
        patched.setenv("AWS_ENDPOINT_URL", url)
        patched.setenv("AWS_ACCESS_KEY_ID", KEY)
        patched.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patched.setenv("AWS_REGION", "us-east-1")
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        try:
            yield Server(url, client, process)
        finally:
            client.close()
            process.communicate("", timeout=30)
