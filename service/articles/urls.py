"""Addresses of articles in canonical form, and exact origins. Pure."""

import base64
import hashlib
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from service.errors import Invalid

MAX_LENGTH = 2_048
_PORTS = {"http": 80, "https": 443}
_ASCII_IN_PATHS = "".join(chr(each) for each in range(0x21, 0x7F) if chr(each) not in '"#<>?`{}')
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "msclkid")


def canonical(raw: str) -> str:
    """Scheme and host in lower case, no default port, fragment or tracking parameters.

    Raises Invalid for anything but an absolute http(s) address without a user part.
    """
    if len(raw) > MAX_LENGTH:
        raise Invalid(f"an address has {MAX_LENGTH} characters at most", fields=["url"])
    try:
        parts = urlsplit(raw.strip())
        port = parts.port
    except ValueError as error:
        raise Invalid("this is no address", fields=["url"]) from error
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise Invalid("an address begins with https:// and a host", fields=["url"])
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING)
    ]
    host = _host(parts.hostname, port, parts.scheme)
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(query), ""))


def origin(url: str) -> str:
    """`scheme://host[:port]` of a canonical address: compared exactly, never by its end."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def key_of(url: str) -> str:
    """The key of an article that has none from its publisher: `u-` and the base32 SHA-256 of the
    canonical address, as the embed makes it."""
    digest = hashlib.sha256(url.encode()).digest()
    return "u-" + base64.b32encode(digest).decode().rstrip("=").lower()


def as_browsers_write(raw: str) -> str:
    """An address as a browser would spell it in `href`: other scripts in the path encoded, in the
    host as punycode. Raises Invalid where `canonical` would, or for a host that cannot be one."""
    parts = urlsplit(canonical(raw))
    try:
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except UnicodeError as error:
        raise Invalid("this is no address", fields=["url"]) from error
    path = quote(parts.path, safe=_ASCII_IN_PATHS)
    return urlunsplit((parts.scheme, host, path, parts.query, ""))


def _host(hostname: str, port: int | None, scheme: str) -> str:
    name = f"[{hostname}]" if ":" in hostname else hostname.lower()
    return name if port in (None, _PORTS[scheme]) else f"{name}:{port}"
