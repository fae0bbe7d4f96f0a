"""Credentials of a source: they reach its server and nothing else, wherever they are from."""

from __future__ import annotations

import ipaddress
import logging
import os
import ssl
import subprocess
import sys
import textwrap
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.errors import SettingError
from pipeline.ingest.entries import SourceEntry
from pipeline.ingest.sources import module
from pipeline.ingest.web import credentials, fetching
from pipeline.records import Article
from pipeline.stage import Run
from tests.integration.web_server import PAGE, Server, serving

pytestmark = pytest.mark.integration

RUN = Run(run_id="test", at=datetime(2024, 2, 8, tzinfo=UTC), batch="test")
SECRET = "s3cret-word"
BASIC = f"Basic {b64encode(f'desk:{SECRET}'.encode()).decode()}"
FEED = b"<rss><channel><item><link>/one</link></item><item><link>{other}/two</link></item></channel></rss>"


def certificate(path: Path) -> None:
    """A certificate for 127.0.0.1 that nobody but these tests trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server over TLS that casus trusts here."""
    path = tmp_path / "server.pem"
    certificate(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setattr(fetching, "PAUSE_S", 0.0)
    monkeypatch.setattr(fetching, "BACKOFF_S", 0.0)
    with serving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.url = server.url.replace("http:", "https:")
        yield server


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    with serving() as running:
        yield running


def entry(folder: Path, server: Server, name: str) -> SourceEntry:
    options = {"url": f"{server.url}/rss", "contact": "desk@example.org", "allow_private": "yes"}
    return SourceEntry("courier", "feed", folder / "spool", {**options, "authorization_from": name})


def publish(server: Server, elsewhere: Server, wanted: str) -> None:
    server.wanted = wanted
    server.files["/rss"] = (200, {"Content-Type": "application/xml"}, FEED.replace(b"{other}", elsewhere.url.encode()))
    server.files["/one"] = elsewhere.files["/two"] = (200, {}, PAGE)


@pytest.mark.parametrize("value", [BASIC, f"Bearer {SECRET}"], ids=["Basic", "Bearer"])
def test_server_that_asks_for_credentials_gets_them_and_nothing_else_does(
    guarded: Server,
    elsewhere: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    value: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CASUS_SECRET_COURIER", value)
    publish(guarded, elsewhere, value)
    rows = list(module("feed").read(entry(tmp_path, guarded, "CASUS_SECRET_COURIER"), RUN))
    assert [row.article_id for row in rows if isinstance(row, Article)] == [
        f"{guarded.url}/one",
        f"{elsewhere.url}/two",
    ]
    assert guarded.headers["/rss"]["Authorization"] == guarded.headers["/one"]["Authorization"] == value
    assert not any("Authorization" in headers for headers in elsewhere.headers.values())
    kept = b"".join(path.read_bytes() for path in (tmp_path / "spool").rglob("*") if path.is_file())
    told = f"{caplog.text}{''.join(capfd.readouterr())}{rows!r}{kept!r}"
    assert SECRET not in told and BASIC.removeprefix("Basic ") not in told


def test_wrong_credentials_are_said_without_them(
    guarded: Server, elsewhere: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASUS_SECRET_COURIER", f"Bearer {SECRET}")
    publish(guarded, elsewhere, "Bearer another")
    with pytest.raises(Exception, match="status 401") as refused:
        list(module("feed").read(entry(tmp_path, guarded, "CASUS_SECRET_COURIER"), RUN))
    assert SECRET not in f"{refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.parametrize("value", [None, f"Bearer {SECRET}\r\nX-More: 1", f"Bearer {SECRET}é"])
def test_credentials_that_cannot_be_used_are_said_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Server, value: str | None
) -> None:
    if value is not None:
        monkeypatch.setenv("CASUS_SECRET_COURIER", value)
    with pytest.raises(SettingError, match="CASUS_SECRET_COURIER") as refused:
        list(module("feed").read(entry(tmp_path, elsewhere, "CASUS_SECRET_COURIER"), RUN))
    assert SECRET not in str(refused.value)
    assert not elsewhere.asked


def test_scheduler_is_asked_for_what_the_environment_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_ALSO", [])
    credentials.also_ask({"courier": BASIC}.get)
    assert credentials.authorization("courier", "test") == BASIC
    monkeypatch.setenv("courier", "Bearer x")
    assert credentials.authorization("courier", "test") == "Bearer x"


CONNECTIONS = """
    import sys
    sys.path.append("dags")
    from casus_joints import connection
    print(connection("courier"), connection("token"), connection("nowhere"))
"""


@pytest.mark.slow
@pytest.mark.xdist_group("airflow")
def test_connections_of_airflow_are_credentials(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW_CONN_COURIER": f"https://desk:{SECRET}@courier.example",
        "AIRFLOW_CONN_TOKEN": f"https://:{SECRET}@courier.example",
    }
    command = [sys.executable, "-c", textwrap.dedent(CONNECTIONS)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1:] == [f"{BASIC} Bearer {SECRET} None"], done.stderr[-2000:]
    assert SECRET not in done.stderr
