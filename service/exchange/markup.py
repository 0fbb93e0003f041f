"""HTML of other systems as the Markdown that readers write here. Pure.

Paragraphs, line breaks, links, quotations, lists, emphasis and code come over; scripts, styles and
whatever else there is do not. A picture becomes its address.
"""

import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from service.text import render

_MOST = 30_000  # characters that are looked at: more than any comment that fits
_DEEPEST = 12  # elements inside each other
_HIDDEN = {"script", "style", "head", "title", "iframe", "object", "template", "noscript"}
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~", "strike": "~~", "del": "~~"}
_FRAMES = {*_MARKS, "a", "blockquote", "li", "pre", "code"}
_PARAGRAPHS = {"p", "ul", "ol", "table", "figure", "h1", "h2", "h3", "h4", "h5", "h6"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>~&]|^\s*(?:[-+]|\d{1,9}[.)])\s", re.MULTILINE)
_ESCAPED = re.compile(r"[\\`*_\[\]<>~]|&(?=[#\w]+;)")
_LINE_START = re.compile(r"^(\s*)([-+]|\d{1,9}(?=[.)]))", re.MULTILINE)


def to_markdown(raw: str, *, has_lines: bool = False) -> str:
    """The text of a piece of HTML. `has_lines`: its line feeds are the author's own, as in plain
    text with a few tags; else only tags break lines."""
    writer = _Writer(has_lines=has_lines)
    writer.feed(raw[:_MOST])
    writer.close()
    return writer.text()


def has_breaks(raw: str) -> bool:
    """Whether tags break its lines."""
    return re.search(r"<(?:p|br|div)\b", raw, re.IGNORECASE) is not None


class _Frame:
    """An element that is open, and what has been written in it."""

    def __init__(self, tag: str, href: str = "") -> None:
        self.tag, self.href, self.written = tag, href, ""


