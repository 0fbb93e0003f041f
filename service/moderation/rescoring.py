"""Scoring again, by a newer model or calibration: scores are added, decisions stay as they are."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

PORTION = 1_000  # comments of one transaction


def queue_rescores(
    session: Session, site_id: int, *, after: int, since: datetime, now: datetime
) -> tuple[int, int]:
    """Queue the next portion of settled comments after this id in the bulk lane, behind live
    ones: (last id, how many). (after, 0) when there are no more."""
    rows = session.execute(
        _QUEUE, {"site": site_id, "after": after, "since": since, "now": now, "limit": PORTION}
    )
    ids = list(rows.scalars())
    return (max(ids), len(ids)) if ids else (after, 0)


# Uses index: pk_comments. A comment that still waits has a job of its own, which decides.
_QUEUE = text("""
    WITH next AS (
        SELECT id, revision FROM comments
        WHERE site_id = :site AND id > :after AND created_at >= :since
              AND status IN ('published', 'held', 'rejected')
        ORDER BY id LIMIT :limit), queued AS (
        INSERT INTO scoring_jobs (site_id, comment_id, revision, lane, is_rescore, due_at,
                                  created_at)
        SELECT :site, id, revision, 'bulk', true, :now, :now FROM next
        ON CONFLICT DO NOTHING)
    SELECT id FROM next
""")
