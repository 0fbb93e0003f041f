"""Near copies: MinHash bands to find candidates, shared three-word runs to be sure. Pure.

8 hashes in 4 bands of 2: texts that share 0.8 of their runs meet in a band with
1 - (1 - 0.8^2)^4 = 98 %, texts that share 0.2 with 15 % and are then compared and dropped.
"""

import re
import zlib
from typing import Final

import numpy as np

from service.text import fold

BANDS: Final = 4
_ROWS: Final = 2
_RUN: Final = 3  # words
_WORD: Final = re.compile(r"\w+")
_random = np.random.default_rng(20261)  # fixed for ever: stored bands depend on it
_FACTORS: Final = _random.integers(0, 1 << 63, BANDS * _ROWS, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)
_OFFSETS: Final = _random.integers(0, 1 << 63, BANDS * _ROWS, dtype=np.uint64)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


def runs(text: str) -> frozenset[int]:
    """Hashes of the text's three-word runs; of the whole text when it has fewer words."""
    words = [word.encode() for word in _WORD.findall(fold(text))]
    if len(words) < _RUN:
        return frozenset({zlib.crc32(b" ".join(words))}) if words else frozenset()
    shifted = (words[at:] for at in range(_RUN))
    return frozenset(zlib.crc32(b" ".join(run)) for run in zip(*shifted, strict=False))


def bands(text: str) -> list[int]:
    """BANDS signed 64-bit numbers; texts nearly alike share at least one. Empty for no words."""
    hashed = np.fromiter(runs(text), dtype=np.uint64)
    if hashed.size == 0:
        return []
    # Products that wrap around 64 bits, twice: what does not wrap keeps the order of the runs,
    # and all hashes would then pick the same one.
    mixed = (hashed[:, None] ^ _OFFSETS) * _FACTORS
    signature = ((mixed ^ (mixed >> np.uint64(31))) * _MIX).min(axis=0)
    return [
        zlib.crc32(signature[at * _ROWS : (at + 1) * _ROWS].tobytes()) | (at << 32)
        for at in range(BANDS)
    ]


def similarity(one: str, other: str) -> float:
    """Share of three-word runs in common (Jaccard), 0..1."""
    first, second = runs(one), runs(other)
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)
