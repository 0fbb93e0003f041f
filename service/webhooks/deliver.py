"""From the ledger to the receivers: spread events, lease what is due, note what came of it.

At least once: a lease that ends without a note is taken again. No transaction is open while the
network is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

# Eight tries over about a day, then it is parked and shown.
DELAYS = (5, 30, 150, 900, 3_600, 3 * 3_600, 7 * 3_600, 12 * 3_600)  # seconds after each failure
LEASE = timedelta(seconds=60)
_SPREAD = 500  # events a turn and hook


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery to attempt, with all that the payload is made of."""

    site_id: int
    webhook_id: int
    event_id: int
    attempts: int
    url: str
    sealed: bytes
    site: str
    event: dict[str, Any]


def spread(session: Session, *, now: datetime) -> int:
    """Make deliveries of events that committed since; needs a transaction across sites.

    Stops below the oldest transaction still running, so that no event that commits late is
    skipped; whole transactions only, so that the cursor needs no second part.
    """
    return len(session.execute(_SPREAD_NEW, {"now": now, "limit": _SPREAD}).all())


def lease(session: Session, *, now: datetime, limit: int) -> list[Due]:
    """Take what is due, a few of each hook, oldest first; only the very next one of a hook whose
    last try failed. Needs a transaction across sites."""
    rows = session.execute(_LEASE, {"now": now, "until": now + LEASE, "limit": limit}).mappings()
    return [
        Due(
            row["site_id"], row["webhook_id"], row["event_id"], row["attempts"], row["url"],
            bytes(row["sealed"]), row["slug"], dict(row),
        )
        for row in sorted(rows, key=lambda each: each["event_id"])
    ]  # fmt: skip


def note(session: Session, due: Due, status: int | None, answer: str, *, now: datetime) -> None:
    """Write down what came of an attempt. 2xx is delivered; 410 ends the webhook."""
    is_done = status is not None and 200 <= status < 300
    attempts = due.attempts + 1
    is_parked = not is_done and attempts >= len(DELAYS)
    state = "delivered" if is_done else "parked" if is_parked else "due"
    wait = DELAYS[min(due.attempts, len(DELAYS) - 1)] * uniform(0.9, 1.1)  # noqa: S311  # no secret
    session.execute(
        _NOTE,
        {
            "site": due.site_id, "hook": due.webhook_id, "event": due.event_id, "state": state,
            "attempts": attempts, "next": now + timedelta(seconds=wait), "answer": answer[:200],
            "delivered": now if is_done else None,
        },
    )  # fmt: skip
    if status == 410:
        session.execute(_DISABLE, {"site": due.site_id, "hook": due.webhook_id, "now": now})


def by_hook(due: Sequence[Due]) -> list[list[Due]]:
    """Grouped by webhook: each group is worked off in order, and apart from the others."""
    groups: dict[tuple[int, int], list[Due]] = {}
    for each in due:
        groups.setdefault((each.site_id, each.webhook_id), []).append(each)
    return list(groups.values())


# Uses index: ix_events_transaction. The hook's row is the lock between two spreaders.
_SPREAD_NEW = text("""
    WITH h AS (
        SELECT site_id, id, kinds, cursor_transaction FROM webhooks WHERE disabled_at IS NULL
        FOR UPDATE SKIP LOCKED
    ), bounds AS (
        SELECT h.site_id, h.id, coalesce((
            SELECT max(n.transaction) FROM (
                SELECT e.transaction FROM events AS e
                WHERE e.transaction > h.cursor_transaction AND e.site_id = h.site_id
                  AND e.transaction < pg_snapshot_xmin(pg_current_snapshot())
                ORDER BY e.transaction LIMIT :limit
            ) AS n), h.cursor_transaction) AS reach
        FROM h
    ), moved AS (
        UPDATE webhooks AS w SET cursor_transaction = b.reach
        FROM bounds AS b, h
        WHERE w.site_id = b.site_id AND w.id = b.id AND h.site_id = b.site_id AND h.id = b.id
          AND b.reach > h.cursor_transaction
        RETURNING w.site_id, w.id, w.kinds, h.cursor_transaction AS since, b.reach
    )
    INSERT INTO deliveries (site_id, webhook_id, event_id, next_at, created_at)
    SELECT m.site_id, m.id, e.id, :now, :now FROM moved AS m
    JOIN events AS e ON e.site_id = m.site_id AND e.transaction > m.since
                    AND e.transaction <= m.reach
    WHERE m.kinds = '{}' OR e.kind = ANY(m.kinds)
    ON CONFLICT DO NOTHING
    RETURNING event_id
""")
# A hook with a failure behind it gets one try at a time: the rest waits behind it, unharmed.
_LEASE = text("""
    WITH chosen AS (
        SELECT d.site_id, d.webhook_id, d.event_id FROM webhooks AS w
        CROSS JOIN LATERAL (
            SELECT * FROM deliveries AS x
            WHERE x.site_id = w.site_id AND x.webhook_id = w.id AND x.state = 'due'
            ORDER BY x.event_id
            LIMIT CASE WHEN EXISTS (
                SELECT FROM deliveries AS f WHERE f.site_id = w.site_id AND f.webhook_id = w.id
                AND f.state = 'due' AND f.attempts > 0) THEN 1 ELSE :limit END
            FOR UPDATE SKIP LOCKED
        ) AS d
        WHERE w.disabled_at IS NULL AND d.next_at <= :now
    )
    UPDATE deliveries AS d SET next_at = :until
    FROM chosen AS t
    JOIN webhooks AS w ON w.site_id = t.site_id AND w.id = t.webhook_id
    JOIN sites AS s ON s.id = t.site_id
    JOIN events AS e ON e.site_id = t.site_id AND e.id = t.event_id
    LEFT JOIN articles AS a ON a.site_id = e.site_id AND a.id = e.article_id
    LEFT JOIN comments AS c ON c.site_id = e.site_id AND c.id = e.comment_id
    LEFT JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
                            AND v.number = c.published_revision AND c.status = 'published'
    WHERE d.site_id = t.site_id AND d.webhook_id = t.webhook_id AND d.event_id = t.event_id
    RETURNING d.site_id, d.webhook_id, d.event_id, d.attempts, w.url, w.sealed, s.slug, e.kind,
              e.at, e.comment_id, e.reader_id, e.revision, e.data, a.key AS article_key, c.status,
              v.text
""")
_NOTE = text("""
    UPDATE deliveries SET state = :state, attempts = :attempts, next_at = :next, answer = :answer,
        delivered_at = :delivered
    WHERE site_id = :site AND webhook_id = :hook AND event_id = :event AND state = 'due'
""")
_DISABLE = text("UPDATE webhooks SET disabled_at = :now WHERE site_id = :site AND id = :hook")
