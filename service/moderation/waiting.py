"""The ledger of what is still to be scored: what waits, what a worker takes into its hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

SUSPECT_TRIES = 3  # the third beginning without an end: two workers may have died of it


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision that waits for its scores."""

    site_id: int
    comment_id: int
    revision: int
    text: str
    languages: tuple[str, ...]
    trace: str | None = None
    tries: int = 1  # beginnings, this one included, that ended in no score and no failure

    @property
    def is_suspect(self) -> bool:
        """Workers may have died of it, so it is scored alone."""
        return self.tries >= SUSPECT_TRIES


def waiting(session: Session, site_id: int, comment_ids: Sequence[int]) -> list[Waiting]:
    """The newest revisions of these comments that still wait, oldest first. That they are begun
    is counted: of a text at which workers die nothing else would be known."""
    rows = session.execute(_WAITING, {"site": site_id, "ids": list(comment_ids)})
    found = [
        Waiting(
            site_id, row.comment_id, row.number, row.text, tuple(row.languages),
            trace=row.trace, tries=row.starts - row.attempts,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.comment_id, each.revision))


def claim_bulk(
    session: Session, site_id: int, *, limit: int, characters: int, lease: timedelta, now: datetime
) -> list[int]:
    """Lease up to `limit` comments of the bulk lane to this worker, the first and what follows it
    until there are so many characters; their ids."""
    wish = {"limit": limit, "characters": characters, "now": now, "until": now + lease}
    rows = session.execute(_CLAIM_BULK, {"site": site_id, **wish})
    return list(rows.scalars())


_WAITING = text("""
    UPDATE scoring_jobs AS j SET starts = j.starts + 1
    FROM (SELECT comment_id, revision FROM scoring_jobs
          WHERE site_id = :site AND comment_id = ANY(:ids)
          ORDER BY comment_id, revision FOR UPDATE) AS l
    JOIN revisions AS v ON v.site_id = :site AND v.comment_id = l.comment_id
         AND v.number = l.revision
    JOIN sites AS s ON s.id = :site
    WHERE j.site_id = :site AND j.comment_id = l.comment_id AND j.revision = l.revision
    RETURNING v.comment_id, v.number, v.text, s.languages, j.starts, j.attempts, j.trace
""")
_CLAIM_BULK = text("""
    WITH next AS (
        SELECT comment_id, revision, due_at FROM scoring_jobs
        WHERE site_id = :site AND lane = 'bulk'
              AND (due_at <= :now OR due_at > :until + interval '10 minutes')
        ORDER BY due_at, comment_id LIMIT :limit FOR UPDATE SKIP LOCKED),
    part AS (
        SELECT n.comment_id, n.revision,
               sum(length(v.text)) OVER (ORDER BY n.due_at, n.comment_id, n.revision)
               - length(v.text) AS before
        FROM next AS n JOIN revisions AS v ON v.site_id = :site
             AND v.comment_id = n.comment_id AND v.number = n.revision)
    UPDATE scoring_jobs AS j SET due_at = :until FROM part AS p
    WHERE j.site_id = :site AND j.comment_id = p.comment_id AND j.revision = p.revision
          AND p.before < :characters
    RETURNING j.comment_id
""")
