"""Claims: a lease on the next items of a queue, so that two people never judge the same one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import NotClaimed, NotFound
from service.feeds.queues import QueueAsked, parameters, scope, sorting
from service.ids import new_id

LEASE = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds which comments until when; `comment_ids` in the order of the queue."""

    id: int
    comment_ids: list[int]
    expires_at: datetime


def claim_next(session: Session, asked: QueueAsked, *, is_shared: bool) -> Lease:
    """Take the next free items for `asked.viewer_id`, who also gets back what they hold already,
    unless the holder `is_shared` (a key behind which several people stand)."""
    claim_id, until = new_id(asked.now), asked.now + LEASE
    mine = "" if is_shared else "AND k.staff_id <> :viewer"
    # SKIP LOCKED: who asks at the same moment gets the items behind these, without waiting.
    chosen = f"""
        SELECT q.comment_id {scope(asked)} AND NOT EXISTS (
            SELECT 1 FROM claims AS k WHERE k.site_id = q.site_id
                   AND k.comment_id = q.comment_id AND k.expires_at > :now {mine})
        ORDER BY {sorting(asked)} LIMIT :limit FOR NO KEY UPDATE OF q SKIP LOCKED
    """
    given = parameters(asked) | {
        "limit": asked.limit, "claim": claim_id, "until": until, "is_shared": is_shared,
    }  # fmt: skip
    wanted = list(session.execute(text(chosen), given).scalars())
    taken = _take(session, given | {"ids": wanted, "may_take_over": False})
    return Lease(claim_id, [each for each in wanted if each in taken], until)


def claim_these(
    session: Session,
    site_id: int,
    comment_ids: Sequence[int],
    staff_id: int,
    *,
    may_take_over: bool,
    now: datetime,
) -> Lease:
    """Take named comments; those that others hold only when one `may_take_over`."""
    claim_id, until = new_id(now), now + LEASE
    given = {
        "site": site_id, "ids": list(comment_ids), "claim": claim_id, "viewer": staff_id,
        "until": until, "now": now, "may_take_over": may_take_over, "is_shared": False,
    }  # fmt: skip
    taken = _take(session, given)
    return Lease(claim_id, [each for each in comment_ids if each in taken], until)


def extend(
    session: Session, site_id: int, claim_id: int, staff_id: int, *, now: datetime
) -> datetime:
    """Hold them longer; until when. Raises NotClaimed when the lease has run out."""
    until = now + LEASE
    given = {"site": site_id, "claim": claim_id, "viewer": staff_id, "now": now, "until": until}
    if not session.execute(_EXTEND, given).all():
        raise NotClaimed("the claim has run out, or all of it is decided")
    return until


def release(session: Session, site_id: int, claim_id: int, staff_id: int) -> None:
    """Give back what is not decided. Raises NotFound when nothing is held by that claim, or by
    somebody else."""
    given = {"site": site_id, "claim": claim_id, "viewer": staff_id}
    if not session.execute(_RELEASE, given).all():
        raise NotFound("no such claim of yours")


def _take(session: Session, given: dict[str, object]) -> set[int]:
    return set(session.execute(_TAKE, given).scalars()) if given["ids"] else set()


_TAKE = text("""
    INSERT INTO claims AS k (site_id, comment_id, claim_id, staff_id, expires_at)
    SELECT :site, c.id, :claim, :viewer, :until
    FROM comments AS c WHERE c.site_id = :site AND c.id = ANY(:ids) ORDER BY c.id
    ON CONFLICT (site_id, comment_id) DO UPDATE SET claim_id = excluded.claim_id,
        staff_id = excluded.staff_id, expires_at = excluded.expires_at
    WHERE k.expires_at <= :now OR :may_take_over OR (k.staff_id = :viewer AND NOT :is_shared)
    RETURNING k.comment_id
""")
_EXTEND = text("""
    UPDATE claims SET expires_at = :until
    WHERE site_id = :site AND claim_id = :claim AND staff_id = :viewer AND expires_at > :now
    RETURNING comment_id
""")
_RELEASE = text("""
    DELETE FROM claims WHERE site_id = :site AND claim_id = :claim AND staff_id = :viewer
    RETURNING comment_id
""")
