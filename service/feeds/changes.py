"""What became visible, changed or vanished below an article since a version; counts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import Gone
from service.feeds.views import COLUMNS, comment_json

LIMIT = 200  # more changes than this are told by reading the thread again


def changes_since(
    session: Session, site_id: int, article_id: int, article_key: str, *, since: int, version: int
) -> list[dict[str, Any]]:
    """Comments changed after `since`, in the order of their changes; those that left are
    placeholders with `removed`.

    Raises Gone when `since` is older than what is remembered, or too much has changed.
    """
    if since >= version:
        return []
    # Uses index: ix_comments_article_version.
    rows = session.execute(
        _CHANGES, {"site": site_id, "article": article_id, "since": since, "limit": LIMIT + 1}
    ).all()
    if len(rows) > LIMIT:
        raise Gone("too much has changed: read the thread again", version=version)
    return [comment_json(row, article_key) for row in rows]


def article_counts(session: Session, site_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Published comments by article key; an unknown article has none."""
    # Uses index: uq_articles_key.
    rows = session.execute(_COUNTS, {"site": site_id, "keys": list(keys)})
    known = {row.key: row.comment_count for row in rows}
    return {key: known.get(key, 0) for key in keys}


_CHANGES = text(f"""
    SELECT {COLUMNS} FROM comments AS c
    LEFT JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
         AND v.number = c.published_revision AND c.status = 'published'
    LEFT JOIN readers AS r ON r.site_id = :site AND r.id = c.reader_id
    WHERE c.site_id = :site AND c.article_id = :article AND c.version > :since AND c.version > 0
    ORDER BY c.version, c.id LIMIT :limit
""")
_COUNTS = text("""
    SELECT key, comment_count FROM articles WHERE site_id = :site AND key = ANY(:keys)
""")
