"""Counts people: who wrote on which day, in which month, first and last. Ids, never names.

Whoever was erased is not among them.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session


def count(session: Session) -> None:
    """Enter who wrote in `touched`; look again at `touched_readers`."""
    session.execute(_ENTER)
    session.execute(text("ANALYZE touched_readers"))
    for statement in _LOOK_AGAIN:
        session.execute(statement)


_ENTER = text("""
    WITH entered AS (
        INSERT INTO reader_days (site_id, article_id, day, reader_id)
        SELECT DISTINCT e.site_id, a.id, e.day, e.reader_id
        FROM counted AS e
        CROSS JOIN LATERAL (VALUES (e.article_id), (0)) AS a (id)
        WHERE e.kind = 'comment.submitted' AND (
            SELECT p.erased_at IS NULL FROM readers AS p
            WHERE p.site_id = e.site_id AND p.id = e.reader_id)
        ON CONFLICT DO NOTHING
        RETURNING site_id, article_id, reader_id
    )
    INSERT INTO touched_readers
    SELECT DISTINCT site_id, reader_id FROM entered WHERE article_id = 0
    ON CONFLICT DO NOTHING
""")
# On the site on that day, but below no article any more.
_LEAVE = text("""
    WITH left_alone AS (
        DELETE FROM reader_days AS r
        USING (SELECT DISTINCT site_id, day, reader_id FROM gone) AS g
        WHERE r.site_id = g.site_id AND r.reader_id = g.reader_id AND r.day = g.day
          AND r.article_id = 0
          AND NOT EXISTS (SELECT FROM reader_days AS a WHERE a.site_id = r.site_id
                          AND a.reader_id = r.reader_id AND a.day = r.day AND a.article_id <> 0)
        RETURNING r.site_id, r.article_id, r.day
    )
    INSERT INTO touched_days SELECT DISTINCT site_id, article_id, day FROM left_alone
    ON CONFLICT DO NOTHING
""")
_LOOK_AGAIN = (
    _LEAVE,
    text("""
        DELETE FROM reader_months AS r USING touched_readers AS t
        WHERE r.site_id = t.site_id AND r.reader_id = t.reader_id
    """),
    text("""
        DELETE FROM reader_spans AS r USING touched_readers AS t
        WHERE r.site_id = t.site_id AND r.reader_id = t.reader_id
    """),
    text("""
        INSERT INTO reader_months (site_id, month, reader_id)
        SELECT DISTINCT r.site_id, date_trunc('month', r.day)::date, r.reader_id
        FROM touched_readers AS t
        JOIN reader_days AS r ON r.site_id = t.site_id AND r.reader_id = t.reader_id
        WHERE r.article_id = 0
    """),
    text("""
        INSERT INTO reader_spans (site_id, reader_id, first_day, last_day)
        SELECT r.site_id, r.reader_id, min(r.day), max(r.day)
        FROM touched_readers AS t
        JOIN reader_days AS r ON r.site_id = t.site_id AND r.reader_id = t.reader_id
        WHERE r.article_id = 0 GROUP BY 1, 2
    """),
)
