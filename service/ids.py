"""Ids: 63-bit numbers that sort by time inside, opaque strings outside. Pure.

A row id is 41 bits of milliseconds since 2024 (until 2093) and 22 bits of noise, so inserts
touch the end of an index and nobody can count rows. What is older than Parley, and was imported,
shares the first month: a step is half a second there. A public id adds the site, so that
`/comments/{id}` needs no look-up across sites.
"""

import base64
import binascii
import hashlib
import itertools
import os
from datetime import UTC, datetime, timedelta

from service.errors import NotFound

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_PAST = datetime(1990, 1, 1, tzinfo=UTC)  # older than any comment on the web
_PRESENT = EPOCH + timedelta(days=30)
_RANDOM_BITS = 22
_NOISE = (1 << _RANDOM_BITS) - 1
_HALF = 31  # bits of either side of a shuffled number
_HALF_MASK = (1 << _HALF) - 1
_TURNS = 4
_LENGTH = 20  # characters: 4 bytes of site and 8 of row in base32


class _Noise:
    """Numbers of _RANDOM_BITS bits that look random and do not come again before all others came:
    a count, shuffled by constants that are secret and of this process.

    Drawn at random, two of the 5,000 comments of an import that all have one date would meet, and
    so would two of 300 decisions of one gesture, once in a hundred times.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Choose other constants: a fork must not repeat its parent's numbers."""
        first, second, self._mask, start = (
            int.from_bytes(os.urandom(3)) & _NOISE for _ in range(4)
        )
        self._factors = first | 1, second | 1  # odd: then multiplying shuffles and loses nothing
        self._count = itertools.count(start)  # `next` of it is one step, whichever thread asks

    def draw(self) -> int:
        number = next(self._count) & _NOISE
        for factor in self._factors:
            number = number * factor & _NOISE
            number ^= number >> _RANDOM_BITS // 2
        return number ^ self._mask


_noise = _Noise()
os.register_at_fork(after_in_child=_noise.begin)


def new_id(at: datetime, *, after: int = 0) -> int:
    """A row id for something made `at` (aware), greater than `after`: an answer's id follows its
    parent's even within a millisecond, or when an import's times say otherwise.

    Ids of one process differ, up to four million of one millisecond. Ids of two processes in one
    millisecond meet by one chance in four million; a caller that can meet that chance retries.
    """
    noise = _noise.draw()
    made = first_id(at) | noise
    return made if made > after else after + 1 + noise


def first_id(at: datetime) -> int:
    """Not above the id of anything made since `at`: what an index takes for an age limit."""
    since = at - EPOCH
    if at < _PRESENT:  # all the past in one month, in its order
        since = max(timedelta(), at - _PAST) * ((_PRESENT - EPOCH) / (_PRESENT - _PAST))
    return int(since.total_seconds() * 1000) << _RANDOM_BITS


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


def shuffled(number: int, *, key: bytes) -> int:
    """Another number below 2**62 for each below 2**62: what counts up inside counts nothing
    outside. A Feistel network, which `unshuffled` runs backwards."""
    left, right = number >> _HALF, number & _HALF_MASK
    for turn in range(_TURNS):
        left, right = right, left ^ _mixed(right, turn, key)
    return left << _HALF | right


def unshuffled(number: int, *, key: bytes) -> int:
    """What `shuffled` was given with the same key."""
    left, right = number >> _HALF, number & _HALF_MASK
    for turn in reversed(range(_TURNS)):
        left, right = right ^ _mixed(left, turn, key), left
    return left << _HALF | right


def _mixed(half: int, turn: int, key: bytes) -> int:
    digest = hashlib.blake2s(bytes([turn]) + half.to_bytes(4), key=key, digest_size=4)
    return int.from_bytes(digest.digest()) & _HALF_MASK
