"""Batches: one decision about up to 100,000 comments, made in the background chunk by chunk.

What belongs to a batch is fixed when it begins. A chunk's rows are deleted in the transaction
that decides them, so a batch that is interrupted anywhere goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, insert, text
from sqlalchemy.orm import Session

from service.db import after_commit
from service.errors import NotFound
from service.feeds.queues import CAP, QueueAsked, choosing, parameters
from service.identity.actors import Judge
from service.ids import new_id, public_id
from service.lifecycle import Role, Verb
from service.models import Batch
from service.moderation.decisions import CHUNK, Outcome
from service.moderation.review import take_back
from service.queue import Task, ring
from service.review.deciding import Gesture, Seen, decide_items

RING_AGAIN = timedelta(seconds=30)
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch does: a gesture, or taking another batch back."""

    verb: str
    reason: str | None = None
    note: str | None = None
    undoes: int | None = None


def begin(session: Session, asked: QueueAsked, plan: Plan, judge: Judge, *, now: datetime) -> int:
    """Start a batch over what the filters let through now; returns its id."""
    batch = _create(session, asked.site_id, plan, judge, now)
    chosen = text(f"""
        INSERT INTO batch_items (site_id, batch_id, comment_id, revision)
        SELECT :site, :batch, s.comment_id, s.revision FROM ({choosing(asked)}) AS s
    """)
    session.execute(chosen, parameters(asked) | {"batch": batch, "limit": CAP})
    _start(session, asked.site_id, batch)
    return batch


def begin_these(
    session: Session, site_id: int, items: Sequence[Seen], plan: Plan, judge: Judge, *,
    now: datetime,
) -> int:  # fmt: skip
    """Start a batch over these comments, each named once; returns its id."""
    batch = _create(session, site_id, plan, judge, now)
    session.execute(
        _CHOOSE_THESE,
        {"site": site_id, "batch": batch, "ids": [each.comment_id for each in items],
         "revisions": [each.revision for each in items]},
    )  # fmt: skip
    _start(session, site_id, batch)
    return batch


def begin_undo(
    session: Session, site_id: int, undone: int, judge: Judge, *, now: datetime
) -> int:  # fmt: skip
    """Start taking a batch back; what of it still runs is stopped. Returns the new batch's id."""
    stop(session, site_id, undone, now=now)
    batch = _create(session, site_id, Plan(UNDO, undoes=undone), judge, now)
    session.execute(_CHOOSE_UNDONE, {"site": site_id, "batch": batch, "undone": undone})
    _start(session, site_id, batch)
    return batch


def advance(session: Session, site_id: int, batch_id: int, *, now: datetime) -> bool:
    """Decide one chunk; whether there may be more. False also while another worker is at it."""
    batch = session.execute(_LOCK, {"site": site_id, "id": batch_id}).one_or_none()
    if batch is None or batch.state != "running":
        return False
    items = session.execute(_TAKE, {"site": site_id, "batch": batch_id, "chunk": CHUNK}).all()
    outcomes = _decide(session, site_id, batch, items, now) if items else []
    failed = sum(each.error is not None for each in outcomes)
    is_last = len(items) < CHUNK
    session.execute(
        _COUNT,
        {"site": site_id, "id": batch_id, "done": len(outcomes) - failed,
         "failed": len(items) - len(outcomes) + failed, "is_last": is_last, "now": now,
         "due": now + RING_AGAIN},
    )  # fmt: skip
    return not is_last


def stop(session: Session, site_id: int, batch_id: int, *, now: datetime) -> None:
    """End a running batch; what is decided stays decided."""
    session.execute(_STOP, {"site": site_id, "id": batch_id, "now": now})


def batch_row(session: Session, site_id: int, batch_id: int) -> Row[Any]:
    """One batch. Raises NotFound."""
    row = session.execute(_ONE, {"site": site_id, "id": batch_id}).one_or_none()
    if row is None:
        raise NotFound("no such batch")
    return row


