"""The log of what admins changed about a site: one row an act, only ever added."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.identity.actors import StaffActor
from service.ids import new_id
from service.models import SiteAct, Staff


def note_act(
    session: Session, site_id: int, actor: StaffActor, act: tuple[str, str], *, now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write down who did what, in the transaction that does it. `act`: verb and subject, such as
    ("role_given", "mo@news.example"); `data` holds before and after, never a secret."""
    verb, subject = act
    session.execute(
        insert(SiteAct).values(
            site_id=site_id, id=new_id(now), actor_id=actor.id, verb=verb, subject=subject,
            data=dict(data or {}), created_at=now,
        )
    )  # fmt: skip


def acts_of(session: Session, site_id: int, *, before: int | None, limit: int) -> Sequence[Any]:
    """Acts, newest first; `before`: the id of the last one seen."""
    found = (
        select(*SiteAct.__table__.columns, Staff.name.label("actor"))
        .outerjoin(Staff, Staff.id == SiteAct.actor_id)
        .where(SiteAct.site_id == site_id)
        .order_by(SiteAct.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(SiteAct.id < before)
    return session.execute(found).all()
