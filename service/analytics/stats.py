"""The publisher's figures, read from the counters. docs/statistics.md defines each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.analytics.rollup import WAIT_BUCKETS, wait_seconds
from service.errors import Invalid

SMALL_GROUP = 5  # fewer people than this are not counted for anybody to see
TOXIC_FROM = 8  # tenths: the bucket from which a comment counts as toxic
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


def statistics(session: Session, asked: StatisticsAsked) -> dict[str, Any]:
    """`totals`, `buckets` with `start` in the site's time zone, and `previous`: the totals of
    the period before, as long. Raises Invalid for a range that cannot be shown."""
    length = asked.end - asked.start
    if length <= timedelta(0):
        raise Invalid("`to` lies before `from`", fields=["from", "to"])
    buckets = _buckets(session, asked)
    before = StatisticsAsked(
        asked.site_id, asked.start - length, asked.start, asked.by, asked.time_zone,
        asked.article_id, asked.section,
    )  # fmt: skip
    return {
        "totals": _figures(_total(session, asked)) | _people(session, asked),
        "previous": _figures(_total(session, before)) | _people(session, before),
        "buckets": [
            {"start": row.start.isoformat(), **_figures(row)} for row in buckets
        ],
    }  # fmt: skip


def percentile(waits: list[int], share: float) -> float | None:
    """The upper end, in seconds, of the bucket in which that share of the waits is reached."""
    total = sum(waits)
    if not total:
        return None
    reached = 0
    for bucket, count in enumerate(waits):
        reached += count
        if reached >= share * total:
            return round(wait_seconds(bucket), 2)
    return None


def _buckets(session: Session, asked: StatisticsAsked) -> list[Row[Any]]:
    rows = session.execute(_BUCKETS[_scope(asked)], _parameters(asked)).all()
    if len(rows) > MAX_BUCKETS:
        raise Invalid(f"that would be more than {MAX_BUCKETS} buckets", fields=["by"])
    return list(rows)


def _total(session: Session, asked: StatisticsAsked) -> Row[Any]:
    return session.execute(_TOTALS[_scope(asked)], _parameters(asked)).one()


def _people(session: Session, asked: StatisticsAsked) -> dict[str, Any]:
    parameters = _parameters(asked)
    row = session.execute(_PEOPLE[_scope(asked)], parameters).one()
    seen = session.execute(_VIEWS[_scope(asked)], parameters).one()
    writers = row.commenters
    return {
        "commenters": _unless_small(writers),
        "new_commenters": _unless_small(row.new_commenters) if writers >= SMALL_GROUP else None,
        "views": int(seen.views),
        "viewers": int(seen.viewers),
        "writing_share": round(writers / seen.viewers, 4) if seen.viewers else None,
    }


def _unless_small(people: int) -> int | None:
    return people if people >= SMALL_GROUP or people == 0 else None


def _figures(row: Row[Any]) -> dict[str, Any]:
    toxicity, waits = list(row.toxicity), list(row.waits)
    scored = int(row.scored)
    return {
        "comments": int(row.comments),
        "replies": int(row.replies),
        "reply_share": round(int(row.replies) / int(row.comments), 4) if row.comments else None,
        "published": {"machine": int(row.published_by_machine), "people": int(row.published_by_people)},
        "held": {"machine": int(row.held_by_machine), "people": int(row.held_by_people)},
        "rejected": {"machine": int(row.rejected_by_machine), "people": int(row.rejected_by_people)},
        "withdrawn": int(row.withdrawn),
        "edited": int(row.edited),
        "votes": int(row.votes),
        "flags": int(row.flags),
        "scored": scored,
        "toxic_share": round(sum(toxicity[TOXIC_FROM:]) / scored, 4) if scored else None,
        "toxicity": toxicity,
        "seconds_to_publication": {
            "p50": percentile(waits, 0.5), "p90": percentile(waits, 0.9),
            "p99": percentile(waits, 0.99),
        },
    }  # fmt: skip


def _scope(asked: StatisticsAsked) -> str:
    if asked.article_id is not None:
        return "article"
    return "section" if asked.section is not None else "site"


def _parameters(asked: StatisticsAsked) -> dict[str, Any]:
    return {
        "site": asked.site_id, "start": asked.start, "end": asked.end, "by": str(asked.by),
        "zone": asked.time_zone, "article": asked.article_id, "section": asked.section,
        "most": MAX_BUCKETS + 1,
    }  # fmt: skip


_SUMS = ", ".join(
    f"coalesce(sum(r.{name}), 0) AS {name}"
    for name in (
        "comments", "replies", "published_by_machine", "published_by_people", "held_by_machine",
        "held_by_people", "rejected_by_machine", "rejected_by_people", "withdrawn", "edited",
        "votes", "flags", "scored",
    )
)  # fmt: skip


def _added(column: str, size: int) -> str:
    sums = ", ".join(f"coalesce(sum(r.{column}[{n}]), 0)::int" for n in range(1, size + 1))
    return f"ARRAY[{sums}] AS {column}"


_ALL = f"{_SUMS}, {_added('toxicity', 10)}, {_added('waits', WAIT_BUCKETS)}"
_IN_SECTION = """(SELECT a.id FROM articles AS a
    WHERE a.site_id = :site AND a.section = :section)"""
_SCOPES = {
    "site": "r.article_id = 0",
    "article": "r.article_id = :article",
    "section": f"r.article_id IN {_IN_SECTION}",
}
_READERS = {**_SCOPES, "site": "true"}
_TOTALS = {
    scope: text(f"""
        SELECT {_ALL} FROM rollups AS r
        WHERE r.site_id = :site AND {where} AND r.starts_at >= :start AND r.starts_at < :end
    """)
    for scope, where in _SCOPES.items()
}
_BUCKETS = {
    scope: text(f"""
        SELECT date_trunc(:by, r.starts_at AT TIME ZONE :zone) AT TIME ZONE :zone AS start, {_ALL}
        FROM rollups AS r
        WHERE r.site_id = :site AND {where} AND r.starts_at >= :start AND r.starts_at < :end
        GROUP BY 1 ORDER BY 1 LIMIT :most
    """)
    for scope, where in _SCOPES.items()
}
_PEOPLE = {
    scope: text(f"""
        SELECT count(DISTINCT r.reader_id) AS commenters,
               count(DISTINCT r.reader_id) FILTER (WHERE r.is_first) AS new_commenters
        FROM reader_days AS r
        WHERE r.site_id = :site AND {where}
              AND r.day >= cast(cast(:start AS timestamptz) AT TIME ZONE 'UTC' AS date)
              AND r.day < cast(cast(:end AS timestamptz) AT TIME ZONE 'UTC'
                               + interval '1 day' - interval '1 microsecond' AS date)
    """)
    for scope, where in _READERS.items()
}
_VIEWS = {
    scope: text(f"""
        SELECT coalesce(sum(r.views), 0) AS views, coalesce(sum(r.viewers), 0) AS viewers
        FROM view_days AS r
        WHERE r.site_id = :site AND {where}
              AND r.day >= cast(cast(:start AS timestamptz) AT TIME ZONE 'UTC' AS date)
              AND r.day < cast(cast(:end AS timestamptz) AT TIME ZONE 'UTC'
                               + interval '1 day' - interval '1 microsecond' AS date)
    """)
    for scope, where in _SCOPES.items()
}
