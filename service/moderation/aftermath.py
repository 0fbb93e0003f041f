"""What follows from decisions, in their transaction: queues, claims, appeals, statements,
notices, audits. Called by `decisions` alone, under its locks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.identity.actors import Judge
from service.lifecycle import Role, Status, Verb
from service.moderation import auditing, notices, statements, undoing
from service.moderation.statements import Judged


def leave_queues(session: Session, site_id: int, comment_ids: list[int], judge: Judge) -> None:
    """Before the statuses are written: what a person decides is escalated no more."""
    if judge.is_person:
        session.execute(_UNESCALATE, {"site": site_id, "ids": comment_ids})


def follow(
    session: Session, site_id: int, judged: Sequence[Judged], judge: Judge, *, now: datetime
) -> None:
    """After the statuses are written. Costs a machine's publication nothing but a lot drawn."""
    if judge.role is Role.MACHINE:
        auditing.draw(session, site_id, judged, now=now)
        if any(each.after is not Status.PUBLISHED for each in judged):
            statements.state_reasons(session, site_id, judged, judge, now=now)
            rejected = [each for each in judged if each.after is Status.REJECTED]
            notices.tell_authors(session, site_id, rejected, judge, now=now)
        return
    statements.state_reasons(session, site_id, judged, judge, now=now)
    _close_appeals(session, site_id, judged, judge, now=now)
    if judge.is_person:
        # After the queue items, the order in which claims are made: else the two could deadlock.
        ids = [each.comment_id for each in judged]
        session.execute(_RELEASE, {"site": site_id, "ids": ids})
        notices.tell_authors(session, site_id, judged, judge, now=now)
        judgements = [each for each in judged if each.undoes is None]
        if judgements:
            auditing.note_judgements(session, site_id, judgements, judge, now=now)
        undos = [each for each in judged if each.undoes is not None]
        if undos:
            auditing.forget_judgements(session, site_id, undos)
            undoing.restore(session, site_id, undos, now=now)


def _close_appeals(
    session: Session, site_id: int, judged: Sequence[Judged], judge: Judge, *, now: datetime
) -> None:
    """A published comment's appeal is upheld, a kept rejection's denied, whatever the way there."""
    ends = {
        Status.PUBLISHED: "upheld", Status.HELD: "upheld", Status.WITHDRAWN: "withdrawn",
    }  # fmt: skip
    closed = [
        (each.comment_id, "denied" if each.verb is Verb.KEEP else ends[each.after])
        for each in judged
        if each.before is Status.REJECTED and (_is_kept(each) or each.after in ends)
    ]
    if not closed:
        return
    rows = session.execute(
        _CLOSE_APPEALS,
        {"site": site_id, "ids": [each[0] for each in closed],
         "ends": [each[1] for each in closed], "kind": judge.kind, "by": judge.id, "now": now},
    ).all()  # fmt: skip
    session.execute(_LEAVE_APPEALS, {"site": site_id, "ids": [each[0] for each in closed]})
    if judge.is_person:
        for row in rows:
            notices.tell(
                session, site_id, row.reader_id, f"appeal_{row.status}",
                data={}, comment_id=row.comment_id, now=now,
            )  # fmt: skip


def _is_kept(judged: Judged) -> bool:
    """Whether a person has said yes to what is there; taking that back is no yes."""
    return judged.verb is Verb.KEEP and judged.undoes is None


_UNESCALATE = text("""
    DELETE FROM queue_items
    WHERE site_id = :site AND queue = 'escalated' AND comment_id = ANY(:ids)
""")
_RELEASE = text("DELETE FROM claims WHERE site_id = :site AND comment_id = ANY(:ids)")
_CLOSE_APPEALS = text("""
    UPDATE appeals AS a SET status = n.status, decided_kind = :kind, decided_by = :by,
        decided_at = :now
    FROM unnest(cast(:ids AS bigint[]), cast(:ends AS text[])) AS n (id, status)
    WHERE a.site_id = :site AND a.comment_id = n.id AND a.status = 'open'
    RETURNING a.comment_id, a.reader_id, a.status
""")
_LEAVE_APPEALS = text("""
    DELETE FROM queue_items
    WHERE site_id = :site AND queue = 'appeals' AND comment_id = ANY(:ids)
""")
