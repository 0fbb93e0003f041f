"""Finding what waits too long: the ledger's side of the sweeper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.ids import public_id

LIMIT = 500
_ADVISORY_LOCK = 7_270_001  # any number that nobody else uses in this database


@dataclass(frozen=True, slots=True)
class Overdue:
    """Public ids to ring for: comments of the live lane, sites of the bulk lane."""

    live: tuple[str, ...] = ()
    bulk_sites: tuple[str, ...] = ()


def overdue(session: Session, *, now: datetime, age: float) -> Overdue:
    """Jobs past their time, their next time doubled; nothing while another sweeper is at it.

    `age` is the first delay in seconds; the doubling stops at 64 times that.
    """
    if not session.execute(_LOCK, {"lock": _ADVISORY_LOCK}).scalar_one():
        return Overdue()
    rows = session.execute(_OVERDUE, {"now": now, "age": age, "limit": LIMIT})
    live = tuple(public_id(row.site_id, row.comment_id) for row in rows)
    sites = session.execute(_BULK_SITES, {"now": now}).scalars()
    return Overdue(live, tuple(public_id(site_id, 0) for site_id in sites))


_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_OVERDUE = text("""
    UPDATE scoring_jobs AS j SET rings = j.rings + 1,
        due_at = cast(:now AS timestamptz)
                 + make_interval(secs => cast(:age AS double precision) * power(2, least(j.rings, 6)))
    FROM (SELECT site_id, comment_id, revision FROM scoring_jobs
          WHERE lane = 'live' AND due_at <= :now
          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS o
    WHERE j.site_id = o.site_id AND j.comment_id = o.comment_id AND j.revision = o.revision
    RETURNING j.site_id, j.comment_id
""")
_BULK_SITES = text(
    "SELECT DISTINCT site_id FROM scoring_jobs WHERE lane = 'bulk' AND due_at <= :now"
)
