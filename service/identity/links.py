"""Signed links: each is good for one thing, for whoever was given it, without signing in. Pure."""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from service.errors import NotFound

_FORM = struct.Struct(">IQQI")  # site, comment, decision, seconds since 1970
_SIGNATURE = 16  # bytes
_PURPOSE = b"parley: appeal\0"  # what is signed for something else opens nothing here


@dataclass(frozen=True, slots=True)
class Plea:
    """The right to appeal against one decision on one comment, until then."""

    site_id: int
    comment_id: int
    decision_id: int
    until: datetime


def plea_word(plea: Plea, *, secret: str) -> str:
    """The plea as the last part of a link: 54 characters."""
    body = _FORM.pack(
        plea.site_id, plea.comment_id, plea.decision_id, int(plea.until.timestamp())
    )  # fmt: skip
    return base64.urlsafe_b64encode(_sign(body, secret) + body).decode().rstrip("=")


def plea_link(plea: Plea, *, public_url: str, secret: str) -> str:
    """The address by which whoever holds it appeals."""
    return f"{public_url}/appeal/{plea_word(plea, secret=secret)}"


def read_plea(word: str, *, secret: str) -> Plea:
    """What `plea_word` was given, also when its time is over. Raises NotFound for anything else."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        site_id, comment_id, decision_id, until = _FORM.unpack(raw[_SIGNATURE:])
        plea = Plea(site_id, comment_id, decision_id, datetime.fromtimestamp(until, UTC))
    except (binascii.Error, struct.error, ValueError) as error:
        raise NotFound("no such link") from error
    # The whole word: its last letter has bits to spare, and a link has one spelling.
    if not hmac.compare_digest(word, plea_word(plea, secret=secret)):
        raise NotFound("no such link")
    return plea


def _sign(body: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE + body, hashlib.sha256)[:_SIGNATURE]
