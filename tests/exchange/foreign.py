"""What the tests of foreign formats share: the thread as it was stored."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from service.db import transaction

FILES = Path(__file__).parent / "files"
_STORED = text("""
    SELECT split_part(c.import_key, ':', 2) AS key, c.status, c.depth, c.created_at, a.key AS article,
           a.url, a.title, r.name, r.subject, v.text,
           split_part(p.import_key, ':', 2) AS parent
    FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
    LEFT JOIN comments AS p ON p.site_id = c.site_id AND p.id = c.parent_id
    WHERE c.site_id = :site
""")


def stored(site_id: int) -> dict[str, Any]:
    """Rows by the old system's key."""
    with transaction(site_id) as session:
        return {row.key: row for row in session.execute(_STORED, {"site": site_id})}
