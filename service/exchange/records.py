"""What the readers of foreign formats hand on, whatever the format. Pure."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from service.identity.readers import MAX_NAME
from service.lifecycle import Status
from service.text import has_bidi_controls, is_blank

NOBODY = "Guest"  # whoever left no name that can be shown


@dataclass(frozen=True, slots=True)
class Thread:
    """The page a comment was below: the old system's own id, its address, its title."""

    id: str | None
    url: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One comment of the old system. `left_out`: why it does not come over, in a word."""

    place: str  # for people who look for it in the file
    key: str
    thread: Thread
    author_key: str
    author_name: str
    text: str
    at: datetime | None
    parent_key: str | None = None
    status: Status | None = None  # what people decided there; None: to be judged here
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in the file that is no comment, or not one that can be read."""

    place: str
    reason: str


Read = Iterator[Record | Trouble]


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator says about the old system's addresses.

    `base` stands before addresses that begin with a slash. `moved` are pairs of what addresses
    began with and begin with now. `key` is a template with {id}; None: the key is made from the
    address, as the embed makes it.
    """

    base: str | None = None
    moved: tuple[tuple[str, str], ...] = ()
    key: str | None = None


def name_of(raw: str | None) -> str:
    """A public name, whatever stood there: without markup, controls and what is too long."""
    plain = html.unescape(re.sub("[\ud800-\udfff]", "", raw or ""))
    kept = "".join(
        " " if each.isspace() else each
        for each in unicodedata.normalize("NFC", plain)
        if each.isspace() or (unicodedata.category(each) != "Cc" and not has_bidi_controls(each))
    )
    name = " ".join(kept.split())[:MAX_NAME].strip()
    return NOBODY if is_blank(name) else name


def person_of(name: str | None, address: str | None) -> str:
    """A key for somebody without an account: the same name and mail address are one person. The
    address itself is not kept."""
    known = f"{(name or '').strip()}\0{(address or '').strip().lower()}"
    return "guest-" + hashlib.sha256(known.encode(errors="replace")).hexdigest()[:32]
