"""What moderators do with queues: decisions in bulk, and undo."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.identity.actors import Judge
from service.ids import new_id
from service.lifecycle import Status, Verb
from service.moderation.decisions import Outcome, Wish, decide_all

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
    (Status.PUBLISHED, Status.PUBLISHED): Verb.KEEP,
    (Status.REJECTED, Status.REJECTED): Verb.KEEP,
}


def new_batch(now: datetime) -> int:
    """An id for decisions made by one gesture."""
    return new_id(now)


def decisions_of(session: Session, site_id: int, batch: int) -> list[int]:
    """The decisions that one gesture made. Raises NotFound for an unknown batch."""
    ids = list(session.execute(_IDS, {"site": site_id, "batch": batch}).scalars())
    if not ids:
        raise NotFound("no such batch")
    return ids


def take_back(
    session: Session, site_id: int, decisions: Sequence[int], judge: Judge, *, undo: int,
    now: datetime,
) -> list[Outcome]:  # fmt: skip
    """Take decisions back, as batch `undo`: each comment whose newest decision is still the given
    one returns to the status before. At most CHUNK of them."""
    rows = session.execute(_DECISIONS, {"site": site_id, "ids": list(decisions)}).all()
    wishes = [
        Wish(row.comment_id, _BACK[Status(row.after), Status(row.before)], row.revision,
             reason=row.reason if row.before == Status.REJECTED else "undo", undoes=row.id)
        for row in rows
        if row.is_newest and _can_go_back(row)
    ]  # fmt: skip
    return decide_all(session, site_id, wishes, judge, now=now, batch_id=undo) if wishes else []


def _can_go_back(row: Row[Any]) -> bool:
    """Not so an edit that was published again: readers have the new text."""
    is_change = row.before != row.after or row.verb == Verb.KEEP
    return is_change and (Status(row.after), Status(row.before)) in _BACK


def undo_batch(
    session: Session, site_id: int, batch: int, judge: Judge, *, undo: int, now: datetime
) -> list[Outcome]:
    """Take a small batch back at once. Raises NotFound for an unknown batch."""
    ids = decisions_of(session, site_id, batch)
    return take_back(session, site_id, ids, judge, undo=undo, now=now)


_IDS = text("SELECT id FROM decisions WHERE site_id = :site AND batch_id = :batch ORDER BY id")
# `reason`: that of the decision which is in force again; its statement says so to the author.
_DECISIONS = text("""
    SELECT d.id, d.comment_id, d.revision, d.verb, d.before, d.after, c.decision_id = d.id AS is_newest,
           (SELECT b.reason FROM decisions AS b WHERE b.site_id = d.site_id
                   AND b.comment_id = d.comment_id AND b.id < d.id AND b.after = d.before
                   AND b.before <> b.after ORDER BY b.id DESC LIMIT 1) AS reason
    FROM decisions AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    WHERE d.site_id = :site AND d.id = ANY(:ids) ORDER BY d.id
""")
