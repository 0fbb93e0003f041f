"""Staff: passwords, browser sessions, roles per site."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.errors import Unauthenticated
from service.identity.actors import StaffActor
from service.ids import new_id
from service.models import Membership, Staff, StaffSession

SESSION_LIFE = timedelta(hours=12)
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    # Verified when the address is unknown, so that both answers take as long. Not made at import:
    # it costs every process 0.2 s of its start.
    return _hasher.hash(secrets.token_urlsafe(16))


def create_staff(session: Session, email: str, name: str, password: str, *, now: datetime) -> int:
    """Add a person, or give a known one this password; returns the id."""
    values = {"name": name, "password_hash": _hasher.hash(password)}
    return session.execute(
        upsert(Staff)
        .values(id=new_id(now), email=email.strip().lower(), created_at=now, **values)
        .on_conflict_do_update(index_elements=[Staff.email], set_=values)
        .returning(Staff.id)
    ).scalar_one()


def grant(session: Session, site_id: int, staff_id: int, role: str) -> None:
    """Give somebody a role on a site, instead of the one they have there."""
    session.execute(
        upsert(Membership)
        .values(site_id=site_id, staff_id=staff_id, role=role)
        .on_conflict_do_update(
            index_elements=[Membership.site_id, Membership.staff_id], set_={"role": role}
        )
    )


def sign_in(
    session: Session, email: str, password: str, *, user_agent: str, now: datetime
) -> tuple[str, StaffActor]:
    """(cookie, who). Raises Unauthenticated, the same for an unknown address."""
    row = session.execute(
        select(Staff).where(Staff.email == email.strip().lower(), Staff.disabled_at.is_(None))
    ).scalar_one_or_none()
    try:
        _hasher.verify(row.password_hash if row and row.password_hash else _nobody(), password)
    except VerifyMismatchError as error:
        raise Unauthenticated("address or password is wrong") from error
    if row is None:
        raise Unauthenticated("address or password is wrong")
    cookie = secrets.token_urlsafe(32)
    session.execute(
        insert(StaffSession).values(
            token_hash=_hash(cookie), staff_id=row.id, csrf_token=secrets.token_urlsafe(24),
            user_agent=user_agent[:256], created_at=now, seen_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )  # fmt: skip
    return cookie, session_actor(session, cookie, now=now)


def session_actor(session: Session, cookie: str, *, now: datetime) -> StaffActor:
    """Whose browser this is; needs a transaction across sites. Raises Unauthenticated."""
    row = session.execute(
        select(Staff.id, Staff.name, Staff.is_operator, StaffSession.csrf_token)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == _hash(cookie),
            StaffSession.expires_at > now,
            Staff.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise Unauthenticated("sign in again")
    roles = session.execute(
        select(Membership.site_id, Membership.role).where(Membership.staff_id == row.id)
    ).all()
    return StaffActor(
        id=row.id,
        name=row.name,
        roles={each.site_id: each.role for each in roles},
        is_operator=row.is_operator,
        csrf_token=row.csrf_token,
    )


def sign_out(session: Session, cookie: str) -> None:
    """End the session of this cookie."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(cookie)))


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