def overdue_batches(session: Session, *, now: datetime) -> list[str]:
    """Public ids of running batches for which nobody works: for the sweeper."""
    due = now + RING_AGAIN
    rows = session.execute(_OVERDUE, {"now": now, "due": due})
    return [public_id(row.site_id, row.id) for row in rows]


def _create(session: Session, site_id: int, plan: Plan, judge: Judge, now: datetime) -> int:
    batch = new_id(now)
    session.execute(
        insert(Batch).values(
            site_id=site_id, id=batch, actor_kind=judge.kind, actor_id=judge.id, verb=plan.verb,
            reason=plan.reason, note=plan.note, undoes=plan.undoes, state="running", total=0,
            created_at=now, due_at=now + RING_AGAIN,
        )
    )  # fmt: skip
    return batch


def _start(session: Session, site_id: int, batch: int) -> None:
    session.execute(_TOTAL, {"site": site_id, "batch": batch})
    after_commit(session, partial(ring, Task.DECIDE, public_id(site_id, batch)))


def _decide(
    session: Session, site_id: int, batch: Row[Any], items: Any, now: datetime
) -> list[Outcome]:
    judge = Judge(batch.actor_kind, batch.actor_id, Role.MODERATOR)
    if batch.verb == UNDO:
        undone = [each.undoes for each in items]
        return take_back(session, site_id, undone, judge, undo=batch.id, now=now)
    gesture = Gesture(Verb(batch.verb), batch.reason, batch.note, chosen_at=batch.created_at)
    seen = [Seen(each.comment_id, each.revision) for each in items]
    return decide_items(session, site_id, seen, gesture, judge, batch=batch.id, now=now)


_CHOOSE_THESE = text("""
    INSERT INTO batch_items (site_id, batch_id, comment_id, revision)
    SELECT :site, :batch, c.id, coalesce(n.revision, c.revision)
    FROM unnest(cast(:ids AS bigint[]), cast(:revisions AS int[])) AS n (id, revision)
    JOIN comments AS c ON c.site_id = :site AND c.id = n.id
""")
_CHOOSE_UNDONE = text("""
    INSERT INTO batch_items (site_id, batch_id, comment_id, revision, undoes)
    SELECT :site, :batch, comment_id, revision, id FROM decisions
    WHERE site_id = :site AND batch_id = :undone ON CONFLICT DO NOTHING
""")
_TOTAL = text("""
    UPDATE batches SET total = (SELECT count(*) FROM batch_items
                                WHERE site_id = :site AND batch_id = :batch)
    WHERE site_id = :site AND id = :batch
""")
_LOCK = text("SELECT * FROM batches WHERE site_id = :site AND id = :id FOR UPDATE SKIP LOCKED")
_TAKE = text("""
    DELETE FROM batch_items WHERE site_id = :site AND batch_id = :batch AND comment_id IN (
        SELECT comment_id FROM batch_items WHERE site_id = :site AND batch_id = :batch
        ORDER BY comment_id LIMIT :chunk)
    RETURNING comment_id, revision, undoes
""")
_COUNT = text("""
    UPDATE batches SET done = done + :done, failed = failed + :failed, due_at = :due,
        state = CASE WHEN :is_last THEN 'done' ELSE state END,
        finished_at = CASE WHEN :is_last THEN cast(:now AS timestamptz) END
    WHERE site_id = :site AND id = :id
""")
_STOP = text("""
    UPDATE batches SET state = 'stopped', finished_at = :now
    WHERE site_id = :site AND id = :id AND state = 'running'
""")
_ONE = text("SELECT * FROM batches WHERE site_id = :site AND id = :id")
_OVERDUE = text("""
    UPDATE batches AS b SET due_at = :due
    FROM (SELECT site_id, id FROM batches WHERE finished_at IS NULL AND due_at <= :now
          ORDER BY due_at LIMIT 100 FOR UPDATE SKIP LOCKED) AS o
    WHERE b.site_id = o.site_id AND b.id = o.id RETURNING b.site_id, b.id
""")
