"""What a text says in another language than the one it was taken to be in.

One engine judges a text as a whole, by the language of most of it. What it says in another script,
or in a whole sentence of another language, that engine cannot read; the router therefore asks
here, of a text that it might decide, whether there is enough of it to hide an insult in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.scoring.language import guesses, is_written_in, language_in, script_of
from service.scoring.types import UNKNOWN_LANGUAGE

# Enough: three words, which is a sentence ("you are stupid") where two are a name; or, without
# spaces, twenty letters (the longest two-word names have nineteen), twelve of a script that writes
# none, six Chinese characters. In points, so that what is mixed adds up.
_ENOUGH = 60
_WORD_POINTS = 20
_LETTER_POINTS = 3
_DENSE = {"CJK": 10} | dict.fromkeys(
    ("HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"), 5
)
_TOKEN = re.compile(r"[^\s.,;:!?…،؛؟۔。、！？/|_*()\[\]{}\"«»“”।]+")

# A sentence of another Latin-script language: at least so many letters, at least this probability
# (0..1), at most that for the text's own language. Of 6,000 English comments this finds one in
# 560, and most of those do hold a foreign sentence.
_SENTENCE = re.compile(r"[.!?;:…\n]+")
_SURE_LETTERS = 20
_SURE = 0.80
_AT_HOME = 0.05
# Words that hardly another language writes: a sentence with one is English and is not looked at.
_ENGLISH = re.compile(r"\b(?:the|and|you|your|this|that|with|it|they|what|from|would)\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a text in another language than its own."""

    language: str
    text: str


def parts_of(words: str, language: str, expected: Sequence[str] = ()) -> Iterator[Part]:
    """What of these words (`language.readable`) is in another language than `language`, where it
    is enough to matter; `expected`: the site's languages, likeliest first."""
    foreign = _in_other_scripts(words, language)
    if foreign:
        yield Part(language_in(foreign, expected), foreign)
    if is_written_in(language, "LATIN"):
        yield from _other_sentences(words, language)


def _in_other_scripts(words: str, language: str) -> str:
    """The words in scripts that the language is not written in; empty when they are few."""
    if words.isascii() and is_written_in(language, "LATIN"):
        return ""  # nearly every English comment
    found: list[str] = []
    points = 0
    for token in _TOKEN.findall(words):
        scripts = Counter(script_of(char) for char in token if char.isalpha())
        others = {s: n for s, n in scripts.items() if not is_written_in(language, s)}
        if sum(others.values()) < 2:
            continue  # µ, π and the faces that are made of single letters
        dense = any(script in _DENSE for script in others)
        letters = sum(n * _DENSE.get(s, _LETTER_POINTS) for s, n in others.items())
        found.append(token)
        # Without spaces a word cannot be counted; with them a long one may be several.
        points += letters if dense else max(_WORD_POINTS, letters)
    return " ".join(found) if points >= _ENOUGH else ""


def _other_sentences(words: str, language: str) -> Iterator[Part]:
    sentences = [each for each in _SENTENCE.split(words) if len(each) >= _SURE_LETTERS]
    if not sentences or len(sentences[0]) > len(words) - 2:
        return  # one sentence: its language was asked for already
    home = "en" if language == UNKNOWN_LANGUAGE else language
    for each in sentences:
        if home == "en" and _ENGLISH.search(each):
            continue
        if sum(map(str.isalpha, each)) < _SURE_LETTERS:
            continue
        possible = [(lang, p) for lang, p in guesses(each) if is_written_in(lang, "LATIN")]
        at_home = sum(p for lang, p in possible if lang == home)
        if possible and possible[0][1] >= _SURE and at_home <= _AT_HOME:
            yield Part(possible[0][0], each)
