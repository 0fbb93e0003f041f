"""Adds the articles of a section together: its windows, days, people and views.

Which section an article is counted under stands in `article_sections`. Where that is another than
the article's own by now, all of the article is taken out there and added here.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.days import HOURLY, by_hour
from service.analytics.tallies import COLUMNS, summed


def count(session: Session) -> None:
    """Write what the touched windows and days change in sections; last of all that is counted."""
    for statement in _PLACE:
        session.execute(statement)
    for table in ("touched", "touched_days", "places", "section_windows", "section_edges"):
        session.execute(text(f"ANALYZE {table}"))
    for statement in _COUNT:
        session.execute(statement)
    session.execute(_FORGET)


def sweep(session: Session, site_id: int) -> None:
    """Take out what no article of the section has, whatever it came from: after a rebuild."""
    # What was filled a moment ago has no statistics: each row would be compared with all others.
    session.execute(text("SET LOCAL enable_nestloop = off"))
    for statement in _SWEEP:
        session.execute(statement, {"site": site_id})
    session.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))


_MOVED = text("""
    CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
    SELECT t.site_id, t.article_id, s.section AS before, coalesce(a.section, '') AS after
    FROM (SELECT DISTINCT site_id, article_id FROM touched_days WHERE article_id <> 0) AS t
    JOIN articles AS a ON a.site_id = t.site_id AND a.id = t.article_id
    LEFT JOIN article_sections AS s ON s.site_id = t.site_id AND s.article_id = t.article_id
    WHERE s.section IS DISTINCT FROM coalesce(a.section, '')
""")
_MOVE = text("""
    INSERT INTO article_sections (site_id, article_id, section)
    SELECT site_id, article_id, after FROM moved
    ON CONFLICT (site_id, article_id) DO UPDATE SET section = excluded.section
""")
_TOUCH_MOVED = text("""
    INSERT INTO touched SELECT r.site_id, r.article_id, r.starts_at
    FROM moved AS m JOIN rollups AS r ON r.site_id = m.site_id AND r.article_id = m.article_id
    ON CONFLICT DO NOTHING
""")
_TOUCH_MOVED_DAYS = text("""
    INSERT INTO touched_days
    SELECT r.site_id, r.article_id, r.day
    FROM moved AS m JOIN rollup_days AS r ON r.site_id = m.site_id AND r.article_id = m.article_id
    UNION
    SELECT r.site_id, r.article_id, r.day
    FROM moved AS m JOIN view_days AS r ON r.site_id = m.site_id AND r.article_id = m.article_id
    ON CONFLICT DO NOTHING
""")
# Where a touched article is counted, and where it was until now.
_PLACES = text("""
    CREATE TEMPORARY TABLE places ON COMMIT DROP AS
    SELECT s.site_id, s.article_id, s.section
    FROM (SELECT DISTINCT site_id, article_id FROM touched_days) AS t
    JOIN article_sections AS s ON s.site_id = t.site_id AND s.article_id = t.article_id
    UNION ALL SELECT site_id, article_id, before FROM moved WHERE before IS NOT NULL
""")
_WINDOWS = text("""
    CREATE TEMPORARY TABLE section_windows ON COMMIT DROP AS
    SELECT DISTINCT t.site_id, p.section, t.starts_at
    FROM touched AS t JOIN places AS p ON p.site_id = t.site_id AND p.article_id = t.article_id
""")
_EDGES = text("""
    CREATE TEMPORARY TABLE section_edges ON COMMIT DROP AS
    SELECT t.*, s.time_zone, t.day::timestamp AT TIME ZONE s.time_zone AS starts_at,
           (t.day + 1)::timestamp AT TIME ZONE s.time_zone AS ends_at
    FROM (
        SELECT DISTINCT t.site_id, p.section, t.day
        FROM touched_days AS t
        JOIN places AS p ON p.site_id = t.site_id AND p.article_id = t.article_id
    ) AS t JOIN sites AS s ON s.id = t.site_id
""")
_PLACE = (_MOVED, _MOVE, _TOUCH_MOVED, _TOUCH_MOVED_DAYS, _PLACES, _WINDOWS, _EDGES)

_FORGET_WINDOWS = text("""
    DELETE FROM section_rollups AS r USING section_windows AS t
    WHERE r.site_id = t.site_id AND r.section = t.section AND r.starts_at = t.starts_at
""")
# Uses index: ix_rollups_window. A window is read once, not once for each of its sections.
_COUNT_WINDOWS = text(f"""
    INSERT INTO section_rollups (site_id, section, starts_at, {", ".join(COLUMNS)})
    SELECT t.site_id, t.section, t.starts_at, {summed()}
    FROM (SELECT DISTINCT site_id, starts_at FROM section_windows) AS w
    JOIN rollups AS r ON r.site_id = w.site_id AND r.starts_at = w.starts_at
         AND r.article_id <> 0
    JOIN article_sections AS s ON s.site_id = r.site_id AND s.article_id = r.article_id
    JOIN section_windows AS t ON t.site_id = r.site_id AND t.starts_at = r.starts_at
         AND t.section = s.section
    GROUP BY 1, 2, 3
