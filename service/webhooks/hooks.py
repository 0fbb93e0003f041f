"""A site's webhooks: added, listed, removed, their deliveries shown and replayed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, text, tuple_, update
from sqlalchemy.orm import Session

from service.errors import Conflict, NotFound
from service.ids import new_id
from service.models import Delivery, Event, Webhook

MAX_HOOKS = 20  # of one site


def add_hook(
    session: Session, site_id: int, url: str, kinds: Sequence[str], *, sealed: bytes, now: datetime
) -> int:
    """Add a webhook that hears of everything from now on. Raises Conflict when there are many."""
    if len(hooks_of(session, site_id)) >= MAX_HOOKS:
        raise Conflict(f"a site has {MAX_HOOKS} webhooks at most")
    hook_id = new_id(now)
    session.execute(
        insert(Webhook).values(
            site_id=site_id, id=hook_id, url=url, kinds=sorted(set(kinds)), sealed=sealed,
            cursor_transaction=_NOW, created_at=now,
        )
    )  # fmt: skip
    return hook_id


def hooks_of(session: Session, site_id: int) -> Sequence[Row[Any]]:
    """The site's webhooks, newest first."""
    return session.execute(
        select(*Webhook.__table__.columns)
        .where(Webhook.site_id == site_id)
        .order_by(Webhook.id.desc())
    ).all()


def remove_hook(session: Session, site_id: int, hook_id: int) -> None:
    """It hears no more; what was not delivered yet is not. Raises NotFound."""
    gone = session.execute(
        delete(Webhook)
        .where(Webhook.site_id == site_id, Webhook.id == hook_id)
        .returning(Webhook.id)
    ).scalar_one_or_none()
    if gone is None:
        raise NotFound("no such webhook")


def deliveries_of(
    session: Session, site_id: int, *, state: str | None, before: Sequence[int] | None, limit: int
) -> Sequence[Any]:
    """Deliveries by event, newest first; `before`: event and webhook of the last one seen."""
    found = (
        select(*Delivery.__table__.columns, Event.kind)
        .join(Event, (Event.site_id == Delivery.site_id) & (Event.id == Delivery.event_id))
        .where(Delivery.site_id == site_id)
        .order_by(Delivery.event_id.desc(), Delivery.webhook_id.desc())
        .limit(limit)
    )
    if state is not None:
        found = found.where(Delivery.state == state)
    if before is not None:
        found = found.where(tuple_(Delivery.event_id, Delivery.webhook_id) < tuple_(*before))
    return session.execute(found).all()


def replay(
    session: Session, site_id: int, hook_id: int, event_id: int | None, *, now: datetime
) -> int:
    """Send one delivery again, or all that were parked (None); returns how many. Raises NotFound."""
    if all(each.id != hook_id for each in hooks_of(session, site_id)):
        raise NotFound("no such webhook")
    chosen = Delivery.state == "parked" if event_id is None else Delivery.event_id == event_id
    done = session.execute(
        update(Delivery)
        .where(Delivery.site_id == site_id, Delivery.webhook_id == hook_id, chosen)
        .values(state="due", attempts=0, next_at=now)
        .returning(Delivery.event_id)
    ).all()
    if event_id is not None and not done:
        raise NotFound("no such delivery")
    return len(done)


_NOW = text("pg_current_xact_id()")
