"""What an undo brings back besides the status: reports, appeals, escalations.

A decision answers them in its own moment (`now` is written on all of them), so what it answered is
found by that moment again. Called by `aftermath` alone, under the locks of `decisions`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.moderation.statements import Judged


def restore(session: Session, site_id: int, undos: Sequence[Judged], *, now: datetime) -> None:
    """After the statuses are back. What readers were not told yet is never told."""
    given = {
        "site": site_id, "now": now, "ids": [each.comment_id for each in undos],
        "undone": [each.undoes for each in undos],
    }  # fmt: skip
    session.execute(_REOPEN_REPORTS, given)
    session.execute(_WEIGH_REPORTS, given)
    if session.execute(_REOPEN_APPEALS, given).all():
        session.execute(_QUEUE_APPEALS, given)
        session.execute(_UNSAY, given)
    if session.execute(_ESCALATE_AGAIN, given).all():
        session.execute(_LEAVE, given)


_UNDONE = """
    decisions AS d WHERE d.site_id = :site AND d.id = ANY(:undone)
"""
_REOPEN_REPORTS = text(f"""
    UPDATE flags AS f SET resolved_at = NULL FROM {_UNDONE}
        AND f.site_id = d.site_id AND f.comment_id = d.comment_id AND f.resolved_at = d.created_at
""")
# The trigger of the queues moves the comment back to `reported`.
_WEIGH_REPORTS = text("""
    UPDATE comments AS c SET flag_weight = coalesce((
        SELECT sum(weight) FROM flags AS f WHERE f.site_id = c.site_id AND f.comment_id = c.id
               AND f.resolved_at IS NULL), 0)
    WHERE c.site_id = :site AND c.id = ANY(:ids)
""")
_REOPEN_APPEALS = text(f"""
    UPDATE appeals AS a SET status = 'open', note = NULL, decided_kind = NULL, decided_by = NULL,
        decided_at = NULL
    FROM {_UNDONE}
        AND a.site_id = d.site_id AND a.comment_id = d.comment_id AND a.decided_at = d.created_at
        AND a.status IN ('upheld', 'denied')
    RETURNING a.comment_id
""")
_QUEUE_APPEALS = text("""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at, sample)
    SELECT c.site_id, 'appeals', c.id, c.article_id, c.reader_id, a.created_at, hashint8(c.id)
    FROM appeals AS a JOIN comments AS c ON c.site_id = a.site_id AND c.id = a.comment_id
    WHERE a.site_id = :site AND a.comment_id = ANY(:ids) AND a.status = 'open'
    ON CONFLICT DO NOTHING
""")
_UNSAY = text(f"""
    DELETE FROM reader_notices AS n USING {_UNDONE}
        AND n.site_id = d.site_id AND n.comment_id = d.comment_id AND n.created_at = d.created_at
        AND n.kind IN ('appeal_upheld', 'appeal_denied') AND n.visible_at > :now
""")
# What a person did last before the undone decision was to escalate it.
_ESCALATE_AGAIN = text(f"""
    INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at, sample,
        by_id, note)
    SELECT c.site_id, 'escalated', c.id, c.article_id, c.reader_id, e.created_at, hashint8(c.id),
           e.actor_id, e.note
    FROM (SELECT d.site_id, d.id, d.comment_id FROM {_UNDONE}) AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    CROSS JOIN LATERAL (
        SELECT * FROM decisions AS e WHERE e.site_id = d.site_id AND e.comment_id = d.comment_id
               AND e.id < d.id AND e.actor_kind IN ('moderator', 'key')
        ORDER BY e.id DESC LIMIT 1) AS e
    WHERE e.verb = 'escalate'
    ON CONFLICT DO NOTHING RETURNING comment_id
""")
_LEAVE = text("""
    DELETE FROM queue_items AS q WHERE q.site_id = :site AND q.comment_id = ANY(:ids)
        AND q.queue IN ('held', 'reported')
        AND EXISTS (SELECT 1 FROM queue_items AS e WHERE e.site_id = q.site_id
                    AND e.comment_id = q.comment_id AND e.queue = 'escalated')
""")
