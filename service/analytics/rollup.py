"""From the ledger of events to counters, by counting touched windows anew.

A window (an article, a quarter of an hour) that has a new event is counted again from all its
events. So the order of events cannot matter, nothing is counted twice, a late event or an
erasure corrects the figure, and a rebuild is the same work for all windows.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

WINDOW = "15 minutes"
WAIT_BASE = 1.3  # each bucket of waits is 30 % longer than the one before
WAIT_UNIT = 0.05  # seconds: the upper end of the first bucket
WAIT_BUCKETS = 60  # the last one ends at about three days
_CURSOR = "statistics"
_ADVISORY_LOCK = 7_270_003


@dataclass(frozen=True, slots=True)
class Counted:
    """What one run did."""

    windows: int
    is_behind: bool = False


def roll_up(session: Session, *, now: datetime) -> Counted:
    """Count every window that changed since the last run. Nothing while another is at it.

    Needs a transaction across sites. Events of transactions still running are left for later:
    the ledger is read below the oldest of them, so that none is ever skipped.
    """
    if not session.execute(_LOCK, {"lock": _ADVISORY_LOCK}).scalar_one():
        return Counted(0, is_behind=True)
    session.execute(_MAKE_CURSOR, {"name": _CURSOR, "now": now})
    # Read once: what commits between two readings of it would be skipped.
    horizon = session.execute(_HORIZON).scalar_one()
    session.execute(_TOUCHED, {"name": _CURSOR, "horizon": horizon})
    windows = _count_touched(session)
    session.execute(_MOVE_CURSOR, {"name": _CURSOR, "now": now, "horizon": horizon})
    return Counted(windows)


def rebuild(session: Session, site_id: int) -> Counted:
    """Count all windows of a site anew; gives the same figures as the runs gave."""
    session.execute(_FORGET, {"site": site_id})
    session.execute(_FORGET_READERS, {"site": site_id})
    session.execute(_ALL_TOUCHED, {"site": site_id})
    return Counted(_count_touched(session))


def wait_seconds(bucket: int) -> float:
    """The upper end of a bucket of waits, in seconds."""
    return float(WAIT_UNIT * WAIT_BASE ** (bucket + 1))


def _count_touched(session: Session) -> int:
    windows = session.execute(text("SELECT count(*) FROM touched")).scalar_one()
    if windows:
        session.execute(_COUNT_ARTICLES)
        session.execute(_COUNT_SITES)
        session.execute(_COUNT_READERS)
    session.execute(text("DROP TABLE touched"))
    return int(windows)


_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_HORIZON = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
_MAKE_CURSOR = text("""
    INSERT INTO rollup_cursors (name, transaction, moved_at) VALUES (:name, '0', :now)
    ON CONFLICT DO NOTHING
""")
_MOVE_CURSOR = text("""
    UPDATE rollup_cursors SET moved_at = :now,
        transaction = cast(cast(:horizon AS text) AS xid8)
    WHERE name = :name
""")
_TOUCH = f"""
    CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
    SELECT DISTINCT site_id, coalesce(article_id, 0) AS article_id,
           date_bin('{WINDOW}', at, '2000-01-01') AS starts_at
    FROM events AS e
"""
_TOUCHED = text(f"""
    {_TOUCH} WHERE e.transaction < cast(cast(:horizon AS text) AS xid8)
        AND e.transaction >= (SELECT transaction FROM rollup_cursors WHERE name = :name)
