"""What Arabic, Hebrew and Persian write onto a word: articles, conjunctions, plurals. Pure.

Only what is safe: a rule that would turn a short word into another one is left out, since a list
of banned words rejects without a person. All of it is folded (`text.fold`), without ZWNJ.
"""

from typing import Final

# The article with what may stand before it: nothing else begins so before three letters or more.
_WITH_ARTICLE: Final = frozenset(
    f"{conjunction}{article}"
    for conjunction in ("", "و", "ف")
    for article in ("ال", "بال", "كال", "لل")
)
_AND: Final = frozenset({"و", "ف"})
# Without the article the letter may belong to the word: "بنيك" is "your sons".
_WITH_PREPOSITION: Final = frozenset(
    f"{conjunction}{preposition}" for conjunction in ("", "و", "ف") for preposition in "بلك"
)
# In Hebrew one letter before three makes verbs ("הזין", he fed): four letters at least.
_HEBREW: Final = frozenset(
    f"{conjunction}{rest}"
    for conjunction in ("", "ו", "ש", "וש", "כש", "וכש")
    for rest in ("", "ה", "ב", "ל", "מ", "כ", "מה")
) - {""}
_ARABIC: Final = _WITH_ARTICLE | _AND | _WITH_PREPOSITION
_LONGEST: Final = max(map(len, _ARABIC | _HEBREW))

# Persian plurals, with what follows them; as good as never the end of another word.
_PLURALS: Final = frozenset(
    "ها" + rest for rest in ("", "ي", "يي", "يم", "يت", "يش", "يمان", "يتان", "يشان")
)
# After a ZWNJ, which says itself that an ending follows: "is", "are", "more", "my", "a".
_AFTER_JOINT: Final = _PLURALS | frozenset(
    [
        "ي",
        "اي",
        "ام",
        "ات",
        "اش",
        "است",
        "ايم",
        "ايد",
        "اند",
        "مان",
        "تان",
        "شان",
        "تر",
        "ترين",
        "ان",
        "را",
    ]
)


def starts(word: str) -> tuple[int, ...]:
    """Where in a word a listed one may begin: at 0, and behind what may stand before it."""
    if word[0] < "\u0590":
        return (0,)
    known = _HEBREW if word[0] < "\u0600" else _ARABIC
    return (0, *(n for n in range(1, min(_LONGEST, len(word) - 1) + 1) if word[:n] in known))


def may_precede(clitic: str, listed: str) -> bool:
    """May this stand before a listed word, so that it is still that word?"""
    if clitic in _HEBREW or clitic in _WITH_PREPOSITION:
        return len(listed) >= 4
    return (clitic in _WITH_ARTICLE or clitic in _AND) and len(listed) >= 3


def may_follow(ending: str, listed: str, *, is_joined_loosely: bool) -> bool:
    """May this stand behind it? `is_joined_loosely`: by a ZWNJ."""
    if is_joined_loosely:
        return ending in _AFTER_JOINT
    return ending in _PLURALS and len(listed) >= 3
