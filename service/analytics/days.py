"""Adds windows to days of the site's time zone and days to months, and lists the conversations that began on them."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.tallies import COLUMNS, LISTED, summed


def count(session: Session) -> None:
    """Write the days of `touched_days` from their windows and people, and the conversations that
    began in `counted`."""
    session.execute(_EDGES)
    session.execute(text("ANALYZE day_edges"))
    for statement in (_FORGET_DAYS, _COUNT_DAYS, _FORGET_MONTHS, _COUNT_MONTHS,
                      _FORGET_CONVERSATIONS, _KEEP_CONVERSATIONS):  # fmt: skip
        session.execute(statement)
    session.execute(text("DROP TABLE day_edges"))


def by_hour(value: str) -> str:
    """An array of what the 24 hours of a day's windows `r` have, in SQL."""
    hours = ", ".join(
        f"coalesce(sum({value}) FILTER (WHERE r.hour = {hour}), 0)::int" for hour in range(24)
    )
    return f"ARRAY[{hours}]"


HOURLY = {
    "comments_by_hour": "r.comments",
    "handled_by_hour": "r.handled",
    "scored_by_hour": "r.scored",
    "toxic_by_hour": LISTED["toxic"],
}
# A day of the site's time zone has 23, 24 or 25 hours.
_EDGES = text("""
    CREATE TEMPORARY TABLE day_edges ON COMMIT DROP AS
    SELECT t.site_id, t.article_id, t.day, s.time_zone,
           t.day::timestamp AT TIME ZONE s.time_zone AS starts_at,
           (t.day + 1)::timestamp AT TIME ZONE s.time_zone AS ends_at
    FROM touched_days AS t JOIN sites AS s ON s.id = t.site_id
""")
_FORGET_DAYS = text("""
    DELETE FROM rollup_days AS r USING touched_days AS t
    WHERE r.site_id = t.site_id AND r.article_id = t.article_id AND r.day = t.day
""")
# Whoever wrote on a day left an event on it: no day has people and no window.
_COUNT_DAYS = text(f"""
    INSERT INTO rollup_days (site_id, article_id, day, commenters, {", ".join(HOURLY)},
        {", ".join(COLUMNS)})
    SELECT r.site_id, r.article_id, r.day,
        (SELECT count(*) FROM reader_days AS p WHERE p.site_id = r.site_id
                AND p.article_id = r.article_id AND p.day = r.day),
        {", ".join(by_hour(value) for value in HOURLY.values())},
        {summed()}
    FROM (
        SELECT t.day, extract(hour FROM w.starts_at AT TIME ZONE t.time_zone) AS hour, w.*
        FROM day_edges AS t
        JOIN rollups AS w ON w.site_id = t.site_id AND w.article_id = t.article_id
             AND w.starts_at >= t.starts_at AND w.starts_at < t.ends_at
    ) AS r
    GROUP BY r.site_id, r.article_id, r.day
""")
_MONTHS = """(
    SELECT DISTINCT site_id, article_id, date_trunc('month', day)::date AS month
    FROM touched_days WHERE article_id <> 0)"""
_FORGET_MONTHS = text(f"""
    DELETE FROM article_months AS r USING {_MONTHS} AS t
    WHERE r.site_id = t.site_id AND r.month = t.month AND r.article_id = t.article_id
""")
_COUNT_MONTHS = text(f"""
    INSERT INTO article_months (site_id, month, article_id, tallies)
    SELECT t.site_id, t.month, t.article_id,
           ARRAY[{", ".join(f"sum({value})::int" for value in LISTED.values())}]
    FROM {_MONTHS} AS t
    JOIN rollup_days AS r ON r.site_id = t.site_id AND r.article_id = t.article_id
         AND r.day >= t.month AND r.day < t.month + interval '1 month'
    GROUP BY 1, 2, 3
""")
# A reply that comes or goes touches the window of its root.
_BEGUN = """
    FROM counted AS e
    JOIN comments AS c ON c.site_id = e.site_id AND c.id = e.comment_id AND c.depth = 0
         AND e.kind = 'comment.submitted'
"""
_FORGET_CONVERSATIONS = text(f"""
    DELETE FROM conversations AS k USING (SELECT c.site_id, c.id {_BEGUN}) AS g
    WHERE k.site_id = g.site_id AND k.root_id = g.id
""")
_KEEP_CONVERSATIONS = text(f"""
    INSERT INTO conversations (site_id, root_id, article_id, day, replies)
    SELECT c.site_id, c.id, c.article_id, e.day, c.descendant_count {_BEGUN}
    WHERE c.descendant_count > 0
""")
