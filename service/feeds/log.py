"""The log: every decision, filterable; and the batches of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import timestamp
from service.ids import new_id, public_id
from service.text import excerpt

COLUMNS = (
    "id", "at", "comment_id", "article", "verb", "before", "after", "kind", "by", "reason", "note",
    "revision", "policy_version", "batch", "is_undo",
)  # fmt: skip
CSV_ROWS = 50_000  # of one export; narrower dates bring the rest


@dataclass(frozen=True, slots=True)
class LogAsked:
    """Which decisions, the newest first. `actor_id` None: everybody's."""

    site_id: int
    limit: int
    actor_id: int | None = None
    before_id: int | None = None
    verb: str | None = None
    kind: str | None = None
    by: str | None = None
    reason: str | None = None
    article: str | None = None
    comment_id: int | None = None
    author_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def log_page(session: Session, asked: LogAsked) -> Sequence[Row[Any]]:
    """Up to `limit` decisions."""
    conditions = ["d.site_id = :site"]
    conditions += [_CONDITIONS[each.name] for each in fields(asked)
                   if each.name in _CONDITIONS and getattr(asked, each.name) is not None]  # fmt: skip
    statement = text(f"""
        SELECT d.*, coalesce(p.name, k.name) AS by, a.key AS article_key,
               a.title AS article_title
        FROM decisions AS d
        JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
        JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
        LEFT JOIN staff AS p ON p.id = d.actor_id AND d.actor_kind = 'moderator'
        LEFT JOIN api_keys AS k ON k.site_id = d.site_id AND k.id = d.actor_id
                  AND d.actor_kind = 'key'
        WHERE {" AND ".join(conditions)} ORDER BY d.id DESC LIMIT :limit
    """)
    return session.execute(statement, _parameters(asked)).all()


def log_json(row: Row[Any]) -> dict[str, Any]:
    """One decision; the members are COLUMNS."""
    site_id = row.site_id
    return {
        "id": public_id(site_id, row.id), "at": timestamp(row.created_at),
        "comment_id": public_id(site_id, row.comment_id), "article": row.article_key,
        "verb": row.verb, "before": row.before, "after": row.after, "kind": row.actor_kind,
        "by": row.by, "reason": row.reason, "note": row.note, "revision": row.revision,
        "policy_version": row.policy_version,
        "batch": public_id(site_id, row.batch_id) if row.batch_id is not None else None,
        "is_undo": row.undoes is not None,
    }  # fmt: skip


def log_lines(session: Session, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """The decisions of one page, for people: each with its article's title, the author's name, the
    beginning of the text that was decided on (null where its author took it back), and whether it
    was taken back since."""
    if not rows:
        return []
    given = {"site": rows[0].site_id, "ids": [row.id for row in rows]}
    words = {each.id: each for each in session.execute(_WORDS, given)}
    return [
        {
            **log_json(row), "article_title": row.article_title, "author": words[row.id].name,
            "excerpt": excerpt(words[row.id].text) if words[row.id].text else None,
            "is_undone": words[row.id].is_undone,
        }
        for row in rows
    ]  # fmt: skip


def recent_batches(session: Session, site_id: int, *, owner_id: int | None) -> Sequence[Row[Any]]:
    """The newest 50 background batches; of one person, or of all."""
    return session.execute(_BATCHES, {"site": site_id, "owner": owner_id}).all()


def _parameters(asked: LogAsked) -> dict[str, Any]:
    given: dict[str, Any] = {each.name: getattr(asked, each.name) for each in fields(asked)}
    given["site"] = asked.site_id
    # Ids sort by time, so that dates use the same index as the order.
    given["since"] = new_id(asked.since) if asked.since else None
    given["until"] = new_id(asked.until) if asked.until else None
    return given


_CONDITIONS = {
    "actor_id": "d.actor_id = :actor_id AND d.actor_kind IN ('moderator', 'key')",
    "before_id": "d.id < :before_id",
    "verb": "d.verb = :verb",
    "kind": "d.actor_kind = :kind",
    "by": "coalesce(p.name, k.name) = :by",
    "reason": "d.reason = :reason",
    "article": "a.key = :article",
    "comment_id": "d.comment_id = :comment_id",
    "author_id": "c.reader_id = :author_id",
    "since": "d.id >= :since",
    "until": "d.id < :until",
}
# Uses index: ix_decisions_comment, for what was decided about the comment afterwards.
_WORDS = text("""
    SELECT d.id, w.name, v.text,
           EXISTS (SELECT 1 FROM decisions AS u WHERE u.site_id = d.site_id
                   AND u.comment_id = d.comment_id AND u.id > d.id AND u.undoes = d.id) AS is_undone
    FROM decisions AS d
    JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
    JOIN readers AS w ON w.site_id = c.site_id AND w.id = c.reader_id
    LEFT JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
        AND v.number = d.revision AND c.status <> 'withdrawn'
    WHERE d.site_id = :site AND d.id = ANY(:ids)
""")
_BATCHES = text("""
    SELECT * FROM batches
    WHERE site_id = :site AND (cast(:owner AS bigint) IS NULL OR actor_id = :owner)
    ORDER BY id DESC LIMIT 50
""")
