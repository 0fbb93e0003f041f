"""Staff among readers: who moderates a site may write there as themselves, and is marked as staff.
Nobody else may take their name."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.errors import NameTaken
from service.identity.actors import StaffActor
from service.identity.likeness import likeness
from service.identity.readers import find_or_create
from service.models import Membership, Staff

ISSUER = "staff"  # the subject is the id of the member of staff
BADGES = {"moderator": "moderator", "admin": "staff"}  # by role; others write as readers do


def voice(session: Session, site_id: int, actor: StaffActor, *, now: datetime) -> int:
    """The id of the reader that somebody who moderates the site is there."""
    name, badge = actor.name, BADGES[actor.roles[site_id]]
    reader_id = find_or_create(session, site_id, ISSUER, str(actor.id), name, now=now)
    session.execute(_MARK, {"site": site_id, "reader": reader_id, "badges": [badge]})
    return reader_id


def hear_by_role(session: Session, site_id: int, staff_id: int, role: str | None) -> None:
    """Their role is another one: who moderates no more writes no more under the badge that their
    comments keep; who does again, may again."""
    silence = role not in BADGES
    session.execute(_HEAR, {"site": site_id, "subject": str(staff_id), "silence": silence})


def demand_own_name(session: Session, site_id: int, name: str) -> None:
    """Raises NameTaken for a name that readers would take for that of somebody who works there."""
    names = session.execute(
        select(Staff.name)
        .join(Membership, Membership.staff_id == Staff.id)
        .where(
            Membership.site_id == site_id, Membership.role.in_(list(BADGES)), Staff.disabled_at.is_(None)
        )
    ).scalars()  # fmt: skip
    wanted = likeness(name)
    if wanted and wanted in {likeness(each) for each in names}:
        raise NameTaken("somebody who works here has this name", fields=["name"])


def demand_free_name(session: Session, site_id: int, name: str) -> None:
    """Raises NameTaken for a guest's name that readers would take for that of somebody who works
    there, or of a reader who signs in and has written there."""
    demand_own_name(session, site_id, name)
    wanted = likeness(name)
    taken = wanted and session.execute(_TAKEN, {"site": site_id, "name": wanted}).scalar_one()
    if taken:
        raise NameTaken("a reader who signs in has this name", fields=["name"])


# Uses: ix_readers_name.
_TAKEN = text("""
    SELECT EXISTS (
        SELECT 1 FROM readers
        WHERE site_id = :site AND name_key = :name AND published_count > 0 AND erased_at IS NULL
              AND (issuer IN ('account', 'staff') OR issuer LIKE 'publisher:%'))
""")
_MARK = text("""
    UPDATE readers SET badges = :badges
    WHERE site_id = :site AND id = :reader AND badges IS DISTINCT FROM :badges
""")
_HEAR = text("""
    UPDATE readers SET banned_at = CASE WHEN :silence THEN coalesce(banned_at, now()) END
    WHERE site_id = :site AND issuer = 'staff' AND subject = :subject AND erased_at IS NULL
""")
