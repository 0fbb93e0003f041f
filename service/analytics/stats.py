"""The publisher's figures, read from the counters. docs/statistics.md defines each."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.analytics import crowd
from service.analytics.asking import (
    ARTICLES,
    SOURCES,
    By,
    StatisticsAsked,
    check,
    hourly,
    parameters,
    pieces,
    scope_of,
)
from service.analytics.shifts import error_rate
from service.analytics.tallies import TENTHS, TOXIC_FROM, percentile, summed

__all__ = ["By", "StatisticsAsked", "statistics"]

_THRESHOLDS = range(5, TENTHS)  # tenths


def statistics(session: Session, asked: StatisticsAsked, *, now: datetime) -> dict[str, Any]:
    """`totals`, all `buckets` with `start` in the site's time zone, `previous`: the totals of the
    period before, as long; and `waiting`: what waits at this moment.

    Raises Invalid for a range that cannot be shown.
    """
    check(asked)
    scope = scope_of(session, asked)
    given = parameters(session, asked)
    earlier = parameters(session, asked.before())
    buckets = session.execute(_BUCKETS[asked.by, scope], given).all()
    crowds = crowd.by_day(session, scope, given, by=asked.by)
    return {
        "totals": _totals(session, scope, given, now=now),
        "previous": _totals(session, scope, earlier, now=now),
        "buckets": [
            {"start": row.start.isoformat(), **figures(row), **crowds[row.start]} for row in buckets
        ],
        "waiting": _waiting(session, scope, given, now=now),
    }


def _totals(
    session: Session, scope: str, given: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    found = figures(session.execute(_TOTALS[scope], given).one())
    found["moderation"]["hours_covered"] = session.execute(_COVERED[scope], given).scalar_one()
    found["nudges"] = _nudges(session.execute(_NUDGES[scope], given).one())
    return found | crowd.people(session, scope, given, now=now)


def figures(row: Row[Any]) -> dict[str, Any]:
    """The figures of one row of sums: totals, a bucket, a section."""
    toxicity, waits = list(row.toxicity), list(row.waits)
    scored, comments = int(row.scored), int(row.comments)
    top_level = comments - int(row.replies)
    return {
        "comments": comments,
        "replies": int(row.replies),
        "reply_share": share(row.replies, comments),
        "depth": round(int(row.depth_total) / comments, 2) if comments else None,
        "conversations": int(row.answered),
        "reply_rate": share(row.answered, top_level),
        "published": _by(row, "published"),
        "held": _by(row, "held"),
        "rejected": _by(row, "rejected"),
        "withdrawn": int(row.withdrawn),
        "edited": int(row.edited),
        "votes": int(row.votes),
        "flags": int(row.flags),
        "featured": int(row.featured),
        "scored": scored,
        "toxic_share": share(sum(toxicity[TOXIC_FROM:]), scored),
        "toxic_shares": {f"0.{n}": share(sum(toxicity[n:]), scored) for n in _THRESHOLDS},
        "toxicity": toxicity,
        "seconds_to_publication": {
            "p50": percentile(waits, 0.5), "p90": percentile(waits, 0.9),
            "p99": percentile(waits, 0.99),
        },
        "moderation": {
            "handled": int(row.handled),
            "overturned": int(row.overturned),
            "overturn_rate": share(row.overturned, row.handled),
        },
        "appeals": {
            "made": int(row.appeals),
            "upheld": int(row.appeals_upheld),
            "denied": int(row.appeals_denied),
            "upheld_share": share(row.appeals_upheld, row.appeals_upheld + row.appeals_denied),
        },
        "audit": error_rate(
            int(row.audited), int(row.audit_errors), row.audit_weight, row.audit_weight_wrong,
            row.audit_weight_squares,
        ),
    }  # fmt: skip


def share(part: Any, whole: Any) -> float | None:
    """A share of 0..1 to four places; None of nothing."""
    return round(int(part) / int(whole), 4) if whole else None


def _by(row: Row[Any], what: str) -> dict[str, int]:
    machine, people = getattr(row, f"{what}_by_machine"), getattr(row, f"{what}_by_people")
    return {"machine": int(machine), "people": int(people)}


def _nudges(row: Row[Any]) -> dict[str, Any]:
    return {
        "shown": row.shown,
        "edited": row.edited,
        "posted": row.posted,
        "withdrawn": row.shown - row.edited - row.posted,
        "stopped_share": share(row.stopped, row.edited + row.posted),
        "unshown": row.unshown,
        "unshown_stopped_share": share(row.unshown_stopped, row.unshown_posted),
    }


def _waiting(
    session: Session, scope: str, given: dict[str, Any], *, now: datetime
) -> dict[str, Any]:
    row = session.execute(_WAITING[scope], given).one()
    oldest = row.oldest
    return {
        "held": row.held,
        "submitted": row.submitted,
        "oldest_seconds": max(0, int((now - oldest).total_seconds())) if oldest else None,
    }


_TOTALS = {
    scope: text(f"SELECT {summed()} FROM {pieces(of)} AS r") for scope, of in SOURCES.items()
}
# A bucket in which nothing happened is one too: a chart must not leave it out.
_STARTS = """
    SELECT DISTINCT g AT TIME ZONE :zone AS start
    FROM generate_series(
        date_trunc(:by, cast(:start AS timestamptz) AT TIME ZONE :zone),
        (cast(:end AS timestamptz) - interval '1 microsecond') AT TIME ZONE :zone,
        cast('1 ' || :by AS interval)) AS g
