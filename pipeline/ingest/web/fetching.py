"""Fetching one address after the other, as a polite visitor that nobody can keep busy.

robots.txt is obeyed, a host is asked one thing at a time with a pause between, Retry-After is waited for or the host is
left for the next run, and a run has a budget of requests. Time, bytes, redirects and repetitions have limits, so that
whatever a server does costs one refusal.
"""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import SplitResult, urljoin

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from pipeline.errors import SettingError, SourceError
from pipeline.ingest.articles import MAX_BODY_BYTES, WITHDRAWN, Refused
from pipeline.ingest.web.addresses import AddressRefused, connection, parts, port_of
from pipeline.ingest.web.budget import RunBudget
from pipeline.ingest.web.turns import Turns

#: Name under which casus asks; what robots.txt is read for.
AGENT = "casus"

#: Seconds between two bytes, and of one request as a whole, redirects apart.
SILENCE_S, WHOLE_S = 20.0, 60.0
#: Redirects of one address, and requests of one address when a server fails.
MAX_REDIRECTS, ATTEMPTS = 5, 3
#: Seconds between two requests to a host, and the longest that robots.txt or Retry-After may ask for in a run; what
#: asks for more is left for the next run.
PAUSE_S, MAX_WAIT_S = 1.0, 120.0
#: Seconds before the second attempt; doubled for each further one, and up to half more at random.
BACKOFF_S = 2.0
#: Requests of one source in one run, if its entry says nothing else.
BUDGET = 500
#: Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least).
MAX_ROBOTS_BYTES = 512 * 1024

#: The status of what was taken away for good (RFC 9110, 15.5.11).
_GONE = 410
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READ_BYTES = 64 * 1024
#: Largest header block, by count and by length of one; http.client itself bounds both, this bounds what is kept.
_MAX_HEADERS, _MAX_HEADER_CHARS = 100, 4096


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered.

    Attributes:
        url: The address that answered, after redirects.
        status: Of HTTP; 200, 304 or one of 4xx.
        headers: By name in lower case.
        body: Without its content encoding.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Manners:
    """How a source is visited.

    Attributes:
        contact: Address or page of whoever runs casus; stands in every request.
        budget: Requests of this source in this run.
        run_budget: Requests of all sources of this run together; None for no limit.
        allows_private: Whether addresses that are not public may be fetched.
        authorization: Value of the Authorization header for the host of the source itself; None for none.
        home: Host to which `authorization` is sent.
        hosts: Folder in which all runs of a machine look when a host may be asked; None for this run alone.
        sleep, clock: For tests.
    """

    contact: str
    budget: int = BUDGET
    allows_private: bool = False
    authorization: str | None = field(default=None, repr=False)
    home: str | None = None
    hosts: Path | None = None
    run_budget: RunBudget | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


class RunSpent(Refused):
    """The run has made all the requests that it may.

    Args:
        limit: How many.
    """

    def __init__(self, limit: int) -> None:
        super().__init__("FETCH_LATER", f"the budget of the run, {limit} requests, is spent")


