"""Cursors: where a page ended, signed, opaque to clients. Pure."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import orjson

from service.errors import Malformed

_SIGNATURE = 9  # bytes: enough against guessing, and a cursor only names a place


def encode(place: list[Any], *, secret: str, kind: str) -> str:
    """A cursor for a JSON-able place; `kind` keeps cursors of one list out of another."""
    body = orjson.dumps(place)
    return base64.urlsafe_b64encode(_sign(body, secret, kind) + body).decode().rstrip("=")


def decode(cursor: str, *, secret: str, kind: str) -> list[Any]:
    """The place a cursor names. Raises Malformed for one that `encode` did not make."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        signature, body = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, _sign(body, secret, kind)):
            raise Malformed("this cursor was not made here")
        place: list[Any] = orjson.loads(body)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise Malformed("this cursor was not made here") from error
    return place


def _sign(body: bytes, secret: str, kind: str) -> bytes:
    return hmac.digest(secret.encode(), kind.encode() + b"\0" + body, hashlib.sha256)[:_SIGNATURE]
