"""What readers write: checked, rendered to safe HTML, folded for comparison. Pure.

Markdown is rendered first and sanitised after, so that whatever the renderer lets through
still meets the list of allowed tags.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import nh3
from markdown_it import MarkdownIt

from service.errors import Invalid

MAX_CHARACTERS: Final = 5_000  # after NFC
_MAX_MARKS: Final = 4  # combining marks on one base; more is zalgo

_markdown: Final = (
    MarkdownIt("zero", {"linkify": False, "breaks": True, "maxNesting": 12})
    .enable(["paragraph", "newline", "escape", "emphasis", "strikethrough", "backticks"])
    .enable(["blockquote", "list", "fence", "link", "autolink", "entity", "balance_pairs"])
    .enable(["fragments_join"])
)
_TAGS: Final = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_cleaner: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)
_LINK: Final = re.compile(r"\bhttps?://[^\s<>\[\]()\"']+|\bwww\.[^\s<>\[\]()\"']+", re.IGNORECASE)
_BARE_LINK: Final = re.compile(r"(?<![\w(<\[\"'=/])(https?://[^\s<>\"'\]]*[^\s<>\"'\].,;:!?)])")
# Lines in which neither Markdown nor HTML sees more than words: nothing of theirs inside, no list or
# quotation at the beginning, no blanks around.
_PLAIN: Final = re.compile(
    r"(?:(?!\d{1,9}[.)]|[-+>\s])(?:(?!://)[^\\`*_~\[\]<>&\t\n\xa0])+(?<!\s)(?:\n+|\Z))+"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all of Cc but tab and line feed
_ZERO_WIDTH: Final = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    ]
)
_BIDI_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reader's text, ready to store."""

    text: str
    html: str
    links: tuple[str, ...]
    direction: str  # ltr or rtl, by the first strong character


def clean(raw: str, *, field: str = "text") -> str:
    """NFC, newlines unified, outer blanks cut. Raises Invalid for what PostgreSQL or a browser
    cannot hold: NUL, lone surrogates, control characters, stacked combining marks."""
    if _SURROGATE.search(raw):
        raise Invalid("the text holds half a character", fields=[field])
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if _CONTROL.search(text):
        raise Invalid("the text holds a control character", fields=[field])
    return _limit_marks(text)


def is_blank(text: str) -> bool:
    """Whether nothing in it can be seen."""
    return not any(
        unicodedata.category(character)[0] in "LNPS" and ord(character) not in _ZERO_WIDTH
        for character in text
    )


def render(text: str) -> Rendered:
    """Safe HTML for a cleaned text: a small Markdown, links that carry no reward."""
    return Rendered(text=text, html=_html(text), links=links(text), direction=direction(text))


def _html(text: str) -> str:
    if _PLAIN.fullmatch(text):  # as most comments are, and ten times as fast
        paragraphs = re.sub(r"\n\n+", "</p>\0<p>", text).replace("\n", "<br>\n").replace("\0", "\n")
        return f"<p>{paragraphs}</p>"
    return _cleaner.clean(_markdown.render(_BARE_LINK.sub(r"<\1>", text))).strip()


def links(text: str) -> tuple[str, ...]:
    """Addresses in the text, in order, as written."""
    return tuple(match.group(0) for match in _LINK.finditer(text))


def direction(text: str) -> str:
    """`rtl` or `ltr`: by the first strong character, as `dir="auto"` decides it."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def has_bidi_controls(text: str) -> bool:
    """Whether it holds characters that reorder their neighbours: refused in names."""
    return any(character in _BIDI_CONTROLS for character in text)


def strip_invisible(text: str) -> str:
    """Without zero-width and direction characters: for comparing, never for showing."""
    return text.translate(_ZERO_WIDTH)


def fold(text: str) -> str:
    """For comparing words: NFKC, case folded, accents and invisible characters dropped."""
    if text.isascii():  # most of what is compared, and then nothing else can happen to it
        return text.lower()
    compatible = unicodedata.normalize("NFKD", strip_invisible(text)).casefold()
    return "".join(each for each in compatible if unicodedata.category(each) != "Mn")


def excerpt(text: str, *, length: int = 140) -> str:
    """The beginning on one line, cut at a word, with an ellipsis when cut."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0] + "…"


def _limit_marks(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)
