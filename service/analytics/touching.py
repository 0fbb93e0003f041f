"""Which windows, days and readers are to be counted anew: temporary tables of a transaction.

`gone` are the days of readers that were taken out, and perhaps entered again.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

WINDOW = "15 minutes"


def by_events(session: Session, *, cursor: str, horizon: str) -> None:
    """Touch what the events since the cursor changed, below the horizon.

    A decision also changes what is said of earlier decisions about the comment (overturned) and of
    the beginning of its thread (answered).
    """
    _make(session)
    given = {"name": cursor, "horizon": horizon}
    session.execute(_NEWS, given)
    for statement in (_TOUCH_NEWS, _TOUCH_DECIDED, _TOUCH_ROOTS, _TOUCH_ERASED, _TOUCH_DAYS):
        session.execute(statement)
    session.execute(text("DROP TABLE news"))


def all_of(session: Session, site_id: int, article_ids: list[int]) -> None:
    """Touch whatever is or should be counted of these articles, and forget what is."""
    _make(session)
    given = {"site": site_id, "articles": article_ids}
    for statement in _FORGET_ALL:
        session.execute(statement, given)
    session.execute(_TOUCH_ALL, given)
    session.execute(_TOUCH_DAYS)


def gather(session: Session) -> None:
    """Read the events of the touched windows into `counted`, once for all that is counted.

    A table of our own has no row-level security: joins by what stands in `data` may use indexes.
    """
    session.execute(text("ANALYZE touched"))
    session.execute(_GATHER)
    for table in ("counted", "touched_days", "gone"):
        session.execute(text(f"ANALYZE {table}"))


def size(session: Session) -> int:
    """How many windows and days are touched."""
    return int(session.execute(_SIZE).scalar_one())


def forget(session: Session) -> None:
    """Drop the tables: another run may follow in the same transaction."""
    session.execute(_FORGET)


def _make(session: Session) -> None:
    for statement in _MAKE:
        session.execute(statement)


def window_of(at: str) -> str:
    """The beginning of the window in which a time lies, in SQL."""
    return f"date_bin('{WINDOW}', {at}, '2000-01-01')"


_MAKE = tuple(
    text(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    for name, columns in (
        ("touched", "site_id int, article_id bigint, starts_at timestamptz, "
                    "UNIQUE (site_id, article_id, starts_at)"),
        ("touched_days", "site_id int, article_id bigint, day date, "
                         "UNIQUE (site_id, article_id, day)"),
        ("touched_readers", "site_id int, reader_id bigint, UNIQUE (site_id, reader_id)"),
        ("gone", "site_id int, article_id bigint, day date, reader_id bigint"),
    )
)  # fmt: skip
_FORGET = text("DROP TABLE IF EXISTS touched, touched_days, touched_readers, gone, counted")
_NEWS = text("""
    CREATE TEMPORARY TABLE news ON COMMIT DROP AS
    SELECT e.site_id, e.kind, e.article_id, e.comment_id, e.reader_id, e.at
    FROM events AS e
    WHERE e.transaction < cast(cast(:horizon AS text) AS xid8)
        AND e.transaction >= (SELECT transaction FROM rollup_cursors WHERE name = :name)
""")
_ADD = "INSERT INTO touched (site_id, article_id, starts_at)"
_TOUCH_NEWS = text(f"""
    {_ADD} SELECT DISTINCT n.site_id, n.article_id, {window_of("n.at")}
    FROM news AS n WHERE n.article_id IS NOT NULL ON CONFLICT DO NOTHING
""")
_STATUS_KINDS = (
    "('comment.published', 'comment.held', 'comment.rejected', 'comment.withdrawn', "
    "'comment.kept', 'comment.reopened')"
)
_TOUCH_DECIDED = text(f"""
    {_ADD} SELECT DISTINCT n.site_id, n.article_id, {window_of("d.created_at")}
    FROM news AS n
    JOIN decisions AS d ON d.site_id = n.site_id AND d.comment_id = n.comment_id
    WHERE n.kind IN {_STATUS_KINDS} ON CONFLICT DO NOTHING
