"""Ids: 63-bit numbers that sort by time inside, opaque strings outside. Pure.

A row id is 41 bits of milliseconds since 2024 (until 2093) and 22 random bits, so inserts
touch the end of an index and nobody can count rows. A public id adds the site, so that
`/comments/{id}` needs no look-up across sites.
"""

import base64
import binascii
import os
from datetime import UTC, datetime

from service.errors import NotFound

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 22
_LENGTH = 20  # characters: 4 bytes of site and 8 of row in base32


def new_id(at: datetime, *, after: int = 0) -> int:
    """A row id for something made `at` (aware), greater than `after`: an answer's id follows its
    parent's even within a millisecond, or when an import's times say otherwise.

    Two ids of one millisecond differ but for one chance in four million; a caller that can meet
    that chance retries.
    """
    noise = int.from_bytes(os.urandom(3)) >> (24 - _RANDOM_BITS)
    made = first_id(at) | noise
    return made if made > after else after + 1 + noise


def first_id(at: datetime) -> int:
    """Not above the id of anything made since `at`: what an index takes for an age limit."""
    return max(0, int((at - EPOCH).total_seconds() * 1000)) << _RANDOM_BITS


def new_site_id() -> int:
    """A random positive 31-bit number, so that sites cannot be counted either."""
    return (int.from_bytes(os.urandom(4)) >> 1) | 1


def public_id(site_id: int, row_id: int) -> str:
    """20 characters of a-z and 2-7."""
    raw = site_id.to_bytes(4) + row_id.to_bytes(8)
    return base64.b32encode(raw).decode().rstrip("=").lower()


def parse_public_id(text: str) -> tuple[int, int]:
    """(site id, row id). Raises NotFound for anything `public_id` cannot have written."""
    if len(text) != _LENGTH or text != text.lower():
        raise NotFound("no such id")
    try:
        raw = base64.b32decode(text.upper() + "====")
    except (binascii.Error, ValueError) as error:
        raise NotFound("no such id") from error
    site_id, row_id = int.from_bytes(raw[:4]), int.from_bytes(raw[4:])
    if site_id >= 2**31 or row_id >= 2**63 or public_id(site_id, row_id) != text:
        raise NotFound("no such id")
    return site_id, row_id


def id_within(site_id: int, text: str, *, what: str) -> int:
    """The row id of a public id of this site. Raises NotFound (no such `what`) for another site's
    too: that it exists is nobody's business."""
    owner, row_id = parse_public_id(text)
    if owner != site_id:
        raise NotFound(f"no such {what}")
    return row_id
