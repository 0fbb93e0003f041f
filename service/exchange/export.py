"""`parley export`: every comment of a site as JSON lines that `parley import jsonl` takes.

Parents come before their answers. Withdrawn comments stay out: their authors took them back. Of
those that are answered the place remains, without author and text.
"""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import text

from service.db import transaction
from service.feeds.views import timestamp
from service.ids import public_id

PORTION = 1_000  # comments of one transaction


def export_lines(site_id: int) -> Iterator[bytes]:
    """One line a comment, in the order of ids, read a portion at a time."""
    last = 0
    while True:
        with transaction(site_id) as session:
            rows = session.execute(
                _PORTION, {"site": site_id, "last": last, "limit": PORTION}
            ).all()
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            yield orjson.dumps(_line(site_id, row)) + b"\n"


def count_comments(site_id: int) -> int:
    """How many lines there will be, for a progress bar."""
    with transaction(site_id) as session:
        return int(session.execute(_COUNT, {"site": site_id}).scalar_one())


def _line(site_id: int, row: Any) -> dict[str, Any]:
    line = {
        "id": public_id(site_id, row.id),
        "article": row.key,
        "title": row.title,
        "url": row.url,
        "author": public_id(site_id, row.reader_id),
        "author_name": row.name,
        "text": row.text,
        "parent": public_id(site_id, row.parent_id) if row.parent_id is not None else None,
        "created_at": timestamp(row.created_at),
        "votes": {"up": row.up, "down": row.down},
    }
    if row.status == "withdrawn":
        nobody = {
            "author": "withdrawn",
            "author_name": "",
            "text": "",
            "votes": {"up": 0, "down": 0},
        }
        return line | nobody | {"status": row.status}
    if row.status != "submitted":  # not judged yet: the next system will
        line["status"] = row.status
    return line


# Uses index: pk_comments. An answer's id is greater than its parent's.
_PORTION = text("""
    SELECT c.id, c.parent_id, c.reader_id, c.status, c.created_at, c.up, c.down,
           a.key, a.title, a.url, r.name, v.text
    FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN readers AS r ON r.site_id = c.site_id AND r.id = c.reader_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    WHERE c.site_id = :site AND c.id > :last
      AND (c.status <> 'withdrawn' OR c.descendant_count > 0)
    ORDER BY c.id LIMIT :limit
""")
_COUNT = text("""
    SELECT count(*) FROM comments
    WHERE site_id = :site AND (status <> 'withdrawn' OR descendant_count > 0)
""")
