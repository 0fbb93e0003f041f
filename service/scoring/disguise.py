"""What a disguised word says: look-alike letters, leet, masked and stretched letters. Pure."""

import re
from functools import lru_cache
from importlib.resources import files

_CYRILLIC_GREEK = "аеорсухкмтніјѕһԁɡւАЕОРСУХКМТНВІЈЅαεορυχκτνιβγΑΕΟΡΥΧΚΤΝΙΒΗΜΖ"
_AS_LATIN = "aeopcyxkmthijshdguAEOPCYXKMTHBIJSaeopuxktviByAEOPYXKTNIBHMZ"
# Read as Latin only inside a word that also holds Latin letters.
LETTERS = dict(zip(_CYRILLIC_GREEK, _AS_LATIN, strict=True))
# Read as Latin everywhere: shapes that no language writes words with.
LOOKALIKES = dict(
    zip("ıłøđħŧßæœᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "iłodhtßæœabcdefghijklmnoprstuvwyz", strict=True)
) | {"ł": "l", "’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"}
LOOKALIKES |= {chr(0x1F1E6 + i): chr(97 + i) for i in range(26)}
LOOKALIKES |= {chr(0x1F150 + i): chr(97 + i) for i in range(26)}
LOOKALIKES |= {chr(0x1F170 + i): chr(97 + i) for i in range(26)}

_LEET = str.maketrans("013457@$!|+", "oieastasilt")
_LEET_L = str.maketrans("013457@$!|+", "oleastasllt")
_SIGNS = "013457@$!|+"
_TOKEN = re.compile(r"^([^\w@$!|+*]*)(.*?)([^\w@$*+]*)$", re.DOTALL)
_INNER = re.compile(rf"(?<=[A-Za-z])[{re.escape(_SIGNS)}]+(?=[A-Za-z])")
_STRETCH = re.compile(r"([A-Za-z])\1{2,}")
_JOINTS = re.compile(r"[.\-_*'~^,/|\\+]")
_MASK = re.compile(r"[*#%@$!?\-_.+x]", re.IGNORECASE)

# Words that a slip of the pen makes of a rude one, and that mean something of their own.
_REAL = (
    "sit bobos bobs boos chiks chins cons coons coos crapy cuts dido douce dyes dyks fagot fagots garage"
    " hats hatted hatters lairs lars lias liras looser loosers loses moon moons morn morns niga nigas"
    " niger nigers pais pennis pens pick picks pono prono pusses raed rapped retrad sics sits tanny tash"
    " tats trah twas verin waker wakers wore"
)
_SHORTEST = 5  # letters of a rude word whose slips are read; most shorter ones are words themselves
_SHORT = ("fuck", "shit")

# (character, first, last): the character and the part of the written word it stands for
Piece = tuple[str, int, int]


@lru_cache(maxsize=1)
def lexicon() -> dict[str, int]:
    """Words people disguise, with their order of preference."""
    text = files("service.scoring").joinpath("lexicon.txt").read_text(encoding="utf-8")
    words = [w for line in text.splitlines() if not line.startswith("#") for w in line.split()]
    return {word: rank for rank, word in enumerate(dict.fromkeys(words))}


@lru_cache(maxsize=1)
def slips() -> dict[str, str]:
    """Rude words with two letters swapped, one lost or one doubled, and what they say: `stuipd`."""
    words, real = lexicon(), _REAL.split()
    found: dict[str, str] = {}
    for word in words:
        if len(word) >= _SHORTEST or word in _SHORT:
            for i in range(1, len(word) - 1):
                swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
                lost, doubled = word[:i] + word[i + 1 :], word[: i + 1] + word[i:]
                for slip in (swapped, lost, doubled):
                    if slip not in words and slip not in real:
                        found.setdefault(slip, word)
    return found


def undisguise(word: str) -> list[Piece]:
    """What a written word (no white space in it) says, as pieces in order."""
    match = _TOKEN.match(word)
    head, core, tail = match.groups() if match else ("", word, "")
    if len(core) > 40 or not any(c.isalpha() and c.isascii() for c in core):
        return _shorten(_plain(word))
    begin = len(head)
    said = _known(core) or _known_with_tail(core)
    if said is None:
        return _shorten(_inner_leet(word))
    middle = _spread(said, begin, begin + len(core))
    return _plain(head) + middle + _plain(tail, begin + len(core))


def _known_with_tail(core: str) -> str | None:
    """`sh!t!!!`: signs at the end may be punctuation, not letters."""
    bare = core.rstrip("!?.$*")
    said = _known(bare) if bare != core else None
    return said and said + core[len(bare) :]


@lru_cache(maxsize=65536)
def _known(core: str) -> str | None:
    """The word of the lexicon that this is a disguise of, if it is one."""
    lower = core.lower()
    words = lexicon()
    if lower in words:
        return None
    if lower in slips():
        return slips()[lower]
    if lower.isalpha() and not _STRETCH.search(lower):
        return None
    for table in (_LEET, _LEET_L):
        for candidate in _readings(lower.translate(table)) + _readings(
            _JOINTS.sub("", lower).translate(table)
        ):
            if candidate in words:
                return candidate
    return _masked(lower)


def _readings(word: str) -> list[str]:
    """The word, and its stretched letters cut to one and to two."""
    return [word, re.sub(r"(.)\1{2,}", r"\1", word), re.sub(r"(.)\1{2,}", r"\1\1", word),
            re.sub(r"(.)\1+", r"\1", word) if _STRETCH.search(word) else word]  # fmt: skip


def _masked(lower: str) -> str | None:
    """`f**k`, `b*tch`: letters hidden behind signs; at least the first letter must be seen."""
    if "*" not in lower and "#" not in lower:
        return None
    if not lower[0].isalpha() or len(lower) < 3 or not set(lower[1:]) - set("*#"):
        return _starred(lower)
    pattern = re.compile("".join("[a-z]" if c in "*#" else re.escape(c) for c in lower))
    return next((w for w in lexicon() if pattern.fullmatch(w)), None)


def _starred(lower: str) -> str | None:
    """`f***`: everything but the first letter is hidden; only the commonest are guessed."""
    return {"f***": "fuck", "s***": "shit", "b****": "bitch", "a**": "ass", "c***": "cunt",
            "a******": "asshole", "d***": "dick", "n*****": "nigger", "f*****": "fucker",
            "f******": "fucking"}.get(lower)  # fmt: skip


def _inner_leet(word: str) -> list[Piece]:
    """Read digits and signs as letters only between letters: `h3llo`, not `covid19` or `@name`."""
    if sum(c.isdigit() for c in word) > sum(c.isalpha() for c in word):
        return _plain(word)
    return _plain(_INNER.sub(lambda m: m.group().translate(_LEET), word))


def _plain(word: str, begin: int = 0) -> list[Piece]:
    return [(c, begin + i, begin + i + 1) for i, c in enumerate(word)]


def _spread(said: str, begin: int, end: int) -> list[Piece]:
    """Lay a word over the range it was written in; the lengths may differ."""
    written = end - begin
    return [
        (
            c,
            begin + i * written // len(said),
            max(begin + (i + 1) * written // len(said), begin + 1),
        )
        for i, c in enumerate(said)
    ]


def _shorten(pieces: list[Piece]) -> list[Piece]:
    """Letters written three times or more count twice."""
    result: list[Piece] = []
    for piece in pieces:
        if len(result) > 1 and piece[0].isalpha() and piece[0] == result[-1][0] == result[-2][0]:
            result[-1] = (piece[0], result[-1][1], piece[2])
        else:
            result.append(piece)
    return result
