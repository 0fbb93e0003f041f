"""Saved queues: a filter under a name, for the moderator who keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, text
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.ids import new_id
from service.models import SavedQueue

MOST = 50  # of one person on one site


def save(
    session: Session, site_id: int, owner_id: int, name: str, filters: Mapping[str, Any], *,
    now: datetime,
) -> int:  # fmt: skip
    """Keep a filter; returns its id. Raises Conflict beyond MOST."""
    if len(saved(session, site_id, owner_id)) >= MOST:
        raise Conflict(f"one keeps {MOST} queues at most")
    saved_id = new_id(now)
    session.execute(
        insert(SavedQueue).values(
            site_id=site_id, id=saved_id, owner_id=owner_id, name=name, filters=dict(filters),
            created_at=now,
        )
    )  # fmt: skip
    return saved_id


def saved(session: Session, site_id: int, owner_id: int) -> Sequence[Row[Any]]:
    """One's own saved queues, in the order of their making."""
    return session.execute(_OWN, {"site": site_id, "owner": owner_id}).all()


def forget(session: Session, site_id: int, owner_id: int, saved_id: int) -> None:
    """Drop one of one's own. Raises NotFound."""
    gone = session.execute(_DROP, {"site": site_id, "owner": owner_id, "id": saved_id})
    if not gone.all():
        raise NotFound("no such saved queue")


_OWN = text("SELECT * FROM saved_queues WHERE site_id = :site AND owner_id = :owner ORDER BY id")
_DROP = text("""
    DELETE FROM saved_queues WHERE site_id = :site AND owner_id = :owner AND id = :id RETURNING id
""")
