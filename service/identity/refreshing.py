"""The cookie that brings a reader back on the same device: used once, exchanged each time.

Only hashes are kept. A cookie that is used a second time was copied: its family ends.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service.errors import Unauthenticated
from service.identity.sealing import token_hash
from service.ids import new_id
from service.models import Reader, RefreshToken

LIFE = timedelta(days=180)  # without a visit
# Two tabs may ask in the same moment; the loser is answered without a new cookie.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Returned:
    """Who came back, and the next cookie (None: the one just given to another tab counts)."""

    reader_id: int
    name: str
    issuer: str
    cookie: str | None


def begin(session: Session, site_id: int, reader_id: int, *, now: datetime) -> Returned:
    """The first cookie of a family. Raises Unauthenticated for a reader who is not there."""
    name, issuer = _reader(session, site_id, reader_id)
    return Returned(reader_id, name, issuer, _add(session, site_id, reader_id, new_id(now), now))


def exchange(session: Session, site_id: int, cookie: str, *, now: datetime) -> Returned | None:
    """Who comes back with this cookie; None when it was copied, and then its family has ended
    (the caller must commit that). Raises Unauthenticated for an unknown or old one."""
    row = session.execute(
        select(RefreshToken.family_id, RefreshToken.reader_id, RefreshToken.used_at)
        .where(
            RefreshToken.site_id == site_id, RefreshToken.token_hash == token_hash(cookie),
            RefreshToken.expires_at > now,
        )
        .with_for_update()
    ).one_or_none()  # fmt: skip
    if row is None:
        raise Unauthenticated("nobody is known on this device")
    if row.used_at is not None and now - row.used_at > GRACE:
        end_family(session, site_id, row.family_id)
        return None
    name, issuer = _reader(session, site_id, row.reader_id)
    following = None
    if row.used_at is None:
        session.execute(
            update(RefreshToken)
            .where(RefreshToken.site_id == site_id, RefreshToken.token_hash == token_hash(cookie))
            .values(used_at=now)
        )
        following = _add(session, site_id, row.reader_id, row.family_id, now)
    return Returned(row.reader_id, name, issuer, following)


def end_family(session: Session, site_id: int, family_id: int) -> None:
    """Nobody comes back with a cookie of this family."""
    session.execute(
        delete(RefreshToken).where(
            RefreshToken.site_id == site_id, RefreshToken.family_id == family_id
        )
    )


def end(session: Session, site_id: int, cookie: str) -> None:
    """Forget this device: the family of its cookie ends. An unknown cookie is no error."""
    family = session.execute(
        select(RefreshToken.family_id).where(
            RefreshToken.site_id == site_id, RefreshToken.token_hash == token_hash(cookie)
        )
    ).scalar_one_or_none()
    if family is not None:
        end_family(session, site_id, family)


def _reader(session: Session, site_id: int, reader_id: int) -> tuple[str, str]:
    reader = session.execute(
        select(Reader.name, Reader.issuer).where(
            Reader.site_id == site_id, Reader.id == reader_id, Reader.erased_at.is_(None)
        )
    ).one_or_none()
    if reader is None:
        raise Unauthenticated("nobody is known on this device")
    return reader.name, reader.issuer


def _add(session: Session, site_id: int, reader_id: int, family: int, now: datetime) -> str:
    cookie = secrets.token_urlsafe(32)
    session.execute(
        insert(RefreshToken).values(
            site_id=site_id, token_hash=token_hash(cookie), family_id=family, reader_id=reader_id,
            created_at=now, expires_at=now + LIFE,
        )
    )  # fmt: skip
    return cookie
