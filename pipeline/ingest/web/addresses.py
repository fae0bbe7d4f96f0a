"""Which addresses may be fetched, and connections that go to those and nowhere else.

A name is resolved once, every address it stands for is looked at, and the connection is made to the address that was
looked at: what a name stands for a moment later (DNS rebinding) makes no difference.
"""

from __future__ import annotations

import socket
import ssl
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from pipeline.ingest.articles import MAX_FIELD_CHARS, Refused

#: Seconds until a connection stands.
CONNECT_S = 10.0

_SCHEMES = {"http": 80, "https": 443}
#: Addresses that hold an IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(HTTPError):
    """A name that stands for an address that is not public."""


def parts(url: str) -> SplitResult:
    """The parts of an address that may be fetched.

    Raises:
        Refused: ADDRESS_REFUSED, if it is none of http or https, names a user, or is no address at all.
    """
    if len(url) > MAX_FIELD_CHARS or not url.isprintable() or " " in url:
        raise Refused("ADDRESS_REFUSED", "no address: too long, or it holds blanks or control characters")
    try:
        found = urlsplit(url)
        port = found.port
    except ValueError as error:
        raise Refused("ADDRESS_REFUSED", f"no address: {str(error)[:80].lower()}") from error
    if found.scheme not in _SCHEMES:
        raise Refused("ADDRESS_REFUSED", "neither http nor https")
    if not found.hostname or port == 0:
        raise Refused("ADDRESS_REFUSED", "names no host")
    if found.username is not None or found.password is not None:
        raise Refused("ADDRESS_REFUSED", "holds a user or a password")
    return found


def port_of(found: SplitResult) -> int:
    """The port that an address names, or that of its scheme."""
    return found.port or _SCHEMES[found.scheme]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open Internet; one that wraps another is judged by that one too."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def connection(found: SplitResult, *, allows_private: bool, timeout: float) -> HTTPConnection:
    """A connection, not yet made, to the host of an address.

    Args:
        found: As `parts` gives it.
        allows_private: Whether the user allows addresses that are not public.
        timeout: Seconds between two bytes.
    """
    host, port = str(found.hostname), port_of(found)
    if found.scheme == "https":
        return _GuardedHTTPS(
            host, port, timeout=timeout, allows_private=allows_private, ssl_context=ssl.create_default_context()
        )
    return _GuardedHTTP(host, port, timeout=timeout, allows_private=allows_private)


def _connect(host: str, port: int, allows_private: bool, timeout: float) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not allows_private and not all(is_public(str(address[0])) for *_, address in found):
        raise AddressRefused("not a public address")
    failed: OSError | None = None
    for family, kind, protocol, _, address in found:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(CONNECT_S)
            made.connect(address)
        except OSError as error:
            made.close()
            failed = error
            continue
        made.settimeout(timeout)
        return made
    raise failed or OSError("no address")


class _GuardedHTTP(HTTPConnection):
    """Connects to public addresses only."""

    def __init__(self, host: str, port: int, *, timeout: float, allows_private: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._guard = (allows_private, timeout)

    def _new_conn(self) -> socket.socket:
        return _connect(self.host, int(self.port or 80), *self._guard)


class _GuardedHTTPS(HTTPSConnection):
    """Connects to public addresses only; the certificate must be that of the name."""

    def __init__(self, host: str, port: int, *, timeout: float, allows_private: bool, **more: Any) -> None:
        super().__init__(host, port, timeout=timeout, **more)
        self._guard = (allows_private, timeout)

    def _new_conn(self) -> socket.socket:
        return _connect(self.host, int(self.port or 443), *self._guard)