""")
_TOUCH_ROOTS = text(f"""
    {_ADD} SELECT DISTINCT n.site_id, n.article_id, {window_of("r.created_at")}
    FROM news AS n
    JOIN comments AS c ON c.site_id = n.site_id AND c.id = n.comment_id AND c.depth > 0
    JOIN comments AS r ON r.site_id = c.site_id AND r.id = c.root_id
    WHERE n.kind IN {_STATUS_KINDS} ON CONFLICT DO NOTHING
""")
# Whoever was erased is counted among people no more.
_TOUCH_ERASED = text("""
    WITH erased AS (
        DELETE FROM reader_days AS r USING news AS n
        WHERE n.kind = 'reader.erased' AND r.site_id = n.site_id AND r.reader_id = n.reader_id
        RETURNING r.site_id, r.article_id, r.day, r.reader_id
    ), readers AS (
        INSERT INTO touched_readers SELECT DISTINCT site_id, reader_id FROM erased
        ON CONFLICT DO NOTHING
    ), leaving AS (
        INSERT INTO gone SELECT * FROM erased
    )
    INSERT INTO touched_days SELECT DISTINCT site_id, article_id, day FROM erased
    ON CONFLICT DO NOTHING
""")
_TOUCH_DAYS = text("""
    INSERT INTO touched_days (site_id, article_id, day)
    SELECT DISTINCT t.site_id, a.id, (t.starts_at AT TIME ZONE s.time_zone)::date
    FROM touched AS t JOIN sites AS s ON s.id = t.site_id
    CROSS JOIN LATERAL (VALUES (t.article_id), (0)) AS a (id)
    ON CONFLICT DO NOTHING
""")
_FORGET_ALL = (
    text("""
        WITH forgotten AS (
            DELETE FROM rollups WHERE site_id = :site AND article_id = ANY(:articles)
            RETURNING site_id, article_id, starts_at
        )
        INSERT INTO touched SELECT site_id, article_id, starts_at FROM forgotten
    """),
    text("""
        WITH forgotten AS (
            DELETE FROM reader_days WHERE site_id = :site AND article_id = ANY(:articles)
            RETURNING site_id, article_id, day, reader_id
        ), readers AS (
            INSERT INTO touched_readers SELECT DISTINCT site_id, reader_id FROM forgotten
        ), leaving AS (
            INSERT INTO gone SELECT * FROM forgotten
        )
        INSERT INTO touched_days
        SELECT DISTINCT g.site_id, a.id, g.day
        FROM forgotten AS g CROSS JOIN LATERAL (VALUES (g.article_id), (0)) AS a (id)
        ON CONFLICT DO NOTHING
    """),
    # Days of another time zone may hold windows that no new day holds.
    text("""
        WITH forgotten AS (
            DELETE FROM rollup_days WHERE site_id = :site AND article_id = ANY(:articles)
            RETURNING site_id, article_id, day
        )
        INSERT INTO touched_days
        SELECT DISTINCT g.site_id, a.id, g.day
        FROM forgotten AS g CROSS JOIN LATERAL (VALUES (g.article_id), (0)) AS a (id)
        ON CONFLICT DO NOTHING
    """),
)
_TOUCH_ALL = text(f"""
    {_ADD} SELECT DISTINCT e.site_id, e.article_id, {window_of("e.at")}
    FROM events AS e WHERE e.site_id = :site AND e.article_id = ANY(:articles)
    ON CONFLICT DO NOTHING
""")
# Uses index: ix_events_article_time. The window is named twice: as a range for the index, and as an
# equality, by which many windows of one article are joined without comparing all with all.
_GATHER = text(f"""
    CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
    SELECT t.site_id, t.article_id, t.starts_at, e.kind, e.comment_id, e.reader_id, e.revision,
           e.at, (e.at AT TIME ZONE s.time_zone)::date AS day, e.data->>'by' AS by,
           (e.data->>'depth')::int AS depth, (e.data->>'decision')::bigint AS decision_id,
           (e.data->>'toxicity')::float8 AS toxicity,
           (e.data->>'is_featured')::boolean AS is_featured
    FROM touched AS t
    JOIN sites AS s ON s.id = t.site_id
    JOIN events AS e ON e.site_id = t.site_id AND e.article_id = t.article_id
         AND e.at >= t.starts_at AND e.at < t.starts_at + interval '{WINDOW}'
         AND {window_of("e.at")} = t.starts_at
""")
_SIZE = text("SELECT (SELECT count(*) FROM touched) + (SELECT count(*) FROM touched_days)")
