"""What a reader is told of themselves: decisions on them, and replies to what they wrote.

Replies are found, not written down: what is withdrawn or hidden meanwhile is not told any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import timestamp
from service.ids import EPOCH, new_id, public_id
from service.text import excerpt

REMEMBERS = timedelta(days=90)  # what is older is not told
COUNTED = 100  # unread ones are not counted further


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: microseconds since 1970, and the id of the notice."""

    at: int
    id: int


def own_notices(
    session: Session, site_id: int, reader_id: int, *,
    after: Place | None, limit: int, now: datetime,
) -> tuple[list[dict[str, Any]], Place | None]:  # fmt: skip
    """A page, the newest first, without what may still be undone; and where the next begins. Each
    with the beginning of the reply, or of one's own comment that it is about."""
    given = {
        **_given(site_id, reader_id, now), "limit": limit + 1,
        "at": after.at if after else None, "id": after.id if after else 0,
    }  # fmt: skip
    rows: Sequence[Row[Any]] = session.execute(_PAGE, given).all()
    last = rows[limit - 1] if len(rows) > limit else None
    items = [_notice_json(site_id, row) for row in rows[:limit]]
    return items, Place(last.moment, last.id) if last else None


def unread(session: Session, site_id: int, reader_id: int, *, now: datetime) -> int:
    """How many the reader has not seen yet, `COUNTED` at most."""
    given = {**_given(site_id, reader_id, now), "limit": COUNTED}
    return int(session.execute(_UNREAD, given).scalar_one())


def _given(site_id: int, reader_id: int, now: datetime) -> dict[str, Any]:
    oldest = new_id(max(now - REMEMBERS, EPOCH))
    return {"site": site_id, "reader": reader_id, "now": now, "oldest": oldest}


def _notice_json(site_id: int, row: Row[Any]) -> dict[str, Any]:
    article = {"key": row.key, "title": row.title, "url": row.url} if row.key else None
    return {
        "id": public_id(site_id, row.id),
        "kind": row.kind,
        "data": row.data or {},
        "comment_id": public_id(site_id, row.comment_id) if row.comment_id else None,
        "article": article,
        "author": {"name": row.name} if row.kind == "reply" else None,
        "excerpt": excerpt(row.text) if row.text else None,
        "created_at": timestamp(row.at),
        "is_read": row.is_read,
    }


# One's newest 500 comments are looked below. Uses indexes: ix_reader_notices_reader,
# ix_comments_reader, ix_comments_root_path.
_TOLD = """
    SELECT date_trunc('milliseconds', n.visible_at) AS at, n.id, n.kind, n.comment_id, n.data,
           NULL::bigint AS replier
    FROM reader_notices AS n
    WHERE n.site_id = :site AND n.reader_id = :reader AND n.id > :oldest AND n.visible_at <= :now
    UNION ALL
    SELECT date_trunc('milliseconds', c.published_at), c.id, 'reply', c.id, NULL, c.reader_id
    FROM (
        SELECT site_id, id, root_id, path FROM comments
        WHERE site_id = :site AND reader_id = :reader AND id > :oldest AND status = 'published'
        ORDER BY id DESC LIMIT 500
    ) AS p
    JOIN comments AS c ON c.site_id = p.site_id AND c.root_id = p.root_id AND c.is_listed
        AND c.path > p.path AND c.path < p.path || '\\xff'::bytea AND c.parent_id = p.id
    WHERE c.status = 'published' AND c.reader_id <> :reader AND c.published_at <= :now
"""
_PAGE = text(f"""
    WITH page AS (
        SELECT t.*, (extract(epoch FROM t.at) * 1000000)::bigint AS moment FROM ({_TOLD}) AS t
    ), cut AS (
        SELECT * FROM page
        WHERE cast(:at AS bigint) IS NULL OR (moment, id) < (:at, :id)
        ORDER BY moment DESC, id DESC LIMIT :limit
    )
    SELECT t.at, t.moment, t.id, t.kind, t.comment_id, t.data, w.name, v.text,
           a.key, a.title, a.url, coalesce(t.at <= r.notices_read_at, false) AS is_read
    FROM cut AS t
    JOIN readers AS r ON r.site_id = :site AND r.id = :reader
    LEFT JOIN comments AS c ON c.site_id = :site AND c.id = t.comment_id
    LEFT JOIN articles AS a ON a.site_id = :site AND a.id = c.article_id
    LEFT JOIN readers AS w ON w.site_id = :site AND w.id = t.replier
    LEFT JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
        AND c.status <> 'withdrawn' AND (
            t.kind = 'reply' AND v.number = c.published_revision
            OR t.kind <> 'reply' AND c.reader_id = :reader AND v.number = c.revision
        )
    ORDER BY t.moment DESC, t.id DESC
""")
_UNREAD = text(f"""
    SELECT count(*) FROM (
        SELECT FROM ({_TOLD}) AS t
        WHERE t.at > coalesce((
            SELECT notices_read_at FROM readers WHERE site_id = :site AND id = :reader
        ), '-infinity')
        LIMIT :limit
    ) AS new
""")
