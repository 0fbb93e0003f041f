"""Word lists: plain words and phrases, matched on word boundaries. Pure.

Text and entries are folded alike (case, accents, full-width and invisible characters, the Persian
and Arabic forms of one letter), cut into words, and compared word by word: linear in the text, so
that no entry can be slow. Arabic, Hebrew and Persian words are also found with what is written
onto them (`clitics.py`). `idiot*` also finds idiots, `*idiot` superidiot, `*idiot*` both; `=idiot`
finds nothing but the word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from service.moderation.clitics import may_follow, may_precede, starts
from service.text import fold

_WORD: Final = re.compile(r"\w+")
_FIRST: Final = (0,)
_ZWNJ: Final = "\u200c"
_TATWEEL: Final = "\u0640"  # stretches an Arabic word; here it also marks where a ZWNJ was
# One letter each, whichever keyboard wrote it: yeh, kaf.
_FORMS: Final = str.maketrans({"ی": "ي", "ى": "ي", "ک": "ك"})


_Joints = Mapping[int, frozenset[int]]  # where in which words of a text ZWNJs were


@dataclass(frozen=True, slots=True)
class _Entry:
    shown: str
    words: tuple[str, ...]
    is_exact: bool
    begins_anywhere: bool  # in the first word
    ends_anywhere: bool  # in the last word

    def matches(self, words: Sequence[str], index: int, start: int, joints: _Joints) -> bool:
        """Is it here, its first word from `start` on in the word at `index`?"""
        last = index + len(self.words) - 1
        if last >= len(words) or not self._may_begin(words[index][:start]):
            return False
        for offset, listed in enumerate(self.words[:-1]):
            if words[index + offset][start if offset == 0 else 0 :] != listed:
                return False
        begin = start if last == index else 0
        if not words[last].startswith(self.words[-1], begin):
            return False
        end = begin + len(self.words[-1])
        loosely = end in joints.get(last, ())
        return self._may_end(words[last][end:], is_joined_loosely=loosely)

    def _may_begin(self, before: str) -> bool:
        if not before or self.begins_anywhere:
            return True
        return not self.is_exact and may_precede(before, self.words[0])

    def _may_end(self, behind: str, *, is_joined_loosely: bool) -> bool:
        if not behind or self.ends_anywhere:
            return True
        listed = self.words[-1]
        return not self.is_exact and may_follow(behind, listed, is_joined_loosely=is_joined_loosely)


class WordList:
    """Compiled entries, found by their first letter pair so that long lists stay quick; those
    that may begin anywhere by their whole first word, for they are looked for at every letter."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._by_head: dict[str, list[_Entry]] = {}
        self._inside: dict[str, list[_Entry]] = {}
        for entry in entries:
            words = tuple(_words(entry)[0])
            if words:
                bare = entry.strip()
                is_inside = bare.startswith("*")
                made = _Entry(entry, words, bare.startswith("="), is_inside, bare.endswith("*"))
                index = self._inside if is_inside else self._by_head
                index.setdefault(words[0] if is_inside else words[0][:2], []).append(made)
        self._lengths = sorted({len(word) for word in self._inside})

    def found_in(self, text: str) -> tuple[str, ...]:
        """The entries that occur in `text`, as the site wrote them, each once, in order."""
        if not self._by_head and not self._inside:
            return ()
        words, joints = _words(text)
        found: dict[str, None] = {}
        for index, word in enumerate(words):
            for start, entry in self._candidates(word):
                if entry.matches(words, index, start, joints):
                    found[entry.shown] = None
        return tuple(found)

    def _candidates(self, word: str) -> list[tuple[int, _Entry]]:
        """Entries whose first word stands in this word, and where."""
        found = []
        for start in _FIRST if word.isascii() else starts(word):
            head = word[start : start + 2]
            for key in (head, head[:1]) if len(head) > 1 else (head,):
                for entry in self._by_head.get(key, ()):
                    if word.startswith(entry.words[0], start):
                        found.append((start, entry))
        for length in self._lengths:
            for start in range(len(word) - length + 1):
                for entry in self._inside.get(word[start : start + length], ()):
                    found.append((start, entry))
        return found


def _words(text: str) -> tuple[list[str], _Joints]:
    if text.isascii():
        return _WORD.findall(fold(text)), {}
    marked = text.replace(_TATWEEL, "").replace(_ZWNJ, _TATWEEL)
    found = _WORD.findall(fold(marked).translate(_FORMS))
    words = [word for word in found if word.strip(_TATWEEL)]
    joints = {
        index: frozenset(accumulate(map(len, word.split(_TATWEEL)[:-1])))
        for index, word in enumerate(words)
        if _TATWEEL in word
    }
    plain = [word.replace(_TATWEEL, "") for word in words]
    return plain, joints


@lru_cache(maxsize=256)
def compiled(entries: tuple[str, ...]) -> WordList:
    """The compiled list for these entries; the latest 256 lists are kept."""
    return WordList(entries)
