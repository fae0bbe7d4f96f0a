"""A web server on loopback that misbehaves: what it does is told by the path that is asked for."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<html><head><title>Two killed</title></head><body><p>Soldiers fired and killed two traders.</p></body></html>"

#: 200 MB in 200 kB.
BOMB = gzip.compress(b"a" * 200_000_000)


class Handler(BaseHTTPRequestHandler):
    """Answers by path; counts what it is asked, and keeps the headers."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        self.server.times.append(time.monotonic())
        self.server.headers[path] = dict(self.headers.items())
        self.close_connection = True
        if self.server.wanted not in (None, self.headers.get("Authorization")) and path != "/robots.txt":
            self.answer(401, {"WWW-Authenticate": "Basic"}, b"")
            return
        if path in self.server.files:
            status, headers, body = self.server.files[path]
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                self.answer(304, {"ETag": headers["ETag"]}, b"")
            else:
                self.answer(status, headers, body)
            return
        act = getattr(self, "do_" + path.strip("/").replace("-", "_").partition("/")[0], None)
        if act is None:
            self.answer(404, {}, b"")
        else:
            act()

    def answer(self, status: int, headers: dict[str, str], body: bytes, *, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "text/html"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def do_loop(self) -> None:
        self.answer(302, {"Location": "/loop"}, b"")

    def do_nowhere(self) -> None:
        self.answer(302, {}, b"")

    def do_to_metadata(self) -> None:
        self.answer(302, {"Location": "http://169.254.169.254/latest/meta-data"}, b"")

    def do_to_file(self) -> None:
        self.answer(302, {"Location": "file:///etc/passwd"}, b"")

    def do_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.pour(b"<p>war</p>" * 6_000)

    def do_endless_chunks(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.pour(b"2000\r\n" + b"a" * 0x2000 + b"\r\n")

    def do_endless_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.pour(b"X-More: " + b"a" * 60_000 + b"\r\n")

    def pour(self, data: bytes) -> None:
        try:
            while True:
                self.wfile.write(data)
        except OSError:
            return

    def do_says_too_much(self) -> None:
        self.answer(200, {}, b"x", length=10**12)

    def do_cut_off(self) -> None:
        self.answer(200, {}, PAGE, length=len(PAGE) + 100)

    def do_cut_off_gzip(self) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-12])

    def do_no_gzip(self) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, PAGE)

    def do_gzip(self) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))

    def do_bomb(self) -> None:
        self.answer(200, {"Content-Encoding": "gzip"}, BOMB)

    def do_brotli(self) -> None:
        self.answer(200, {"Content-Encoding": "br"}, b"\x0b\x02\x80hello\x03")

    def do_silent(self) -> None:
        time.sleep(3)

    def do_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip()

    def do_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self) -> None:
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def do_rubbish(self) -> None:
        self.wfile.write(b"\x00\xff" * 1000)

    def do_hang_up(self) -> None:
        return

    def do_failing(self) -> None:
        self.answer(503, {}, b"")

    def do_recovers(self) -> None:
        self.answer(503 if self.server.asked["/recovers"] < 3 else 200, {"Retry-After": "7"}, PAGE)

    def do_later(self) -> None:
        self.answer(429, {"Retry-After": "86400"}, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The server, what it holds by path (status, headers, body), and what it was asked when."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.headers: dict[str, dict[str, str]] = {}
        #: The Authorization header without which nothing is given; None for none.
        self.wanted: str | None = None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what the tests are about."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server for the time of a test."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
