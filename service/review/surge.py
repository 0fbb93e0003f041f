"""Surges: a discussion that gets out of hand is slowed down, or read beforehand, for a time.

Only sites whose policy asks for it are looked at. What a surge sets are times: it ends by itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.db import after_commit
from service.events import Kind, Occurrence, record
from service.feeds.cache import forget_articles
from service.ids import new_id
from service.moderation.policies import site_policy
from service.moderation.policy import Surge

WINDOW = timedelta(minutes=5)
ENOUGH = 20  # comments within the window, below which a share says nothing


def calm_surges(session: Session, *, now: datetime) -> int:
    """Look at the last five minutes of every site that asks for it; how many discussions were
    calmed. Needs a transaction across sites."""
    calmed = 0
    for site in session.execute(_SITES):
        policies = site_policy(session, site.id, site.policy_version)
        busy = session.execute(
            _BUSY, {"site": site.id, "since": new_id(now - WINDOW), "enough": ENOUGH}
        ).all()
        for row in _unruly(busy, policies):
            _calm(session, row, policies.at(section=row.section, article=row.key).surge, now)
            calmed += 1
    return calmed


def is_surge(surge: Surge, *, posted: int, stopped: int) -> bool:
    """Whether so many comments within the window, so many of them stopped, are a surge."""
    if surge.action == "off":
        return False
    per_minute = posted / (WINDOW.total_seconds() / 60)
    return per_minute > surge.per_minute or (
        posted >= ENOUGH and stopped / posted >= surge.hold_share
    )


def _unruly(busy: Sequence[Row[Any]], policies: Any) -> list[Row[Any]]:
    return [
        row
        for row in busy
        if is_surge(
            policies.at(section=row.section, article=row.key).surge,
            posted=row.posted, stopped=row.stopped,
        )
    ]  # fmt: skip


def _calm(session: Session, row: Row[Any], surge: Surge, now: datetime) -> None:
    until = now + timedelta(minutes=surge.minutes)
    given = {"site": row.site_id, "id": row.id, "now": now, "until": until}
    if session.execute(_CALM[surge.action], given).scalar_one_or_none() is None:
        return  # it is calmed already
    data = {"because": "surge", "action": surge.action, "minutes": surge.minutes}
    record(session, [Occurrence(row.site_id, Kind.ARTICLE_CHANGED, now, article_id=row.id,
                                data=data)])  # fmt: skip
    after_commit(session, partial(forget_articles, row.site_id, (row.id,)))


_SITES = text("SELECT id, policy_version FROM sites WHERE policy_version > 0 ORDER BY id")
# Uses index: pk_comments, for ids sort by time.
_BUSY = text("""
    SELECT a.site_id, a.id, a.key, a.section, n.posted, n.stopped
    FROM (SELECT article_id, count(*) AS posted,
                 count(*) FILTER (WHERE status IN ('held', 'rejected')) AS stopped
          FROM comments WHERE site_id = :site AND id >= :since
          GROUP BY article_id HAVING count(*) >= :enough) AS n
    JOIN articles AS a ON a.site_id = :site AND a.id = n.article_id
    ORDER BY a.id
""")
_CALM = {
    action: text(f"""
        UPDATE articles SET version = version + 1, {column} = :until
        WHERE site_id = :site AND id = :id AND ({column} IS NULL OR {column} <= :now) RETURNING id
    """)
    for action, column in (
        ("slow", "slow_mode_until"),
        ("newcomers", "newcomers_held_until"),
        ("premoderate", "premoderated_until"),
    )
}