class _Writer(HTMLParser):
    def __init__(self, *, has_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._has_lines = has_lines
        self._frames = [_Frame("")]
        self._words = ""  # since the last tag: looked at together
        self._hidden = 0
        self._numbers: list[int | None] = []  # of the lists that are open; None: without

    def text(self) -> str:
        self._end_words()
        while len(self._frames) > 1:
            self._close()
        lines = (line.rstrip() for line in self._frames[0].written.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_words()
        if tag in _HIDDEN:
            self._hidden += 1
        elif not self._hidden:
            self._begin(tag, dict(attrs))

    def _begin(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "br":
            self._write("\n")
        elif tag == "img":
            self._write(_address(attrs.get("src")))
        elif tag == "div" or tag in _PARAGRAPHS:
            self._break(1 if tag == "div" else 2)
        if tag in ("ul", "ol"):
            self._numbers.append(0 if tag == "ol" else None)
        if tag in _FRAMES and len(self._frames) <= _DEEPEST:
            if tag in ("blockquote", "pre", "li"):
                self._break(1 if tag == "li" else 2)
            self._frames.append(_Frame(tag, _address(attrs.get("href"))))

    def handle_endtag(self, tag: str) -> None:
        self._end_words()
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._hidden:
            return
        elif tag == "div" or tag in _PARAGRAPHS:
            self._break(1 if tag == "div" else 2)
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        if tag in _FRAMES and any(each.tag == tag for each in self._frames):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words += data

    def _end_words(self) -> None:
        data, self._words = self._words, ""
        if not data:
            return
        if any(each.tag in ("pre", "code") for each in self._frames):
            self._write(data)
            return
        text = re.sub(r"[^\S\n]+" if self._has_lines else r"\s+", " ", data)
        is_start = self._is_line_start()
        self._write(_literal(text.lstrip(" ") if is_start else text, is_start=is_start))

    def _is_line_start(self) -> bool:
        for frame in reversed(self._frames):
            if frame.written:
                return frame.written.endswith("\n")
        return True

    def _write(self, text: str) -> None:
        self._frames[-1].written += text

    def _break(self, lines: int) -> None:
        """End the paragraph, or the line; what is empty has nothing to end."""
        frame = self._frames[-1]
        if frame.written.strip():
            frame.written = frame.written.rstrip("\n") + "\n" * max(
                lines, len(frame.written) - len(frame.written.rstrip("\n"))
            )

    def _close(self) -> str:
        frame = self._frames.pop()
        if frame.tag in ("blockquote", "pre"):
            self._write(_block(frame))
        elif frame.tag == "li":
            self._write(self._item(frame.written))
        elif frame.tag == "a":
            self._write(_link(frame.written, frame.href))
        elif frame.tag == "code":
            self._write(_code(frame.written))
        else:
            self._write(_marked(frame.written, _MARKS[frame.tag]))
        return frame.tag

    def _item(self, written: str) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is not None:
            self._numbers[-1] = number + 1
        sign = "- " if number is None else f"{number + 1}. "
        return sign + written.strip().replace("\n", "\n" + " " * len(sign)) + "\n"


def _literal(text: str, *, is_start: bool) -> str:
    """Words as they are where Markdown sees nothing in them, else with its signs escaped."""
    if not _SPECIAL.search(text) or _shows_itself(text if is_start else f"x{text}"):
        return text
    escaped = _ESCAPED.sub(lambda found: "\\" + found[0], text)
    if not is_start:
        return escaped
    return _LINE_START.sub(lambda found: f"{found[1]}{_harmless(found[2])}", escaped)


def _harmless(sign: str) -> str:
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _shows_itself(text: str) -> bool:
    shown = render(text.strip()).html
    if set(re.findall(r"<(\w+)", shown)) - {"p", "br", "a"}:
        return False
    return html.unescape(re.sub(r"<[^>]*>", "", shown)).split() == text.split()


def _block(frame: _Frame) -> str:
    inside = frame.written.strip("\n")
    if frame.tag == "pre":
        fence = "```" if "```" not in inside else "~~~~"
        return f"{fence}\n{inside}\n{fence}\n\n"
    lines = re.sub(r"\n{3,}", "\n\n", inside.strip()).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n" if inside.strip() else ""


def _marked(written: str, mark: str) -> str:
    inside = written.strip()
    if not inside or "\n" in inside or inside.startswith(mark[0]):
        return written
    before, after = (
        written[: len(written) - len(written.lstrip())],
        written[len(written.rstrip()) :],
    )
    return f"{before}{mark}{inside}{mark}{after}"


def _code(written: str) -> str:
    if "\n" in written or not written.strip():
        return written
    fence = "``" if "`" in written else "`"
    return f"{fence} {written} {fence}" if "`" in written else f"{fence}{written}{fence}"


def _link(written: str, href: str) -> str:
    words = " ".join(written.split())
    plain = re.sub(r"\\(.)", r"\1", words)
    if not href:
        return written
    if not plain or plain == href or _is_cut(plain, href) or href.endswith(f"//{plain}"):
        return href
    if re.search(r"[()<>\s]", href):
        href = f"<{href.replace('<', '%3C').replace('>', '%3E')}>"
    return f"[{words}]({href})"


def _is_cut(words: str, href: str) -> bool:
    """As Disqus shows a long address: its beginning and three dots."""
    begin = words.removesuffix("...").removesuffix("…")
    return begin != words and len(begin) > 4 and href.split("://", 1)[-1].startswith(
        begin.split("://", 1)[-1]
    )  # fmt: skip


def _address(raw: str | None) -> str:
    """An address that may stand in a comment, without Disqus's redirect; "" for any other."""
    href = (raw or "").strip()
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    if parts.hostname == "disq.us" and (target := parse_qs(parts.query).get("url")):
        # The target and, after a colon, a signature of 27 signs.
        return _address(re.sub(r":[\w-]{27}$", "", target[0]))
    return href if parts.scheme in ("http", "https", "mailto") else ""
