"""The ledger of what is still to be scored: what waits, what a worker takes into its hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

_SUSPICIOUS = 2  # rings of the sweeper that no failure explains


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision that waits for its scores."""

    site_id: int
    comment_id: int
    revision: int
    text: str
    languages: tuple[str, ...]
    is_suspect: bool = False  # rung for again and again without even failing


def waiting(session: Session, site_id: int, comment_ids: Sequence[int]) -> list[Waiting]:
    """The newest revisions of these comments that still wait, oldest first."""
    rows = session.execute(_WAITING, {"site": site_id, "ids": list(comment_ids)})
    return [
        Waiting(
            site_id,
            row.comment_id,
            row.number,
            row.text,
            tuple(row.languages),
            is_suspect=row.rings - row.attempts >= _SUSPICIOUS,
        )
        for row in rows
    ]


def claim_bulk(
    session: Session, site_id: int, *, limit: int, lease: timedelta, now: datetime
) -> list[int]:
    """Lease up to `limit` comments of the bulk lane to this worker; their ids."""
    rows = session.execute(
        _CLAIM_BULK, {"site": site_id, "limit": limit, "now": now, "until": now + lease}
    )
    return list(rows.scalars())


def count_try(session: Session, each: Waiting) -> int:
    """Count a try before it is made; how many that makes. 0 when the job is gone."""
    key = {"site": each.site_id, "id": each.comment_id, "revision": each.revision}
    return session.execute(_TRY, key).scalar_one_or_none() or 0


_WAITING = text("""
    SELECT v.comment_id, v.number, v.text, s.languages, j.rings, j.attempts
    FROM scoring_jobs AS j
    JOIN revisions AS v ON v.site_id = j.site_id AND v.comment_id = j.comment_id
         AND v.number = j.revision
    JOIN sites AS s ON s.id = j.site_id
    WHERE j.site_id = :site AND j.comment_id = ANY(:ids)
    ORDER BY j.comment_id, j.revision
""")
_CLAIM_BULK = text("""
    UPDATE scoring_jobs SET due_at = :until
    WHERE (site_id, comment_id, revision) IN (
        SELECT site_id, comment_id, revision FROM scoring_jobs
        WHERE site_id = :site AND lane = 'bulk'
              AND (due_at <= :now OR due_at > :until + interval '10 minutes')
        ORDER BY due_at, comment_id LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING comment_id
""")
_TRY = text("""
    UPDATE scoring_jobs SET attempts = attempts + 1
    WHERE site_id = :site AND comment_id = :id AND revision = :revision RETURNING attempts
""")
