"""Word lists: plain words and phrases, matched on word boundaries. Pure.

Text and entries are folded alike (case, accents, full-width and invisible characters), cut
into words, and compared word by word: linear in the text, so that no entry can be slow. An
entry may end in `*`: idiot* also finds idiots.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from service.text import fold

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Entry:
    shown: str
    words: tuple[str, ...]
    is_prefix: bool  # of the last word

    def matches(self, words: Sequence[str], start: int) -> bool:
        stop = start + len(self.words)
        if stop > len(words) or tuple(words[start : stop - 1]) != self.words[:-1]:
            return False
        last = words[stop - 1]
        return last.startswith(self.words[-1]) if self.is_prefix else last == self.words[-1]


class WordList:
    """Compiled entries, found by their first letter pair so that long lists stay quick."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._by_head: dict[str, list[_Entry]] = {}
        for entry in entries:
            words = tuple(_WORD.findall(fold(entry)))
            if words:
                compiled_entry = _Entry(entry, words, entry.rstrip().endswith("*"))
                self._by_head.setdefault(words[0][:2], []).append(compiled_entry)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The entries that occur in `text`, as the site wrote them, each once, in order."""
        if not self._by_head:
            return ()
        words = _WORD.findall(fold(text))
        found: dict[str, None] = {}
        for start, word in enumerate(words):
            candidates = [*self._by_head.get(word[:2], ()), *self._by_head.get(word[:1], ())]
            for entry in candidates if len(word) > 1 else self._by_head.get(word[:1], ()):
                if entry.matches(words, start):
                    found[entry.shown] = None
        return tuple(found)


@lru_cache(maxsize=256)
def compiled(entries: tuple[str, ...]) -> WordList:
    """The compiled list for these entries; the latest 256 lists are kept."""
    return WordList(entries)
