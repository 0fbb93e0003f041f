"""The outside network: requests to addresses that somebody else gave us.

A name is resolved once and the connection goes to exactly the address that was checked, so that
no second answer of the DNS leads inside; redirects are not followed; private addresses are refused.
"""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlsplit

import urllib3

from service.errors import Invalid

MAX_URL = 2_048
_KEPT = 1_024  # bytes of an answer that are read
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


class Unreachable(Exception):
    """No answer: refused, not resolved, too slow, or an address we do not go to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body is cut at 1 kB unless more was asked for."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """An address to go to, taken apart."""

    parts: SplitResult
    host: str
    port: int


def parse(url: str, *, allow_private: bool) -> Target:
    """Take an address apart. Raises Invalid for anything but https:// to a plain host (http://
    only where private addresses are allowed: for tests and trusted networks)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("this is no address", fields=["url"]) from error
    schemes = ("https", "http") if allow_private else ("https",)
    if len(url) > MAX_URL or parts.scheme not in schemes or not parts.hostname:
        raise Invalid(f"an address begins with {schemes[0]}://", fields=["url"])
    if "@" in parts.netloc or not url.isascii() or not url.isprintable():
        raise Invalid("an address holds no user and no special characters", fields=["url"])
    host = parts.hostname
    if not allow_private and _is_literal(host) and not is_public(host):
        raise Invalid("private addresses are refused", fields=["url"])
    return Target(parts, host, port or (443 if parts.scheme == "https" else 80))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, however it is written."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif any(parsed in network for network in _TRANSLATED):
            return False  # leads to an IPv4 address of its own choice
    return parsed.is_global and not parsed.is_multicast


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float,
    allow_private: bool,
    most: int = _KEPT,
) -> Answer:
    """Send and read the first `most` bytes of the answer, in so many seconds. Raises Unreachable,
    Invalid."""
    return _ask("POST", url, body, headers, seconds, allow_private, most)


def get(url: str, *, seconds: float, allow_private: bool, most: int = 65_536) -> Answer:
    """Read a small document. Raises Unreachable, Invalid."""
    headers = {"Accept": "application/json"}
    return _ask("GET", url, None, headers, seconds, allow_private, most)


def _ask(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float,
    allow_private: bool, most: int = _KEPT,
) -> Answer:  # fmt: skip
    target = parse(url, allow_private=allow_private)
    address = _resolve(target, allow_private=allow_private)
    path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
    named = {"Host": target.parts.netloc, "User-Agent": "Parley", **headers}
    pool = _pool(target, address, seconds)
    try:
        response = pool.urlopen(
            method, path, body=body, headers=named, redirect=False, retries=False,
            preload_content=False, assert_same_host=False,
            timeout=urllib3.Timeout(total=seconds),
        )  # fmt: skip
        try:
            return Answer(response.status, response.read(most, decode_content=False))
        finally:
            response.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        pool.close()


def _resolve(target: Target, *, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("the name is not known") from error
    addresses = [str(each[4][0]) for each in found]
    if not allow_private and not all(is_public(each) for each in addresses):
        raise Unreachable("private addresses are refused")
    return addresses[0]


def _pool(target: Target, address: str, seconds: float) -> urllib3.HTTPConnectionPool:
    if target.parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, target.port, timeout=seconds)
    return urllib3.HTTPSConnectionPool(
        address, target.port, timeout=seconds, ssl_context=_trust(),
        server_hostname=target.host, assert_hostname=target.host,
    )  # fmt: skip


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
