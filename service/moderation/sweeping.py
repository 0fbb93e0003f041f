"""Finding what waits too long: the ledger's side of the sweeper, of the watchdog and of /readyz."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.ids import public_id

LIMIT = 2_000  # comments of one sweep; at a sweep every 5 s, more than a machine scores
_ADVISORY_LOCK = 7_270_001  # any number that nobody else uses in this database
_DOUBLINGS = 6
_LONGEST_LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Overdue:
    """Public ids to ring for: comments of the live lane, sites of the bulk lane."""

    live: tuple[str, ...] = ()
    bulk_sites: tuple[str, ...] = ()


def overdue(session: Session, *, now: datetime, age: float, queued: int) -> Overdue:
    """Jobs past their time, their next time doubled; nothing while another sweeper is at it.

    `age` is the first delay in seconds; the doubling stops at 64 times that. `queued` is how
    many messages the live queue holds. More than twice what waits: nothing was lost, and ringing
    would only make the queue longer. None at all: whatever was rung `age` ago was lost, however
    often it was rung before. A time further ahead than we ever set was set by a clock that has
    been put back since.
    """
    if not session.execute(_LOCK, {"lock": _ADVISORY_LOCK}).scalar_one():
        return Overdue()
    times = {"now": now, "age": age, "far": _far(now, age), "doublings": _DOUBLINGS}
    live: tuple[str, ...] = ()
    enough = queued // 2 + 1
    if session.execute(_PENDING, {"enough": enough}).scalar_one() >= enough:
        found = session.execute(_OVERDUE, {**times, "is_idle": queued == 0, "limit": LIMIT})
        live = tuple(public_id(row.site_id, row.comment_id) for row in found)
    sites = session.execute(_BULK_SITES, times).scalars()
    return Overdue(live, tuple(public_id(site_id, 0) for site_id in sites))


def oldest_waiting(session: Session, *, now: datetime) -> float:
    """Seconds since the oldest comment of the live lane began to wait; 0 when none does."""
    since = session.execute(_OLDEST).scalar_one()
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def jobs_by_lane(session: Session) -> dict[str, int]:
    """How many revisions wait in each lane."""
    return {row.lane: row.jobs for row in session.execute(_LANES)}


def _far(now: datetime, age: float) -> datetime:
    return now + timedelta(seconds=age * 2**_DOUBLINGS) + _LONGEST_LEASE


_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_PENDING = text(
    "SELECT count(*) FROM (SELECT 1 FROM scoring_jobs WHERE lane = 'live' LIMIT :enough) AS j"
)
_OVERDUE = text("""
    UPDATE scoring_jobs AS j SET rings = j.rings + 1,
        due_at = cast(:now AS timestamptz)
            + make_interval(secs => cast(:age AS float) * power(2, least(j.rings, :doublings)))
    FROM (SELECT site_id, comment_id, revision FROM scoring_jobs
          WHERE lane = 'live' AND (due_at <= :now OR due_at > :far OR (
              cast(:is_idle AS boolean) AND rings > 0 AND attempts = 0
              AND due_at <= cast(:now AS timestamptz) + make_interval(secs =>
                  cast(:age AS float) * (power(2, least(rings - 1, :doublings)) - 1))))
          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS o
    WHERE j.site_id = o.site_id AND j.comment_id = o.comment_id AND j.revision = o.revision
    RETURNING j.site_id, j.comment_id
""")
_BULK_SITES = text("""
    SELECT DISTINCT site_id FROM scoring_jobs
    WHERE lane = 'bulk' AND (due_at <= :now OR due_at > :far)
""")
_OLDEST = text("SELECT min(created_at) FROM scoring_jobs WHERE lane = 'live'")
_LANES = text("SELECT lane, count(*) AS jobs FROM scoring_jobs GROUP BY lane")
