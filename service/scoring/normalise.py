"""Undo disguises before scoring: the text as it is read, not as it is written.

Never shown to anybody. Every folded character remembers the range of the original it came from.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from service.scoring.disguise import LETTERS, LOOKALIKES, slips, undisguise

# Most comments need nothing: plain ASCII words, no digit or sign inside a word, nothing stretched,
# no single letters in a row. They leave by this door.
_SUSPECT = re.compile(
    r"[^\x20-\x7e\n]|[A-Za-z][0-9@$!*#%+|_.\-']+[A-Za-z]|[0-9@$!|]+[A-Za-z]{2}|[A-Za-z][*#$@0-9]"
    r"|([A-Za-z])\1\1|(?<![A-Za-z])[A-Za-z][^A-Za-z0-9][A-Za-z][^A-Za-z0-9][A-Za-z](?![A-Za-z])"
)
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[a-z]{3,}")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:([ .\-_*,/|])[^\W_](?![^\W_]))(?:\1[^\W_](?![^\W_]))+")
_MIN_SPACED = 3


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character `i` stands for `original[starts[i]:ends[i]]` (code points)."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original_range(self, begin: int, end: int) -> tuple[int, int]:
        """Range of the original behind `text[begin:end]`; an empty range stays empty."""
        if begin >= end or begin >= len(self.starts):
            return (0, 0)
        return self.starts[begin], max(self.ends[begin:end])


def fold(text: str) -> Folded:
    """Fold look-alikes, invisible signs, leet, spaced and stretched letters, accents, slips of the
    pen in rude words.

    Never fails; an empty text gives an empty result.
    """
    if not _SUSPECT.search(text) and slips().keys().isdisjoint(_LETTERS.findall(text.lower())):
        return Folded(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    chars = list(_characters(text))
    chars = _each(_SPACED, chars, _join_spaced)
    chars = _each(_WORD, chars, _fold_word)
    return Folded(
        "".join(c for c, _, _ in chars),
        tuple(s for _, s, _ in chars),
        tuple(e for _, _, e in chars),
    )


_Char = tuple[str, int, int]


def _each(
    pattern: re.Pattern[str], chars: list[_Char], rule: Callable[[list[_Char]], list[_Char]]
) -> list[_Char]:
    """Apply a rule to every match of the pattern; the rest stays as it is."""
    text = "".join(c for c, _, _ in chars)
    result: list[_Char] = []
    done = 0
    for match in pattern.finditer(text):
        result += chars[done : match.start()]
        result += rule(chars[match.start() : match.end()])
        done = match.end()
    return result + chars[done:]


def _characters(text: str) -> Iterator[_Char]:
    """One tuple (character, begin, end) per folded character: compatibility forms, no accents."""
    for i, char in enumerate(text):
        if char.isascii():
            yield (char if char >= " " or char == "\n" else " ", i, i + 1)
            continue
        for part in _simplest(char):
            if not _is_invisible(part):
                yield part, i, i + 1


@lru_cache(maxsize=4096)
def _simplest(char: str) -> str:
    """Compatibility form; a Latin letter without its marks. Other scripts keep theirs (й, أ)."""
    plain = unicodedata.normalize("NFKD", LOOKALIKES.get(char, char))
    return plain if plain[:1].isascii() else unicodedata.normalize("NFKC", char)


def _is_invisible(char: str) -> bool:
    """Zero-width and format characters, variation selectors, accents written on a letter."""
    point = ord(char)
    return (
        0x300 <= point <= 0x36F
        or 0x1AB0 <= point <= 0x1AFF
        or 0x1DC0 <= point <= 0x1DFF
        or 0x20D0 <= point <= 0x20FF
        or 0xFE00 <= point <= 0xFE0F
        or 0xE0000 <= point <= 0xE01EF
        or point in (0x115F, 0x1160, 0x3164, 0x17B4, 0x17B5)
        or unicodedata.category(char) == "Cf"
    )


def _join_spaced(run: list[_Char]) -> list[_Char]:
    """`i d i o t`, `i.d.i.o.t`: keep the letters, drop what stands between them."""
    letters = run[::2]
    return letters if len(letters) >= _MIN_SPACED else run


def _fold_word(word: list[_Char]) -> list[_Char]:
    written = "".join(c for c, _, _ in word)
    plain = written.isascii() and written.isalpha() and not _STRETCHED.search(written)
    if plain and written.lower() not in slips():
        return word
    word = _latin_lookalikes(word)
    written = "".join(c for c, _, _ in word)
    kept = undisguise(written)
    return [(char, word[first][1], word[last - 1][2]) for char, first, last in kept]


_STRETCHED = re.compile(r"(.)\1\1")


def _latin_lookalikes(word: list[_Char]) -> list[_Char]:
    """Cyrillic and Greek letters in a word that also has Latin ones were put there to mislead."""
    if not any("a" <= c.lower() <= "z" for c, _, _ in word):
        return word
    return [(LETTERS.get(c, c), s, e) for c, s, e in word]


def readings(text: str, folded: str) -> tuple[str, ...]:
    """The text as written and, where its words are others, as folded: for models that were
    trained on plain text with its accents, quotation marks and dashes."""
    return (text,) if _words(folded) == _words(text) else (text, folded)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
