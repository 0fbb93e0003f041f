"""Sentences of a text, and offsets as JavaScript and Java count them. Pure."""

import re
from bisect import bisect_left
from itertools import accumulate

# After the marks that end a sentence in the scripts we meet; a line break ends one too.
_END = re.compile(r"(?<=[.!?…؟۔。！？])[\"'”’»)\]]*\s+|\s*\n\s*")
MOST = 64  # spans of one text; what comes after the last is read as one, so a text costs as much


def sentences(text: str) -> list[tuple[int, int]]:
    """Ranges (begin, end) in code points, in order, without the white space around them."""
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        if len(found) == MOST - 1:
            break
        if text[begin : match.end()].strip():
            found.append(_trimmed(text, begin, match.end()))
        begin = match.end()
    if text[begin:].strip():
        found.append(_trimmed(text, begin, len(text)))
    return found


def utf16_offsets(text: str) -> list[int]:
    """For each code point, and for the end, how many UTF-16 units stand before it."""
    return [0, *accumulate(2 if ord(char) > 0xFFFF else 1 for char in text)]


def code_point_at(offsets: list[int], unit: int) -> int:
    """The code point that begins at, or holds, this UTF-16 unit."""
    return min(bisect_left(offsets, unit), len(offsets) - 1)


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    return begin, begin + len(piece.strip())