"""
_WITHIN_HOURS = """
    SELECT date_trunc('hour', r.starts_at AT TIME ZONE :zone) AT TIME ZONE :zone AS start, r.*
    FROM {0.windows} AS r
    WHERE r.site_id = :site AND {0.where} AND r.starts_at >= :start AND r.starts_at < :end
"""
_WITHIN_DAYS = (
    "SELECT date_trunc(:by, r.day::timestamp) AT TIME ZONE :zone AS start, r.* FROM {0} AS r"
)
_BUCKETS = {
    (by, scope): text(f"""
        SELECT s.start, {summed()}
        FROM ({_STARTS}) AS s LEFT JOIN ({within}) AS r ON r.start = s.start
        GROUP BY 1 ORDER BY 1
    """)
    for scope, of in SOURCES.items()
    for by, within in (
        (By.HOUR, _WITHIN_HOURS.format(of)),
        (By.DAY, _WITHIN_DAYS.format(pieces(of))),
        (By.WEEK, _WITHIN_DAYS.format(pieces(of))),
    )
}
_COVERED = {
    scope: text(f"""
        SELECT count(DISTINCT (r.day - date '2000-01-01') * 24 + r.hour::int) FROM {hourly(of)} AS r WHERE r.handled > 0
    """)
    for scope, of in SOURCES.items()
}
# What was stopped: held or rejected at some time, by machine or people. The LIMIT keeps PostgreSQL
# from reading all such decisions of the site for a handful of nudges.
# Uses index: ix_decisions_stopped.
_STOPPED = """(SELECT true FROM decisions AS d WHERE d.site_id = :site
    AND d.comment_id = r.comment_id AND d.after IN ('held', 'rejected') LIMIT 1) IS NOT NULL"""
_NUDGES = {
    scope: text(f"""
        SELECT count(*) FILTER (WHERE is_shown) AS shown,
               count(*) FILTER (WHERE is_shown AND is_edited) AS edited,
               count(*) FILTER (WHERE is_shown AND is_posted AND NOT is_edited) AS posted,
               count(*) FILTER (WHERE is_shown AND is_stopped) AS stopped,
               count(*) FILTER (WHERE NOT is_shown) AS unshown,
               count(*) FILTER (WHERE NOT is_shown AND is_posted) AS unshown_posted,
               count(*) FILTER (WHERE NOT is_shown AND is_stopped) AS unshown_stopped
        FROM (
            SELECT r.is_shown, r.is_edited, r.comment_id IS NOT NULL AS is_posted,
                   {_STOPPED} AS is_stopped
            FROM nudges AS r
            WHERE r.site_id = :site AND {of.where} AND r.at >= :start AND r.at < :end
        ) AS n
    """)
    for scope, of in ARTICLES.items()
}
# Uses index: ix_comments_waiting.
_WAITING = {
    scope: text(f"""
        SELECT count(*) FILTER (WHERE r.status = 'held') AS held,
               count(*) FILTER (WHERE r.status = 'submitted') AS submitted,
               min(r.created_at) AS oldest
        FROM comments AS r
        WHERE r.site_id = :site AND r.status IN ('held', 'submitted') AND {of.where}
    """)
    for scope, of in ARTICLES.items()
}