class Fetcher:
    """Fetches for one source in one run; holds what it has learned of the hosts."""

    def __init__(self, manners: Manners) -> None:
        if not manners.contact.strip().isprintable() or not manners.contact.isascii():
            raise SettingError("option contact must be an e-mail address or a page, in ASCII.")
        self._manners = manners
        self._left = manners.budget
        self._turns = Turns(manners.hosts, MAX_WAIT_S)
        self._closed: dict[str, str] = {}
        self._robots: dict[str, Any] = {}
        self._random = Random(0)  # the same waits in every run

    def get(self, url: str, *, limit: int = MAX_BODY_BYTES, known: Mapping[str, str] | None = None) -> Response:
        """What stands at an address.

        Args:
            url: The address.
            limit: Bytes of the body, before and after its content encoding is taken off.
            known: Headers of the response that is at hand already: if nothing has changed, the status is 304.

        Raises:
            Refused: ADDRESS_REFUSED, ROBOTS_DISALLOWED, FETCH_LATER, FETCH_FAILED, WITHDRAWN, TOO_LARGE.
        """
        asked = _conditions(known or {})
        for _ in range(MAX_REDIRECTS + 1):
            found = parts(url)
            self._obey_robots(url, found)
            response = self._ask(url, found, asked, limit)
            if response.status not in _REDIRECTS:
                if response.status in (200, 304):
                    return response
                reason = WITHDRAWN if response.status == _GONE else "FETCH_FAILED"
                raise Refused(reason, f"status {response.status}")
            url = _target(response)
        raise Refused("FETCH_FAILED", f"more than {MAX_REDIRECTS} redirects")

    def _obey_robots(self, url: str, found: SplitResult) -> None:
        """Refuse what robots.txt disallows; learn the pause that it asks for."""
        origin = f"{found.scheme}://{found.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        rules = self._robots[origin]
        if rules is None:
            raise Refused("ROBOTS_DISALLOWED", "robots.txt cannot be read")
        if not rules.can_fetch(url, AGENT):
            raise Refused("ROBOTS_DISALLOWED", "by robots.txt")

    def _read_robots(self, origin: str) -> Any:
        """The rules of a host; None, which forbids all, if they cannot be had (RFC 9309, 2.3.1)."""
        try:
            from protego import Protego
        except ImportError as error:
            raise SourceError("sources on the web need more packages: pip install 'casus-etl[fetch]'.") from error

        url = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                found = parts(url)
                response = self._ask(url, found, {}, MAX_ROBOTS_BYTES)
            except Refused as refused:
                if refused.reason in ("FETCH_LATER", "ADDRESS_REFUSED"):
                    raise
                return None
            if response.status not in _REDIRECTS:
                return Protego.parse(response.body.decode("utf-8", "replace") if response.status == 200 else "")
            try:
                url = _target(response)
            except Refused:
                break
        return Protego.parse("")

    def _ask(self, url: str, found: SplitResult, headers: Mapping[str, str], limit: int) -> Response:
        """One address, asked again if the server fails; any status but those that say to come again."""
        host = f"{found.hostname}:{port_of(found)}"
        told = "the host does not answer"
        for attempt in range(1, ATTEMPTS + 1):
            if host in self._closed:
                raise Refused("FETCH_LATER", self._closed[host])
            if self._left <= 0:
                raise Refused("FETCH_LATER", f"the budget of {self._manners.budget} requests is spent")
            if self._manners.run_budget is not None and not self._manners.run_budget.take():
                raise RunSpent(self._manners.run_budget.limit)
            self._left -= 1
            wait = BACKOFF_S * 2 ** (attempt - 1) * (1 + self._random.random() / 2)
            try:
                with self._turns.taken(host, self._manners.clock()):
                    self._pause(host, found)
                    response = self._once(url, found, headers, limit)
            except AddressRefused as error:
                raise Refused("ADDRESS_REFUSED", str(error)) from error
            except (HTTPError, HTTPException, OSError, ValueError) as error:
                told = type(error).__name__
            else:
                if response.status != 429 and response.status < 500:
                    return response
                told = f"status {response.status}"
                wait = max(wait, _retry_after(response.headers))
                if wait > MAX_WAIT_S:
                    self._closed[host] = f"{told}: the host asks to come again later"
                    raise Refused("FETCH_LATER", self._closed[host])
            if attempt < ATTEMPTS:
                self._manners.sleep(wait)
        raise Refused("FETCH_FAILED", f"{told}, {ATTEMPTS} times")

    def _pause(self, host: str, found: SplitResult) -> None:
        rules = self._robots.get(f"{found.scheme}://{found.netloc}")
        asked = rules.crawl_delay(AGENT) if rules is not None else None
        if asked is not None and asked > MAX_WAIT_S:
            self._closed[host] = f"robots.txt asks for {asked:.0f} seconds between requests"
            raise Refused("FETCH_LATER", self._closed[host])
        now = self._manners.clock()
        due = self._turns.due(host, now)
        if due > now:
            self._manners.sleep(due - now)
        self._turns.leave(host, due + max(PAUSE_S, asked or 0.0))

    def _once(self, url: str, found: SplitResult, headers: Mapping[str, str], limit: int) -> Response:
        made = connection(found, allows_private=self._manners.allows_private, timeout=SILENCE_S)
        # A server that sends a byte now and then never runs into the time limit of the socket.
        held: list[socket.socket] = []
        is_cut = threading.Event()
        watch = threading.Timer(WHOLE_S, _cut, [made, held, is_cut])
        watch.daemon = True
        watch.start()
        try:
            path = (found.path or "/") + (f"?{found.query}" if found.query else "")
            made.connect()
            if made.sock is not None:
                held.append(made.sock)  # the connection forgets it once it has the headers
            made.request("GET", path, headers=self._headers(found, headers), preload_content=False)
            answer = made.getresponse()
            kept = {
                name.lower()[:_MAX_HEADER_CHARS]: value[:_MAX_HEADER_CHARS]
                for name, value in list(answer.headers.items())[:_MAX_HEADERS]
            }
            # Authorization and cookies that a server sets are none of ours.
            kept.pop("set-cookie", None)
            body = _body(answer, kept, limit) if answer.status == 200 else b""
            if is_cut.is_set():  # to the reader it looks like the end
                raise TimeoutError
            return Response(url, answer.status, kept, body)
        finally:
            watch.cancel()
            made.close()

    def _headers(self, found: SplitResult, more: Mapping[str, str]) -> dict[str, str]:
        headers = {
            "User-Agent": f"{AGENT}/1 (+{self._manners.contact.strip()})",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
            "Accept-Encoding": "gzip",
            **more,
        }
        if self._manners.authorization and found.netloc == self._manners.home and found.scheme == "https":
            headers["Authorization"] = self._manners.authorization
        return headers


