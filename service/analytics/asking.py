"""What is asked for: a range, a length of buckets, a scope; and the stored pieces that make it up.

Whole days of the site's time zone are read from `rollup_days`, what is left at both ends from the
windows: a year costs 365 rows and not 35,000.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.tallies import COLUMNS, LISTED, VERSION
from service.errors import Invalid

SMALL_GROUP = 5  # fewer people than this are not counted for anybody to see
MAX_BUCKETS = 2_000


class By(StrEnum):
    """The length of a bucket."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class StatisticsAsked:
    """Which figures: `start` inclusive, `end` exclusive, both aware."""

    site_id: int
    start: datetime
    end: datetime
    by: By
    time_zone: str
    article_id: int | None = None
    section: str | None = None

    def before(self) -> "StatisticsAsked":
        """The period before, as long."""
        return replace(self, start=self.start - (self.end - self.start), end=self.start)


def check(asked: StatisticsAsked) -> None:
    """Raises Invalid for a range that cannot be shown."""
    length = asked.end - asked.start
    if length <= timedelta(0):
        raise Invalid("`to` lies before `from`", fields=["from", "to"])
    hours = {By.HOUR: 1, By.DAY: 24, By.WEEK: 168}[asked.by]
    if length > timedelta(hours=hours * MAX_BUCKETS):
        raise Invalid(f"that would be more than {MAX_BUCKETS} buckets", fields=["by"])


def scope_of(session: Session, asked: StatisticsAsked) -> str:
    """Which of SOURCES is asked for. Sections of a site that is just being counted anew are read
    from their articles: slower, and never in part."""
    if asked.article_id is not None:
        return "article"
    if asked.section is None:
        return "site"
    return "section" if is_counted_whole(session, asked.site_id) else "uncounted section"


def is_counted_whole(session: Session, site_id: int) -> bool:
    """Whether all that was ever counted of the site is in its sections and months too."""
    given = {"site": site_id, "version": VERSION}
    return bool(session.execute(_ARE_COUNTED, given).scalar_one())


