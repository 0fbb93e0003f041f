"""Who works on a site: roles given and taken. The last admin cannot go."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.errors import LastAdmin, NotFound
from service.identity.speaking import hear_by_role
from service.models import Membership, Passkey, Staff


class StaffRole(StrEnum):
    """Roles on a site. docs/permissions.md says what each may do."""

    MODERATOR = "moderator"
    ANALYST = "analyst"
    ADMIN = "admin"


def staff_of(session: Session, site_id: int) -> Sequence[Any]:
    """id, name, email, role, created_at and has_second_factor of everybody who works on the
    site, by name."""
    has_passkey = exists().where(Passkey.staff_id == Staff.id)
    return session.execute(
        select(
            Staff.id, Staff.name, Staff.email, Membership.role, Membership.created_at,
            or_(Staff.totp_at.is_not(None), has_passkey).label("has_second_factor"),
        )
        .join(Membership, Membership.staff_id == Staff.id)
        .where(Membership.site_id == site_id, Staff.disabled_at.is_(None))
        .order_by(Staff.name, Staff.id)
    ).all()  # fmt: skip


def staff_by_email(session: Session, email: str) -> int:
    """The id of a member of staff. Raises NotFound."""
    found = select(Staff.id).where(Staff.email == email.strip().lower())
    staff_id = session.execute(found).scalar_one_or_none()
    if staff_id is None:
        raise NotFound("nobody has this address")
    return staff_id


def set_operator(session: Session, email: str, *, is_operator: bool) -> None:
    """Make somebody an operator of the installation, or none. Raises NotFound."""
    staff_id = staff_by_email(session, email)
    session.execute(update(Staff).where(Staff.id == staff_id).values(is_operator=is_operator))


def give_role(session: Session, site_id: int, staff_id: int, role: StaffRole) -> None:
    """Instead of the one they have. Raises LastAdmin for the last admin becoming something else."""
    if role is not StaffRole.ADMIN:
        _keep_one_admin(session, site_id, staff_id)
    session.execute(
        upsert(Membership)
        .values(site_id=site_id, staff_id=staff_id, role=str(role))
        .on_conflict_do_update(
            index_elements=[Membership.site_id, Membership.staff_id], set_={"role": str(role)}
        )
    )
    hear_by_role(session, site_id, staff_id, str(role))


def take_role(session: Session, site_id: int, staff_id: int) -> None:
    """They work here no more. Raises NotFound, and LastAdmin for the last admin."""
    _keep_one_admin(session, site_id, staff_id)
    gone = session.execute(
        delete(Membership)
        .where(Membership.site_id == site_id, Membership.staff_id == staff_id)
        .returning(Membership.role)
    ).scalar_one_or_none()
    if gone is None:
        raise NotFound("nobody of that name works here")
    hear_by_role(session, site_id, staff_id, None)


def _keep_one_admin(session: Session, site_id: int, staff_id: int) -> None:
    # A lock per site: two admins who remove each other must not both succeed.
    session.execute(select(func.pg_advisory_xact_lock(7270003, site_id)))
    admins = session.execute(
        select(Membership.staff_id)
        .join(Staff, Staff.id == Membership.staff_id)
        .where(
            Membership.site_id == site_id, Membership.role == "admin", Staff.disabled_at.is_(None)
        )
    ).scalars().all()  # fmt: skip
    if list(admins) == [staff_id]:
        raise LastAdmin("a site keeps one admin: make somebody else admin first")
