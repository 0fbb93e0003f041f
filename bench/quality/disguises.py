"""Make disguised copies of a text, as people write to slip past a filter."""

import random
import re

_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
_GLYPHS = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "y": "у", "x": "х", "i": "і"}
_WORD = re.compile(r"[A-Za-z]{3,}")


def leet(word: str, chance: random.Random) -> str:
    """Some letters as digits or signs: `1d10t`."""
    return "".join(
        chance.choice(_LEET[c.lower()]) if c.lower() in _LEET and chance.random() < 0.6 else c
        for c in word
    )


def spaced(word: str, chance: random.Random) -> str:
    """`i d i o t`, `i.d.i.o.t`."""
    return chance.choice((" ", ".", "-", "_")).join(word)


def homoglyphs(word: str, chance: random.Random) -> str:
    """Letters of another alphabet that look the same."""
    return "".join(_GLYPHS.get(c, c) if chance.random() < 0.7 else c for c in word)


def stretched(word: str, chance: random.Random) -> str:
    """`stuuuupid`."""
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randint(3, 6) + word[at + 1 :]


def masked(word: str, chance: random.Random) -> str:
    """`st*pid`: one or two inner letters hidden."""
    inner = list(range(1, max(2, len(word) - 1)))
    hidden = set(chance.sample(inner, min(len(inner), chance.choice((1, 1, 2)))))
    return "".join("*" if i in hidden else c for i, c in enumerate(word))


def invisible(word: str, chance: random.Random) -> str:
    """Zero-width characters between the letters."""
    return chance.choice(("\u200b", "\u200c", "\u2060", "\u00ad")).join(word)


def fullwidth(word: str, chance: random.Random) -> str:
    """Letters of East Asian width."""
    del chance
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


def accented(word: str, chance: random.Random) -> str:
    """Marks above and below the letters."""
    return "".join(c + chance.choice(("\u0301", "\u0308", "\u0323", "")) for c in word)


def typo(word: str, chance: random.Random) -> str:
    """Two letters swapped, one lost or one doubled."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


KINDS = {
    "leet": leet,
    "spaced": spaced,
    "homoglyphs": homoglyphs,
    "stretched": stretched,
    "masked": masked,
    "invisible": invisible,
    "fullwidth": fullwidth,
    "accented": accented,
    "typo": typo,
}


def disguise(
    text: str,
    chance: random.Random,
    *,
    kind: str | None = None,
    words: frozenset[str] = frozenset(),
) -> str:
    """Disguise the words in `words`; where none of them occurs, a fifth of the longer words."""
    make = KINDS[kind] if kind else chance.choice(list(KINDS.values()))
    rude = any(m.group().lower() in words for m in _WORD.finditer(text))

    def one(match: re.Match[str]) -> str:
        word = match.group()
        chosen = word.lower() in words if rude else len(word) > 3 and chance.random() < 0.2
        return make(word, chance) if chosen else word

    return _WORD.sub(one, text)
