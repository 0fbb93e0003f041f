"""Signing in: a password (and a code where one is demanded), or a passkey."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.errors import PasswordWeak, PasswordWrong, Unauthenticated
from service.identity import staff
from service.identity.actors import StaffActor
from service.models import Passkey, Staff
from service.staff import codes

MIN_PASSWORD = 12  # characters
MAX_PASSWORD = 1_024


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows at the door."""

    email: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)


def sign_in(
    session: Session, shown: Shown, *, user_agent: str, secret: str, now: datetime
) -> tuple[str, StaffActor]:
    """(cookie, who). Raises Unauthenticated, the same for an unknown address, and CodeNeeded or
    CodeWrong once the password was right."""
    row = recognise(session, shown, secret=secret, now=now)
    cookie = staff.open_session(session, row.id, user_agent=user_agent, now=now)
    return cookie, staff.session_actor(session, cookie, now=now)


def recognise(session: Session, shown: Shown, *, secret: str, now: datetime) -> Staff:
    """Who that is. Raises as `sign_in`."""
    row = session.execute(
        select(Staff).where(Staff.email == shown.email.strip().lower(), Staff.disabled_at.is_(None))
    ).scalar_one_or_none()
    is_right = staff.is_password(shown.password, row.password_hash if row else None)
    if row is None or not is_right:
        raise Unauthenticated("address or password is wrong")
    codes.demand(session, row, shown.code, secret=secret, now=now)
    return row


def demand_password(session: Session, staff_id: int, password: str) -> Staff:
    """The person, who shows once more that it is they, before the ways to sign in are changed.
    Raises PasswordWrong."""
    row = session.get_one(Staff, staff_id)
    if not staff.is_password(password, row.password_hash):
        raise PasswordWrong("the password is wrong")
    return row


def change_password(session: Session, actor: StaffActor, present: str, wished: str) -> None:
    """A new password; every other browser is signed out. Raises PasswordWrong, PasswordWeak."""
    row = demand_password(session, actor.id, present)
    check_password(wished, email=row.email)
    session.execute(
        update(Staff).where(Staff.id == actor.id).values(password_hash=staff.hash_password(wished))
    )
    staff.end_other_sessions(session, actor.id, but=actor.session)


def set_password(session: Session, staff_id: int, wished: str) -> None:
    """A new password for somebody who has forgotten theirs; every browser is signed out. Raises
    PasswordWeak."""
    row = session.get_one(Staff, staff_id)
    check_password(wished, email=row.email)
    row.password_hash = staff.hash_password(wished)
    staff.end_other_sessions(session, staff_id, but="")


def unlock(session: Session, staff_id: int) -> None:
    """Only the password counts from now on, and every browser is signed out: for somebody who
    has lost their phone."""
    codes.end(session, staff_id)
    session.execute(delete(Passkey).where(Passkey.staff_id == staff_id))
    staff.end_other_sessions(session, staff_id, but="")


def check_password(wished: str, *, email: str) -> None:
    """Raises PasswordWeak for one that is short or easily guessed."""
    folded = wished.strip().casefold()
    if len(folded) < MIN_PASSWORD:
        raise PasswordWeak(
            f"a password has {MIN_PASSWORD} characters at least", fields=["password"]
        )
    if email.casefold() in folded or len(set(folded)) < 5:
        raise PasswordWeak("this password is easily guessed", fields=["password"])
