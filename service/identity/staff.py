"""Staff: passwords, browser sessions, roles per site."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound, Unauthenticated
from service.identity.actors import StaffActor
from service.identity.sealing import token_hash
from service.ids import new_id
from service.models import Membership, Staff, StaffSession

COOKIE = "parley_staff"
SESSION_LIFE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)  # a busy browser is not written at each request
_NAME_BYTES = 16  # of a session's hash: enough to name it, useless as a cookie
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    # Verified when the address is unknown, so that both answers take as long. Not made at import:
    # it costs every process 0.2 s of its start.
    return _hasher.hash(secrets.token_urlsafe(16))


def create_staff(session: Session, email: str, name: str, password: str, *, now: datetime) -> int:
    """Add a person who can sign in; returns the id. Raises Conflict, and changes nothing, where
    somebody signs in with this address already."""
    address = email.strip().lower()
    values = {"name": name, "password_hash": hash_password(password)}
    # Who is there without a password (an imported colleague) has nothing that could be lost.
    made = session.execute(
        upsert(Staff)
        .values(id=new_id(now), email=address, created_at=now, **values)
        .on_conflict_do_update(
            index_elements=[Staff.email], set_=values, where=Staff.password_hash.is_(None)
        )
        .returning(Staff.id)
    ).scalar_one_or_none()
    if made is None:
        raise Conflict(f"{address} is known already, and nothing was changed")
    return made


def hash_password(password: str) -> str:
    """An argon2id hash; takes about a tenth of a second on purpose."""
    return _hasher.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Whether the hash is of this password; as slow without a hash (None), and then False."""
    try:
        _hasher.verify(hashed or _nobody(), password)
    except VerifyMismatchError:
        return False
    return hashed is not None


def grant(session: Session, site_id: int, staff_id: int, role: str) -> None:
    """Give somebody a role on a site, instead of the one they have there."""
    session.execute(
        upsert(Membership)
        .values(site_id=site_id, staff_id=staff_id, role=role)
        .on_conflict_do_update(
            index_elements=[Membership.site_id, Membership.staff_id], set_={"role": role}
        )
    )


def open_session(session: Session, staff_id: int, *, user_agent: str, now: datetime) -> str:
    """A new cookie for somebody who has shown who they are."""
    cookie = secrets.token_urlsafe(32)
    session.execute(
        insert(StaffSession).values(
            token_hash=token_hash(cookie), staff_id=staff_id, csrf_token=secrets.token_urlsafe(24),
            user_agent=user_agent[:256], created_at=now, seen_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )  # fmt: skip
    return cookie


def session_actor(session: Session, cookie: str, *, now: datetime) -> StaffActor:
    """Whose browser this is; needs a transaction across sites. Raises Unauthenticated."""
    digest = token_hash(cookie)
    row = session.execute(
        select(
            Staff.id, Staff.name, Staff.is_operator, StaffSession.csrf_token, StaffSession.seen_at
        )
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == digest,
            StaffSession.expires_at > now,
            Staff.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise Unauthenticated("sign in again")
    if now - row.seen_at > _SEEN_EVERY:
        session.execute(
            update(StaffSession).where(StaffSession.token_hash == digest).values(seen_at=now)
        )
    roles = session.execute(
        select(Membership.site_id, Membership.role).where(Membership.staff_id == row.id)
    ).all()
    return StaffActor(
        id=row.id,
        name=row.name,
        roles={each.site_id: each.role for each in roles},
        is_operator=row.is_operator,
        csrf_token=row.csrf_token,
        session=digest[:_NAME_BYTES].hex(),
    )


def sessions_of(session: Session, staff_id: int, *, now: datetime) -> Sequence[Any]:
    """The browsers somebody is signed in with, the one seen last first: name, user_agent,
    created_at, seen_at."""
    rows = session.execute(
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.expires_at > now)
        .order_by(StaffSession.seen_at.desc(), StaffSession.token_hash)
    ).scalars()
    return [
        {
            "id": row.token_hash[:_NAME_BYTES].hex(), "user_agent": row.user_agent,
            "created_at": row.created_at, "seen_at": row.seen_at,
        }
        for row in rows
    ]  # fmt: skip


def end_session(session: Session, staff_id: int, name: str) -> None:
    """Sign one of one's browsers out. Raises NotFound."""
    hashes = select(StaffSession.token_hash).where(StaffSession.staff_id == staff_id)
    for digest in session.execute(hashes).scalars().all():
        if digest[:_NAME_BYTES].hex() == name:
            session.execute(delete(StaffSession).where(StaffSession.token_hash == digest))
            return
    raise NotFound("no such session")


def end_other_sessions(session: Session, staff_id: int, *, but: str) -> int:
    """Sign every browser of somebody out but the one of this name; how many."""
    hashes = select(StaffSession.token_hash).where(StaffSession.staff_id == staff_id)
    others = [
        each for each in session.execute(hashes).scalars().all() if each[:_NAME_BYTES].hex() != but
    ]
    session.execute(delete(StaffSession).where(StaffSession.token_hash.in_(others)))
    return len(others)


def sign_out(session: Session, cookie: str) -> None:
    """End the session of this cookie."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(cookie)))
