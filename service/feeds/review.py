"""The moderators' queues: what waits for people, with what they need to decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import COLUMNS, full_json
from service.scoring import Attribute


class QueueName(StrEnum):
    """The queues of the review page."""

    HELD = "held"
    REPORTED = "reported"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """Which page of which queue. `place` is what an earlier page ended with."""

    site_id: int
    queue: QueueName
    newest_first: bool
    limit: int
    place: int | None = None


def queue_counts(session: Session, site_id: int, *, now: datetime) -> dict[str, dict[str, Any]]:
    """For each queue the number of items and the age of the oldest in seconds."""
    counts: dict[str, dict[str, Any]] = {}
    for queue, where in _WHERE.items():
        row = session.execute(_count_sql(where), {"site": site_id, "now": now}).one()
        oldest = int((now - row.oldest).total_seconds()) if row.oldest is not None else 0
        counts[str(queue)] = {"count": row.count, "oldest_seconds": oldest}
    return counts


def review_page(session: Session, asked: ReviewAsked) -> tuple[list[dict[str, Any]], int | None]:
    """(items with findings and scores, the place of the next page)."""
    # Uses index: ix_comments_waiting or ix_comments_reported.
    first = 2**63 - 1 if asked.newest_first else 0
    rows = session.execute(
        _page_sql(_WHERE[asked.queue], newest_first=asked.newest_first),
        {"site": asked.site_id, "limit": asked.limit + 1, "last": asked.place or first},
    ).all()
    items = [review_json(row) for row in rows[: asked.limit]]
    more = len(rows) > asked.limit
    return items, rows[asked.limit - 1].id if more else None


def review_json(row: Row[Any]) -> dict[str, Any]:
    """A comment as moderators see it."""
    return {
        **full_json(row, row.article_key),
        "revision": row.revision,
        "article_title": row.article_title,
        "findings": row.findings,
        "scores": row.scores,
        "spans": row.spans or [],
        "flag_weight": row.flag_weight,
        "history": {"published": row.published_count, "rejected": row.rejected_count},
    }


_WHERE = {
    QueueName.HELD: "c.status = 'held'",
    QueueName.REPORTED: "c.flag_weight > 0 AND c.status = 'published'",
    QueueName.SUBMITTED: "c.status = 'submitted'",
}
_SCORES = ", ".join(f"'{name}', s.{name}" for name in Attribute)


def _count_sql(where: str) -> Any:
    return text(f"""
        SELECT count(*) AS count, min(c.created_at) AS oldest FROM comments AS c
        WHERE c.site_id = :site AND {where}
    """)


def _page_sql(where: str, *, newest_first: bool) -> Any:
    beyond, order = ("<", "DESC") if newest_first else (">", "ASC")
    return text(f"""
        SELECT {COLUMNS}, c.revision, c.flag_weight, v.findings, a.key AS article_key,
               a.title AS article_title, r.published_count, r.rejected_count, s.spans,
               CASE WHEN s.model IS NOT NULL THEN json_build_object({_SCORES}) END AS scores
        FROM (SELECT c.* FROM comments AS c
              WHERE c.site_id = :site AND {where} AND c.id {beyond} :last
              ORDER BY c.id {order} LIMIT :limit) AS c
        JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
             AND v.number = c.revision
        JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
        JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
        LEFT JOIN LATERAL (
            SELECT * FROM scores AS s WHERE s.site_id = c.site_id AND s.comment_id = c.id
                   AND s.revision = c.revision ORDER BY s.created_at DESC LIMIT 1) AS s ON true
        ORDER BY c.id {order}
    """)
