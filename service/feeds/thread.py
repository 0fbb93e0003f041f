"""The threaded feed: pages by keyset, whose cost does not depend on the size of the thread.

One statement a page. Rows of a thread hang below their top-level comment in the order of
their `path`, which is depth first; ids sort by time.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.feeds.views import COLUMNS, comment_json

INLINE_REPLIES = 3  # of each top-level comment on a page
MAX_BYTES = 1_000_000  # of one page; the next cursor leads on


class Order(StrEnum):
    """How top-level comments are sorted; replies always read from the oldest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Page:
    """Items as JSON-able dicts, and the place where the next page begins (None: no more)."""

    items: list[dict[str, Any]]
    next_place: list[Any] | None


@dataclass(frozen=True, slots=True)
class ThreadAsked:
    """Which page of which article's thread. `place` is what an earlier page ended with."""

    site_id: int
    article_id: int
    article_key: str
    order: Order
    limit: int
    place: list[Any] | None = None


def thread_page(session: Session, asked: ThreadAsked) -> Page:
    """A page of top-level comments, each with `replies: {"items", "next_place"}`."""
    # Uses index: ix_comments_article_time or _rank, then ix_comments_root_path.
    rows = session.execute(
        _PAGES[asked.order],
        {
            "site": asked.site_id, "article": asked.article_id, "limit": asked.limit + 1,
            "inline": INLINE_REPLIES + 1, **_bounds(asked),
        },
    ).all()  # fmt: skip
    tops: dict[int, Row[Any]] = {}
    replies: dict[int, list[Row[Any]]] = {}
    for row in rows:
        if row.depth == 0:
            tops[row.id] = row
        else:
            replies.setdefault(row.root_id, []).append(row)
    return _cut(asked, list(tops.values()), replies)


def replies_page(
    session: Session,
    site_id: int,
    comment_id: int,
    *,
    after: bytes | None,
    limit: int,
) -> tuple[Page, str | None]:
    """(replies anywhere below a comment, depth first, after a path; the article's key or None
    when there is no such comment to be seen)."""
    head = session.execute(_HEAD, {"site": site_id, "id": comment_id}).one_or_none()
    if head is None:
        return Page([], None), None
    # Uses index: ix_comments_root_path.
    rows = session.execute(
        _REPLIES,
        {
            "site": site_id, "root": head.root_id, "after": after or head.path,
            "end": after_subtree(head.path), "limit": limit + 1,
        },
    ).all()  # fmt: skip
    page = _flat(rows, head.key, limit)
    return page, head.key


def public_comment(session: Session, site_id: int, comment_id: int) -> dict[str, Any] | None:
    """One published comment as everybody sees it, or None."""
    row = session.execute(_PUBLIC, {"site": site_id, "id": comment_id}).one_or_none()
    return comment_json(row, row.key) if row is not None else None


def after_subtree(path: bytes) -> bytes:
    """The smallest path behind all descendants of `path`."""
    return (int.from_bytes(path) + 1).to_bytes(len(path))


def _bounds(asked: ThreadAsked) -> dict[str, Any]:
    if asked.order is Order.TOP:
        rank, last = asked.place or [2.0, 2**63 - 1]
        return {"rank": rank, "last": last}
    start = 0 if asked.order is Order.OLDEST else 2**63 - 1
    return {"last": asked.place[0] if asked.place else start}


def _cut(asked: ThreadAsked, tops: list[Row[Any]], replies: dict[int, list[Row[Any]]]) -> Page:
    items: list[dict[str, Any]] = []
    size = 0
    for row in tops[: asked.limit]:
        item = comment_json(row, asked.article_key)
        below = _flat(replies.get(row.id, []), asked.article_key, INLINE_REPLIES)
        item["replies"] = {"items": below.items, "next_place": below.next_place}
        size += len(orjson.dumps(item))
        if items and size > MAX_BYTES:
            break
        items.append(item)
    if len(items) == len(tops):
        return Page(items, None)
    last = tops[len(items) - 1]
    place = [last.rank, last.id] if asked.order is Order.TOP else [last.id]
    return Page(items, place)


def _flat(rows: Any, article_key: str, limit: int) -> Page:
    items: list[dict[str, Any]] = []
    size = 0
    for row in rows[:limit]:
        item = comment_json(row, article_key)
        size += len(orjson.dumps(item))
        if items and size > MAX_BYTES:
            break
        items.append(item)
    if len(items) == len(rows):
        return Page(items, None)
    return Page(items, [rows[len(items) - 1].path.hex()])


def _page_sql(where: str, order: str) -> Any:
    return text(f"""
        WITH tops AS (
            SELECT site_id, id, path FROM comments AS c
            WHERE site_id = :site AND article_id = :article AND depth = 0 AND is_listed AND {where}
            ORDER BY {order} LIMIT :limit
        ), listed AS (
            SELECT site_id, id, 0 AS place FROM tops
            UNION ALL
            SELECT b.site_id, b.id, 1 FROM tops AS t CROSS JOIN LATERAL (
                SELECT c.site_id, c.id FROM comments AS c
                WHERE c.site_id = :site AND c.root_id = t.id AND c.is_listed AND c.path > t.path
                ORDER BY c.path LIMIT :inline) AS b
        )
        SELECT {COLUMNS} FROM listed AS l
        JOIN comments AS c ON c.site_id = :site AND c.id = l.id
        LEFT JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
             AND v.number = c.published_revision AND c.status = 'published'
        LEFT JOIN readers AS r ON r.site_id = :site AND r.id = c.reader_id
        ORDER BY l.place, CASE WHEN l.place = 1 THEN c.path END, {order}
    """)


_PAGES = {
    Order.NEWEST: _page_sql("c.id < :last", "c.id DESC"),
    Order.OLDEST: _page_sql("c.id > :last", "c.id"),
    Order.TOP: _page_sql(
        "(c.rank, c.id) < (cast(:rank AS double precision), :last)", "c.rank DESC, c.id DESC"
    ),
}
_HEAD = text("""
    SELECT c.root_id, c.path, a.key FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id AND c.is_listed
""")
_REPLIES = text(f"""
    SELECT {COLUMNS} FROM comments AS c
    LEFT JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
         AND v.number = c.published_revision AND c.status = 'published'
    LEFT JOIN readers AS r ON r.site_id = :site AND r.id = c.reader_id
    WHERE c.site_id = :site AND c.root_id = :root AND c.is_listed
          AND c.path > :after AND c.path < :end
    ORDER BY c.path LIMIT :limit
""")
_PUBLIC = text(f"""
    SELECT {COLUMNS}, a.key FROM comments AS c
    JOIN revisions AS v ON v.site_id = :site AND v.comment_id = c.id
         AND v.number = c.published_revision
    JOIN readers AS r ON r.site_id = :site AND r.id = c.reader_id
    JOIN articles AS a ON a.site_id = :site AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id AND c.status = 'published'
""")
