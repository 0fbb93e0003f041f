"""From the ledger of events to counters, by counting touched windows anew.

A window (an article, a quarter of an hour) that has a new event is counted again from all its
events, then its day, the people of that day, and its section. So the order of events cannot matter, nothing is
counted twice, a late event or an erasure corrects the figure, and a rebuild is the same work for
all windows.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics import days, people, sections, touching, windows
from service.analytics.tallies import VERSION

_CURSOR = "statistics"
_ADVISORY_LOCK = 7_270_003
_CHUNK = 100  # articles counted anew in one transaction
_MOST = 20_000  # events of one run: after an import or a long absence the rest waits for the next


@dataclass(frozen=True, slots=True)
class Counted:
    """What one run did."""

    windows: int
    is_behind: bool = False


def roll_up(session: Session, *, now: datetime) -> Counted:
    """Count every window that changed since the last run, oldest transactions first; `is_behind`
    when some are left. Nothing while another is at it.

    Needs a transaction across sites. Events of transactions still running are left for later:
    the ledger is read below the oldest of them, so that none is ever skipped.
    """
    if not session.execute(_TRY_LOCK, {"lock": _ADVISORY_LOCK}).scalar_one():
        return Counted(0, is_behind=True)
    session.execute(_MAKE_CURSOR, {"name": _CURSOR, "now": now})
    # Read once: what commits between two readings of it would be skipped.
    horizon = session.execute(_HORIZON).scalar_one()
    given = {"name": _CURSOR, "horizon": horizon, "most": _MOST}
    until = session.execute(_UNTIL, given).scalar_one()
    touching.by_events(session, cursor=_CURSOR, horizon=until)
    counted = _count_touched(session)
    session.execute(_MOVE_CURSOR, {"name": _CURSOR, "now": now, "horizon": until})
    return Counted(counted, is_behind=until != horizon)


def stale_sites(session: Session) -> list[int]:
    """Sites whose figures are to be counted anew: after an upgrade, or in another time zone."""
    return list(session.execute(_STALE, {"version": VERSION}).scalars())


def rebuild(session: Session, site_id: int) -> Counted:
    """Count all windows of a site anew, in one transaction; gives the same figures as the runs
    gave. For a large site rather `begin_rebuild` and `rebuild_chunk`."""
    begin_rebuild(session, site_id)
    total = 0
    while (counted := rebuild_chunk(session, site_id)) is not None:
        total += counted
    return Counted(total)


def begin_rebuild(session: Session, site_id: int) -> None:
    """Mark a site as not yet counted anew; the figures stay until their turn comes."""
    session.execute(_BEGIN, {"site": site_id, "version": VERSION})


def rebuild_chunk(session: Session, site_id: int) -> int | None:
    """Count the next articles of a site anew; how many windows, None when all is done.

    Waits for a run that counts at the moment. Takes seconds on a large site.
    """
    session.execute(text("SET LOCAL statement_timeout = '10min'"))
    session.execute(text("SET LOCAL lock_timeout = '2min'"))
    session.execute(_LOCK, {"lock": _ADVISORY_LOCK})
    key = {"site": site_id, "chunk": _CHUNK, "version": VERSION}
    if session.execute(_STATE, key).one_or_none() is None:
        session.execute(_BEGIN, key)
    articles = list(session.execute(_NEXT, key).scalars())
    if not articles:
        sections.sweep(session, site_id)
        session.execute(_DONE, key)
        return None
    touching.all_of(session, site_id, articles)
    counted = _count_touched(session)
    session.execute(_ADVANCE, {**key, "until": articles[-1]})
    return counted


def _count_touched(session: Session) -> int:
    counted = touching.size(session)
    if counted:
        touching.gather(session)
        windows.count(session)
        people.count(session)
        days.count(session)
        sections.count(session)
    touching.forget(session)
    return counted


_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
_HORIZON = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
# A transaction is counted whole, however many events it has.
_UNTIL = text("""
    WITH news AS (
        SELECT e.transaction FROM events AS e
        WHERE e.transaction < cast(cast(:horizon AS text) AS xid8)
          AND e.transaction >= (SELECT transaction FROM rollup_cursors WHERE name = :name)
        ORDER BY e.transaction LIMIT :most + 1
    ), ends AS (
        SELECT min(transaction) AS first, max(transaction) AS last, count(*) AS events FROM news
    )
    SELECT coalesce(CASE
        WHEN events <= :most THEN NULL
        WHEN last > first THEN last
        ELSE (SELECT e.transaction FROM events AS e
              WHERE e.transaction > first AND e.transaction < cast(cast(:horizon AS text) AS xid8)
              ORDER BY e.transaction LIMIT 1)
    END::text, cast(:horizon AS text)) FROM ends
""")
_MAKE_CURSOR = text("""
    INSERT INTO rollup_cursors (name, transaction, moved_at) VALUES (:name, '0', :now)
    ON CONFLICT DO NOTHING
""")
_MOVE_CURSOR = text("""
    UPDATE rollup_cursors SET moved_at = :now,
        transaction = cast(cast(:horizon AS text) AS xid8)
    WHERE name = :name
""")
_STALE = text("""
    SELECT s.id FROM sites AS s LEFT JOIN rollup_states AS t ON t.site_id = s.id
    WHERE t.site_id IS NULL OR t.version <> :version OR t.time_zone <> s.time_zone
          OR t.done_until IS NOT NULL
    ORDER BY s.id
""")
_BEGIN = text("""
    INSERT INTO rollup_states (site_id, version, time_zone, done_until)
    SELECT id, :version, time_zone, 0 FROM sites WHERE id = :site
    ON CONFLICT (site_id) DO UPDATE SET version = excluded.version,
        time_zone = excluded.time_zone, done_until = 0
""")
# Another version or zone than the state's begins from the first article again.
_STATE = text("""
    SELECT FROM rollup_states AS t JOIN sites AS s ON s.id = t.site_id
    WHERE t.site_id = :site AND t.version = :version AND t.time_zone = s.time_zone
          AND t.done_until IS NOT NULL
""")
_NEXT = text("""
    SELECT a.id FROM articles AS a JOIN rollup_states AS t ON t.site_id = a.site_id
    WHERE a.site_id = :site AND a.id > t.done_until ORDER BY a.id LIMIT :chunk
""")
_ADVANCE = text("UPDATE rollup_states SET done_until = :until WHERE site_id = :site")
_DONE = text("UPDATE rollup_states SET done_until = NULL WHERE site_id = :site")
