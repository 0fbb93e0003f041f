"""A comment as the world sees it: the one place that turns rows into its JSON."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from service.ids import public_id

# What every feed selects; `c` comments, `v` the revision to show, `r` the reader.
COLUMNS = """
    c.site_id, c.id, c.parent_id, c.root_id, c.depth, c.path, c.status, c.up, c.down, c.rank,
    c.reply_count, c.descendant_count, c.is_featured, c.created_at, c.version,
    v.number AS shown_revision, v.text, v.html, v.language, v.direction,
    CASE WHEN v.number > 1 THEN v.created_at END AS edited_at,
    r.id AS reader_id, r.name, r.badges, r.avatar_url
"""


def timestamp(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the millisecond."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def comment_json(row: Row[Any], article_key: str) -> dict[str, Any]:
    """A published comment, or a removed placeholder where published replies hang below."""
    site_id = row.site_id
    parent = public_id(site_id, row.parent_id) if row.parent_id is not None else None
    if row.status != "published":
        return {
            "id": public_id(site_id, row.id),
            "parent_id": parent,
            "depth": row.depth,
            "removed": True,
        }
    return full_json(row, article_key)


def full_json(row: Any, article_key: str) -> dict[str, Any]:
    """The comment whatever its status: for its author and for moderators."""
    site_id = row.site_id
    return {
        "id": public_id(site_id, row.id),
        "article": article_key,
        "parent_id": public_id(site_id, row.parent_id) if row.parent_id is not None else None,
        "author": {
            "id": public_id(site_id, row.reader_id),
            "name": row.name,
            "badges": row.badges,
            "avatar_url": row.avatar_url,
        },
        "text": row.text,
        "html": row.html,
        "language": row.language,
        "direction": row.direction,
        "status": row.status,
        "revision": row.shown_revision,
        "created_at": timestamp(row.created_at),
        "edited_at": timestamp(row.edited_at),
        "votes": {"up": row.up, "down": row.down},
        "reply_count": row.reply_count,
        "depth": row.depth,
        "featured": row.is_featured,
    }
