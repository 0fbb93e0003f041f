"""Invitations to work on a site: a link that is shown once, holds for a week and works once."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from service.errors import Conflict, Gone, Invalid, NotFound, WorksHere
from service.identity.sealing import token_hash
from service.identity.staff import create_staff
from service.identity.staffing import StaffRole, give_role
from service.ids import new_id
from service.models import Invitation, Membership, Site, Staff
from service.staff.signing_in import Shown, check_password, recognise

LIFE = timedelta(days=7)
MAX_OPEN = 50  # on one site


@dataclass(frozen=True, slots=True)
class Offer:
    """What the invited person is told. `is_known`: they have a password already."""

    site: str
    role: str
    email: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the invited person fills in: a name and a new password, or the one they have."""

    token: str
    password: str
    name: str = ""
    code: str = ""


def invite(
    session: Session, site_id: int, email: str, role: StaffRole, *, by: int, now: datetime,
    language: str = "en",
) -> tuple[int, str]:  # fmt: skip
    """(id, the link's secret: shown this once). An older one for the same address ends.

    Raises Invalid, WorksHere, and Conflict where too many are open.
    """
    address = email.strip().lower()
    if not re.fullmatch(r"[^\s@]{1,64}@[^\s@]{1,255}", address):
        raise Invalid("this is no e-mail address", fields=["email"])
    works_here = (
        select(Staff.id)
        .join(Membership, Membership.staff_id == Staff.id)
        .where(Membership.site_id == site_id, Staff.email == address)
    )
    if session.execute(works_here).first() is not None:
        raise WorksHere("they work here already: change their role instead")
    session.execute(
        delete(Invitation).where(Invitation.site_id == site_id, Invitation.email == address)
    )
    if len(open_invitations(session, site_id, now=now)) >= MAX_OPEN:
        raise Conflict(f"{MAX_OPEN} open invitations at most")
    token = secrets.token_urlsafe(32)
    made = new_id(now)
    session.execute(
        insert(Invitation).values(
            site_id=site_id, id=made, email=address, role=str(role), token_hash=token_hash(token),
            invited_by=by, language=language, created_at=now, expires_at=now + LIFE,
        )
    )  # fmt: skip
    return made, token


def open_invitations(session: Session, site_id: int, *, now: datetime) -> Sequence[Invitation]:
    """Those that can still be taken up, newest first."""
    return session.execute(
        select(Invitation)
        .where(Invitation.site_id == site_id, Invitation.expires_at > now)
        .order_by(Invitation.id.desc())
    ).scalars().all()  # fmt: skip


def is_open(session: Session, site_id: int, invitation_id: int, *, now: datetime) -> bool:
    """Whether it can still be taken up."""
    found = select(Invitation.id).where(
        Invitation.site_id == site_id, Invitation.id == invitation_id, Invitation.expires_at > now
    )
    return session.execute(found).first() is not None


def withdraw(session: Session, site_id: int, invitation_id: int) -> str:
    """The link opens nothing any more; returns the address. Raises NotFound."""
    gone = session.execute(
        delete(Invitation)
        .where(Invitation.site_id == site_id, Invitation.id == invitation_id)
        .returning(Invitation.email)
    ).scalar_one_or_none()
    if gone is None:
        raise NotFound("no such invitation")
    return gone


def offer(session: Session, token: str, *, now: datetime) -> Offer:
    """What a link offers; needs a transaction across sites. Raises Gone."""
    row = _find(session, token, now=now)
    site = session.execute(select(Site.name).where(Site.id == row.site_id)).scalar_one()
    return Offer(site, row.role, row.email, _is_known(session, row.email))


def accept(
    session: Session, answer: Answer, *, secret: str, now: datetime
) -> tuple[int, int, StaffRole]:
    """(site, staff id, role) of who works there from now on; needs a transaction across sites.

    Somebody known shows their own password (and code): the link alone gives nobody their account.
    Raises Gone, Invalid, PasswordWeak, Unauthenticated, and Conflict for somebody who took up
    another site's invitation at the same moment.
    """
    row = _find(session, answer.token, now=now)
    if _is_known(session, row.email):
        shown = Shown(row.email, answer.password, answer.code)
        staff_id = recognise(session, shown, secret=secret, now=now).id
    else:
        check_password(answer.password, email=row.email)
        if not answer.name.strip():
            raise Invalid("say how colleagues shall call you", fields=["name"])
        staff_id = create_staff(session, row.email, answer.name.strip(), answer.password, now=now)
    role = StaffRole(row.role)
    give_role(session, row.site_id, staff_id, role)
    site_id = row.site_id
    session.execute(
        delete(Invitation).where(Invitation.site_id == site_id, Invitation.id == row.id)
    )
    return site_id, staff_id, role


def _find(session: Session, token: str, *, now: datetime) -> Invitation:
    # Locked, so that two clicks are not two people.
    row = session.execute(
        select(Invitation)
        .where(Invitation.token_hash == token_hash(token), Invitation.expires_at > now)
        .with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise Gone("this invitation was used, withdrawn, or is older than a week")
    return row


def _is_known(session: Session, email: str) -> bool:
    known = select(func.count()).select_from(Staff).where(
        Staff.email == email, Staff.password_hash.is_not(None)
    )  # fmt: skip
    return session.execute(known).scalar_one() > 0
