"""How many people: who wrote, who is new, who came back, who looked. Never who they are.

Groups of fewer than SMALL_GROUP people are not told.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.asking import SMALL_GROUP, SOURCES, By, Source

AGAIN_AFTER = (7, 28)  # days
_LONG = timedelta(days=31)


def people(session: Session, scope: str, given: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Writers and viewers of whole days of the site's time zone."""
    is_long = scope == "site" and given["until"] - given["since"] > _LONG
    statement = _WRITERS_OF_LONG if is_long else _WRITERS[scope]
    writers = session.execute(statement, given).scalar_one()
    new = session.execute(_NEW[scope], {**given, "now": now}).one()
    seen = session.execute(_VIEWS[scope], given).one()
    return {
        "commenters": unless_small(writers),
        "new_commenters": _part(new.people, writers),
        "returning_commenters": _part(writers - new.people, writers),
        **{f"returned_after_{days}": _returned(new, days) for days in AGAIN_AFTER},
        "views": int(seen.views),
        "viewers": int(seen.viewers),
        "writing_share": round(int(seen.writers) / int(seen.viewers), 4) if seen.viewers else None,
    }


def by_day(
    session: Session, scope: str, given: dict[str, Any], *, by: By
) -> dict[datetime, dict[str, Any]]:
    """Writers and views of each day, by the day's beginning: none where it has none; nothing for
    other lengths."""
    if by is not By.DAY:
        return defaultdict(dict)
    return defaultdict(
        lambda: {"commenters": 0, "views": 0},
        {
            row.start: {"commenters": unless_small(row.writers), "views": int(row.views)}
            for row in session.execute(_DAYS[scope], given)
        },
    )


def unless_small(number: int) -> int | None:
    """The number, or None where it would point at few people."""
    return number if number >= SMALL_GROUP or number == 0 else None


def _part(number: int, whole: int) -> int | None:
    """A part of a group: neither it nor the rest may be small, or one could subtract."""
    if unless_small(whole) is None:
        return None
    return number if unless_small(number) is not None and _fits(whole - number) else None


def _fits(number: int) -> bool:
    return unless_small(number) is not None


def _returned(row: Any, days: int) -> dict[str, Any]:
    whole, again = getattr(row, f"of_{days}"), getattr(row, f"again_{days}")
    if whole < SMALL_GROUP:
        return {"of": unless_small(whole), "share": None}
    return {"of": whole, "share": round(again / whole, 4)}


_PEOPLE_DAYS = "r.site_id = :site AND r.day >= :since AND r.day < :until"
_WRITERS = {
    scope: text(f"""
        SELECT count(DISTINCT r.reader_id) FROM {of.readers} AS r
        WHERE {_PEOPLE_DAYS} AND {of.where}
    """)
    for scope, of in SOURCES.items()
}
# Uses index: ix_reader_days_reader, one by one: the LIMIT keeps all days from being read for a few.
# Whoever wrote first or last within the range wrote in it: only who wrote before and after is looked
# up. A year of a large site has hundreds of thousands of days of readers.
_WRITERS_OF_LONG = text(f"""
    SELECT (SELECT count(*) FROM reader_spans AS s WHERE s.site_id = :site
                AND (s.first_day >= :since AND s.first_day < :until
                     OR s.last_day >= :since AND s.last_day < :until))
        + (SELECT count(*) FROM reader_spans AS s WHERE s.site_id = :site
                AND s.first_day < :since AND s.last_day >= :until
                AND (SELECT true FROM reader_days AS r WHERE {_PEOPLE_DAYS}
                     AND r.article_id = 0 AND r.reader_id = s.reader_id LIMIT 1) IS NOT NULL)
""")
_TODAY = "(cast(:now AS timestamptz) AT TIME ZONE :zone)::date"
_AGAIN = ", ".join(
    f"""count(*) FILTER (WHERE s.first_day + {days} <= {_TODAY}) AS of_{days},
        count(*) FILTER (WHERE s.first_day + {days} <= {_TODAY}
                         AND s.last_day >= s.first_day + {days}) AS again_{days}"""
    for days in AGAIN_AFTER
)
_NEW = {
    "site": text(f"""
        SELECT count(*) AS people, {_AGAIN} FROM reader_spans AS s
        WHERE s.site_id = :site AND s.first_day >= :since AND s.first_day < :until
    """)
} | {
    scope: text(f"""
        WITH wrote AS MATERIALIZED (  -- else planned as if they were a handful
            SELECT r.reader_id, min(r.day) AS first_day FROM {of.readers} AS r
            WHERE {_PEOPLE_DAYS} AND {of.where} GROUP BY 1
        )
        SELECT count(*) AS people, {_AGAIN} FROM wrote AS w
        JOIN reader_spans AS s ON s.site_id = :site AND s.reader_id = w.reader_id
             AND s.first_day = w.first_day
    """)
    for scope, of in SOURCES.items()
    if scope != "site"
}
# A share of people of a day, over all days: both sides count somebody once a day.
_VIEWS = {
    scope: text(f"""
        SELECT (SELECT coalesce(sum(r.views), 0) FROM {of.views} AS r
                WHERE {_PEOPLE_DAYS} AND {of.where}) AS views,
               (SELECT coalesce(sum(r.viewers), 0) FROM {of.views} AS r
                WHERE {_PEOPLE_DAYS} AND {of.where}) AS viewers,
               (SELECT coalesce(sum(r.{of.writers}), 0) FROM {of.days} AS r
                WHERE {_PEOPLE_DAYS} AND {of.where}) AS writers
    """)
    for scope, of in SOURCES.items()
}


def _wrote(scope: str, of: Source) -> str:
    is_added = scope != "uncounted section"  # else somebody may stand below two of its articles
    writers = "sum(r.commenters)" if is_added else "count(DISTINCT r.reader_id)"
    return f"""SELECT r.day, {writers} AS writers FROM {of.days if is_added else of.readers} AS r
        WHERE {_PEOPLE_DAYS} AND {of.where} GROUP BY 1"""


_DAYS = {
    scope: text(f"""
        WITH wrote AS ({_wrote(scope, of)}), saw AS (
            SELECT r.day, sum(r.views) AS views FROM {of.views} AS r
            WHERE {_PEOPLE_DAYS} AND {of.where} GROUP BY 1
        )
        SELECT coalesce(w.day, v.day)::timestamp AT TIME ZONE :zone AS start,
               coalesce(w.writers, 0)::bigint AS writers, coalesce(v.views, 0) AS views
        FROM wrote AS w FULL JOIN saw AS v ON v.day = w.day
    """)
    for scope, of in SOURCES.items()
}
