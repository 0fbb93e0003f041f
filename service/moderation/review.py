"""What moderators do with queues: decisions in bulk, and undo."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import Status, Verb
from service.moderation.decisions import CHUNK, Outcome, Wish, decide_all

# What takes a decision back: the verb that leads to the status before. What was submitted
# comes back as held, for a person has begun with it.
_BACK = {
    (Status.PUBLISHED, Status.HELD): Verb.HOLD,
    (Status.PUBLISHED, Status.SUBMITTED): Verb.HOLD,
    (Status.PUBLISHED, Status.REJECTED): Verb.REJECT,
    (Status.HELD, Status.PUBLISHED): Verb.PUBLISH,
    (Status.HELD, Status.REJECTED): Verb.REJECT,
    (Status.REJECTED, Status.HELD): Verb.REOPEN,
    (Status.REJECTED, Status.SUBMITTED): Verb.REOPEN,
    (Status.REJECTED, Status.PUBLISHED): Verb.PUBLISH,
}


def new_batch(now: datetime) -> int:
    """An id for decisions made by one gesture."""
    return new_id(now)


def decide_many(
    session: Session, site_id: int, wishes: Sequence[Wish], judge: Judge, *, batch: int,
    now: datetime,
) -> list[Outcome]:  # fmt: skip
    """One outcome per wish, in the same order; at most CHUNK in one transaction."""
    return decide_all(session, site_id, wishes[:CHUNK], judge, now=now, batch_id=batch)


def undo_batch(
    session: Session, site_id: int, batch: int, judge: Judge, *, undo: int, now: datetime
) -> list[Outcome]:
    """Take a batch back, as batch `undo`: each comment whose newest decision is still of that
    batch returns to the status before. Raises NotFound for an unknown batch."""
    rows = session.execute(_BATCH, {"site": site_id, "batch": batch}).all()
    if not rows:
        raise NotFound("no such batch")
    wishes = [
        Wish(row.comment_id, _BACK[Status(row.after), Status(row.before)], row.revision,
             reason="undo", undoes=row.id)
        for row in rows
        if row.is_newest and (Status(row.after), Status(row.before)) in _BACK
    ]  # fmt: skip
    return decide_all(session, site_id, wishes, judge, now=now, batch_id=undo)


_BATCH = text("""
    SELECT d.id, d.comment_id, d.revision, d.before, d.after, c.decision_id = d.id AS is_newest
    FROM decisions AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    WHERE d.site_id = :site AND d.batch_id = :batch ORDER BY d.id
""")
