"""Asking a system that somebody named: only over HTTPS, and never a machine of our own network.

The name is looked up once and the connection goes to the very address that was looked at, so that a name
that leads elsewhere a moment later changes nothing. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings

from haina.cases.channels.port import NotDelivered

#: Seconds to connect, to wait for each piece, and for the whole reply; its most bytes.
CONNECT, READ, WHOLE = 3.0, 5.0, 8.0
MOST_BYTES = 8 * 1024
_PORTS = frozenset({443, 8443})
#: Where IPv6 addresses hold an IPv4 address in their last four bytes (RFC 6052).
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Finds the addresses of a host; raises OSError where there are none.
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system answered."""

    status: int
    body: bytes


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host; raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def require_form(address: str) -> SplitResult:
    """The parts of an address that may be asked, as far as it shows; raises NotDelivered."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotDelivered("not_an_address", again=False) from error
    loopback = settings.HAINA_LOOPBACK_WEBHOOKS and _is_loopback(parts.hostname or "")
    if not parts.hostname or (parts.scheme != "https" and not (loopback and parts.scheme == "http")):
        raise NotDelivered("not_an_address", again=False)
    if parts.username is not None or parts.password is not None or not address.isprintable():
        raise NotDelivered("address_with_password", again=False)
    if not loopback and (port or 443) not in _PORTS:
        raise NotDelivered("port", again=False)
    literal = _literal(parts.hostname)
    if literal is not None and not may_be_asked(literal):
        raise NotDelivered("private_address", again=False)
    return parts


def may_be_asked(address: Address) -> bool:
    """Whether an address is one of the public internet; the machine itself where tests allow it."""
    inner = _inner(address)
    if inner is not None:
        return may_be_asked(inner)
    if settings.HAINA_LOOPBACK_WEBHOOKS and address.is_loopback:
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def ask(
    address: str, body: bytes, headers: Mapping[str, str], *, resolve: Resolve = look_up, whole: float = WHOLE
) -> Reply:
    """Post to an address and give the reply; raises NotDelivered."""
    parts = require_form(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    pool = _pool(parts.scheme, host, _checked(host, port, resolve), port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return _posted(pool, path, body, {**headers, "Host": parts.netloc}, whole)
    except (urllib3.exceptions.SSLError, ssl.SSLError) as error:
        raise NotDelivered("certificate") from error
    except urllib3.exceptions.ReadTimeoutError as error:
        raise NotDelivered("slow") from error
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise NotDelivered("no_connection") from error
    finally:
        pool.close()


def _checked(host: str, port: int, resolve: Resolve) -> str:
    """The address to connect to; raises NotDelivered where one of the host's addresses may not be asked."""
    try:
        found = [ipaddress.ip_address(each.partition("%")[0]) for each in resolve(host, port)]
    except (OSError, ValueError) as error:
        raise NotDelivered("unknown_host") from error
    if not found:
        raise NotDelivered("unknown_host")
    if not all(may_be_asked(each) for each in found):
        raise NotDelivered("private_address", again=False)
    return str(found[0])


def _pool(scheme: str, host: str, ip: str, port: int) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT, read=READ)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(ip, port, timeout=timeout, retries=False)
    return urllib3.HTTPSConnectionPool(
        ip, port, timeout=timeout, retries=False, server_hostname=host, assert_hostname=host
    )


def _posted(
    pool: urllib3.HTTPConnectionPool, path: str, body: bytes, headers: Mapping[str, str], whole: float
) -> Reply:
    begun = time.monotonic()
    reply = pool.urlopen(
        "POST", path, body=body, headers=dict(headers), redirect=False, preload_content=False
    )
    try:
        said = b""
        for piece in reply.stream(1024, decode_content=False):
            said += piece
            if len(said) > MOST_BYTES:
                break
            if time.monotonic() - begun > whole:
                raise NotDelivered("slow")
        return Reply(reply.status, said)
    finally:
        reply.close()


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _inner(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address stands for; None where it stands for itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