def _cut(made: HTTPConnection, held: list[socket.socket], is_cut: threading.Event) -> None:
    """End a request that takes too long: whoever reads it gets an error or an end."""
    is_cut.set()
    for sock in (*held, made.sock):
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed already
                continue


def _conditions(known: Mapping[str, str]) -> dict[str, str]:
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {header: known[name] for header, name in pairs if known.get(name)}


def _target(response: Response) -> str:
    try:
        return urljoin(response.url, response.headers["location"]).partition("#")[0]
    except (KeyError, ValueError) as error:
        raise Refused("FETCH_FAILED", f"status {response.status} without a target") from error


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait; 0 if it does not say."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        then = parsedate_to_datetime(told)
        return max(0.0, (then - parsedate_to_datetime(headers["date"])).total_seconds())
    except (ValueError, TypeError, KeyError):
        return 0.0


def _body(answer: BaseHTTPResponse, headers: Mapping[str, str], limit: int) -> bytes:
    """The body without its content encoding, bounded at every step.

    Raises:
        Refused: TOO_LARGE; UNSUPPORTED_TYPE for an encoding that was not asked for.
        ValueError: If it is cut off or is not in the encoding that it claims.
    """
    told = headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:18]) > limit:
        raise Refused("TOO_LARGE", f"more than {limit} bytes")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise Refused("UNSUPPORTED_TYPE", f"content encoding {encoding[:20]!r}")
    inflate = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    got, received = bytearray(), 0
    while data := answer.read1(_READ_BYTES, decode_content=False):
        received += len(data)
        if inflate is not None:
            try:
                data = inflate.decompress(data, limit + 1 - len(got))
            except zlib.error as error:
                raise ValueError("not gzip") from error
        got += data
        if received > limit or len(got) > limit:
            raise Refused("TOO_LARGE", f"more than {limit} bytes")
    if inflate is not None and not inflate.eof and got:
        raise ValueError("cut off")
    if told.isascii() and told.isdigit() and received < int(told[:18]):
        raise ValueError("cut off")
    return bytes(got)
