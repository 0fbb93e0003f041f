"""Who is looking at what: a hint for colleagues, kept in Valkey for seconds and never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.feeds.queues import QueueName
from service.feeds.surroundings import BY
from service.lifecycle import Status
from service.valkey import memory

FRESH = timedelta(seconds=15)  # who has not said for so long where they look has left
MOST = 500  # claimed comments that are told


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody with a comment in focus."""

    staff_id: int
    name: str
    comment_id: int


def look(
    site_id: int, staff_id: int, name: str, comment_id: int | None, *, now: datetime
) -> list[Looker]:
    """Say where one looks (None: nowhere) and hear where the others do. Empty without Valkey."""
    key = f"looking:{site_id}"
    word = orjson.dumps([name, comment_id, now.timestamp()])

    def exchange(client: Any) -> Mapping[bytes, bytes]:
        with client.pipeline() as both:
            both.hset(key, str(staff_id), word)
            both.expire(key, int(FRESH.total_seconds()) * 4)
            both.hgetall(key)
            heard: Mapping[bytes, bytes] = both.execute()[-1]
            return heard

    silence: Mapping[bytes, bytes] = {}
    heard = memory().ask(exchange, otherwise=silence)
    return [
        Looker(int(who), told[0], told[1])
        for who, raw in heard.items()
        if int(who) != staff_id
        and (told := orjson.loads(raw))[1] is not None
        and now.timestamp() - told[2] < FRESH.total_seconds()
    ]


def held_by_others(
    session: Session, site_id: int, staff_id: int, *, now: datetime
) -> list[tuple[int, str]]:
    """(comment, holder's name) of what others have claimed just now."""
    given = {"site": site_id, "viewer": staff_id, "now": now, "most": MOST}
    return [(row.comment_id, row.holder) for row in session.execute(_HELD, given)]


@dataclass(frozen=True, slots=True)
class Gone:
    """A comment that has left a queue, or its status, and by whose decision: None for the policy
    or its author."""

    comment_id: int
    status: str
    by: str | None


def gone_from(
    session: Session, site_id: int, queue: QueueName, comment_ids: Sequence[int]
) -> list[Gone]:
    """Which of these wait in the queue no more. Nothing leaves `all`: see `changed`."""
    if queue is QueueName.ALL or not comment_ids:
        return []
    given = {"site": site_id, "queue": str(queue), "ids": list(comment_ids)}
    statement = _SCORED if queue is QueueName.SUBMITTED else _GONE
    return [Gone(row.id, row.status, row.by) for row in session.execute(statement, given)]


def changed(session: Session, site_id: int, shown: Mapping[int, Status]) -> list[Gone]:
    """Which of these comments no longer have the status that they are shown with."""
    if not shown:
        return []
    given = {
        "site": site_id,
        "ids": list(shown),
        "statuses": [str(each) for each in shown.values()],
    }
    return [Gone(row.id, row.status, row.by) for row in session.execute(_CHANGED, given)]


# Uses indexes: pk_comments, pk_queue_items, pk_decisions; a few hundred rows at most.
_LEFT = f"""
    SELECT c.id, c.status, coalesce(p.name, k.name) AS by
    FROM comments AS c
    LEFT JOIN decisions AS d ON d.site_id = c.site_id AND d.id = c.decision_id
              AND d.actor_kind IN ('moderator', 'key')
    {BY.format(id="d.actor_id", table="c")}
    WHERE c.site_id = :site AND c.id = ANY(:ids)
"""
_SCORED = text(f"{_LEFT} AND c.status <> 'submitted'")
_CHANGED = text(f"""{_LEFT} AND (c.id, c.status) NOT IN (
    SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:statuses AS text[])))""")
_GONE = text(f"""{_LEFT} AND NOT EXISTS (
    SELECT 1 FROM queue_items AS q WHERE q.site_id = c.site_id AND q.queue = :queue
           AND q.comment_id = c.id)""")
_HELD = text(f"""
    SELECT c.comment_id, coalesce(p.name, k.name, '') AS holder
    FROM claims AS c {BY.format(id="c.staff_id", table="c")}
    WHERE c.site_id = :site AND c.expires_at > :now AND c.staff_id <> :viewer
    ORDER BY c.comment_id LIMIT :most
""")
