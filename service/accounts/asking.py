"""Who asks for a sign-in, and what for: carried through the pages as one sealed word. Pure.

It is bound to the browser by a cookie, so that no other page can lead somebody into an account
that is not theirs.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from service.errors import Invalid, Unavailable
from service.identity.sealing import seal, unseal

LIFE = timedelta(minutes=30)
_MOST = 4_096  # characters


@dataclass(frozen=True, slots=True)
class Ask:
    """One sign-in that was begun on a page of the publisher."""

    site: str
    site_id: int
    origin: str  # exact and registered: nobody else is told the code
    state: str
    challenge: str  # PKCE, S256
    language: str
    browser: str  # hash of the cookie
    until: float  # seconds since 1970
    name: str = ""  # what the reader would like to be called
    back: str = ""  # where to go when the page did not wait: below `origin`
    grant: int = 0  # the mail that was sent


def browser_hash(cookie: str) -> str:
    """What an Ask keeps of the browser's cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()[:32]


def pack(ask: Ask, *, secret: str) -> str:
    """The sealed word."""
    return seal(orjson.dumps(asdict(ask)), secret=secret).decode()


def unpack(word: str, cookie: str, *, secret: str, now: datetime) -> Ask:
    """What `pack` was given. Raises Invalid when it was not, in another browser, or too late."""
    try:
        if len(word) > _MOST:
            raise Invalid("too long")
        ask = Ask(**orjson.loads(unseal(word.encode(), secret=secret)))
    except (Unavailable, ValueError, TypeError) as error:
        raise Invalid("this sign-in was not begun here") from error
    if not hmac.compare_digest(ask.browser, browser_hash(cookie)):
        raise Invalid("this sign-in was begun in another browser")
    if ask.until < now.timestamp():
        raise Invalid("this sign-in took too long")
    return ask


def with_grant(ask: Ask, grant: int) -> Ask:
    """The same, waiting for that mail to be answered."""
    return replace(ask, grant=grant)


def facts(ask: Ask) -> Mapping[str, Any]:
    """What the one-time code is bound to."""
    return {"challenge": ask.challenge, "origin": ask.origin}