""")
_ALL_TOUCHED = text(f"{_TOUCH} WHERE e.site_id = :site")
_FORGET = text("DELETE FROM rollups WHERE site_id = :site")
_FORGET_READERS = text("DELETE FROM reader_days WHERE site_id = :site")
_SUMS = (
    "comments", "replies", "published_by_machine", "published_by_people", "held_by_machine",
    "held_by_people", "rejected_by_machine", "rejected_by_people", "withdrawn", "edited", "votes",
    "flags", "scored",
)  # fmt: skip
_OVERWRITE = ", ".join(f"{name} = excluded.{name}" for name in (*_SUMS, "toxicity", "waits"))


def _histogram(bucket: str, size: int, where: str) -> str:
    counts = ", ".join(
        f"count(*) FILTER (WHERE {where} AND {bucket} = {n})::int" for n in range(size)
    )
    return f"ARRAY[{counts}]"


_BY = "CASE WHEN e.data->>'by' = 'machine' THEN 'machine' ELSE 'people' END"
_WAIT = (
    f"greatest(0, least({WAIT_BUCKETS - 1}, ceil(ln(greatest(extract(epoch FROM e.at - "
    f"c.created_at)::float8, {WAIT_UNIT}) / {WAIT_UNIT}) / ln({WAIT_BASE}))::int - 1))"
)
_FIRST = "e.kind = 'comment.published' AND e.at = c.published_at AND c.import_key IS NULL"


def _count(kind: str, more: str = "true") -> str:
    return f"count(*) FILTER (WHERE e.kind = '{kind}' AND {more})"


_COUNT_ARTICLES = text(f"""
    INSERT INTO rollups (site_id, article_id, starts_at, {", ".join(_SUMS)}, toxicity, waits)
    SELECT t.site_id, t.article_id, t.starts_at,
        {_count("comment.submitted")},
        {_count("comment.submitted", "coalesce((e.data->>'depth')::int, 0) > 0")},
        {_count("comment.published", f"{_BY} = 'machine'")},
        {_count("comment.published", f"{_BY} = 'people'")},
        {_count("comment.held", f"{_BY} = 'machine'")},
        {_count("comment.held", f"{_BY} = 'people'")},
        {_count("comment.rejected", f"{_BY} = 'machine'")},
        {_count("comment.rejected", f"{_BY} = 'people'")},
        {_count("comment.withdrawn")}, {_count("comment.edited")}, {_count("comment.voted")},
        {_count("comment.flagged")}, {_count("comment.scored", "e.data->>'toxicity' IS NOT NULL")},
        {
    _histogram(
        "least(9, floor((e.data->>'toxicity')::float8 * 10))",
        10,
        "e.kind = 'comment.scored' AND e.data->>'toxicity' IS NOT NULL",
    )
},
        {_histogram(_WAIT, WAIT_BUCKETS, _FIRST)}
    FROM touched AS t
    JOIN events AS e ON e.site_id = t.site_id AND e.article_id = t.article_id
         AND e.at >= t.starts_at AND e.at < t.starts_at + interval '{WINDOW}'
    LEFT JOIN comments AS c ON c.site_id = e.site_id AND c.id = e.comment_id
         AND e.kind = 'comment.published'
    WHERE t.article_id <> 0
    GROUP BY 1, 2, 3
    ON CONFLICT (site_id, article_id, starts_at) DO UPDATE SET {_OVERWRITE}
""")


def _added(column: str, size: int) -> str:
    sums = ", ".join(f"coalesce(sum(r.{column}[{n}]), 0)::int" for n in range(1, size + 1))
    return f"ARRAY[{sums}]"


_COUNT_SITES = text(f"""
    INSERT INTO rollups (site_id, article_id, starts_at, {", ".join(_SUMS)}, toxicity, waits)
    SELECT r.site_id, 0, r.starts_at, {", ".join(f"sum(r.{name})" for name in _SUMS)},
        {_added("toxicity", 10)}, {_added("waits", WAIT_BUCKETS)}
    FROM (SELECT DISTINCT site_id, starts_at FROM touched) AS t
    JOIN rollups AS r ON r.site_id = t.site_id AND r.starts_at = t.starts_at
         AND r.article_id <> 0
    GROUP BY 1, 3
    ON CONFLICT (site_id, article_id, starts_at) DO UPDATE SET {_OVERWRITE}
""")
_COUNT_READERS = text(f"""
    INSERT INTO reader_days (site_id, article_id, day, reader_id, is_first)
    SELECT DISTINCT e.site_id, e.article_id, (e.at AT TIME ZONE 'UTC')::date, e.reader_id,
           NOT EXISTS (SELECT 1 FROM comments AS c WHERE c.site_id = e.site_id
                AND c.reader_id = e.reader_id
                AND c.created_at < date_trunc('day', e.at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
    FROM touched AS t
    JOIN events AS e ON e.site_id = t.site_id AND e.article_id = t.article_id
         AND e.at >= t.starts_at AND e.at < t.starts_at + interval '{WINDOW}'
    WHERE e.kind = 'comment.submitted' AND e.reader_id IS NOT NULL
    ON CONFLICT (site_id, article_id, day, reader_id) DO UPDATE SET is_first = excluded.is_first
""")
