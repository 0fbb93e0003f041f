"""The conversation around one comment: where a permalink leads, whatever the size of the thread."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.feeds.thread import Page
from service.feeds.views import COLUMNS, comment_json

AFTER = 20  # replies told behind the comment; the cursor leads on
_LEVEL = 8  # bytes of `path` per level of depth


def conversation(session: Session, site_id: int, comment_id: int) -> dict[str, Any] | None:
    """The top-level comment as in the thread, its replies being the way down to the comment and
    what follows it; None when the comment is not to be seen. Sets `replies["next_place"]`."""
    head = session.execute(_HEAD, {"site": site_id, "id": comment_id}).one_or_none()
    if head is None:
        return None
    way = [head.path[:end] for end in range(_LEVEL, len(head.path) + 1, _LEVEL)]
    # Uses index: ix_comments_root_path, once per level and once for what follows.
    rows = session.execute(
        _ROWS,
        {"site": site_id, "root": head.root_id, "way": way, "path": head.path, "limit": AFTER + 1},
    ).all()
    shown = rows[: len(way) + AFTER]
    items = [comment_json(row, head.key) for row in shown]
    more = [shown[-1].path.hex()] if len(rows) > len(shown) else None
    page = Page(items[1:], more)
    return {**items[0], "replies": {"items": page.items, "next_place": page.next_place}}


_HEAD = text("""
    SELECT c.root_id, c.path, a.key FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id AND c.is_listed
""")
_ROWS = text(f"""
    WITH listed AS (
        SELECT c.id, c.path FROM comments AS c
        WHERE c.site_id = :site AND c.root_id = :root AND c.is_listed
              AND c.path = ANY(cast(:way AS bytea[]))
        UNION ALL (
            SELECT c.id, c.path FROM comments AS c
            WHERE c.site_id = :site AND c.root_id = :root AND c.is_listed AND c.path > :path
            ORDER BY c.path LIMIT :limit)
    )
    SELECT {COLUMNS} FROM listed AS l
    JOIN comments AS c ON c.site_id = :site AND c.id = l.id
    LEFT JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
         AND v.number = c.published_revision AND c.status = 'published'
    LEFT JOIN readers AS r ON r.site_id = :site AND r.id = c.reader_id
    ORDER BY l.path
""")  # the pieces are constants of this file