def parameters(session: Session, asked: StatisticsAsked) -> dict[str, Any]:
    """What the statements below need: whole days from `first` until before `last`; windows until
    `morning` and from `evening`; days with people from `since` until before `until`."""
    given = {
        "site": asked.site_id, "start": asked.start, "end": asked.end, "by": str(asked.by),
        "zone": asked.time_zone, "article": asked.article_id, "section": asked.section,
    }  # fmt: skip
    return given | dict(session.execute(_EDGES, given).one()._mapping)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the counts of a scope stand: its tables, and which of their rows `r`."""

    where: str
    windows: str = "rollups"
    days: str = "rollup_days"
    readers: str = "reader_days"
    views: str = "view_days"
    writers: str = "commenters"  # those of a day, counted as the viewers are


_IN_SECTION = """r.article_id IN (SELECT a.id FROM articles AS a
    WHERE a.site_id = :site AND coalesce(a.section, '') = :section)"""
_OF_SECTIONS = Source(
    "true", "section_rollups", "section_days", "section_readers", "section_views",
    "article_commenters",
)  # fmt: skip
SOURCES = {
    "site": Source("r.article_id = 0"),
    "article": Source("r.article_id = :article"),
    "section": replace(_OF_SECTIONS, where="r.section = :section"),
    "uncounted section": Source(_IN_SECTION),
}
ARTICLES = {
    "site": Source("r.article_id <> 0"),
    "article": SOURCES["article"],
    "section": Source(_IN_SECTION),
    "uncounted section": Source(_IN_SECTION),
}
SECTIONS = {"site": _OF_SECTIONS, "section": SOURCES["section"]}
_LOCAL = "(r.starts_at AT TIME ZONE :zone)"
WHOLE_DAYS = "r.site_id = :site AND r.day >= :first AND r.day < :last"
AT_THE_ENDS = """r.site_id = :site AND (r.starts_at >= :start AND r.starts_at < :morning
    OR r.starts_at >= :evening AND r.starts_at < :end)"""


def pieces(of: Source, columns: tuple[str, ...] = COLUMNS, *, key: str = "") -> str:
    """The rows that make up the range, as a sub-select with the day and perhaps a `key`."""
    names = ", ".join(f"r.{name}" for name in (*([key] if key else []), *columns))
    return f"""(
        SELECT r.day, {names} FROM {of.days} AS r WHERE {WHOLE_DAYS} AND {of.where}
        UNION ALL
        SELECT {_LOCAL}::date, {names} FROM {of.windows} AS r
        WHERE {AT_THE_ENDS} AND {of.where}
    )"""


def listed(of: Source) -> str:
    """The rows that articles are listed by, as a sub-select with article_id and LISTED: whole
    months from `first_month` until before `last_month`, then days, then windows."""
    months = ", ".join(f"r.tallies[{n}] AS {name}" for n, name in enumerate(LISTED, 1))
    others = ", ".join(f"{value} AS {name}" for name, value in LISTED.items())
    return f"""(
        SELECT r.article_id, {months} FROM article_months AS r
        WHERE r.site_id = :site AND r.month >= :first_month AND r.month < :last_month
              AND {of.where}
        UNION ALL
        SELECT r.article_id, {others} FROM {of.days} AS r
        WHERE {WHOLE_DAYS} AND (r.day < :first_month OR r.day >= :last_month) AND {of.where}
        UNION ALL
        SELECT r.article_id, {others} FROM {of.windows} AS r WHERE {AT_THE_ENDS} AND {of.where}
    )"""


def hourly(of: Source) -> str:
    """(day, hour, comments, handled, scored, toxic) of the range, hours of the site's day."""
    return f"""(
        SELECT r.day, u.place - 1 AS hour, u.comments, u.handled, u.scored, u.toxic
        FROM {of.days} AS r CROSS JOIN LATERAL unnest(r.comments_by_hour, r.handled_by_hour,
            r.scored_by_hour, r.toxic_by_hour) WITH ORDINALITY
            AS u (comments, handled, scored, toxic, place)
        WHERE {WHOLE_DAYS} AND {of.where}
        UNION ALL
        SELECT {_LOCAL}::date, extract(hour FROM {_LOCAL}), r.comments, r.handled, r.scored,
               coalesce(r.toxicity[9], 0) + coalesce(r.toxicity[10], 0)
        FROM {of.windows} AS r WHERE {AT_THE_ENDS} AND {of.where}
    )"""


_ARE_COUNTED = text("""
    SELECT EXISTS (SELECT FROM rollup_states WHERE site_id = :site AND version = :version
                   AND done_until IS NULL)
""")
_START, _END = "cast(:start AS timestamptz)", "cast(:end AS timestamptz)"
_START_DAY, _END_DAY = f"({_START} AT TIME ZONE :zone)::date", f"({_END} AT TIME ZONE :zone)::date"
# The beginnings of days are asked of PostgreSQL alone: where the clock jumps at midnight, others
# answer otherwise.
_EDGES = text(f"""
    WITH days AS (
        SELECT {_START_DAY} + CASE WHEN {_START_DAY}::timestamp AT TIME ZONE :zone < {_START}
                                   THEN 1 ELSE 0 END AS first,
               {_END_DAY} AS last
    ), months AS (
        SELECT date_trunc('month', first + interval '1 month' - interval '1 day')::date AS first,
               date_trunc('month', last)::date AS last FROM days
    )
    SELECT days.first, greatest(days.first, days.last) AS last, months.first AS first_month,
        greatest(months.first, months.last) AS last_month,
        CASE WHEN days.last > days.first THEN days.first::timestamp AT TIME ZONE :zone ELSE {_END} END AS morning,
        CASE WHEN days.last > days.first THEN days.last::timestamp AT TIME ZONE :zone ELSE {_END} END AS evening,
        {_START_DAY} AS since,
        (({_END} - interval '1 microsecond') AT TIME ZONE :zone)::date + 1 AS until
    FROM days CROSS JOIN months
""")
