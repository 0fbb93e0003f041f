"""Secrets that are good once: the link and the digits of a mail, and the code for the page.

Only hashes are kept; what a secret is good for is sealed.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from service.errors import Unauthenticated
from service.identity.sealing import seal, token_hash, unseal
from service.ids import new_id
from service.models import Grant

MAIL_LIFE = timedelta(minutes=15)
CODE_LIFE = timedelta(minutes=1)
MAX_TRIES = 5  # of eight digits: one in twenty million
_MAIL, _CODE = "mail", "code"


@dataclass(frozen=True, slots=True)
class Mailed:
    """The two ways to answer a mail."""

    id: int
    link: str
    digits: str


def mail(
    session: Session, site_id: int, content: Mapping[str, Any], *, secret: str, now: datetime
) -> Mailed:
    """A link's secret and eight digits, either good once within MAIL_LIFE."""
    link, digits = secrets.token_urlsafe(32), f"{secrets.randbelow(10**8):08d}"
    kept = _digits_hash(digits, secret)
    grant_id = _add(session, site_id, _MAIL, link, content, MAIL_LIFE, kept, secret, now)
    return Mailed(grant_id, link, digits)


def code(
    session: Session, site_id: int, content: Mapping[str, Any], *, secret: str, now: datetime
) -> str:
    """The code that a page redeems within CODE_LIFE."""
    made = secrets.token_urlsafe(32)
    _add(session, site_id, _CODE, made, content, CODE_LIFE, None, secret, now)
    return made


def look(
    session: Session, site_id: int, link: str, *, secret: str, now: datetime
) -> dict[str, Any]:
    """What a link is good for, without using it: scanners of mail follow links too.

    Raises Unauthenticated.
    """
    sealed = session.execute(
        select(Grant.sealed).where(
            Grant.site_id == site_id, Grant.kind == _MAIL,
            Grant.secret_hash == token_hash(link), Grant.expires_at > now,
        )
    ).scalar_one_or_none()  # fmt: skip
    return _opened(sealed, secret)


def take_link(
    session: Session, site_id: int, link: str, *, secret: str, now: datetime
) -> dict[str, Any]:
    """What a link is good for; it is used now. Raises Unauthenticated."""
    return _take(session, site_id, _MAIL, link, secret, now)


def take_code(
    session: Session, site_id: int, made: str, verifier: str, *, secret: str, now: datetime
) -> dict[str, Any]:
    """What a code is good for; it is used now, also by a wrong verifier: the caller must commit.
    Raises Unauthenticated for an unknown one; answers {} for a wrong verifier."""
    content = _take(session, site_id, _CODE, made, secret, now)
    fits = hmac.compare_digest(str(content["challenge"]), challenge_of(verifier))
    return content if fits else {}


def take_digits(
    session: Session, site_id: int, grant_id: int, digits: str, *, secret: str, now: datetime
) -> dict[str, Any] | None:
    """What the mail of this grant is good for, when its digits fit; it is used then. None for
    wrong digits: the try is counted, which the caller must commit. Raises Unauthenticated when it
    is over or was tried too often."""
    key = {"site": site_id, "id": grant_id, "now": now, "most": MAX_TRIES}
    row = session.execute(_TRY, key).one_or_none()
    if row is None:
        raise Unauthenticated("ask for a new link")
    plain = "".join(each for each in digits if each.isdecimal() and each.isascii())
    if not hmac.compare_digest(bytes(row.digits_hash), _digits_hash(plain, secret)):
        return None
    session.execute(delete(Grant).where(Grant.site_id == site_id, Grant.id == grant_id))
    return _opened(row.sealed, secret)


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    made = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _add(
    session: Session, site_id: int, kind: str, plain: str, content: Mapping[str, Any],
    life: timedelta, digits_hash: bytes | None, secret: str, now: datetime,
) -> int:  # fmt: skip
    grant_id = new_id(now)
    session.execute(
        insert(Grant).values(
            site_id=site_id, id=grant_id, kind=kind, secret_hash=token_hash(plain),
            digits_hash=digits_hash, sealed=seal(orjson.dumps(content), secret=secret),
            created_at=now, expires_at=now + life,
        )
    )  # fmt: skip
    return grant_id


def _take(
    session: Session, site_id: int, kind: str, plain: str, secret: str, now: datetime
) -> dict[str, Any]:
    sealed = session.execute(
        delete(Grant)
        .where(
            Grant.site_id == site_id, Grant.kind == kind,
            Grant.secret_hash == token_hash(plain), Grant.expires_at > now,
        )
        .returning(Grant.sealed)
    ).scalar_one_or_none()  # fmt: skip
    return _opened(sealed, secret)


def _opened(sealed: bytes | None, secret: str) -> dict[str, Any]:
    if sealed is None:
        raise Unauthenticated("ask for a new link")
    found: dict[str, Any] = orjson.loads(unseal(bytes(sealed), secret=secret))
    return found


def _digits_hash(digits: str, secret: str) -> bytes:
    # Keyed: a copy of the database alone finds eight digits in no time.
    return hmac.new(secret.encode(), b"digits:" + digits.encode(), hashlib.sha256).digest()


_TRY = text("""
    UPDATE grants SET tries = tries + 1
    WHERE site_id = :site AND id = :id AND kind = 'mail' AND expires_at > :now AND tries < :most
    RETURNING digits_hash, sealed
""")
