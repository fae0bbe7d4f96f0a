"""Those who are told when something fails: a mail server and a web server on loopback that keep what they get."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tests.integration.airflow_server import free_port

TOKEN = "secret-of-the-webhook"


@dataclass
class Told:
    """What came.

    Attributes:
        connections: Environment variables that make Airflow send it here.
        mails: Messages, parsed.
        posts: Bodies that were posted, each with the header Authorization.
    """

    connections: dict[str, str] = field(default_factory=dict)
    mails: list[Any] = field(default_factory=list)
    posts: list[tuple[dict[str, str], str | None]] = field(default_factory=list)


@contextlib.contextmanager
def listening() -> Iterator[Told]:
    """Both servers, for the time of a block."""
    told = Told()
    mail = Controller(_Mailbox(told), hostname="127.0.0.1", port=free_port())
    web = ThreadingHTTPServer(("127.0.0.1", 0), _hook(told))
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    mail.start()
    thread.start()
    told.connections |= connections(mail.port, web.server_address[1])
    try:
        yield told
    finally:
        mail.stop()
        web.shutdown()
        web.server_close()
        thread.join()


def connections(mail_port: int, web_port: int) -> dict[str, str]:
    """The two connections of Airflow, as environment variables."""
    extra = {
        "from_email": "casus@own.example", "to": "night@own.example, day@own.example",
        "disable_ssl": True, "disable_tls": True, "retry_limit": 1, "timeout": 5,
    }  # fmt: skip
    mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": mail_port, "extra": extra}
    hook = {"conn_type": "http", "host": f"http://127.0.0.1:{web_port}/hook", "password": TOKEN}
    return {"AIRFLOW_CONN_CASUS_MAIL": json.dumps(mail), "AIRFLOW_CONN_CASUS_WEBHOOK": json.dumps(hook)}


class _Mailbox:
    def __init__(self, told: Told) -> None:
        self.told = told

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.told.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def _hook(told: Told) -> type[BaseHTTPRequestHandler]:
    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.posts.append((json.loads(body), self.headers.get("Authorization")))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Hook