""")
_ENTER_READERS = text("""
    INSERT INTO section_readers (site_id, section, day, reader_id)
    SELECT DISTINCT r.site_id, s.section, r.day, r.reader_id
    FROM touched_days AS t
    JOIN reader_days AS r ON r.site_id = t.site_id AND r.article_id = t.article_id
         AND r.day = t.day
    JOIN article_sections AS s ON s.site_id = r.site_id AND s.article_id = r.article_id
    WHERE t.article_id <> 0 ON CONFLICT DO NOTHING
""")
# Uses index: ix_reader_days_reader.
_LEAVE_READERS = text("""
    DELETE FROM section_readers AS r USING (
        SELECT g.site_id, p.section, g.day, g.reader_id
        FROM gone AS g JOIN places AS p ON p.site_id = g.site_id AND p.article_id = g.article_id
        UNION
        SELECT d.site_id, m.before, d.day, d.reader_id
        FROM moved AS m
        JOIN reader_days AS d ON d.site_id = m.site_id AND d.article_id = m.article_id
    ) AS g
    WHERE r.site_id = g.site_id AND r.section = g.section AND r.day = g.day
          AND r.reader_id = g.reader_id AND NOT EXISTS (
              SELECT FROM reader_days AS d
              JOIN article_sections AS s ON s.site_id = d.site_id AND s.article_id = d.article_id
              WHERE d.site_id = r.site_id AND d.reader_id = r.reader_id AND d.day = r.day
                    AND s.section = r.section)
""")
_FORGET_DAYS = text("""
    DELETE FROM section_days AS r USING section_edges AS t
    WHERE r.site_id = t.site_id AND r.section = t.section AND r.day = t.day
""")
_COUNT_DAYS = text(f"""
    INSERT INTO section_days (site_id, section, day, commenters, article_commenters,
        {", ".join(HOURLY)}, {", ".join(COLUMNS)})
    SELECT r.site_id, r.section, r.day,
        (SELECT count(*) FROM section_readers AS p WHERE p.site_id = r.site_id
                AND p.section = r.section AND p.day = r.day),
        coalesce((SELECT sum(d.commenters) FROM rollup_days AS d
            JOIN article_sections AS s ON s.site_id = d.site_id AND s.article_id = d.article_id
            WHERE d.site_id = r.site_id AND d.day = r.day AND s.section = r.section), 0),
        {", ".join(by_hour(value) for value in HOURLY.values())},
        {summed()}
    FROM (
        SELECT t.day, extract(hour FROM w.starts_at AT TIME ZONE t.time_zone) AS hour, w.*
        FROM section_edges AS t
        JOIN section_rollups AS w ON w.site_id = t.site_id AND w.section = t.section
             AND w.starts_at >= t.starts_at AND w.starts_at < t.ends_at
    ) AS r
    GROUP BY r.site_id, r.section, r.day
""")
_FORGET_VIEWS = text("""
    DELETE FROM section_views AS r USING section_edges AS t
    WHERE r.site_id = t.site_id AND r.section = t.section AND r.day = t.day
""")
_COUNT_VIEWS = text("""
    INSERT INTO section_views (site_id, section, day, views, viewers)
    SELECT t.site_id, t.section, t.day, sum(v.views), sum(v.viewers)
    FROM section_edges AS t
    JOIN view_days AS v ON v.site_id = t.site_id AND v.day = t.day
    JOIN article_sections AS s ON s.site_id = v.site_id AND s.article_id = v.article_id
         AND s.section = t.section
    GROUP BY 1, 2, 3
""")
_COUNT = (_FORGET_WINDOWS, _COUNT_WINDOWS, _ENTER_READERS, _LEAVE_READERS, _FORGET_DAYS,
          _COUNT_DAYS, _FORGET_VIEWS, _COUNT_VIEWS)  # fmt: skip
_FORGET = text("DROP TABLE moved, places, section_windows, section_edges")


def _without(table: str, of_articles: str, *keys: str) -> str:
    """What is in no article's rows: those are read once, never once for each row."""
    columns = ", ".join(f"d.{key}" for key in keys)
    same = " AND ".join(f"h.{key} = r.{key}" for key in keys)
    return f"""
        WITH had AS MATERIALIZED (
            SELECT DISTINCT s.section, {columns} FROM {of_articles} AS d
            JOIN article_sections AS s ON s.site_id = d.site_id AND s.article_id = d.article_id
            WHERE d.site_id = :site
        )
        DELETE FROM {table} AS r WHERE r.site_id = :site AND NOT EXISTS (
            SELECT FROM had AS h WHERE h.section = r.section AND {same})
    """


_SWEEP = (
    text(_without("section_rollups", "rollups", "starts_at")),
    text(_without("section_days", "rollup_days", "day")),
    text(_without("section_views", "view_days", "day")),
    text(_without("section_readers", "reader_days", "day", "reader_id")),
)
